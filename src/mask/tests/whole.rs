//! What holds for any record: nothing else changes.

use serde_json::Value;

use super::*;

/// A small generator of numbers, so that the records are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const WORDS: [&str; 12] =
    ["hello ", "\n", "\"quoted\" ", "é", "😀 ", "\\", "1234 ", "a-b_c ", "{\"x\":", "data: ", "\u{1} ", "http://x/?q="];
const VALUES: [&str; 6] = [
    "alice@example.com",
    "bob.o%40example.org",
    "AKIAIOSFODNN7EXAMPLE",
    "4111-1111-1111-1111",
    "DE89370400440532013000",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
];

/// A text with values in it, and the same with their masks.
fn text(numbers: &mut Numbers) -> (String, String) {
    let masks = all();
    let (mut text, mut expected) = (String::new(), String::new());
    for _ in 0..numbers.below(8) {
        let word = numbers.pick(&WORDS);
        text += word;
        expected += word;
        if numbers.below(3) == 0 {
            let value = numbers.pick(&VALUES);
            text.extend([" ", value, " "]);
            expected.extend([" ", &masked(&masks, value), " "]);
        }
    }
    (text, expected)
}

/// A value with strings at several levels, and what it is with its values masked.
fn value(numbers: &mut Numbers, depth: usize) -> (String, Value) {
    match numbers.below(if depth == 0 { 4 } else { 7 }) {
        0 => ("12345678901234567890.5e1".into(), serde_json::from_str("12345678901234567890.5e1").expect("a number")),
        1 => ("null".into(), Value::Null),
        2 | 3 => {
            let (text, expected) = text(numbers);
            (if numbers.below(2) == 0 { quoted(&text) } else { all_escaped(&text) }, expected.into())
        }
        4 => {
            let (inner, expected) = object(numbers, depth - 1);
            // Compared as the value that it holds, because its own escapes stay as they are.
            (quoted(&inner), expected)
        }
        5 => {
            let (first, second) = (value(numbers, depth - 1), value(numbers, depth - 1));
            (format!("[{} ,\t{}]", first.0, second.0), vec![first.1, second.1].into())
        }
        _ => object(numbers, depth - 1),
    }
}

fn object(numbers: &mut Numbers, depth: usize) -> (String, Value) {
    let (first, second) = (value(numbers, depth), value(numbers, depth));
    let text = format!("{{ \"one\":{},\n\"a@b.com\" : {}}}", first.0, second.0);
    (text, serde_json::json!({ "one": first.1, "a@b.com": second.1 }))
}

/// Parses strings that hold objects, so that values can be compared.
fn unfolded(value: Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("{ \"one\"") => unfolded(serde_json::from_str(&text).expect("JSON")),
        Value::Array(items) => items.into_iter().map(unfolded).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, unfolded(value))).collect(),
        other => other,
    }
}

#[test]
fn any_record_has_the_same_values_but_for_the_masked_ones() {
    let (masks, mut numbers) = (all(), Numbers(7));
    for _ in 0..3000 {
        let (record, expected) = object(&mut numbers, 4);
        let result = masked(&masks, &record);
        let parsed: Value = serde_json::from_str(&result).expect("JSON");
        assert_eq!(unfolded(parsed), unfolded(expected), "{record}");
        // Masks have nothing that is masked.
        assert_eq!(masked(&masks, &result), result);
    }
}

#[test]
fn what_is_not_masked_is_copied_byte_for_byte() {
    let (masks, mut numbers) = (all(), Numbers(11));
    for _ in 0..1000 {
        let (record, _) = object(&mut numbers, 4);
        let edits = masks.edits_of_text(&record);
        let result = masked(&masks, &record);
        let (mut from, mut to) = (0, 0);
        for edit in &edits {
            let same = edit.place.start - from;
            assert_eq!(result.as_bytes()[to..to + same], record.as_bytes()[from..edit.place.start]);
            to += same;
            assert!(result.as_bytes()[to..].starts_with(&edit.replacement()));
            to += edit.replacement().len();
            from = edit.place.end;
        }
        assert_eq!(result.as_bytes()[to..], record.as_bytes()[from..]);
    }
}

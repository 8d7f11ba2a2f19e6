//! Logic against all that could be, and texts that nobody would type.

use super::super::{FieldTest, Filter, Inclusion, Mask, Resolved, Value, complete, resolve};
use super::{Random, Words, parsed};

/// A filter over so many words, each of which stands in it once: `w0`, `w1`, …
fn expression(random: &mut Random, words: std::ops::Range<usize>) -> String {
    if words.len() == 1 {
        let sign = random.choose(&["", "-", "not "]);
        return format!("{sign}w{}", words.start);
    }
    let middle = words.start + 1 + random.below(words.len() - 1);
    let joint = random.choose(&[" ", " and ", " or "]);
    let [left, right] = [words.start..middle, middle..words.end].map(|words| expression(random, words));
    let sides = format!("{left}{joint}{right}");
    match random.below(3) {
        0 => format!("-({sides})"),
        1 => format!("({sides})"),
        _ => sides,
    }
}

/// Digit `place` of `number` to the base of 3 as an answer.
fn answer(number: usize, place: usize) -> Option<bool> {
    let powers = [1, 3, 9, 27, 81, 243];
    [Some(false), Some(true), None][number / powers[place] % 3]
}

#[test]
fn the_result_is_known_exactly_if_what_is_unknown_does_not_matter() {
    let mut random = Random(0x5eed_0002);
    for _ in 0..400 {
        let words = 1 + random.below(5);
        let text = expression(&mut random, 0..words);
        let filter = parsed(&text);
        for given in 0..3_usize.pow(u32::try_from(words).expect("a small number")) {
            let results: Vec<bool> = (0..1 << words)
                .filter(|all| (0..words).all(|i| answer(given, i).is_none_or(|known| known == (all >> i & 1 == 1))))
                .filter_map(|all: usize| filter.evaluate(|i| Some(all >> i & 1 == 1)))
                .collect();
            let unanimous = results.iter().all(|result| *result == results[0]).then_some(results[0]);
            assert_eq!(filter.evaluate(|i| answer(given, i)), unanimous, "{text} given {given}");

            let conjuncts: Vec<Option<bool>> = filter
                .conjuncts()
                .iter()
                .map(|conjunct| conjunct.evaluate_many(|i| Mask::all(answer(given, i))).get(0))
                .collect();
            let any_is = |answer| conjuncts.contains(&answer);
            let all = if any_is(Some(false)) { Some(false) } else { (!any_is(None)).then_some(true) };
            assert_eq!(all, unanimous, "{text} given {given}");
        }
    }
}

#[test]
fn an_empty_filter_passes_everything() {
    assert_eq!(parsed(" ").evaluate(|_| None), Some(true));
}

#[test]
fn no_more_is_asked_than_matters() {
    let filter = parsed("a b (c or d)");
    let asked = std::cell::RefCell::new(Vec::new());
    let matches = filter.evaluate(|i| {
        asked.borrow_mut().push(i);
        Some(i == 0)
    });
    assert_eq!((matches, asked.into_inner()), (Some(false), vec![0, 1]));
}

/// Does everything that can be done with a text.
fn use_all(text: &str, random: &mut Random) {
    let cursor = random.below(text.len() + 2);
    let words = Words { names: &["Model", "a b"], values: |_| vec![("", 1), ("a \"b\"", 2), (text, 3)] };
    for completion in complete(text, cursor, &words) {
        assert!(text.get(completion.place.clone()).is_some(), "{text:?} at {cursor}");
    }
    let filter = match Filter::parse(text) {
        Ok(filter) => filter,
        Err(error) => {
            assert!(text.get(error.place.clone()).is_some(), "{text:?}: {error:?}");
            return;
        }
    };
    for test in filter.tests() {
        let source = test.source();
        let back = FieldTest::parse_source(&source).unwrap_or_else(|error| panic!("{text:?}, {source:?}: {error}"));
        assert_eq!(back.source(), source, "{text:?}");
        for value in [Value::Null, Value::Bool(true), Value::Number("4e2"), Value::Text(text)] {
            assert_eq!(back.test.matches(value), test.test.matches(value), "{text:?} of {value:?}");
        }
        assert_eq!(back.test.matches_text(text), test.test.matches_text(text), "{text:?}");
        assert_eq!(back.test.time(), test.test.time(), "{text:?}");
        if let Some(field) = &test.field {
            let names = ["Model", "model", "f", ""];
            let is_exact = names.contains(&field.name.as_str());
            assert!(!is_exact || matches!(resolve(&field.name, names.into_iter()), Resolved::One(_)));
        }
    }
    let is_field = |name: &str| name == "f";
    for choice in [Some(Inclusion::Included), Some(Inclusion::Excluded), None] {
        let changed = filter.with_value("f", is_field, "a", choice);
        if let Ok(changed) = Filter::parse(&changed) {
            assert_eq!(changed.inclusion(is_field, "a"), choice, "{text:?}");
        } else {
            assert!(filter.tests().len() >= 32 || text.len() > 4_000, "{text:?} became {changed:?}");
        }
    }
    parsed(&filter.with_range("f", is_field, None, Some("5")));
    parsed(&filter.public_part(|test| test.field.is_some()));
}

#[test]
fn no_bytes_cause_a_panic() {
    let mut random = Random(0x5eed_0003);
    for _ in 0..40_000 {
        let bytes: Vec<u8> = (0..random.below(24)).map(|_| u8::try_from(random.below(256)).expect("a byte")).collect();
        use_all(&String::from_utf8_lossy(&bytes), &mut random);
    }
}

#[test]
fn no_tokens_cause_a_panic() {
    const PIECES: [&str; 48] = [
        " ",
        " ",
        " ",
        " ",
        "a",
        "b",
        "f",
        "f:",
        "f=",
        "f:(",
        "has:",
        ":",
        "=",
        "<",
        ">",
        ">=",
        "..",
        "(",
        ")",
        ")",
        "-",
        "\"",
        "\"",
        "\\",
        "/",
        "/i",
        "*",
        " and ",
        " or ",
        " not ",
        "and",
        "OR",
        "1",
        "400",
        "2026-04-18",
        "T06:30",
        "é",
        "Σ",
        "ς",
        "\u{130}",
        "😀",
        "\u{3000}",
        "\"a b\"",
        "/[a]+/",
        "{9}",
        "[",
        "^",
        "null",
    ];
    let mut random = Random(0x5eed_0004);
    let mut understood = 0;
    for _ in 0..80_000 {
        let text: String = (0..random.below(14)).map(|_| random.choose(&PIECES)).collect();
        understood += usize::from(Filter::parse(&text).is_ok());
        use_all(&text, &mut random);
    }
    // Otherwise the tests after parsing would not be tried.
    assert!(understood > 8_000, "{understood}");
}

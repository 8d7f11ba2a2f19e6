//! Texts of all forms and damages, at every chunk size.

use super::*;

/// What comes out: line, place, bytes, and whether it was longer than the limit.
type Out = (u64, u64, String, bool);

fn take(framer: &mut Framer, found: &mut Vec<Out>) {
    while let Some(piece) = framer.next() {
        let bytes = String::from_utf8_lossy(framer.bytes(&piece)).into_owned();
        match piece.kind {
            Kind::Part { first: false, .. } => {
                let last = found.last_mut().expect("a first part");
                assert_eq!((last.0, last.1, last.3), (piece.number, piece.begin, true));
                last.2.push_str(&bytes);
            }
            kind => found.push((piece.number, piece.begin, bytes, kind != Kind::Whole)),
        }
    }
}

fn framed(text: &[u8], chunk: usize, limit: usize) -> Vec<Out> {
    let (mut framer, mut found) = (Framer::new(limit), Vec::new());
    for chunk in text.chunks(chunk) {
        framer.feed(chunk);
        take(&mut framer, &mut found);
    }
    framer.end(None);
    take(&mut framer, &mut found);
    assert_eq!(framer.next_number(), 1 + memchr_iter(b'\n', text).count() as u64);
    found
}

/// (line, bytes) of what comes out of a text, whatever pieces it comes in.
fn records(text: &str, limit: usize) -> Vec<(u64, String)> {
    let whole = framed(text.as_bytes(), usize::MAX, limit);
    for chunk in 1..text.len() {
        assert_eq!(framed(text.as_bytes(), chunk, limit), whole, "{text:?} by {chunk}");
    }
    for (_, begin, bytes, _) in &whole {
        let begin = usize::try_from(*begin).expect("small");
        assert!(text[begin..].starts_with(bytes), "{text:?}: {bytes:?} is at {begin}");
    }
    whole.into_iter().map(|(number, _, bytes, _)| (number, bytes)).collect()
}

fn holds(text: &str, expected: &[(u64, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(number, bytes)| (*number, (*bytes).to_string())).collect();
    assert_eq!(records(text, 1000), expected, "{text:?}");
}

#[test]
fn a_record_a_line() {
    holds(
        "\u{feff}{\"a\":1}\r\n\r\n \t\n  {\"b\":\"\\\"}\"} \t\n\n\u{feff}{\"c\":[]}",
        &[(1, "\u{feff}{\"a\":1}\r"), (4, "  {\"b\":\"\\\"}\"} \t"), (6, "\u{feff}{\"c\":[]}")],
    );
}

#[test]
fn records_joined_in_any_way() {
    holds("{\"a\":1}{\"b\":2} {\"c\":3}\t\n{}", &[(1, "{\"a\":1}"), (1, "{\"b\":2}"), (1, "{\"c\":3}"), (2, "{}")]);
    holds("{\"a\":1},\n{\"b\":2},\n", &[(1, "{\"a\":1}"), (2, "{\"b\":2}")]);
    holds(
        "{\n  \"a\": {\n    \"b\": 1\r\n  }\n}\n{\n\"c\":2}\n{\"d\":3}",
        &[(1, "{\n  \"a\": {\n    \"b\": 1\r\n  }\n}"), (6, "{\n\"c\":2}"), (8, "{\"d\":3}")],
    );
}

#[test]
fn elements_of_arrays() {
    for text in ["[{\"a\":1},{\"b\":[2]}]", " [ {\"a\":1} , {\"b\":[2]} ] \n", "[{\"a\":1} {\"b\":[2]}][]"] {
        holds(text, &[(1, "{\"a\":1}"), (1, "{\"b\":[2]}")]);
    }
    holds(
        "[\n  {\"a\":1},\n  {\n\"b\":2}\n]\n[\n]\n{\"c\":3}\n",
        &[(2, "{\"a\":1}"), (3, "{\n\"b\":2}"), (8, "{\"c\":3}")],
    );
    // What is not an object is a reject of its own.
    holds(
        "[1,{\"a\":1},\"x\" ,[{}],null]\n{}",
        &[(1, "1"), (1, "{\"a\":1}"), (1, "\"x\""), (1, "[{}]"), (1, "null"), (2, "{}")],
    );
    // An array that was cut off, and another file after it.
    holds("[\n{\"a\":1}\n[\n{\"b\":2}\n]\n", &[(2, "{\"a\":1}"), (4, "{\"b\":2}")]);
}

#[test]
fn words_in_brackets_are_no_arrays() {
    for line in
        ["[2026-04-18] starting {\"a\":1}", "[123] starting up", "[ 1 ]  x", "[warn]", "[\"a\"] b", "[01]", "[1 ]:"]
    {
        holds(&format!("{line}\n{{\"a\":1}}\n"), &[(1, line), (2, "{\"a\":1}")]);
        holds(line, &[(1, line)]);
    }
    holds("[123]\n{\"a\":1}\n", &[(1, "123"), (2, "{\"a\":1}")]);
    holds("[1] {\"a\":1}\n", &[(1, "1"), (1, "{\"a\":1}")]);
}

#[test]
fn elements_of_batch_wrappers() {
    holds(
        "{\"events\":[\n {\"a\":1},\n {\"b\":2}\n]}\n{\"c\":3}",
        &[(2, "{\"a\":1}"), (3, "{\"b\":2}"), (5, "{\"c\":3}")],
    );
    holds(
        "{\"events\":[{\"a\":1},{\"b\":[{}]}]}\n{\"c\":3}",
        &[(1, "{\"a\":1}"), (1, "{\"b\":[{}]}"), (2, "{\"c\":3}")],
    );
    holds(
        "{\n \"events\": [\n {\"a\":1},{\n\"b\":2}\n ]\n}\n{\"c\":3}",
        &[(3, "{\"a\":1}"), (3, "{\n\"b\":2}"), (7, "{\"c\":3}")],
    );
    for record in ["{\"a\":[]}", "{\"a\":[1]}", "{\"a\":[{}],\"b\":1}", "{\"a\":{\"b\":[{}]}}", "{\"b\":1,\"a\":[{}]}"]
    {
        holds(record, &[(1, record)]);
        holds(&format!("[{record},{{\"a\":[{{}}]}}]"), &[(1, record), (1, "{\"a\":[{}]}")]);
    }
    // Another member comes after all.
    holds(
        "{\"events\":[\n{\"a\":1}],\"more\":1}\n{\"c\":3}",
        &[(2, "{\"a\":1}"), (2, ",\"more\":1}"), (3, "{\"c\":3}")],
    );
}

#[test]
fn a_wrapper_longer_than_the_limit_streams_out() {
    let element = |number: u64| format!("{{\"n\":{number}}}");
    let elements: Vec<_> = (10..40).map(element).collect();
    let text = format!("{{\"events\":[{}]}}\n{{}}\n", elements.join(","));
    let mut expected: Vec<_> = elements.iter().map(|element| (1, element.clone())).collect();
    expected.push((2, "{}".into()));
    assert_eq!(records(&text, 60), expected);
    let text = format!("{{\"events\":[{}],\"more\":1}}\n{{}}\n", elements.join(","));
    expected.insert(30, (1, ",\"more\":1}".into()));
    assert_eq!(records(&text, 60), expected);
}

#[test]
fn damage_costs_its_own_line() {
    for damaged in [
        "no JSON",
        "{\"a\":\"cut",
        "{\"a\":",
        "{\"a\"",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":[1,{\"b\":\"x\"",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "]",
        "}",
        "[2026-01-01 12:00:00] INFO",
        "[\"a\" b]",
        "[INFO]",
        "\"a string\"",
        "123",
        "\u{1}\u{2}",
        "\u{fe00}{}",
    ] {
        let text = format!("{{\"z\":0}}\n{damaged}\n{{\"b\":1}}\n{{\"c\":2}}\n");
        holds(&text, &[(1, "{\"z\":0}"), (2, damaged), (3, "{\"b\":1}"), (4, "{\"c\":2}")]);
    }
    // After a record on the same line.
    holds("{\"a\":1} no JSON {}\n{}", &[(1, "{\"a\":1}"), (1, "no JSON {}"), (2, "{}")]);
    // In the middle of an array.
    holds("[\n{\"a\":1},\n{\"b\":\"cut\n{\"c\":3}\n]\n", &[(2, "{\"a\":1}"), (3, "{\"b\":\"cut"), (4, "{\"c\":3}")]);
    holds("[{\"b\":\"cut\n{\"c\":3}\n]\n", &[(1, "[{\"b\":\"cut"), (2, "{\"c\":3}")]);
}

#[test]
fn a_record_of_several_lines_that_was_cut_off_is_given_up_line_by_line() {
    holds("{\n\"a\":1,\n\"b\":{\n{\n\"c\":2\n}\n", &[(1, "{"), (2, "\"a\":1,"), (3, "\"b\":{"), (4, "{\n\"c\":2\n}")]);
    // It swallowed a record before the fault; that is found again.
    holds("{\"a\":\n{\"b\":1}\n{\"c\":2}\n", &[(1, "{\"a\":"), (2, "{\"b\":1}"), (3, "{\"c\":2}")]);
    // The end of the text is a fault as well.
    holds("{\"a\":\n{\"b\":1}\n", &[(1, "{\"a\":"), (2, "{\"b\":1}")]);
}

#[test]
fn zeros_before_a_record_are_apart_from_it() {
    holds("\0\0\0{\"a\":1}\n\0\0\n{}", &[(1, "\0\0\0"), (1, "{\"a\":1}"), (2, "\0\0"), (3, "{}")]);
}

#[test]
fn what_is_longer_than_the_limit_comes_in_parts() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(30));
    let pretty = "{\n\"z\":0,\"a\":[\n{\"b\":1},\n{\"c\":2},\n{\"d\":3}\n]\n}";
    let cut = format!("{{\"a\":\"{}", "x".repeat(30));
    for text in [&long, pretty, &cut, &"x".repeat(40), &"\0".repeat(40)] {
        let lines = text.matches('\n').count() as u64;
        let found = records(&format!("{{}}\n{text}\n{{\"b\":1}}\n{{\"c\":1}}\n"), 20);
        let expected =
            [(1, "{}".into()), (2, text.to_string()), (3 + lines, "{\"b\":1}".into()), (4 + lines, "{\"c\":1}".into())];
        assert_eq!(found, expected);
    }
    // As long as the limit.
    assert_eq!(framed(b"{\"a\":\"xxxxxxxxxxxx\"}\n", 3, 20), [(1, 0, "{\"a\":\"xxxxxxxxxxxx\"}".into(), false)]);
    assert_eq!(framed(b"{\"a\":\"xxxxxxxxxxxx\"}\n", 3, 19), [(1, 0, "{\"a\":\"xxxxxxxxxxxx\"}".into(), true)]);
}

#[test]
fn a_cut_rejects_what_was_begun_and_the_next_text_begins_anew() {
    let (mut framer, mut found) = (Framer::new(1000), Vec::new());
    framer.feed(b"[\n{\"a\":1},{\"b\":\"cu");
    take(&mut framer, &mut found);
    framer.end(Some(ErrorCode::Gzip));
    let piece = framer.next().expect("what was begun");
    assert_eq!((framer.bytes(&piece), piece.cut_off), (&b"{\"b\":\"cu"[..], Some(ErrorCode::Gzip)));
    assert_eq!(framer.next(), None);
    framer.begin_again();
    framer.feed(b"{\"c\":[{}]}\n");
    take(&mut framer, &mut found);
    assert_eq!(found, [(2, 2, "{\"a\":1}".into(), false), (2, 24, "{}".into(), false)]);
}

/// Bytes are looked at a small, constant number of times, whatever the text.
#[test]
fn work_is_linear() {
    let n = 20_000;
    for text in [
        "{\n".repeat(n),
        "{\"a\":\n".repeat(n),
        "{\"a\":[\n".repeat(n),
        "{\"a\":[{\n".repeat(n),
        "[{\n".repeat(n),
        "[\n".repeat(n),
        "{\"a\":[{}".repeat(n),
        format!("{{\"a\":\n{}", "{\"b\":\n1}\n".repeat(n)),
        format!("{{\"a\":[{}", "{\"b\":[{}]},".repeat(n)),
        "\"\\".repeat(n),
        " ".repeat(n),
        "\n".repeat(n),
        ",".repeat(n),
        "\0 ".repeat(n),
    ] {
        for limit in [1000, 1 << 20] {
            let (mut framer, mut pieces) = (Framer::new(limit), 0);
            for chunk in text.as_bytes().chunks(FEED) {
                framer.feed(chunk);
                while framer.next().is_some() {
                    pieces += 1;
                }
            }
            framer.end(None);
            while framer.next().is_some() {
                pieces += 1;
            }
            let looked = framer.looked;
            assert!(looked <= 6 * text.len() as u64 + 6 * pieces, "{looked} for {} of {:?}", text.len(), &text[..8]);
        }
    }
}

/// A small generator: the same values in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn space(&mut self) -> &'static str {
        ["", "", "", " ", "\n", "\t", "\r\n"][usize::try_from(self.below(7)).expect("small")]
    }

    fn value(&mut self, depth: u64) -> String {
        let many = self.below(4);
        let mut parts = Vec::new();
        match self.below(if depth == 0 { 4 } else { 6 }) {
            0 => format!("{}", self.below(1000)),
            1 => ["true", "null", "-1.5e3", "\"\\u00e9\\\\\""][usize::try_from(many).expect("small")].into(),
            2 | 3 => format!("\"{}\"", "é}]{[,:\\\"".repeat(usize::try_from(many).expect("small"))),
            4 => {
                for part in 0..many {
                    // A line that ends after `{"name":[` begins a wrapper, even if another member follows.
                    let before = if part == 0 { "" } else { self.space() };
                    parts.push(format!("{before}{}{}", self.value(depth - 1), self.space()));
                }
                format!("[{}]", parts.join(","))
            }
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: u64) -> String {
        let members: Vec<_> = (0..self.below(4))
            .map(|member| {
                let (a, b, c) = (self.space(), self.space(), self.space());
                format!("{a}\"m{member}\"{b}:{c}{}{}", self.value(depth), self.space())
            })
            .collect();
        format!("{{{}}}", members.join(","))
    }
}

#[test]
fn concatenated_values_are_cut_where_serde_json_cuts_them() {
    let mut random = Random(1);
    for round in 0..2000 {
        let mut text = String::new();
        for _ in 0..=random.below(5) {
            text.push_str(&random.object(3));
            text.push_str(random.space());
        }
        let stream = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
        let mut expected: Vec<serde_json::Value> = Vec::new();
        for value in stream {
            let value = value.unwrap_or_else(|error| panic!("{text:?}: {error}"));
            // An object whose only member is an array of objects is a wrapper.
            let elements = value.as_object().filter(|object| object.len() == 1).and_then(|object| {
                object
                    .values()
                    .next()?
                    .as_array()
                    .filter(|array| !array.is_empty() && array.iter().all(serde_json::Value::is_object))
            });
            match elements {
                Some(elements) => expected.extend(elements.iter().cloned()),
                None => expected.push(value),
            }
        }
        let chunk = usize::try_from(random.below(20) + 1).expect("small");
        let found: Vec<serde_json::Value> = framed(text.as_bytes(), chunk, 1 << 20)
            .iter()
            .map(|(_, _, bytes, _)| {
                serde_json::from_str(bytes).unwrap_or_else(|error| panic!("{text:?}: {bytes:?}: {error}"))
            })
            .collect();
        assert_eq!(found, expected, "round {round}: {text:?}");
    }
}

/// Every byte comes out, or is one of those that may be dropped.
#[test]
fn no_byte_is_lost_whatever_is_changed() {
    let text = "[{\"a\":\"b\"},\n {\"c\":[1,{\"d\":null}]}]\n{\"e\":[{\"f\":1},{\"g\":2}]}\n{\n\"h\": {} }\n{\"i\":-1}{\"j\":2}\n";
    for at in 0..text.len() {
        for byte in [b'x', b'{', b'}', b'[', b']', b',', b'"', b'\\', b'\n', b' ', b':', 0, 0xef] {
            let mut changed = text.as_bytes().to_vec();
            changed[at] = byte;
            let whole = framed(&changed, usize::MAX, 40);
            assert_eq!(framed(&changed, 1, 40), whole, "{byte} at {at}");
            let mut next = 0;
            let mut between = Vec::new();
            let (mut framer, mut spans) = (Framer::new(40), Vec::new());
            framer.feed(&changed);
            framer.end(None);
            while let Some(piece) = framer.next() {
                spans.push(piece.range);
            }
            for span in spans {
                assert!(span.start >= next, "{byte} at {at}: {span:?} before {next}");
                between.extend_from_slice(&changed[next..span.start]);
                next = span.end;
            }
            between.extend_from_slice(&changed[next..]);
            // Names of wrappers that were opened go with their brackets.
            let mut between = String::from_utf8_lossy(&between).into_owned();
            while let Some(name) = between
                .find("{\"")
                .filter(|name| between[name + 2..].chars().skip(1).collect::<String>().starts_with("\":["))
            {
                let letter = between[name + 2..].chars().next().map_or(0, char::len_utf8);
                between.replace_range(name..name + 2 + letter + 3, "");
            }
            let dropped = |character: char| " \t\r\n,[]{}".contains(character);
            assert!(between.chars().all(dropped), "{byte} at {at}: {between:?} is lost");
        }
    }
}

use super::*;

const MODE: Mode = Mode { single_line: false, wrapper: true, max_depth: 1000 };

/// What comes of a text in pieces of this size.
fn run(text: &[u8], piece: usize, mode: Mode) -> Step {
    let mut automaton = Automaton::new();
    automaton.begin(mode);
    let (mut at, mut seen) = (0, 0);
    while seen < text.len() {
        seen = text.len().min(seen + piece);
        let step;
        (at, step) = automaton.run(&text[..seen], at);
        if step != Step::More {
            return step;
        }
        assert_eq!(at, seen);
    }
    Step::More
}

fn at_every_piece(text: &str, expected: Step) {
    for piece in 1..=text.len() {
        assert_eq!(run(text.as_bytes(), piece, MODE), expected, "{text:?} by {piece}");
    }
}

#[test]
fn values_end_where_they_do() {
    for text in [
        "{}",
        "{ }",
        r#"{"a":1}"#,
        r#"{"a\"}":"}\\"}"#,
        "{\"a\" :\r\n[1,-2e+3,true , null,[],{}]\n}",
        r#"[{"a":[]},"x"]"#,
        r#""a\u005c\"b""#,
    ] {
        at_every_piece(&format!("{text} {{"), Step::End(text.len()));
    }
    at_every_piece("-1.5e3,", Step::End(6));
}

#[test]
fn what_cannot_go_on_is_found_at_once() {
    for (text, at) in [
        ("{\"a\":\"b\n", 7),
        ("{\"a\n", 3),
        ("{\"a\\\n", 4),
        ("{\"a\":1 {", 7),
        ("{\"a\":{}\n{", 8),
        ("{,", 1),
        ("{\"a\":1,}", 7),
        ("{\"a\":}", 5),
        ("{\"a\" 1", 5),
        ("{]", 1),
        ("{\"a\":[}", 6),
        ("{\"a\":[1}", 7),
        ("{\"a\":[1,]", 8),
        ("{\"a\":x", 5),
        ("x", 0),
        ("{\"a\":12\u{1}", 7),
    ] {
        at_every_piece(text, Step::Fault(at));
    }
}

#[test]
fn wrappers_are_told_from_records() {
    for (text, inner) in [
        ("{\"events\":[\n{", 11),
        ("{\"events\" : [ \r\n {", 13),
        (r#"{"a":[{"b":1}]}"#, 6),
        (r#"{"a":[{},{"b":[1]}] }"#, 6),
        ("{\n\"a\":[\n{}]\n}", 7),
    ] {
        at_every_piece(text, Step::Wrapper(inner));
    }
    for text in [
        r#"{"a":[]}"#,
        r#"{"a":[1]}"#,
        r#"{"a":[{},1]}"#,
        r#"{"a":[{}],"b":1}"#,
        r#"{"b":1,"a":[{}]}"#,
        "{\"a\":{\"b\":[\n{}]}}",
        "{\"a\":[\n1,{}]}",
    ] {
        at_every_piece(text, Step::End(text.len()));
    }
}

#[test]
fn nesting_of_any_depth_takes_one_bit_a_level() {
    for depth in [1, 63, 64, 65, 127, 128, 129, 1000] {
        let text = format!("{}{}", "[{\"a\":".repeat(depth / 2) + "[", "]".to_string() + &"}]".repeat(depth / 2));
        let mode = Mode { max_depth: depth + 1, ..MODE };
        assert_eq!(run(text.as_bytes(), 7, mode), Step::End(text.len()), "{depth}");
        let mode = Mode { max_depth: depth / 2 * 2, ..MODE };
        assert!(matches!(run(text.as_bytes(), 7, mode), Step::Fault(_)), "{depth}");
    }
}

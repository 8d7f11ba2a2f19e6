//! Changing a filter's text.

use super::super::{Filter, Inclusion, Test};
use super::{Random, parsed};

const INCLUDED: Option<Inclusion> = Some(Inclusion::Included);
const EXCLUDED: Option<Inclusion> = Some(Inclusion::Excluded);

fn is_model(name: &str) -> bool {
    "Model".eq_ignore_ascii_case(name)
}

fn with(text: &str, value: &str, choice: Option<Inclusion>) -> String {
    let changed = parsed(text).with_value("Model", is_model, value, choice);
    assert_eq!(parsed(&changed).inclusion(is_model, value), choice, "{text} became {changed}");
    changed
}

#[test]
fn values_are_included() {
    for (text, value, wanted) in [
        ("", "a", "Model=a"),
        ("  ", "a", "Model=a"),
        ("x ", "a", "x Model=a"),
        ("x y", "a b", "x y Model=\"a b\""),
        ("model=a", "a", "model=a"),
        ("model=a", "b", "model=a,b"),
        ("model=a,b", "c d", "model=a,b,\"c d\""),
        ("model:a", "a", "model:a"),
        ("model:a", "A", "model:a"),
        ("model:a model:b", "b", "model:a model:b"),
        ("model:a x", "b", "model:a,\"b\" x"),
        ("model:429 x", "500", "model:429,500 x"),
        ("model:4xx x", "500", "model:4xx,500 x"),
        ("model:yes", "false", "model:yes,false"),
        ("x model=(a or \"b c\") and y", "d", "x model=a,\"b c\",d and y"),
        ("(model:a or MODEL:b)", "c", "model:a,b,\"c\""),
        ("model:a or model:b", "c", "model:a,b,\"c\""),
        ("model=a or model:b", "c", "model:\"a\",b,\"c\""),
        ("model:a,b or model:c", "d", "model:a,b,c,\"d\""),
        ("model:a or x", "b", "(model:a or x) Model=b"),
        ("x or y", "a", "(x or y) Model=a"),
        ("(x or y)", "a", "(x or y) Model=a"),
        ("-model:a", "a", "Model=a"),
        ("-model:a", "b", "-model:a Model=b"),
        ("-model:(a or b) x", "a", "-model:b x Model=a"),
        // Of what a pattern matches the value alone remains; beside what it does not match the value comes as well.
        ("model:gpt*", "gpt-4", "model:gpt* Model=gpt-4"),
        ("model:gpt", "gpt-4", "model:gpt Model=gpt-4"),
        ("model:gpt*", "claude", "model:gpt*,\"claude\""),
        ("model:4xx", "429", "model:4xx Model=429"),
        ("model:400..499,x", "429", "model:400..499,x Model=429"),
        ("model:400..499", "500", "model:400..499,\"500\""),
        ("model:>=400", "200", "model:>=400 Model=200"),
        ("model:/gpt/", "claude", "model:/gpt/ Model=claude"),
        ("other:a", "a", "other:a Model=a"),
        ("model:and", "-5", "model:and,\"-5\""),
        ("x and -model:a and y", "a", "x and y Model=a"),
        ("-model:a(x)", "a", "(x) Model=a"),
        ("x\"q\"model:z", "b", "x \"q\" model:z,\"b\""),
    ] {
        assert_eq!(with(text, value, INCLUDED), wanted, "{text} with {value}");
    }
}

#[test]
fn values_are_excluded() {
    for (text, value, wanted) in [
        ("", "a", "-Model=a"),
        ("x", "a*", "x -Model=\"a*\""),
        ("model:a", "a", "-Model=a"),
        ("model:(a or b) x", "a", "model:b x -Model=a"),
        ("model:(a or b or c)", "b", "model:a,c -Model=b"),
        ("-model:a", "a", "-model:a"),
        ("not model:a", "a", "not model:a"),
        ("model!=a", "a", "model!=a"),
        ("-model:a", "b", "-model:a -Model=b"),
        ("x or y", "a", "(x or y) -Model=a"),
        ("model:a or model:b", "a", "model:b -Model=a"),
    ] {
        assert_eq!(with(text, value, EXCLUDED), wanted, "{text} without {value}");
    }
}

#[test]
fn choices_are_taken_back() {
    for (text, value, wanted) in [
        ("", "a", ""),
        (" x  and  y ", "a", " x  and  y "),
        ("model:a", "a", ""),
        ("model:a x", "a", "x"),
        ("x model:a", "a", "x"),
        ("x and model:a and y", "a", "x and y"),
        ("model:a and x", "a", "x"),
        ("x and model:a", "a", "x"),
        ("x(model:a)y", "a", "x y"),
        ("x (model:a) y", "a", "x y"),
        ("-model:a x", "a", "x"),
        ("model:(a or b) x", "a", "model:b x"),
        ("-model:(a or b or c)", "c", "-model:a,b"),
        ("model!=a,b", "b", "-model=a"),
        ("model:a,\"b\" x", "b", "model:a x"),
        ("model:a -model:a x", "a", "x"),
        ("(x or y) model:a", "a", "x or y"),
        ("(x or y) z model:a", "a", "(x or y) z"),
        ("(x y) model:a", "a", "(x y)"),
        ("(x) or y", "a", "(x) or y"),
        ("-(x or y) model:a", "a", "-(x or y)"),
    ] {
        assert_eq!(with(text, value, None), wanted, "{text}");
    }
}

#[test]
fn what_is_chosen() {
    for (text, value, wanted) in [
        ("model:a", "a", INCLUDED),
        ("model:a", "b", None),
        ("model:(a or b)", "B", INCLUDED),
        ("model:200", "200.0", INCLUDED),
        ("-model:(a or b)", "b", EXCLUDED),
        ("model:a -model:a", "a", EXCLUDED),
        ("-model:a model:a", "a", EXCLUDED),
        ("model:a or x", "a", None),
        ("model:(a b)", "a", None),
        ("-model:(a b)", "a", None),
        ("model:(a or b*)", "a", INCLUDED),
        ("model=a,b", "b", INCLUDED),
        ("model!=a,b", "b", EXCLUDED),
        ("model:yes", "true", INCLUDED),
        ("model:gpt", "gpt-4", None),
        ("model:4xx", "429", None),
        ("model:(a or -b)", "a", None),
        ("other:a", "a", None),
        ("a", "a", None),
        ("model:a*", "a*", None),
    ] {
        assert_eq!(parsed(text).inclusion(is_model, value), wanted, "{text} of {value}");
    }
}

#[test]
fn choosing_back_and_forth_gives_the_text_back() {
    let texts = [
        "",
        "x",
        "x y",
        "x and y",
        "-x",
        "x or y",
        "(x or y) z",
        "model:b",
        "-model:b",
        "model:b,\"c d\" -other:a /r/i",
        "model=b,\"c d\" x",
    ];
    for text in texts {
        for value in ["a", "a b", "-", "or", "a\"\\b", "1..2", "", "*", "é", "/", "<", "a)"] {
            for first in [INCLUDED, EXCLUDED] {
                for second in [INCLUDED, EXCLUDED] {
                    let changed = with(&with(text, value, first), value, second);
                    assert_eq!(with(&changed, value, None), text, "{value}");
                }
            }
        }
    }
}

#[test]
fn ranges_are_replaced() {
    let is_time = |name: &str| name == "time";
    for (text, low, high, wanted) in [
        ("", Some("1"), Some("2"), "time:1..2"),
        ("", Some("1"), None, "time:>=1"),
        ("", None, Some("2"), "time:<=2"),
        ("x", None, None, "x"),
        ("x time:1..2 y", Some("3"), Some("4"), "x time:3..4 y"),
        ("x and time:>=1 and y", None, None, "x and y"),
        ("time>=1 x time<5", Some("3"), Some("4"), "time:3..4 x"),
        ("time:(>=1 <5) x", Some("3"), None, "time:>=3 x"),
        ("time:2026-04-18 x", Some("3"), Some("4"), "time:3..4 x"),
        ("time=2026-04-18 x", Some("3"), Some("4"), "time:3..4 x"),
        ("time:1,2", Some("3"), Some("4"), "time:1,2 time:3..4"),
        ("-time:1..2", Some("3"), Some("4"), "-time:1..2 time:3..4"),
        ("time:(1 or 2)", Some("3"), Some("4"), "time:(1 or 2) time:3..4"),
        ("time:/x/", None, None, "time:/x/"),
        ("other:1..2", Some("3"), Some("4"), "other:1..2 time:3..4"),
        ("x or y", Some("3"), Some("4"), "(x or y) time:3..4"),
        ("(x or y) time:3..4", None, None, "x or y"),
        ("", Some("a b"), Some("-1"), "time:\"a b\"..\"-1\""),
        ("", Some("2026-04-18T00:00"), Some("2026-04-18T06:00"), "time:2026-04-18T00:00..2026-04-18T06:00"),
    ] {
        let changed = parsed(text).with_range("time", is_time, low, high);
        assert_eq!(changed, wanted, "{text}");
        parsed(&changed);
    }
}

#[test]
fn the_public_part_has_no_private_test() {
    let is_public =
        |filter: &Filter| filter.public_part(|test| test.field.as_ref().is_some_and(|field| field.name != "Body"));
    for (text, wanted) in [
        ("", ""),
        ("secret", ""),
        ("a:1 \"my secret\" and b:2", "a:1 and b:2"),
        ("secret and a:1", "a:1"),
        ("a:1 and -secret", "a:1"),
        ("(a:1 or secret) b:2", "b:2"),
        ("a:1 or secret", ""),
        ("a:1 or  b:2", "a:1 or  b:2"),
        ("(a:1 or b:2) secret", "a:1 or b:2"),
        ("Body:x a:(1 or 2)", "a:(1 or 2)"),
        ("secret(a:1)secret(b:1)", "(a:1) (b:1)"),
    ] {
        assert_eq!(is_public(&parsed(text)), wanted, "{text}");
    }
}

/// Any filter, any value: what was chosen is chosen then, and everything else is asked as before.
#[test]
fn edits_change_nothing_else() {
    let parts =
        ["x", "-y", "model:a", "-model:b", "model:(a or b or c)", "-model:b,c", "model=a,b", "(p or q)", "(model:a q)"];
    let mut random = Random(0x5eed_0001);
    for _ in 0..5_000 {
        let joint = random.choose(&[" ", " and ", " or "]);
        let text = (0..random.below(5)).map(|_| random.choose(&parts)).collect::<Vec<_>>().join(joint);
        let value = random.choose(&["a", "b", "d", "two words"]);
        let changed = with(&text, value, random.choose(&[INCLUDED, EXCLUDED, None]));
        let others = |text: &str| {
            let is_value =
                |test: &Test| matches!(test, Test::Equals(word) | Test::Contains(word) if word.as_str() == value);
            let mut others: Vec<String> = parsed(text)
                .tests()
                .iter()
                .filter(|test| test.field.is_none() || !is_value(&test.test))
                // One that was written after `=` is in quotation marks after a colon.
                .map(|test| test.source().replace('"', ""))
                .collect();
            others.sort();
            others
        };
        assert_eq!(others(&changed), others(&text), "{text} became {changed}");
    }
}

#[test]
fn a_term_is_put_in_found_and_taken_out() {
    const TERM: &str = "cached:true";
    for (without, within) in [
        ("", "cached:true"),
        ("model:gpt*", "model:gpt* cached:true"),
        ("a or b", "(a or b) cached:true"),
        ("A OR B", "(A OR B) cached:true"),
        ("x or y cached:true", "(x or y cached:true) cached:true"),
        ("\"a cached:true b\"", "\"a cached:true b\" cached:true"),
        ("-(x cached:true y)", "-(x cached:true y) cached:true"),
    ] {
        let (outside, inside) = (parsed(without), parsed(within));
        assert_eq!(outside.with_term(TERM, true), within);
        assert!(inside.asks_for(TERM) && !outside.asks_for(TERM), "{within}");
        assert_eq!(inside.with_term(TERM, true), within);
        assert_eq!(inside.with_term(TERM, false), without);
        assert_eq!(outside.with_term(TERM, false), without);
    }
    assert_eq!(parsed("a Cached:TRUE  b").with_term(TERM, false), "a  b");
    for text in
        ["-cached:true", "not cached:true", "x or cached:true", "cached:true or x", "uncached:true", "cached:trueish"]
    {
        assert!(!parsed(text).asks_for(TERM), "{text}");
    }
    assert!(parsed("-cached:true cached:true").asks_for(TERM));
}

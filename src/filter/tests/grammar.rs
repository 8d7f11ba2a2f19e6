//! What is read out of a text, and what is refused.

use super::super::error;
use super::super::expression::Expression;
use super::super::{FieldTest, Filter};
use super::{parsed, refused};

/// A filter with all its parentheses: `(a b)` for and, `(a | b)` for or, `!a` for not.
fn shape(text: &str) -> String {
    fn join(filter: &Filter, parts: &[Expression], with: &str) -> String {
        format!("({})", parts.iter().map(|part| show(filter, part)).collect::<Vec<_>>().join(with))
    }
    fn show(filter: &Filter, expression: &Expression) -> String {
        match expression {
            Expression::Test(test) => filter.tests()[*test].source(),
            Expression::Not(inner) => format!("!{}", show(filter, inner)),
            Expression::All(parts) => join(filter, parts, " "),
            Expression::Any(parts) => join(filter, parts, " | "),
        }
    }
    let filter = parsed(text);
    filter.conjuncts.iter().map(|conjunct| show(&filter, &conjunct.expression)).collect::<Vec<_>>().join(" & ")
}

#[test]
fn the_grammar() {
    for (text, wanted) in [
        ("", ""),
        (" \t\n\u{3000}", ""),
        ("a", "a"),
        ("a b", "a & b"),
        ("a and b", "a & b"),
        ("a or b", "(a | b)"),
        ("a OR b And NOT c", "(a | (b !c))"),
        ("a b or c d", "((a b) | (c d))"),
        ("a and b or c and d or e", "((a b) | (c d) | e)"),
        ("a (b or c)", "a & (b | c)"),
        ("(a b) c", "(a b) & c"),
        ("((a))", "a"),
        ("-a b", "!a & b"),
        ("not a b", "!a & b"),
        ("not a or b", "(!a | b)"),
        ("-(a or b) c", "!(a | b) & c"),
        ("not not a", "a"),
        ("--a", "a"),
        ("-not -a", "!a"),
        ("-(-(a))", "a"),
        ("-\"a b\"", "!\"a b\""),
        ("-/x/i", "!/x/i"),
        ("-f:1", "!f:1"),
        ("- a", "- & a"),
        ("a-b", "a-b"),
        ("\"and\" \"or\" \"not\"", "\"and\" & \"or\" & \"not\""),
        ("order android nothing", "order & android & nothing"),
        ("a\"b\"c", "a & \"b\" & c"),
        ("a(b)c", "a & b & c"),
        ("a(b or c)d", "a & (b | c) & d"),
        ("(a or b) and not c", "(a | b) & !c"),
        ("\"a \\\"b\\\" \\\\ c\"", "\"a \\\"b\\\" \\\\ c\""),
        ("gpt-4* * *.log", "gpt-4* & * & *.log"),
        ("\"gpt-4*\"", "\"gpt-4*\""),
        ("400..499 wait... 429,500 a, 4xx", "400..499 & wait... & 429,500 & a, & 4xx"),
        ("\">400\" \"<b\"", "\">400\" & \"<b\""),
        ("https://example.com/a?b=c", "https://example.com/a?b=c"),
        ("/a b\\/c/ims", "/a b\\/c/ism"),
        ("Ünïcode 模型", "Ünïcode & 模型"),
    ] {
        assert_eq!(shape(text), wanted, "{text}");
    }
}

#[test]
fn fields_and_their_tests() {
    for (text, wanted) in [
        ("provider:openai", "provider:openai"),
        ("provider=openai provider==openai provider:=openai", "provider=openai & provider=openai & provider=openai"),
        ("provider:\"open ai\"", "provider=\"open ai\""),
        ("provider=\"open ai\"", "provider=\"open ai\""),
        ("provider!=openai", "!provider=openai"),
        ("provider:!=openai -provider!=openai", "!provider=openai & provider=openai"),
        ("provider!=\"open ai\"", "!provider=\"open ai\""),
        ("provider!=(a or b)", "!(provider=a | provider=b)"),
        ("provider=(a or !=b or >c)", "(provider=a | !provider=b | provider:>c)"),
        ("provider:(a or =b)", "(provider:a | provider=b)"),
        ("a!b:c a!:c a!=b", "a!b:c & \"a!\":c & !a=b"),
        ("\"a!\"=b \"a\"!=b \"a b\"!=c", "\"a!\"=b & !a=b & !\"a b\"=c"),
        ("s:429,500", "(s:429 | s:500)"),
        ("s:429,500 x", "(s:429 | s:500) & x"),
        ("s=a,\"b, c\",d*", "(s=a | s=\"b, c\" | s:d*)"),
        ("s!=a,b c", "!(s=a | s=b) & c"),
        ("-s:a,b", "!(s:a | s:b)"),
        ("s:(a,b or c)", "(s:a | s:b | s:c)"),
        ("s:(a,b c)", "((s:a | s:b) s:c)"),
        ("s:4xx,501..503,\"a\"..\"b\",..9", "(s:4xx | s:501..503 | s:a..b | s:<=9)"),
        ("s:1,-5,0", "(s:1 | s:-5 | s:0)"),
        ("s:000 s:000,5", "s:000 & (s:000 | s:5)"),
        ("s:and,or,not", "(s:and | s:or | s:not)"),
        ("s!=>5 s!=1..2 s!=/x/", "!s:>5 & !s:1..2 & !s:/x/"),
        ("\"my field\":x", "\"my field\":x"),
        ("\"my field\"=x", "\"my field\"=x"),
        ("\"a:b\":c", "\"a:b\":c"),
        ("\"a\":b", "a:b"),
        ("metadata.user:\"x y\"", "metadata.user=\"x y\""),
        ("f:>=400 f:>400 f:<=4 f:<4", "f:>=400 & f:>400 & f:<=4 & f:<4"),
        ("f>=400 f>400 f<=4 f<4", "f:>=400 & f:>400 & f:<=4 & f:<4"),
        ("f=>=400", "f:>=400"),
        ("f:400..499 f:..499 f:400..", "f:400..499 & f:<=499 & f:>=400"),
        (
            "f:\"a b\"..\"c d\" f:..\"c d\" f:\"a b\".. f:a..\"b c\"",
            "f:\"a b\"..\"c d\" & f:<=\"c d\" & f:>=\"a b\" & f:a..\"b c\"",
        ),
        ("f:>=\"a b\" f:>=-5 f:-5..-1", "f:>=\"a b\" & f:>=\"-5\" & f:\"-5\"..\"-1\""),
        ("time:2026-04-18T06:30..2026-04-19", "time:2026-04-18T06:30..2026-04-19"),
        ("f:gpt-4*", "f:gpt-4*"),
        ("f:\"gpt-4*\"", "f=\"gpt-4*\""),
        ("f:/^a b$/i", "f:/^a b$/i"),
        ("f:v1/chat", "f:v1/chat"),
        ("f:a:b=c", "f:a:b=c"),
        ("f:-5 f=-5", "f:-5 & f=-5"),
        ("f:and f:or", "f:and & f:or"),
        ("f:\"\" f=\"\"", "f=\"\" & f=\"\""),
        ("f:null f:true", "f:null & f:true"),
        ("f:(a or b)", "(f:a | f:b)"),
        ("f:(a b)", "(f:a f:b)"),
        ("f:(a or -(b or \"c d\"))", "(f:a | !(f:b | f=\"c d\"))"),
        ("f:(>=1 <5 or 9..)", "((f:>=1 f:<5) | f:>=9)"),
        ("f:(a:b or /c/)", "(f:a:b | f:/c/)"),
        ("-f:(a or b) c", "!(f:a | f:b) & c"),
        ("f:(a) (b or g:c)", "f:a & (b | g:c)"),
        ("has:RequestBody -has:metadata.user", "has:RequestBody & !has:metadata.user"),
        ("HAS:\"x y\"", "has:\"x y\""),
        ("has:(a or b)", "(has:a | has:b)"),
        ("has:a:b", "has:a:b"),
        ("\"has\":x", "\"has\":x"),
        ("has", "has"),
        ("has=x", "has:x"),
    ] {
        assert_eq!(shape(text), wanted, "{text}");
    }
}

#[test]
fn places_are_those_of_the_text() {
    let text = "é -provider:\"open ai\" \"my field\":(a or >=5) has:x s!=4xx,\"5\"";
    let filter = parsed(text);
    let places: Vec<(Option<&str>, &str)> = filter
        .tests()
        .iter()
        .map(|test| (test.field.as_ref().map(|field| &text[field.place.clone()]), &text[test.place.clone()]))
        .collect();
    let field = Some("\"my field\"");
    assert_eq!(
        places,
        [
            (None, "é"),
            (Some("provider"), "\"open ai\""),
            (field, "a"),
            (field, ">=5"),
            (Some("x"), "x"),
            (Some("s"), "4xx"),
            (Some("s"), "\"5\""),
        ]
    );
    let conjuncts: Vec<&str> = filter.conjuncts().iter().map(|conjunct| &text[conjunct.place()]).collect();
    assert_eq!(conjuncts, ["é", "-provider:\"open ai\"", "\"my field\":(a or >=5)", "has:x", "s!=4xx,\"5\""]);
    assert_eq!(
        filter.conjuncts().iter().map(super::super::Conjunct::tests).collect::<Vec<_>>(),
        [1, 2, 4 + 8, 16, 32 + 64]
    );
    assert_eq!(filter.text(), text);
}

#[test]
fn every_error_has_its_place() {
    for (text, message, place) in [
        ("a \"b", error::UNCLOSED_QUOTE, "\"b"),
        ("a \"b\\\"", error::UNCLOSED_QUOTE, "\"b\\\""),
        ("f:\"b c", error::UNCLOSED_QUOTE, "\"b c"),
        ("f:a..\"b", error::UNCLOSED_QUOTE, "\"b"),
        ("has:\"b", error::UNCLOSED_QUOTE, "\"b"),
        ("a \"\" b", error::EMPTY_QUOTES, "\"\""),
        ("a (b", error::UNCLOSED_PARENTHESIS, "("),
        ("f:(b", error::UNCLOSED_PARENTHESIS, "f:("),
        ("(a", error::UNCLOSED_PARENTHESIS, "("),
        ("a b) c", error::STRAY_PARENTHESIS, ")"),
        ("a (  ) b", error::EMPTY_PARENTHESES, "(  )"),
        ("a -f:() b", error::EMPTY_PARENTHESES, "f:()"),
        ("f()", error::EMPTY_PARENTHESES, "()"),
        ("a /b c", error::UNCLOSED_REGEX, "/b c"),
        ("f:/", error::UNCLOSED_REGEX, "/"),
        ("f:/a\\/", error::UNCLOSED_REGEX, "/a\\/"),
        ("//", error::EMPTY_REGEX, "//"),
        ("/v1/chat/completions b", error::REGEX_FLAGS, "/v1/chat/completions"),
        ("f:/a/g b", error::REGEX_FLAGS, "/a/g"),
        ("a f: b", error::MISSING_TEST, "f:"),
        ("a f:", error::MISSING_TEST, "f:"),
        ("(f:)", error::MISSING_TEST, "f:"),
        ("\"x y\"=", error::MISSING_TEST, "\"x y\"="),
        ("a f!=", error::MISSING_TEST, "f!="),
        ("f:,a", error::MISSING_TEST, "f:"),
        ("a f:b, c", error::MISSING_AFTER_COMMA, "f:b,"),
        ("f:b,,c", error::MISSING_AFTER_COMMA, "f:b,"),
        ("f:b,/c/ d", error::LIST_PART, "/c/"),
        ("f:b,>=5 d", error::LIST_PART, ">=5"),
        ("f:(b,!=5 d)", error::LIST_PART, "!=5"),
        ("f:4,000 d", error::THOUSANDS, "f:4,000"),
        ("f:>4,000 d", error::ONE_BOUND, "f:>4,000"),
        ("f<>5", error::NOT_EQUAL, "f<>"),
        ("f:>>5", error::MISSING_BOUND, "f:>>5"),
        ("f>==5", error::MISSING_BOUND, "f>==5"),
        ("f >= 5", error::STRAY_OPERATOR, ">="),
        ("f >=5", error::STRAY_OPERATOR, ">=5"),
        ("f = 5", error::STRAY_OPERATOR, "="),
        ("f != 5", error::STRAY_OPERATOR, "!="),
        ("f : 5", error::STRAY_OPERATOR, ":"),
        ("a <b>", error::STRAY_OPERATOR, "<b>"),
        ("has:!=x", error::HAS_NAME, "has:!=x"),
        ("a f:>= 5", error::MISSING_BOUND, "f:>="),
        ("a f<", error::MISSING_BOUND, "f<"),
        ("f:.. a", error::MISSING_BOUND, "f:.."),
        ("f:(1 or ..)", error::MISSING_BOUND, ".."),
        ("has:", error::HAS_NAME, "has:"),
        ("has:\"\"", error::HAS_NAME, "has:\"\""),
        ("has:/x/", error::HAS_NAME, "has:/x/"),
        ("has>5", error::HAS_NAME, "has>5"),
        ("has:(a or <5)", error::HAS_NAME, "<5"),
        ("or a", error::MISSING_BEFORE, "or"),
        ("and a", error::MISSING_BEFORE, "and"),
        ("a or (and b)", error::MISSING_BEFORE, "and"),
        ("a or or b", error::MISSING_AFTER, "or"),
        ("a (or) b", error::MISSING_BEFORE, "or"),
        ("a or", error::MISSING_AFTER, "or"),
        ("(a or) b", error::MISSING_AFTER, "or"),
        ("a and", error::MISSING_AFTER, "and"),
        ("a and and b", error::MISSING_AFTER, "and"),
        ("a and or b", error::MISSING_AFTER, "and"),
        ("a not", error::MISSING_AFTER, "not"),
        ("a -or b", error::MISSING_AFTER, "-"),
        ("(a not) b", error::MISSING_AFTER, "not"),
    ] {
        let found = refused(text);
        assert_eq!((found.message.as_str(), &text[found.place.clone()]), (message, place), "{text}");
        assert_eq!(found.to_string(), message);
    }
    let found = refused("a or or b");
    assert_eq!(found.place, 2..4);
    let found = refused("a f:/(/ b");
    assert!(found.message.starts_with("This regular expression is not understood: "), "{found}");
    assert_eq!(found.place, 4..7);
}

#[test]
fn limits_hold_to_the_last_one() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(shape(&nested(64)), "a");
    let found = refused(&nested(65));
    assert_eq!((found.message.as_str(), found.place), (error::TOO_DEEP, 64..65));
    let found = refused(&format!("{}f:({}", "-(".repeat(64), "(".repeat(3_000)));
    assert_eq!((found.message.as_str(), found.place), (error::TOO_DEEP, 128..131));

    let tests = |count: usize| vec!["é"; count].join(" ");
    let filter = parsed(&tests(32));
    assert_eq!(filter.tests().len(), 32);
    assert_eq!(filter.conjuncts().iter().fold(0, |bits, conjunct| bits | conjunct.tests()), u32::MAX);
    let found = refused(&tests(33));
    assert_eq!((found.message.as_str(), found.place), (error::TOO_MANY_TESTS, 96..98));

    assert_eq!(parsed(&"é".repeat(4_096)).tests().len(), 1);
    let found = refused(&"é".repeat(4_098));
    assert_eq!((found.message.as_str(), found.place), (error::TOO_LONG, 8_192..8_196));

    // Negations are counted, not nested.
    assert_eq!(shape(&format!("{}a", "-".repeat(4_000))), "a");
    assert_eq!(shape(&format!("{}a", "not ".repeat(1_001))), "!a");
}

#[test]
fn sources_are_read_back() {
    for text in [
        "\"exact \\\"words\\\" \\\\ *\" word a=b:c",
        "\"-x\" \"/x/\" \"not\" \"(a)\" 4xx \"4xx\" yes \"a,b\" a,b",
        "f:4xx f=4xx f=\"4xx\" f:yes f=yes f=\"yes\" f=\"a,b\" f:1,x,\"y\",a..b f!=a,b f=\"=a\" f=\"!=a\"",
        "gpt* *.x:y* http://*",
        "/a\\/b\\\\/i /[(]\"/ /x/ism",
        "f:a f:\"a b\" f:\"*\" f:-1 f:\"\" f:/x/ f:a* f:-* f:\"a..b\" f:\"<5\" f:\"/x\"",
        "f:1..2 f:..2 f:>2 f:<2 f:>=2 f:<=2 f:\"..\"..\"a b\" f:>\"\\\"\" f:\"\"..x",
        "\"my field\":x \"a\\\"b\":x \"a:b\":x \"-a\":x \"not\":x \"\":x \"HAS\":x \"/a/\":x \"a<b\":x",
        "has:x has:\"x y\" has:not has:\"-\" has:a:b",
    ] {
        for test in parsed(text).tests() {
            let source = test.source();
            let back = FieldTest::parse_source(&source).unwrap_or_else(|error| panic!("{source}: {error}"));
            assert_eq!(back.source(), source);
            let name = |test: &FieldTest| test.field.as_ref().map(|field| field.name.clone());
            assert_eq!(name(&back), name(test), "{source}");
            let kind = |test: &FieldTest| std::mem::discriminant(&test.test);
            assert_eq!(kind(&back), kind(test), "{source}");
        }
    }
    for other in ["", "a b", "-a", "f:(a or b)", "(a b)"] {
        assert_eq!(FieldTest::parse_source(other).err().map(|error| error.message), Some(error::ONE_TEST.to_owned()));
    }
    assert!(FieldTest::parse_source("\"").is_err());
}

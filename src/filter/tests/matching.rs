//! What tests say of values, texts and times.

use super::super::{Interval, Test, Value};
use super::parsed;
use Value::{Bool, Null, Number, Text};

fn test(source: &str) -> Test {
    let filter = parsed(source);
    assert_eq!(filter.tests().len(), 1, "{source}");
    filter.tests()[0].test.clone()
}

#[track_caller]
fn matches(source: &str, values: &[Value<'_>]) {
    for value in values {
        assert!(test(source).matches(*value), "{source} of {value:?}");
    }
}

#[track_caller]
fn fails(source: &str, values: &[Value<'_>]) {
    for value in values {
        assert!(!test(source).matches(*value), "{source} of {value:?}");
    }
}

#[test]
fn a_word_after_a_field_is_part_of_a_text_and_the_whole_of_another_value() {
    matches("model:gpt-4", &[Text("gpt-4"), Text("GPT-4"), Text("gpt-4o"), Text("a gpt-4")]);
    fails("model:gpt-4", &[Text("gpt-"), Text(""), Null, Bool(true), Number("4")]);
    matches("x:null", &[Null, Text("null"), Text("nullable")]);
    fails("x:null", &[Bool(false), Text(""), Number("0")]);
    matches("x:5", &[Number("5"), Number("5.0"), Text("gpt-5"), Text("5"), Text("5.0")]);
    fails("x:5", &[Number("55"), Number("-5"), Text("55"), Text("0.5"), Null]);
    matches("x:-5", &[Number("-5"), Text("a-5")]);
    matches("x:a:b=c", &[Text("xa:b=cx")]);
}

#[test]
fn an_equals_sign_or_quotation_marks_mean_the_whole_value() {
    for source in ["model=gpt-4", "model:\"gpt-4\"", "model=\"gpt-4\"", "model==gpt-4", "model:=gpt-4"] {
        matches(source, &[Text("gpt-4"), Text("GPT-4")]);
        fails(source, &[Text("gpt-4o"), Text("a gpt-4"), Text(""), Null, Bool(true), Number("4")]);
    }
    matches("x=null", &[Null, Text("null")]);
    fails("x=null", &[Text("nullable")]);
    matches("x:\"\"", &[Text("")]);
    fails("x:\"\"", &[Null, Text(" ")]);
    matches("x:\"two  words\"", &[Text("Two  Words")]);
    fails("x:\"two  words\"", &[Text("two words"), Text("two  words more")]);
    matches("x:\"a*\"", &[Text("A*")]);
    fails("x:\"a*\"", &[Text("ab")]);
    matches("x=5", &[Number("5"), Number("5.0"), Text("5")]);
    fails("x=5", &[Text("gpt-5"), Text("5.0"), Number("55")]);
    matches("x:\"5\"", &[Number("5"), Text("5")]);
    matches("x=a*", &[Text("ab")]);
    fails("x=a*", &[Text("ba")]);
}

#[test]
fn truth_has_several_names() {
    for source in ["cached:TRUE", "cached:yes", "cached=true", "cached=Yes", "cached:\"true\""] {
        matches(source, &[Bool(true)]);
        fails(source, &[Bool(false), Null, Number("1"), Text("")]);
    }
    for source in ["cached:false", "cached:no", "cached=NO"] {
        matches(source, &[Bool(false)]);
        fails(source, &[Bool(true), Null, Number("0")]);
    }
    matches("x:yes", &[Text("yes"), Text("eyes")]);
    matches("x=yes", &[Text("YES")]);
    fails("x=yes", &[Text("true"), Text("eyes")]);
    fails("x:\"yes\"", &[Bool(true)]);
    // Looking for a word is not asking for all records in which something is false.
    for source in ["no", "yes", "\"no\"", "al"] {
        fails(source, &[Bool(false), Bool(true)]);
    }
}

#[test]
fn numbers_are_equal_however_they_are_written() {
    matches(
        "status:200",
        &[Number("200"), Number("200.0"), Number("2e2"), Number("2.00E+2"), Text("200"), Text("2e2")],
    );
    fails("status:200", &[Number("2000"), Number("-200"), Number("20"), Text("2000"), Text("1200")]);
    matches("x:0.5", &[Number("0.5"), Number("5e-1"), Number("0.50")]);
    matches("x:-0", &[Number("0"), Number("-0.0"), Number("0e5")]);
    matches("id:12345678901234567891", &[Number("12345678901234567891"), Number("12345678901234567891.0")]);
    fails("id:12345678901234567891", &[Number("12345678901234567890"), Number("12345678901234567892")]);
}

#[test]
fn classes_of_numbers() {
    for source in ["status:4xx", "status:4XX", "status=4xx"] {
        matches(source, &[Number("400"), Number("429"), Number("4.99e2"), Text("429")]);
        fails(source, &[Number("399"), Number("500"), Number("4"), Text("500"), Null]);
    }
    matches("x:4xx", &[Text("any 4xx"), Text("4XX")]);
    fails("x=4xx", &[Text("any 4xx")]);
    fails("x:\"4xx\"", &[Number("429"), Text("429")]);
    matches("4xx", &[Number("429"), Text("a 4xx")]);
    matches("s:42x", &[Number("420"), Number("429")]);
    fails("s:42x", &[Number("430")]);
    matches("s:4xx..5xx", &[Number("400"), Number("599")]);
    fails("s:4xx..5xx", &[Number("399"), Number("600"), Text("x")]);
    matches("s:>4xx", &[Number("500")]);
    fails("s:>4xx", &[Number("499"), Number("300")]);
    matches("s:>=5xx", &[Number("500"), Number("600")]);
    matches("s:<5xx", &[Number("499")]);
    fails("s:<5xx", &[Number("500")]);
    matches("s:<=4xx", &[Number("499"), Number("7")]);
}

#[test]
fn words_without_a_field_are_parts_of_texts() {
    matches("PEN", &[Text("OpenAI"), Text("pen"), Text("an open pen")]);
    fails("pen", &[Text("pn"), Text(""), Null, Bool(true), Number("1")]);
    matches("20", &[Text("v20"), Number("20"), Number("2e1")]);
    fails("20", &[Number("1200"), Text("1200")]);
    // In quotation marks it is a text.
    matches("\"20\"", &[Text("1200"), Number("20")]);
    fails("\"20\"", &[Number("1200")]);
    // A literal is found by its name, not by a part of it.
    matches("false", &[Bool(false), Text("a falsehood")]);
    fails("al", &[Bool(false)]);
    matches("null", &[Null]);
    fails("nul", &[Null]);
}

#[test]
fn case_is_ignored_in_all_scripts() {
    matches("x:ÉCOLE", &[Text("école"), Text("École")]);
    fails("x:ecole", &[Text("école")]);
    matches("x:οδος", &[Text("ΟΔΟΣ"), Text("οδοσ")]);
    matches("ΔΟΣ", &[Text("οδοσημα"), Text("οδος")]);
    matches("x:straẞe", &[Text("straße")]);
    matches("x:İstanbul*", &[Text("İSTANBUL 1"), Text("i\u{307}stanbul")]);
    matches("x:>=É", &[Text("é"), Text("Ê")]);
    fails("x:>É", &[Text("é"), Text("É"), Text("z")]);
    assert!(test("ÜBER*É").matches_text("xxx über alles é"));
    assert!(test("x:/ÜBER/i").matches_text("über"));
    assert!(!test("x:/ÜBER/").matches_text("über"));
}

#[test]
fn a_wildcard_is_the_whole_value_and_a_part_of_a_text() {
    for source in ["gpt-4*", "model:gpt-4*"] {
        matches(source, &[Text("gpt-4"), Text("GPT-4o"), Text("gpt-4*\nx")]);
        fails(source, &[Text("a gpt-4"), Text("gpt-"), Null]);
        assert!(test(source).matches_text("{\"model\": \"GPT-4o\"}"));
        assert!(!test(source).matches_text("{\"model\": \"gpt\"}"));
    }
    matches("x:*", &[Text(""), Text("a"), Null, Bool(true), Number("1")]);
    matches("x:**", &[Text("")]);
    matches("x:*b", &[Text("b"), Text("ab"), Text("bb")]);
    fails("x:*b", &[Text("ba"), Text("")]);
    matches("x:a*a", &[Text("aa"), Text("aba"), Text("aaa")]);
    fails("x:a*a", &[Text("a"), Text("ab")]);
    matches("x:a*b*c", &[Text("abc"), Text("a-b-c"), Text("abcbc")]);
    fails("x:a*b*c", &[Text("acb"), Text("ab"), Text("bc"), Text("xabc")]);
    matches("x:ab*ab*ab", &[Text("ababab"), Text("abxabxab")]);
    fails("x:ab*ab*ab", &[Text("abab"), Text("ababa")]);
    matches("x:4*", &[Number("404")]);
    matches("x:t*", &[Bool(true)]);
    assert!(test("a*c").matches_text("x a\n b c"));
    assert!(!test("c*a").matches_text("x a b c"));
}

#[test]
fn bounds_of_numbers() {
    matches("s:>=400", &[Number("400"), Number("4.0e2"), Number("1e400"), Text("404"), Text("400.0")]);
    fails("s:>=400", &[Number("399.999"), Number("-500"), Text("99"), Text("x"), Text(""), Null, Bool(true)]);
    matches("s:>400", &[Number("400.001")]);
    fails("s:>400", &[Number("400")]);
    matches("s:<=-1", &[Number("-1"), Number("-1e9")]);
    fails("s:<=-1", &[Number("0"), Number("-0.5")]);
    matches("s:<1", &[Number("0.999")]);
    fails("s:<1", &[Number("1.0")]);
    matches("s:400..499", &[Number("400"), Number("450"), Number("499")]);
    fails("s:400..499", &[Number("399"), Number("499.5"), Number("500")]);
    matches("s:..499", &[Number("-7"), Number("499")]);
    matches("s:400..", &[Number("400"), Number("1e9")]);
    fails("s:499..400", &[Number("400"), Number("450")]);
    matches("id:>12345678901234567890", &[Number("12345678901234567891")]);
    fails("id:>12345678901234567890", &[Number("12345678901234567890")]);
}

#[test]
fn bounds_of_times_and_texts() {
    matches("at:2026-04-18..2026-04-19", &[Text("2026-04-18"), Text("2026-04-19T23:59:59.999Z")]);
    fails("at:2026-04-18..2026-04-19", &[Text("2026-04-17T23:59:59Z"), Text("2026-04-20T00:00:00Z"), Text("x")]);
    matches("at:>2026-04", &[Text("2026-05-01T00:00:00Z")]);
    fails("at:>2026-04", &[Text("2026-04-30T12:00:00Z")]);
    matches("at:2026..2026", &[Text("2026-04-18T06:30:00Z"), Number("2026")]);
    fails("at:2026..2026", &[Text("2027-01-01"), Number("2025")]);
    matches("at:2026..2026-05", &[Text("2026-01-01"), Text("2026-05-31T23:00")]);
    fails("at:2026..2026-05", &[Text("2026-06-01"), Text("x"), Number("7")]);
    fails("m:4..x", &[Number("5"), Text("5"), Text("m"), Null]);
    matches("m:gpt-3..gpt-4", &[Text("gpt-3"), Text("GPT-3.5"), Text("gpt-4")]);
    fails("m:gpt-3..gpt-4", &[Text("gpt-4o"), Text("gpt-2"), Number("3"), Null]);
    matches("m:<b", &[Text("A"), Text("az"), Text("")]);
    fails("m:<b", &[Text("b"), Text("B"), Text("ba"), Number("1"), Bool(true)]);
}

#[test]
fn being_there_is_not_being_null() {
    matches("has:x", &[Text(""), Bool(false), Number("0")]);
    fails("has:x", &[Null]);
    assert!(test("has:x").matches_text(""));
}

#[test]
fn words_of_a_field_are_parts_of_a_text() {
    let body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Say HELLO,\\nwörld\"}],\"n\":42}";
    for source in
        ["hello", "\"say hello\"", "body:hello", "body:\"Say Hello\"", "WÖRLD", "/\\bHELLO\\b/", "\"\\\"n\\\":42\""]
    {
        assert!(test(source).matches_text(body), "{source}");
    }
    for source in ["helo", "body:\"hello say\"", "/hello/", "body:>=5", "body:1..50"] {
        assert!(!test(source).matches_text(body), "{source}");
    }
    assert!(test("body:1..50").matches_text("42"));
}

#[test]
fn paths_of_files() {
    let path = "logs/2026/20260418T000000Z_a.log.gz";
    for (source, expected) in [
        ("file:20260418", true),
        ("file:LOGS/2026", true),
        ("file:2026042", false),
        ("file=20260418T000000Z_a.log.gz", true),
        ("file=logs/2026/20260418T000000Z_a.log.gz", true),
        ("file=20260418", false),
        ("file:20260418*", true),
        ("file:logs/*.gz", true),
        ("file:2026/*", false),
        ("file:/_a\\.log/", true),
    ] {
        assert_eq!(test(source).matches_path(path), expected, "{source}");
    }
}

#[test]
fn times_of_tests() {
    let span = |text| Interval::parse(text).expect("a time");
    let (from, to) = (span("2026-04-18"), span("2026-04-19T06"));
    let always = Interval::ALWAYS;
    for (source, wanted) in [
        ("time:2026-04-18", Some(from)),
        ("time=2026-04-18", Some(from)),
        ("time:\"2026-04-19 06\"", Some(to)),
        ("time:2026-04-18..2026-04-19T06", Some(Interval { start: from.start, end: to.end })),
        ("time:..2026-04-18", Some(Interval { end: from.end, ..always })),
        ("time:2026-04-18..", Some(Interval { start: from.start, ..always })),
        ("time:>=2026-04-18", Some(Interval { start: from.start, ..always })),
        ("time:>2026-04-18", Some(Interval { start: from.end, ..always })),
        ("time:<=2026-04-18", Some(Interval { end: from.end, ..always })),
        ("time:<2026-04-18", Some(Interval { end: from.start, ..always })),
        ("time:2026-04-19..2026-04-18", Some(Interval { start: span("2026-04-19").start, end: from.end })),
        ("time:yesterday", None),
        ("time:2026-04-18..x", None),
        ("time:2026-04-*", None),
        ("time:/2026/", None),
        ("has:time", None),
    ] {
        assert_eq!(test(source).time(), wanted, "{source}");
    }
    let interval = test("time:2026-04-18").time().expect("a time");
    let inside = [interval.start, interval.end - 1].map(|moment| interval.contains(moment));
    let outside = [interval.start - 1, interval.end].map(|moment| interval.contains(moment));
    assert_eq!((inside, outside), ([true; 2], [false; 2]));
}

use super::*;
use crate::index::{Asked, Chunk, Indexer};
use crate::search::{ColumnTest, ask};

const SEALED: &str = r#"{"key":"","iv":"","data":""}"#;

/// The bodies of the record that most tests ask about, as they are once they are opened.
const REQUEST: &str = r#"{"messages":[{"role":"user","content":"Where is \"Müller\"?\nAsk the NEEDLE.","note":"{\"city\":\"Z\\u00fcrich\"}"}]}"#;
const RESPONSE: &str = "Write a needle.\nWrite a haystack.";

fn chunk(text: &str) -> Chunk {
    let mut indexer = Indexer::new(Settings::default());
    indexer.push(text.as_bytes().to_vec());
    indexer.finish();
    indexer.take().chunk
}

fn view(filter: &str) -> View {
    let long = "long straw ".repeat(60);
    let mut view = View::default();
    view.add_file("a.log");
    let record = format!(
        r#"{{"Model":"needle-4o","StatusCode":429,"Cached":false,"Metadata":{SEALED},"RequestBody":{SEALED},"ResponseBody":{SEALED},"Long":"{long}"}}"#
    );
    view.append(chunk(&record)).expect("a chunk");
    view.filter_by(filter).expect(filter);
    view
}

/// The record as it is written once it is opened.
fn opened() -> String {
    let [metadata, request, response] =
        [r#"{"user":"alice"}"#, REQUEST, RESPONSE].map(|text| serde_json::to_string(text).expect("JSON"));
    let long = "long straw ".repeat(60);
    format!(
        r#"{{"Model":"needle-4o","StatusCode":429,"Cached":false,"Metadata":{metadata},"RequestBody":{request},"ResponseBody":{response},"Long":"{long}"}}"#
    )
}

/// What is found of a part, and of the parts of a field that is given whole.
fn found<'t>(filter: &str, field: &str, text: &'t str, whole: Option<&str>) -> Vec<&'t str> {
    let part = Part { field: Some(field), text, is_cut: false };
    let whole: Vec<_> = whole.map(|text| Part { field: Some(field), text, is_cut: false }).into_iter().collect();
    let hits = view(filter).hits(0, &[part], &whole);
    hits[0].iter().map(|hit| &text[hit.clone()]).collect()
}

fn found_in_record(filter: &str) -> Vec<String> {
    let text = opened();
    let hits = view(filter).hits(0, &[Part { field: None, text: &text, is_cut: false }], &[]);
    hits[0].iter().map(|hit| text[hit.clone()].to_owned()).collect()
}

#[test]
fn words_phrases_patterns_and_wildcards_are_found_as_the_filter_finds_them() {
    for (filter, places) in [
        ("needle", &["NEEDLE"][..]),
        ("MÜLLER", &["Müller"]),
        (r#""ask the needle""#, &["Ask the NEEDLE"]),
        ("needle müller", &["Müller", "NEEDLE"]),
        ("status:200 or müller", &["Müller"]),
        ("need or needle or edl", &["NEEDLE"]),
        ("/needle/", &[]),
        ("/needle/i", &["NEEDLE"]),
        (r"/Ask.+E\./", &["Ask the NEEDLE."]),
        (r"/\?\s+Ask/", &["?\\nAsk"]),
        (r"/\\n/", &["\\n"]),
        ("where*need", &["Where", "NEED"]),
        ("RequestBody:needle", &["NEEDLE"]),
        ("RequestBody=needle", &["NEEDLE"]),
        ("ResponseBody:needle", &[]),
        ("-needle", &[]),
        ("not (needle or müller)", &[]),
        ("not (-needle)", &["NEEDLE"]),
        ("zürich", &["Z\\\\u00fcrich"]),
        ("user", &["user"]),
        ("429", &[]),
        ("has:RequestBody", &[]),
        ("RequestBody:1..5", &[]),
        ("time:2026 needle", &["NEEDLE"]),
        ("file:a needle", &["NEEDLE"]),
        ("", &[]),
    ] {
        assert_eq!(found(filter, "RequestBody", REQUEST, None), places, "{filter}");
    }
}

#[test]
fn a_plain_value_is_found_as_a_whole_where_it_is_compared_as_one() {
    for (filter, field, text, places) in [
        ("429", "StatusCode", "429", &["429"][..]),
        ("42", "StatusCode", "429", &[]),
        ("status:4xx", "StatusCode", "429", &["429"]),
        ("status:>400", "StatusCode", "429", &["429"]),
        ("-status:200", "StatusCode", "429", &[]),
        ("cached:no", "Cached", "false", &["false"]),
        ("need", "Model", "needle-4o", &["need"]),
        ("model:*4o", "Model", "needle-4o", &["needle-4o"]),
        ("model=needle-4o", "Model", "needle-4o", &["needle-4o"]),
        (r"/\d/", "Model", "needle-4o", &["4"]),
        ("/x*/", "Model", "needle-4o", &[]),
        ("has:model", "Model", "needle-4o", &[]),
        ("metadata:alice", "Metadata", r#"{"user":"alice"}"#, &["alice"]),
    ] {
        assert_eq!(found(filter, field, text, None), places, "{filter}");
    }
}

#[test]
fn in_a_part_only_that_is_found_which_is_found_in_the_whole() {
    let part = "Write a haystack.";
    for (filter, places) in [
        ("haystack", &["haystack"][..]),
        // At the beginning of the part, and not of the field.
        ("/^Write a h/", &[]),
        ("/^Write a h/m", &["Write a h"]),
        ("/Write.*/", &["Write a haystack."]),
        (r"/\bhay/", &["hay"]),
        ("/(?s)needle.*hay/", &[]),
        // Of which the first piece is elsewhere.
        ("needle*stack", &["stack"]),
        ("stack*needle", &[]),
    ] {
        assert_eq!(found(filter, "ResponseBody", part, Some(RESPONSE)), places, "{filter}");
    }
    assert_eq!(found("/^Write a h/", "ResponseBody", part, None), ["Write a h"], "nothing is known of the whole");
}

#[test]
fn in_a_part_of_a_short_plain_body_that_is_found_which_is_found_in_a_long_one() {
    let body = r#"{"content":"Say \"needle\" twice: needle"}"#;
    let part = r#"Say "needle" twice: needle"#;
    let record = format!(r#"{{"ResponseBody":{}}}"#, serde_json::to_string(body).expect("JSON"));
    for (filter, places) in [
        ("needle", &["needle", "needle"][..]),
        ("*needle*", &["needle", "needle"]),
        ("say*needle", &["Say", "needle", "needle"]),
        (r#""\"needle\" twice""#, &["\"needle\" twice"]),
        // The body does not begin so.
        ("/^Say/", &[]),
        ("/Say/", &["Say"]),
    ] {
        let mut view = View::default();
        view.add_file("a.log");
        view.append(chunk(&record)).expect("a chunk");
        view.filter_by(filter).expect(filter);
        let [part, whole] = [part, body].map(|text| Part { field: Some("ResponseBody"), text, is_cut: false });
        let hits = view.hits(0, &[part], &[whole]);
        let found: Vec<_> = hits[0].iter().map(|hit| &part.text[hit.clone()]).collect();
        assert_eq!(found, places, "{filter}");
    }
}

#[test]
fn in_a_part_of_an_unknown_field_no_ends_are_looked_for() {
    let text = "Write a haystack.";
    for (filter, count) in [
        ("hay", 1),
        ("/hay/", 1),
        ("/[^x]hay/", 1),
        ("/^Write/", 0),
        (r"/\bhay/", 0),
        ("/k.$/", 0),
        ("/\\^/", 0),
        ("hay*x", 1),
    ] {
        let part = Part { field: Some("ResponseBody"), text, is_cut: true };
        assert_eq!(view(filter).hits(0, &[part], &[])[0].len(), count, "{filter}");
    }
}

#[test]
fn in_a_record_as_it_is_written_values_are_looked_at_and_names_are_not() {
    for (filter, places) in [
        ("needle", &["needle", "NEEDLE", "needle"][..]),
        ("ResponseBody:needle", &["needle"]),
        ("ResponseBody", &[]),
        ("müller", &["Müller"]),
        (r#""\"müller\"""#, &[r#"\\\"Müller\\\""#]),
        (r"/a\sneedle\.\sW/", &[r"a needle.\nW"]),
        ("zürich", &[r"Z\\\\u00fcrich"]),
        ("429", &["429"]),
        ("status:4xx alice", &["429", "alice"]),
        ("/^Write/", &["Write"]),
        ("/^needle/", &["needle"]),
    ] {
        assert_eq!(found_in_record(filter), places, "{filter}");
    }
    assert_eq!(found_in_record("straw").len(), 60);
    assert_eq!(found_in_record("long:\"straw long\"").len(), 59);
}

#[test]
fn a_line_break_in_an_opened_text_is_not_a_backslash_with_a_letter() {
    // The filter sees what was sealed, which has no backslash there; the record is written with one.
    assert!(found_in_record(r"/needle\.\\n/").is_empty());
    assert_eq!(found_in_record(r"/\?\\nAsk/"), [r"?\\nAsk"]);
}

#[test]
fn something_is_found_where_a_search_matches_and_nowhere_else() {
    let words = [
        "needle",
        "Needle.",
        "müller",
        "MÜLLER",
        "zürich",
        "city",
        "user",
        "4",
        "a",
        "stack",
        "Wri*hay",
        "hay*wri",
        "*e*",
        "/^Write/",
        "/^W.*$/m",
        "/\\\\n/",
        "/[ü]/i",
        "/x?/",
        "\"is \\\"\"",
        "\"a needle.\"",
        "missing",
        "/(?i)NEEDLE/",
        "s",
    ];
    for word in words {
        for (field, text) in [("RequestBody", REQUEST), ("ResponseBody", RESPONSE)] {
            let tests = [ColumnTest::parse(word, Asked::Any).expect(word)];
            let matches = ask(&tests, field, text) == 1;
            // A pattern that needs no character matches where there is nothing to be seen.
            let is_seen = word != "/x?/";
            assert_eq!(!found(word, field, text, None).is_empty(), matches && is_seen, "{word} in {field}");
        }
    }
}

#[test]
fn without_a_filter_that_looks_for_texts_there_are_no_hits() {
    for (filter, looks) in [
        ("", false),
        ("needle", true),
        ("-needle", false),
        ("has:model", false),
        ("status:>1", false),
        ("file:a", false),
    ] {
        assert_eq!(view(filter).looks_for_text(), looks, "{filter}");
    }
}

#[test]
fn hits_are_bounded() {
    let text = "x ".repeat(MOST + 7);
    let hits = view("x").hits(0, &[Part { field: Some("RequestBody"), text: &text, is_cut: false }], &[]);
    assert_eq!(hits[0].len(), MOST);
    let long = found("/x.*/", "RequestBody", &text, Some(REQUEST)).len();
    assert_eq!(long, 0, "the field has none");
}

#[test]
fn what_is_asked_of_a_member_is_found_in_its_value_alone() {
    let metadata = r#"{"team":"alice","user":"Al\u0069ce","more":{"user":"alice"}}"#;
    let record = format!(r#"{{"Metadata":{}}}"#, serde_json::to_string(metadata).expect("JSON"));
    for (filter, places) in [
        ("metadata.user:alice", &[r"Al\u0069ce"][..]),
        ("metadata.user:lic", &[r"l\u0069c"]),
        ("metadata.user=bob", &[]),
        ("metadata:alice", &["alice", r"Al\u0069ce", "alice"]),
    ] {
        let mut view = View::default();
        view.add_file("a.log");
        view.append(chunk(&format!("{{\"Metadata\":{SEALED}}}\n{{\"Metadata\":{{\"user\":\"x\"}}}}")))
            .expect("a chunk");
        view.filter_by(filter).expect(filter);
        let parts = [
            Part { field: Some("Metadata"), text: metadata, is_cut: false },
            Part { field: None, text: &record, is_cut: false },
        ];
        let hits = view.hits(0, &parts, &[]);
        let found: Vec<Vec<_>> = parts
            .iter()
            .zip(&hits)
            .map(|(part, hits)| hits.iter().map(|hit| &part.text[hit.clone()]).collect())
            .collect();
        assert_eq!(found[0], places, "{filter}");
        let written: Vec<_> = places.iter().map(|place| place.replace('\\', "\\\\")).collect();
        assert_eq!(found[1], written, "{filter} in the record");
    }
}

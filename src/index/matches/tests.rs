use super::*;
use crate::Settings;
use crate::index::Indexer;

const SEALED: &str = r#"{"key":"","iv":"","data":""}"#;

fn table() -> Table {
    let records = [
        format!(r#"{{"Model":"gpt-4o","StatusCode":200,"Cached":false,"RequestBody":{SEALED}}}"#),
        format!(r#"{{"Model":"gpt-4o-mini","StatusCode":429,"Cached":true,"RequestBody":{SEALED}}}"#),
        r#"{"Model":"claude","StatusCode":500.0,"Cached":null,"RequestBody":"gpt was asked"}"#.to_string(),
        r#"{"Provider":"openai"}"#.to_string(),
    ];
    let mut table = Table::default();
    for (path, records) in [("20260418T000000Z_20260418T000010Z_a", &records[..2]), ("b", &records[2..])] {
        let mut indexer = Indexer::new(Settings::default());
        indexer.push(records.join("\n").into_bytes());
        indexer.finish();
        table.add_file(path);
        table.append(indexer.take().chunk).expect("a chunk");
    }
    table
}

/// A table of these records in one file.
fn table_of(records: &[&str]) -> Table {
    let mut table = Table::default();
    let mut indexer = Indexer::new(Settings::default());
    indexer.push(records.join("\n").into_bytes());
    indexer.finish();
    table.add_file("a");
    table.append(indexer.take().chunk).expect("a chunk");
    table
}

/// Which records pass, and how many more may.
fn matches(text: &str) -> (Vec<u32>, usize) {
    let matches = Matches::new(text, &table()).expect(text);
    (matches.rows().to_vec(), matches.unknown())
}

#[test]
fn records_pass_by_their_plain_fields_alone() {
    for (text, rows, unknown) in [
        ("", &[0, 1, 2, 3][..], 0),
        ("model:gpt-4*", &[0, 1], 0),
        ("status:>=400", &[1, 2], 0),
        ("status:500", &[2], 0),
        ("-cached:true", &[0, 2, 3], 0),
        ("cached:null or provider:openai", &[2, 3], 0),
        ("model:gpt", &[0, 1], 0),
        ("model=gpt-4o", &[0], 0),
        ("model!=gpt-4o", &[1, 2, 3], 0),
        ("status:4xx,500", &[1, 2], 0),
        ("status!=200,429", &[2, 3], 0),
        ("cached:no", &[0], 0),
        ("time:2026-04-18,2027", &[0, 1], 0),
        ("time!=2026-04-18", &[2, 3], 0),
        ("has:model", &[0, 1, 2], 0),
        ("has:RequestBody", &[0, 1, 2], 0),
        ("time:2026-04-18", &[0, 1], 0),
        ("time:>2026-04-18", &[], 0),
        ("file:b", &[2, 3], 0),
        ("line:2", &[1, 3], 0),
        ("gpt", &[0, 1, 2], 0),
        ("asked", &[2], 2),
        ("not asked", &[3], 2),
        ("RequestBody:asked", &[2], 2),
        ("RequestBody=asked", &[2], 2),
        (r#"RequestBody:"gpt was""#, &[2], 2),
        ("RequestBody:gpt*", &[2], 2),
        ("openai status:200", &[], 1),
        ("\"429\"", &[1], 1),
    ] {
        assert_eq!(matches(text), (rows.to_vec(), unknown), "{text}");
    }
}

#[test]
fn short_bodies_and_arrays_are_read_with_their_escapes_resolved() {
    let table = table_of(&[
        r#"{"ResponseBody":"{\"content\":\"to M\\u00fcller: say \\\"hi\\\"\"}"}"#,
        r#"{"ResponseBody":["Z\u00fcrich"],"Tags":["Z\u00fcrich"]}"#,
        r#"{"ResponseBody":404}"#,
    ]);
    for (text, rows) in [
        ("müller", &[0][..]),
        (r#""say \"hi\"""#, &[0]),
        ("responsebody:müller", &[0]),
        ("responsebody=müller", &[0]),
        ("responsebody:404", &[2]),
        ("responsebody:40", &[]),
        ("zürich", &[1]),
        ("tags:zürich", &[1]),
        ("tags:zurich", &[]),
    ] {
        let matches = Matches::new(text, &table).expect(text);
        assert_eq!((matches.rows(), matches.unknown()), (rows, 0), "{text}");
    }
}

#[test]
fn a_field_is_there_also_where_it_is_an_object() {
    let sealed = format!(r#"{{"Metadata":{SEALED}}}"#);
    let records = [r#"{"Metadata":{"user":"x"},"a":{"b":{"c":1}}}"#, &sealed, r#"{"Model":"m","Metadata":null}"#];
    let table = table_of(&records);
    for (text, rows) in [
        ("has:Metadata", &[0, 1][..]),
        ("-has:metadata", &[2]),
        ("has:a", &[0]),
        ("has:a.b", &[0]),
        ("-has:a.b", &[1, 2]),
        ("has:metadata.user", &[0]),
    ] {
        let matches = Matches::new(text, &table).expect(text);
        assert_eq!(matches.rows(), rows, "{text}");
    }
    // Of plain objects alone the name is known too.
    let plain = table_of(&records[..1]);
    assert_eq!(Matches::new("has:Metadata", &plain).expect("a filter").rows(), [0]);
}

#[test]
fn opened_records_pass_by_what_was_found_in_them() {
    let table = table();
    let mut matches = Matches::new("RequestBody:asked or model:claude or other", &table).expect("a filter");
    assert_eq!(matches.to_open().collect::<Vec<_>>(), [0, 1]);
    let sources: Vec<_> = matches.sources(&table).collect();
    assert_eq!(sources[0], (Asked::Column("RequestBody".into()), "RequestBody:asked".into()));
    assert_eq!(sources[2], (Asked::Any, "other".into()));
    let open = Answers { matched: 0, undecided: 0b100 };
    assert_eq!(matches.add_answers([(0, open)], &table), 0, "it stays open");
    assert_eq!((matches.rows(), matches.unknown()), (&[2][..], 2));
    let yes = Answers { matched: 0b100, undecided: 0 };
    assert_eq!(matches.add_answers([(1, yes), (0, Answers::default())], &table), 1, "one matches, the other does not");
    assert_eq!(matches.add_answers([(0, yes), (1, yes)], &table), 0, "nor do they when they come twice");
    assert_eq!((matches.rows(), matches.unknown()), (&[1, 2][..], 0));
    // The other values of the model are counted among records that match by their bodies, too.
    let negated = |text| {
        let mut matches = Matches::new(text, &table).expect("a filter");
        matches.add_answers([(0, Answers { matched: 0b1, undecided: 0 }), (1, Answers::default())], &table);
        matches
    };
    assert_eq!(negated("not RequestBody:asked model:gpt*").rows(), [1]);
    let model = table.columns().iter().position(|column| column.name() == "Model").expect("a column");
    assert_eq!(negated("RequestBody=asked model:x").without(model, &table), Some(vec![2]));
    assert_eq!(negated("RequestBody=asked model:gpt*").without(model, &table), Some(vec![0, 2]));
}

#[test]
fn hits_come_in_between_in_their_order() {
    for (rows, more) in [
        (vec![], vec![]),
        (vec![], vec![4, 7]),
        (vec![4, 7], vec![]),
        (vec![1, 5, 9], vec![0, 4, 6, 10]),
        (vec![5, 6], vec![1, 2]),
        (vec![1, 2], vec![5, 6]),
    ] {
        let mut expected = [rows.clone(), more.clone()].concat();
        expected.sort_unstable();
        let mut merged = rows;
        merge(&mut merged, &more);
        assert_eq!(merged, expected);
    }
}

#[test]
fn names_that_are_none_are_told_with_what_was_meant() {
    let problem = |text| Matches::new(text, &table()).expect_err("a problem");
    let unknown = problem("a modle:x");
    assert_eq!((unknown.place, unknown.suggestion.as_deref()), (2..7, Some("Model")));
    assert!(unknown.message.contains("Did you mean Model?"), "{}", unknown.message);
    assert_eq!(problem("time:noon").place, 5..9);
    assert_eq!(problem("(model:x").suggestion, None);
}

#[test]
fn records_that_come_later_are_looked_at_too() {
    let mut table = table();
    let mut matches = Matches::new("model:claude", &table).expect("a filter");
    let mut indexer = Indexer::new(Settings::default());
    indexer.push(b"{\"Model\":\"claude\"}\n{}\n{\"Model\":\"Claude\"}\n".to_vec());
    table.add_file("c");
    table.append(indexer.take().chunk).expect("a chunk");
    matches.update(&table);
    assert_eq!(matches.rows(), [2, 4, 6]);
}

#[test]
fn a_column_is_counted_without_what_is_asked_of_it() {
    let table = table();
    let matches = Matches::new("model:gpt-4o status:>100", &table).expect("a filter");
    let columns: Vec<_> = table.columns().iter().map(crate::index::Column::name).collect();
    let number = |name| columns.iter().position(|column| *column == name).expect("a column");
    assert_eq!(matches.without(number("Model"), &table), Some(vec![0, 1, 2]));
    assert_eq!(matches.without(number("Cached"), &table), None);
    assert!(Matches::names("model", number("Model"), &table));
    assert!(matches.is_plain(0, &table));
    let in_bodies = Matches::new("RequestBody:x has:RequestBody word", &table).expect("a filter");
    assert_eq!([0, 1, 2].map(|test| in_bodies.is_plain(test, &table)), [false, true, false]);
    assert_eq!(["Model", "Cached"].map(|name| matches.asks_of(number(name), &table)), [true, false]);
    assert!(in_bodies.asks_of(number("Cached"), &table));
}

#[test]
fn a_filter_that_matches_nothing_is_explained() {
    let table = table();
    let hint = |text: &str| Matches::new(text, &table).expect(text).hint(&table).map(|hint| hint.to_string());
    for (text, expected) in [
        ("", None),
        ("model:gpt", None),
        // Opening may tell.
        ("RequestBody:zebra", None),
        ("nowhere", None),
        ("model=gpt", Some("No Model equals gpt; 2 begin with it. Try model=gpt* (2 records).")),
        ("model:gtp-4o asked", Some("No Model contains gtp-4o. Did you mean gpt-4o? Try model:gpt-4o (2 records).")),
        ("status:>=600 nowhere", Some("No StatusCode is >=600. The values are 200, 429 and 500.0.")),
        (
            "cached:maybe",
            Some(
                "No Cached is maybe. The values are false and true. Try cached:false (1 record) or cached:true (1 record).",
            ),
        ),
        (
            "status:429 model:claude",
            Some(
                "No record matches both status:429 and model:claude. Try without status:429 (1 record) or without model:claude (1 record).",
            ),
        ),
        ("status:601,602", Some("No record matches status:601,602. The values are 200, 429 and 500.0.")),
        ("model:x or status:1", Some("No record matches model:x or status:1.")),
        ("-(has:model or has:provider)", Some("No record matches -(has:model or has:provider).")),
        (
            "time:>2026-04-18",
            Some(
                "The times are from 2026-04-18T00:00 to 2026-04-18T00:00 (UTC). Try time:>=2026-04-18 (2 records) or time:2026-04-18 (2 records).",
            ),
        ),
        ("file:nowhere", Some("No record matches file:nowhere.")),
        ("line:7", Some("No record matches line:7.")),
    ] {
        assert_eq!(hint(text).as_deref(), expected, "{text}");
    }
    // Once all were opened there is nothing to say of it that the search does not say.
    let mut matches = Matches::new("RequestBody:zebra", &table).expect("a filter");
    matches.add_answers([(0, Answers::default()), (1, Answers::default())], &table);
    assert_eq!((matches.rows().len(), matches.unknown(), matches.hint(&table)), (0, 0, None));
    assert_eq!(Matches::new("line:1", &Table::default()).expect("a filter").hint(&Table::default()), None);
}

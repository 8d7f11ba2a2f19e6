//! What is said of a filter that matches nothing.

use super::super::{FieldValues, Hint, Value};
use super::parsed;
use Value::{Bool, Null, Number, Text};

const MODELS: [(Value<'_>, u64); 5] = [
    (Text("claude-3-opus"), 900),
    (Text("claude-3-haiku"), 70),
    (Text("gpt-4o"), 2_005),
    (Text("@cf/meta/llama-3.3"), 1),
    (Null, 5_000),
];
const STATUS: [(Value<'_>, u64); 3] = [(Number("200"), 6_181), (Number("429"), 273), (Number("500"), 225)];

fn field<'a>(name: &'a str, values: &[(Value<'a>, u64)]) -> FieldValues<'a> {
    FieldValues { name: Some(name), values: values.to_vec(), is_all: true }
}

/// The hint of the first test of a field.
fn hint<'a>(text: &str, name: &'a str, values: &[(Value<'a>, u64)]) -> Hint {
    let filter = parsed(text);
    let number = filter.tests().iter().position(|test| test.field.is_some()).expect("a field");
    filter.hint_of_values(number, &field(name, values))
}

fn offers(hint: &Hint) -> Vec<(&str, &str, Option<u64>)> {
    hint.offers.iter().map(|offer| (offer.filter.as_str(), offer.label.as_str(), offer.count)).collect()
}

#[test]
fn what_begins_so_or_has_it_is_offered() {
    for (text, message, filter, label, count) in [
        ("a model=claude b", "No Model equals claude; 970 begin with it.", "a model=claude* b", "model=claude*", 970),
        ("model:\"CLAUDE\"", "No Model equals CLAUDE; 970 begin with it.", "model:CLAUDE*", "model:CLAUDE*", 970),
        ("model=haiku", "No Model equals haiku; 70 contain it.", "model=*haiku*", "model=*haiku*", 70),
        ("model=llama", "No Model equals llama; 1 contains it.", "model=*llama*", "model=*llama*", 1),
        ("model=gpt", "No Model equals gpt; 2,005 begin with it.", "model=gpt*", "model=gpt*", 2_005),
        ("model:haiku*", "No Model matches haiku*; 70 contain it.", "model:*haiku*", "model:*haiku*", 70),
        ("model:*gpt", "No Model matches *gpt; 2,005 begin with it.", "model:gpt*", "model:gpt*", 2_005),
        ("model:(=gpt x)", "No Model equals gpt; 2,005 begin with it.", "model:(=gpt* x)", "gpt*", 2_005),
    ] {
        let found = hint(text, "Model", &MODELS);
        assert_eq!((found.message.as_str(), offers(&found)), (message, vec![(filter, label, Some(count))]), "{text}");
        parsed(filter);
    }
    assert_eq!(hint("a model=claude b", "Model", &MODELS).place, 8..14);
}

#[test]
fn what_is_written_nearly_so_is_offered() {
    for (text, label, count) in [
        ("model:cluade", "model:claude", 970),
        ("model:gtp-4o", "model:gpt-4o", 2_005),
        ("model=gtp-4o", "model=gpt-4o", 2_005),
        ("model=cluade", "model=claude*", 970),
        ("model:claude-3-opsu", "model:claude-3-opus", 900),
    ] {
        let found = hint(text, "Model", &MODELS);
        assert_eq!(offers(&found)[0].1, label, "{text}");
        assert_eq!(offers(&found)[0].2, Some(count), "{text}");
        assert!(found.message.contains(" Did you mean "), "{}", found.message);
    }
}

#[test]
fn else_the_values_are_named() {
    let many: Vec<(String, u64)> = (0..40).map(|number| (number.to_string(), number)).collect();
    let numbers: Vec<(Value<'_>, u64)> = many.iter().map(|(text, count)| (Number(text), *count)).collect();
    let texts: Vec<(Value<'_>, u64)> = many.iter().map(|(text, count)| (Text(text), *count)).collect();
    for (text, name, values, message) in [
        ("status:6xx", "StatusCode", &STATUS[..], "No StatusCode is 6xx. The values are 200, 429 and 500."),
        ("status:>=600", "StatusCode", &STATUS, "No StatusCode is >=600. The values are 200, 429 and 500."),
        ("n:>99", "N", &numbers, "No N is >99. The values go from 0 to 39."),
        ("n:zzz", "N", &texts, "No N contains zzz. The most frequent values are 39, 38, 37, 36, 35."),
        (
            "cached:maybe",
            "Cached",
            &[(Bool(false), 7), (Bool(true), 9)],
            "No Cached is maybe. The values are true and false.",
        ),
        ("cached:no", "Cached", &[(Bool(true), 9)], "No Cached is no. The only value is true."),
        ("x:\"\"", "X", &[(Text("a"), 1)], "No X is empty. The only value is a."),
        ("x:/z/", "X", &[(Text(""), 1)], "No X matches /z/. The only value is the empty text."),
        ("x:b", "X", &[], "No X contains b."),
        ("has:x", "X", &[(Null, 3)], "No record has X, but for null."),
    ] {
        assert_eq!(hint(text, name, values).message, message, "{text}");
    }
    // The most frequent ones are offered.
    let found = hint("cached:maybe", "Cached", &[(Bool(false), 7), (Bool(true), 9)]);
    assert_eq!(offers(&found), [("cached:true", "cached:true", Some(9)), ("cached:false", "cached:false", Some(7))]);
    let long = "é".repeat(60);
    let found = hint("x:b", "X", &[(Text(&long), 1)]);
    assert_eq!(found.message, format!("No X contains b. The only value is {}….", "é".repeat(40)));
}

#[test]
fn words_of_no_field_and_lists() {
    let all = FieldValues { name: None, values: MODELS.to_vec(), is_all: false };
    let found = parsed("cluade").hint_of_values(0, &all);
    assert_eq!(
        (found.message.as_str(), offers(&found)[0].1),
        ("No record contains cluade. Did you mean claude?", "claude")
    );
    assert_eq!(parsed("zzz").hint_of_values(0, &all).message, "No record contains zzz.");
    // What is not all that there is, is not counted.
    let some = FieldValues { is_all: false, ..field("Model", &MODELS) };
    let found = parsed("model=claude").hint_of_values(0, &some);
    assert_eq!(found.message, "No Model equals claude; some begin with it.");
    assert_eq!(offers(&found), [("model=claude*", "model=claude*", None)]);
    let found = parsed("a status:601,602").hint_of_list(1, &field("StatusCode", &STATUS));
    assert_eq!(found.message, "No record matches status:601,602. The values are 200, 429 and 500.");
    assert_eq!(found.place, 2..16);
    assert_eq!(parsed("-a").hint_of_part(0).message, "No record matches -a.");
}

#[test]
fn times_are_named_and_a_day_is_included() {
    // 2026-04-18T00:02:10Z to 2026-04-19T13:00:00Z.
    let files = Some((1_776_470_530_000, 1_776_603_600_000));
    for (text, offered) in [
        ("time:>2026-04-19", "time:>=2026-04-19"),
        ("time:<2026-04-18", "time:<=2026-04-18"),
        ("time:>2026-04-19T13", "time:>=2026-04-19T13"),
        ("time:2026-05", "time:2026-04-19"),
        ("time>2027", "time:2026-04-19"),
    ] {
        let found = parsed(text).hint_of_time(0, files, |_| Some(5));
        assert_eq!(found.message, "The times are from 2026-04-18T00:02 to 2026-04-19T13:00 (UTC).");
        let first = found.offers.first().expect(text);
        assert_eq!(parsed(&first.filter).tests()[0].test.time(), parsed(offered).tests()[0].test.time(), "{text}");
        assert_eq!(first.count, Some(5));
    }
    assert_eq!(parsed("time:2026").hint_of_time(0, files, |_| Some(0)).offers, []);
    let found = parsed("time:2026").hint_of_time(0, None, |_| None);
    assert_eq!(found.message, "No file has a time in its name, by which records could be chosen.");
}

#[test]
fn parts_that_match_nothing_together() {
    let found = parsed("status:429 model:gpt").hint_of_all(&[2_005, 273]);
    assert_eq!(found.message, "No record matches both status:429 and model:gpt.");
    assert_eq!(
        offers(&found),
        [("model:gpt", "without status:429", Some(2_005)), ("status:429", "without model:gpt", Some(273))]
    );
    assert_eq!(
        found.to_string(),
        "No record matches both status:429 and model:gpt. Try without status:429 (2,005 records) or without model:gpt \
         (273 records)."
    );
    let found = parsed("a b and c d").hint_of_all(&[0, 1, 0, 2]);
    assert_eq!(found.message, "Each part matches something, but no record matches all of them.");
    assert_eq!(offers(&found), [("a b and c", "without d", Some(2)), ("a and c d", "without b", Some(1))]);
    assert_eq!(parsed("a b c").hint_of_all(&[0; 3]).to_string(), found.message);
}

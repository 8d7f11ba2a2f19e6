//! Completing a filter.

use super::Words;
use crate::filter::{Completion, complete};

const NAMES: [&str; 7] = ["Cached", "Metadata.user", "Model", "Provider", "StatusCode", "Team name", "has"];

/// What is offered where `|` stands in the text.
fn offered(text: &str) -> Vec<Completion> {
    let cursor = text.find('|').expect("a cursor");
    let values = |name: usize| match NAMES[name] {
        "Provider" => vec![("anthropic", 5), ("openai", 9), ("open router", 2), ("or", 1)],
        "Cached" => vec![("false", 7), ("true", 3)],
        _ => vec![],
    };
    complete(&text.replace('|', ""), cursor, &Words { names: &NAMES, values })
}

/// The texts that they lead to.
fn completed(text: &str) -> Vec<String> {
    let filter = text.replace('|', "");
    let replaced = |completion: &Completion| {
        let (before, after) = (&filter[..completion.place.start], &filter[completion.place.end..]);
        format!("{before}{}{after}", completion.insert)
    };
    offered(text).iter().map(replaced).collect()
}

#[test]
fn names_are_completed() {
    for (text, wanted) in [
        ("pro|", &["Provider:"][..]),
        ("x -PRO|", &["x -Provider:"]),
        ("(a or mod|", &["(a or Model:"]),
        ("mod|)", &["Model:)"]),
        ("us|", &["Metadata.user:", "StatusCode:"]),
        ("status_c|", &["StatusCode:"]),
        ("te|", &["\"Team name\":"]),
        ("pr|ov:openai x", &["Provider:openai x"]),
        ("pr|ov=openai", &["Provider=openai"]),
        ("pr|ov!=openai", &["Provider!=openai"]),
        ("stat|>=400", &["StatusCode>=400"]),
        ("a pro| b", &["a Provider: b"]),
        ("ti|", &["time:"]),
        ("fi|", &["file:"]),
        ("has:us|", &["has:Metadata.user", "has:StatusCode"]),
        ("has:(x or te|", &["has:(x or \"Team name\""]),
        ("not|", &[]),
        ("zz|", &[]),
        ("a | b", &["a Cached: b", "a Metadata.user: b", "a Model: b", "a Provider: b", "a StatusCode: b"]),
        (
            "|",
            &[
                "Cached:",
                "Metadata.user:",
                "Model:",
                "Provider:",
                "StatusCode:",
                "\"Team name\":",
                "\"has\":",
                "time:",
                "file:",
                "line:",
            ],
        ),
    ] {
        let found = completed(text);
        assert_eq!(found[..wanted.len().min(found.len())], *wanted, "{text}");
        assert_eq!(found.is_empty(), wanted.is_empty(), "{text}");
    }
    assert!(offered("m|").iter().all(|completion| completion.count.is_none()));
}

#[test]
fn the_word_has_is_offered_unless_a_field_is_called_so() {
    let inserts = |names: &[&str]| {
        complete("ha", 2, &Words { names, values: |_| vec![] }).into_iter().map(|it| it.insert).collect::<Vec<_>>()
    };
    assert_eq!(inserts(&["x"]), ["has:"]);
    assert_eq!(inserts(&["has"]), ["\"has\":"]);
}

#[test]
fn values_are_completed_the_most_frequent_first() {
    for (text, wanted) in [
        ("provider:|", &["provider:openai", "provider:anthropic", "provider:\"open router\"", "provider:\"or\""][..]),
        ("x -prov:an| y", &["x -prov:anthropic y"]),
        ("provider:\"open| y", &["provider:openai y", "provider:\"open router\" y"]),
        ("provider:\"open r|", &["provider:\"open router\""]),
        ("provider:\"ope|n\" y", &["provider:openai y", "provider:\"open router\" y"]),
        ("provider:an|xx y", &["provider:anthropic y"]),
        ("provider:(openai or an|)", &["provider:(openai or anthropic)"]),
        ("provider:(or|", &["provider:(\"or\""]),
        ("provider:(-(o|", &["provider:(-(openai", "provider:(-(\"open router\"", "provider:(-(\"or\""]),
        ("provider=o|", &["provider=openai", "provider=\"open router\"", "provider=\"or\"", "provider=anthropic"]),
        ("provider!=an|", &["provider!=anthropic"]),
        ("provider:openai,an|", &["provider:openai,anthropic"]),
        ("provider:an|,openai", &["provider:anthropic,openai"]),
        ("provider:\"openai\",an|", &["provider:\"openai\",anthropic"]),
        ("provider:thro|", &["provider:anthropic"]),
        ("cached:|", &["cached:false", "cached:true"]),
        ("unknown:|", &[]),
        ("c|ached:true", &["Cached:true", "StatusCode:true"]),
    ] {
        let found = completed(text);
        assert_eq!(found[..wanted.len().min(found.len())], *wanted, "{text}");
        assert_eq!(found.is_empty(), wanted.is_empty(), "{text}");
    }
    let first = &offered("provider:op|")[0];
    assert_eq!((first.label.as_str(), first.count, first.place.clone()), ("openai", Some(9), 9..11));
}

#[test]
fn a_value_is_written_so_that_it_means_no_other() {
    let values =
        |_: usize| vec![("gpt-4o", 5), ("gpt-4o-mini", 3), ("o", 2), ("4o-mini", 1), ("a,b", 1), ("200", 9), ("20", 1)];
    let inserted = |text: &str| {
        let found = complete(text, text.len(), &Words { names: &["Model"], values });
        found.into_iter().map(|completion| completion.insert).collect::<Vec<_>>()
    };
    assert_eq!(inserted("model:gpt"), ["\"gpt-4o\"", "gpt-4o-mini"]);
    assert_eq!(inserted("model=gpt"), ["gpt-4o", "gpt-4o-mini"]);
    assert_eq!(inserted("model:min"), ["gpt-4o-mini", "\"4o-mini\""]);
    assert_eq!(inserted("model:a"), ["\"a,b\""]);
    assert_eq!(inserted("model:20"), ["200", "20"]);
}

#[test]
fn classes_of_codes_are_offered_where_there_are_several_of_one() {
    let values = |_: usize| vec![("200", 90), ("429", 6), ("404", 4), ("500", 1)];
    let offered = |text: &str, values: fn(usize) -> Vec<(&'static str, u64)>| {
        let found = complete(text, text.len(), &Words { names: &["Status"], values });
        found.into_iter().map(|completion| (completion.insert, completion.count.unwrap_or(0))).collect::<Vec<_>>()
    };
    let pairs =
        |pairs: &[(&str, u64)]| pairs.iter().map(|(text, count)| ((*text).to_owned(), *count)).collect::<Vec<_>>();
    assert_eq!(offered("status:", values), pairs(&[("200", 90), ("4xx", 10), ("429", 6), ("404", 4), ("500", 1)]));
    assert_eq!(offered("status:4", values), pairs(&[("4xx", 10), ("429", 6), ("404", 4)]));
    assert_eq!(offered("status:4X", values), pairs(&[("4xx", 10)]));
    assert_eq!(offered("status!=500,4", values), pairs(&[("4xx", 10), ("429", 6), ("404", 4)]));
    let with_others = |_: usize| vec![("404", 2), ("429", 3), ("none", 1)];
    assert_eq!(offered("status:4", with_others), pairs(&[("429", 3), ("404", 2)]));
}

#[test]
fn nothing_is_offered_within_other_things() {
    for text in [
        "status:>=4|",
        "status:4..|",
        "status:4,>|",
        "status:a,|b..c",
        "provider:a*|",
        "/pro|",
        "/a/|",
        "\"pro|",
        "\"pro\"|",
        "(a)|",
        "a) pro|",
        "\"a\"b|",
    ] {
        assert_eq!(offered(text), [], "{text}");
    }
}

#[test]
fn at_most_twelve_are_offered() {
    let names: Vec<String> = (0..40).map(|i| format!("name{i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let words = Words { names: &names, values: |_| names.iter().copied().zip(0..).collect() };
    assert_eq!(complete("na", 2, &words).len(), 12);
    let found = complete("name7:", 6, &words);
    assert_eq!((found.len(), found[0].count, found[11].count), (12, Some(39), Some(28)));
}

#[test]
fn a_cursor_within_a_character_or_behind_the_end_is_moved() {
    for (name, text, cursor) in [("é", "é", 1), ("Model", "mo", 99)] {
        assert_eq!(complete(text, cursor, &Words { names: &[name], values: |_| vec![] })[0].place, 0..2, "{text}");
    }
}

#[test]
fn values_are_completed_without_regard_to_case_in_any_script() {
    let values = |_: usize| vec![("Éclair", 1), ("école", 2), ("ΟΔΟΣ", 3), ("ecole", 9)];
    for (text, wanted) in [("x:É", &["école", "Éclair"][..]), ("x:éc", &["école", "Éclair"]), ("x:οδος", &["ΟΔΟΣ"])]
    {
        let found = complete(text, text.len(), &Words { names: &["x"], values });
        assert_eq!(found.iter().map(|completion| completion.label.as_str()).collect::<Vec<_>>(), wanted, "{text}");
    }
}

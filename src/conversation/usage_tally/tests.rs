use super::super::cost::Usd;
use super::*;

const PRICES: &str = r#"{"generated":"2026-01-02","currency":"USD","per":1000000,"providers":[{"id":"openai","names":["openai"],
    "models":[{"id":"gpt-x","match":["gpt-x*"],"input":2,"cacheRead":0.5,"output":10}]}]}"#;

fn line(model: &str, team: &str, status: u16, usage: &str) -> String {
    let response = format!(r#"{{"object":"chat.completion","model":"{model}","choices":[],"usage":{usage}}}"#);
    let response = serde_json::to_string(&response).expect("a string");
    format!(
        r#"{{"Cached":{},"Metadata":"{{\"team\":\"{team}\"}}","Model":"{model}","Provider":"openai","ResponseBody":{response},"StatusCode":{status}}}"#,
        status == 299
    )
}

fn tally(by: &[&str], lines: &[String]) -> UsageTally {
    let prices = PriceList::read(PRICES).expect("prices");
    let mut tally = UsageTally::new(by.iter().copied());
    for line in lines {
        assert!(tally.add(line.as_bytes(), &prices), "{line}");
    }
    tally
}

const USED: &str = r#"{"prompt_tokens":100,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":7}}"#;

#[test]
fn sums_are_those_of_the_records() {
    let lines = [
        line("gpt-x", "blue", 200, USED),
        line("gpt-x-2026", "red", 200, USED),
        line("other", "red", 200, USED),
        line("gpt-x", "red", 500, "null"),
        line("gpt-x", "red", 299, USED),
    ];
    let tally = tally(&["metadata.team", "model"], &lines);
    // 60 × 2 + 40 × 0.5 + 10 × 10 = 240 millionths of a dollar.
    let used = Sums { records: 1, input: 100, cached_input: 40, output: 10, reasoning: 7, ..Sums::default() };
    let priced = Sums { usd: Usd::from_picodollars(240_000_000), ..used };
    let expected = [
        (["blue", "gpt-x"], priced),
        (["red", "gpt-x"], Sums { records: 2, errors: 1, cached: 1, without_usage: 1, ..used }),
        (["red", "gpt-x-2026"], priced),
        (["red", "other"], Sums { without_price: 1, ..used }),
    ];
    let groups: Vec<_> = tally.groups().map(|(key, sums)| (key.to_vec(), *sums)).collect();
    let expected: Vec<_> = expected.map(|(key, sums)| (key.map(|part| Some(part.to_string())).to_vec(), sums)).into();
    assert_eq!(groups, expected);
    let total = *tally.total();
    assert_eq!((total.records, total.input, total.usd.picodollars()), (5, 400, 480_000_000));
    assert_eq!((total.errors, total.cached, total.without_price, total.without_usage), (1, 1, 1, 1));
    let json: serde_json::Value = serde_json::from_str(&tally.to_json()).expect("JSON");
    assert_eq!(json["by"], serde_json::json!(["Metadata.team", "Model"]));
    assert_eq!(json["groups"][0]["usd"], serde_json::json!(0.000_24));
    assert_eq!(json["groups"][0]["key"], serde_json::json!(["blue", "gpt-x"]));
    assert_eq!(json["total"]["withoutPrice"], 1);
}

#[test]
fn a_member_of_the_metadata_is_named_whole_in_whatever_order_records_come() {
    let record =
        |metadata: &str| line("gpt-x", "", 200, USED).replace(r#"{\"team\":\"\"}"#, &metadata.replace('"', r#"\""#));
    let mut lines =
        [r#"{"user_agent":"curl"}"#, r#"{"user":"alice","user_agent":"curl"}"#, r#"{"User":"bob"}"#].map(record);
    for _ in 0..lines.len() {
        lines.rotate_left(1);
        let tally = tally(&["metadata.user_"], &lines);
        let mut names: Vec<_> = tally.groups().map(|(key, _)| key[0].clone().unwrap_or_default()).collect();
        names.sort_unstable();
        assert!(!names.iter().any(|name| name == "curl"), "{names:?}");
        assert!(names.iter().any(|name| name == "alice" || name == "bob"), "{names:?}");
    }
}

#[test]
fn groups_are_by_what_bodies_say_and_by_time() {
    let call = |names: &[&str]| {
        let calls: Vec<_> = names
            .iter()
            .map(|name| format!(r#"{{"id":"1","type":"function","function":{{"name":"{name}","arguments":"{{}}"}}}}"#))
            .collect();
        let response = format!(
            r#"{{"object":"chat.completion","choices":[{{"message":{{"tool_calls":[{}]}},"finish_reason":"tool_calls"}}],"usage":{USED}}}"#,
            calls.join(",")
        );
        format!(
            r#"{{"Model":"gpt-x","Provider":"openai","ResponseBody":{}}}"#,
            serde_json::to_string(&response).expect("a string")
        )
    };
    let error = r#"{"Model":"gpt-x","StatusCode":429,"ResponseBody":"{\"error\":{\"type\":\"rate_limit\",\"message\":\"m\"}}"}"#;
    let lines = [call(&["find", "send", "find"]), call(&["find"]), error.to_string()];
    let prices = PriceList::read(PRICES).expect("prices");
    let counted = |by: &[&str]| -> Vec<String> {
        let mut tally = UsageTally::new(by.iter().copied());
        for (at, line) in lines.iter().enumerate() {
            let file = ["20260418T065900Z_20260418T070000Z_a.log", "20260419T000000Z_b", "x.log"][at];
            assert!(tally.add_of_file(line.as_bytes(), file, &prices));
        }
        assert_eq!((tally.total().records, tally.total().input, tally.never_found().count()), (3, 200, 0));
        let shown = |(key, sums): (&[Option<String>], &Sums)| {
            let key: Vec<_> = key.iter().map(|part| part.as_deref().unwrap_or("-")).collect();
            format!("{} {} {}", key.join(" "), sums.records, sums.input)
        };
        tally.groups().map(shown).collect()
    };
    // The one that called two tools belongs to both.
    assert_eq!(counted(&["tool"]), ["- 1 0", "find 2 200", "send 1 100"]);
    assert_eq!(counted(&["error", "STOP"]), ["- tool 2 200", "rate_limit - 1 0"]);
    assert_eq!(counted(&["day"]), ["- 1 0", "2026-04-18 1 100", "2026-04-19 1 100"]);
    assert_eq!(counted(&["hour", "conversation.tool"])[1..3], ["2026-04-18T06 find 1 100", "2026-04-18T06 send 1 100"]);
}

#[test]
fn what_records_lack_is_a_group_and_lines_that_are_not_records_are_not_counted() {
    let mut tally = tally(&["gateway"], &[line("m", "t", 200, USED), r#"{"Gateway":null}"#.to_string()]);
    assert!(!tally.add(b"[]", PriceList::built_in()));
    assert!(tally.add(br#"{"Gateway":"g"}"#, PriceList::built_in()));
    let groups: Vec<_> = tally.groups().map(|(key, sums)| (key[0].clone(), sums.records)).collect();
    assert_eq!(groups, [(None, 2), (Some("g".to_string()), 1)]);
}

#[test]
fn groups_are_bounded_and_their_sums_complete_in_any_order() {
    let lines: Vec<_> = (0..MOST_GROUPS + 50).map(|n| format!(r#"{{"Provider":"{n}","StatusCode":400}}"#)).collect();
    let whole = tally(&["provider"], &lines);
    assert_eq!(whole.groups().count(), MOST_GROUPS);
    assert_eq!(whole.others().map(|others| (others.records, others.errors)), Some((50, 50)));
    let (first, second) = lines.split_at(7_000);
    let mut merged = tally(&["provider"], first);
    merged.merge(tally(&["provider"], second));
    assert_eq!((merged.total(), merged.others()), (whole.total(), whole.others()));
    let long = tally(&["provider"], &[format!(r#"{{"Provider":"{}"}}"#, "é".repeat(100_000))]);
    assert_eq!(
        long.groups().next().and_then(|(key, _)| key[0].clone()).map(|name| name.len()),
        Some(2 * MOST_CHARACTERS)
    );
}

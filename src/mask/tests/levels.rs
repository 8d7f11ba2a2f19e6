//! Strings within strings, escapes, and what is not touched.

use super::*;

#[test]
fn escapes_hide_nothing_at_any_level() {
    let masks = all();
    for value in ["alice@example.com", "AKIAIOSFODNN7EXAMPLE", "4111 1111 1111 1111", "DE89370400440532013000"] {
        let mask = masked(&masks, value);
        for (text, expected) in
            [(value.into(), mask.clone()), (format!("é \n{value}\n\"é"), format!("é \n{mask}\n\"é"))]
        {
            let object = |inner: &str| format!("{{\"x\":1,\"a\":{inner},\"y\":[true]}}");
            for write in [quoted as fn(&str) -> String, all_escaped] {
                for outer in [quoted as fn(&str) -> String, all_escaped] {
                    let record = object(&outer(&object(&write(&text))));
                    let result = masked(&masks, &record);
                    let line: serde_json::Value = serde_json::from_str(&result).expect("JSON");
                    let body: serde_json::Value =
                        serde_json::from_str(line["a"].as_str().expect("text")).expect("JSON");
                    assert_eq!(body["a"], expected, "{record}");
                    assert_eq!((&body["x"], &body["y"][0]), (&1.into(), &true.into()));
                }
            }
        }
    }
}

#[test]
fn only_the_characters_of_a_value_change() {
    let masks = all();
    for (text, expected) in [
        (r#"{"b":"{\"m\":\"x\\nalice@x.example\"}"}"#, r#"{"b":"{\"m\":\"x\\n[email]\"}"}"#),
        (r#"{"b":"x\nalice@x.example"}"#, r#"{"b":"x\n[email]"}"#),
        (r#"{"b":"{\"m\":\"a\\u0040b.com\"}"}"#, r#"{"b":"{\"m\":\"[email]\"}"}"#),
        (r#"{"b":"{\"m\":\"\u0061@b.com\"}"}"#, r#"{"b":"{\"m\":\"[email]\"}"}"#),
        (r#"{"b":"{\"m\":\"\\u00e9t\\u00e9@b.com\"}"}"#, r#"{"b":"{\"m\":\"[email]\"}"}"#),
        (r#"{ "b" :  "a@b.com" , "n":1e5,"k":"\/\u002f" }"#, r#"{ "b" :  "[email]" , "n":1e5,"k":"\/\u002f" }"#),
        (r#"["\ud83d\ude00a@b.com\ud83d"]"#, r#"["\ud83d\ude00[email]\ud83d"]"#),
        // Names of members stay: a value is masked, not the shape of a record.
        (r#"{"a@b.com":"{\"c@d.com\":\"e@f.com\"}"}"#, r#"{"a@b.com":"{\"c@d.com\":\"[email]\"}"}"#),
        // Three levels, as arguments of a tool.
        (
            r#"{"b":"{\"t\":\"{\\\"to\\\":\\\"x\\\\na@b.com\\\"}\"}"}"#,
            r#"{"b":"{\"t\":\"{\\\"to\\\":\\\"x\\\\n[email]\\\"}\"}"}"#,
        ),
    ] {
        assert_eq!(masked(&masks, text), expected, "{text}");
    }
}

#[test]
fn bodies_that_are_cut_off_are_masked_too() {
    let masks = all();
    let body = r#"{"m":[{"t":"x\nalice@x.example"},{"t":"bob\u0040x.example"},{"t":"4111111111111111"},{"t":"cut o"#;
    let expected = r#"{"m":[{"t":"x\n[email]"},{"t":"[email]"},{"t":"[card]"},{"t":"cut o"#;
    let record = |body: &str| format!("{{\"b\":{}}}", quoted(body));
    assert_eq!(masked(&masks, &record(body)), record(expected));
    // Wherever it is cut, no whole value is left.
    for end in 0..body.len() {
        let result = masked(&masks, &record(&body[..end]));
        assert!(!result.contains("x.example") && !result.contains("4111111111111111"), "{result}");
    }
}

#[test]
fn envelopes_that_stay_sealed_stay_as_they_are() {
    let base64 = |bytes: usize, begin: &str| {
        let text = "AKIAIOSFODNN7EXAMPLE/".repeat(bytes * 4 / 3 / 21 + 1);
        format!("{begin}{}", &text[..bytes.div_ceil(3) * 4 - begin.len() - 4]) + "AAA="
    };
    let envelope = format!(
        r#"{{"type":"encrypted","key":"{}","iv":"AAAAAAAAAAAAAAAA","data":"{}"}}"#,
        base64(256, "+"),
        base64(98, "/")
    );
    let record = format!(r#"{{"a":{envelope},"b":{},"c":"AKIAIOSFODNN7EXAMPLE"}}"#, quoted(&envelope));
    assert!(scan(record.as_bytes(), 8).expect("a record").len() == 2);
    let mut to = Vec::new();
    let mut counts = Counts::default();
    all().write_record(record.as_bytes(), &mut to, &mut counts);
    let expected = record.replace(r#""c":"AKIAIOSFODNN7EXAMPLE""#, r#""c":"[secret]""#);
    assert_eq!(String::from_utf8_lossy(&to), expected);
    assert_eq!(counts.secret, 1);
}

#[test]
fn strings_deep_within_strings_are_masked_too() {
    let masks = all();
    let mut record = "alice@example.com".to_owned();
    for _ in 0..12 {
        record = format!("{{\"a\":{}}}", quoted(&record));
        let result = masked(&masks, &record);
        assert!(!result.contains("example.com"), "{result}");
        assert!(serde_json::from_str::<serde_json::Value>(&result).is_ok(), "{result}");
    }
}

#[test]
fn bytes_that_are_no_text_hide_nothing_around_them() {
    let mut to = Vec::new();
    all().write_record(b"\xffa@b.com\xfe c@d.com", &mut to, &mut Counts::default());
    assert_eq!(to, b"\xff[email]\xfe [email]");
}

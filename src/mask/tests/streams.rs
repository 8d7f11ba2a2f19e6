//! Texts in pieces.

use super::*;

/// The pieces of a text at all of its places but the last.
fn cut(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.char_indices().skip(1).map(|(at, _)| text.split_at(at))
}

fn chat(content: &str) -> String {
    format!("data: {{\"id\":\"c\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{}}}}}]}}\n\n", quoted(content))
}

fn anthropic(content: &str) -> String {
    let delta = format!("{{\"type\":\"text_delta\",\"text\":{}}}", quoted(content));
    format!("event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{delta}}}\n\n")
}

fn record(body: &str) -> String {
    format!("{{\"ResponseBody\":{}}}", quoted(body))
}

const VALUES: [(&str, &str); 5] = [
    ("alice@example.com", "[email]"),
    ("AKIAIOSFODNN7EXAMPLE", "[secret]"),
    ("sk-proj-abcdefghij0123456789", "[secret]"),
    ("4111 1111 1111 1111", "[card]"),
    ("DE89 3704 0044 0532 0130 00", "[iban]"),
];

#[test]
fn a_value_that_is_split_over_events_is_masked_in_the_first_and_taken_out_of_the_others() {
    let masks = all();
    for (value, mask) in VALUES {
        for event in [chat as fn(&str) -> String, anthropic] {
            for (first, second) in cut(value) {
                let body =
                    format!("{}{}{}", event("to "), event(&format!("\n{first}")), event(&format!("{second} ok")));
                let expected = format!("{}{}{}", event("to "), event(&format!("\n{mask}")), event(" ok"));
                assert_eq!(masked(&masks, &record(&body)), record(&expected), "{first}|{second}");
            }
            let body: String = value.chars().map(|each| event(&each.to_string())).collect();
            let expected = event(mask) + &event("").repeat(value.chars().count() - 1);
            assert_eq!(masked(&masks, &record(&body)), record(&expected), "{value}");
        }
    }
}

#[test]
fn streams_are_known_however_they_begin_and_their_lines_end() {
    let masks = all();
    let line = |text: &str| format!("{{\"response\":{},\"model\":\"m\"}}", quoted(text));
    let event = |text: &str| format!("data: {}", line(text));
    for (value, mask) in VALUES {
        for (first, second) in cut(value) {
            for begin in ["", "\n", " \r\n", "\u{feff}", "retry: 5\n", "id: 7\n"] {
                for end in ["\n", "\r\n", "\n\n", "\r"] {
                    let of = |each: &dyn Fn(&str) -> String, first: &str, second: &str| {
                        record(&format!("{begin}{}{end}{}{end}", each(first), each(second)))
                    };
                    let forms = [&event as &dyn Fn(&str) -> String, &line];
                    for each in forms.into_iter().filter(|_| !(begin.ends_with('\n') && end == "\r")) {
                        let body = of(each, first, second);
                        assert_eq!(masked(&masks, &body), of(each, mask, ""), "{body}");
                        let controls = body.replace("\\n", "\\u000a").replace("\\r", "\\u000D");
                        let result: serde_json::Value = serde_json::from_str(&masked(&masks, &controls)).expect("JSON");
                        let expected: serde_json::Value = serde_json::from_str(&of(each, mask, "")).expect("JSON");
                        assert_eq!(result, expected, "{controls}");
                    }
                }
            }
        }
    }
}

#[test]
fn names_in_events_may_be_written_with_escapes() {
    let masks = all();
    let streamed = |[name, index, content]: [&str; 3], first: &str, second: &str| {
        let event = |number: u8, text: &str| format!("{{\"{index}\":{number},\"{content}\":{}}}", quoted(text));
        let other = event(1, "between");
        record(&format!("{{\"{name}\":[{},{other},{}]}}", event(0, first), event(0, second)))
    };
    for names in [
        ["streamed_data", "index", "content"],
        [r"str\u0065amed_data", "index", "content"],
        [r"streamed\u005fdata", r"inde\u0078", r"\u0063ontent"],
    ] {
        for (value, mask) in VALUES {
            for (first, second) in cut(value) {
                let (body, expected) = (streamed(names, first, second), streamed(names, mask, ""));
                assert_eq!(masked(&masks, &body), expected, "{body}");
            }
        }
    }
    // The same member, written in two ways.
    let event = |name: &str, text: &str| format!("data: {{\"{name}\":\"{text}\"}}\n\n");
    let body = |first: &str, second: &str| record(&(event("text", first) + &event(r"te\u0078t", second)));
    assert_eq!(masked(&masks, &body("ali", "ce@example.com")), body("[email]", ""));
}

#[test]
fn events_in_arrays_are_joined_too() {
    let masks = all();
    let event = |text: &str| format!("{{\"choices\":[{{\"delta\":{{\"content\":{}}},\"index\":0}}]}}", quoted(text));
    let streamed = |first: &str, second: &str, whole: &str| {
        record(&format!("{{\"message\":{},\"streamed_data\":[{},{}]}}", quoted(whole), event(first), event(second)))
    };
    let listed = |first: &str, second: &str| record(&format!("[{}, {}]", event(first), event(second)));
    for (value, mask) in VALUES {
        for (first, second) in cut(value) {
            assert_eq!(masked(&masks, &streamed(first, second, value)), streamed(mask, "", mask));
            assert_eq!(masked(&masks, &listed(first, second)), listed(mask, ""));
        }
    }
}

#[test]
fn texts_of_several_choices_are_kept_apart() {
    let event = |index: u32, text: &str| {
        format!("data: {{\"choices\":[{{\"index\":{index},\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")
    };
    let body = event(0, "ali") + &event(1, "bob@exa") + &event(0, "ce@example.com") + &event(1, "mple.com");
    let expected = event(0, "[email]") + &event(1, "[email]") + &event(0, "") + &event(1, "");
    assert_eq!(masked(&all(), &record(&body)), record(&expected));
}

#[test]
fn arguments_of_tools_in_pieces_are_masked() {
    let event = |text: &str| format!("data: {{\"delta\":{{\"partial_json\":{}}}}}\n\n", quoted(text));
    let arguments = r#"{"to":"x\nalice@example.com","n":4111111111111111}"#;
    for (first, second) in cut(arguments) {
        let result = masked(&all(), &record(&(event(first) + &event(second))));
        let line: serde_json::Value = serde_json::from_str(&result).expect("JSON");
        let joined: String = line["ResponseBody"]
            .as_str()
            .expect("a text")
            .lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .map(|event| {
                let event: serde_json::Value = serde_json::from_str(event).expect("JSON");
                event["delta"]["partial_json"].as_str().expect("a piece").to_owned()
            })
            .collect();
        assert_eq!(joined, r#"{"to":"x\n[email]","n":"[card]"}"#, "{first}|{second}");
    }
}

#[test]
fn a_value_over_several_events_is_counted_once() {
    let mut counts = Counts::default();
    let body: String = ["a", "l", "ice", "@", "example", ".com, bob@example.com"].map(chat).concat();
    all().write_record(record(&body).as_bytes(), &mut Vec::new(), &mut counts);
    assert_eq!(counts, Counts { email: 2, ..Counts::default() });
}

#[test]
fn own_patterns_see_joined_texts() {
    let masks = Masks::new(&[], &["EMP-[0-9]{6}"]).expect("masks");
    let body = chat("EM") + &chat("P-123") + &chat("456!");
    assert_eq!(masked(&masks, &record(&body)), record(&(chat("[masked]") + &chat("") + &chat("!"))));
}

#[test]
fn bodies_that_are_lists_and_no_strings_have_events_too() {
    let masks = all();
    let event =
        |text: &str| format!("{{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":{}}}]}}}}]}}", quoted(text));
    for name in ["RequestBody", "ResponseBody"] {
        let of = |first: &str, second: &str| format!("{{\"{name}\":[{},{}]}}", event(first), event(second));
        let wrapped = |record: &str| format!("{{\"log\":{record}}}");
        for (value, mask) in VALUES {
            for (first, second) in cut(value) {
                let (body, expected) = (of(first, second), of(mask, ""));
                assert_eq!(masked(&masks, &body), expected, "{body}");
                assert_eq!(masked(&masks, &wrapped(&body)), wrapped(&expected), "{body}");
            }
        }
    }
}

#[test]
fn a_number_that_counts_tokens_tells_no_texts_apart() {
    let masks = all();
    // https://huggingface.co/docs/text-generation-inference: each event has the number of its token.
    let tgi = |number: u32, text: &str| {
        format!(
            "data:{{\"index\":{number},\"token\":{{\"id\":{number},\"text\":{},\"special\":false}}}}\n\n",
            quoted(text)
        )
    };
    // Bedrock's blocks are told apart, which have their number in an event of another form.
    let block = |number: u32, text: &str| {
        format!("{{\"contentBlockIndex\":{number},\"delta\":{{\"text\":{}}}}}\n", quoted(text))
    };
    for (value, mask) in VALUES {
        for (first, second) in cut(value) {
            let tokens = |first: &str, second: &str| record(&(tgi(1, first) + &tgi(2, second)));
            assert_eq!(masked(&masks, &tokens(first, second)), tokens(mask, ""), "{value}");
            let blocks =
                |first: &str, second: &str| record(&(block(0, first) + &block(1, "between") + &block(0, second)));
            assert_eq!(masked(&masks, &blocks(first, second)), blocks(mask, ""), "{value}");
        }
    }
}

//! Shapes that providers write now and then, each in its smallest form: what must come out of them. Whole bodies, as clients
//! record them, are in `tests/conversations`.

#![cfg(not(target_arch = "wasm32"))]

use logpush_decrypt::conversation::{Bodies, Conversation, Link, Threads, read};
use serde_json::{Value, json};

const ASKED: &str = r#"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#;

fn conversation(request: &str, response: &str) -> Conversation {
    read(&Bodies { request: Some(request.as_bytes()), response: Some(response.as_bytes()), ..Bodies::default() })
}

/// What comes out, as JSON.
fn said(request: &str, response: &str) -> Value {
    serde_json::from_str(&conversation(request, response).to_json()).expect("JSON")
}

#[test]
fn errors_of_providers_are_no_raw_bodies() {
    for (response, kind, message) in [
        (
            r#"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","x"],"msg":"Not permitted"}]},"type":"invalid_request_error","param":null,"code":null}"#,
            "invalid_request_error",
            "Not permitted",
        ),
        (
            r#"{"message":"Too many requests","type":"too_many_requests_error","param":"quota","code":"request_quota_exceeded"}"#,
            "request_quota_exceeded",
            "Too many requests",
        ),
        (r#"{"title":"Unauthenticated","detail":"No token","status":401}"#, "401", "No token"),
        (r#"{"statusCode":429,"message":"Rate limit is exceeded"}"#, "429", "Rate limit is exceeded"),
    ] {
        let said = said(ASKED, response);
        assert_eq!(said["error"], json!({"type": kind, "message": message}), "{response}");
        assert_eq!(said["raw"], Value::Null, "{response}");
    }
    let broken_off = concat!(
        "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"He\"}}]}\n\n",
        "data: {\"message\":\"Too many requests\",\"type\":\"too_many_requests_error\",\"param\":\"quota\",\"code\":\"x\"}\n\n",
    );
    let said = said(ASKED, broken_off);
    assert_eq!((&said["output"]["text"], &said["error"]["type"]), (&json!("He"), &json!("x")));
}

#[test]
fn transcripts_of_groq_and_mistral_are_read() {
    let groq = said("", r#"{"text":"hello world","x_groq":{"id":"req_1"}}"#);
    assert_eq!((&groq["family"], &groq["output"]["text"]), (&json!("audio"), &json!("hello world")));
    let mistral = r#"{"model":"voxtral","text":"Hello.","language":"en","segments":[],"usage":{"prompt_audio_seconds":203,"prompt_tokens":4,"total_tokens":3264,"completion_tokens":635}}"#;
    let mistral = said("", mistral);
    assert_eq!((&mistral["model"], &mistral["output"]["text"]), (&json!("voxtral"), &json!("Hello.")));
    assert_eq!((&mistral["usage"]["input"], &mistral["usage"]["output"]), (&json!(2629), &json!(635)));
}

#[test]
fn counts_in_the_last_choice_are_read() {
    let stream = concat!(
        "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n",
        "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\",",
        "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":13,\"total_tokens\":32}}]}\n\ndata: [DONE]\n\n",
    );
    let said = said(ASKED, stream);
    assert_eq!((&said["usage"]["input"], &said["usage"]["output"]), (&json!(19), &json!(13)));
}

#[test]
fn calls_that_all_have_the_index_0_are_several() {
    let call = |id: &str, name: &str, arguments: &str| {
        let delta = json!({"tool_calls": [{"index": 0, "id": id, "function": {"name": name, "arguments": arguments}}]});
        let chunk = json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]});
        format!("data: {chunk}\n\n")
    };
    let end = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n";
    let calls = [call("a", "weather", r#"{"city":"#), call("", "", r#""Oslo"}"#), call("b", "time", r#"{"tz":"UTC"}"#)];
    let said = said(ASKED, &format!("{}{end}", calls.concat()));
    let expected = json!([
        {"id": "a", "name": "weather", "arguments": {"city": "Oslo"}},
        {"id": "b", "name": "time", "arguments": {"tz": "UTC"}},
    ]);
    assert_eq!(said["output"]["toolCalls"], expected);
}

#[test]
fn pictures_in_pieces_are_media() {
    let stream = concat!(
        "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Here\",",
        "\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBORw0K\"}}]}}]}\n\n",
    );
    assert_eq!(said(ASKED, stream)["output"]["media"], json!([{"type": "image/png", "bytes": 6}]));
}

#[test]
fn calls_that_the_client_runs_stand_before_their_results() {
    for (kind, done) in [
        ("shell_call", r#""action":{"commands":["ls"]}"#),
        ("local_shell_call", r#""action":{"command":["ls"]}"#),
        ("apply_patch_call", r#""operation":{"type":"delete_file","path":"a"}"#),
        ("computer_call", r#""action":{"type":"click","x":1,"y":2}"#),
    ] {
        let request = format!(
            r#"{{"model":"g","store":false,"input":[{{"role":"user","content":"q"}},{{"type":"{kind}","call_id":"c1",{done}}},{{"type":"{kind}_output","call_id":"c1","output":"done"}}]}}"#
        );
        let messages = &said(&request, "")["messages"];
        let roles: Vec<_> = messages.as_array().expect("messages").iter().map(|each| &each["role"]).collect();
        assert_eq!(roles, ["user", "assistant", "tool"], "{kind}");
        let call = &messages[1]["toolCalls"][0];
        assert_eq!((&call["id"], &call["name"]), (&json!("c1"), &json!(kind)), "{kind}");
        assert!(call["arguments"].is_object(), "{kind}");
    }
    let request = r#"{"model":"g","store":false,"input":[{"type":"computer_call_output","call_id":"c1","output":{"type":"computer_screenshot","image_url":"data:image/png;base64,iVBORw0K"}}]}"#;
    let message = &said(request, "")["messages"][0];
    assert_eq!(message, &json!({"role": "tool", "toolCallId": "c1", "media": [{"type": "image/png", "bytes": 6}]}));
}

#[test]
fn no_part_of_a_message_vanishes() {
    let anthropic = r#"{"anthropic_version":"x","messages":[{"role":"user","content":[{"type":"text","text":"Sum up: "},{"type":"search_result","source":"u","title":"T","content":[{"type":"text","text":"FOUND"}]},{"type":"document","source":{"type":"content","content":[{"type":"text","text":"DOC"}]}}]}]}"#;
    let message = &said(anthropic, "")["messages"][0];
    assert_eq!((&message["text"], &message["media"]), (&json!("Sum up: FOUND"), &json!([{"type": "document"}])));
    let bedrock = r#"{"inferenceConfig":{},"messages":[{"role":"assistant","content":[{"citationsContent":{"content":[{"text":"THE ANSWER"}],"citations":[]}}]},{"role":"user","content":[{"searchResult":{"source":"s","title":"t","content":[{"text":"SR"}]}},{"document":{"format":"txt","name":"d","source":{"text":"DOC"}}}]}]}"#;
    let messages = &said(bedrock, "")["messages"];
    assert_eq!(messages[0]["text"], "THE ANSWER");
    assert_eq!((&messages[1]["text"], messages[1]["media"].as_array().map(Vec::len)), (&json!("SR"), Some(1)));
}

#[test]
fn families_are_told_apart() {
    let llama = said(
        r#"{"prompt":"Hi","max_gen_len":512,"temperature":0.5}"#,
        r#"{"generation":"Hello there","prompt_token_count":5,"generation_token_count":9,"stop_reason":"stop"}"#,
    );
    assert_eq!((&llama["family"], &llama["output"]["text"]), (&json!("openai-completions"), &json!("Hello there")));
    assert_eq!(llama["usage"], json!({"input": 5, "output": 9}));
    assert_eq!(llama["output"]["stop"], "stop");
    let chunks = concat!(
        "data: {\"generation\":\"\",\"prompt_token_count\":7,\"generation_token_count\":1,\"stop_reason\":null}\n\n",
        "data: {\"generation\":\"Hi\",\"prompt_token_count\":null,\"generation_token_count\":2,\"stop_reason\":\"stop\"}\n\n",
    );
    let streamed = said(r#"{"prompt":"Hi","max_gen_len":512}"#, chunks);
    assert_eq!((&streamed["usage"], &streamed["output"]["text"]), (&json!({"input": 7, "output": 2}), &json!("Hi")));
    let vertex = said(
        r#"{"content":{"parts":[{"text":"a"}]},"outputDimensionality":2}"#,
        r#"{"embedding":{"values":[0.1,0.2]},"usageMetadata":{"promptTokenCount":2}}"#,
    );
    assert_eq!((&vertex["family"], &vertex["usage"]["input"]), (&json!("embeddings"), &json!(2)));
    let deepseek =
        r#"{"model":"deepseek-chat","thinking":{"type":"enabled"},"messages":[{"role":"user","content":"Hi"}]}"#;
    let deepseek = read(&Bodies {
        endpoint: Some("chat/completions"),
        request: Some(deepseek.as_bytes()),
        response: Some(br#"{"error":{"message":"No"}}"#),
        ..Bodies::default()
    });
    assert_eq!(deepseek.family, "openai-chat");
}

#[test]
fn requests_that_repeat_a_search_or_a_picture_continue_their_thread() {
    let searched = r#"[{"type":"text","text":"Let me look. "},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"x"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]},{"type":"text","text":"Found."}]"#;
    let drawn =
        r#"{"role":"model","parts":[{"text":"Here"},{"inlineData":{"mimeType":"image/png","data":"iVBORw0K"}}]}"#;
    let user = |text: &str| format!(r#"{{"role":"user","content":"{text}"}}"#);
    let part = |text: &str| format!(r#"{{"role":"user","parts":[{{"text":"{text}"}}]}}"#);
    for [first, answer, second] in [
        [
            format!(r#"{{"anthropic_version":"x","messages":[{}]}}"#, user("q")),
            format!(r#"{{"type":"message","role":"assistant","content":{searched},"stop_reason":"end_turn"}}"#),
            format!(
                r#"{{"anthropic_version":"x","messages":[{},{{"role":"assistant","content":{searched}}},{}]}}"#,
                user("q"),
                user("more")
            ),
        ],
        [
            format!(r#"{{"contents":[{}]}}"#, part("draw")),
            format!(r#"{{"candidates":[{{"content":{drawn},"finishReason":"STOP"}}]}}"#),
            format!(r#"{{"contents":[{},{drawn},{}]}}"#, part("draw"), part("bluer")),
        ],
    ] {
        let mut threads = Threads::new();
        threads.add(&conversation(&first, &answer));
        assert_eq!(threads.add(&conversation(&second, "")).link, Link::Continues(0), "{second}");
    }
}

//! Whatever bodies are made of: a conversation comes out, in time and memory that grow with their size.

use std::collections::BTreeMap;
use std::path::Path;

use logpush_decrypt::conversation::{Bodies, Conversation, Threads, mask_credentials, read};
use serde_json::Value;
use serde_json::value::RawValue;

fn conversation(request: &[u8], response: &[u8]) -> Conversation {
    read(&Bodies { request: Some(request), response: Some(response), ..Bodies::default() })
}

/// A sequence that is the same every time (Marsaglia's xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).expect("below a usize")
    }
}

/// The bodies of all fixtures.
fn bodies() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations/fixtures");
    let files = std::fs::read_dir(folder).expect("the folder of fixtures");
    let mut bodies = Vec::new();
    for file in files {
        let text = std::fs::read(file.expect("a file").path()).expect("a fixture");
        let fixture: Value = serde_json::from_slice(&text).expect("a fixture's JSON");
        for body in [&fixture["request"], &fixture["response"]] {
            match body {
                Value::Null => {}
                Value::String(text) => bodies.push(text.clone().into_bytes()),
                json => bodies.push(json.to_string().into_bytes()),
            }
        }
    }
    bodies.sort();
    assert!(bodies.len() > 200, "{} bodies", bodies.len());
    bodies
}

/// Numbers are as bodies have them, and some are beyond what any type holds.
type Members = BTreeMap<String, Box<RawValue>>;

#[test]
fn damaged_and_mixed_bodies_are_read_without_a_panic() {
    const PIECES: &[&[u8]] = &[
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"\"",
        b"null",
        b"-",
        b"1e999",
        b"\\ud800",
        b"\xff",
        b"\n\n",
        b"data: ",
        b"{}",
        b"99999999999999999999",
    ];
    let bodies = bodies();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut threads = Threads::new();
    let mut known = 0;
    for round in 0..6_000 {
        let request = &bodies[random.below(bodies.len())];
        let mut response = bodies[random.below(bodies.len())].clone();
        for _ in 0..random.below(4) {
            let at = random.below(response.len());
            match random.below(3) {
                0 => response[at] = u8::try_from(random.below(256)).expect("a byte"),
                1 => drop(response.drain(at..(at + random.below(40)).min(response.len()))),
                _ => drop(response.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
            }
            if response.is_empty() {
                break;
            }
        }
        let (request, response) = if round % 2 == 0 { (request, &response) } else { (&response, request) };
        let conversation = conversation(request, response);
        threads.add(&conversation);
        known += usize::from(conversation.family != "unknown");
        let text = conversation.to_json();
        assert!(!text.contains('\n'), "it is one line");
        let shown: Members = serde_json::from_str(&text).expect("JSON that was written");
        let output: Members = shown
            .get("output")
            .map_or_else(Members::new, |output| serde_json::from_str(output.get()).expect("an object"));
        assert!(!output.contains_key("stop") || !output.contains_key("complete"), "{text}");
        let masked = mask_credentials(&String::from_utf8_lossy(request)).into_owned();
        assert!(!masked.contains(r#""headers":{"authorization":"Bearer sk-proj"#), "{masked}");
    }
    assert!(known > 3_000, "{known} of 6,000 have a family");
}

/// Were any of these read in quadratic time, the suite would take hours.
#[test]
fn large_bodies_take_time_in_proportion() {
    const COUNT: usize = 200_000;
    let joined = |piece: &dyn Fn(usize) -> String| (0..COUNT).map(piece).collect::<Vec<_>>();
    let chunk = |at: usize| {
        format!(r#"data: {{"object":"chat.completion.chunk","choices":[{{"index":0,"delta":{{"content":"{at} "}}}}]}}"#)
    };
    let call = |at: usize| {
        format!(
            r#"data: {{"object":"chat.completion.chunk","choices":[{{"index":0,"delta":{{"tool_calls":[{{"index":{at},"id":"c{at}"}}]}}}}]}}"#
        )
    };
    let message = |at: usize| format!(r#"{{"role":"user","content":"{at}"}}"#);

    let text = conversation(b"", joined(&chunk).join("\n\n").as_bytes());
    assert_eq!(text.chunks, Some(COUNT as u64));
    assert!(text.output.and_then(|output| output.text).is_some_and(|text| text.ends_with("199999 ")));

    let calls = conversation(b"", joined(&call).join("\n\n").as_bytes());
    assert!(calls.output.is_some_and(|output| (1..COUNT).contains(&output.tool_calls.len())), "calls are bounded");

    let request = format!(r#"{{"model":"m","messages":[{}]}}"#, joined(&message).join(","));
    let messages = conversation(request.as_bytes(), b"").messages;
    assert!((50_000..=COUNT).contains(&messages.len()), "messages are bounded");

    let steps: Vec<_> =
        (0..COUNT).map(|_| r#"{"provider":"openai","endpoint":"e","headers":{"a":"b"},"query":{}}"#).collect();
    let universal = format!("[{}]", steps.join(","));
    assert!(conversation(universal.as_bytes(), b"").steps.is_some());
    assert_eq!(mask_credentials(&universal).matches(r#""a":"…""#).count(), COUNT);

    for (open, close) in
        [("[", "]"), (r#"{"a":"#, "}"), (r#"{"messages":[{"role":"user","content":["#, ""), (r#"\""#, "")]
    {
        let nested = format!("{}1{}", open.repeat(COUNT), close.repeat(COUNT));
        conversation(nested.as_bytes(), nested.as_bytes());
    }
    let numbers =
        format!(r#"{{"data":[{{"embedding":[{}0]}}],"usage":{{"prompt_tokens":7}}}}"#, "0.125,".repeat(10 * COUNT));
    let embedded = conversation(b"", numbers.as_bytes());
    assert_eq!((embedded.family, embedded.usage.and_then(|usage| usage.input)), ("embeddings", Some(7)));

    let members: String = joined(&|at| format!(r#""m{at}":{at}"#)).join(",");
    conversation(format!("{{{members}}}").as_bytes(), format!(r#"{{"choices":[],"usage":{{{members}}}}}"#).as_bytes());
}

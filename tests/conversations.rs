//! Every fixture of a conversation: what comes out of its bodies, whole and cut off at every byte. Natively, and in
//! WebAssembly in browsers.

use logpush_decrypt::conversation::{Bodies, read};
use serde_json::{Map, Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Makes a test of each fixture, and their list.
macro_rules! conversations {
    ($($test:ident: $name:literal,)*) => {
        $(
            #[wasm_bindgen_test(unsupported = test)]
            fn $test() {
                check(include_str!(concat!("conversations/fixtures/", $name, ".json")));
            }
        )*

        #[cfg(not(target_family = "wasm"))]
        const NAMES: &[&str] = &[$($name),*];
    };
}

include!("conversations/list.rs");

/// Longer bodies are cut at every 97th byte only.
const LONG: usize = 20_000;

fn check(fixture: &str) {
    let fixture: Value = serde_json::from_str(fixture).expect("the fixture's JSON");
    let (request, response) = (body(&fixture["request"]), body(&fixture["response"]));
    let run = |request: Option<&[u8]>, response: Option<&[u8]>| {
        let named = |name: &str| fixture[name].as_str();
        let bodies = Bodies {
            provider: named("provider"),
            endpoint: named("endpoint"),
            model: named("model"),
            request,
            response,
        };
        let text = serde_json::to_string(&read(&bodies)).expect("a conversation is JSON");
        serde_json::from_str::<Value>(&text).expect("JSON that was written")
    };
    let whole = run(request.as_deref(), response.as_deref());
    assert_same(&whole, &fixture["expected"]);
    for (body, is_request) in [(&request, true), (&response, false)] {
        let Some(body) = body else { continue };
        let step = if body.len() > LONG { 97 } else { 1 };
        for cut in (0..body.len()).step_by(step) {
            let part = Some(&body[..cut]);
            let found = if is_request { run(part, response.as_deref()) } else { run(request.as_deref(), part) };
            if let Err(invented) = is_part(&found, &whole, fixture["request"].clone()) {
                panic!("cut at {cut} of {}: {invented}\n{}", body.len(), String::from_utf8_lossy(&body[..cut]));
            }
        }
    }
}

/// A body's bytes: a text as it is, `{"base64":…}` decoded, other JSON without spaces.
fn body(value: &Value) -> Option<Vec<u8>> {
    use base64::Engine as _;
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone().into_bytes()),
        Value::Object(members) if members.len() == 1 && members.contains_key("base64") => {
            let text = members["base64"].as_str().expect("base64");
            Some(base64::prelude::BASE64_STANDARD.decode(text).expect("base64"))
        }
        json => Some(json.to_string().into_bytes()),
    }
}

/// Compares member by member, so that a failure names what differs.
fn assert_same(found: &Value, expected: &Value) {
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let (found, expected) = (members(found), members(expected));
    let mut differences = Vec::new();
    let names: std::collections::BTreeSet<_> = found.keys().chain(expected.keys()).collect();
    for name in names {
        if found.get(name) != expected.get(name) {
            let text = |members: &Map<String, Value>| members.get(name).map_or("absent".to_string(), Value::to_string);
            differences.push(format!("{name}\n   found    {}\n   expected {}", text(&found), text(&expected)));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Whether all that was found in a body that was cut off is in what the whole body gives.
fn is_part(found: &Value, whole: &Value, request: Value) -> Result<(), String> {
    let empty = Map::new();
    for (name, value) in found.as_object().unwrap_or(&empty) {
        let fits = match name.as_str() {
            // These say how much was understood; where less is there, they are others.
            "family" | "raw" | "streamed" => true,
            // The answer's model is the request's until the answer tells it.
            "model" => request.to_string().contains(&value.to_string()) || Some(value) == whole.get(name),
            // Streams count as they go on.
            "chunks" | "steps" => value.as_u64() <= whole.get(name).and_then(Value::as_u64),
            "usage" => counts(value, whole.get(name)),
            "usageAlso" => whole.get(name).is_some_and(|whole| {
                value.as_object().is_some_and(|value| value.keys().all(|key| whole.get(key).is_some()))
            }),
            "output" => output(value, whole.get(name)),
            _ => within(value, whole.get(name)),
        };
        if !fits {
            return Err(format!("{name}: {value} is not in {}", whole.get(name).unwrap_or(&Value::Null)));
        }
    }
    Ok(())
}

/// Counts of a stream's middle are no larger than those of its end.
fn counts(found: &Value, whole: Option<&Value>) -> bool {
    let members = found.as_object().expect("counts");
    members.iter().all(|(name, count)| {
        whole.and_then(|whole| whole.get(name)).is_some_and(|whole| count.as_u64() <= whole.as_u64())
    })
}

fn output(found: &Value, whole: Option<&Value>) -> bool {
    let members = found.as_object().expect("an output");
    members.iter().all(|(name, value)| match name.as_str() {
        "complete" => *value == json!(false) && !members.contains_key("stop"),
        "stop" | "stopKind" => whole.and_then(|whole| whole.get(name)) == Some(value),
        _ => whole.is_some_and(|whole| within(value, whole.get(name))),
    })
}

/// A text may be shorter; a list may lack its last elements; an object may lack members.
fn within(found: &Value, whole: Option<&Value>) -> bool {
    let Some(whole) = whole else { return false };
    match (found, whole) {
        (Value::String(found), Value::String(whole)) => whole.starts_with(found.as_str()),
        // Arguments that are not whole are text.
        (Value::String(found), Value::Object(_) | Value::Array(_)) => {
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            bare(&whole.to_string()).starts_with(&bare(found)) || found.trim_start().starts_with(['{', '['])
        }
        (Value::Array(found), Value::Array(whole)) => {
            found.len() <= whole.len() && found.iter().zip(whole).all(|(found, whole)| within(found, Some(whole)))
        }
        (Value::Object(found), Value::Object(whole)) => {
            found.iter().all(|(name, value)| within(value, whole.get(name)))
        }
        _ => found == whole,
    }
}

#[cfg(not(target_family = "wasm"))]
#[test]
fn no_fixture_is_forgotten() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations/fixtures");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of fixtures")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".json").map(str::to_string))
        .collect();
    found.sort();
    let listed: Vec<_> = NAMES.iter().map(ToString::to_string).collect();
    assert_eq!(found, listed, "list.rs has every fixture, in order");
}

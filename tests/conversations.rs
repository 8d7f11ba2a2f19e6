//! Every fixture of a conversation: what comes out of its bodies, whole and cut off at every byte. Natively, and in
//! WebAssembly in browsers.

use base64::Engine as _;
use logpush_decrypt::conversation::{Bodies, read};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(target_family = "wasm")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Makes a test of each fixture, and their list.
macro_rules! fixtures {
    ($($test:ident: $name:literal,)*) => {
        $(
            #[wasm_bindgen_test(unsupported = test)]
            fn $test() {
                check(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/conversations/fixtures/", $name, ".json")));
            }
        )*

        #[cfg(not(target_family = "wasm"))]
        const NAMES: &[&str] = &[$($name),*];
    };
}

fixtures! {
    ai_run_anthropic: "ai-run-anthropic",
    ai_run_openai: "ai-run-openai",
    ai_run_workers: "ai-run-workers",
    anthropic_compaction: "anthropic-compaction",
    anthropic_error: "anthropic-error",
    anthropic_fallback: "anthropic-fallback",
    anthropic_pause_mcp: "anthropic-pause-mcp",
    anthropic_plain: "anthropic-plain",
    anthropic_plain_text_request: "anthropic-plain-text-request",
    anthropic_refusal: "anthropic-refusal",
    anthropic_refusal_explained: "anthropic-refusal-explained",
    anthropic_stream_cut: "anthropic-stream-cut",
    anthropic_stream_error: "anthropic-stream-error",
    anthropic_stream_search: "anthropic-stream-search",
    anthropic_stream_thinking: "anthropic-stream-thinking",
    anthropic_stream_tools: "anthropic-stream-tools",
    anthropic_stream_tools_cut: "anthropic-stream-tools-cut",
    anthropic_tool_round: "anthropic-tool-round",
    anthropic_vertex: "anthropic-vertex",
    anthropic_web_search: "anthropic-web-search",
    audio_speech: "audio-speech",
    audio_transcription: "audio-transcription",
    audio_transcription_stream: "audio-transcription-stream",
    audio_transcription_verbose: "audio-transcription-verbose",
    audio_workers_ai: "audio-workers-ai",
    azure_chat_stream_filter: "azure-chat-stream-filter",
    bedrock_converse_guardrail: "bedrock-converse-guardrail",
    bedrock_converse_plain: "bedrock-converse-plain",
    bedrock_converse_stream_exception: "bedrock-converse-stream-exception",
    bedrock_converse_stream_frames: "bedrock-converse-stream-frames",
    bedrock_converse_stream_frames_cut: "bedrock-converse-stream-frames-cut",
    bedrock_converse_stream_lines: "bedrock-converse-stream-lines",
    bedrock_error: "bedrock-error",
    bedrock_error_type: "bedrock-error-type",
    bedrock_invoke_stream_frames: "bedrock-invoke-stream-frames",
    bedrock_invoke_stream_lines: "bedrock-invoke-stream-lines",
    cohere_error: "cohere-error",
    cohere_first_version: "cohere-first-version",
    cohere_plain: "cohere-plain",
    cohere_stream: "cohere-stream",
    cohere_stream_cut: "cohere-stream-cut",
    cohere_stream_tools: "cohere-stream-tools",
    cohere_tokens_alone: "cohere-tokens-alone",
    compat_anthropic: "compat-anthropic",
    completions_plain: "completions-plain",
    completions_stream: "completions-stream",
    deepseek_cache: "deepseek-cache",
    deepseek_stream_reasoning: "deepseek-stream-reasoning",
    embeddings_base64: "embeddings-base64",
    embeddings_cohere: "embeddings-cohere",
    embeddings_gemini: "embeddings-gemini",
    embeddings_gemini_batch: "embeddings-gemini-batch",
    embeddings_openai: "embeddings-openai",
    embeddings_vertex: "embeddings-vertex",
    embeddings_workers_ai: "embeddings-workers-ai",
    gateway_guardrail: "gateway-guardrail",
    gateway_page: "gateway-page",
    gateway_rate_limit: "gateway-rate-limit",
    gemini_blocked_prompt: "gemini-blocked-prompt",
    gemini_compat_total: "gemini-compat-total",
    gemini_error: "gemini-error",
    gemini_error_array: "gemini-error-array",
    gemini_image: "gemini-image",
    gemini_malformed_call: "gemini-malformed-call",
    gemini_plain: "gemini-plain",
    gemini_snake_case_tools: "gemini-snake-case-tools",
    gemini_speech: "gemini-speech",
    gemini_stream: "gemini-stream",
    gemini_stream_array: "gemini-stream-array",
    gemini_stream_array_cut: "gemini-stream-array-cut",
    gemini_stream_partial_arguments: "gemini-stream-partial-arguments",
    groq_plain: "groq-plain",
    groq_stream: "groq-stream",
    images_imagen: "images-imagen",
    images_openai: "images-openai",
    images_url: "images-url",
    images_workers_ai: "images-workers-ai",
    interactions_plain: "interactions-plain",
    interactions_stream: "interactions-stream",
    kimi_stream_tools: "kimi-stream-tools",
    mistral_arguments_object: "mistral-arguments-object",
    mistral_error: "mistral-error",
    mistral_stream_tools: "mistral-stream-tools",
    mistral_thinking: "mistral-thinking",
    moderation_openai: "moderation-openai",
    ollama_lines: "ollama-lines",
    ollama_lines_cut: "ollama-lines-cut",
    ollama_tools: "ollama-tools",
    openai_chat_audio: "openai-chat-audio",
    openai_chat_custom_tool: "openai-chat-custom-tool",
    openai_chat_cut: "openai-chat-cut",
    openai_chat_digits: "openai-chat-digits",
    openai_chat_error: "openai-chat-error",
    openai_chat_functions: "openai-chat-functions",
    openai_chat_media_refusal: "openai-chat-media-refusal",
    openai_chat_plain: "openai-chat-plain",
    openai_chat_request_cut: "openai-chat-request-cut",
    openai_chat_stream: "openai-chat-stream",
    openai_chat_stream_crlf: "openai-chat-stream-crlf",
    openai_chat_stream_cut: "openai-chat-stream-cut",
    openai_chat_stream_error: "openai-chat-stream-error",
    openai_chat_stream_no_reason: "openai-chat-stream-no-reason",
    openai_chat_stream_refusal: "openai-chat-stream-refusal",
    openai_chat_stream_tools: "openai-chat-stream-tools",
    openai_chat_stream_tools_cut: "openai-chat-stream-tools-cut",
    openai_chat_tool_named: "openai-chat-tool-named",
    openai_chat_tool_round: "openai-chat-tool-round",
    openai_chat_two_choices: "openai-chat-two-choices",
    openai_chat_web_citations: "openai-chat-web-citations",
    openrouter_stream: "openrouter-stream",
    perplexity_stream: "perplexity-stream",
    realtime_events: "realtime-events",
    replicate_invalid: "replicate-invalid",
    replicate_plain: "replicate-plain",
    request_alone: "request-alone",
    rerank_cohere: "rerank-cohere",
    response_alone: "response-alone",
    responses_bare_input: "responses-bare-input",
    responses_failed: "responses-failed",
    responses_incomplete: "responses-incomplete",
    responses_items: "responses-items",
    responses_plain: "responses-plain",
    responses_refusal_image: "responses-refusal-image",
    responses_stream: "responses-stream",
    responses_stream_cut: "responses-stream-cut",
    responses_stream_error: "responses-stream-error",
    responses_stream_error_nested: "responses-stream-error-nested",
    streamed_data_anthropic: "streamed-data-anthropic",
    streamed_data_openai: "streamed-data-openai",
    streamed_data_outer_usage: "streamed-data-outer-usage",
    streamed_data_text: "streamed-data-text",
    universal_by_family: "universal-by-family",
    universal_one_step: "universal-one-step",
    universal_second_step: "universal-second-step",
    universal_websocket: "universal-websocket",
    universal_workers_ai: "universal-workers-ai",
    unknown_json: "unknown-json",
    unknown_text: "unknown-text",
    workers_ai_chat_model: "workers-ai-chat-model",
    workers_ai_error: "workers-ai-error",
    workers_ai_guardrail_check: "workers-ai-guardrail-check",
    workers_ai_json_mode: "workers-ai-json-mode",
    workers_ai_number: "workers-ai-number",
    workers_ai_plain: "workers-ai-plain",
    workers_ai_prompt: "workers-ai-prompt",
    workers_ai_stream: "workers-ai-stream",
    workers_ai_stream_cut: "workers-ai-stream-cut",
    workers_ai_tools: "workers-ai-tools",
    xai_reasoning: "xai-reasoning",
}

/// Longer bodies are cut at every 97th byte only.
const LONG: usize = 20_000;

#[derive(Deserialize)]
struct Fixture<'f> {
    provider: Option<String>,
    endpoint: Option<String>,
    model: Option<String>,
    #[serde(borrow)]
    request: Option<&'f RawValue>,
    #[serde(borrow)]
    response: Option<&'f RawValue>,
    expected: Value,
}

impl Fixture<'_> {
    fn run(&self, request: Option<&[u8]>, response: Option<&[u8]>) -> Value {
        let bodies = Bodies {
            provider: self.provider.as_deref(),
            endpoint: self.endpoint.as_deref(),
            model: self.model.as_deref(),
            request,
            response,
        };
        serde_json::from_str(&read(&bodies).to_json()).expect("JSON that was written")
    }
}

fn check(fixture: &str) {
    let fixture: Fixture<'_> = serde_json::from_str(fixture).expect("the fixture's JSON");
    let (request, response) = (fixture.request.map(body), fixture.response.map(body));
    let whole = fixture.run(request.as_deref(), response.as_deref());
    assert_same(&whole, &fixture.expected);
    let cut = |body: &[u8], is_request: bool| {
        let step = if body.len() > LONG { 97 } else { 1 };
        for cut in (0..body.len()).step_by(step) {
            let part = Some(&body[..cut]);
            let (sent, received) = if is_request { (part, response.as_deref()) } else { (request.as_deref(), part) };
            let found = fixture.run(sent, received);
            if let Err(invented) = is_part(&found, &whole, request.as_deref().unwrap_or_default()) {
                panic!("cut at {cut} of {}: {invented}\n{}", body.len(), String::from_utf8_lossy(&body[..cut]));
            }
        }
    };
    for (body, is_request) in [(&request, true), (&response, false)] {
        let Some(body) = body else { continue };
        cut(body, is_request);
        if let Some(bytes) = decoded(body) {
            // A form that shows bytes, and the bytes themselves.
            cut(&bytes, is_request);
        }
    }
}

/// A body's text: a string's own, other JSON without the fixture's spaces.
fn body(value: &RawValue) -> Vec<u8> {
    if let Ok(text) = serde_json::from_str::<String>(value.get()) {
        return text.into_bytes();
    }
    let (mut text, mut within, mut escaped) = (String::new(), false, false);
    for character in value.get().chars() {
        let quote = character == '"' && !escaped;
        within ^= quote;
        escaped = within && character == '\\' && !escaped;
        if within || !character.is_whitespace() {
            text.push(character);
        }
    }
    text.into_bytes()
}

/// The bytes of `{"base64":…}`.
fn decoded(body: &[u8]) -> Option<Vec<u8>> {
    let json: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let text = json.get("base64").filter(|_| json.len() == 1)?.as_str()?;
    Some(base64::prelude::BASE64_STANDARD.decode(text).expect("base64"))
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
fn is_part(found: &Value, whole: &Value, request: &[u8]) -> Result<(), String> {
    let empty = Map::new();
    // What came back decides how the request is read, too.
    let other_family = found["family"] != whole["family"];
    for (name, value) in found.as_object().unwrap_or(&empty) {
        let fits = match name.as_str() {
            // These say how much was understood; where less is there, they are others.
            "family" | "raw" | "streamed" => true,
            "messages" | "inputs" | "parameters" | "tools" if other_family => true,
            // The answer's model is the request's until the answer tells it.
            "model" => String::from_utf8_lossy(request).contains(&value.to_string()) || Some(value) == whole.get(name),
            // Streams count as they go on.
            "chunks" | "steps" => value.as_u64() <= whole.get(name).and_then(Value::as_u64),
            "usage" => counts(value, whole.get(name)),
            "usageAlso" => whole.get(name).is_some_and(|whole| {
                value.as_object().is_some_and(|value| value.keys().all(|key| whole.get(key).is_some()))
            }),
            "messages" => messages(value, whole.get(name)),
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

/// Those found are among all in the same order: what comes first may stand last in the body.
fn messages(found: &Value, whole: Option<&Value>) -> bool {
    let (Some(found), Some(whole)) = (found.as_array(), whole.and_then(Value::as_array)) else { return false };
    let mut rest = whole.iter();
    found.iter().all(|message| rest.any(|whole| within(message, Some(whole))))
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
    assert_eq!(found, listed, "the list has every fixture, in order");
}

//! Anthropic's messages: directly, on Bedrock and on Vertex.

use super::{Family, Fit, Request, tools};
use crate::conversation::draft::{Draft, Kind};
use crate::conversation::messages;
use crate::conversation::model::Conversation;
use crate::conversation::time;
use crate::conversation::value::Value;

pub(super) const FAMILY: Family = Family {
    name: "anthropic-messages",
    talks: true,
    fits,
    read_request,
    is_response,
    read_response,
    is_event,
    read_event,
};

fn fits(request: &Request<'_>) -> Fit {
    let body = request.body;
    if !body.get("messages").is_some_and(Value::is_array) {
        return Fit::No;
    }
    let has = |names: &[&str]| body.any(names).is_some();
    let dated = |tool: Value<'_>| {
        // `web_search_20250305`
        let kind = tool.text_of("type").unwrap_or_default();
        kind.rsplit('_').next().is_some_and(|date| date.len() == 8 && date.bytes().all(|digit| digit.is_ascii_digit()))
    };
    let tool = || body.each("tools").any(|tool| tool.has("input_schema") || dated(tool));
    let system = || body.get("system").is_some_and(|system| system.is_string() || is_typed(system));
    // DeepSeek has the latter too.
    let thinks = || has(&["thinking"]) && !request.endpoint_has("chat/");
    if has(&["anthropic_version"]) || thinks() || system() || tool() || body.each("messages").any(has_marks) {
        Fit::Marks
    } else if request.endpoint_ends("messages") || request.provider_is("anthropic") && !request.endpoint_has("chat/") {
        Fit::Endpoint
    } else {
        Fit::No
    }
}

/// System blocks have a type; Bedrock's have none.
fn is_typed(system: Value<'_>) -> bool {
    system.elements().next().is_some_and(|block| block.has("type"))
}

/// Whether a message has blocks that only this family has.
fn has_marks(message: Value<'_>) -> bool {
    message.each("content").any(|block| {
        let kind = block.text_of("type").unwrap_or_default();
        matches!(kind, "tool_use" | "server_tool_use" | "redacted_thinking")
            || kind.ends_with("tool_result")
            || matches!(kind, "image" | "document") && block.has("source")
            || kind == "thinking" && block.has("signature")
    })
}

fn read_request(request: &Request<'_>, conversation: &mut Conversation) {
    messages::system(request.body.get("system"), &mut conversation.messages);
    messages::read_with_results(request.body.get("messages"), &mut conversation.messages);
    tools(request.body, &mut conversation.tools);
}

fn is_response(body: Value<'_>) -> bool {
    body.get("type").is_some_and(|kind| kind.is("message"))
}

fn read_response(body: Value<'_>, draft: &mut Draft) {
    draft.model(body.get("model"));
    draft.answered = true;
    // Streams that the gateway put together have flat text.
    draft.text(0, body.get("content"));
    for (key, block) in (0..).zip(body.each("content")) {
        begin(key, block, draft);
        if block.is_whole() {
            draft.end_call(key);
        }
    }
    draft.stop(body.get("stop_reason"));
    draft.refusal(0, body.path(&["stop_details", "explanation"]));
    draft.usage(body.get("usage"));
}

/// A block, or the beginning of one in a stream.
fn begin(key: u64, block: Value<'_>, draft: &mut Draft) {
    match block.text_of("type").unwrap_or_default() {
        "text" => draft.text(key, block.get("text")),
        "thinking" => draft.thinking(key, block.get("thinking")),
        "tool_use" => {
            if let Some(call) = draft.block(Kind::Call, key) {
                call.set_id(block.get("id"));
                call.set_name(block.get("name"));
                // In a stream it is empty here, and its pieces follow.
                if let Some(input) = block.get("input").filter(|input| input.members().next().is_some()) {
                    call.add_arguments(input);
                }
            }
        }
        "server_tool_use" | "mcp_tool_use" => draft.server_tool(block.get("name")),
        // Another model goes on in place of one that refused.
        "fallback" => {
            draft.model = None;
            draft.model(block.path(&["to", "model"]));
        }
        _ => {}
    }
    for citation in block.each("citations") {
        draft.citation(citation);
    }
}

const EVENTS: &[&str] = &[
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
];

fn is_event(_: &str, event: Value<'_>) -> bool {
    event.text_of("type").is_some_and(|kind| EVENTS.contains(&kind))
}

fn read_event(_: &str, event: Value<'_>, draft: &mut Draft) {
    let key = event.get("index").and_then(Value::integer).unwrap_or(0);
    match event.text_of("type").unwrap_or_default() {
        "message_start" => {
            if let Some(message) = event.get("message") {
                draft.model(message.get("model"));
                if let Some(usage) = message.get("usage") {
                    draft.service_tier(usage);
                    draft.tally.merge(usage);
                    // Only a beginning: `message_delta` has the end.
                    draft.tally.forget("output_tokens");
                }
            }
        }
        "content_block_start" => {
            if let Some(block) = event.get("content_block") {
                begin(key, block, draft);
            }
        }
        "content_block_delta" => {
            if let Some(piece) = event.get("delta") {
                delta(key, piece, draft);
            }
        }
        "content_block_stop" => draft.end_call(key),
        "message_delta" => {
            draft.stop(event.path(&["delta", "stop_reason"]));
            draft.refusal(0, event.path(&["delta", "stop_details", "explanation"]));
            if let Some(usage) = event.get("usage") {
                draft.tally.merge(usage);
            }
        }
        "message_stop" => {
            draft.ended = true;
            // Bedrock says how long it took.
            let metrics = event.path(&["amazon-bedrock-invocationMetrics", "invocationLatency"]);
            draft.duration_ms = metrics.and_then(time::milliseconds);
        }
        _ => {}
    }
}

fn delta(key: u64, piece: Value<'_>, draft: &mut Draft) {
    match piece.text_of("type").unwrap_or_default() {
        "text_delta" => draft.text(key, piece.get("text")),
        "thinking_delta" => draft.thinking(key, piece.get("thinking")),
        "input_json_delta" => {
            // Pieces of the arguments of tools that the provider runs are left out.
            if let (Some(call), Some(json)) = (draft.known_call(key), piece.get("partial_json")) {
                call.add_arguments(json);
            }
        }
        "citations_delta" => {
            if let Some(citation) = piece.get("citation") {
                draft.citation(citation);
            }
        }
        _ => {}
    }
}

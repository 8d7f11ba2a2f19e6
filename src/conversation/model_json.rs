//! The JSON of a conversation: which member has which name, in which order.

use super::model::{BodyName, Conversation, Failure, Media, Members, Message, Output, Role, StopKind, ToolCall, Usage};
use super::to_json::{ToJson, write_members, write_object};

impl ToJson for Conversation {
    fn write(&self, json: &mut Vec<u8>) {
        json.push(b'{');
        self.write_members(json);
        json.push(b'}');
    }
}

impl Conversation {
    /// Appends the members to an object that is not closed yet.
    pub(super) fn write_members(&self, json: &mut Vec<u8>) {
        let Self { family, model, messages, tools, parameters, inputs, output, usage, usage_also, .. } = self;
        let Self { duration_ms, created, streamed, chunks, error, steps, raw, ids: _, .. } = self;
        write_members(
            json,
            &[
                ("family", family),
                ("model", model),
                ("messages", messages),
                ("tools", tools),
                ("parameters", parameters),
                ("inputs", inputs),
                ("output", output),
                ("usage", usage),
                ("usageAlso", usage_also),
                ("durationMs", duration_ms),
                ("created", created),
                ("streamed", streamed),
                ("chunks", chunks),
                ("error", error),
                ("steps", steps),
                ("raw", raw),
            ],
        );
    }
}

impl ToJson for Message {
    fn write(&self, json: &mut Vec<u8>) {
        let Self { role, text, thinking, tool_calls, tool_result, tool_call_id, media } = self;
        write_object(
            json,
            &[
                ("role", role),
                ("text", text),
                ("thinking", thinking),
                ("toolCalls", tool_calls),
                ("toolResult", tool_result),
                ("toolCallId", tool_call_id),
                ("media", media),
            ],
        );
    }
}

impl ToJson for ToolCall {
    fn write(&self, json: &mut Vec<u8>) {
        let Self { id, name, arguments } = self;
        write_object(json, &[("id", id), ("name", name), ("arguments", arguments)]);
    }
}

impl ToJson for Media {
    fn write(&self, json: &mut Vec<u8>) {
        let Self { kind, bytes, url } = self;
        write_object(json, &[("type", kind), ("bytes", bytes), ("url", url)]);
    }
}

impl ToJson for Output {
    fn write(&self, json: &mut Vec<u8>) {
        let Self { text, thinking, refusal, tool_calls, server_tools, media, stop, stop_kind, complete, citations } =
            self;
        write_object(
            json,
            &[
                ("text", text),
                ("thinking", thinking),
                ("refusal", refusal),
                ("toolCalls", tool_calls),
                ("serverTools", server_tools),
                ("media", media),
                ("stop", stop),
                ("stopKind", stop_kind),
                ("complete", complete),
                ("citations", citations),
            ],
        );
    }
}

impl ToJson for Usage {
    fn write(&self, json: &mut Vec<u8>) {
        let Self { input, cached_input, cache_write, output, reasoning } = self;
        write_object(
            json,
            &[
                ("input", input),
                ("cachedInput", cached_input),
                ("cacheWrite", cache_write),
                ("output", output),
                ("reasoning", reasoning),
            ],
        );
    }
}

impl ToJson for Failure {
    fn write(&self, json: &mut Vec<u8>) {
        let Self { kind, message } = self;
        write_object(json, &[("type", kind), ("message", message)]);
    }
}

impl ToJson for Members {
    fn write(&self, json: &mut Vec<u8>) {
        json.push(b'{');
        for (name, value) in self.iter() {
            write_members(json, &[(name, value)]);
        }
        json.push(b'}');
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl ToJson for Role {
    fn write(&self, json: &mut Vec<u8>) {
        self.as_str().write(json);
    }
}

impl ToJson for StopKind {
    fn write(&self, json: &mut Vec<u8>) {
        self.as_str().write(json);
    }
}

impl ToJson for BodyName {
    fn write(&self, json: &mut Vec<u8>) {
        let name = match self {
            Self::Request => "request",
            Self::Response => "response",
        };
        name.write(json);
    }
}

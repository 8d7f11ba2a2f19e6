//! The meaning of the providers' words for the end of an answer.

use super::model::StopKind;

/// The kind of a word, whatever its case; `None` for a word that is not known.
pub(super) fn kind(word: &str) -> Option<StopKind> {
    let word = word.to_ascii_lowercase();
    KINDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(kind, _)| *kind)
}

const KINDS: &[(StopKind, &[&str])] = &[
    (
        StopKind::Stop,
        &[
            "stop",
            "end_turn",
            "stop_sequence",
            "completed",
            "complete",
            "eos",
            "eos_token",
            "succeeded",
            "end",
            "done",
            "load",
            "unload",
        ],
    ),
    (
        StopKind::Length,
        &[
            "length",
            "max_tokens",
            "max_output_tokens",
            "model_length",
            "model_context_window_exceeded",
            "max_completion_tokens",
            "error_limit",
        ],
    ),
    (StopKind::Tool, &["tool_calls", "tool_call", "tool_use", "function_call", "requires_action"]),
    (
        StopKind::Filter,
        &[
            "content_filter",
            "content_filtered",
            "refusal",
            "safety",
            "recitation",
            "blocklist",
            "prohibited_content",
            "spii",
            "language",
            "model_armor",
            "image_safety",
            "image_prohibited_content",
            "image_recitation",
            "guardrail_intervened",
            "error_toxic",
        ],
    ),
    (StopKind::Pause, &["pause_turn", "compaction"]),
    (
        StopKind::Error,
        &[
            "error",
            "failed",
            "cancelled",
            "canceled",
            "timeout",
            "user_cancel",
            "malformed_function_call",
            "unexpected_tool_call",
            "too_many_tool_calls",
            "malformed_response",
            "malformed_model_output",
            "malformed_tool_use",
            "missing_thought_signature",
            "insufficient_system_resource",
            "no_image",
            "image_other",
            "other",
        ],
    ),
];

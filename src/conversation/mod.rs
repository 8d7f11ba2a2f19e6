//! What a record's bodies say, for any provider: messages, tools, the answer, tokens, errors.
//!
//! ```
//! use logpush_decrypt::conversation::{Bodies, Role, StopKind, read};
//!
//! let conversation = read(&Bodies {
//!     request: Some(br#"{"model":"gpt-5.4","messages":[{"role":"user","content":"Which knot?"}]}"#),
//!     response: Some(br#"{"object":"chat.completion","model":"gpt-5.4-2026-02-01","choices":[{"index":0,
//!         "message":{"role":"assistant","content":"A bowline."},"finish_reason":"stop"}],
//!         "usage":{"prompt_tokens":9,"completion_tokens":4}}"#),
//!     ..Bodies::default()
//! });
//! assert_eq!(conversation.family, "openai-chat");
//! assert_eq!(conversation.messages[0].role, Role::User);
//! let output = conversation.output.expect("an answer");
//! assert_eq!((output.text.as_deref(), output.stop_kind), (Some("A bowline."), Some(StopKind::Stop)));
//! assert_eq!(conversation.usage.and_then(|usage| usage.input), Some(9));
//! ```
//!
//! A body may be cut off at any byte: its whole parts are read, and nothing is invented for the rest. Nothing is guessed:
//! a body of unknown shape is named in [`Conversation::raw`].
//!
//! The modules, in the order in which they read a body: `body` (its form), `document` and `value` (JSON in place), `events`
//! and `frames` (streams), `wrappers` (what the gateway puts around bodies), `families` (a file for each shape), `draft`
//! (an answer that is being assembled), `usage` (counts in one form), `model` and `model_json` (the result). `thread`
//! finds which conversations continue which.

mod answer;
mod block;
mod body;
mod body_field;
mod column_parts;
mod cost;
mod document;
mod draft;
mod events;
mod facts;
mod failure;
mod families;
mod fields;
mod frames;
mod json;
mod line;
mod media;
mod messages;
mod model;
mod model_json;
mod parameters;
mod part_media;
mod partial;
mod read;
mod record;
mod record_cost;
mod stop;
mod sums;
mod tally;
mod thread;
mod threaded;
mod time;
mod to_json;
mod trace;
mod usage;
mod usage_tally;
mod value;
mod wrappers;

pub use crate::filter::{Hint, Offer};
pub(crate) use body_field::BodyField;
pub use column_parts::ColumnParts;
pub use cost::{Basis, Cost, CostOptions, PriceList, PriceListError, Rate, Rates, Usd, estimate};
pub(crate) use facts::Facts;
pub use fields::{Place, Problem, RecordFilter};
pub use json::Json;
pub use line::{Shown, write_line};
pub use model::{
    BodyName, Conversation, Failure, Ids, Media, Members, Message, Output, Role, StopKind, ToolCall, UNKNOWN, Usage,
};
pub use read::read;
pub use record::{OpenedRecord, Plain};
pub use sums::Sums;
pub use thread::{Link, Placed, Threads};
pub use threaded::ThreadedLines;
pub use trace::Trace;
pub use usage_tally::{MOST_GROUPS, UsageTally};
pub use wrappers::mask_credentials;

/// What a conversation is read from: plain fields of a record, and its opened bodies. All may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bodies<'a> {
    /// The record's `Provider`, such as `openai`.
    pub provider: Option<&'a str>,
    /// The record's `Endpoint`, such as `v1/messages`.
    pub endpoint: Option<&'a str>,
    /// The record's `Model`.
    pub model: Option<&'a str>,
    /// What was sent: text, or bytes such as those of AWS event streams, or `{"base64":…}` of such bytes.
    pub request: Option<&'a [u8]>,
    /// What was answered.
    pub response: Option<&'a [u8]>,
}

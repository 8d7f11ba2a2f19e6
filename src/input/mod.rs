//! From the bytes of one file to its records: gzip members or plain text, UTF-8 or UTF-16, cut where records begin
//! and end.
//!
//! Knows RFC 1952, RFC 8878, character encodings and the structure of JSON; knows neither envelopes nor keys.

mod checkpoint;
mod encoding;
mod framer;
pub mod gzip;
mod head;
mod inflate;
mod line;
mod reader;
mod splitter;
mod text;
mod zstd;

pub use checkpoint::{Checkpoint, CheckpointError, TextKind};
pub use encoding::Encoding;
pub use framer::{Context, Place};
pub use inflate::Inflate;
pub(crate) use line::push_without_line_breaks;
pub use line::{Input, Line, LinePart, Warning};
pub use reader::LineReader;
pub use splitter::{Split, Splitter};
pub use zstd::{MOST_WINDOW, ZstdDecoder};

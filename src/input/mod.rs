//! From the bytes of one file to its lines: gzip members or plain text, split at line feeds.
//!
//! Knows RFC 1952 and line ends; knows neither JSON nor keys.

pub mod gzip;
mod inflate;
mod lines;
mod reader;
mod splitter;

pub use inflate::Inflate;
pub use lines::{LinePlace, LineSplitter};
pub use reader::{Checkpoint, Input, Line, LinePart, LineReader, TextKind, Warning};
pub use splitter::{Split, Splitter};

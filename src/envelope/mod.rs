//! Envelopes: where they are in a line, how they are opened, and the line with their text put in.

mod inside;
mod kept_keys;
mod line_keys;
mod open;
mod path;
mod rewrite;
mod scan;
mod seal;
mod shape;
mod siblings;

pub use kept_keys::KeptKeys;
pub use line_keys::LineKeys;
pub use open::{OpenError, Opened, OpenedField, open};
pub use rewrite::{Body, write_opened, write_text};
pub(crate) use scan::scan_value;
pub use scan::{Envelope, Form, Parts, ScanError, scan, scan_with, sealed_for_bits};
pub use seal::{RecordSeal, seal};
pub use siblings::Siblings;

//! Envelopes: where they are in a line, how they are opened, and the line with their text put in.

mod open;
mod rewrite;
mod scan;
mod seal;
mod siblings;

pub use open::{OpenError, Opened, OpenedField, open};
pub use rewrite::{Body, write_text};
pub use scan::{Envelope, Parts, scan, scan_with};
pub use seal::seal;
pub use siblings::Siblings;

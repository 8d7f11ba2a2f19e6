//! What a caller may choose about reading and opening records.

use crate::envelope::Body;

/// How records are read and opened. `Settings::default()` fits the logs of AI Gateway.
///
/// ```
/// use logpush_decrypt::{Body, Settings};
///
/// let settings = Settings { body: Body::Json, ..Settings::default() };
/// assert_eq!(settings.max_record_bytes, 32 * 1024 * 1024);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How opened texts are put into their lines.
    pub body: Body,
    /// The longest record, in bytes, that is read. A longer one goes to the rejects with
    /// [`ErrorCode::Limit`](crate::ErrorCode::Limit).
    pub max_record_bytes: usize,
    /// How deep objects and arrays may be nested. A line that goes deeper goes to the rejects with
    /// [`ErrorCode::Limit`](crate::ErrorCode::Limit).
    pub max_nesting: usize,
    /// Unwraps every wrapped key, instead of trying the content key of one field on the record's others
    /// first. What is opened is authenticated either way; with `strict`, a wrapped key that
    /// was damaged or exchanged is reported even where another field's key opens the data.
    pub strict: bool,
}

impl Default for Settings {
    /// Records of 32 MiB, because AI Gateway keeps bodies of up to 10 MB and two of them seal to 27 MB; 512 levels.
    fn default() -> Self {
        Self { body: Body::Text, max_record_bytes: 32 << 20, max_nesting: 512, strict: false }
    }
}

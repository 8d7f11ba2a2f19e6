//! One content key for all fields of a record: AI Gateway's documentation speaks of one AES key a log,
//! though each field brings its own wrapped copy. Where that is so, one RSA operation a record does.
//!
//! So the key of a record's first field is tried on the next one; its tag tells whether it fits, which
//! costs some microseconds against milliseconds. Where it keeps failing it is no longer tried, and now
//! and then tried again, for a folder can hold logs of several kinds.

use crate::keys::Unwrapped;

/// Failures in a row, from the beginning, after which a key is no longer tried on siblings.
const PATIENCE: u32 = 8;
/// What one success is worth of failures, and how many can be saved up.
const WORTH: u32 = 4;
const MOST: u32 = 32;
/// Fields that are passed over before one is tried again.
const PAUSE: u32 = 256;

/// Whether the content key of one field is tried on the record's others.
#[derive(Clone, Debug)]
pub struct Siblings {
    strict: bool,
    /// Failures that are still put up with.
    patience: u32,
    /// Fields passed over since the last trial.
    passed: u32,
    /// The key to try in this record.
    key: Option<Unwrapped>,
    /// It has failed in this record.
    failed: bool,
}

impl Siblings {
    /// When `strict`, every wrapped key is unwrapped and none is tried.
    #[must_use]
    pub fn new(strict: bool) -> Self {
        Self { strict, patience: PATIENCE, passed: 0, key: None, failed: false }
    }

    pub(super) fn begin_record(&mut self) {
        self.key = None;
        self.failed = false;
    }

    /// The key to try on the next field, if that is likely to be worth it.
    pub(super) fn next_trial(&mut self) -> Option<Unwrapped> {
        if self.strict || self.failed {
            return None;
        }
        let key = self.key.clone()?;
        if self.patience == 0 {
            self.passed += 1;
            if self.passed < PAUSE {
                return None;
            }
        }
        Some(key)
    }

    /// What came of trying it.
    pub(super) fn tried(&mut self, fits: bool) {
        self.passed = 0;
        self.failed = !fits;
        self.patience = if fits { (self.patience + WORTH).min(MOST) } else { self.patience.saturating_sub(1) };
    }

    /// A key of this record was unwrapped.
    pub(super) fn note(&mut self, unwrapped: &Unwrapped) {
        self.key = Some(unwrapped.clone());
    }
}

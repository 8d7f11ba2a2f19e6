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

/// Whether the content key of one field is tried on the record's others. It holds no key.
#[derive(Clone, Copy, Debug)]
pub struct Siblings {
    strict: bool,
    /// Failures that are still put up with.
    patience: u32,
    /// Fields passed over since the last trial.
    passed: u32,
}

impl Siblings {
    /// When `strict`, every wrapped key is unwrapped and none is tried.
    #[must_use]
    pub fn new(strict: bool) -> Self {
        Self { strict, patience: PATIENCE, passed: 0 }
    }

    /// Whether every wrapped key is unwrapped.
    pub(super) fn strict(&self) -> bool {
        self.strict
    }

    pub(super) fn begin_record(&mut self) -> RecordTrials<'_> {
        RecordTrials { policy: self, key: None, failed: false }
    }

    /// Whether the next field of a record is worth a trial.
    fn ready(&mut self) -> bool {
        if self.patience == 0 {
            self.passed += 1;
        }
        self.patience > 0 || self.passed >= PAUSE
    }

    fn tried(&mut self, fits: bool) {
        self.passed = 0;
        self.patience = if fits { (self.patience + WORTH).min(MOST) } else { self.patience.saturating_sub(1) };
    }
}

/// The same for the fields of one record, with the key to try. The key is dropped with the record.
pub(super) struct RecordTrials<'a> {
    policy: &'a mut Siblings,
    key: Option<Unwrapped>,
    /// It has failed in this record.
    failed: bool,
}

impl RecordTrials<'_> {
    /// Whether every wrapped key is unwrapped.
    pub(super) fn strict(&self) -> bool {
        self.policy.strict()
    }

    /// The key to try on the next field, if that is likely to be worth it.
    pub(super) fn next_trial(&mut self) -> Option<Unwrapped> {
        if self.policy.strict || self.failed {
            return None;
        }
        let key = self.key.clone()?;
        self.policy.ready().then_some(key)
    }

    /// The key to try on a field whose own wrapped key no private key unwraps.
    pub(super) fn last_trial(&self) -> Option<Unwrapped> {
        self.key.clone().filter(|_| !self.policy.strict)
    }

    /// What came of trying it.
    pub(super) fn tried(&mut self, fits: bool) {
        self.failed = !fits;
        self.policy.tried(fits);
    }

    /// A key of this record was unwrapped.
    pub(super) fn note(&mut self, unwrapped: &Unwrapped) {
        self.key = Some(unwrapped.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::super::line_keys::tests::unwrapped;
    use super::*;

    /// Of this many fields that come after a record's first: how many are tried, if no trial succeeds.
    fn tried(siblings: &mut Siblings, fields: u32, fits: bool) -> u32 {
        let mut trials = 0;
        for _ in 0..fields {
            if siblings.ready() {
                trials += 1;
                siblings.tried(fits);
            }
        }
        trials
    }

    #[test]
    fn a_value_of_it_holds_no_key() {
        // Keys are wiped when they are dropped, and what is `Copy` drops nothing.
        fn copied<T: Copy>(value: T) -> T {
            value
        }
        copied(Siblings::new(false));
    }

    #[test]
    fn a_record_tries_its_key_until_that_fails() {
        let mut siblings = Siblings::new(false);
        let mut record = siblings.begin_record();
        let trials = |record: &mut RecordTrials<'_>| (record.next_trial().is_some(), record.last_trial().is_some());
        assert_eq!((record.strict(), trials(&mut record)), (false, (false, false)));
        record.note(&unwrapped(1, 0).expect("a key"));
        assert_eq!(trials(&mut record), (true, true));
        record.tried(true);
        assert_eq!(trials(&mut record), (true, true));
        record.tried(false);
        // The tag decides on a field that nothing else opens, whatever failed before.
        assert_eq!(trials(&mut record), (false, true));
        assert_eq!(trials(&mut siblings.begin_record()), (false, false));
    }

    #[test]
    fn a_strict_record_tries_no_key() {
        let mut siblings = Siblings::new(true);
        assert!(siblings.strict());
        let mut record = siblings.begin_record();
        record.note(&unwrapped(1, 0).expect("a key"));
        assert!(record.strict() && record.next_trial().is_none() && record.last_trial().is_none());
    }

    #[test]
    fn trying_is_given_up_after_eight_failures_in_a_row() {
        for (fields, trials) in
            [(1, 1), (7, 7), (8, 8), (9, 8), (8 + 255, 8), (8 + 256, 9), (8 + 511, 9), (8 + 512, 10)]
        {
            assert_eq!(tried(&mut Siblings::new(false), fields, false), trials, "{fields} fields");
        }
    }

    #[test]
    fn a_success_is_worth_four_failures_and_thirty_two_can_be_saved_up() {
        for (successes, failures) in [(0, 8), (1, 12), (2, 16), (5, 28), (6, 32), (7, 32), (1000, 32)] {
            let mut siblings = Siblings::new(false);
            assert_eq!(tried(&mut siblings, successes, true), successes);
            assert_eq!(tried(&mut siblings, 200, false), failures, "after {successes} successes");
        }
    }

    #[test]
    fn a_success_after_the_pause_brings_trying_back() {
        let mut siblings = Siblings::new(false);
        tried(&mut siblings, 8, false);
        assert_eq!(tried(&mut siblings, 256, true), 1);
        assert_eq!(tried(&mut siblings, 100, false), 4);
    }
}

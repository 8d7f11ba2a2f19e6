//! Kleene's three-valued logic, of 64 records at once.

/// What is said of 64 records, a bit each. As intervals: what is unknown is possible and not certain, so `and`, `or`
/// and `not` are a single operation for each bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask {
    certain: u64,
    /// Has all bits of `certain`.
    possible: u64,
}

impl Mask {
    /// Records of one value.
    pub const LANES: usize = 64;

    /// The same of all: yes, no, or unknown.
    #[must_use]
    pub fn all(answer: Option<bool>) -> Self {
        let bits = |is_set| if is_set { u64::MAX } else { 0 };
        Self { certain: bits(answer == Some(true)), possible: bits(answer != Some(false)) }
    }

    /// From one answer a record, at most 64; those beyond are no.
    pub fn collect(answers: impl Iterator<Item = Option<bool>>) -> Self {
        let mut all = Self::all(Some(false));
        for (lane, answer) in answers.take(Self::LANES).enumerate() {
            all.certain |= u64::from(answer == Some(true)) << lane;
            all.possible |= u64::from(answer != Some(false)) << lane;
        }
        all
    }

    /// What is said of one record.
    #[must_use]
    pub fn get(self, lane: usize) -> Option<bool> {
        let has = |bits: u64| bits >> lane & 1 == 1;
        (has(self.certain) == has(self.possible)).then_some(has(self.certain))
    }

    /// Says something else of one record.
    pub fn set(&mut self, lane: usize, answer: Option<bool>) {
        let bit = 1 << lane;
        let with = |bits: u64, is_set| if is_set { bits | bit } else { bits & !bit };
        self.certain = with(self.certain, answer == Some(true));
        self.possible = with(self.possible, answer != Some(false));
    }

    /// No for the records from this one.
    #[must_use]
    pub fn first(self, lanes: usize) -> Self {
        let mask = if lanes < Self::LANES { (1 << lanes) - 1 } else { u64::MAX };
        Self { certain: self.certain & mask, possible: self.possible & mask }
    }

    /// The records of which it is yes.
    pub fn certain(self) -> impl Iterator<Item = usize> {
        ones(self.certain)
    }

    /// The records of which it is unknown.
    pub fn unknown(self) -> impl Iterator<Item = usize> {
        ones(self.possible & !self.certain)
    }

    /// Whether it is no of all.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.possible == 0
    }

    /// Whether both are so.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { certain: self.certain & other.certain, possible: self.possible & other.possible }
    }

    /// Whether one or the other is so.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self { certain: self.certain | other.certain, possible: self.possible | other.possible }
    }
}

impl std::ops::Not for Mask {
    type Output = Self;

    fn not(self) -> Self {
        Self { certain: !self.possible, possible: !self.certain }
    }
}

/// The numbers of the bits that are set, from the lowest.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (lane < u64::BITS as usize).then_some(lane)
    })
}

/// Whether one or the other is so; `None` if that depends on what is not known.
pub(crate) fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWERS: [Option<bool>; 3] = [Some(false), None, Some(true)];

    #[test]
    fn verdicts_follow_the_tables_of_kleene() {
        // All pairs: the rows of the tables.
        let pairs: Vec<_> = ANSWERS.into_iter().flat_map(|a| ANSWERS.map(|b| (a, b))).collect();
        let left = Mask::collect(pairs.iter().map(|(a, _)| *a));
        let right = Mask::collect(pairs.iter().map(|(_, b)| *b));
        // In the order no, unknown, yes the smaller is `and`, the greater `or`.
        let rank = |answer| ANSWERS.iter().position(|each| *each == answer).expect("one of them");
        for (lane, (a, b)) in pairs.into_iter().enumerate() {
            assert_eq!((left.get(lane), right.get(lane)), (a, b));
            assert_eq!(left.and(right).get(lane), ANSWERS[rank(a).min(rank(b))], "{a:?} and {b:?}");
            assert_eq!(left.or(right).get(lane), ANSWERS[rank(a).max(rank(b))], "{a:?} or {b:?}");
            assert_eq!((!left).get(lane), ANSWERS[2 - rank(a)], "not {a:?}");
            assert_eq!(either(a, b), ANSWERS[rank(a).max(rank(b))], "{a:?} or {b:?}");
        }
    }

    #[test]
    fn one_record_is_changed_and_no_other() {
        for before in ANSWERS {
            for after in ANSWERS {
                for changed in [0, 1, 31, 63] {
                    let mut mask = Mask::all(before);
                    mask.set(changed, after);
                    for lane in 0..Mask::LANES {
                        let expected = if lane == changed { after } else { before };
                        assert_eq!(mask.get(lane), expected, "{before:?} becomes {after:?} at {changed}: {lane}");
                    }
                    mask.set(changed, before);
                    assert_eq!(mask, Mask::all(before), "{after:?} at {changed} becomes {before:?} again");
                }
            }
        }
    }

    #[test]
    fn records_are_told_from_the_first_on() {
        let all = |masks: Mask| (masks.certain().collect(), masks.unknown().collect());
        let some = Mask::collect([Some(true), None, Some(false), None, Some(true)].into_iter());
        assert_eq!(all(some), (vec![0, 4], vec![1, 3]));
        assert_eq!(all(some.first(4)), (vec![0], vec![1, 3]));
        assert_eq!(all(Mask::all(Some(true)).first(64)), ((0..64).collect(), vec![]));
        assert!(Mask::all(Some(false)).is_none() && !Mask::all(None).is_none());
    }
}

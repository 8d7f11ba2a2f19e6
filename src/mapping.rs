//! From places in a text that was rewritten back to those in the text that it was made of.

use std::ops::Range;

/// A part that was replaced: `to` stands where `from` stood.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Replaced {
    to: Range<usize>,
    from: Range<usize>,
}

/// Which parts of a text were replaced by parts of another length. All others were copied. In bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mapping {
    replaced: Vec<Replaced>,
}

impl Mapping {
    /// Notes that `from` became `to`. Parts are noted in their order.
    pub fn note(&mut self, from: Range<usize>, to: Range<usize>) {
        if from.len() != to.len() {
            self.replaced.push(Replaced { to, from });
        }
    }

    /// The part of the text before that a part of the new one was made of. What was replaced counts as a whole.
    pub fn back(&self, part: &Range<usize>) -> Range<usize> {
        self.place(part.start, true)..self.place(part.end, false)
    }

    fn place(&self, at: usize, is_start: bool) -> usize {
        let before =
            self.replaced.partition_point(|each| if is_start { each.to.start <= at } else { each.to.start < at });
        let Some(last) = before.checked_sub(1).and_then(|last| self.replaced.get(last)) else { return at };
        match at.checked_sub(last.to.end) {
            Some(after) => last.from.end + after,
            None if is_start => last.from.start,
            None => last.from.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_what_was_replaced_and_to_what_was_copied() {
        // `a\u00e9b\nc` became `aébcc` but for the line break: 1..7 became 1..3, and 8..10 became 4..5.
        let mut mapping = Mapping::default();
        mapping.note(1..7, 1..3);
        mapping.note(8..10, 4..5);
        for (part, before) in [
            (0..1, 0..1),
            (0..2, 0..7),
            (1..3, 1..7),
            (2..3, 1..7),
            (3..4, 7..8),
            (3..5, 7..10),
            (4..5, 8..10),
            (5..6, 10..11),
            (0..6, 0..11),
        ] {
            assert_eq!(mapping.back(&part), before, "{part:?}");
        }
        assert_eq!(Mapping::default().back(&(3..9)), 3..9);
    }

    #[test]
    fn what_keeps_its_length_needs_no_note() {
        let mut mapping = Mapping::default();
        mapping.note(1..3, 1..3);
        assert_eq!(mapping, Mapping::default());
    }
}

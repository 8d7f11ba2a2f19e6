//! What changes in a text, and writing it.

use super::Kind;
use crate::json::{Span, write_escaped};

/// What is written in place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// The mask.
    Mask,
    /// The mask as a JSON string, in place of a number, at this level of strings within strings.
    Quoted(u8),
    /// Nothing: the mask stands in an earlier piece of the same text.
    Nothing,
}

/// One value that is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where it lies in the text, in bytes.
    pub place: Span,
    /// What it is.
    pub kind: Kind,
    written: Written,
    /// It was found in a text that was joined of pieces.
    is_joined: bool,
}

impl Edit {
    pub(super) fn new(place: Span, kind: Kind) -> Self {
        Self { place, kind, written: Written::Mask, is_joined: false }
    }

    /// The edit of a number.
    pub(super) fn number(place: Span, kind: Kind) -> Self {
        Self { written: Written::Quoted(0), ..Self::new(place, kind) }
    }

    /// The part of it that lies in a piece of a text.
    pub(super) fn piece(&self, place: Span, is_first: bool) -> Self {
        let written = if is_first { self.written } else { Written::Nothing };
        Self { place, kind: self.kind, written, is_joined: true }
    }

    /// The same further back in a text.
    pub(super) fn moved(self, by: usize) -> Self {
        Self { place: self.place.start + by..self.place.end + by, ..self }
    }

    /// The same in the part of a text that begins here, which is not after it.
    pub(crate) fn moved_back(self, by: usize) -> Self {
        Self { place: self.place.start - by..self.place.end - by, ..self }
    }

    /// The same in the text of which this one is a string: at its place there.
    pub(super) fn outward(self, place: Span) -> Self {
        let written = match self.written {
            Written::Quoted(level) => Written::Quoted(level.saturating_add(1)),
            other => other,
        };
        Self { place, written, ..self }
    }

    /// Whether it is a value of its own, not the rest of one.
    pub(super) fn is_counted(&self) -> bool {
        self.written != Written::Nothing
    }

    /// What is written in its place.
    #[must_use]
    pub fn replacement(&self) -> Vec<u8> {
        let mask = self.kind.mask();
        match self.written {
            Written::Mask => mask.into(),
            Written::Nothing => Vec::new(),
            Written::Quoted(level) => {
                let mut text = format!("\"{mask}\"").into_bytes();
                for _ in 0..level {
                    let mut escaped = Vec::new();
                    write_escaped(&mut escaped, &text);
                    text = escaped;
                }
                text
            }
        }
    }
}

/// Puts edits in order and makes one of those that overlap.
pub(super) fn merge(edits: &mut Vec<Edit>) {
    edits.sort_unstable_by_key(|edit| (edit.place.start, edit.place.end, edit.is_joined));
    edits.dedup_by(|next, kept| {
        if next.place.start >= kept.place.end {
            return false;
        }
        let mut place = kept.place.start.min(next.place.start)..kept.place.end.max(next.place.end);
        // What was found in the whole of a text knows more than what was found in a piece: there, a letter at the
        // beginning may be of an escape.
        let rank = |edit: &Edit| (edit.is_joined, edit.place.len());
        if rank(next) > rank(kept) {
            std::mem::swap(next, kept);
        }
        if kept.is_joined && !next.is_joined && kept.kind == next.kind && kept.place.len() < next.place.len() {
            place = kept.place.clone();
        }
        kept.place = place;
        true
    });
}

/// Appends a text with its edits, which are in order and do not overlap.
pub fn write_edited(text: &[u8], edits: &[Edit], to: &mut Vec<u8>) {
    let mut copied = 0;
    for edit in edits {
        to.extend_from_slice(&text[copied..edit.place.start]);
        to.extend_from_slice(&edit.replacement());
        copied = edit.place.end;
    }
    to.extend_from_slice(&text[copied..]);
}

//! Texts that lie in pieces in the events of a stream: `"ali"` in one, `"ce@example.com"` in the next. The pieces at the
//! same place of consecutive events are one text; a value that is found in it is masked in the first of its pieces, and
//! taken out of the others.

use super::Masks;
use super::edit::{Edit, merge};
use super::levels::outward;
use crate::json::Span;

/// A string of an event.
pub(super) struct Piece<'a> {
    pub text: &'a str,
    /// Where it stands between its quotes, in the text of all events.
    pub raw: Span,
    pub is_escaped: bool,
}

/// Texts of a stream that are joined. The longest streams of many choices and tools have some dozens.
const MOST_TEXTS: usize = 256;

/// A piece: which text it belongs to, and where it came from.
struct Part {
    /// Where it ends in the text.
    end: usize,
    raw: Span,
    is_escaped: bool,
}

/// The text of pieces with the same path in their event, and the same numbers that say which of several texts the event
/// is of.
struct Joined {
    key: (u64, u64, u64),
    text: String,
    parts: Vec<Part>,
}

/// The pieces of the events of a stream.
#[derive(Default)]
pub(super) struct Pieces {
    joined: Vec<Joined>,
    /// Those of the event that is read: their paths, and their texts one after the other.
    event: Vec<(u64, Part)>,
    texts: String,
    /// The numbers in the event that is read, such as `index` of a choice; and those that are its own members.
    indexes: u64,
    own_indexes: u64,
    /// Its own numbers count the tokens of a text, as those of Hugging Face's TGI do, and do not tell texts apart.
    pub(super) counts_tokens: bool,
}

impl Pieces {
    pub(super) fn add(&mut self, path: u64, piece: Piece<'_>) {
        if !piece.text.is_empty() {
            self.texts.push_str(piece.text);
            self.event.push((path, Part { end: self.texts.len(), raw: piece.raw, is_escaped: piece.is_escaped }));
        }
    }

    /// Notes a number that may tell texts apart. `is_own`: it is a member of the event itself.
    pub(super) fn index(&mut self, number: &[u8], is_own: bool) {
        let indexes = if is_own { &mut self.own_indexes } else { &mut self.indexes };
        *indexes =
            number.iter().chain(b",").fold(*indexes, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    }

    /// Forgets the event that is read.
    pub(super) fn drop_event(&mut self) {
        self.event.clear();
        self.texts.clear();
        (self.indexes, self.own_indexes, self.counts_tokens) = (0, 0, false);
    }

    /// The event that is read has all of its pieces.
    pub(super) fn end_event(&mut self) {
        let mut begin = 0;
        let own_indexes = if self.counts_tokens { 0 } else { self.own_indexes };
        for (path, part) in self.event.drain(..) {
            let text = &self.texts[begin..part.end];
            begin = part.end;
            let key = (path, self.indexes, own_indexes);
            let place = self.joined.iter().position(|joined| joined.key == key);
            if place.is_none() && self.joined.len() < MOST_TEXTS {
                self.joined.push(Joined { key, text: String::new(), parts: Vec::new() });
            }
            let last = self.joined.len() - 1;
            if let Some(joined) = self.joined.get_mut(place.unwrap_or(last)).filter(|joined| joined.key == key) {
                joined.text.push_str(text);
                joined.parts.push(Part { end: joined.text.len(), ..part });
            }
        }
        self.drop_event();
    }

    /// Adds what is in the texts of several pieces. `events` is what the pieces lie in.
    pub(super) fn find(self, masks: &Masks, events: &str, level: usize, edits: &mut Vec<Edit>) {
        for Joined { text, parts, .. } in self.joined.iter().filter(|joined| joined.parts.len() > 1) {
            if !masks.may_hold(text.as_bytes()) {
                continue;
            }
            let mut found = Vec::new();
            masks.find(text, level + 1, &mut found);
            merge(&mut found);
            write(parts, events, &found, edits);
        }
    }
}

/// Adds these edits of the joined text of these parts, each where its pieces are written.
fn write(parts: &[Part], events: &str, found: &[Edit], edits: &mut Vec<Edit>) {
    let mut found = found.iter().peekable();
    // Where the part begins in the joined text.
    let mut begin = 0;
    for part in parts {
        let mut pieces = Vec::new();
        while let Some(edit) = found.peek().filter(|edit| edit.place.start < part.end) {
            let within = edit.place.start.max(begin) - begin..edit.place.end.min(part.end) - begin;
            pieces.push(edit.piece(within, edit.place.start >= begin));
            if edit.place.end > part.end {
                break;
            }
            found.next();
        }
        if part.is_escaped {
            edits.extend(outward(&events[part.raw.clone()], part.raw.start, pieces));
        } else {
            edits.extend(pieces.into_iter().map(|piece| {
                let place = piece.place.start + part.raw.start..piece.place.end + part.raw.start;
                piece.outward(place)
            }));
        }
        begin = part.end;
    }
}

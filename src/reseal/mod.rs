//! Records sealed again for another key: the text of each envelope, masked or not, in an envelope of the same place, and
//! every other byte of the record as it was.
//!
//! A record is resealed from two lines: as it was sealed, which says where its envelopes are, and as it was opened, which
//! has their texts. A record of which not all can be sealed is left out: see [`LeftOut`].

mod clear;
mod pair;

use crate::envelope::{Form, Parts, scan};
use crate::json::{unescape, write_escaped, write_string};
use crate::mask::{Counts, Edit, Masks, write_edited};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

/// Levels of objects and arrays that a record may have, as everywhere.
const MAX_NESTING: usize = 512;

/// Why a record is not resealed. Nothing of it is written then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// A field of it stayed sealed: the recipient could not read it.
    Sealed,
    /// Nothing in it was sealed, so all of it would be written in the clear.
    Plain,
    /// One of AI Gateway's sealed fields stands in it in the clear, beside others that were sealed.
    Clear,
    /// The two lines are not of the same record.
    Unlike,
}

impl LeftOut {
    /// Its name for JavaScript.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Plain => "plain",
            Self::Clear => "clear",
            Self::Unlike => "unlike",
        }
    }
}

/// Appends a record, without a line end. `sealed` is its line as it was read, `opened` what opening made of it with
/// opened texts as strings, with or without a line feed. `seal` is made once the record is known to be resealed, and
/// returns the JSON object of an envelope.
///
/// # Errors
/// Those of `seal`. Nothing that was appended counts then.
pub fn reseal<E, S: FnMut(&[u8]) -> Result<String, E>>(
    sealed: &[u8],
    opened: &[u8],
    (masks, counts): (&Masks, &mut Counts),
    seal: impl FnOnce() -> S,
    to: &mut Vec<u8>,
) -> Result<Result<usize, LeftOut>, E> {
    let opened = opened.strip_suffix(b"\n").unwrap_or(opened);
    let Ok(envelopes) = scan(sealed, MAX_NESTING) else { return Ok(Err(LeftOut::Unlike)) };
    if envelopes.is_empty() {
        return Ok(Err(LeftOut::Plain));
    }
    if envelopes.iter().any(|envelope| matches!(envelope.parts, Parts::Broken { .. } | Parts::Unreadable { .. })) {
        return Ok(Err(LeftOut::Sealed));
    }
    let places = match pair::places(sealed, &envelopes, opened) {
        Ok(places) => places,
        Err(why) => return Ok(Err(why)),
    };
    if clear::has_clear_field(sealed, &envelopes) {
        return Ok(Err(LeftOut::Clear));
    }
    let mut edits = masks.edits_of_record(opened);
    // In base64 of what is not a text, nothing is found but by chance.
    let is_bytes = |edit: &Edit| {
        places.iter().any(|(place, _)| place.contains(&edit.place.start) && !is_text(&opened[place.clone()]))
    };
    edits.retain(|edit| !is_bytes(edit));
    let crosses = |edit: &Edit| {
        places.iter().any(|(place, _)| {
            let overlaps = edit.place.start < place.end && place.start < edit.place.end;
            overlaps && !(place.start <= edit.place.start && edit.place.end <= place.end)
        })
    };
    if edits.iter().any(crosses) {
        return Ok(Err(LeftOut::Unlike));
    }
    let mut values = Vec::with_capacity(places.len());
    for (place, form) in &places {
        let Some(text) = text_of(&edited(opened, place.clone(), &edits), *form) else {
            return Ok(Err(LeftOut::Unlike));
        };
        values.push(text);
    }
    let mut seal = seal();
    let mut copied = 0;
    for ((place, form), text) in places.iter().zip(&values) {
        let envelope = seal(text)?;
        to.extend_from_slice(&edited(opened, copied..place.start, &edits));
        match form {
            Form::Object => to.extend_from_slice(envelope.as_bytes()),
            Form::Text => write_string(to, envelope.as_bytes()),
            Form::WithinText => write_escaped(to, envelope.as_bytes()),
        }
        copied = place.end;
    }
    to.extend_from_slice(&edited(opened, copied..opened.len(), &edits));
    counts.add(&edits);
    Ok(Ok(places.len()))
}

/// A part of a line with the edits that lie in it.
fn edited(line: &[u8], part: std::ops::Range<usize>, edits: &[Edit]) -> Zeroizing<Vec<u8>> {
    let first = edits.partition_point(|edit| edit.place.end <= part.start);
    let within: Vec<_> = edits[first..]
        .iter()
        .take_while(|edit| edit.place.start < part.end)
        .map(|edit| edit.clone().moved_back(part.start))
        .collect();
    let mut to = Zeroizing::new(Vec::with_capacity(part.len() + 16 * within.len()));
    write_edited(&line[part], &within, &mut to);
    to
}

/// Whether opening wrote a text here, not bytes.
fn is_text(value: &[u8]) -> bool {
    !value.starts_with(b"{")
}

/// The text that opening wrote as this value.
fn text_of(value: &[u8], form: Form) -> Option<Zeroizing<Vec<u8>>> {
    if form == Form::WithinText {
        let inner = Zeroizing::new(unescape(value)?);
        return text_of(inner.as_bytes(), Form::Object);
    }
    if let Some(base64) = value.strip_prefix(pair::BYTES).and_then(|rest| rest.strip_suffix(b"\"}")) {
        return BASE64_STANDARD.decode(base64).ok().map(Zeroizing::new);
    }
    let raw = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    Some(Zeroizing::new(unescape(raw)?.into_bytes()))
}

/// What came of a batch of records.
#[derive(Debug, Default)]
pub struct ResealedBatch {
    /// The records, each ended with a line feed.
    pub output: Vec<u8>,
    /// Where each of them ends, after its line feed.
    pub ends: Vec<usize>,
    /// Fields sealed.
    pub sealed: usize,
    /// Which records of the batch, counted from 0, were left out, and why.
    pub left_out: Vec<(usize, LeftOut)>,
}

impl ResealedBatch {
    /// Adds the record of this number, as [`reseal`] takes it.
    ///
    /// # Errors
    /// Those of `seal`.
    pub fn add<E, S: FnMut(&[u8]) -> Result<String, E>>(
        &mut self,
        number: usize,
        (sealed, opened): (&[u8], &[u8]),
        masks: (&Masks, &mut Counts),
        seal: impl FnOnce() -> S,
    ) -> Result<(), E> {
        match reseal(sealed, opened, masks, seal, &mut self.output)? {
            Ok(fields) => {
                self.output.push(b'\n');
                self.ends.push(self.output.len());
                self.sealed += fields;
            }
            Err(why) => self.left_out.push((number, why)),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! The content keys of one record's envelopes, as bytes for another thread.

use crate::keys::{CONTENT_KEY_BYTES, ContentKey, KeyId, Unwrapped};
use crate::wipe;

/// The content keys of one line's envelopes, in their order; `None` for those that are not known.
#[derive(Clone, Debug, Default)]
pub struct LineKeys(Vec<Option<Unwrapped>>);

/// The first byte of a line's keys as bytes: how many there are, or that they are all the same and stand
/// there once.
const MOST: usize = 0x7f;
const SAME: u8 = 0x80;
/// A private key's number, from 1, and the content key; only a 0 for one that is not known.
const ENTRY: usize = 1 + CONTENT_KEY_BYTES;
/// The most bytes that a line's keys take.
pub(super) const MOST_LINE_BYTES: usize = 1 + MOST * ENTRY;

impl LineKeys {
    /// The content key of the envelope with this number, if it is known.
    #[must_use]
    pub fn get(&self, envelope: usize) -> Option<&Unwrapped> {
        self.0.get(envelope)?.as_ref()
    }

    /// Notes the content key of the next envelope.
    pub fn push(&mut self, key: Option<Unwrapped>) {
        self.0.push(key);
    }

    /// Appends the keys as bytes, for [`LineKeys::read`]: a single 0 if none is known, or if a line has more
    /// envelopes than any record has.
    pub fn write(&self, to: &mut Vec<u8>) {
        let known = self.0.iter().any(|key| entry(key.as_ref()).0 != 0);
        if !known || self.0.len() > MOST {
            wipe::reserve(to, to.len() + 1);
            to.push(0);
            return;
        }
        let same = self.0.windows(2).all(|pair| entry(pair[0].as_ref()) == entry(pair[1].as_ref()));
        // No more than `MOST`, as was just seen.
        #[allow(clippy::cast_possible_truncation)]
        let count = self.0.len() as u8;
        let entries = &self.0[..if same { 1 } else { self.0.len() }];
        wipe::reserve(to, to.len() + 1 + entries.len() * ENTRY);
        to.push(if same { count | SAME } else { count });
        for key in entries {
            let (by, bytes) = entry(key.as_ref());
            to.push(by);
            to.extend_from_slice(bytes.map_or(&[], |bytes| &bytes[..]));
        }
    }

    /// Takes the keys of the next line from the front of `bytes`. What was not written by
    /// [`LineKeys::write`] gives no keys, and ends the bytes.
    #[must_use]
    pub fn read(bytes: &mut &[u8]) -> Self {
        let taken = line_bytes(bytes).unwrap_or(bytes.len());
        let (line, rest) = bytes.split_at(taken);
        *bytes = rest;
        let Some((&first, mut entries)) = line.split_first() else { return Self::default() };
        let (count, same) = (usize::from(first & !SAME), first & SAME != 0);
        let mut keys = Vec::with_capacity(count);
        while let Some((&by, rest)) = entries.split_first() {
            let known = by.checked_sub(1).zip(rest.get(..CONTENT_KEY_BYTES).and_then(ContentKey::new));
            entries = if by == 0 { rest } else { rest.get(CONTENT_KEY_BYTES..).unwrap_or_default() };
            keys.push(known.map(|(by, key)| Unwrapped { key, by: KeyId(usize::from(by)) }));
        }
        if same {
            keys.resize(count, keys.first().cloned().flatten());
        }
        Self(keys)
    }
}

/// The private key's number, from 1, and the content key; 0 if there is none or its number takes more than a byte.
fn entry(key: Option<&Unwrapped>) -> (u8, Option<&[u8; CONTENT_KEY_BYTES]>) {
    let Some(Unwrapped { key, by: KeyId(by) }) = key else { return (0, None) };
    u8::try_from(by + 1).map_or((0, None), |by| (by, Some(key.as_bytes())))
}

/// How many bytes the keys of the first line take.
pub(super) fn line_bytes(bytes: &[u8]) -> Option<usize> {
    let first = *bytes.first()?;
    let entries = if first & SAME != 0 { 1 } else { first };
    let mut at = 1;
    for _ in 0..entries {
        at += if *bytes.get(at)? == 0 { 1 } else { ENTRY };
    }
    (at <= bytes.len()).then_some(at)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn unwrapped(byte: u8, by: usize) -> Option<Unwrapped> {
        Some(Unwrapped { key: ContentKey::new(&[byte; CONTENT_KEY_BYTES])?, by: KeyId(by) })
    }

    fn shown(keys: &LineKeys) -> Vec<Option<(u8, usize)>> {
        keys.0.iter().map(|key| key.as_ref().map(|key| (key.key.as_bytes()[0], key.by.0))).collect()
    }

    pub(crate) fn bytes(keys: &[Option<Unwrapped>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        LineKeys(keys.to_vec()).write(&mut bytes);
        bytes
    }

    #[test]
    fn what_is_written_is_read_back_line_by_line() {
        let lines = [
            vec![unwrapped(1, 0), unwrapped(2, 3), None],
            vec![],
            vec![unwrapped(7, 1), unwrapped(7, 1), unwrapped(7, 1)],
            vec![None, unwrapped(9, 0)],
        ];
        let written: Vec<_> = lines.iter().flat_map(|line| bytes(line)).collect();
        assert_eq!(written.len(), (1 + 33 + 33 + 1) + 1 + (1 + 33) + (1 + 1 + 33));
        let mut rest = &written[..];
        for line in lines {
            assert_eq!(shown(&LineKeys::read(&mut rest)), shown(&LineKeys(line)));
        }
        assert!(rest.is_empty());
    }

    #[test]
    fn keys_of_private_keys_beyond_a_byte_and_of_endless_envelopes_are_not_kept() {
        assert_eq!(bytes(&[unwrapped(1, 255)]), [0]);
        assert_eq!(bytes(&vec![unwrapped(1, 0); 128]), [0]);
        assert_eq!(bytes(&vec![unwrapped(1, 0); 127]).len(), 34);
    }

    #[test]
    fn bytes_that_are_cut_off_give_no_keys_and_no_panic() {
        let whole = bytes(&[unwrapped(1, 0), unwrapped(2, 0)]);
        for end in 0..whole.len() {
            let mut rest = &whole[..end];
            let _ = LineKeys::read(&mut rest);
            assert!(rest.is_empty());
        }
    }
}

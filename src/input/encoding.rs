//! UTF-16 into UTF-8, whatever pieces it comes in. Everything above reads UTF-8.

use serde::{Deserialize, Serialize};

/// How the characters of a text are stored, and what of one was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// Bytes that are taken as they are.
    Utf8,
    /// Units of two bytes (RFC 2781).
    Utf16 {
        /// The high byte comes first.
        big_endian: bool,
        /// The first byte of a unit whose second was not seen.
        byte: Option<u8>,
        /// The first half of a surrogate pair whose second was not seen.
        high: Option<u16>,
    },
}

impl Encoding {
    /// UTF-16 from its beginning.
    #[must_use]
    pub fn utf16(big_endian: bool) -> Self {
        Self::Utf16 { big_endian, byte: None, high: None }
    }

    /// Whether it can be what it says, for what comes back from a store.
    pub(super) fn is_valid(self) -> bool {
        !matches!(self, Self::Utf16 { high: Some(high), .. } if !(0xd800..0xdc00).contains(&high))
    }

    /// Appends `text` to `to` as UTF-8. Halves of surrogate pairs become bytes that UTF-8 does not have, so that
    /// a check for UTF-8 finds them.
    pub(super) fn decode(&mut self, text: &[u8], to: &mut Vec<u8>) {
        let Self::Utf16 { big_endian, byte, high } = self else {
            to.extend_from_slice(text);
            return;
        };
        let mut unit = |pair: [u8; 2]| {
            let unit = if *big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) };
            if let Some(first) = high.take() {
                if let Some(Ok(character)) = char::decode_utf16([first, unit]).next() {
                    push_character(character, to);
                    return;
                }
                push_half(first, to);
            }
            match (unit, char::from_u32(u32::from(unit))) {
                (_, Some(character)) => push_character(character, to),
                (0xd800..0xdc00, None) => *high = Some(unit),
                (_, None) => push_half(unit, to),
            }
        };
        let mut rest = text;
        if let (Some(first), Some((second, after))) = (*byte, rest.split_first()) {
            unit([first, *second]);
            *byte = None;
            rest = after;
        }
        let mut pairs = rest.chunks_exact(2);
        for pair in &mut pairs {
            unit([pair[0], pair[1]]);
        }
        if let [last] = pairs.remainder() {
            *byte = Some(*last);
        }
    }

    /// Appends what was begun and can have no end: as bytes that UTF-8 does not have.
    pub(super) fn finish(&mut self, to: &mut Vec<u8>) {
        if let Self::Utf16 { byte, high, .. } = self {
            if let Some(high) = high.take() {
                push_half(high, to);
            }
            if byte.take().is_some() {
                to.push(0xff);
            }
        }
    }
}

fn push_character(character: char, to: &mut Vec<u8>) {
    to.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// As UTF-8 would write it if it had it.
fn push_half(unit: u16, to: &mut Vec<u8>) {
    let [high, low] = unit.to_be_bytes();
    to.extend([0xe0 | high >> 4, 0x80 | (high & 0xf) << 2 | low >> 6, 0x80 | low & 0x3f]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(units: &[u16], big_endian: bool, piece: usize) -> Vec<u8> {
        let bytes: Vec<u8> =
            units.iter().flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
        let (mut encoding, mut text) = (Encoding::utf16(big_endian), Vec::new());
        for piece in bytes.chunks(piece) {
            encoding.decode(piece, &mut text);
        }
        encoding.finish(&mut text);
        text
    }

    #[test]
    fn every_character_comes_through_at_every_chunk_size() {
        let text: String = (0..0x800).chain(0xfff0..0x1_0010).chain([0x10_ffff]).filter_map(char::from_u32).collect();
        let units: Vec<u16> = text.encode_utf16().collect();
        for big_endian in [false, true] {
            for piece in [1, 2, 3, 5, 64, 10_000] {
                assert!(decoded(&units, big_endian, piece) == text.as_bytes(), "by {piece}");
            }
        }
    }

    #[test]
    fn halves_of_pairs_are_no_text() {
        for units in [&[0x61, 0xd83d][..], &[0xd83d, 0x61], &[0xde00, 0x61], &[0xd83d, 0xd83d, 0xde00]] {
            let text = decoded(units, false, 1);
            assert!(std::str::from_utf8(&text).is_err(), "{units:x?}: {text:x?}");
            assert_eq!(decoded(units, true, 3), text);
        }
        assert_eq!(decoded(&[0xd83d, 0xd83d, 0xde00], false, 1), b"\xed\xa0\xbd\xf0\x9f\x98\x80");
        let (mut encoding, mut text) = (Encoding::utf16(false), Vec::new());
        encoding.decode(b"a\0b", &mut text);
        encoding.finish(&mut text);
        assert_eq!(text, b"a\xff");
    }
}

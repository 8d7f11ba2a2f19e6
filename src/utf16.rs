//! Offsets as JavaScript counts them: in UTF-16 code units.

/// How many UTF-16 code units the first `bytes` bytes of a text have; all of them if no character ends there.
#[must_use]
pub fn units(text: &str, bytes: usize) -> usize {
    text.get(..bytes).unwrap_or(text).encode_utf16().count()
}

/// How many bytes the first `units` UTF-16 code units of a text have. Within a surrogate pair, it is the end of
/// its character.
#[must_use]
pub fn bytes(text: &str, units: usize) -> usize {
    let mut before = 0;
    let at = text.char_indices().find(|(_, character)| {
        let is_here = before >= units;
        before += character.len_utf16();
        is_here
    });
    at.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_have_one_or_two_units_and_up_to_four_bytes() {
        for (text, at_bytes, at_units) in
            [("abc", 2, 2), ("é€x", 5, 2), ("😀x", 4, 2), ("a😀é", 7, 4), ("", 0, 0), ("abc", 0, 0), ("é", 2, 1)]
        {
            assert_eq!((units(text, at_bytes), bytes(text, at_units)), (at_units, at_bytes), "{text}");
        }
    }

    #[test]
    fn offsets_beyond_or_within_a_character_stay_within_the_text() {
        assert_eq!((units("é", 9), units("é", 1)), (1, 1));
        assert_eq!((bytes("é", 9), bytes("😀x", 1), bytes("😀x", 3)), (2, 4, 5));
    }
}

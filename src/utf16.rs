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

/// How many UTF-16 code units a text has before each of these offsets in bytes, which are in ascending order and lie at
/// the ends of characters.
#[must_use]
pub fn units_of(text: &str, offsets: impl Iterator<Item = usize>) -> Vec<u32> {
    let (mut before, mut units) = (0, 0);
    let mut at = |offset: usize| {
        let between = text.get(before..offset).unwrap_or_default();
        units += if between.is_ascii() { between.len() } else { between.encode_utf16().count() };
        before = offset.max(before);
        // A text in JavaScript is shorter than that.
        u32::try_from(units).unwrap_or(u32::MAX)
    };
    offsets.map(&mut at).collect()
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
    fn many_offsets_are_counted_in_one_go() {
        let text = "aé€😀b";
        let offsets = [0, 1, 3, 6, 10, 11];
        assert_eq!(units_of(text, offsets.into_iter()), [0, 1, 2, 3, 5, 6]);
        assert_eq!(units_of(text, offsets.into_iter()), offsets.map(|at| u32::try_from(units(text, at)).expect("few")));
        assert_eq!(units_of("", [0, 0].into_iter()), [0, 0]);
    }

    #[test]
    fn offsets_beyond_or_within_a_character_stay_within_the_text() {
        assert_eq!((units("é", 9), units("é", 1)), (1, 1));
        assert_eq!((bytes("é", 9), bytes("😀x", 1), bytes("😀x", 3)), (2, 4, 5));
    }
}

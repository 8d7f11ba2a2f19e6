//! Text without regard to case: each character in lower case, by Unicode's mapping of single characters.
//!
//! [`str::to_lowercase`] writes a sigma in two ways, by what surrounds it, so a part of a text could come out
//! otherwise than the same part alone. Here a sigma is a sigma, and what is found in a text is found in the
//! whole of it too.

use std::cmp::Ordering;

use crate::mapping::Mapping;

/// The text in lower case, as all functions here compare it.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            folded.push(character.to_ascii_lowercase());
        } else {
            folded.extend(fold_character(character));
        }
    }
    folded
}

/// The text in lower case, and which places of the text its parts were made of.
pub(super) fn fold_mapped(text: &str) -> (String, Mapping) {
    let mut mapping = Mapping::default();
    if text.is_ascii() {
        return (text.to_ascii_lowercase(), mapping);
    }
    let mut folded = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let place = folded.len();
        folded.extend(fold_character(character));
        mapping.note(at..at + character.len_utf8(), place..folded.len());
    }
    (folded, mapping)
}

/// Gives the text in lower case to a function; a short one in ASCII, as most values are, without an allocation.
pub(super) fn with_folded<R>(text: &str, with: impl FnOnce(&[u8]) -> R) -> R {
    /// Bytes; few values are longer.
    const SHORT: usize = 128;
    if text.len() > SHORT || !text.is_ascii() {
        return with(fold(text).as_bytes());
    }
    let mut short = [0; SHORT];
    let folded = &mut short[..text.len()];
    folded.copy_from_slice(text.as_bytes());
    folded.make_ascii_lowercase();
    with(folded)
}

/// Whether `text` in lower case is `folded`, without writing it down.
pub(super) fn folds_to(text: &str, folded: &str) -> bool {
    if text.is_ascii() {
        text.eq_ignore_ascii_case(folded)
    } else {
        text.chars().flat_map(fold_character).eq(folded.chars())
    }
}

/// Whether `text` in lower case begins with `folded`, without writing it down.
pub(super) fn begins_with(text: &str, folded: &str) -> bool {
    let mut rest = text.chars().flat_map(fold_character);
    folded.chars().all(|character| rest.next() == Some(character))
}

/// How `text` in lower case is ordered against `folded`, by code points.
pub(super) fn compare(text: &str, folded: &str) -> Ordering {
    text.chars().flat_map(fold_character).cmp(folded.chars())
}

pub(super) fn fold_character(character: char) -> impl Iterator<Item = char> {
    let sigma = |lower| if lower == 'ς' { 'σ' } else { lower };
    character.to_lowercase().map(sigma)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_folded_alike_alone_and_in_a_text() {
        for character in (0..=0x10_ffff).filter_map(char::from_u32) {
            let alone = fold(&character.to_string());
            let text = format!("É{character}A");
            assert_eq!(fold(&text), format!("é{alone}a"));
            assert!(folds_to(&text, &fold(&text)));
            assert!(begins_with(&text, &fold(&text[..text.len() - 1])));
            assert_eq!(compare(&text, &fold(&text)), Ordering::Equal);
        }
    }

    #[test]
    fn places_in_lower_case_lead_back_to_those_in_the_text() {
        for character in (0..=0x10_ffff).filter_map(char::from_u32) {
            let text = format!("É{character}A");
            let (folded, mapping) = fold_mapped(&text);
            assert_eq!(folded, fold(&text));
            let own = 2..folded.len() - 1;
            assert_eq!(mapping.back(&own), 2..text.len() - 1, "{character:?}");
            assert_eq!(mapping.back(&(own.end..folded.len())), text.len() - 1..text.len());
        }
    }

    #[test]
    fn short_and_long_texts_are_folded_alike() {
        for text in ["", "Abc", "É", &"Ab".repeat(64), &"Ab".repeat(65), &"É".repeat(65)] {
            with_folded(text, |folded| assert_eq!(folded, fold(text).as_bytes(), "{text}"));
        }
    }

    #[test]
    fn a_sigma_is_found_wherever_it_stands() {
        assert_eq!(fold("ΟΔΟΣ"), "οδοσ");
        assert!(fold("ΟΔΟΣΗΜΑ").contains(&fold("οδος")));
    }

    #[test]
    fn other_texts_are_not_equal() {
        for (text, folded) in [("a", ""), ("", "a"), ("ab", "a"), ("É", "e"), ("e", "é"), ("K", "kk")] {
            assert!(!folds_to(text, folded), "{text} {folded}");
            assert_eq!(begins_with(text, folded), folded.is_empty() || text == "ab", "{text} {folded}");
            assert_ne!(compare(text, folded), Ordering::Equal, "{text} {folded}");
        }
    }
}

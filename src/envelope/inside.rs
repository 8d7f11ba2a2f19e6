//! Envelopes in the texts of JSON strings: Logpush's `stringify_object` writes objects so, and log shippers put
//! whole records into a string. One level of strings is looked into, not strings within those.

use memchr::{memchr, memmem};

use super::scan::{Envelope, Finder, Form, Parts, ScanError};
use crate::json::{Span, first_byte, unescape, walk};

/// Whether the text of this string, as it stands between its quotes, may have envelopes. Nearly all strings are
/// detected by their first characters.
pub(super) fn may_hold(raw: &[u8]) -> bool {
    let Some((begin, first)) = first_byte(raw) else { return false };
    let text = &raw[begin..];
    // The first brace may be damaged: then a name follows in its quotes.
    let begins = matches!(first, b'{' | b'[' | b'"') || text.get(1..3) == Some(br#"\""#);
    begins && [&b"data"[..], b"key", br"\u"].iter().any(|name| memmem::find(text, name).is_some())
}

/// The envelopes in the text of this string of `line`, with their places in the line; their paths lead from the
/// string on. None if the text is not JSON, or half a surrogate pair makes it no text.
///
/// # Errors
/// If the text breaks off, is damaged or nested deeper than `max_nesting` after an envelope, or the beginning of
/// one, was found in it.
pub(super) fn scan_string(line: &[u8], string: &Span, max_nesting: usize) -> Result<Vec<Envelope>, ScanError> {
    let raw = &line[string.clone()];
    let Some(text) = unescape(raw) else { return Ok(Vec::new()) };
    let mut finder = Finder::new(text.as_bytes(), None);
    if let Err(error) = walk(text.as_bytes(), max_nesting, &mut finder) {
        return if finder.found_any() { Err(error.into()) } else { Ok(Vec::new()) };
    }
    let mut envelopes = finder.finish()?;
    let whole = text.len() - text.trim_start_matches([' ', '\n', '\r', '\t']).len();
    let places = Places::of(raw, &envelopes, string.start);
    for envelope in &mut envelopes {
        envelope.form = if envelope.place.start == whole { Form::Text } else { Form::WithinText };
        envelope.place = match envelope.form {
            Form::Text => string.start - 1..string.end + 1,
            Form::Object | Form::WithinText => places.span(&envelope.place),
        };
        match &mut envelope.parts {
            Parts::Sealed { key, iv, data } => [key, iv, data].into_iter().for_each(|span| *span = places.span(span)),
            Parts::Direct { data } => *data = places.span(data),
            Parts::Broken { .. } | Parts::Unreadable { .. } => {}
        }
    }
    Ok(envelopes)
}

/// Where offsets in the text of a string lie in the line.
struct Places(Vec<(usize, usize)>);

impl Places {
    /// All that these envelopes have, found in one pass over the string. `begin` is where that lies in the line.
    fn of(raw: &[u8], envelopes: &[Envelope], begin: usize) -> Self {
        let spans = envelopes.iter().flat_map(|envelope| {
            let parts: [Option<&Span>; 3] = match &envelope.parts {
                Parts::Sealed { key, iv, data } => [Some(key), Some(iv), Some(data)],
                Parts::Direct { data } => [Some(data), None, None],
                Parts::Broken { .. } | Parts::Unreadable { .. } => [None; 3],
            };
            [Some(&envelope.place)].into_iter().chain(parts).flatten()
        });
        let mut offsets: Vec<_> = spans.flat_map(|span| [span.start, span.end]).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let mut cursor = Cursor { raw, at: 0, text: 0, escape: memchr(b'\\', raw).unwrap_or(raw.len()) };
        Self(offsets.into_iter().map(|offset| (offset, begin + cursor.advance(offset))).collect())
    }

    fn span(&self, span: &Span) -> Span {
        let place = |offset: usize| {
            let found = self.0.binary_search_by_key(&offset, |place| place.0);
            found.map_or(offset, |at| self.0[at].1)
        };
        place(span.start)..place(span.end)
    }
}

/// Goes through a string and its text side by side.
struct Cursor<'a> {
    raw: &'a [u8],
    /// Here in the string.
    at: usize,
    /// Here in its text.
    text: usize,
    /// The next backslash from here, or the string's end.
    escape: usize,
}

impl Cursor<'_> {
    /// Where this offset of the text, which is not before the last one asked for, lies in the string.
    fn advance(&mut self, offset: usize) -> usize {
        while self.text < offset {
            let plain = (self.escape - self.at).min(offset - self.text);
            self.at += plain;
            self.text += plain;
            if self.text < offset {
                let Some((escape, bytes)) = self.escape_here() else { return self.at };
                self.at += escape;
                self.text += bytes;
                self.escape = memchr(b'\\', &self.raw[self.at..]).map_or(self.raw.len(), |next| self.at + next);
            }
        }
        self.at
    }

    /// How long the escape here is, and how many bytes of text it stands for.
    fn escape_here(&self) -> Option<(usize, usize)> {
        let rest = &self.raw[self.at..];
        match rest.get(1)? {
            b'u' => {
                let one = unescape(rest.get(..6)?).map(|text| (6, text.len()));
                // Half of a pair is not text by itself.
                one.or_else(|| Some((12, unescape(rest.get(..12)?)?.len())))
            }
            _ => Some((2, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_string_are_found_behind_every_escape() {
        let raw = r#"a\"é\u00e9\ud83d\ude00\n{\u007b}\\😀x"#;
        let text = unescape(raw.as_bytes()).expect("a text");
        let mut cursor = Cursor { raw: raw.as_bytes(), at: 0, text: 0, escape: 1 };
        let mut last = 0;
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let at = cursor.advance(offset);
            assert_eq!(unescape(&raw.as_bytes()[..at]).as_deref(), Some(&text[..offset]), "{offset}");
            assert!(at >= last);
            last = at;
        }
        assert_eq!(last, raw.len());
    }

    #[test]
    fn strings_that_begin_as_objects_and_arrays_and_have_a_name_are_looked_into() {
        for (raw, looked) in [
            (r#"{\"data\":1}"#, true),
            (r#"[{\"key\":1}]"#, true),
            (r" \n\t\r{\u0022data\u0022:1}", true),
            (r#"\u0020\u000A{\"data\":1}"#, true),
            (r"\u0022data\u0022:1}", true),
            (r"\u007B\u0022d\u0061ta\u0022:1}", true),
            (r#"{\"d\\u0061ta\":1}"#, true),
            (r#"{\"Model\":1}"#, false),
            (r#"z\"data\":1}"#, true),
            (r#"say {\"data\":1}"#, false),
            ("{", false),
            ("", false),
            (r"\n\n", false),
            (r"\", false),
        ] {
            assert_eq!(may_hold(raw.as_bytes()), looked, "{raw}");
        }
    }
}

//! Envelopes in the texts of JSON strings: Logpush's `stringify_object` writes objects so, and log shippers put
//! whole records into a string. One level of strings is looked into, not strings within those.

use memchr::memmem;

use super::scan::{Envelope, Finder, Form, Parts, ScanError};
use crate::json::{Span, first_byte, places_in_escaped, resolve_escapes_of, walk};

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
/// string on. None if the text is not JSON. Half of a surrogate pair is no obstacle: it is in no
/// envelope that can be opened.
///
/// # Errors
/// If the text breaks off, is damaged or nested deeper than `max_nesting` after an envelope, or the beginning of
/// one, was found in it.
pub(super) fn scan_string(line: &[u8], string: &Span, max_nesting: usize) -> Result<Vec<Envelope>, ScanError> {
    let raw = &line[string.clone()];
    let text = resolve_escapes_of(raw);
    let mut finder = Finder::new(&text, None);
    if let Err(error) = walk(&text, max_nesting, &mut finder) {
        return if finder.found_any() { Err(error.into()) } else { Ok(Vec::new()) };
    }
    let mut envelopes = finder.finish()?;
    let whole = text.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
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
        let places = places_in_escaped(raw, offsets.iter().copied());
        Self(offsets.into_iter().zip(places.into_iter().map(|place| begin + place)).collect())
    }

    fn span(&self, span: &Span) -> Span {
        let place = |offset: usize| {
            let found = self.0.binary_search_by_key(&offset, |place| place.0);
            found.map_or(offset, |at| self.0[at].1)
        };
        place(span.start)..place(span.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_beside_an_envelope_does_not_hide_it() {
        let sealed = br#"{\"type\":\"encrypted\",\"key\":\"AAAA\",\"iv\":\"AAAAAAAAAAAAAAAA\",\"data\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}"#;
        for note in [&b"as it should be"[..], br"\ud83d", br"\udc00 \u00e9"] {
            let line =
                [br#""{\"note\":\""#, note, br#"\",\"body\":"#, sealed, br#",\"more\":\""#, note, br#"\"}""#].concat();
            let found = scan_string(&line, &(1..line.len() - 1), 64).expect("JSON");
            let [envelope] = found.as_slice() else { panic!("{} envelopes", found.len()) };
            assert_eq!(line[envelope.place.clone()], sealed[..], "{note:x?}");
        }
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

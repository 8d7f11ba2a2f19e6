//! The fields of one record, taken from its line as it is checked.

use crate::envelope::{Envelope, Parts};
use crate::json::{Span, Visitor, unescape};

use super::dictionary::Kind;

/// The most characters of the names that lead to a field; fields with longer ones are left out.
const MAX_PATH: usize = 200;

/// A plain value in a line.
#[derive(Debug)]
struct Found {
    /// Where its path lies in `Fields::paths`.
    path: Span,
    value: Span,
    kind: Kind,
}

/// What a record has in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field<'a> {
    /// As it is written; a string without its quotes.
    Plain(Kind, &'a [u8]),
    /// Bytes of text in an envelope, about.
    Sealed(usize),
}

/// Collects the plain values of a record: those of its own members, and of objects within by their path.
/// An array is one value.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    paths: String,
    found: Vec<Found>,
    /// The names that lead to the value being read.
    path: String,
    /// For each open object: how much of `path` leads to it.
    objects: Vec<usize>,
    /// How many arrays are open, and where the outermost begins.
    arrays: usize,
    array: usize,
    /// Objects within arrays, which are part of those.
    hidden: Vec<bool>,
}

impl Fields {
    /// A visitor that collects from `line`, from the beginning.
    pub fn collect<'a>(&'a mut self, line: &'a [u8]) -> Collector<'a> {
        self.paths.clear();
        self.found.clear();
        self.path.clear();
        self.objects.clear();
        self.hidden.clear();
        self.arrays = 0;
        Collector { line, fields: self }
    }

    /// Shows each field of the record that was collected from `line`, with its path.
    pub fn each(&self, line: &[u8], envelopes: &[Envelope], mut show: impl FnMut(&str, Field<'_>)) {
        let mut sealed = envelopes.iter().filter(|envelope| !matches!(envelope.parts, Parts::Broken { .. })).peekable();
        for found in &self.found {
            while sealed.peek().is_some_and(|envelope| envelope.place.end <= found.value.start) {
                sealed.next();
            }
            // What an envelope is made of is none of the record's fields; nor is an array with one in it.
            if sealed.peek().is_none_or(|envelope| envelope.place.start >= found.value.end) {
                show(&self.paths[found.path.clone()], Field::Plain(found.kind, &line[found.value.clone()]));
            }
        }
        for envelope in envelopes {
            show(&envelope.path, Field::Sealed(text_bytes(&envelope.parts)));
        }
    }
}

/// Bytes of text in an envelope: those of its data out of base64 (RFC 4648), less what sealing adds.
fn text_bytes(parts: &Parts) -> usize {
    let decoded = |data: &Span| data.len() * 3 / 4;
    match parts {
        // A tag of 16 bytes, and up to two of padding.
        Parts::Sealed { data, .. } => decoded(data).saturating_sub(17),
        // At most: RFC 8017 section 7.1.1 with SHA-256.
        Parts::Direct { data } => decoded(data).saturating_sub(2 * 32 + 2),
        Parts::Broken { .. } | Parts::Unreadable { .. } => 0,
    }
}

pub(crate) struct Collector<'a> {
    line: &'a [u8],
    fields: &'a mut Fields,
}

impl Collector<'_> {
    fn note(&mut self, value: Span, kind: Kind) {
        let fields = &mut *self.fields;
        if fields.arrays > 0 || fields.path.is_empty() || fields.path.len() > MAX_PATH {
            return;
        }
        let begin = fields.paths.len();
        fields.paths.push_str(&fields.path);
        fields.found.push(Found { path: begin..fields.paths.len(), value, kind });
    }
}

impl Visitor for Collector<'_> {
    fn begin_object(&mut self, _at: usize) {
        self.fields.objects.push(self.fields.path.len());
        self.fields.hidden.push(false);
    }

    fn begin_array(&mut self, at: usize) {
        if self.fields.arrays == 0 {
            self.fields.array = at;
        }
        self.fields.arrays += 1;
        self.fields.hidden.push(true);
    }

    fn name(&mut self, name: Span) {
        let fields = &mut *self.fields;
        if fields.arrays > 0 {
            return;
        }
        fields.path.truncate(fields.objects.last().copied().unwrap_or_default());
        if !fields.path.is_empty() {
            fields.path.push('.');
        }
        let raw = &self.line[name];
        // A path that is too long already need not grow with every level.
        if fields.path.len() <= MAX_PATH {
            if raw.contains(&b'\\') {
                fields.path.push_str(&unescape(raw).unwrap_or_default());
            } else {
                fields.path.push_str(&String::from_utf8_lossy(raw));
            }
        }
    }

    fn string(&mut self, string: Span) {
        self.note(string, Kind::Text);
    }

    fn scalar(&mut self, scalar: Span) {
        let kind = if matches!(self.line[scalar.start], b'-' | b'0'..=b'9') { Kind::Number } else { Kind::Literal };
        self.note(scalar, kind);
    }

    fn end(&mut self, after: usize) {
        if self.fields.hidden.pop() == Some(true) {
            self.fields.arrays -= 1;
            if self.fields.arrays == 0 {
                self.note(self.fields.array..after, Kind::Array);
            }
        } else {
            self.fields.objects.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::scan_with;

    fn fields(line: &str) -> Vec<(String, String)> {
        let mut fields = Fields::default();
        let envelopes = scan_with(line.as_bytes(), 64, &mut fields.collect(line.as_bytes())).expect("a record");
        let mut shown = Vec::new();
        fields.each(line.as_bytes(), &envelopes, |path, field| {
            let value = match field {
                Field::Plain(kind, raw) => format!("{kind:?} {}", String::from_utf8_lossy(raw)),
                Field::Sealed(bytes) => format!("sealed {bytes}"),
            };
            shown.push((path.to_string(), value));
        });
        shown
    }

    #[test]
    fn every_plain_field_is_found_by_its_path_and_nothing_of_an_envelope() {
        let line = r#"{"Cached":false,"Metadata":{"user":"u","deep":{"n":-1.5e3},"":1},"RequestBody":{"type":"encrypted","key":"a","iv":"b","data":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},"StatusCode":200,"tags":["a",{"b":[1]}],"x":{},"n":null,"a\u0062":"q","list":[{"type":"encrypted","key":"k","iv":"i","data":"d"}]}"#;
        let expected = [
            ("Cached", "Literal false"),
            ("Metadata.user", "Text u"),
            ("Metadata.deep.n", "Number -1.5e3"),
            ("Metadata.", "Number 1"),
            ("StatusCode", "Number 200"),
            ("tags", r#"Array ["a",{"b":[1]}]"#),
            ("n", "Literal null"),
            ("ab", "Text q"),
            ("RequestBody", "sealed 7"),
            ("list[0]", "sealed 0"),
        ];
        let expected = expected.map(|(path, value)| (path.to_string(), value.to_string()));
        assert_eq!(fields(line), expected);
    }

    #[test]
    fn a_line_that_is_an_envelope_is_one_field() {
        assert_eq!(
            fields(r#"{"type":"encrypted","key":"a","iv":"b","data":"AAAA"}"#),
            [("$".to_string(), "sealed 0".to_string())]
        );
    }

    #[test]
    fn endless_names_and_levels_are_left_out() {
        let deep = format!("{}1{}", r#"{"name":"#.repeat(60), "}".repeat(60));
        assert!(fields(&deep).is_empty());
        assert!(fields(&format!(r#"{{"{}":1}}"#, "n".repeat(300))).is_empty());
    }
}

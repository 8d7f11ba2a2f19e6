//! The fields of one record, taken from its line as it is checked.

use crate::envelope::{Envelope, Parts};
use crate::json::{Quoted, Span, Visitor, resolve_escapes};

use super::dictionary::Kind;
use super::paths::Paths;

/// The most characters of the names that lead to a field; fields with longer ones are left out.
const MAX_PATH: usize = 200;
/// The most bytes that a name of [`MAX_PATH`] bytes is written with: as `\u0061`, six of them for one.
const MOST_ESCAPED: usize = MAX_PATH * 6;

/// The most different plain fields of a record. Records have some ten; what is beyond that is counted and left out, so
/// that a record costs no more than its own bytes and 200 KB.
const MAX_FIELDS: usize = 4096;

/// A plain value in a line.
#[derive(Debug)]
struct PlainField {
    /// The number of its path.
    path: u32,
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
    paths: Paths,
    plain: Vec<PlainField>,
    /// Where each path is in `plain`, if its number there says the same.
    places: Vec<u32>,
    /// Values that are not in `plain`: there were too many, or the names that lead to them are too long.
    left_out: u64,
    /// The names that lead to the value being read.
    path: String,
    /// For each open object: how much of `path` leads to it.
    objects: Vec<usize>,
    /// How many arrays are open, and where the outermost begins.
    arrays: usize,
    array: usize,
    /// Objects within arrays, which are part of those.
    hidden: Vec<bool>,
    /// Where the envelopes of a record lie that can be opened.
    sealed: Vec<Span>,
}

impl Fields {
    /// A visitor that collects from `line`, from the beginning.
    pub fn collect<'a>(&'a mut self, line: &'a [u8]) -> Collector<'a> {
        self.paths.begin();
        self.plain.clear();
        self.left_out = 0;
        self.path.clear();
        self.objects.clear();
        self.hidden.clear();
        self.arrays = 0;
        Collector { line, fields: self }
    }

    /// Plain values of the record that [`Fields::each`] does not show.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Shows each field of the record that was collected from `line`, with its path. Of plain members with the same
    /// path the last counts, as with `JSON.parse`.
    pub fn each(&mut self, line: &[u8], envelopes: &[Envelope], mut show: impl FnMut(&str, Field<'_>)) {
        let openable = envelopes.iter().filter(|envelope| !matches!(envelope.parts, Parts::Broken { .. }));
        self.sealed.clear();
        self.sealed.extend(openable.map(|envelope| envelope.place.clone()));
        for field in &self.plain {
            // What an envelope is made of is none of the record's fields; nor is an array with one in it.
            let after = self.sealed.partition_point(|place| place.end <= field.value.start);
            if self.sealed.get(after).is_none_or(|place| place.start >= field.value.end) {
                show(self.paths.get(field.path), Field::Plain(field.kind, &line[field.value.clone()]));
            }
        }
        for envelope in envelopes {
            show(&envelope.path, Field::Sealed(envelope.text_bytes()));
        }
    }
}

pub(crate) struct Collector<'a> {
    line: &'a [u8],
    fields: &'a mut Fields,
}

impl Collector<'_> {
    fn note(&mut self, value: Span, kind: Kind) {
        let fields = &mut *self.fields;
        if fields.arrays > 0 || fields.path.is_empty() {
            return;
        }
        if fields.path.len() > MAX_PATH {
            fields.left_out += 1;
            return;
        }
        let known = fields.paths.find(&fields.path);
        if let Some(path) = known {
            let place = fields.places.get(path as usize).copied().unwrap_or_default();
            if let Some(before) = fields.plain.get_mut(place as usize)
                && before.path == path
            {
                (before.value, before.kind) = (value, kind);
                return;
            }
        }
        if fields.plain.len() == MAX_FIELDS {
            fields.left_out += 1;
            return;
        }
        let path = known.unwrap_or_else(|| fields.paths.add(&fields.path));
        if path as usize >= fields.places.len() {
            fields.places.resize(path as usize + 1, 0);
        }
        // Less than the most fields.
        #[allow(clippy::cast_possible_truncation)]
        (fields.places[path as usize] = fields.plain.len() as u32);
        fields.plain.push(PlainField { path, value, kind });
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

    fn name(&mut self, name: Quoted) {
        let fields = &mut *self.fields;
        if fields.arrays > 0 {
            return;
        }
        fields.path.truncate(fields.objects.last().copied().unwrap_or_default());
        if !fields.path.is_empty() {
            fields.path.push('.');
        }
        let raw = &self.line[name.span];
        // A path that is too long already need not grow with every level.
        if fields.path.len() <= MAX_PATH {
            if raw.len() > MOST_ESCAPED {
                // Too long, whatever it says: it need not be read, nor copied.
                fields.path.extend(std::iter::repeat_n('x', MAX_PATH + 1));
            } else if name.is_escaped {
                // With half of a surrogate pair it is a name too.
                fields.path.push_str(&resolve_escapes(&String::from_utf8_lossy(raw)));
            } else {
                fields.path.push_str(&String::from_utf8_lossy(raw));
            }
        }
    }

    fn string(&mut self, string: Quoted) {
        self.note(string.span, Kind::Text);
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
    use super::super::paths::PATHS;
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
    fn half_of_a_surrogate_pair_is_a_name_too() {
        let expected = [("a.\u{fffd}", "Number 1"), ("\u{fffd}x", "Text q")];
        let expected = expected.map(|(path, value)| (path.to_string(), value.to_string()));
        assert_eq!(fields(r#"{"a":{"\ud800":1},"\udc00x":"q"}"#), expected);
    }

    #[test]
    fn a_line_that_is_an_envelope_is_one_field() {
        assert_eq!(
            fields(r#"{"type":"encrypted","key":"a","iv":"b","data":"AAAA"}"#),
            [("$".to_string(), "sealed 0".to_string())]
        );
    }

    #[test]
    fn endless_names_and_levels_are_left_out_and_counted() {
        let mut all = Fields::default();
        let mut left_out = |line: &str| {
            let envelopes = scan_with(line.as_bytes(), 64, &mut all.collect(line.as_bytes())).expect("a record");
            let mut shown = 0;
            all.each(line.as_bytes(), &envelopes, |_, _| shown += 1);
            (shown, all.left_out())
        };
        let deep = format!("{}1{}", r#"{"name":"#.repeat(60), "}".repeat(60));
        assert_eq!(left_out(&deep), (0, 1));
        let named = |name: &str| format!(r#"{{"{name}":{{"b":1,"c":2}},"d":3}}"#);
        assert_eq!(left_out(&named(&"n".repeat(MAX_PATH - 2))), (3, 0));
        assert_eq!(left_out(&named(&"n".repeat(MAX_PATH - 1))), (1, 2));
        assert_eq!(left_out(&named(&"\\u006e".repeat(MAX_PATH - 2))), (3, 0));
        assert_eq!(left_out(&named(&"\\u006e".repeat(MAX_PATH + 1))), (1, 2));
        assert_eq!(left_out(&named(&"n".repeat(8 << 20))), (1, 2));
        assert!(all.path.capacity() < 4096, "{}", all.path.capacity());
    }

    #[test]
    fn fields_beyond_the_most_are_left_out_and_the_last_of_the_same_name_counts() {
        let line = |names: usize, times: usize| {
            let members: Vec<_> = (0..names * times).map(|at| format!(r#""{}":{at}"#, at % names)).collect();
            format!("{{{}}}", members.join(","))
        };
        let mut all = Fields::default();
        for (names, times, shown, left_out) in
            [(1, 200_000, 1, 0), (MAX_FIELDS, 3, MAX_FIELDS, 0), (MAX_FIELDS + 10, 2, MAX_FIELDS, 20)]
        {
            let line = line(names, times);
            let envelopes = scan_with(line.as_bytes(), 64, &mut all.collect(line.as_bytes())).expect("a record");
            let mut values = Vec::new();
            all.each(line.as_bytes(), &envelopes, |path, field| {
                let Field::Plain(_, raw) = field else { panic!("{field:?}") };
                values.push((path.to_string(), String::from_utf8_lossy(raw).into_owned()));
            });
            assert_eq!((values.len(), all.left_out()), (shown, left_out));
            for (path, value) in values {
                assert_eq!(value, (path.parse::<usize>().expect("a number") + names * (times - 1)).to_string());
            }
            assert!(all.plain.capacity() <= MAX_FIELDS * 2);
        }
    }

    #[test]
    fn paths_are_forgotten_before_they_are_too_many() {
        let mut all = Fields::default();
        for record in 0..100 {
            let members: Vec<_> = (0..1000).map(|name| format!(r#""{record} {name}":{name}"#)).collect();
            let line = format!("{{{}}}", members.join(","));
            scan_with(line.as_bytes(), 64, &mut all.collect(line.as_bytes())).expect("a record");
            let mut shown = Vec::new();
            all.each(line.as_bytes(), &[], |path, _| shown.push(path.to_string()));
            assert_eq!(shown, (0..1000).map(|name| format!("{record} {name}")).collect::<Vec<_>>());
            assert!(all.paths.len() <= PATHS + MAX_FIELDS && all.places.len() <= PATHS + MAX_FIELDS);
        }
    }
}

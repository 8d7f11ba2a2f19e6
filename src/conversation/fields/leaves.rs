//! The fields of a record as filters see them: each under its path, a body or the metadata under one name whatever is
//! in it.

use crate::Settings;
use crate::envelope::{Envelope, Form, scan_with};
use crate::index::{Field, Fields, Kind};
use crate::json::first_byte;

/// What a field is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Plain,
    Metadata,
    Body,
}

/// A field, and what is known of it without opening it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Leaf<'a> {
    /// The number of its name.
    pub name: usize,
    pub part: Part,
    /// As it is written; `None` if it is sealed.
    pub value: Option<(Kind, &'a [u8])>,
}

/// The fields of one record. Their names are kept as long as the next records have the same.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    fields: Fields,
    envelopes: Vec<Envelope>,
    /// The path of each field, and the number of its name.
    paths: Vec<(String, usize)>,
    names: Vec<(String, Part)>,
    /// A string of the record may hold fields that are not seen yet.
    pub is_opaque: bool,
    /// A field is sealed.
    pub has_sealed: bool,
}

impl Leaves {
    /// Reads the fields of a line. Gives back whether their names differ from those before; `None` if the line is not
    /// a record.
    pub fn collect(&mut self, line: &[u8]) -> Option<bool> {
        self.envelopes = scan_with(line, Settings::default().max_nesting, &mut self.fields.collect(line)).ok()?;
        self.has_sealed = !self.envelopes.is_empty();
        self.is_opaque = self.envelopes.iter().any(|envelope| envelope.form == Form::WithinText);
        let (paths, is_opaque) = (&self.paths, &mut self.is_opaque);
        let (mut count, mut same) = (0, true);
        self.fields.each(line, &self.envelopes, |path, field| {
            same &= paths.get(count).is_some_and(|(known, _)| known == path);
            count += 1;
            *is_opaque |= matches!(field, Field::Plain(Kind::Text, text) if begins_object(text));
        });
        if same && count == paths.len() {
            return Some(false);
        }
        self.name(line);
        Some(true)
    }

    fn name(&mut self, line: &[u8]) {
        self.paths.clear();
        self.names.clear();
        let (paths, names) = (&mut self.paths, &mut self.names);
        self.fields.each(line, &self.envelopes, |path, _| {
            let (name, part) = named(path);
            // Names of plain fields differ as their paths do.
            let known = names.iter().position(|(known, own)| part != Part::Plain && *own == part && known == name);
            let number = known.unwrap_or(names.len());
            if known.is_none() {
                names.push((name.to_string(), part));
            }
            paths.push((path.to_string(), number));
        });
    }

    /// The names, by which a filter finds fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// A name, and what it is a part of.
    pub fn named(&self, number: usize) -> Option<(&str, Part)> {
        self.names.get(number).map(|(name, part)| (name.as_str(), *part))
    }

    /// Shows each field of the line that was read.
    pub fn each(&mut self, line: &[u8], mut show: impl FnMut(Leaf<'_>)) {
        let Self { fields, envelopes, paths, names, .. } = self;
        let mut at = 0;
        fields.each(line, envelopes, |_, field| {
            let Some(&(_, name)) = paths.get(at) else { return };
            at += 1;
            let value = match field {
                Field::Plain(kind, raw) => Some((kind, raw)),
                Field::Sealed(_) => None,
            };
            show(Leaf { name, part: names.get(name).map_or(Part::Plain, |(_, part)| *part), value });
        });
    }
}

/// Whether the text of a string begins as an object does.
fn begins_object(raw: &[u8]) -> bool {
    first_byte(raw).is_some_and(|(_, byte)| byte == b'{')
}

/// The name of the field that a path leads to, or into.
fn named(path: &str) -> (&str, Part) {
    let mut end = 0;
    for step in path.split('.') {
        end += step.len();
        match step {
            "RequestBody" | "ResponseBody" => return (&path[..end], Part::Body),
            "Metadata" => return (&path[..end], Part::Metadata),
            _ => end += 1,
        }
    }
    (path, Part::Plain)
}

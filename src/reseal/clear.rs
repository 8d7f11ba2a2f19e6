//! Fields that AI Gateway seals, where they stand in the clear beside sealed ones.

use crate::envelope::{Envelope, scan_value};
use crate::json::{Quoted, Span, Visitor, first_byte, resolve_escapes_of, unescape, walk};

/// The fields that AI Gateway seals.
const SEALED: [&[u8]; 3] = [b"Metadata", b"RequestBody", b"ResponseBody"];

/// Whether one of them has something in the clear: at any depth, also in a record that is the text of a string. What is
/// empty or `null` has nothing.
pub(super) fn has_clear_field(record: &[u8], envelopes: &[Envelope]) -> bool {
    let mut clear = Clear { record, envelopes, is_sealed_field: false, found: false };
    // It was walked before.
    let walked = clear.walk();
    !walked || clear.found
}

struct Clear<'a> {
    record: &'a [u8],
    envelopes: &'a [Envelope],
    /// The value that is next is of a field that AI Gateway seals.
    is_sealed_field: bool,
    found: bool,
}

impl Clear<'_> {
    fn walk(&mut self) -> bool {
        walk(self.record, super::MAX_NESTING, &mut (self as &mut dyn Visitor)).is_ok()
    }

    /// Whether an envelope begins here.
    fn is_envelope(&self, at: usize) -> bool {
        self.envelopes.binary_search_by_key(&at, |envelope| envelope.place.start).is_ok()
    }

    fn value(&mut self, at: usize, is_empty: bool) {
        self.found |= std::mem::take(&mut self.is_sealed_field) && !is_empty && !self.is_envelope(at);
    }

    fn container(&mut self, at: usize) {
        let rest = self.record[at + 1..].trim_ascii_start();
        self.value(at, matches!(rest.first(), Some(b'}' | b']')));
    }
}

impl Visitor for Clear<'_> {
    fn begin_object(&mut self, at: usize) {
        self.container(at);
    }

    fn begin_array(&mut self, at: usize) {
        self.container(at);
    }

    fn name(&mut self, name: Quoted) {
        let raw = &self.record[name.span];
        let is_sealed = |raw: &[u8]| SEALED.contains(&raw);
        self.is_sealed_field =
            if name.is_escaped { unescape(raw).is_some_and(|name| is_sealed(name.as_bytes())) } else { is_sealed(raw) };
    }

    fn string(&mut self, string: Quoted) {
        let span = string.span;
        self.value(span.start - 1, span.is_empty());
        let is_sealed = self.is_envelope(span.start - 1);
        let raw = &self.record[span];
        if !self.found && !is_sealed && first_byte(raw).is_some_and(|(_, byte)| matches!(byte, b'{' | b'[')) {
            let text = resolve_escapes_of(raw);
            if let Ok(envelopes) = scan_value(&text, super::MAX_NESTING) {
                let mut inner = Clear { record: &text, envelopes: &envelopes, is_sealed_field: false, found: false };
                self.found |= inner.walk() && inner.found;
            }
        }
    }

    fn scalar(&mut self, scalar: Span) {
        let is_null = &self.record[scalar.clone()] == b"null";
        self.value(scalar.start, is_null);
    }
}

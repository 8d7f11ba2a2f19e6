//! Finds the envelopes of a record: by their shape, at any depth, without touching the line.

use std::borrow::Cow;

use super::inside;
use super::path::Path;
use super::shape::{self, Members, Value, bytes_by_length, unescaped};
use crate::json::{Both, JsonError, Quoted, Reason, Span, Visitor, walk};
use crate::keys::TAG_BYTES;

/// A sealed value in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Where it lies in the line: what its text takes the place of.
    pub place: Span,
    /// What it is made of.
    pub parts: Parts,
    /// How it is written.
    pub form: Form,
    /// The names that lead to it, such as `RequestBody` or `log.items[3].body`; `$` for the line
    /// itself. What lies in the text of a string is named as if the string were the object that it holds.
    /// Very long paths are clipped.
    pub path: String,
}

/// How an envelope is written in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As a JSON object.
    Object,
    /// As a JSON string whose text is the object; the place is the string with its quotes.
    Text,
    /// Within a JSON string whose text is an object or an array; the place is the part of the string.
    WithinText,
}

/// What an envelope is made of. The spans are base64 as it stands in the line; its escapes are those of a
/// JSON string, or of a string within a string where the [`Form`] is not an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parts {
    /// `{"type":"encrypted","key":…,"iv":…,"data":…}`, whatever `type` says.
    Sealed {
        /// The content key under RSA-OAEP.
        key: Span,
        /// The nonce of AES-GCM.
        iv: Span,
        /// The ciphertext and its tag.
        data: Span,
    },
    /// The form of 2024, `{"data":…}`: the text itself under RSA-OAEP.
    Direct {
        /// The ciphertext, as long as the modulus.
        data: Span,
    },
    /// Almost an envelope: it has some of the members, but not all of them as strings.
    Broken {
        /// The members that are missing or not strings.
        lacks: Vec<&'static str>,
    },
    /// A string whose text has envelopes, but is cut off, damaged or nested too deep.
    Unreadable {
        /// What is wrong with the text, and where in it.
        error: JsonError,
    },
}

impl Envelope {
    /// How many bytes RSA gave for it, by the length of its base64 (RFC 4648 section 4): as many as the modulus
    /// that it was sealed for. `None` if it has none.
    #[must_use]
    pub fn wrapped_bytes(&self, line: &[u8]) -> Option<usize> {
        let (Parts::Sealed { key: wrapped, .. } | Parts::Direct { data: wrapped }) = &self.parts else { return None };
        bytes_by_length(&self.form.unescaped(&line[wrapped.clone()]))
    }

    /// How many bytes of text are in it, about: those of its data out of base64, less what sealing adds. It reads
    /// nothing of the data, in which nearly all of a file lies.
    #[must_use]
    pub fn text_bytes(&self) -> usize {
        let decoded = |data: &Span| data.len() * 3 / 4;
        match &self.parts {
            // A tag of 16 bytes, and up to two of padding.
            Parts::Sealed { data, .. } => decoded(data).saturating_sub(TAG_BYTES + 1),
            // At most: RFC 8017 section 7.1.1 with SHA-256.
            Parts::Direct { data } => decoded(data).saturating_sub(2 * 32 + 2),
            Parts::Broken { .. } | Parts::Unreadable { .. } => 0,
        }
    }
}

impl Form {
    /// The text of a string that is one of the parts, from how it stands in the line.
    pub(super) fn unescaped(self, raw: &[u8]) -> Cow<'_, [u8]> {
        match (unescaped(raw), self) {
            (once, Self::Object) => once,
            (once, Self::Text | Self::WithinText) => unescaped(&once).into_owned().into(),
        }
    }
}

/// The most envelopes that one line may hold. A record has three; a line of 16 MiB has room for about
/// ten thousand real ones, and for half a million objects that only look like broken ones.
const MAX_ENVELOPES: usize = 16_384;

/// Why the envelopes of a line are not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanError {
    /// The line is not a JSON object, or is nested too deep.
    Json(JsonError),
    /// It has more envelopes than any record.
    TooMany {
        /// Where in the line the first one lies that is one too many.
        offset: usize,
    },
}

impl From<JsonError> for ScanError {
    fn from(error: JsonError) -> Self {
        Self::Json(error)
    }
}

/// Checks that `line` is a JSON object and lists its envelopes, in the order in which they begin. No two of those
/// that can be opened overlap.
///
/// Time and memory are linear in the line: each of its bytes is read once, and those of strings whose text may
/// hold envelopes once more. Envelopes take up to 1 KB each for their path.
///
/// # Errors
/// If the line is not a JSON object, is nested deeper than `max_nesting`, or has too many envelopes.
pub fn scan(line: &[u8], max_nesting: usize) -> Result<Vec<Envelope>, ScanError> {
    scan_with(line, max_nesting, &mut ())
}

/// As [`scan`], and shows each token of the line to `visitor` as well. What that saw counts only if this
/// returns `Ok`.
///
/// # Errors
/// As [`scan`].
pub fn scan_with(line: &[u8], max_nesting: usize, visitor: &mut impl Visitor) -> Result<Vec<Envelope>, ScanError> {
    let begin = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).unwrap_or(line.len());
    if line.get(begin) != Some(&b'{') {
        let reason =
            if begin == line.len() { Reason::End } else { Reason::Expected("'{', the beginning of a record,") };
        return Err(JsonError { offset: begin, reason }.into());
    }
    let mut finder = Finder::new(line, Some(max_nesting));
    walk(line, max_nesting, &mut Both(&mut finder, visitor))?;
    finder.finish()
}

/// As [`scan`], for any JSON value.
pub(crate) fn scan_value(text: &[u8], max_nesting: usize) -> Result<Vec<Envelope>, ScanError> {
    let mut finder = Finder::new(text, Some(max_nesting));
    walk(text, max_nesting, &mut (&mut finder as &mut dyn Visitor))?;
    finder.finish()
}

/// The size in bits of the RSA key that the first sealed field of a record was encrypted for. `None` if the line is
/// not a record or has no sealed field from which it is known.
#[must_use]
pub fn sealed_for_bits(line: &[u8], max_nesting: usize) -> Option<usize> {
    let envelopes = scan(line, max_nesting).ok()?;
    envelopes.iter().find_map(|envelope| envelope.wrapped_bytes(line)).map(|bytes| bytes * 8)
}

/// Finds envelopes in a text as it is walked.
pub(super) struct Finder<'a> {
    text: &'a [u8],
    /// How deep the texts of its strings may be nested; `None` if those are not looked into.
    strings: Option<usize>,
    /// The objects and arrays around the token being read.
    open: Vec<Open>,
    path: Path,
    found: Vec<Envelope>,
    /// Where the first envelope lies that is one too many.
    overflow: Option<usize>,
}

struct Open {
    begin: usize,
    /// In an object: the name of the member being read. In an array: none.
    name: Option<Span>,
    /// In an array: how many values were read before this one.
    index: u64,
    members: Members,
}

impl<'a> Finder<'a> {
    pub(super) fn new(text: &'a [u8], strings: Option<usize>) -> Self {
        Self { text, strings, open: Vec::new(), path: Path::default(), found: Vec::new(), overflow: None }
    }

    /// The envelopes, once the whole text was walked.
    pub(super) fn finish(mut self) -> Result<Vec<Envelope>, ScanError> {
        // Those within another that cannot be opened came before it.
        self.found.sort_by_key(|envelope| envelope.place.start);
        match self.overflow {
            Some(offset) => Err(ScanError::TooMany { offset }),
            None => Ok(self.found),
        }
    }

    /// Whether there is an envelope in this text, or something like one, though it could not be walked to its end.
    pub(super) fn found_any(&self) -> bool {
        !self.found.is_empty() || shape::mentioned(self.text)
    }

    /// Notes that a value was read in the innermost container.
    fn value(&mut self, value: Value) {
        let text = self.text;
        if let Some(open) = self.open.last_mut() {
            match open.name.take() {
                Some(name) => open.members.note(text, &name, value),
                None => open.index += 1,
            }
            self.path.leave(self.open.len());
        }
    }

    fn begin(&mut self, at: usize) {
        self.open.push(Open { begin: at, name: None, index: 0, members: Members::default() });
    }

    /// The names that lead to the value that ends here: no container of its own is in `open`.
    fn path(&mut self) -> &str {
        let text = self.text;
        let step = |open: &Open| (open.name.clone().map(|name| &text[name]), open.index);
        let further = self.open.get(self.path.known()..).unwrap_or_default();
        self.path.append(further.iter().map(step))
    }

    /// Lists an envelope at the value that ends here, unless there are too many. Its path so far leads on from
    /// that value.
    fn push(&mut self, mut envelope: Envelope) {
        if self.found.len() == MAX_ENVELOPES {
            self.overflow.get_or_insert(envelope.place.start);
            return;
        }
        envelope.path = Path::joined(self.path(), &envelope);
        self.found.push(envelope);
    }

    /// Lists the envelopes in the text of this string.
    fn look_inside(&mut self, string: &Span, max_nesting: usize) {
        match inside::scan_string(self.text, string, max_nesting) {
            Ok(envelopes) => {
                for envelope in envelopes {
                    self.push(envelope);
                }
            }
            // As many as that are too many for the line, too.
            Err(ScanError::TooMany { .. }) => {
                self.overflow.get_or_insert(string.start);
            }
            Err(ScanError::Json(error)) => {
                let place = string.start - 1..string.end + 1;
                let parts = Parts::Unreadable { error };
                self.push(Envelope { place, parts, form: Form::Text, path: String::new() });
            }
        }
    }
}

impl Visitor for Finder<'_> {
    fn begin_object(&mut self, at: usize) {
        self.begin(at);
    }

    fn begin_array(&mut self, at: usize) {
        self.begin(at);
    }

    fn name(&mut self, name: Quoted) {
        if let Some(open) = self.open.last_mut() {
            open.name = Some(name.span);
        }
    }

    fn string(&mut self, string: Quoted) {
        let string = string.span;
        if let Some(max_nesting) = self.strings
            && inside::may_hold(&self.text[string.clone()])
        {
            self.look_inside(&string, max_nesting);
        }
        self.value(Value::String(string));
    }

    fn scalar(&mut self, _scalar: Span) {
        self.value(Value::Scalar);
    }

    fn end(&mut self, after: usize) {
        let Some(open) = self.open.pop() else { return };
        if let Some(parts) = open.members.shape(self.text) {
            if matches!(parts, Parts::Sealed { .. }) && open.members.lengths_fit(self.text) {
                // What lies inside an envelope goes away with it.
                while self.found.last().is_some_and(|inner| inner.place.start > open.begin) {
                    self.found.pop();
                }
            }
            self.push(Envelope { place: open.begin..after, parts, form: Form::Object, path: String::new() });
        }
        self.value(Value::Container);
    }
}

#[cfg(test)]
mod tests;

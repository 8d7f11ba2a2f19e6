//! A JSON value read in place over its text (RFC 8259): each token is a node that says where it lies, and strings and
//! numbers are read from the text when they are asked for. So integers keep their digits, and a body of 32 MB of
//! base64 costs a few nodes.
//!
//! A text that is cut off keeps its whole elements: an object or array that never ends has the members that were
//! whole, and a string, number or name that the cut touches is not there.

use std::borrow::Cow;

use super::json::Json;
use crate::json::{JsonError, Reason, Span, Visitor, resolve_escapes, walk};

/// Deeper nesting counts as a cut: what stands before it is read.
const MAX_NESTING: usize = 1_000;
/// More tokens than these count as a cut (64 MB of nodes).
const MAX_NODES: usize = 4_000_000;
/// Values nested deeper are given as text: readers of JSON commonly refuse them.
const MAX_GIVEN_NESTING: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Name,
    String,
    Scalar,
    Object,
    Array,
}

/// A token, or a container with all that is in it.
#[derive(Clone, Copy, Debug)]
struct Node {
    kind: Kind,
    /// A container whose end was reached; every other token.
    whole: bool,
    /// Where it lies in the text. Texts of 4 GB and more are not read.
    start: u32,
    end: u32,
    /// The node after this one and all that is in it.
    next: u32,
}

/// How far a text is JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// One value and nothing else.
    Whole,
    /// The text ends before the value does.
    Cut,
}

/// A JSON text and its tokens.
#[derive(Debug)]
pub(super) struct Document<'a> {
    text: Cow<'a, str>,
    nodes: Vec<Node>,
    extent: Extent,
}

impl<'a> Document<'a> {
    /// Reads a text that is an object or an array, whole or cut off. `None` for all else, and if anything follows it.
    pub(super) fn read(text: impl Into<Cow<'a, str>>) -> Option<Self> {
        let text = text.into();
        let first = text.trim_ascii_start().bytes().next();
        if !matches!(first, Some(b'{' | b'[')) || u32::try_from(text.len()).is_err() {
            return None;
        }
        let mut builder = Builder::default();
        let result = walk(text.as_bytes(), MAX_NESTING, &mut builder);
        let extent = match result {
            Ok(()) if builder.full => Extent::Cut,
            Ok(()) => Extent::Whole,
            Err(error) if is_cut(&text, &error) => Extent::Cut,
            Err(_) => return None,
        };
        let nodes = builder.finish(&text, extent);
        Some(Self { text, nodes, extent })
    }

    /// Reads a text that is a whole object or array.
    pub(super) fn whole(text: impl Into<Cow<'a, str>>) -> Option<Self> {
        Self::read(text).filter(|document| document.extent == Extent::Whole)
    }

    pub(super) fn is_cut(&self) -> bool {
        self.extent == Extent::Cut
    }

    /// Where what the cut touches begins: behind the last token that is whole.
    pub(super) fn cut_from(&self) -> usize {
        let ends = |node: &Node| match node.kind {
            Kind::Object | Kind::Array if !node.whole => node.start as usize + 1,
            Kind::Name | Kind::String => node.end as usize + 1,
            _ => node.end as usize,
        };
        self.nodes.iter().map(ends).max().unwrap_or(0)
    }

    pub(super) fn root(&self) -> Value<'_> {
        Value { document: self, at: 0 }
    }
}

/// Whether this error says that the text ends too early, or that it goes deeper than it is read.
fn is_cut(text: &str, error: &JsonError) -> bool {
    let rest = text.get(error.offset..).unwrap_or_default();
    let literal = || ["true", "false", "null"].iter().any(|literal| literal.starts_with(rest));
    matches!(error.reason, Reason::End | Reason::Nesting) || matches!(error.reason, Reason::Expected(_)) && literal()
}

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    /// The containers that are open.
    open: Vec<u32>,
    full: bool,
}

impl Builder {
    fn push(&mut self, kind: Kind, span: &Span, whole: bool) {
        self.full |= self.nodes.len() >= MAX_NODES;
        if !self.full {
            let (start, end) = (offset(span.start), offset(span.end));
            self.nodes.push(Node { kind, whole, start, end, next: offset(self.nodes.len() + 1) });
        }
    }

    fn begin(&mut self, kind: Kind, at: usize) {
        self.push(kind, &(at..at), false);
        if !self.full {
            self.open.push(offset(self.nodes.len() - 1));
        }
    }

    /// What is open ends with the text; a name without a value, and a number that may go on, are taken out.
    fn finish(mut self, text: &str, extent: Extent) -> Vec<Node> {
        if extent == Extent::Cut {
            let touched = |node: &Node| node.kind == Kind::Scalar && node.end as usize == text.len();
            self.nodes.pop_if(|node| touched(node));
            self.nodes.pop_if(|node| node.kind == Kind::Name);
        }
        let next = offset(self.nodes.len());
        for open in self.open {
            if let Some(node) = self.nodes.get_mut(open as usize) {
                node.end = offset(text.len());
                node.next = next;
            }
        }
        self.nodes
    }
}

/// Offsets fit: longer texts are not read.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Visitor for Builder {
    fn begin_object(&mut self, at: usize) {
        self.begin(Kind::Object, at);
    }

    fn begin_array(&mut self, at: usize) {
        self.begin(Kind::Array, at);
    }

    fn name(&mut self, name: Span) {
        self.push(Kind::Name, &name, true);
    }

    fn string(&mut self, string: Span) {
        self.push(Kind::String, &string, true);
    }

    fn scalar(&mut self, scalar: Span) {
        self.push(Kind::Scalar, &scalar, true);
    }

    fn end(&mut self, after: usize) {
        if self.full {
            return;
        }
        let next = offset(self.nodes.len());
        if let Some(node) = self.open.pop().and_then(|open| self.nodes.get_mut(open as usize)) {
            node.end = offset(after);
            node.whole = true;
            node.next = next;
        }
    }
}

/// A value in a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'d> {
    document: &'d Document<'d>,
    at: usize,
}

impl<'d> Value<'d> {
    fn node(self) -> Node {
        self.document.nodes[self.at]
    }

    /// As it stands in the text; a string without its quotes.
    pub(super) fn raw(self) -> &'d str {
        let node = self.node();
        self.document.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// The member of this name, the last one as with `JSON.parse`. `None` if there is none or it is null, which
    /// providers mean alike.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        self.members()
            .filter(|(found, _)| found == name)
            .last()
            .map(|(_, value)| value)
            .filter(|value| !value.is_null())
    }

    /// The member that this path of names leads to.
    pub(super) fn path(self, names: &[&str]) -> Option<Self> {
        names.iter().try_fold(self, |value, name| value.get(name))
    }

    /// The first of these members that is there.
    pub(super) fn any(self, names: &[&str]) -> Option<Self> {
        names.iter().find_map(|name| self.get(name))
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The text of the string of this name.
    pub(super) fn text_of(self, name: &str) -> Option<Cow<'d, str>> {
        self.get(name)?.text()
    }

    /// The elements of the array of this name; none if there is no such array.
    pub(super) fn each(self, name: &str) -> impl Iterator<Item = Self> {
        self.get(name).into_iter().flat_map(Self::elements)
    }

    /// Names and values of an object, in order; nothing of other values.
    pub(super) fn members(self) -> impl Iterator<Item = (Cow<'d, str>, Self)> {
        let node = self.node();
        let mut at = if node.kind == Kind::Object { self.at + 1 } else { node.next as usize };
        std::iter::from_fn(move || {
            if at + 1 >= node.next as usize {
                return None;
            }
            let name = Self { document: self.document, at };
            let value = Self { document: self.document, at: at + 1 };
            at = value.node().next as usize;
            Some((resolve(name.raw()), value))
        })
    }

    /// The elements of an array, in order; nothing of other values.
    pub(super) fn elements(self) -> impl Iterator<Item = Self> {
        let node = self.node();
        let mut at = if node.kind == Kind::Array { self.at + 1 } else { node.next as usize };
        std::iter::from_fn(move || {
            if at >= node.next as usize {
                return None;
            }
            let value = Self { document: self.document, at };
            at = value.node().next as usize;
            Some(value)
        })
    }

    pub(super) fn is_object(self) -> bool {
        self.node().kind == Kind::Object
    }

    pub(super) fn is_array(self) -> bool {
        self.node().kind == Kind::Array
    }

    pub(super) fn is_string(self) -> bool {
        self.node().kind == Kind::String
    }

    pub(super) fn is_null(self) -> bool {
        self.node().kind == Kind::Scalar && self.raw() == "null"
    }

    pub(super) fn is_number(self) -> bool {
        self.node().kind == Kind::Scalar && self.raw().starts_with(|first: char| first == '-' || first.is_ascii_digit())
    }

    /// Whether the value's end is in the text.
    pub(super) fn is_whole(self) -> bool {
        self.node().whole
    }

    pub(super) fn is_true(self) -> bool {
        self.node().kind == Kind::Scalar && self.raw() == "true"
    }

    pub(super) fn is_false(self) -> bool {
        self.node().kind == Kind::Scalar && self.raw() == "false"
    }

    /// The text of a string. Half of a surrogate pair, which no text can hold, becomes U+FFFD.
    pub(super) fn text(self) -> Option<Cow<'d, str>> {
        self.is_string().then(|| resolve(self.raw()))
    }

    /// Whether this is a string of exactly this text.
    pub(super) fn is(self, text: &str) -> bool {
        self.text().is_some_and(|found| found == text)
    }

    /// A whole number from 0 to 2^64 - 1, written without fraction and exponent.
    pub(super) fn integer(self) -> Option<u64> {
        if self.node().kind == Kind::Scalar { self.raw().parse().ok() } else { None }
    }

    /// The digits of a number as they stand in the text.
    pub(super) fn number(self) -> Option<&'d str> {
        self.is_number().then(|| self.raw())
    }

    /// Where it lies in the text, a string with its quotes.
    pub(super) fn span(self) -> Span {
        let node = self.node();
        let quote = usize::from(node.kind == Kind::String);
        node.start as usize - quote..node.end as usize + quote
    }

    /// How many bytes of the text a string or a container takes.
    pub(super) fn length(self) -> usize {
        self.raw().len()
    }

    /// The value itself, without white space between its tokens. `None` if it is cut off or nested too deep.
    pub(super) fn json(self) -> Option<Json> {
        if !self.is_whole() {
            return None;
        }
        let node = self.node();
        let nodes = &self.document.nodes[self.at..node.next as usize];
        let mut text = String::with_capacity(self.raw().len() + 2);
        // The ends of the containers that are open, and their closing brackets.
        let mut open: Vec<(usize, char)> = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            while let Some((_, bracket)) = open.pop_if(|(end, _)| *end <= at + self.at) {
                text.push(bracket);
            }
            let raw = Self { document: self.document, at: self.at + at }.raw();
            if !text.is_empty() && !text.ends_with([':', '{', '[']) {
                text.push(',');
            }
            match node.kind {
                Kind::Name => text.extend(["\"", raw, "\":"]),
                Kind::String => text.extend(["\"", raw, "\""]),
                Kind::Scalar => text.push_str(raw),
                Kind::Object | Kind::Array => {
                    let object = node.kind == Kind::Object;
                    text.push(if object { '{' } else { '[' });
                    open.push((node.next as usize, if object { '}' } else { ']' }));
                }
            }
            if open.len() > MAX_GIVEN_NESTING {
                return None;
            }
        }
        text.extend(open.iter().rev().map(|(_, bracket)| *bracket));
        Json::checked(text)
    }
}

/// The text that stands between the quotes of a string.
fn resolve(raw: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', raw.as_bytes()).is_some() { Cow::Owned(resolve_escapes(raw)) } else { Cow::Borrowed(raw) }
}

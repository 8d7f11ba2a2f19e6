//! A JSON text read in place (RFC 8259): each token is a node that says where it lies, and strings and
//! numbers are read from the text when they are asked for. So integers keep their digits, and a body of 32 MB of
//! base64 costs a few nodes. What nobody asks for has no nodes at all: the numbers of arrays, of which embeddings are
//! made, and what is within `logprobs`.
//!
//! A text that is cut off keeps its whole elements: an object or array that never ends has the members that were
//! whole, and a string, number or name that the cut touches is not there.

use std::borrow::Cow;

use super::value::{Value, resolve};
use crate::json::{JsonError, Reason, Span, Visitor, walk};

/// Deeper nesting counts as a cut: what stands before it is read.
const MAX_NESTING: usize = 1_000;
/// More tokens than these count as a cut (64 MB of nodes).
const MAX_NODES: usize = 4_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    String,
    Scalar,
    Object,
    Array,
}

/// A token, or a container with all that is in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// A container whose end was reached; every other token.
    pub(super) whole: bool,
    /// Where it lies in the text. Texts of 4 GB and more are not read.
    start: u32,
    end: u32,
    /// The node after this one and all that is in it.
    pub(super) next: u32,
}

impl Node {
    /// Where it lies in the text; a string without its quotes.
    pub(super) fn inside(self) -> Span {
        self.start as usize..self.end as usize
    }
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
        Self::read_if(text.into(), is_cut)
    }

    /// Reads a text that begins as an object or an array does; what is wrong in it counts as a cut.
    pub(super) fn read_damaged(text: &'a str) -> Option<Self> {
        Self::read_if(Cow::Borrowed(text), |_, _| true)
    }

    fn read_if(text: Cow<'a, str>, is_cut: fn(&str, &JsonError) -> bool) -> Option<Self> {
        let first = text.trim_ascii_start().bytes().next();
        if !matches!(first, Some(b'{' | b'[')) || u32::try_from(text.len()).is_err() {
            return None;
        }
        let mut builder = Builder::new(&text);
        let extent = match walk(text.as_bytes(), MAX_NESTING, &mut builder) {
            Ok(()) if !builder.full => Extent::Whole,
            Ok(()) => Extent::Cut,
            Err(error) if is_cut(&text, &error) => Extent::Cut,
            Err(_) => return None,
        };
        let nodes = builder.finish(extent);
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

    /// Each object that is a member of this name, at any depth.
    pub(super) fn objects_named(&self, name: &str) -> impl Iterator<Item = Value<'_>> {
        let pairs = self.nodes.windows(2).enumerate();
        let named = pairs.filter(|(_, pair)| pair[0].kind == Kind::Name && pair[1].kind == Kind::Object);
        let found = named.filter(move |(_, pair)| resolve(self.text(pair[0].inside())) == name);
        found.map(|(at, _)| Value::new(self, at + 1))
    }

    pub(super) fn root(&self) -> Value<'_> {
        Value::new(self, 0)
    }

    pub(super) fn node(&self, at: usize) -> Node {
        self.nodes[at]
    }

    /// What stands here in the text.
    pub(super) fn text(&self, span: Span) -> &str {
        self.text.get(span).unwrap_or_default()
    }
}

/// Whether this error says that the text ends too early, or that it goes deeper than it is read.
fn is_cut(text: &str, error: &JsonError) -> bool {
    let rest = text.get(error.offset..).unwrap_or_default();
    let literal = || ["true", "false", "null"].iter().any(|literal| literal.starts_with(rest));
    matches!(error.reason, Reason::End | Reason::Nesting) || matches!(error.reason, Reason::Expected(_)) && literal()
}

/// Objects and arrays of this name are large, and not read.
const NOT_READ: &str = "logprobs";

struct Builder<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    /// The containers that are open.
    open: Vec<u32>,
    /// How many of them are within one that is not read, with it.
    not_read: usize,
    full: bool,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, nodes: Vec::new(), open: Vec::new(), not_read: 0, full: false }
    }

    /// Whether the value that comes next is the one of a member.
    fn is_named(&self) -> bool {
        self.nodes.last().is_some_and(|node| node.kind == Kind::Name)
    }

    fn push(&mut self, kind: Kind, span: &Span, whole: bool) {
        if self.not_read > 0 {
            return;
        }
        self.full |= self.nodes.len() >= MAX_NODES;
        if !self.full {
            let (start, end) = (offset(span.start), offset(span.end));
            self.nodes.push(Node { kind, whole, start, end, next: offset(self.nodes.len() + 1) });
        }
    }

    fn begin(&mut self, kind: Kind, at: usize) {
        if self.not_read > 0 {
            self.not_read += 1;
            return;
        }
        let last = self.nodes.last().filter(|node| node.kind == Kind::Name);
        let not_read = last.is_some_and(|name| self.text.get(name.start as usize..name.end as usize) == Some(NOT_READ));
        self.push(kind, &(at..at), false);
        if !self.full {
            self.open.push(offset(self.nodes.len() - 1));
        }
        self.not_read = usize::from(not_read);
    }

    /// What is open ends with the text; a name without a value, and a number that may go on, are taken out.
    fn finish(mut self, extent: Extent) -> Vec<Node> {
        if extent == Extent::Cut {
            let length = self.text.len();
            let touched = |node: &Node| node.kind == Kind::Scalar && node.end as usize == length;
            self.nodes.pop_if(|node| touched(node));
            self.nodes.pop_if(|node| node.kind == Kind::Name);
        }
        let next = offset(self.nodes.len());
        for open in self.open {
            if let Some(node) = self.nodes.get_mut(open as usize) {
                node.end = offset(self.text.len());
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

impl Visitor for Builder<'_> {
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
        // The first value of all is an object or an array: what has no name is an element.
        if !self.is_named() {
            return;
        }
        self.push(Kind::Scalar, &scalar, true);
    }

    fn end(&mut self, after: usize) {
        if self.not_read > 1 {
            self.not_read -= 1;
            return;
        }
        self.not_read = 0;
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

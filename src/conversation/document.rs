//! A JSON text read in place (RFC 8259): each token is a node with its place in the text, from which strings and
//! numbers are read when they are needed. So integers keep their digits, and a body of 32 MB of base64 costs a few
//! nodes. Two things are never needed and have no nodes: the numbers of arrays, such as embeddings, and the contents of
//! `logprobs`.
//!
//! A text that is cut off keeps its whole elements: an object or array without an end has the members that are whole,
//! and a string, number or name that the cut touches is absent.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::value::Value;
use crate::json::{JsonError, Quoted, Reason, Span, Visitor, resolve_escapes, walk_text};

/// Deeper nesting counts as a cut: what precedes it is read.
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
    /// A name or a string with escapes.
    is_escaped: bool,
    /// Its place in the text. Texts of 4 GB and more are not read.
    start: u32,
    end: u32,
    /// The node after this one and all that is in it.
    pub(super) next: u32,
}

impl Node {
    /// Its place in the text, a string without its quotes.
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

/// A name or a string with escapes: the number of its node, and its text once that was needed.
type Escaped = (u32, OnceCell<Box<str>>);

/// A JSON text and its tokens.
#[derive(Debug)]
pub(super) struct Document<'a> {
    text: Cow<'a, str>,
    nodes: Vec<Node>,
    /// In the order of their nodes.
    escaped: Vec<Escaped>,
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
        let extent = match walk_text(&text, MAX_NESTING, &mut builder) {
            Ok(()) if !builder.full => Extent::Whole,
            Ok(()) => Extent::Cut,
            Err(error) if is_cut(&text, &error) => Extent::Cut,
            Err(_) => return None,
        };
        let (nodes, escaped) = builder.finish(extent);
        Some(Self { text, nodes, escaped, extent })
    }

    /// Reads a text that is a whole object or array.
    pub(super) fn whole(text: impl Into<Cow<'a, str>>) -> Option<Self> {
        Self::read(text).filter(|document| document.extent == Extent::Whole)
    }

    pub(super) fn is_cut(&self) -> bool {
        self.extent == Extent::Cut
    }

    /// Where the part that the cut touches begins: after the last token that is whole.
    pub(super) fn cut_from(&self) -> usize {
        let ends = |node: &Node| match node.kind {
            Kind::Object | Kind::Array if !node.whole => node.start as usize + 1,
            Kind::Name | Kind::String => node.end as usize + 1,
            _ => node.end as usize,
        };
        self.nodes.iter().map(ends).max().unwrap_or(0)
    }

    pub(super) fn root(&self) -> Value<'_> {
        Value::new(self, 0)
    }

    pub(super) fn node(&self, at: usize) -> Node {
        self.nodes[at]
    }

    /// The text of a name or a string.
    pub(super) fn string(&self, at: usize) -> &str {
        let node = self.node(at);
        let raw = self.text(node.inside());
        if !node.is_escaped {
            return raw;
        }
        let found = self.escaped.binary_search_by_key(&offset(at), |(at, _)| *at);
        found.map_or(raw, |found| self.escaped[found].1.get_or_init(|| resolve_escapes(raw).into()))
    }

    /// The node of the last member of this name.
    pub(super) fn member(&self, object: usize, name: &str) -> Option<usize> {
        let Node { kind: Kind::Object, next, .. } = self.nodes[object] else { return None };
        let text = self.text.as_bytes();
        let (mut at, mut found) = (object + 1, None);
        while at + 1 < next as usize {
            let node = &self.nodes[at];
            let is_named = if node.is_escaped {
                self.string(at) == name
            } else {
                // Nearly always the length decides.
                (node.end - node.start) as usize == name.len() && text.get(node.inside()) == Some(name.as_bytes())
            };
            at += 1;
            if is_named {
                found = Some(at);
            }
            at = self.nodes[at].next as usize;
        }
        found
    }

    /// This part of the text.
    pub(super) fn text(&self, span: Span) -> &str {
        self.text.get(span).unwrap_or_default()
    }
}

/// Checks that a text is one JSON value.
pub(super) fn check(text: &str) -> Result<(), JsonError> {
    walk_text(text, MAX_NESTING, &mut Builder::new(text))
}

/// Whether this error says that the text ends too early, or that it goes deeper than it is read.
fn is_cut(text: &str, error: &JsonError) -> bool {
    let rest = text.get(error.offset..).unwrap_or_default();
    let literal = || ["true", "false", "null"].iter().any(|literal| literal.starts_with(rest));
    matches!(error.reason, Reason::End | Reason::Nesting) || matches!(error.reason, Reason::Expected(_)) && literal()
}

/// Objects and arrays of this name are large, and not read.
const NOT_READ: &str = "logprobs";

/// No node.
const NONE: u32 = u32::MAX;

struct Builder<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    escaped: Vec<Escaped>,
    /// The innermost container that is open. Until a container is closed, its `end` is the one around it.
    open: u32,
    /// How many of them are not read: the outermost one, and those in it.
    not_read: usize,
    full: bool,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        // About as many as an event of a stream has.
        let nodes = Vec::with_capacity((text.len() / 8).min(64));
        Self { text, nodes, escaped: Vec::new(), open: NONE, not_read: 0, full: false }
    }

    /// Whether the next value is that of a member.
    fn is_named(&self) -> bool {
        self.nodes.last().is_some_and(|node| node.kind == Kind::Name)
    }

    fn push(&mut self, kind: Kind, span: &Span) {
        if self.not_read > 0 {
            return;
        }
        self.full |= self.nodes.len() >= MAX_NODES;
        if !self.full {
            let (start, end) = (offset(span.start), offset(span.end));
            let whole = !matches!(kind, Kind::Object | Kind::Array);
            self.nodes.push(Node { kind, whole, is_escaped: false, start, end, next: offset(self.nodes.len() + 1) });
        }
    }

    fn push_quoted(&mut self, kind: Kind, quoted: &Quoted) {
        let at = self.nodes.len();
        self.push(kind, &quoted.span);
        if quoted.is_escaped
            && let Some(node) = self.nodes.get_mut(at)
        {
            node.is_escaped = true;
            self.escaped.push((offset(at), OnceCell::new()));
        }
    }

    fn begin(&mut self, kind: Kind, at: usize) {
        if self.not_read > 0 {
            self.not_read += 1;
            return;
        }
        let last = self.nodes.last().filter(|node| node.kind == Kind::Name);
        let not_read = last.is_some_and(|name| self.text.get(name.start as usize..name.end as usize) == Some(NOT_READ));
        self.push(kind, &(at..at));
        if !self.full
            && let Some(node) = self.nodes.last_mut()
        {
            node.end = self.open;
            self.open = node.next - 1;
        }
        self.not_read = usize::from(not_read);
    }

    /// Sets the end of the innermost container that is open.
    fn close(&mut self, after: usize) -> Option<&mut Node> {
        let next = offset(self.nodes.len());
        let node = self.nodes.get_mut(self.open as usize)?;
        self.open = node.end;
        node.end = offset(after);
        node.next = next;
        Some(node)
    }

    /// Ends what is open with the text, and removes a name without a value and a number that may continue.
    fn finish(mut self, extent: Extent) -> (Vec<Node>, Vec<Escaped>) {
        if extent == Extent::Cut {
            let length = self.text.len();
            let touched = |node: &Node| node.kind == Kind::Scalar && node.end as usize == length;
            self.nodes.pop_if(|node| touched(node));
            self.nodes.pop_if(|node| node.kind == Kind::Name);
        }
        while self.close(self.text.len()).is_some() {}
        (self.nodes, self.escaped)
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

    fn name(&mut self, name: Quoted) {
        self.push_quoted(Kind::Name, &name);
    }

    fn string(&mut self, string: Quoted) {
        self.push_quoted(Kind::String, &string);
    }

    fn scalar(&mut self, scalar: Span) {
        // The root is an object or an array, so a value without a name is an element.
        if !self.is_named() {
            return;
        }
        self.push(Kind::Scalar, &scalar);
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
        if let Some(node) = self.close(after) {
            node.whole = true;
        }
    }
}

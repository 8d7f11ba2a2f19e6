//! JSON (RFC 8259) read in place: every token is checked and shown to a [`Visitor`] by where it
//! lies; nothing is built and nothing is copied. So a program that rewrites a text can leave every byte
//! alone that it does not change.
//!
//! `serde_json` gives values and no places; its `RawValue` gives the text of a value, but recurses for
//! each level and has no offset of a fault. This walk uses no recursion: nesting costs one bit a level, up to
//! a limit.

mod cursor;
mod error;
mod escape;
mod nesting;
mod walk;

use std::ops::Range;

pub use cursor::find_special;
pub use error::{JsonError, Reason};
pub(crate) use escape::{first_byte, places_in_escaped, resolve_escapes_mapped, resolve_escapes_of};
pub use escape::{resolve_escapes, unescape, write_escaped, write_string};
pub use walk::{walk, walk_text};

/// JSON within strings of JSON within strings: how often escapes are resolved to find a text.
pub(crate) const LEVELS: usize = 3;

/// Where a token lies in the text. A string's span leaves its quotes out.
pub type Span = Range<usize>;

/// A name or a string, as it is written between its quotes.
#[derive(Clone, Debug)]
pub struct Quoted {
    /// Where it lies in the text.
    pub span: Span,
    /// Whether it has an escape.
    pub is_escaped: bool,
}

/// Is shown each token of a text, in order.
pub trait Visitor {
    /// An object begins at this offset.
    fn begin_object(&mut self, _at: usize) {}
    /// An array begins at this offset.
    fn begin_array(&mut self, _at: usize) {}
    /// The name of the object's next member, as it stands between its quotes.
    fn name(&mut self, _name: Quoted) {}
    /// A value that is a string, as it stands between its quotes.
    fn string(&mut self, _string: Quoted) {}
    /// A value that is a number, `true`, `false` or `null`.
    fn scalar(&mut self, _scalar: Span) {}
    /// The innermost object or array ends before this offset.
    fn end(&mut self, _after: usize) {}
}

/// Looks at nothing: for checking alone.
impl Visitor for () {}

/// Looks where another does: of a `dyn Visitor`, the walk is compiled once for all of them.
impl<V: Visitor + ?Sized> Visitor for &mut V {
    fn begin_object(&mut self, at: usize) {
        (**self).begin_object(at);
    }

    fn begin_array(&mut self, at: usize) {
        (**self).begin_array(at);
    }

    fn name(&mut self, name: Quoted) {
        (**self).name(name);
    }

    fn string(&mut self, string: Quoted) {
        (**self).string(string);
    }

    fn scalar(&mut self, scalar: Span) {
        (**self).scalar(scalar);
    }

    fn end(&mut self, after: usize) {
        (**self).end(after);
    }
}

/// Shows each token to both.
#[derive(Debug)]
pub struct Both<'a, A, B>(pub &'a mut A, pub &'a mut B);

impl<A: Visitor, B: Visitor> Visitor for Both<'_, A, B> {
    fn begin_object(&mut self, at: usize) {
        self.0.begin_object(at);
        self.1.begin_object(at);
    }

    fn begin_array(&mut self, at: usize) {
        self.0.begin_array(at);
        self.1.begin_array(at);
    }

    fn name(&mut self, name: Quoted) {
        self.0.name(name.clone());
        self.1.name(name);
    }

    fn string(&mut self, string: Quoted) {
        self.0.string(string.clone());
        self.1.string(string);
    }

    fn scalar(&mut self, scalar: Span) {
        self.0.scalar(scalar.clone());
        self.1.scalar(scalar);
    }

    fn end(&mut self, after: usize) {
        self.0.end(after);
        self.1.end(after);
    }
}

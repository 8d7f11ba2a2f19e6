//! Values in a JSON text that was read in place.

use super::document::{Document, Kind, Node};
use super::json::{Json, string_length};
use crate::json::Span;

/// Values nested deeper are given as text: readers of JSON commonly refuse them.
const MAX_GIVEN_NESTING: usize = 100;

/// A value in a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'d> {
    document: &'d Document<'d>,
    at: usize,
}

impl<'d> Value<'d> {
    /// The value of this node.
    pub(super) fn new(document: &'d Document<'d>, at: usize) -> Self {
        Self { document, at }
    }

    /// The number of its node.
    pub(super) fn at(self) -> usize {
        self.at
    }

    fn node(self) -> Node {
        self.document.node(self.at)
    }

    /// The value as it is written, a string without its quotes.
    pub(super) fn raw(self) -> &'d str {
        self.document.text(self.node().inside())
    }

    /// The member of this name, the last one as with `JSON.parse`. `None` if it is missing or null, which providers use
    /// with the same meaning.
    pub(super) fn get(self, name: &str) -> Option<Self> {
        self.member(name).filter(|value| !value.is_null())
    }

    /// The last member of this name, null or not.
    pub(super) fn member(self, name: &str) -> Option<Self> {
        self.document.member(self.at, name).map(|at| Self { document: self.document, at })
    }

    /// The member that this path of names leads to.
    pub(super) fn path(self, names: &[&str]) -> Option<Self> {
        names.iter().try_fold(self, |value, name| value.get(name))
    }

    /// The first of these members that is not missing.
    pub(super) fn any(self, names: &[&str]) -> Option<Self> {
        names.iter().find_map(|name| self.get(name))
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The text of the string of this name.
    pub(super) fn text_of(self, name: &str) -> Option<&'d str> {
        self.get(name)?.text()
    }

    /// The elements of the array of this name; none if there is no such array.
    pub(super) fn each(self, name: &str) -> impl Iterator<Item = Self> {
        self.get(name).into_iter().flat_map(Self::elements)
    }

    /// Names and values of an object, in order. Other values have none.
    pub(super) fn members(self) -> impl Iterator<Item = (&'d str, Self)> {
        let node = self.node();
        let mut at = if node.kind == Kind::Object { self.at + 1 } else { node.next as usize };
        std::iter::from_fn(move || {
            if at + 1 >= node.next as usize {
                return None;
            }
            let name = self.document.string(at);
            let value = Self { document: self.document, at: at + 1 };
            at = value.node().next as usize;
            Some((name, value))
        })
    }

    /// The elements of an array, in order. Other values have none.
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

    /// Whether it is an object or an array of which nothing was read: it is empty, has only numbers, or what is never
    /// needed.
    pub(super) fn is_unread(self) -> bool {
        let node = self.node();
        matches!(node.kind, Kind::Object | Kind::Array) && node.next as usize == self.at + 1
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
    pub(super) fn text(self) -> Option<&'d str> {
        self.is_string().then(|| self.document.string(self.at))
    }

    /// Whether this is a string of exactly this text.
    pub(super) fn is(self, text: &str) -> bool {
        self.text() == Some(text)
    }

    /// A whole number from 0 to 2^64 - 1, written without fraction and exponent.
    pub(super) fn integer(self) -> Option<u64> {
        if self.node().kind == Kind::Scalar { self.raw().parse().ok() } else { None }
    }

    /// The digits of a number as they are written.
    pub(super) fn number(self) -> Option<&'d str> {
        self.is_number().then(|| self.raw())
    }

    /// Its place in the text, a string with its quotes.
    pub(super) fn span(self) -> Span {
        let node = self.node();
        let (quote, inside) = (usize::from(node.kind == Kind::String), node.inside());
        inside.start - quote..inside.end + quote
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
        let raw = self.document.text(self.span());
        let mut text = String::with_capacity(raw.len());
        // `raw[from..at]` has not been copied yet.
        let (mut from, mut at, mut depth) = (0, 0, 0_usize);
        while let Some(byte) = raw.as_bytes().get(at) {
            match byte {
                b'"' => {
                    at += string_length(&raw[at..]);
                    continue;
                }
                b' ' | b'\t' | b'\n' | b'\r' => {
                    text.push_str(&raw[from..at]);
                    from = at + 1;
                }
                b'{' | b'[' if depth == MAX_GIVEN_NESTING => return None,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        text.push_str(&raw[from..]);
        Some(Json::known(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"a":{"b":[{"c":-1.5e3},[],{}],"n":null},"d":[1,2,{"e":true}],"logprobs":{"x":[{"y":1}]},"f\u0022":"\u00e9","a2":12}"#;

    #[test]
    fn values_are_found_where_they_lie() {
        let document = Document::whole(TEXT).expect("JSON");
        let root = document.root();
        let names: Vec<_> = root.members().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "d", "logprobs", "f\"", "a2"]);
        let b = root.path(&["a", "b"]).expect("a.b");
        assert_eq!(b.elements().count(), 3);
        assert_eq!(b.elements().next().and_then(|first| first.get("c")?.number()), Some("-1.5e3"));
        assert!(root.path(&["a", "n"]).is_none(), "null is nothing");
        // Numbers of arrays are not elements, but are there when the array is given.
        assert_eq!(root.each("d").count(), 1);
        assert_eq!(
            root.get("d").and_then(Value::json).map(|json| json.text().to_string()).as_deref(),
            Some(r#"[1,2,{"e":true}]"#)
        );
        let logprobs = root.get("logprobs").expect("logprobs");
        assert_eq!(logprobs.members().count(), 0);
        assert_eq!(logprobs.json().map(|json| json.text().to_string()).as_deref(), Some(r#"{"x":[{"y":1}]}"#));
        assert_eq!(root.text_of("f\""), Some("é"));
        assert_eq!(root.get("a2").and_then(Value::integer), Some(12));
    }

    #[test]
    fn a_cut_leaves_what_is_whole() {
        let whole = Document::whole(TEXT).expect("JSON");
        for cut in 1..TEXT.len() {
            let text = &TEXT[..cut];
            let document = Document::read(text).unwrap_or_else(|| panic!("{text} is cut off, not broken"));
            assert!(document.is_cut() && !document.root().is_whole());
            for (name, value) in document.root().members() {
                let same = whole.root().get(name).expect("a member that is there");
                assert!(!value.is_whole() || value.json() == same.json(), "{text}: {name}");
                assert_eq!(value.is_whole(), value.json().is_some());
            }
        }
        let document = Document::read(r#"{"n":12"#).expect("JSON that is cut off");
        assert!(document.root().get("n").is_none(), "it may go on");
        for broken in ["", "x", "{x", "{\"a\":1}{", "[1,]", "\"text\"", "12"] {
            assert!(Document::read(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn deep_nesting_is_a_cut() {
        let text = format!("{{\"a\":1,\"b\":{}", "[".repeat(1_000_000));
        let document = Document::read(text).expect("JSON that is cut off");
        assert_eq!(document.root().get("a").and_then(Value::integer), Some(1));
        let text = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
        assert!(Document::whole(text).expect("JSON").root().get("a").and_then(Value::json).is_none());
    }
}

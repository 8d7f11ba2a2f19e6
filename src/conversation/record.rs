//! An opened record, as the tool and the package write it: its plain fields, its metadata, and its bodies.
//!
//! Bodies are strings (`--body text`), JSON (`--body json`) or `{"base64":…}`. What is read borrows from the
//! record; only strings with escapes are copied.

use super::Bodies;
use super::document::Document;
use super::json::Json;
use super::model::Conversation;
use super::read::{read, read_answer};
use super::value::Value;
use crate::json::Span;

/// Members that identify a record of AI Gateway in a wrapper.
const MARKS: [&str; 3] = ["RequestBody", "ResponseBody", "Provider"];
const REQUEST: &str = "RequestBody";
const RESPONSE: &str = "ResponseBody";
const METADATA: &str = "Metadata";
/// The most wrappers within each other.
const LEVELS: usize = 4;

/// A record whose fields were opened.
#[derive(Debug)]
pub struct OpenedRecord<'a> {
    /// The line, or the record within a string of it.
    document: Document<'a>,
    /// The node of the object that has the fields of AI Gateway: the record, or one within a wrapper.
    fields: usize,
    /// Metadata that is a string of JSON.
    metadata: Option<Document<'a>>,
    /// The line, if the record is in a string of it.
    outer: Option<&'a [u8]>,
}

/// What a record has in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plain<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(&'a str),
    /// A text; of an array or an object its JSON.
    Text(&'a str),
}

impl Plain<'_> {
    /// The value as people see it.
    #[must_use]
    pub fn as_text(&self) -> &str {
        match self {
            Self::Null => "null",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Number(text) | Self::Text(text) => text,
        }
    }
}

impl<'a> OpenedRecord<'a> {
    /// Reads a line. `None` if it is not a JSON object in UTF-8.
    #[must_use]
    pub fn read(line: &'a [u8]) -> Option<Self> {
        let document = Document::whole(std::str::from_utf8(line).ok()?).filter(|line| line.root().is_object())?;
        let inner = inner(&document);
        let outer = inner.is_some().then_some(line);
        let document = inner.unwrap_or(document);
        let fields = find(document.root(), LEVELS).unwrap_or(document.root());
        let metadata = fields.get(METADATA).and_then(Value::text);
        let metadata = metadata.and_then(|text| Document::whole(text.to_string()));
        let fields = fields.at();
        Some(Self { document, fields, metadata, outer })
    }

    /// The text of the record, where that is a string of its line.
    #[must_use]
    pub fn inner_text(&self) -> Option<&str> {
        self.outer.map(|_| self.document.root().raw())
    }

    /// Appends the line with `null` in place of bodies that are strings; if the record is in a string of its line, that line.
    pub(super) fn write_without_bodies(&self, rest: &mut Vec<u8>) {
        if let Some(line) = self.outer {
            rest.extend_from_slice(line);
            return;
        }
        let place = |name| self.fields().get(name).filter(|body| body.is_string()).map(Value::span);
        let (request, response) = (place(REQUEST), place(RESPONSE));
        let is_first = |span: &Span| response.as_ref().is_none_or(|response| span.start < response.start);
        let spans = match request {
            Some(request) if is_first(&request) => [Some(request), response],
            request => [response, request],
        };
        // Places are those in the line, which may begin with white space.
        let begin = self.document.root().span().start;
        let line = self.document.root().raw();
        let mut from = 0;
        for span in spans.into_iter().flatten() {
            rest.extend_from_slice(&line.as_bytes()[from..span.start - begin]);
            rest.extend_from_slice(b"null");
            from = span.end - begin;
        }
        rest.extend_from_slice(&line.as_bytes()[from..]);
    }

    fn fields(&self) -> Value<'_> {
        Value::new(&self.document, self.fields)
    }

    /// Shows each field that is neither a body nor metadata, in order; of members with the same name the last.
    pub fn each_plain(&self, mut show: impl FnMut(&str, Plain<'_>)) {
        for (name, value) in self.plain() {
            show(name, plain(value));
        }
    }

    fn plain(&self) -> impl Iterator<Item = (&str, Value<'_>)> {
        let fields = self.fields();
        let is_plain = |name: &str| ![REQUEST, RESPONSE, METADATA].contains(&name);
        last_of_each(fields).into_iter().filter(move |(name, value)| is_plain(name) && !is_sealed(*value))
    }

    /// The field of this name. Names within objects are joined by dots, as in `Metadata.user`.
    #[must_use]
    pub fn field(&self, path: &str) -> Option<Plain<'_>> {
        if let Some(name) = path.strip_prefix("Metadata.") {
            return self.metadata_of(name);
        }
        let own = member(self.fields(), path).or_else(|| member(self.document.root(), path))?;
        (!is_sealed(own)).then(|| plain(own))
    }

    /// The member of the metadata of this name.
    #[must_use]
    pub fn metadata_of(&self, name: &str) -> Option<Plain<'_>> {
        member(self.metadata_root()?, name).map(plain)
    }

    /// The names of the metadata's members.
    pub fn metadata_names(&self) -> impl Iterator<Item = &str> {
        self.metadata_root().into_iter().flat_map(Value::members).map(|(name, _)| name)
    }

    fn metadata_root(&self) -> Option<Value<'_>> {
        let own = self.fields().get(METADATA).filter(|metadata| metadata.is_object());
        let root = own.or_else(|| self.metadata.as_ref().map(Document::root))?;
        (!is_envelope(root)).then_some(root)
    }

    /// The text of the metadata, as it is written in the record.
    #[must_use]
    pub fn metadata_text(&self) -> Option<&str> {
        body(self.fields().get(METADATA)?)
    }

    /// Whether the metadata stayed sealed.
    #[must_use]
    pub fn has_sealed_metadata(&self) -> bool {
        self.fields().get(METADATA).is_some_and(is_sealed)
    }

    /// Whether a body stayed sealed.
    #[must_use]
    pub fn has_sealed_body(&self) -> bool {
        [REQUEST, RESPONSE].iter().any(|name| self.fields().get(name).is_some_and(is_sealed))
    }

    /// Whether the gateway answered from its cache.
    #[must_use]
    pub fn is_cached(&self) -> bool {
        self.fields().get("Cached").is_some_and(Value::is_true)
    }

    /// The HTTP status of the answer.
    #[must_use]
    pub fn status(&self) -> Option<u64> {
        self.fields().get("StatusCode").and_then(Value::integer)
    }

    /// The text of the request's body, as it is written in the record.
    #[must_use]
    pub fn request(&self) -> Option<&str> {
        body(self.fields().get(REQUEST)?)
    }

    /// The text of the response's body.
    #[must_use]
    pub fn response(&self) -> Option<&str> {
        body(self.fields().get(RESPONSE)?)
    }

    /// The plain field of this name that is a text.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.fields().text_of(name)
    }

    /// What the bodies count and cost. Where the answer alone has that, the messages of the request are missing.
    pub(super) fn counts(&self) -> Conversation {
        let response = self.response();
        let answer = response.and_then(|response| read_answer(response.as_bytes()));
        answer.unwrap_or_else(|| self.conversation())
    }

    /// What the bodies say.
    #[must_use]
    pub fn conversation(&self) -> Conversation {
        let [provider, endpoint, model] = ["Provider", "Endpoint", "Model"].map(|name| self.text_of(name));
        let [request, response] = [self.request(), self.response()];
        read(&Bodies {
            provider,
            endpoint,
            model,
            request: request.map(str::as_bytes),
            response: response.map(str::as_bytes),
        })
    }

    /// Names and JSON values of the plain fields, and of the metadata, in order.
    pub(super) fn members(&self) -> Vec<(String, Json)> {
        let metadata = self.metadata_root().map(|metadata| (METADATA, metadata));
        let members = self.plain().chain(metadata);
        members.filter_map(|(name, value)| Some((name.to_string(), value.json()?))).collect()
    }
}

/// The record in a string of a line that is not a record itself.
fn inner(document: &Document<'_>) -> Option<Document<'static>> {
    if find(document.root(), LEVELS).is_some() {
        return None;
    }
    document.root().members().find_map(|(_, value)| {
        let may_be_record = |text: &&str| {
            text.trim_ascii_start().starts_with('{') && MARKS.iter().chain(&["\\u00"]).any(|mark| text.contains(mark))
        };
        let text = value.text().filter(may_be_record)?;
        Document::whole(text.to_string()).filter(|document| find(document.root(), LEVELS).is_some())
    })
}

fn find(value: Value<'_>, levels: usize) -> Option<Value<'_>> {
    if MARKS.iter().any(|mark| value.has(mark)) {
        return Some(value);
    }
    let mut inner = value.members().map(|(_, value)| value).filter(|value| value.is_object() && levels > 0);
    inner.find_map(|value| find(value, levels - 1))
}

/// Members by name; of several with one name the last, in the place of the first.
fn last_of_each(object: Value<'_>) -> Vec<(&str, Value<'_>)> {
    let mut members: Vec<(&str, Value<'_>)> = Vec::new();
    for (name, value) in object.members() {
        // Records have about ten members. Searching all of thousands for each would take quadratic time.
        let there = members.iter_mut().take(64).find(|(found, _)| *found == name);
        match there {
            Some((_, there)) => *there = value,
            None => members.push((name, value)),
        }
    }
    members
}

/// The member that a path leads to; a name may have dots itself.
fn member<'d>(object: Value<'d>, path: &str) -> Option<Value<'d>> {
    object.member(path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        member(object.get(first)?, rest)
    })
}

/// Whether a value is an envelope that stayed as it was: as an object or as the text of a string, also of 2024, or damaged.
/// `src/envelope/shape.rs` has the whole rule, of which this is what tells envelopes from what bodies are.
fn is_sealed(value: Value<'_>) -> bool {
    let Some(text) = value.text() else { return is_envelope(value) };
    // By how the name of its first member begins: bodies are long.
    let text = text.trim_ascii();
    let name = text.strip_prefix("{\"").and_then(|name| name.get(..2));
    matches!(name, Some("ke" | "iv" | "da" | "ty"))
        && Document::whole(text).is_some_and(|text| is_envelope(text.root()))
}

/// Characters of the base64 of 256, 384 and 512 bytes.
const DIRECT: [usize; 3] = [344, 512, 684];

fn is_envelope(value: Value<'_>) -> bool {
    let text = |name: &str| value.get(name).and_then(Value::text);
    // A damaged one may have lost some of them.
    let members = ["key", "iv", "data"].into_iter().filter(|name| text(name).is_some()).count();
    let is_direct =
        || text("data").is_some_and(|data| DIRECT.contains(&data.len())) && value.members().nth(1).is_none();
    members == 3 || members > 0 && text("type") == Some("encrypted") || is_direct()
}

/// A body's text: that of a string, or JSON as it is written.
fn body(value: Value<'_>) -> Option<&str> {
    (!is_sealed(value)).then(|| value.text().unwrap_or_else(|| value.raw()))
}

fn plain(value: Value<'_>) -> Plain<'_> {
    match value.text() {
        Some(text) => Plain::Text(text),
        None if value.is_null() => Plain::Null,
        None if value.is_true() => Plain::Bool(true),
        None if value.is_false() => Plain::Bool(false),
        None => value.number().map_or_else(|| Plain::Text(value.raw()), Plain::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST_TEXT: &str =
        r#"{\"model\":\"gpt-5.4\",\"messages\":[{\"role\":\"user\",\"content\":\"Which knot?\"}]}"#;
    const REQUEST_JSON: &str = r#"{"model":"gpt-5.4","messages":[{"role":"user","content":"Which knot?"}]}"#;

    fn question(line: &str) -> Option<String> {
        let record = OpenedRecord::read(line.as_bytes()).expect("a record");
        record.conversation().messages.first().and_then(|message| message.text.clone())
    }

    #[test]
    fn bodies_are_found_in_every_form_and_within_wrappers() {
        let record = format!(r#"{{"Provider":"openai","RequestBody":{REQUEST_JSON}}}"#);
        let in_string = record.replace('\\', "\\\\").replace('"', "\\\"");
        for line in [
            format!(r#"{{"Provider":"openai","RequestBody":"{REQUEST_TEXT}"}}"#),
            record.clone(),
            format!(r#"{{"time":1,"log":{record}}}"#),
            format!(r#"{{"a":{{"b":{{"c":{record}}}}}}}"#),
            format!(r#"{{"time":1,"log":"{in_string}"}}"#),
            format!(r#"{{"time":1,"log":"\n\u0020{in_string}"}}"#),
            format!(r#"{{"time":1,"log":"\u007b{}"}}"#, &in_string[1..]),
            record.replace("RequestBody", r"Request\u0042ody").replace("Provider", r"\u0050rovider"),
            format!(
                r#"{{"log":"{}"}}"#,
                in_string.replace("RequestBody", r"Request\\u0042ody").replace("Provider", r"P\\u0072ovider")
            ),
        ] {
            assert_eq!(question(&line).as_deref(), Some("Which knot?"), "{line}");
        }
        assert_eq!(question(r#"{"Provider":"openai","RequestBody":null}"#), None);
        assert_eq!(question(r#"{"other":1}"#), None);
        for line in ["", "[]", "{", "1", "\u{feff}", r#"{"a":1}{"b":2}"#] {
            assert!(OpenedRecord::read(line.as_bytes()).is_none(), "{line}");
        }
        assert!(OpenedRecord::read(b"{\"a\":\"\xff\"}").is_none());
    }

    #[test]
    fn plain_fields_and_metadata_are_read_by_name() {
        for metadata in [r#""{\"user\":\"u-7\",\"deep\":{\"n\":1.50}}""#, r#"{"user":"u-7","deep":{"n":1.50}}"#] {
            let line = format!(
                r#"{{"Cached":true,"Metadata":{metadata},"Model":"m \u00e9","StatusCode":429,"x":{{"y":[1]}},"n":null,"RequestBody":"t"}}"#
            );
            let record = OpenedRecord::read(line.as_bytes()).expect("a record");
            for (path, value) in [
                ("Metadata.user", Some("u-7")),
                ("Metadata.deep.n", Some("1.50")),
                ("Model", Some("m é")),
                ("StatusCode", Some("429")),
                ("x.y", Some("[1]")),
                ("n", Some("null")),
                ("Cached", Some("true")),
                ("Metadata.none", None),
                ("none", None),
            ] {
                assert_eq!(record.field(path).as_ref().map(Plain::as_text), value, "{path}");
            }
            assert!(record.is_cached());
            assert_eq!(record.status(), Some(429));
            let mut names = Vec::new();
            record.each_plain(|name, _| names.push(name.to_string()));
            assert_eq!(names, ["Cached", "Model", "StatusCode", "x", "n"]);
            let members: Vec<_> =
                record.members().into_iter().map(|(name, value)| format!("{name}={}", value.text())).collect();
            let metadata = r#"Metadata={"user":"u-7","deep":{"n":1.50}}"#;
            assert_eq!(
                members,
                ["Cached=true", r#"Model="m \u00e9""#, "StatusCode=429", r#"x={"y":[1]}"#, "n=null", metadata]
            );
        }
    }

    #[test]
    fn what_stayed_sealed_in_another_form_is_so_too() {
        let quoted = |text: &str| serde_json::to_string(text).expect("a string");
        let whole = r#" {"key":"AAAA", "iv":"AAAA", "data":"AAAA"}"#;
        let older = format!(r#"{{"data":"{}"}}"#, "A".repeat(344));
        let damaged = r#"{"type":"encrypted","key":"AAAA","data":"AAAA"}"#;
        for sealed in [quoted(whole), older.clone(), quoted(&older), damaged.to_string(), quoted(damaged)] {
            let line = format!(r#"{{"Provider":"p","Metadata":{sealed},"ResponseBody":{sealed},"other":{sealed}}}"#);
            let record = OpenedRecord::read(line.as_bytes()).expect("a record");
            assert!(record.has_sealed_body() && record.has_sealed_metadata(), "{line}");
            assert_eq!(record.metadata_text(), None, "{line}");
            assert!(record.field("other").is_none() && record.field("Metadata.key").is_none(), "{line}");
        }
        for plain in [quoted(r#"{"type":"text","data":"AAAA"}"#), r#"{"data":"AAAA"}"#.to_string(), quoted("{\"key\"")]
        {
            let line = format!(r#"{{"Provider":"p","Metadata":{plain},"ResponseBody":{plain}}}"#);
            let record = OpenedRecord::read(line.as_bytes()).expect("a record");
            assert!(!record.has_sealed_body() && record.metadata_text().is_some(), "{line}");
        }
    }

    #[test]
    fn what_stayed_sealed_is_neither_a_field_nor_a_body() {
        let sealed = r#"{"type":"encrypted","key":"AAAA","iv":"AAAA","data":"AAAA"}"#;
        let line = format!(r#"{{"Provider":"p","Metadata":{sealed},"RequestBody":{sealed},"other":{sealed}}}"#);
        let record = OpenedRecord::read(line.as_bytes()).expect("a record");
        assert!(record.has_sealed_body() && record.has_sealed_metadata());
        assert_eq!((record.request(), record.field("other"), record.field("Metadata.key")), (None, None, None));
        assert_eq!(record.members().len(), 1);
        assert!(record.conversation().raw.is_empty());
    }

    #[test]
    fn of_members_with_one_name_the_last_counts() {
        let record = OpenedRecord::read(br#"{"Provider":"a","Model":"x","Model":"y"}"#).expect("a record");
        let mut shown = Vec::new();
        record.each_plain(|name, value| shown.push(format!("{name}={}", value.as_text())));
        assert_eq!(shown, ["Provider=a", "Model=y"]);
        assert_eq!(record.field("Model"), Some(Plain::Text("y")));
    }
}

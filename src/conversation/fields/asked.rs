//! The subjects of the tests of a filter: what a name means, and the result of a test on the metadata and on long texts.

use std::borrow::Cow;

use super::Problem;
use crate::conversation::body_field::BodyField;
use crate::conversation::record::{OpenedRecord, Plain};
use crate::filter::{FieldTest, NOT_A_TIME, Resolved, Test, Value, metadata_member, name_of_said, plain_name, resolve};
use crate::index::{self, Kind, MAX_VALUE};
use crate::json::{resolve_escapes, unescape};

/// What a test is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// All fields, and the bodies.
    Any,
    /// A field of the record.
    Own,
    /// A member of the metadata.
    Metadata(String),
    /// Something that the bodies say.
    Body(BodyField),
    Time,
    File,
    Line,
}

/// Threads are known after all records, and a filter is asked of one after the other.
const THREAD: &str = "Threads are known once all records were read: 'conversations --threads' shows them, and in the page thread: is asked.";

impl Subject {
    pub fn of(test: &FieldTest) -> Result<Self, Problem> {
        let Some(field) = &test.field else { return Ok(Self::Any) };
        if let Some(member) = metadata_member(&field.name) {
            return Ok(Self::Metadata(member.to_string()));
        }
        let name = plain_name(name_of_said(&field.name).unwrap_or(&field.name));
        Ok(match name.as_str() {
            "time" if test.test.time().is_none() && !matches!(test.test, Test::Has) => {
                return Err(Problem { message: NOT_A_TIME.into(), place: test.place.clone() });
            }
            "thread" => {
                return Err(Problem { message: THREAD.into(), place: field.place.clone() });
            }
            "time" => Self::Time,
            "file" => Self::File,
            "line" => Self::Line,
            _ => BodyField::of(&name).map_or(Self::Own, Self::Body),
        })
    }

    pub fn is_own_field(&self) -> bool {
        *self == Self::Own
    }

    /// Whether it is something that a record has under a name.
    pub fn is_in_record(&self) -> bool {
        matches!(self, Self::Own | Self::Metadata(_) | Self::Body(_))
    }
}

/// What a test says of a member of the metadata.
pub(super) fn of_metadata(test: &Test, name: &str, record: &OpenedRecord<'_>) -> bool {
    metadata_of(name, record).is_some_and(|value| test.matches(as_value(&value)))
}

/// A member of the metadata, by its name but for case, `_`, `-`, `.` and spaces.
pub(super) fn metadata_of<'r>(name: &str, record: &'r OpenedRecord<'_>) -> Option<Plain<'r>> {
    record.metadata_of(name).or_else(|| record.metadata_of(&same_member(name, record)?))
}

/// The member of the metadata of this name. One of which it is the beginning is another: `user` is not `user_agent` in a record
/// without a user, and of one record after the other nobody knows which names there are.
fn same_member(name: &str, record: &OpenedRecord<'_>) -> Option<String> {
    let wanted = plain_name(name);
    let mut same = record.metadata_names().filter(|each| plain_name(each) == wanted);
    let one = same.next()?;
    same.next().is_none().then(|| one.to_string())
}

/// The path of the field that a name means: a plain field, or a member of the metadata. `None` if there is none, or
/// several.
pub(in crate::conversation) fn resolve_field(name: &str, record: &OpenedRecord<'_>) -> Option<String> {
    if let Some(name) = metadata_member(name) {
        let exact = record.metadata_of(name).map(|_| name.to_string());
        return exact.or_else(|| same_member(name, record)).map(|name| format!("Metadata.{name}"));
    }
    if record.field(name).is_some() {
        return Some(name.to_string());
    }
    let mut names = Vec::new();
    record.each_plain(|name, _| names.push(name.to_string()));
    match resolve(name, names.iter().map(String::as_str)) {
        Resolved::One(at) => names.into_iter().nth(at),
        _ => None,
    }
}

pub(super) fn as_value<'v>(value: &'v Plain<'_>) -> Value<'v> {
    match value {
        Plain::Null => Value::Null,
        Plain::Bool(value) => Value::Bool(*value),
        Plain::Number(text) => Value::Number(text),
        Plain::Text(text) => Value::Text(text),
    }
}

/// What a test says of a plain value as it is written, a string without its quotes; and a short one is shown.
pub(super) fn plain_value(test: &Test, kind: Kind, raw: &[u8], show: impl FnOnce(Value<'_>)) -> bool {
    let value = String::from_utf8_lossy(raw);
    if raw.len() > MAX_VALUE {
        return test.matches_body(&value);
    }
    let value =
        if kind == Kind::Text && raw.contains(&b'\\') { unescape(raw).map_or(value, Cow::Owned) } else { value };
    let is_escaped = kind == Kind::Array && value.contains('\\');
    let value = index::Value { kind, text: value.as_ref() }.into();
    show(value);
    test.matches(value) || is_escaped && test.matches(Value::Text(&resolve_escapes(value.as_text())))
}

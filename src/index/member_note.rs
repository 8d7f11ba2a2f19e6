//! What an opened field says of its members, on its way from the thread that opened it to the table.
//!
//! The metadata of a record is a sealed field whose text is a JSON object. Once it is opened, its members are fields of the
//! record like others, under paths such as `Metadata.user`.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::chunk_columns::{MAX_VALUE, text_of};
use super::dictionary::Kind;
use super::fields::{Field, Fields};
use super::said::SAID;
use crate::envelope::scan_with;
use crate::filter::{Test, Value, resolve_name};
use crate::wipe::reserve;

/// The most bytes of a list: an agent may have called dozens of tools.
const MOST_LIST: usize = 8 * MAX_VALUE;
/// The name of a field whose members become columns.
const METADATA: &str = "Metadata";
/// The most members that become columns, and that are noted of a record. AI Gateway takes five; names that are ids could be any
/// number.
pub(super) const MAX_MEMBERS: usize = 64;

/// Whether members of the field at this path become columns.
pub(crate) fn has_members(path: &str) -> bool {
    field_end(path) == Some(path.len())
}

/// The path of the field that a path leads into, and the name of the member there.
pub(crate) fn member_of(path: &str) -> Option<(&str, &str)> {
    let end = field_end(path)?;
    Some((&path[..end], path[end..].strip_prefix('.')?))
}

/// Where the first name in a path that is [`METADATA`] ends.
fn field_end(path: &str) -> Option<usize> {
    let mut end = 0;
    for name in path.split('.') {
        end += name.len();
        if name == METADATA {
            return Some(end);
        }
        end += 1;
    }
    None
}

/// The members of one opened field.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberNote {
    /// Which record of its batch it is of, counted from 0.
    pub record: u32,
    /// The path of the field.
    pub path: String,
    /// Names, and what is there.
    pub members: Vec<(String, MemberValue)>,
    /// No member is missing.
    pub is_whole: bool,
    /// What the conversation of a record is found by, as the maker of the note wrote it; empty if this is not of bodies.
    pub trace: Vec<u8>,
}

/// What a member is.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberValue {
    /// A plain value: its kind, and what it says.
    Plain(u8, String),
    /// A value of so many bytes, too long for the index.
    Long(u32),
}

impl Drop for MemberNote {
    /// It is what a person may have forgotten by now.
    fn drop(&mut self) {
        for (_, value) in &mut self.members {
            if let MemberValue::Plain(_, text) = value {
                text.zeroize();
            }
        }
    }
}

impl MemberNote {
    /// The notes of a batch that [`MemberNotes`] wrote. What is damaged ends them.
    pub fn read_all(mut bytes: &[u8]) -> impl Iterator<Item = Self> {
        std::iter::from_fn(move || {
            let (note, rest) = postcard::take_from_bytes(bytes).ok()?;
            bytes = rest;
            Some(note)
        })
    }
}

/// Reads the members of opened fields, and writes them down for [`MemberNote::read_all`].
#[derive(Debug, Default)]
pub struct MemberNotes {
    fields: Fields,
    max_nesting: usize,
    bytes: Zeroizing<Vec<u8>>,
}

impl MemberNotes {
    /// Of a batch. Text that is nested deeper has no members.
    #[must_use]
    pub fn new(max_nesting: usize) -> Self {
        Self { max_nesting, ..Self::default() }
    }

    /// Notes the field at `path` of a record of the batch, whose text this is. Fields without members are passed over.
    pub fn note(&mut self, record: usize, path: &str, text: &[u8]) {
        if !has_members(path) {
            return;
        }
        let record = u32::try_from(record).unwrap_or(u32::MAX);
        let mut note = MemberNote { record, path: path.into(), members: Vec::new(), is_whole: true, trace: Vec::new() };
        let is_whole = self.each(text, |name, kind, raw| {
            if note.members.len() == MAX_MEMBERS {
                note.is_whole = false;
                return;
            }
            let value = if raw.len() > MAX_VALUE {
                MemberValue::Long(u32::try_from(raw.len()).unwrap_or(u32::MAX))
            } else {
                MemberValue::Plain(kind as u8, text_of(kind, raw).into_owned())
            };
            note.members.push((name.into(), value));
        });
        note.is_whole &= is_whole;
        self.write(&note);
    }

    /// Notes what the bodies of a record of the batch say: names, kinds and texts, and what its conversation is found by.
    pub fn note_said<'a>(
        &mut self,
        record: usize,
        facts: impl Iterator<Item = (&'a str, Kind, &'a str)>,
        trace: Vec<u8>,
    ) {
        let members = facts.map(|(name, kind, text)| {
            // A part of it would say of the rest that it is not there.
            let most = if kind == Kind::List { MOST_LIST } else { MAX_VALUE };
            let value = if text.len() > most {
                MemberValue::Long(u32::try_from(text.len()).unwrap_or(u32::MAX))
            } else {
                MemberValue::Plain(kind as u8, text.into())
            };
            (name.into(), value)
        });
        let record = u32::try_from(record).unwrap_or(u32::MAX);
        self.write(&MemberNote { record, path: SAID.into(), members: members.collect(), is_whole: true, trace });
    }

    fn write(&mut self, note: &MemberNote) {
        // Writing to a vector cannot fail, and every type here has a form.
        let written = Zeroizing::new(postcard::to_allocvec(note).unwrap_or_default());
        let needed = self.bytes.len() + written.len();
        reserve(&mut self.bytes, needed);
        self.bytes.extend_from_slice(&written);
    }

    /// What was noted, one note after the other.
    #[must_use]
    pub fn into_bytes(self) -> Zeroizing<Vec<u8>> {
        self.bytes
    }

    /// Shows each member in the text of a field: its name, its kind, and what is written there. Returns whether these are all.
    fn each(&mut self, text: &[u8], mut show: impl FnMut(&str, Kind, &[u8])) -> bool {
        // A text that is not an object has no members.
        let Ok(envelopes) = scan_with(text, self.max_nesting, &mut self.fields.collect(text)) else { return true };
        self.fields.each(text, &envelopes, |name, field| {
            if let Field::Plain(kind, raw) = field {
                show(name, kind, raw);
            }
        });
        self.fields.left_out() == 0 && envelopes.is_empty()
    }
}

/// The members of one field that is being searched.
#[derive(Debug)]
pub(crate) struct Members(Vec<(String, Kind, String)>);

impl Members {
    /// The members in the text of a field.
    pub fn read(text: &[u8], max_nesting: usize) -> Self {
        let mut members = Vec::new();
        MemberNotes::new(max_nesting).each(text, |name, kind, raw| {
            members.push((name.to_owned(), kind, text_of(kind, raw).into_owned()));
        });
        Self(members)
    }

    /// Whether the member of this name, or the only one that the name can mean, matches.
    pub fn matches(&self, name: &str, test: &Test) -> bool {
        let meant = resolve_name(name, self.0.iter().map(|(name, ..)| name.as_str()));
        meant.is_some_and(|at| {
            let (_, kind, value) = &self.0[at];
            test.matches(Value::from(super::dictionary::Value { kind: *kind, text: value }))
        })
    }
}

impl Drop for Members {
    fn drop(&mut self) {
        for (_, _, text) in &mut self.0 {
            text.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(path: &str, text: &str) -> Vec<MemberNote> {
        let mut notes = MemberNotes::new(64);
        notes.note(7, path, text.as_bytes());
        MemberNote::read_all(&notes.into_bytes()).collect()
    }

    fn members(text: &str) -> Vec<String> {
        let [note] = &noted("Metadata", text)[..] else { panic!("one note") };
        let shown = |(name, value): &(String, MemberValue)| match value {
            MemberValue::Plain(kind, text) => format!("{name} {:?} {text}", Kind::of(*kind).expect("a kind")),
            MemberValue::Long(bytes) => format!("{name} long {bytes}"),
        };
        note.members.iter().map(shown).collect()
    }

    #[test]
    fn paths_lead_to_the_metadata_or_into_it() {
        for (path, has, member) in [
            ("Metadata", true, None),
            ("log.Metadata", true, None),
            ("Metadata.user", false, Some(("Metadata", "user"))),
            ("log.Metadata.team.name", false, Some(("log.Metadata", "team.name"))),
            ("Metadata.Metadata", false, Some(("Metadata", "Metadata"))),
            ("metadata", false, None),
            ("MyMetadata.user", false, None),
            ("RequestBody", false, None),
            ("", false, None),
        ] {
            assert_eq!((has_members(path), member_of(path)), (has, member), "{path}");
        }
    }

    #[test]
    fn members_are_noted_by_path_and_kind() {
        let text = r#"{"user":"al\"ice \u00e9","n":5,"ok":true,"none":null,"deep":{"x":"y"},"list":[1,"a"],"n":6}"#;
        let expected = [
            "user Text al\"ice é",
            "n Number 6",
            "ok Literal true",
            "none Literal null",
            "deep.x Text y",
            "list Array [1,\"a\"]",
        ];
        assert_eq!(members(text), expected);
        let long = format!(r#"{{"a":"{}","b":"{}"}}"#, "x".repeat(MAX_VALUE), "x".repeat(MAX_VALUE + 1));
        assert_eq!(members(&long), [format!("a Text {}", "x".repeat(512)), "b long 513".to_owned()]);
        for text in ["", "none", "[1]", "1", r#""{}""#, "{", "{}", r#"{"a":1} {"b":2}"#] {
            assert!(members(text).is_empty(), "{text}");
        }
        assert!(noted("RequestBody", r#"{"a":1}"#).is_empty());
    }

    #[test]
    fn what_bodies_say_is_noted_whole_or_as_too_long() {
        let mut notes = MemberNotes::new(64);
        let text = |bytes: usize| "x".repeat(bytes);
        let said = [
            ("error", Kind::Text, text(MAX_VALUE)),
            ("errorMessage", Kind::Text, text(MAX_VALUE + 1)),
            ("tool", Kind::List, text(MOST_LIST)),
            ("more", Kind::List, text(MOST_LIST + 1)),
        ];
        notes.note_said(0, said.iter().map(|(name, kind, text)| (*name, *kind, text.as_str())), Vec::new());
        let bytes = notes.into_bytes();
        let [note] = &MemberNote::read_all(&bytes).collect::<Vec<_>>()[..] else { panic!("one note") };
        let values: Vec<_> = note.members.iter().map(|(_, value)| value).collect();
        assert_eq!(*values[0], MemberValue::Plain(Kind::Text as u8, text(512)));
        assert_eq!(*values[1], MemberValue::Long(513));
        assert_eq!(*values[2], MemberValue::Plain(Kind::List as u8, text(4096)));
        assert_eq!(*values[3], MemberValue::Long(4097));
    }

    #[test]
    fn notes_of_a_batch_follow_each_other_and_are_bounded() {
        let many: Vec<_> = (0..200).map(|number| format!("\"id{number}\":{number}")).collect();
        let mut notes = MemberNotes::new(64);
        notes.note(0, "Metadata", br#"{"a":1}"#);
        notes.note(3, "log.Metadata", format!("{{{}}}", many.join(",")).as_bytes());
        let bytes = notes.into_bytes();
        let read: Vec<_> = MemberNote::read_all(&bytes).collect();
        let shown: Vec<_> =
            read.iter().map(|note| (note.record, note.path.as_str(), note.members.len(), note.is_whole)).collect();
        assert_eq!(shown, [(0, "Metadata", 1, true), (3, "log.Metadata", MAX_MEMBERS, false)]);
        assert_eq!(MemberNote::read_all(&bytes[..bytes.len() - 1]).count(), 1, "what is damaged ends them");
        assert_eq!(MemberNote::read_all(&[]).count(), 0);
    }

    #[test]
    fn a_member_is_found_by_its_name_or_what_is_enough_of_it() {
        let members = Members::read(br#"{"user":"Alice","user_id":42,"team":{"name":"blue"},"Team":"x"}"#, 64);
        let matches = |source: &str| {
            let filter = crate::filter::Filter::parse(source).expect(source);
            let test = &filter.tests()[0];
            members.matches(&test.field.as_ref().expect("a field").name, &test.test)
        };
        for (source, expected) in [
            ("user:ali", true),
            ("user=alice", true),
            ("USER:alice", true),
            ("user:bob", false),
            ("userid:42", true),
            ("user_id:4", false),
            ("use:alice", false),
            ("team.name:blue", true),
            ("name:blue", true),
            ("has:user_id", true),
            ("has:nothing", false),
        ] {
            assert_eq!(matches(source), expected, "{source}");
        }
    }
}

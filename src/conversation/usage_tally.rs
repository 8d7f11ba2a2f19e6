//! Usage over many records in bounded memory: sums of all, and by fields of the records.

use std::collections::BTreeMap;

use super::body_field::{BodyField, error_of, stop_of};
use super::cost::PriceList;
use super::fields::resolve_field;
use super::model::Conversation;
use super::record::{OpenedRecord, Plain};
use super::sums::Sums;
use super::to_json::{ToJson, text_of, write_members, write_object};
use crate::calendar::minute;
use crate::filter::{name_of_said, plain_name};
use crate::index::window;

/// Records of further groups are counted together, so that memory is bounded.
pub const MOST_GROUPS: usize = 10_000;
/// Longer values are cut after this many characters.
const MOST_CHARACTERS: usize = 200;

/// Adds up what records used.
///
/// ```
/// use logpush_decrypt::conversation::{PriceList, UsageTally};
///
/// let mut tally = UsageTally::new(["Model", "metadata.team"]);
/// let line = br#"{"Provider":"openai","Model":"gpt-4o-mini","Metadata":"{\"team\":\"blue\"}","StatusCode":200,
///     "ResponseBody":"{\"object\":\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}"}"#;
/// assert!(tally.add(line, PriceList::built_in()));
/// assert_eq!(tally.total().records, 1);
/// assert_eq!(tally.groups().next().map(|(key, sums)| (key[1].as_deref(), sums.output)), Some((Some("blue"), 4)));
/// ```
#[derive(Debug, Default)]
pub struct UsageTally {
    by: Vec<By>,
    total: Sums,
    groups: BTreeMap<Vec<Option<String>>, Sums>,
    /// What is beyond [`MOST_GROUPS`].
    others: Option<Sums>,
}

/// What records are grouped by.
#[derive(Debug)]
struct By {
    /// As the caller wrote it.
    name: String,
    /// What that means, once a record had it.
    path: Option<String>,
    source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// A field of the record, or a member of its metadata.
    Field,
    /// What bodies say, by this name. A record may have several values.
    Fact(&'static str),
    /// So many characters of the time in the file's name, as `2026-04-18T06`.
    Time(usize),
}

impl Source {
    fn of(name: &str) -> Self {
        let name = plain_name(name_of_said(name).unwrap_or(name));
        match name.as_str() {
            "day" => Self::Time("2026-04-18".len()),
            "hour" => Self::Time("2026-04-18T06".len()),
            name => ["tool", "stop", "error", "family"]
                .into_iter()
                .find(|fact| *fact == name)
                .map_or(Self::Field, Self::Fact),
        }
    }
}

impl UsageTally {
    /// Groups records by these fields, the first one outermost: plain fields by their name or enough of it,
    /// `metadata.NAME`, `tool`, `stop`, `error` and `family` of what bodies say, and `day` and `hour` of the time in the name of
    /// the file (UTC).
    pub fn new<S: Into<String>>(by: impl IntoIterator<Item = S>) -> Self {
        let by = by.into_iter().map(Into::into).map(|name: String| {
            let source = Source::of(&name);
            By { name, path: None, source }
        });
        Self { by: by.collect(), ..Self::default() }
    }

    /// Adds an opened record. Returns whether the line is one.
    pub fn add(&mut self, line: &[u8], prices: &PriceList) -> bool {
        self.add_of_file(line, "", prices)
    }

    /// Adds an opened record of the file at this path. Returns whether the line is one. A record that called several tools
    /// belongs to the group of each.
    pub fn add_of_file(&mut self, line: &[u8], file: &str, prices: &PriceList) -> bool {
        let Some(record) = OpenedRecord::read(line) else { return false };
        // Tools are called in earlier messages too.
        let needs_messages = self.by.iter().any(|by| matches!(by.source, Source::Fact(_)));
        let conversation = if needs_messages { record.conversation() } else { record.counts() };
        let mut sums = Sums::default();
        sums.add(&record, &conversation, prices);
        self.total.merge(&sums);
        if self.by.is_empty() {
            return true;
        }
        let values: Vec<_> = self.by.iter_mut().map(|by| by.values(&record, &conversation, file)).collect();
        let mut keys = vec![Vec::new()];
        for values in values {
            let longer = |key: &Vec<Option<String>>| {
                values.iter().map(|value| [&key[..], std::slice::from_ref(value)].concat()).collect::<Vec<_>>()
            };
            keys = keys.iter().flat_map(longer).collect();
        }
        for key in keys {
            self.group(key).merge(&sums);
        }
        true
    }

    /// Adds the sums of another tally by the same fields.
    pub fn merge(&mut self, other: Self) {
        self.total.merge(&other.total);
        for (own, other) in self.by.iter_mut().zip(other.by) {
            own.path = own.path.take().or(other.path);
        }
        for (key, sums) in other.groups {
            self.group(key).merge(&sums);
        }
        if let Some(others) = other.others {
            self.others.get_or_insert_default().merge(&others);
        }
    }

    /// The sums of the records with these values, or of the others, where there are too many.
    fn group(&mut self, key: Vec<Option<String>>) -> &mut Sums {
        let full = self.groups.len() >= MOST_GROUPS && !self.groups.contains_key(&key);
        if full { self.others.get_or_insert_default() } else { self.groups.entry(key).or_default() }
    }

    /// The sums as JSON: `{by, groups: [{key, …sums}], others, total}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        text_of(self)
    }

    /// Fields that no record has.
    pub fn never_found(&self) -> impl Iterator<Item = &str> {
        self.by.iter().filter(|by| by.path.is_none()).map(|by| by.name.as_str())
    }

    /// The sums of all records.
    #[must_use]
    pub fn total(&self) -> &Sums {
        &self.total
    }

    /// Values of the fields, and the sums of the records that have them, in the order of the values. `None` where records
    /// lack the field.
    pub fn groups(&self) -> impl Iterator<Item = (&[Option<String>], &Sums)> {
        self.groups.iter().map(|(key, sums)| (key.as_slice(), sums))
    }

    /// The sums of the records beyond [`MOST_GROUPS`].
    #[must_use]
    pub fn others(&self) -> Option<&Sums> {
        self.others.as_ref()
    }
}

impl By {
    /// What a record has there: one value at least, or that it has none.
    fn values(&mut self, record: &OpenedRecord<'_>, conversation: &Conversation, file: &str) -> Vec<Option<String>> {
        match self.source {
            Source::Field => vec![self.value(record)],
            Source::Fact(name) => {
                self.path.get_or_insert_with(|| name.into());
                let mut values = Vec::new();
                let mut push = |value: &str| values.push(Some(value.to_string()));
                match name {
                    "tool" => BodyField::Tool.values(conversation, |value| push(value.as_text())),
                    "stop" => stop_of(conversation).into_iter().for_each(push),
                    "error" => error_of(conversation).into_iter().for_each(push),
                    _ => push(conversation.family),
                }
                if values.is_empty() { vec![None] } else { values }
            }
            Source::Time(length) => {
                self.path.get_or_insert_with(|| self.name.to_ascii_lowercase());
                vec![window(file).and_then(|window| minute(window.start).get(..length).map(str::to_string))]
            }
        }
    }

    fn value(&mut self, record: &OpenedRecord<'_>) -> Option<String> {
        if self.path.is_none() {
            self.path = resolve_field(&self.name, record);
        }
        let value = record.field(self.path.as_deref()?)?;
        (value != Plain::Null).then(|| value.as_text().chars().take(MOST_CHARACTERS).collect())
    }

    /// The name as the records have it.
    fn shown(&self) -> &str {
        self.path.as_deref().unwrap_or(&self.name)
    }
}

impl ToJson for UsageTally {
    fn write(&self, json: &mut Vec<u8>) {
        let names: Vec<_> = self.by.iter().map(By::shown).collect();
        let groups: Vec<_> = self.groups.iter().map(|(key, sums)| Group { key, sums }).collect();
        write_object(
            json,
            &[("by", &Always(&names)), ("groups", &Always(&groups)), ("others", &self.others), ("total", &self.total)],
        );
    }
}

/// The value of each field, null where records lack it, and the sums.
struct Group<'a> {
    key: &'a Vec<Option<String>>,
    sums: &'a Sums,
}

impl ToJson for Group<'_> {
    fn write(&self, json: &mut Vec<u8>) {
        json.push(b'{');
        write_members(json, &[("key", &Always(self.key))]);
        self.sums.write_members(json);
        json.push(b'}');
    }
}

/// A list that is written even if it is empty.
struct Always<'a, T>(&'a [T]);

impl<T: ToJson> ToJson for Always<'_, T> {
    fn write(&self, json: &mut Vec<u8>) {
        self.0.write(json);
    }
}

#[cfg(test)]
mod tests;

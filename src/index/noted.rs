//! What opened fields say, as columns of the table: members of the metadata, and what bodies say in single values.
//!
//! Of a field such as `Metadata` the index has the size alone. Once a record is opened, what its metadata says is noted in
//! columns such as `Metadata.user`. Of all other records these cells are [`Cell::Unopened`]: what a filter asks of them is
//! unknown, and not false. That is not stored for each of them but known by the field, so that noting a record takes time that
//! depends on its members alone. What is noted is plaintext, which [`Table::forget_members`] wipes.

use std::collections::HashMap;

use super::blocks::Blocks;
use super::column::{Cell, Column};
use super::dictionary::{Kind, Value};
use super::member_note::{MAX_MEMBERS, MemberNote, MemberValue, has_members, member_of};
use super::said::{SAID, THREADS, fact_of, is_body};
use super::table::{Table, VALUE_BYTES};
use crate::filter::Mask;

mod masks;
mod opened;

/// All members of a field are noted; or only some, because there is no room for more columns.
const WHOLE: u32 = 1;
const IN_PART: u32 = 2;

/// What columns are made of once it is opened.
#[derive(Debug)]
struct Parent {
    source: Source,
    /// [`WHOLE`] or [`IN_PART`] for each record of which it was opened.
    opened: Blocks,
    /// How many these are, and how many of them are whole.
    noted: u64,
    whole: u64,
}

/// Where it is.
#[derive(Debug)]
enum Source {
    /// A field whose members are columns, by the number of its own column.
    Field(usize),
    /// The bodies, by the numbers of their columns, and how many records have one at least.
    Bodies { columns: Vec<usize>, records: u64 },
}

/// Which columns are made of which field, and of which records that is known.
#[derive(Debug, Default)]
pub(super) struct Noted {
    parents: Vec<Parent>,
    /// Which of the parents a column is a member of.
    parent_of: HashMap<usize, usize>,
    /// Members that have columns because of notes.
    added: usize,
}

/// What came of noting records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotedRecords {
    /// Records of which something is known now that was not known before, in ascending order.
    pub records: Vec<u32>,
    /// There are more columns than before.
    pub has_new_columns: bool,
}

impl Table {
    /// Notes the members of opened fields. `records` are the records of the batch that the notes are of. What is known already
    /// stays, and nothing is noted when there is no room left.
    pub fn note_members(&mut self, records: &[u32], notes: impl Iterator<Item = MemberNote>) -> NotedRecords {
        let columns = self.columns().len();
        let mut came = NotedRecords::default();
        if !self.is_full() {
            for note in notes {
                if let Some(&record) = records.get(note.record as usize)
                    && self.note(record as usize, &note)
                {
                    came.records.push(record);
                }
            }
        }
        came.records.sort_unstable();
        came.records.dedup();
        came.has_new_columns = self.columns().len() > columns;
        came
    }

    fn note(&mut self, record: usize, note: &MemberNote) -> bool {
        let parents = &self.noted.parents;
        let is_of = |parent: &Parent| match parent.source {
            Source::Field(column) => self.columns()[column].name() == note.path,
            Source::Bodies { .. } => note.path == SAID,
        };
        let Some(at) = parents.iter().position(is_of) else { return false };
        let parent = &parents[at];
        if !self.is_hidden(parent, record) || parent.opened.get(record) != 0 {
            return false;
        }
        let mut is_whole = note.is_whole;
        for (name, value) in &note.members {
            let Some(column) = self.member(&format!("{}.{name}", note.path)) else {
                is_whole = false;
                continue;
            };
            let cell = match value {
                MemberValue::Long(bytes) => Cell::Long(*bytes),
                MemberValue::Plain(kind, text) => {
                    let Some(kind) = Kind::of(*kind) else { continue };
                    Cell::Plain(Value { kind, text })
                }
            };
            let room = VALUE_BYTES.saturating_sub(self.value_bytes);
            let into = self.columns.get_mut(column);
            // Of a record that has a plain field of the same name as well.
            if into.cell(record) != Cell::Absent {
                continue;
            }
            let before = into.value_bytes();
            into.note_secret(record, cell, room);
            self.value_bytes += into.value_bytes() - before;
        }
        let parent = &mut self.noted.parents[at];
        parent.opened.set(record, if is_whole { WHOLE } else { IN_PART });
        parent.noted += 1;
        parent.whole += u64::from(is_whole);
        true
    }

    /// Writes the numbers of threads into the column that filters and orders ask; those that were there are dropped.
    pub fn note_threads(&mut self, threads: impl Iterator<Item = (u32, u32)>) {
        let Some(column) = self.member(THREADS) else { return };
        let column = self.columns.get_mut(column);
        let before = column.value_bytes();
        column.forget(|_| true);
        for (record, thread) in threads {
            let text = thread.to_string();
            column.note_secret(record as usize, Cell::Plain(Value { kind: Kind::Number, text: &text }), VALUE_BYTES);
        }
        self.value_bytes = (self.value_bytes + column.value_bytes()).saturating_sub(before);
    }

    /// The column of a member, which is added unless there are too many.
    fn member(&mut self, path: &str) -> Option<usize> {
        if let Some(known) = self.columns.find(path) {
            return Some(known);
        }
        let is_member = fact_of(path).is_none();
        if is_member && self.noted.added == MAX_MEMBERS {
            return None;
        }
        let column = self.columns.number(path, Column::new)?;
        self.noted.added += usize::from(is_member);
        self.link(column);
        Some(column)
    }

    /// Finds which columns a new one is made of, or has as its members.
    pub(super) fn link(&mut self, column: usize) {
        let columns = self.columns.all();
        let name = columns[column].name();
        if is_body(name) {
            let bodies = self.noted.parents.iter_mut().find_map(|parent| match &mut parent.source {
                Source::Bodies { columns, .. } => Some(columns),
                Source::Field(_) => None,
            });
            match bodies {
                Some(bodies) => bodies.push(column),
                None => self.add_parent(Source::Bodies { columns: vec![column], records: 0 }),
            }
        } else if fact_of(name).is_some() {
            let bodies = self.noted.parents.iter().position(|parent| matches!(parent.source, Source::Bodies { .. }));
            self.noted.parent_of.extend(bodies.map(|parent| (column, parent)));
        } else if has_members(name) {
            let members = (0..columns.len())
                .filter(|member| member_of(columns[*member].name()).is_some_and(|(field, _)| field == name));
            let parent = self.noted.parents.len();
            self.noted.parent_of.extend(members.map(|member| (member, parent)));
            self.add_parent(Source::Field(column));
        } else if let Some((field, _)) = member_of(name)
            && let Some(parent) = self.noted.parents.iter().position(|parent| match parent.source {
                Source::Field(column) => columns[column].name() == field,
                Source::Bodies { .. } => false,
            })
        {
            self.noted.parent_of.insert(column, parent);
        }
    }

    fn add_parent(&mut self, source: Source) {
        self.noted.parents.push(Parent { source, opened: Blocks::default(), noted: 0, whole: 0 });
    }

    /// Counts which of the records from `from` have a body.
    pub(super) fn count_bodies(&mut self, from: usize) {
        let to = self.records();
        let counted = self.noted.parents.iter().position(|parent| matches!(parent.source, Source::Bodies { .. }));
        let Some(at) = counted else { return };
        let mut masks = vec![Mask::all(Some(false)); (to - from).div_ceil(Mask::LANES)];
        self.mask_hidden(&self.noted.parents[at], from, to, &mut masks);
        let left = |at: usize| to - from - at * Mask::LANES;
        let count: usize = masks.iter().enumerate().map(|(at, mask)| mask.first(left(at)).unknown().count()).sum();
        if let Source::Bodies { records, .. } = &mut self.noted.parents[at].source {
            *records += count as u64;
        }
    }

    /// Wipes what is known of members of sealed fields. Their columns stay, and what is plain in them.
    pub fn forget_members(&mut self) {
        let Self { noted, columns, value_bytes, .. } = self;
        for (number, parent) in noted.parents.iter_mut().enumerate() {
            let opened = std::mem::take(&mut parent.opened);
            (parent.noted, parent.whole) = (0, 0);
            for (&member, _) in noted.parent_of.iter().filter(|(_, parent)| **parent == number) {
                let column = columns.get_mut(member);
                let before = column.value_bytes();
                column.forget(|record| opened.get(record) != 0);
                *value_bytes = (*value_bytes + column.value_bytes()).saturating_sub(before);
            }
        }
    }

    /// Bytes of memory that are used to know what was opened.
    pub(super) fn noted_bytes(&self) -> usize {
        self.noted.parents.iter().map(|parent| parent.opened.bytes()).sum()
    }
}

#[cfg(test)]
mod tests;

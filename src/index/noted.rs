//! Members of opened fields as columns of the table.
//!
//! Of a field such as `Metadata` the index has the size alone. Once a record is opened, what its metadata says is noted in
//! columns such as `Metadata.user`. Of all other records these cells are [`Cell::Unopened`]: what a filter asks of them is
//! unknown, and not false. That is not stored for each of them but known by the field, so that noting a record takes time that
//! depends on its members alone. What is noted is plaintext, which [`Table::forget_members`] wipes.

use std::collections::HashMap;

use super::blocks::{Blocks, Lanes};
use super::column::{Cell, Column};
use super::dictionary::{Kind, Value};
use super::member_note::{MAX_MEMBERS, MemberNote, MemberValue, has_members, member_of};
use super::rows::Rows;
use super::table::{Table, VALUE_BYTES};
use crate::filter::Mask;

/// All members of a field are noted; or only some, because there is no room for more columns.
const WHOLE: u32 = 1;
const IN_PART: u32 = 2;

/// A field whose members are columns.
#[derive(Debug)]
struct Parent {
    /// The number of its own column.
    column: usize,
    /// [`WHOLE`] or [`IN_PART`] for each record of which it was opened.
    opened: Blocks,
    /// How many these are, and how many of them are whole.
    noted: u64,
    whole: u64,
}

/// Which columns are members of which field, and of which records that is known.
#[derive(Debug, Default)]
pub(super) struct Noted {
    parents: Vec<Parent>,
    /// Which of the parents a column is a member of.
    parent_of: HashMap<usize, usize>,
    /// Columns that exist because of notes.
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
        let Some(at) = parents.iter().position(|parent| self.columns()[parent.column].name() == note.path) else {
            return false;
        };
        let parent = &parents[at];
        let is_sealed = matches!(self.columns()[parent.column].cell(record), Cell::Sealed(_));
        if !is_sealed || parent.opened.get(record) != 0 {
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

    /// The column of a member, which is added unless there are too many.
    fn member(&mut self, path: &str) -> Option<usize> {
        if let Some(known) = self.columns.find(path) {
            return Some(known);
        }
        if self.noted.added == MAX_MEMBERS {
            return None;
        }
        let column = self.columns.number(path, Column::new)?;
        self.noted.added += 1;
        self.link(column);
        Some(column)
    }

    /// Finds which columns a new one is a member of, or has as its members.
    pub(super) fn link(&mut self, column: usize) {
        let columns = self.columns.all();
        let name = columns[column].name();
        if has_members(name) {
            let members = (0..columns.len())
                .filter(|member| member_of(columns[*member].name()).is_some_and(|(field, _)| field == name));
            let parent = self.noted.parents.len();
            self.noted.parent_of.extend(members.map(|member| (member, parent)));
            self.noted.parents.push(Parent { column, opened: Blocks::default(), noted: 0, whole: 0 });
        } else if let Some((field, _)) = member_of(name)
            && let Some(parent) = self.noted.parents.iter().position(|parent| columns[parent.column].name() == field)
        {
            self.noted.parent_of.insert(column, parent);
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

    fn parent(&self, column: usize) -> Option<&Parent> {
        let parent = *self.noted.parent_of.get(&column)?;
        self.noted.parents.get(parent).filter(|parent| self.columns()[parent.column].counts().sealed > 0)
    }

    /// The number of the sealed field that a column is a member of.
    #[must_use]
    pub fn field_of(&self, column: usize) -> Option<usize> {
        self.parent(column).map(|parent| parent.column)
    }

    /// Of how many records the sealed field that a column is a member of was opened; `None` if it is a member of none.
    #[must_use]
    pub fn opened(&self, column: usize) -> Option<u64> {
        self.parent(column).map(|parent| parent.noted)
    }

    /// In how many records a column is [`Cell::Unopened`], about.
    #[must_use]
    pub fn unopened(&self, column: usize) -> u64 {
        self.parent(column).map_or(0, |parent| self.unopened_of(parent))
    }

    fn unopened_of(&self, parent: &Parent) -> u64 {
        self.columns()[parent.column].counts().sealed.saturating_sub(parent.whole)
    }

    /// Whether there may be members that no record showed so far.
    #[must_use]
    pub fn may_have_more_members(&self) -> bool {
        self.noted.parents.iter().any(|parent| self.unopened_of(parent) > 0)
    }

    /// Whether some records have metadata that is sealed, or its members.
    pub(super) fn has_metadata(&self) -> bool {
        self.columns().iter().any(|column| has_members(column.name()) || member_of(column.name()).is_some())
    }

    /// What a record has in a column.
    #[must_use]
    pub fn cell(&self, column: usize, record: usize) -> Cell<'_> {
        let Some(own) = self.columns().get(column) else { return Cell::Absent };
        match own.cell(record) {
            Cell::Absent if self.parent(column).is_some_and(|parent| self.is_unopened(parent, record)) => {
                Cell::Unopened
            }
            cell => cell,
        }
    }

    fn is_unopened(&self, parent: &Parent, record: usize) -> bool {
        parent.opened.get(record) != WHOLE && matches!(self.columns()[parent.column].cell(record), Cell::Sealed(_))
    }

    /// Whether some member of this record is not known.
    pub(super) fn has_unopened(&self, record: usize) -> bool {
        self.noted.parents.iter().any(|parent| self.is_unopened(parent, record))
    }

    /// The columns that are members of some field: their names in it, and their numbers.
    pub(super) fn members(&self) -> Vec<(&str, usize)> {
        let columns = self.columns().iter().enumerate();
        columns.filter_map(|(number, column)| Some((member_of(column.name())?.1, number))).collect()
    }

    /// Of how many of these records the field that a column is a member of was opened, and in how many the column is
    /// [`Cell::Unopened`]. `None` if it is a member of no sealed field.
    pub(super) fn count_opened(&self, column: usize, rows: Rows<'_>) -> Option<(u64, u64)> {
        let parent = self.parent(column)?;
        if matches!(rows, Rows::First(all) if all == self.records()) {
            return Some((parent.noted, self.unopened_of(parent)));
        }
        let is_opened = |record: &usize| parent.opened.get(*record) != 0;
        let opened = rows.iter().filter(is_opened).count() as u64;
        let unopened = match self.unopened_of(parent) {
            0 => 0,
            _ => rows.iter().filter(|record| self.is_unopened(parent, *record)).count() as u64,
        };
        Some((opened, unopened))
    }

    /// Adds to `masks`, by `or`, that it is unknown what the records from `from` to before `to` have in a column, where that is
    /// so.
    pub(super) fn mask_unopened(&self, column: usize, from: usize, to: usize, masks: &mut [Mask]) {
        if let Some(parent) = self.parent(column) {
            self.mask_unopened_of(parent, from, to, masks);
        }
    }

    /// The same of members that have no column.
    pub(super) fn mask_unlisted(&self, from: usize, to: usize, masks: &mut [Mask]) {
        for parent in &self.noted.parents {
            self.mask_unopened_of(parent, from, to, masks);
        }
    }

    fn mask_unopened_of(&self, parent: &Parent, from: usize, to: usize, masks: &mut [Mask]) {
        if self.unopened_of(parent) == 0 {
            return;
        }
        let mut unopened = vec![Mask::all(Some(false)); masks.len()];
        let is_sealed = |cell: Cell<'_>| if matches!(cell, Cell::Sealed(_)) { None } else { Some(false) };
        self.columns()[parent.column].mask_into(from, to, is_sealed, &mut unopened);
        let mut at = 0;
        parent.opened.each(from, to, Mask::LANES, |lanes| {
            let mask = &mut unopened[at];
            let mut set = |lane: usize, state: u32| {
                if state == WHOLE {
                    mask.set(lane, Some(false));
                }
            };
            match lanes {
                Lanes::None(_) => {}
                Lanes::Narrow(states, _) => each(states, &mut set),
                Lanes::Middle(states, _) => each(states, &mut set),
                Lanes::Wide(states, _) => each(states, &mut set),
                Lanes::Mixed(states, begin, end) => {
                    (begin..end).enumerate().for_each(|(lane, record)| set(lane, states.get(record)));
                }
            }
            at += 1;
        });
        for (mask, unopened) in masks.iter_mut().zip(unopened) {
            *mask = mask.or(unopened);
        }
    }

    /// Bytes of memory that are used to know what was opened.
    pub(super) fn noted_bytes(&self) -> usize {
        self.noted.parents.iter().map(|parent| parent.opened.bytes()).sum()
    }
}

/// Calls a function with each number of a list, and its place there.
fn each<T: Copy + Into<u32>>(list: &[T], mut show: impl FnMut(usize, u32)) {
    for (place, number) in list.iter().enumerate() {
        show(place, (*number).into());
    }
}

#[cfg(test)]
mod tests;

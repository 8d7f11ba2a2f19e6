//! What of a record is known because it was opened, and what only opening it shows.

use super::{Parent, Source, WHOLE};
use crate::index::column::Cell;
use crate::index::member_note::{has_members, member_of};
use crate::index::rows::Rows;
use crate::index::table::Table;

impl Table {
    pub(super) fn parent(&self, column: usize) -> Option<&Parent> {
        let parent = *self.noted.parent_of.get(&column)?;
        self.noted.parents.get(parent).filter(|parent| match parent.source {
            Source::Field(column) => self.columns()[column].counts().sealed > 0,
            Source::Bodies { .. } => true,
        })
    }

    /// The number of the sealed field that a column is a member of.
    #[must_use]
    pub fn field_of(&self, column: usize) -> Option<usize> {
        match self.parent(column)?.source {
            Source::Field(column) => Some(column),
            Source::Bodies { .. } => None,
        }
    }

    /// Whether what is in a column was read from fields that had to be opened, or may be.
    #[must_use]
    pub fn is_noted(&self, column: usize) -> bool {
        self.parent(column).is_some()
    }

    /// Of how many records that was opened which a column is made of; `None` if it is made of nothing that has to be.
    #[must_use]
    pub fn opened(&self, column: usize) -> Option<u64> {
        self.parent(column).map(|parent| parent.noted)
    }

    /// In how many records a column is [`Cell::Unopened`], about.
    #[must_use]
    pub fn unopened(&self, column: usize) -> u64 {
        self.parent(column).map_or(0, |parent| self.unopened_of(parent))
    }

    pub(super) fn unopened_of(&self, parent: &Parent) -> u64 {
        let hidden = match parent.source {
            Source::Field(column) => self.columns()[column].counts().sealed,
            Source::Bodies { records, .. } => records,
        };
        hidden.saturating_sub(parent.whole)
    }

    /// The fields whose members are columns.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Parent> {
        self.noted.parents.iter().filter(|parent| matches!(parent.source, Source::Field(_)))
    }

    /// Whether there may be members that no record showed so far.
    #[must_use]
    pub fn may_have_more_members(&self) -> bool {
        self.fields().any(|parent| self.unopened_of(parent) > 0)
    }

    /// Whether some records have metadata that is sealed, or its members.
    pub(in crate::index) fn has_metadata(&self) -> bool {
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
        parent.opened.get(record) != WHOLE && self.is_hidden(parent, record)
    }

    /// Whether a record has something there that only opening it shows.
    pub(super) fn is_hidden(&self, parent: &Parent, record: usize) -> bool {
        match &parent.source {
            Source::Field(column) => matches!(self.columns()[*column].cell(record), Cell::Sealed(_)),
            // A body that is not sealed has to be read as well.
            Source::Bodies { columns, .. } => {
                columns.iter().any(|column| self.columns()[*column].cell(record) != Cell::Absent)
            }
        }
    }

    /// Whether some member of this record is not known.
    pub(in crate::index) fn has_unopened(&self, record: usize) -> bool {
        self.fields().any(|parent| self.is_unopened(parent, record))
    }

    /// Whether it is not known what the bodies of this record say. `of_texts`: in whole texts, which are never noted.
    pub(crate) fn has_unread_bodies(&self, record: usize, of_texts: bool) -> bool {
        self.bodies().is_some_and(|bodies| {
            if of_texts { self.is_hidden(bodies, record) } else { self.is_unopened(bodies, record) }
        })
    }

    /// The bodies, if some record has one.
    pub(super) fn bodies(&self) -> Option<&Parent> {
        self.noted.parents.iter().find(|parent| matches!(parent.source, Source::Bodies { .. }))
    }

    /// Of how many records the bodies were read, and how many have bodies.
    #[must_use]
    pub fn bodies_read(&self) -> (u64, u64) {
        self.bodies().map_or((0, 0), |bodies| (bodies.noted, bodies.noted + self.unopened_of(bodies)))
    }

    /// Whether a column is one of the bodies.
    pub(in crate::index) fn is_body(&self, column: usize) -> bool {
        self.bodies().is_some_and(|bodies| match &bodies.source {
            Source::Bodies { columns, .. } => columns.contains(&column),
            Source::Field(_) => false,
        })
    }

    /// The columns that are members of some field: their names in it, and their numbers.
    pub(in crate::index) fn members(&self) -> Vec<(&str, usize)> {
        let columns = self.columns().iter().enumerate();
        columns.filter_map(|(number, column)| Some((member_of(column.name())?.1, number))).collect()
    }

    /// Of how many of these records the field that a column is a member of was opened, and in how many the column is
    /// [`Cell::Unopened`]. `None` if it is a member of no sealed field.
    pub(in crate::index) fn count_opened(&self, column: usize, rows: Rows<'_>) -> Option<(u64, u64)> {
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
}

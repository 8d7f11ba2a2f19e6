//! What somebody sees of a table: the records that match a filter, in an order.

use super::chunk::{Chunk, ChunkError};
use super::facet::Facet;
use super::histogram::Histogram;
use super::matches::{Answers, Matches, Problem};
use super::member_note::MemberNote;
use super::rows::Rows;
use super::said::{THREADS, fact_of};
use super::sort::Sort;
use super::table::Table;
use crate::filter::{Completion, Filter, Hint, Inclusion, complete};

mod selection;

pub use self::selection::Selection;

/// A table, with a filter and an order.
#[derive(Debug, Default)]
pub struct View {
    table: Table,
    matches: Option<Matches>,
    sort: Option<Sort>,
    /// The rows in their order, once somebody asked for rows.
    sorted: Option<Vec<u32>>,
}

/// What came of a filter that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It is in force.
    InForce,
    /// No record matches: the one before stays.
    MatchesNothing,
    /// It is wrong, or records have to be opened to know what matches: the one before stays.
    Open,
}

impl View {
    /// The table.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Adds a file after the others and returns its number. Append its records before adding another.
    pub fn add_file(&mut self, path: &str) -> usize {
        self.table.add_file(path)
    }

    /// Appends the next records of the file that was added last.
    ///
    /// # Errors
    /// As [`Table::append`].
    pub fn append(&mut self, chunk: Chunk) -> Result<(), ChunkError> {
        self.table.append(chunk)?;
        if let Some(matches) = &mut self.matches {
            matches.update(&self.table);
        }
        self.sorted = None;
        Ok(())
    }

    /// Changes the order of the rows. `None` is the order of files and lines.
    pub fn sort_by(&mut self, sort: Option<Sort>) {
        self.sort = sort;
        self.sorted = None;
    }

    /// Changes the filter.
    ///
    /// # Errors
    /// What is wrong with the filter; the one before stays in force.
    pub fn filter_by(&mut self, text: &str) -> Result<(), Problem> {
        let matches = Matches::new(text, &self.table)?;
        self.matches = (!matches.filter().tests().is_empty()).then_some(matches);
        self.sorted = None;
        Ok(())
    }

    /// Changes the filter if that empties no table and needs no record to be opened: what somebody is still typing may be
    /// half of what is meant.
    pub fn filter_while_typing(&mut self, text: &str) -> Typed {
        let Ok(matches) = Matches::new(text, &self.table) else { return Typed::Open };
        let is_none = matches.filter().tests().is_empty();
        if !is_none && matches.unknown() > 0 {
            return Typed::Open;
        }
        if !is_none && matches.rows().is_empty() {
            return Typed::MatchesNothing;
        }
        self.matches = (!is_none).then_some(matches);
        self.sorted = None;
        Typed::InForce
    }

    /// Why no record matches the filter, and what would; see [`Matches::hint`].
    #[must_use]
    pub fn hint(&self) -> Option<Hint> {
        self.matches.as_ref()?.hint(&self.table)
    }

    /// The records that match the filter; `None` if there is no filter.
    #[must_use]
    pub fn matches(&self) -> Option<&Matches> {
        self.matches.as_ref()
    }

    /// The rows in the order of files and lines.
    pub(crate) fn unordered(&self) -> Rows<'_> {
        self.matches.as_ref().map_or(Rows::First(self.table.records()), |matches| Rows::These(matches.rows()))
    }

    /// The rows in their order.
    pub fn rows(&mut self) -> Rows<'_> {
        if let (Some(sort), None) = (self.sort, &self.sorted) {
            self.sorted = Some(self.table.sorted(self.unordered(), sort));
        }
        self.sorted.as_deref().map_or_else(|| self.unordered(), Rows::These)
    }

    /// How many rows there are.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.unordered().len()
    }

    /// How many more records may match, by what is sealed in them or too long for the index.
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.matches.as_ref().map_or(0, Matches::unknown)
    }

    /// Adds what opening records said of the filter's tests.
    pub fn add_answers(&mut self, answers: impl IntoIterator<Item = (u32, Answers)>) {
        let Some(matches) = &mut self.matches else { return };
        if matches.add_answers(answers, &self.table) > 0 {
            self.sorted = None;
        }
    }

    /// Notes what opened records say in their metadata; see [`Table::note_members`]. `notes` are the bytes of
    /// [`MemberNotes`](super::MemberNotes). Returns whether something is known that was not known before.
    ///
    /// Rows that are in the order of a member stay where they are, unless others come: they would move while they are read.
    pub fn note_members(&mut self, records: &[u32], notes: &[u8]) -> bool {
        let came = self.table.note_members(records, MemberNote::read_all(notes));
        if let Some(matches) = &mut self.matches
            && matches.renew(&came, &self.table)
        {
            self.sorted = None;
        }
        !came.records.is_empty()
    }

    /// Notes the threads of records; see [`Table::note_threads`]. A filter that asks of threads is asked anew.
    pub fn note_threads(&mut self, threads: impl Iterator<Item = (u32, u32)>) {
        self.table.note_threads(threads);
        let column = self.table.columns().iter().position(|column| column.name() == THREADS);
        if let Some(matches) = &mut self.matches
            && column.is_some_and(|column| matches.asks_of_facts(column, &self.table))
        {
            matches.begin_anew(&self.table);
            self.sorted = None;
        }
    }

    /// Wipes what opened records said, and what searching found in them: the keys are gone.
    pub fn forget_opened(&mut self) {
        self.table.forget_members();
        if let Some(matches) = &mut self.matches {
            matches.begin_anew(&self.table);
        }
        self.sorted = None;
    }

    /// Whether the filter has a part that is written so.
    #[must_use]
    pub fn asks_for(&self, term: &str) -> bool {
        self.matches.as_ref().is_some_and(|matches| matches.filter().asks_for(term))
    }

    /// The text of the filter without the parts that ask what bodies say.
    #[must_use]
    pub fn public_filter(&self) -> String {
        self.matches.as_ref().map_or_else(String::new, |matches| matches.public_filter(&self.table))
    }

    /// A filter changed so that it includes a value of a column, excludes it, or does neither.
    #[must_use]
    pub fn with_value(&self, text: &str, column: usize, value: &str, inclusion: Option<Inclusion>) -> String {
        let (Ok(filter), Some(named)) = (Filter::parse(text), self.table.columns().get(column)) else {
            return text.into();
        };
        let is_it = |name: &str| Matches::names(name, column, &self.table);
        let name = fact_of(named.name()).filter(|name| is_it(name)).unwrap_or_else(|| named.name());
        filter.with_value(name, is_it, value, inclusion)
    }

    /// What a filter that is being typed can be completed with. `cursor` is an offset in bytes.
    #[must_use]
    pub fn complete(&self, text: &str, cursor: usize) -> Vec<Completion> {
        complete(text, cursor, &self.table)
    }

    /// How often each value of a column occurs among the records that match the rest of the filter: the `most`
    /// frequent ones.
    #[must_use]
    pub fn facet(&self, column: usize, most: usize) -> Facet {
        let without = self.matches.as_ref().and_then(|matches| matches.without(column, &self.table));
        let rows = without.as_deref().map_or_else(|| self.unordered(), Rows::These);
        self.table.facet(rows, column, most)
    }

    /// Whether the filter includes or excludes a value of a column.
    #[must_use]
    pub fn inclusion(&self, column: usize, value: &str) -> Option<Inclusion> {
        let filter = self.matches.as_ref()?.filter();
        filter.inclusion(|name| Matches::names(name, column, &self.table), value)
    }

    /// How the rows are spread over time; see [`Table::histogram`].
    #[must_use]
    pub fn histogram(&self, split: Option<usize>, bins: usize) -> Option<Histogram> {
        self.table.histogram(self.unordered(), split, bins)
    }
}

#[cfg(test)]
mod tests;

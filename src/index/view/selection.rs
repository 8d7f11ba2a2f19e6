//! Lines of a view that are selected to be read again, and what it costs to open them.

use super::View;
use crate::index::column::Cell;
use crate::index::matches::Matches;
use crate::index::reads::Reads;

/// Which lines are selected to be read again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All records.
    All,
    /// The records that match the filter.
    Matches,
    /// These records, by their numbers.
    Records(Vec<u32>),
    /// The records that have to be opened to know whether they match.
    Unknown,
    /// The records that match the filter, and whose bodies were not read.
    Unread,
    /// The lines that are not records.
    Rejects,
}

impl View {
    /// Reads of the selected lines.
    #[must_use]
    pub fn select(&self, selection: Selection) -> Reads {
        match (selection, &self.matches) {
            (Selection::Records(records), _) => Reads::of(records),
            (Selection::Rejects, _) => Reads::rejected(),
            (Selection::Matches, Some(matches)) => Reads::of(matches.rows().to_vec()),
            (Selection::Unread, _) => {
                let rows = self.unordered().iter().filter(|record| self.table.has_unread_bodies(*record, false));
                // A table has no more records than 32 bits count.
                #[allow(clippy::cast_possible_truncation)]
                Reads::of(rows.map(|record| record as u32).collect())
            }
            (Selection::Unknown, matches) => Reads::of(matches.iter().flat_map(Matches::to_open).collect()),
            (Selection::All | Selection::Matches, _) => Reads::all(&self.table),
        }
    }

    /// How many sealed fields have to be unwrapped to open the selected records: all but those of records whose content
    /// keys are known. `for_filter`: to open what the filter's tests ask about, and no more.
    #[must_use]
    pub fn cost(&self, reads: &Reads, is_known: impl Fn(usize) -> bool, for_filter: bool) -> usize {
        let asked = |column: usize| {
            !for_filter || self.matches.as_ref().is_none_or(|matches| matches.asks_of(column, &self.table))
        };
        let columns = self.table.columns().iter().enumerate();
        let sealed: Vec<_> = columns
            .filter(|(number, column)| column.counts().sealed > 0 && asked(*number))
            .map(|(_, column)| column)
            .collect();
        let fields = |record: usize| sealed.iter().filter(|c| matches!(c.cell(record), Cell::Sealed(_))).count();
        reads.records().filter(|&record| !is_known(record)).map(fields).sum()
    }
}

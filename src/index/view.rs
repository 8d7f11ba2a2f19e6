//! What somebody sees of a table: the records that match a filter, in an order.

use super::chunk::{Chunk, ChunkError};
use super::column::{Cell, Column};
use super::facet::Facet;
use super::histogram::Histogram;
use super::matches::{Answers, Matches, Problem, column_named};
use super::member_note::MemberNote;
use super::reads::Reads;
use super::rows::Rows;
use super::sort::Sort;
use super::table::Table;
use crate::filter::{Completion, Filter, Hint, Inclusion, Vocabulary, complete};

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
    /// The lines that are not records.
    Rejects,
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
    fn unordered(&self) -> Rows<'_> {
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
        filter.with_value(named.name(), |name| Matches::names(name, column, &self.table), value, inclusion)
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

    /// Reads of the selected lines.
    #[must_use]
    pub fn select(&self, selection: Selection) -> Reads {
        match (selection, &self.matches) {
            (Selection::Records(records), _) => Reads::of(records),
            (Selection::Rejects, _) => Reads::rejected(),
            (Selection::Matches, Some(matches)) => Reads::of(matches.rows().to_vec()),
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

impl Table {
    /// How many records have each of a column's values, by their numbers.
    pub(super) fn counts_of(&self, column: &Column) -> Vec<u64> {
        let mut counts = vec![0; column.distinct()];
        for record in 0..self.records() {
            if let Ok(value) = column.value_number(record) {
                counts[value] += 1;
            }
        }
        counts
    }
}

impl Vocabulary for Table {
    fn names(&self) -> Vec<&str> {
        self.columns().iter().map(Column::name).collect()
    }

    fn meant(&self, name: &str) -> Option<usize> {
        let column = column_named(name, self)?;
        self.columns().get(column).map(|_| column)
    }

    fn values(&self, column: usize) -> Vec<(&str, u64)> {
        let Some(column) = self.columns().get(column) else { return Vec::new() };
        column.values().map(|value| value.text).zip(self.counts_of(column)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::SortBy;
    use crate::index::fixtures::chunk;

    const SEALED: &str = r#"{"key":"","iv":"","data":""}"#;

    /// Five records in two files, two of them with sealed fields, and one line that is not a record.
    fn view() -> View {
        let mut view = View::default();
        let sealed = |status: u32, more: &str| format!(r#"{{"status":{status},"RequestBody":{SEALED}{more}}}"#);
        let metadata = format!(r#","Metadata":{SEALED}"#);
        let first = [sealed(200, ""), "{\"status\":500}".into(), "x".into(), sealed(429, &metadata)].join("\n");
        for (path, text) in [("a", first.as_str()), ("b", "{\"status\":200}\n{\"model\":\"Gpt\"}\n")] {
            view.add_file(path);
            view.append(chunk(text)).expect("a chunk");
        }
        view
    }

    fn rows(view: &mut View) -> Vec<usize> {
        view.rows().iter().collect()
    }

    fn status(view: &View) -> usize {
        view.table().names().iter().position(|name| *name == "status").expect("a column")
    }

    #[test]
    fn rows_follow_the_filter_the_order_and_what_is_appended() {
        let mut view = view();
        assert_eq!(rows(&mut view), [0, 1, 2, 3, 4]);
        let by = SortBy::Column(status(&view));
        view.sort_by(Some(Sort { by, descending: true }));
        assert_eq!(rows(&mut view), [1, 2, 0, 3, 4]);
        view.filter_by("status:<500").expect("a filter");
        assert_eq!((rows(&mut view), view.row_count()), (vec![2, 0, 3], 3));
        view.append(chunk("{\"status\":300}\n{\"status\":600}\n")).expect("a chunk");
        assert_eq!(rows(&mut view), [2, 5, 0, 3]);
        view.sort_by(None);
        assert_eq!(rows(&mut view), [0, 2, 3, 5]);
        let problem = view.filter_by("statsu:1").expect_err("a problem");
        assert_eq!((problem.suggestion.as_deref(), rows(&mut view).len()), (Some("status"), 4));
        view.filter_by(" ").expect("no filter");
        assert_eq!((rows(&mut view).len(), view.matches().is_none()), (7, true));
    }

    #[test]
    fn while_typing_the_filter_changes_only_if_rows_are_left_and_nothing_is_unknown() {
        let mut view = view();
        view.filter_by("status:200").expect("a filter");
        let before = rows(&mut view);
        for (half, came) in [
            ("status:", Typed::Open),
            ("status:\"20", Typed::Open),
            ("(status:200", Typed::Open),
            ("status:200,", Typed::Open),
            ("RequestBody:x", Typed::Open),
            ("no such word", Typed::Open),
            ("status:2", Typed::MatchesNothing),
            ("model=g", Typed::MatchesNothing),
        ] {
            assert_eq!(view.filter_while_typing(half), came, "{half}");
            assert_eq!(rows(&mut view), before, "{half}");
        }
        assert_eq!(view.filter_while_typing("status:429"), Typed::InForce);
        assert!(!rows(&mut view).is_empty());
        assert_ne!(rows(&mut view), before);
        assert_eq!(view.filter_while_typing(""), Typed::InForce);
        assert_eq!(view.row_count(), view.table().records());
    }

    #[test]
    fn answers_change_the_rows_in_whichever_order_they_are() {
        let mut view = view();
        view.sort_by(Some(Sort { by: SortBy::Column(status(&view)), descending: true }));
        view.filter_by("RequestBody:word or status:500").expect("a filter");
        assert_eq!((rows(&mut view), view.unknown()), (vec![1], 2));
        view.add_answers([(0, Answers { matched: 1, undecided: 0 }), (2, Answers::default())]);
        assert_eq!((rows(&mut view), view.unknown()), (vec![1, 0], 0));
    }

    #[test]
    fn a_selection_is_all_or_what_matches_or_what_is_unknown() {
        let mut view = view();
        let selected = |view: &View, selection| view.select(selection).records().collect::<Vec<_>>();
        assert_eq!(selected(&view, Selection::Matches), [0, 1, 2, 3, 4]);
        assert!(selected(&view, Selection::Unknown).is_empty());
        view.filter_by("RequestBody:word or status:500").expect("a filter");
        for (selection, records) in [
            (Selection::All, &[0, 1, 2, 3, 4][..]),
            (Selection::Matches, &[1]),
            (Selection::Records(vec![4, 2, 2]), &[2, 4]),
            (Selection::Unknown, &[0, 2]),
            (Selection::Rejects, &[]),
        ] {
            assert_eq!(selected(&view, selection.clone()), records, "{selection:?}");
        }
        assert_eq!(view.select(Selection::Rejects).lines(view.table()), 1);
    }

    #[test]
    fn the_cost_is_sealed_fields_without_those_of_known_records() {
        let mut view = view();
        let cost = |view: &View, known: &[usize], for_filter| {
            view.cost(&view.select(Selection::All), |record| known.contains(&record), for_filter)
        };
        assert_eq!([cost(&view, &[], false), cost(&view, &[], true), cost(&view, &[2], false)], [3, 3, 1]);
        view.filter_by("RequestBody:word").expect("a filter");
        assert_eq!([cost(&view, &[], false), cost(&view, &[], true), cost(&view, &[0], true)], [3, 2, 1]);
        view.filter_by("status:200").expect("a filter");
        assert_eq!([cost(&view, &[], false), cost(&view, &[], true)], [3, 0]);
    }

    #[test]
    fn facets_count_what_the_rest_of_the_filter_matches_and_know_what_is_included() {
        let mut view = view();
        let column = status(&view);
        view.filter_by("status:200 -status:500").expect("a filter");
        let values = view.facet(column, 9).values;
        assert_eq!(values.iter().map(|value| value.count).collect::<Vec<_>>(), [2, 1, 1]);
        let inclusions = ["200", "500", "429"].map(|value| view.inclusion(column, value));
        assert_eq!(inclusions, [Some(Inclusion::Included), Some(Inclusion::Excluded), None]);
        assert_eq!(view.with_value("x", column, "200", Some(Inclusion::Excluded)), "x -status=200");
        assert_eq!(view.with_value("(", column, "200", None), "(");
        assert_eq!(view.with_value("x", 99, "200", None), "x");
    }

    #[test]
    fn values_are_counted_over_all_records_to_complete_a_filter() {
        let view = view();
        let completed = |text: &str| {
            let completions = view.complete(text, text.len());
            completions.into_iter().map(|completion| (completion.label, completion.count)).collect::<Vec<_>>()
        };
        let expected = [("200", 2), ("500", 1), ("429", 1)].map(|(label, count)| (label.to_string(), Some(count)));
        assert_eq!(completed("status:"), expected);
        assert_eq!(completed("model:gP"), [("Gpt".to_string(), Some(1))]);
    }

    #[test]
    fn the_public_part_of_a_filter_asks_of_plain_fields_alone() {
        let mut view = view();
        assert_eq!(view.public_filter(), "");
        for (text, public) in [
            ("status:200 RequestBody:word", "status:200"),
            ("word has:RequestBody line:2", "has:RequestBody line:2"),
            ("(status:200 or word)", ""),
        ] {
            view.filter_by(text).expect("a filter");
            assert_eq!(view.public_filter(), public, "{text}");
        }
    }
}

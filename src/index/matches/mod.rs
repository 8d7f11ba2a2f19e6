//! Which records match a filter, as far as that is known without opening them.

mod evaluate;
mod hint;
mod subject;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::member_note::has_members;
use super::noted::NotedRecords;
use super::table::Table;
use crate::filter::{Conjunct, FieldTest, Filter, Mask, Resolved, Test, metadata_member, name_of_said};
use evaluate::{answer_of, masks};
pub use subject::Problem;
use subject::{Meaning, Subject, meaning, subject};

/// The records of a table that match a filter. Those that are appended later are evaluated when
/// [`Matches::update`] is called.
#[derive(Debug)]
pub struct Matches {
    filter: Filter,
    subjects: Vec<Subject>,
    rows: Vec<u32>,
    /// Records that the index does not decide, in ascending order.
    undecided: Vec<u32>,
    /// What was found in those of them that were opened.
    answers: HashMap<u32, Answers>,
    /// How many of them were decided by that.
    decided: usize,
    /// Records that were looked at.
    seen: usize,
    /// How often some record was.
    looks: u64,
}

/// What a test asks of an opened record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Any of its fields.
    Any,
    /// The field of this path, or a member of it.
    Column(String),
    /// The member of the metadata of this name.
    Member(String),
    /// What bodies say of this, by the name that the filter has for it.
    Said(String),
}

/// The number of the column that a name means, or one after those of the columns for `time`, `file` and `line`.
pub(super) fn column_named(name: &str, table: &Table) -> Option<usize> {
    match meaning(name, table) {
        Meaning::Name(Resolved::One(column)) => Some(column),
        Meaning::Said(columns) => Subject::Said(columns).column(table),
        _ => None,
    }
}

/// The name of the member of the metadata that a test asks of.
fn member_name(test: &FieldTest) -> &str {
    test.field.as_ref().and_then(|field| metadata_member(&field.name)).unwrap_or_default()
}

/// What opening a record said of the tests of a filter, a bit for each, the lowest for the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// It matches, by something that the index does not hold.
    pub matched: u32,
    /// It does not as far as is known, but some of what it asks of stayed sealed.
    pub undecided: u32,
}

impl Answers {
    /// What a test says, of which the index says this.
    fn complete(self, test: usize, answer: Option<bool>) -> Option<bool> {
        let has = |bits: u32| bits >> test & 1 == 1;
        match answer {
            None if has(self.matched) => Some(true),
            None if has(self.undecided) => None,
            None => Some(false),
            known => known,
        }
    }
}

impl Matches {
    /// Applies a filter to a table.
    ///
    /// # Errors
    /// If the filter cannot be parsed, or has a name that is not that of a column.
    pub fn new(text: &str, table: &Table) -> Result<Self, Problem> {
        let filter = Filter::parse(text)?;
        let subjects = filter.tests().iter().map(|test| subject(test, table)).collect::<Result<_, _>>()?;
        let mut matches = Self {
            filter,
            subjects,
            rows: Vec::new(),
            undecided: Vec::new(),
            answers: HashMap::new(),
            decided: 0,
            seen: 0,
            looks: 0,
        };
        matches.update(table);
        Ok(matches)
    }

    /// The records that match for certain, in the order of files and lines.
    #[must_use]
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// How many more may pass, by what is sealed in them or too long for the index.
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.undecided.len() - self.decided
    }

    /// Those records, in the order of files and lines: the ones that must be opened.
    pub fn to_open(&self) -> impl Iterator<Item = u32> {
        self.undecided.iter().copied().filter(|record| !self.answers.contains_key(record))
    }

    /// The tests as [`FieldTest::source`] writes them, and what they are about, to be asked of opened records.
    pub fn sources(&self, table: &Table) -> impl Iterator<Item = (Asked, String)> {
        let asked = |test: &FieldTest, subject: &Subject| match subject {
            Subject::Column(column) => {
                table.columns().get(*column).map_or(Asked::Any, |column| Asked::Column(column.name().to_owned()))
            }
            Subject::Member => Asked::Member(member_name(test).to_owned()),
            Subject::Said(_) => {
                let name = test.field.as_ref().map_or("", |field| &field.name);
                Asked::Said(name_of_said(name).unwrap_or(name).to_owned())
            }
            _ => Asked::Any,
        };
        self.filter.tests().iter().zip(&self.subjects).map(move |(test, subject)| (asked(test, subject), test.source()))
    }

    /// Looks anew at records of which something was noted. Others are as they were, and those that the index decided stay
    /// decided. Returns whether other records match than before.
    pub fn renew(&mut self, noted: &NotedRecords, table: &Table) -> bool {
        if noted.has_new_columns && self.resolve_members(table) {
            let answers = std::mem::take(&mut self.answers);
            self.begin_anew(table);
            self.add_answers(answers, table);
            return true;
        }
        // What it still does not decide stays open.
        let open = Answers { matched: 0, undecided: u32::MAX };
        self.add_answers(noted.records.iter().map(|record| (*record, open)), table) > 0
    }

    /// Forgets what opening records said, and looks at all records of the table as it is now.
    pub fn begin_anew(&mut self, table: &Table) {
        self.answers = HashMap::new();
        (self.rows, self.undecided) = (Vec::new(), Vec::new());
        (self.decided, self.seen) = (0, 0);
        self.update(table);
    }

    /// Finds the columns of members that had none. Returns whether there are some.
    fn resolve_members(&mut self, table: &Table) -> bool {
        let mut is_new = false;
        for (test, before) in self.filter.tests().iter().zip(&mut self.subjects) {
            if *before == Subject::Member
                && let Ok(now) = subject(test, table)
                && now != *before
            {
                (*before, is_new) = (now, true);
            }
        }
        is_new
    }

    /// Adds what opening records said of the tests. Returns how many of them match by that.
    pub fn add_answers(&mut self, answers: impl IntoIterator<Item = (u32, Answers)>, table: &Table) -> usize {
        let mut hits = Vec::new();
        for (record, answers) in answers {
            if self.decide(record, answers, table) == Some(true) {
                hits.push(record);
            }
        }
        // Merged once for all of them: putting each into its place would move the rows after it each time.
        hits.sort_unstable();
        merge(&mut self.rows, &hits);
        hits.len()
    }

    /// Whether a record matches by what opening it said; `None` if that is still open, or was known.
    fn decide(&mut self, record: u32, answers: Answers, table: &Table) -> Option<bool> {
        if self.undecided.binary_search(&record).is_err() || self.answers.contains_key(&record) {
            return None;
        }
        self.looks += 1;
        let tests = self.filter.tests().iter().zip(&self.subjects);
        let known: Vec<_> = tests.map(|(test, subject)| answer_of(test, *subject, table, record as usize)).collect();
        let matches = self.filter.evaluate(|test| answers.complete(test, known[test]))?;
        self.answers.insert(record, answers);
        self.decided += 1;
        Some(matches)
    }

    /// How often a record was looked at so far: what evaluating the filter took.
    #[must_use]
    pub fn looked_at(&self) -> u64 {
        self.looks
    }

    /// The filter.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The tests that are not negated and ask what fields have, each with the number of its column; `None` for all.
    pub fn affirmed(&self) -> impl Iterator<Item = (Option<usize>, &Test)> {
        self.filter.affirmed().filter_map(|(number, test)| match self.subjects[number] {
            Subject::Column(column) | Subject::Object { column, .. } => Some((Some(column), &test.test)),
            // What was said is text of the bodies; what is counted is not.
            Subject::Any | Subject::Said([]) => Some((None, &test.test)),
            Subject::Said(_) | Subject::Member | Subject::Time | Subject::File | Subject::Line => None,
        })
    }

    /// Whether a test asks of plain fields alone, and so of nothing that a body says.
    #[must_use]
    pub fn is_plain(&self, test: usize, table: &Table) -> bool {
        match self.subjects.get(test) {
            None | Some(Subject::Any | Subject::Member | Subject::Said(_)) => false,
            // What was noted of an opened field is as secret as the field.
            Some(Subject::Column(column)) if table.is_noted(*column) => false,
            Some(Subject::Column(column)) => {
                table.columns()[*column].counts().sealed == 0 || matches!(self.filter.tests()[test].test, Test::Has)
            }
            Some(Subject::Object { .. } | Subject::Time | Subject::File | Subject::Line) => true,
        }
    }

    /// The text of the filter without the parts that ask what bodies say.
    #[must_use]
    pub fn public_filter(&self, table: &Table) -> String {
        let tests = self.filter.tests();
        self.filter.public_part(|test| {
            let number = tests.iter().position(|other| other.place == test.place);
            number.is_some_and(|number| self.is_plain(number, table))
        })
    }

    /// Whether a test asks of this column, or of a member of the field in it.
    #[must_use]
    pub fn asks_of(&self, column: usize, table: &Table) -> bool {
        self.subjects.iter().any(|subject| match *subject {
            Subject::Any => true,
            Subject::Column(asked) | Subject::Object { column: asked, .. } => {
                asked == column || table.field_of(asked) == Some(column)
            }
            Subject::Member => has_members(table.columns()[column].name()),
            Subject::Said(_) => table.is_body(column),
            Subject::Time | Subject::File | Subject::Line => false,
        })
    }

    /// Whether a test asks of this column of what bodies say.
    #[must_use]
    pub fn asks_of_facts(&self, column: usize, table: &Table) -> bool {
        self.subjects.iter().any(|subject| subject.column(table) == Some(column))
    }

    /// Whether this is the name, as far as the filter is concerned, of the column.
    #[must_use]
    pub fn names(name: &str, column: usize, table: &Table) -> bool {
        column_named(name, table) == Some(column)
    }

    /// Looks at the records that were appended since.
    pub fn update(&mut self, table: &Table) {
        let masks = self.masks(table, self.seen);
        for (at, begin) in (self.seen..table.records()).step_by(Mask::LANES).enumerate() {
            let mask = self.filter.evaluate_many(|test| masks[test][at]).first(table.records() - begin);
            // A table has no more records than 32 bits count.
            #[allow(clippy::cast_possible_truncation)]
            let record = |lane| (begin + lane) as u32;
            self.rows.extend(mask.certain().map(record));
            self.undecided.extend(mask.unknown().map(record));
        }
        self.looks += (table.records() - self.seen) as u64;
        self.seen = table.records();
    }

    /// The records that match all of the filter but what it asks of this column: for saying what else there
    /// would be to choose. `None` if it asks nothing of it.
    #[must_use]
    pub fn without(&self, column: usize, table: &Table) -> Option<Vec<u32>> {
        let own = |conjunct: &Conjunct| {
            let mut asked = (0..self.subjects.len()).filter(|test| conjunct.has(*test)).peekable();
            asked.peek().is_some() && asked.all(|test| self.subjects[test].column(table) == Some(column))
        };
        let conjuncts = self.filter.conjuncts();
        let others: Vec<_> = conjuncts.iter().filter(|conjunct| !own(conjunct)).collect();
        if others.len() == conjuncts.len() {
            return None;
        }
        let mut masks = self.masks(table, 0);
        for (record, opened) in &self.answers {
            let (at, lane) = (*record as usize / Mask::LANES, *record as usize % Mask::LANES);
            for (test, masks) in masks.iter_mut().enumerate() {
                let answer = opened.complete(test, masks[at].get(lane));
                masks[at].set(lane, answer);
            }
        }
        let mut rows = Vec::new();
        for (at, begin) in (0..table.records()).step_by(Mask::LANES).enumerate() {
            let pass = others
                .iter()
                .fold(Mask::all(Some(true)), |pass, other| pass.and(other.evaluate_many(|test| masks[test][at])));
            #[allow(clippy::cast_possible_truncation)]
            rows.extend(pass.first(table.records() - begin).certain().map(|lane| (begin + lane) as u32));
        }
        Some(rows)
    }

    /// What each test says of the records from `from`, 64 of them to a place.
    fn masks(&self, table: &Table, from: usize) -> Vec<Vec<Mask>> {
        let subjects = self.filter.tests().iter().zip(&self.subjects);
        subjects.map(|(test, subject)| masks(test, *subject, table, from)).collect()
    }
}

/// Puts numbers in between others; both are in ascending order, and none is in both. Each moves once at most.
fn merge(rows: &mut Vec<u32>, more: &[u32]) {
    let (mut left, mut right) = (rows.len(), more.len());
    rows.resize(left + right, 0);
    // From the end, where there is room: until all of `more` have their places, what is before them has its own.
    while right > 0 {
        let at = left + right - 1;
        if left > 0 && rows[left - 1] > more[right - 1] {
            left -= 1;
            rows[at] = rows[left];
        } else {
            right -= 1;
            rows[at] = more[right];
        }
    }
}

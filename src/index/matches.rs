//! Which records pass a filter, as far as that is known without opening them.

use std::collections::HashMap;
use std::ops::Range;

use super::column::Cell;
use super::dictionary::{Kind, Value};
use super::table::{Table, TableFile};
use crate::filter::{self, FieldTest, Filter, FilterError, Mask, Resolved, Test, resolve};

/// Fields that every table has, beside its columns.
const BUILT_IN: [&str; 3] = ["time", "file", "line"];

/// What is wrong with a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is and what to do about it, for people.
    pub message: String,
    /// Which bytes of the filter it concerns.
    pub place: Range<usize>,
    /// The name that was probably meant.
    pub suggestion: Option<String>,
}

impl From<FilterError> for Problem {
    fn from(FilterError { message, place }: FilterError) -> Self {
        Self { message, place, suggestion: None }
    }
}

/// What a test is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// All columns.
    Any,
    Column(usize),
    Time,
    File,
    Line,
}

/// The records of a table that match a filter. Those that are appended later are looked at when
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
    /// Understands a filter for a table: every name in it has to be a column's, or nearly.
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

    /// Those records, in the order of files and lines: the ones that are to be opened.
    pub fn to_open(&self) -> impl Iterator<Item = u32> {
        self.undecided.iter().copied().filter(|record| !self.answers.contains_key(record))
    }

    /// The tests as [`FieldTest::source`] writes them, and the names of the columns that they are about, to be
    /// asked of opened records.
    pub fn sources(&self, table: &Table) -> impl Iterator<Item = (Option<String>, String)> {
        let column = |subject: &Subject| match subject {
            Subject::Column(column) => table.columns().get(*column).map(|column| column.name().to_string()),
            _ => None,
        };
        self.filter.tests().iter().zip(&self.subjects).map(move |(test, subject)| (column(subject), test.source()))
    }

    /// Takes what opening records said of the tests. Returns how many of them pass by that.
    pub fn take(&mut self, answers: impl IntoIterator<Item = (u32, Answers)>, table: &Table) -> usize {
        let mut hits = Vec::new();
        for (record, answers) in answers {
            if self.decide(record, answers, table) == Some(true) {
                hits.push(record);
            }
        }
        // Merged once for all of them: putting each into its place would move the rows behind it each time.
        hits.sort_unstable();
        merge(&mut self.rows, &hits);
        hits.len()
    }

    /// Whether a record matches by what opening it said; `None` if that is still open, or was known.
    fn decide(&mut self, record: u32, answers: Answers, table: &Table) -> Option<bool> {
        if self.undecided.binary_search(&record).is_err() || self.answers.contains_key(&record) {
            return None;
        }
        let tests = self.filter.tests().iter().zip(&self.subjects);
        let known: Vec<_> =
            tests.map(|(test, subject)| answer_of(&test.test, *subject, table, record as usize)).collect();
        let matches = self.filter.evaluate(|test| answers.complete(test, known[test]))?;
        self.answers.insert(record, answers);
        self.decided += 1;
        Some(matches)
    }

    /// The filter.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether a test asks of plain fields alone, and so of nothing that a body says.
    #[must_use]
    pub fn is_plain(&self, test: usize, table: &Table) -> bool {
        match self.subjects.get(test) {
            None | Some(Subject::Any) => false,
            Some(Subject::Column(column)) => {
                table.columns()[*column].counts().sealed == 0 || matches!(self.filter.tests()[test].test, Test::Has)
            }
            Some(Subject::Time | Subject::File | Subject::Line) => true,
        }
    }

    /// Whether a test asks of this column.
    #[must_use]
    pub fn asks_of(&self, column: usize) -> bool {
        self.subjects.iter().any(|subject| matches!(subject, Subject::Any) || *subject == Subject::Column(column))
    }

    /// Whether this is the name, as far as the filter is concerned, of the column.
    #[must_use]
    pub fn names(name: &str, column: usize, table: &Table) -> bool {
        resolved(name, table) == Resolved::One(column)
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
        self.seen = table.records();
    }

    /// The records that match all of the filter but what it asks of this column: for saying what else there
    /// would be to choose. `None` if it asks nothing of it.
    #[must_use]
    pub fn without(&self, column: usize, table: &Table) -> Option<Vec<u32>> {
        let own = |tests: u32| {
            let mut asked = (0..self.subjects.len()).filter(|test| tests >> test & 1 == 1).peekable();
            asked.peek().is_some() && asked.all(|test| self.subjects[test] == Subject::Column(column))
        };
        let conjuncts = self.filter.conjuncts();
        let others: Vec<_> = conjuncts.iter().filter(|conjunct| !own(conjunct.tests())).collect();
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

    /// What each test says of the records from `from` on, 64 of them to a place.
    fn masks(&self, table: &Table, from: usize) -> Vec<Vec<Mask>> {
        let subjects = self.filter.tests().iter().zip(&self.subjects);
        subjects.map(|(test, subject)| masks(&test.test, *subject, table, from)).collect()
    }
}

fn resolved(name: &str, table: &Table) -> Resolved {
    resolve(name, table.columns().iter().map(super::Column::name).chain(BUILT_IN))
}

fn subject(test: &FieldTest, table: &Table) -> Result<Subject, Problem> {
    let Some(field) = &test.field else { return Ok(Subject::Any) };
    let columns = table.columns();
    let name = |at: usize| columns.get(at).map_or_else(|| BUILT_IN[at - columns.len()], super::Column::name);
    let problem = |message, suggestion| Err(Problem { message, place: field.place.clone(), suggestion });
    match resolved(&field.name, table) {
        Resolved::One(column) if column < columns.len() => Ok(Subject::Column(column)),
        Resolved::One(built_in) => match built_in - columns.len() {
            0 if test.test.time().is_none() && !matches!(test.test, Test::Has) => Err(Problem {
                message: "This is no time. Write it as 2026-04-18, 2026-04-18T06 or 2026-04-18T06:30, in UTC.".into(),
                place: test.place.clone(),
                suggestion: None,
            }),
            0 => Ok(Subject::Time),
            1 => Ok(Subject::File),
            _ => Ok(Subject::Line),
        },
        Resolved::Unknown { suggestion } => {
            let suggestion = suggestion.map(|at| name(at).to_string());
            let hint = suggestion.as_ref().map_or(String::new(), |name| format!(" Did you mean {name}?"));
            problem(format!("No record has a field called {}.{hint}", field.name), suggestion)
        }
        Resolved::Several(those) => {
            let names: Vec<_> = those.into_iter().take(5).map(name).collect();
            problem(format!("{} can be {}. Write more of the name.", field.name, names.join(" or ")), None)
        }
    }
}

/// What a test says of the records from `from` on, 64 of them to a place.
fn masks(test: &Test, subject: Subject, table: &Table, from: usize) -> Vec<Mask> {
    let to = table.records();
    let mut masks = vec![Mask::all(Some(false)); (to - from).div_ceil(Mask::LANES)];
    match subject {
        Subject::Column(column) => table.columns()[column].mask_into(from, to, |cell| of_cell(test, cell), &mut masks),
        Subject::Any => {
            for column in table.columns() {
                column.mask_into(from, to, |cell| of_cell(test, cell), &mut masks);
            }
        }
        Subject::Time | Subject::File => {
            for file in table.files().iter().filter(|file| of_file(test, subject, file)) {
                for record in file.first.max(from)..file.first + file.records {
                    let at = record - from;
                    masks[at / Mask::LANES].set(at % Mask::LANES, Some(true));
                }
            }
        }
        Subject::Line => {
            for (at, masks) in masks.iter_mut().enumerate() {
                let begin = from + at * Mask::LANES;
                *masks = Mask::collect((begin..to).map(|record| Some(of_line(test, table, record))));
            }
        }
    }
    masks
}

/// What a test says of one record.
fn answer_of(test: &Test, subject: Subject, table: &Table, record: usize) -> Option<bool> {
    let columns = table.columns();
    match subject {
        Subject::Column(column) => of_cell(test, columns[column].cell(record)),
        Subject::Any => {
            columns.iter().map(|column| of_cell(test, column.cell(record))).reduce(either).unwrap_or(Some(false))
        }
        Subject::Time | Subject::File => {
            table.place(record).map(|place| of_file(test, subject, &table.files()[place.file]))
        }
        Subject::Line => Some(of_line(test, table, record)),
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

/// Whether one or the other is so.
fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (None, _) | (_, None) => None,
        _ => Some(false),
    }
}

fn of_file(test: &Test, subject: Subject, file: &TableFile) -> bool {
    match (subject, file.window) {
        (Subject::File, _) => test.matches_text(&file.path),
        (_, None) => false,
        (_, Some(window)) => test.time().is_none_or(|interval| interval.contains(window.start)),
    }
}

fn of_line(test: &Test, table: &Table, record: usize) -> bool {
    let line = table.place(record).map_or(0, |place| place.line).to_string();
    test.matches(filter::Value::Number(&line))
}

/// What a test says of a cell; `None` if that needs opening it.
fn of_cell(asked: &Test, cell: Cell<'_>) -> Option<bool> {
    match cell {
        Cell::Absent => Some(false),
        Cell::Sealed(_) | Cell::Long(_) => matches!(asked, Test::Has).then_some(true),
        Cell::Plain(Value { kind, text }) => Some(asked.matches(match (kind, text) {
            (Kind::Literal, "null") => filter::Value::Null,
            (Kind::Literal, text) => filter::Value::Bool(text == "true"),
            (Kind::Number, text) => filter::Value::Number(text),
            (Kind::Text | Kind::Array, text) => filter::Value::Text(text),
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::index::Indexer;

    const SEALED: &str = r#"{"key":"","iv":"","data":""}"#;

    fn table() -> Table {
        let records = [
            format!(r#"{{"Model":"gpt-4o","StatusCode":200,"Cached":false,"RequestBody":{SEALED}}}"#),
            format!(r#"{{"Model":"gpt-4o-mini","StatusCode":429,"Cached":true,"RequestBody":{SEALED}}}"#),
            r#"{"Model":"claude","StatusCode":500.0,"Cached":null,"RequestBody":"gpt was asked"}"#.to_string(),
            r#"{"Provider":"openai"}"#.to_string(),
        ];
        let mut table = Table::default();
        for (path, records) in [("20260418T000000Z_20260418T000010Z_a", &records[..2]), ("b", &records[2..])] {
            let mut indexer = Indexer::new(Settings::default());
            indexer.push(records.join("\n").into_bytes());
            indexer.finish();
            table.add_file(path);
            table.append(indexer.take().chunk).expect("a chunk");
        }
        table
    }

    /// Which records pass, and how many more may.
    fn matches(text: &str) -> (Vec<u32>, usize) {
        let matches = Matches::new(text, &table()).expect(text);
        (matches.rows().to_vec(), matches.unknown())
    }

    #[test]
    fn records_pass_by_their_plain_fields_alone() {
        for (text, rows, unknown) in [
            ("", &[0, 1, 2, 3][..], 0),
            ("model:gpt-4*", &[0, 1], 0),
            ("status:>=400", &[1, 2], 0),
            ("status:500", &[2], 0),
            ("-cached:true", &[0, 2, 3], 0),
            ("cached:null or provider:openai", &[2, 3], 0),
            ("has:model", &[0, 1, 2], 0),
            ("has:RequestBody", &[0, 1, 2], 0),
            ("time:2026-04-18", &[0, 1], 0),
            ("time:>2026-04-18", &[], 0),
            ("file:b", &[2, 3], 0),
            ("line:2", &[1, 3], 0),
            ("gpt", &[0, 1, 2], 0),
            ("asked", &[2], 2),
            ("not asked", &[3], 2),
            ("RequestBody:asked", &[], 2),
            ("openai status:200", &[], 1),
        ] {
            assert_eq!(matches(text), (rows.to_vec(), unknown), "{text}");
        }
    }

    #[test]
    fn opened_records_pass_by_what_was_found_in_them() {
        let table = table();
        let mut matches = Matches::new("RequestBody:asked or model:claude or other", &table).expect("a filter");
        assert_eq!(matches.to_open().collect::<Vec<_>>(), [0, 1]);
        let sources: Vec<_> = matches.sources(&table).collect();
        assert_eq!(sources[0], (Some("RequestBody".into()), "RequestBody:asked".into()));
        assert_eq!(sources[2], (None, "\"other\"".into()));
        let open = Answers { matched: 0, undecided: 0b100 };
        assert_eq!(matches.take([(0, open)], &table), 0, "it stays open");
        assert_eq!((matches.rows(), matches.unknown()), (&[2][..], 2));
        let yes = Answers { matched: 0b100, undecided: 0 };
        assert_eq!(matches.take([(1, yes), (0, Answers::default())], &table), 1, "one matches, the other does not");
        assert_eq!(matches.take([(0, yes), (1, yes)], &table), 0, "nor do they when they come twice");
        assert_eq!((matches.rows(), matches.unknown()), (&[1, 2][..], 0));
        // The other values of the model are counted among records that match by their bodies, too.
        let negated = |text| {
            let mut matches = Matches::new(text, &table).expect("a filter");
            matches.take([(0, Answers { matched: 0b1, undecided: 0 }), (1, Answers::default())], &table);
            matches
        };
        assert_eq!(negated("not RequestBody:asked model:gpt*").rows(), [1]);
        let model = table.columns().iter().position(|column| column.name() == "Model").expect("a column");
        assert_eq!(negated("RequestBody:asked model:x").without(model, &table), Some(vec![]));
        assert_eq!(negated("RequestBody:asked model:gpt*").without(model, &table), Some(vec![0]));
    }

    #[test]
    fn hits_come_in_between_in_their_order() {
        for (rows, more) in [
            (vec![], vec![]),
            (vec![], vec![4, 7]),
            (vec![4, 7], vec![]),
            (vec![1, 5, 9], vec![0, 4, 6, 10]),
            (vec![5, 6], vec![1, 2]),
            (vec![1, 2], vec![5, 6]),
        ] {
            let mut expected = [rows.clone(), more.clone()].concat();
            expected.sort_unstable();
            let mut merged = rows;
            merge(&mut merged, &more);
            assert_eq!(merged, expected);
        }
    }

    #[test]
    fn names_that_are_none_are_told_with_what_was_meant() {
        let problem = |text| Matches::new(text, &table()).expect_err("a problem");
        let unknown = problem("a modle:x");
        assert_eq!((unknown.place, unknown.suggestion.as_deref()), (2..7, Some("Model")));
        assert!(unknown.message.contains("Did you mean Model?"), "{}", unknown.message);
        assert_eq!(problem("time:noon").place, 5..9);
        assert_eq!(problem("(model:x").suggestion, None);
    }

    #[test]
    fn records_that_come_later_are_looked_at_too() {
        let mut table = table();
        let mut matches = Matches::new("model:claude", &table).expect("a filter");
        let mut indexer = Indexer::new(Settings::default());
        indexer.push(b"{\"Model\":\"claude\"}\n{}\n{\"Model\":\"Claude\"}\n".to_vec());
        table.add_file("c");
        table.append(indexer.take().chunk).expect("a chunk");
        matches.update(&table);
        assert_eq!(matches.rows(), [2, 4, 6]);
    }

    #[test]
    fn a_column_is_counted_without_what_is_asked_of_it() {
        let table = table();
        let matches = Matches::new("model:gpt-4o status:>100", &table).expect("a filter");
        let columns: Vec<_> = table.columns().iter().map(super::super::Column::name).collect();
        let number = |name| columns.iter().position(|column| *column == name).expect("a column");
        assert_eq!(matches.without(number("Model"), &table), Some(vec![0, 1, 2]));
        assert_eq!(matches.without(number("Cached"), &table), None);
        assert!(Matches::names("model", number("Model"), &table));
        assert!(matches.is_plain(0, &table));
        let in_bodies = Matches::new("RequestBody:x has:RequestBody word", &table).expect("a filter");
        assert_eq!([0, 1, 2].map(|test| in_bodies.is_plain(test, &table)), [false, true, false]);
        assert_eq!(["Model", "Cached"].map(|name| matches.asks_of(number(name))), [true, false]);
        assert!(in_bodies.asks_of(number("Cached")));
    }
}

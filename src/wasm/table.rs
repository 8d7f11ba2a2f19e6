//! The index of all files, for JavaScript: put together, looked at, and the way back to each record.

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::chosen::{ChosenLines, ChosenRead};
use super::error::error;
use super::kept::ContentKeys;
use super::keys::count;
use crate::ErrorCode;
use crate::filter::{Choice, Completion, Filter, complete};
use crate::index::{
    Answers, Cell, Chunk, ChunkError, Column, Facet, Gaps, Kind, Matches, Problem, Reads, Rows, Sort, SortBy, Table,
    Value, ValueCount, Window,
};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A field that records have, as a column of the table. Its number is its place in the list, and stays. */
export interface Column {
  /** The names that lead to it, such as `Model` or `Metadata.user`. */
  name: string;
  /** In how many records it is plain, sealed, or too long to be kept in the index. */
  plain: number;
  sealed: number;
  long: number;
  /** Different plain values. */
  distinct: number;
  /** Its plain values are all numbers. */
  numeric: boolean;
}

/** What a cell of the table shows. */
export type Cell =
  | { kind: "text" | "number" | "literal"; text: string }
  /** Bytes of text in a sealed field, or in a plain one that is too long for the index. */
  | { kind: "sealed" | "long"; bytes: number }
  | null;

/** One row of the table. */
export interface TableRow {
  /** The record's number among all, counted from 0. It stays. */
  record: number;
  /** The number of its file, from 0 in the order in which files were added. */
  file: number;
  /** Its line in its file, counted from 1. */
  line: number;
  /** Bytes of its file's text before it. */
  offset: number;
  /** The window of its file, in milliseconds since 1970, if the file's name tells it. */
  window: [start: number, end: number] | null;
  /** In the order of the columns that were asked for. */
  cells: Cell[];
}

/** What the rows are in order of: the files' windows, or a column's number. */
export interface Sort {
  by: "time" | number;
  descending: boolean;
}

/** What is wrong with a filter. Offsets count UTF-16 code units of it. */
export interface FilterProblem {
  message: string;
  start: number;
  end: number;
  /** The name that was probably meant. */
  suggestion: string | null;
}

/** What a filter says of a value. */
export type FilterChoice = "included" | "excluded";

/** Something that a filter can be completed with. */
export interface Completion {
  /** What of the filter it replaces, in UTF-16 code units. */
  start: number;
  end: number;
  insert: string;
  label: string;
  /** Records that have it; `null` for a name. */
  count: number | null;
}

/** How often each value of a column occurs, among the records that match the rest of the filter. */
export interface Facet {
  column: number;
  name: string;
  /** The most frequent ones. */
  values: { text: string; count: number; chosen: FilterChoice | null }[];
  /** Values that are not listed, and records with them; records in which it is sealed, or absent. */
  otherValues: number;
  otherRecords: number;
  hidden: number;
  absent: number;
}

/** How records are spread over time, by the windows in the files' names. */
export interface Histogram {
  /** When the first bin begins and the last one ends, in milliseconds since 1970. */
  from: number;
  to: number;
  /** Records of each bin, by the values of the column they are split by; an empty text for all others. */
  splits: { text: string; counts: number[] }[];
  /** Records whose file's name has no time. */
  untimed: number;
}

/** Spans of time between the first file and the last that no file's window covers. */
export interface Gaps {
  /** From when to when, in milliseconds since 1970: the longest first, a hundred at most. */
  spans: [from: number, to: number][];
  count: number;
  /** Milliseconds from one file to the next, as is usual. */
  usual: number;
}
"#;

/// Gaps that are told.
const MOST_GAPS: usize = 100;

/// The index of all records, in the order of files and lines.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct RecordTable {
    table: Table,
    matches: Option<Matches>,
    sort: Option<Sort>,
    /// The rows in the order asked for, once somebody looked.
    sorted: Option<Vec<u32>>,
}

#[derive(Serialize)]
struct ColumnObject<'a> {
    name: &'a str,
    plain: f64,
    sealed: f64,
    long: f64,
    distinct: usize,
    numeric: bool,
}

impl<'a> From<&'a Column> for ColumnObject<'a> {
    fn from(column: &'a Column) -> Self {
        let counts = column.counts();
        Self {
            name: column.name(),
            plain: count(counts.plain),
            sealed: count(counts.sealed),
            long: count(counts.long),
            distinct: column.distinct(),
            numeric: column.is_numeric(),
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum CellObject<'a> {
    Plain { kind: &'static str, text: &'a str },
    Hidden { kind: &'static str, bytes: u32 },
    Absent,
}

impl<'a> From<Cell<'a>> for CellObject<'a> {
    fn from(cell: Cell<'a>) -> Self {
        match cell {
            Cell::Absent => Self::Absent,
            Cell::Sealed(bytes) => Self::Hidden { kind: "sealed", bytes },
            Cell::Long(bytes) => Self::Hidden { kind: "long", bytes },
            Cell::Plain(Value { kind, text }) => {
                let kind = match kind {
                    Kind::Literal => "literal",
                    Kind::Number => "number",
                    Kind::Text | Kind::Array => "text",
                };
                Self::Plain { kind, text }
            }
        }
    }
}

#[derive(Serialize)]
struct RowObject<'a> {
    record: usize,
    file: usize,
    line: f64,
    offset: f64,
    window: Option<[f64; 2]>,
    cells: Vec<CellObject<'a>>,
}

#[derive(Serialize)]
struct ValueObject {
    text: String,
    count: f64,
    chosen: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FacetObject<'a> {
    column: usize,
    name: &'a str,
    values: Vec<ValueObject>,
    other_values: f64,
    other_records: f64,
    hidden: f64,
    absent: f64,
}

#[derive(Serialize)]
struct ProblemObject {
    message: String,
    start: usize,
    end: usize,
    suggestion: Option<String>,
}

#[derive(Serialize)]
struct CompletionObject {
    start: usize,
    end: usize,
    insert: String,
    label: String,
    count: Option<f64>,
}

#[derive(Serialize)]
struct SplitObject {
    text: String,
    counts: Vec<f64>,
}

#[derive(Serialize)]
struct HistogramObject {
    from: f64,
    to: f64,
    splits: Vec<SplitObject>,
    untimed: f64,
}

/// Times within some thousand years are exact.
#[allow(clippy::cast_precision_loss)]
const fn milliseconds(time: i64) -> f64 {
    time as f64
}

/// Writes `null` for what is absent, as the types above say.
fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true))?)
}

fn damaged(error_: ChunkError) -> JsValue {
    error(ErrorCode::Io, &error_.to_string())
}

/// Values of a column that a filter is completed with: the most frequent ones of those that fit.
const MOST_VALUES: usize = 10_000;

/// How many of JavaScript's characters come before so many bytes.
fn units(text: &str, bytes: usize) -> usize {
    text.get(..bytes).unwrap_or(text).encode_utf16().count()
}

/// How many bytes come before so many of JavaScript's characters.
fn bytes(text: &str, units: usize) -> usize {
    let mut matched = 0;
    let at = text.char_indices().find(|(_, character)| {
        let here = matched >= units;
        matched += character.len_utf16();
        here
    });
    at.map_or(text.len(), |(at, _)| at)
}

impl RecordTable {
    /// The records that match the filter, in the order of files and lines.
    fn matches(&self) -> Rows<'_> {
        self.matches.as_ref().map_or(Rows::First(self.table.records()), |matches| Rows::These(matches.rows()))
    }

    /// Puts the rows in the order asked for, unless that was done.
    fn sort_rows(&mut self) {
        if let (Some(sort), None) = (self.sort, &self.sorted) {
            self.sorted = Some(self.table.sorted(self.matches(), sort));
        }
    }

    /// The rows as they are shown.
    fn ordered(&self) -> Rows<'_> {
        self.sorted.as_deref().map_or_else(|| self.matches(), Rows::These)
    }
}

#[wasm_bindgen]
impl RecordTable {
    /// A table without records.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file behind the others, by the path it is told by, and returns its number. Its records are to
    /// be appended before another file is added.
    #[wasm_bindgen(js_name = addFile)]
    pub fn add_file(&mut self, path: &str) -> usize {
        self.table.add_file(path)
    }

    /// Appends the next records of the file that was added last: a `chunk` of an `IndexedPart`.
    pub fn append(&mut self, chunk: &[u8]) -> Result<(), JsValue> {
        let chunk = Chunk::from_bytes(chunk).map_err(damaged)?;
        self.table.append(chunk).map_err(damaged)?;
        if let Some(matches) = &mut self.matches {
            matches.update(&self.table);
        }
        // Sorted anew when somebody looks.
        self.sorted = None;
        Ok(())
    }

    /// How many records there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn records(&self) -> usize {
        self.table.records()
    }

    /// Bytes of memory that it takes, about.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.table.bytes()
    }

    /// How many records are there more than once: with the wrapped keys and nonces of another.
    #[must_use]
    pub fn duplicates(&self) -> usize {
        self.table.duplicates()
    }

    /// The columns, in the order in which their fields were first seen.
    #[wasm_bindgen(unchecked_return_type = "Column[]")]
    pub fn columns(&self) -> Result<JsValue, JsValue> {
        to_js(&self.table.columns().iter().map(ColumnObject::from).collect::<Vec<_>>())
    }

    /// Puts the rows in order of the windows in their files' names, or of a column; without either, they are
    /// as they lie in their files.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number of a column")]
    pub fn sort(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Sort[\"by\"] | null")] by: &JsValue,
        descending: bool,
    ) {
        let column = by.as_f64().map(|column| SortBy::Column(column as usize));
        let by = column.or_else(|| by.is_string().then_some(SortBy::Time));
        self.sort = by.map(|by| Sort { by, descending });
        self.sorted = None;
    }

    /// Lets only those records be rows that match a filter. What is wrong with it is returned, and then the
    /// one before stays.
    #[wasm_bindgen(unchecked_return_type = "FilterProblem | null")]
    pub fn filter(&mut self, text: &str) -> Result<JsValue, JsValue> {
        match Matches::new(text, &self.table) {
            Ok(matches) => {
                self.matches = (!matches.filter().tests().is_empty()).then_some(matches);
                self.sorted = None;
                Ok(JsValue::NULL)
            }
            Err(Problem { message, place, suggestion }) => to_js(&ProblemObject {
                message,
                start: units(text, place.start),
                end: units(text, place.end),
                suggestion,
            }),
        }
    }

    /// The filter in force but for the parts that ask what bodies say.
    #[wasm_bindgen(getter, js_name = publicFilter)]
    #[must_use]
    pub fn public_filter(&self) -> String {
        let Some(matches) = &self.matches else { return String::new() };
        let tests = matches.filter().tests();
        matches.filter().public_part(|test| {
            let number = tests.iter().position(|other| other.place == test.place);
            number.is_some_and(|number| matches.is_plain(number, &self.table))
        })
    }

    /// A filter changed so that it includes a value of a column, excludes it, or does neither.
    #[wasm_bindgen(js_name = withValue)]
    #[must_use]
    pub fn with_value(
        &self,
        text: &str,
        column: usize,
        value: &str,
        #[wasm_bindgen(unchecked_param_type = "FilterChoice | null")] choice: Option<String>,
    ) -> String {
        let Ok(filter) = Filter::parse(text) else { return text.into() };
        let Some(named) = self.table.columns().get(column) else { return text.into() };
        let choice = choice.map(|choice| if choice == "excluded" { Choice::Excluded } else { Choice::Included });
        filter.with_value(named.name(), |name| Matches::names(name, column, &self.table), value, choice)
    }

    /// A filter changed so that it asks for this span of time, from one moment (RFC 3339, UTC) to another, both
    /// included; without them, for none.
    #[wasm_bindgen(js_name = withTime)]
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "JavaScript's strings come by value")]
    pub fn with_time(&self, text: &str, start: Option<String>, end: Option<String>) -> String {
        let Ok(filter) = Filter::parse(text) else { return text.into() };
        filter.with_range("time", |name| name.eq_ignore_ascii_case("time"), start.as_deref(), end.as_deref())
    }

    /// What a filter that is being typed can go on with at the cursor.
    #[wasm_bindgen(unchecked_return_type = "Completion[]")]
    pub fn complete(&self, text: &str, cursor: usize) -> Result<JsValue, JsValue> {
        let names: Vec<_> = self.table.columns().iter().map(Column::name).collect();
        let rows = Rows::First(self.table.records());
        let values = |column: usize, prefix: &str| {
            let facet = self.table.facet(rows, column, MOST_VALUES);
            let fits = |text: &str| text.to_lowercase().starts_with(&prefix.to_lowercase());
            let values = facet.values.into_iter().filter(|value| fits(&value.text));
            values.map(|value| (value.text, value.count)).collect()
        };
        let completion = |completion: Completion| CompletionObject {
            start: units(text, completion.place.start),
            end: units(text, completion.place.end),
            insert: completion.insert,
            label: completion.label,
            count: completion.count.map(count),
        };
        to_js(&complete(text, bytes(text, cursor), &names, values).into_iter().map(completion).collect::<Vec<_>>())
    }

    /// How many rows there are.
    #[wasm_bindgen(getter, js_name = rowCount)]
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.matches.as_ref().map_or(self.table.records(), |matches| matches.rows().len())
    }

    /// How many more records may pass, by what is sealed in them or too long for the index.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.matches.as_ref().map_or(0, Matches::unknown)
    }

    /// The rows from `first` to before `last`, with these columns.
    #[wasm_bindgen(unchecked_return_type = "TableRow[]")]
    pub fn rows(&mut self, first: usize, last: usize, columns: &[u32]) -> Result<JsValue, JsValue> {
        self.sort_rows();
        let rows = self.ordered();
        let row = |place: usize| {
            let record = rows.get(place)?;
            let at = self.table.place(record)?;
            let window = self.table.files()[at.file].window;
            let cell = |&column: &u32| {
                let column = self.table.columns().get(column as usize);
                column.map_or(CellObject::Absent, |column| column.cell(record).into())
            };
            Some(RowObject {
                record,
                file: at.file,
                line: count(at.line),
                offset: count(at.offset),
                window: window.map(|window| [milliseconds(window.start), milliseconds(window.end)]),
                cells: columns.iter().map(cell).collect(),
            })
        };
        to_js(&(first..last.min(rows.len())).filter_map(row).collect::<Vec<_>>())
    }

    /// The place of a record among the rows, if it is one of them.
    #[wasm_bindgen(js_name = rowOf)]
    pub fn row_of(&mut self, record: usize) -> Option<usize> {
        self.sort_rows();
        self.ordered().iter().position(|row| row == record)
    }

    /// How many sealed fields have to be unwrapped to open the chosen records: all but those of records whose
    /// content keys are kept. `for_filter`: to open what the filter's tests ask of, and no more.
    #[must_use]
    pub fn cost(
        &self,
        chosen: &ChosenLines,
        kept: &ContentKeys,
        #[wasm_bindgen(js_name = forFilter)] for_filter: bool,
    ) -> usize {
        let asked = |column: usize| !for_filter || self.matches.as_ref().is_none_or(|matches| matches.asks_of(column));
        let columns = self.table.columns().iter().enumerate();
        let sealed: Vec<_> = columns
            .filter(|(number, column)| column.counts().sealed > 0 && asked(*number))
            .map(|(_, column)| column)
            .collect();
        let fields = |record: usize| sealed.iter().filter(|c| matches!(c.cell(record), Cell::Sealed(_))).count();
        chosen.records().filter(|&record| !kept.has(record)).map(fields).sum()
    }

    /// How often each value of a column occurs among the records that match the rest of the filter: the
    /// `most` frequent ones.
    #[wasm_bindgen(unchecked_return_type = "Facet")]
    pub fn facet(&self, column: usize, most: usize) -> Result<JsValue, JsValue> {
        let without = self.matches.as_ref().and_then(|matches| matches.without(column, &self.table));
        let rows = without.as_deref().map_or_else(|| self.matches(), Rows::These);
        let Facet { values, other_values, other_records, hidden, absent } = self.table.facet(rows, column, most);
        let chosen = |value: &str| {
            let filter = self.matches.as_ref()?.filter();
            Some(match filter.chosen(|name| Matches::names(name, column, &self.table), value)? {
                Choice::Included => "included",
                Choice::Excluded => "excluded",
            })
        };
        let value = |value: &'_ ValueCount| ValueObject {
            text: value.text.clone(),
            count: count(value.count),
            chosen: chosen(&value.text),
        };
        to_js(&FacetObject {
            column,
            name: self.table.columns().get(column).map_or("", Column::name),
            values: values.iter().map(value).collect(),
            other_values: count(other_values),
            other_records: count(other_records),
            hidden: count(hidden),
            absent: count(absent),
        })
    }

    /// How the rows are spread over time, in so many bins, split by a column. `null` if no file's name
    /// has a time.
    #[wasm_bindgen(unchecked_return_type = "Histogram | null")]
    pub fn histogram(&self, split: Option<usize>, bins: usize) -> Result<JsValue, JsValue> {
        let histogram = self.table.histogram(self.matches(), split, bins);
        to_js(&histogram.map(|histogram| {
            HistogramObject {
                from: milliseconds(histogram.from),
                to: milliseconds(histogram.to),
                splits: histogram
                    .splits
                    .into_iter()
                    .map(|(text, counts)| SplitObject { text, counts: counts.into_iter().map(count).collect() })
                    .collect(),
                untimed: count(histogram.untimed),
            }
        }))
    }

    /// The number of a record's file, and its line, counted from 1.
    #[wasm_bindgen(js_name = placeOf, unchecked_return_type = "[file: number, line: number] | undefined")]
    #[must_use]
    pub fn place_of(&self, record: usize) -> Option<Vec<f64>> {
        self.table.place(record).map(|place| vec![count(place.file as u64), count(place.line)])
    }

    /// The record in this line of a file, counted from 1, if that is one.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number, counted from 1")]
    pub fn find(&self, file: usize, line: f64) -> Option<usize> {
        self.table.find(file, line as u64)
    }

    /// The next of the lines that were chosen, in the order of files and lines; `undefined` when there are no
    /// more.
    #[wasm_bindgen(js_name = nextRead)]
    pub fn next_read(&self, chosen: &mut ChosenLines) -> Option<ChosenRead> {
        chosen.next(&self.table)
    }

    /// Chooses all records, those that match the filter, these by their numbers, those that have to be opened to
    /// tell whether they pass, or all lines that are no records.
    #[must_use]
    pub fn choose(
        &self,
        #[wasm_bindgen(unchecked_param_type = "\"all\" | \"view\" | \"these\" | \"unknown\" | \"rejected\"")]
        which: &str,
        records: Option<Vec<u32>>,
    ) -> ChosenLines {
        let reads = match (which, &self.matches) {
            ("these", _) => Reads::of(records.unwrap_or_default()),
            ("rejected", _) => Reads::rejected(),
            ("view", Some(matches)) => Reads::of(matches.rows().to_vec()),
            ("unknown", matches) => Reads::of(matches.iter().flat_map(Matches::to_open).collect()),
            _ => Reads::all(&self.table),
        };
        ChosenLines::new(reads, &self.table)
    }

    /// The tests of the filter, to be asked of opened records.
    #[wasm_bindgen(js_name = filterTests, unchecked_return_type = "ColumnTest[]")]
    pub fn filter_tests(&self) -> Result<JsValue, JsValue> {
        let tests = self.matches.iter().flat_map(|matches| matches.sources(&self.table));
        to_js(&tests.map(|(column, source)| ColumnTestObject { column, source }).collect::<Vec<_>>())
    }

    /// Takes what opening records said of the filter's tests, as `Opener.search` found it.
    #[wasm_bindgen(js_name = takeAnswers)]
    pub fn take_answers(&mut self, records: &[u32], matched: &[u32], undecided: &[u32]) {
        let Some(rows) = &mut self.matches else { return };
        let answers = records.iter().zip(matched).zip(undecided);
        let answers = answers.map(|((&record, &matched), &undecided)| (record, Answers { matched, undecided }));
        if rows.take(answers, &self.table) > 0 {
            self.sorted = None;
        }
    }

    /// Spans of time that no file's window covers and that are long by the pace of the others.
    #[wasm_bindgen(unchecked_return_type = "Gaps")]
    pub fn gaps(&self) -> Result<JsValue, JsValue> {
        let Gaps { spans, usual } = self.table.gaps();
        let span = |span: &Window| [milliseconds(span.start), milliseconds(span.end)];
        to_js(&GapsObject {
            spans: spans.iter().take(MOST_GAPS).map(span).collect(),
            count: spans.len(),
            usual: milliseconds(usual),
        })
    }

    /// How many files have no time in their names.
    #[wasm_bindgen(getter, js_name = untimedFiles)]
    #[must_use]
    pub fn untimed_files(&self) -> usize {
        self.table.files().iter().filter(|file| file.window.is_none()).count()
    }

    /// Records, and lines that are none, for which there was no room: the table holds 16,777,216 of both, and 1 GiB.
    #[wasm_bindgen(getter, js_name = notHeld)]
    #[must_use]
    pub fn not_held(&self) -> f64 {
        count(self.table.not_held())
    }

    /// Values that are in no column, for there are too many different fields.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn unlisted(&self) -> f64 {
        count(self.table.left_out())
    }
}

#[derive(Serialize)]
struct ColumnTestObject {
    column: Option<String>,
    source: String,
}

#[derive(Serialize)]
struct GapsObject {
    spans: Vec<[f64; 2]>,
    count: usize,
    usual: f64,
}

//! The class `RecordTable`: the index of all files, and a view of it.

mod objects;
mod threads;
mod usage;

use js_sys::{Array, Uint32Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use self::objects::{
    CellObject, ColumnObject, ColumnTestObject, CompletionObject, FacetObject, GapsObject, HintObject, HistogramObject,
    PartObject, ProblemObject, RowObject, window,
};
use self::threads::ThreadObject;
use self::usage::{usage_by, usage_object};
use super::chosen::{ChosenLines, ChosenRead};
use super::error::error;
use super::kept::ContentKeys;
use super::values::{count, to_js_with_null, whole};
use crate::ErrorCode;
use crate::filter::{Filter, Inclusion};
use crate::index::{Answers, Asked, Chunk, ChunkError, Selection, Sort, SortBy, Typed, View};
use crate::threads::RecordThreads;
use crate::utf16::{bytes, units_of};

/// The index of all records, in the order of files and lines.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct RecordTable {
    view: View,
    threads: RecordThreads,
}

#[wasm_bindgen]
impl RecordTable {
    /// A table without records.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file after the others, with the path that names it, and returns its number. Its records must
    /// be appended before another file is added.
    #[wasm_bindgen(js_name = addFile)]
    pub fn add_file(&mut self, path: &str) -> usize {
        self.view.add_file(path)
    }

    /// Appends the next records of the file that was added last: a `chunk` of an `IndexedPart`.
    pub fn append(&mut self, chunk: &[u8]) -> Result<(), JsValue> {
        let damaged = |damage: ChunkError| error(ErrorCode::Io, &damage.to_string());
        self.view.append(Chunk::from_bytes(chunk).map_err(damaged)?).map_err(damaged)
    }

    /// How many records there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn records(&self) -> usize {
        self.view.table().records()
    }

    /// Bytes of memory that it takes, about.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.view.table().bytes()
    }

    /// How many records are there more than once: with the wrapped keys and nonces of another.
    #[must_use]
    pub fn duplicates(&self) -> usize {
        self.view.table().duplicates()
    }

    /// The columns, in the order in which their fields were first seen.
    #[wasm_bindgen(unchecked_return_type = "Column[]")]
    pub fn columns(&self) -> Result<JsValue, JsValue> {
        let table = self.view.table();
        let columns = table.columns().iter().enumerate();
        to_js_with_null(&columns.map(|(number, column)| ColumnObject::new(number, column, table)).collect::<Vec<_>>())
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
        self.view.sort_by(by.map(|by| Sort { by, descending }));
    }

    /// Makes those records rows that match a filter. What is wrong with it is returned, and then the
    /// one before stays.
    #[wasm_bindgen(unchecked_return_type = "FilterProblem | null")]
    pub fn filter(&mut self, text: &str) -> Result<JsValue, JsValue> {
        to_js_with_null(&self.view.filter_by(text).err().map(|problem| ProblemObject::new(problem, text)))
    }

    /// As `filter`, for what is still being typed: the filter before stays, without a word, where no record matches ("none"),
    /// there is a mistake, or records have to be opened to know ("open").
    #[wasm_bindgen(js_name = filterWhileTyping, unchecked_return_type = "\"inForce\" | \"none\" | \"open\"")]
    pub fn filter_while_typing(&mut self, text: &str) -> String {
        let came = match self.view.filter_while_typing(text) {
            Typed::InForce => "inForce",
            Typed::MatchesNothing => "none",
            Typed::Open => "open",
        };
        came.to_owned()
    }

    /// Why no record matches the filter, and what would; `null` if some do, or may once they are opened.
    #[wasm_bindgen(unchecked_return_type = "FilterHint | null")]
    pub fn hint(&self) -> Result<JsValue, JsValue> {
        to_js_with_null(&self.view.hint().map(HintObject::from))
    }

    /// Whether the filter in force looks for something that a text can have.
    #[wasm_bindgen(getter, js_name = looksForText)]
    #[must_use]
    pub fn looks_for_text(&self) -> bool {
        self.view.looks_for_text()
    }

    /// Where these texts of a record have what the filter in force looks for: of each text, the begin and end of each hit,
    /// in UTF-16 code units. `fields` are whole fields of which some of the texts are parts.
    #[wasm_bindgen(unchecked_return_type = "Uint32Array<ArrayBuffer>[]")]
    pub fn hits(
        &self,
        record: usize,
        #[wasm_bindgen(unchecked_param_type = "TextPart[]")] parts: JsValue,
        #[wasm_bindgen(unchecked_param_type = "TextPart[]")] fields: JsValue,
    ) -> Result<Array, JsValue> {
        let [parts, fields] = [parts, fields].map(serde_wasm_bindgen::from_value::<Vec<PartObject>>);
        let (parts, fields) = (parts?, fields?);
        let [parts, fields] = [&parts, &fields].map(|all| all.iter().map(PartObject::part).collect::<Vec<_>>());
        let hits = self.view.hits(record, &parts, &fields);
        let offsets = parts.iter().zip(hits).map(|(part, hits)| {
            let places = hits.iter().flat_map(|hit| [hit.start, hit.end]);
            Uint32Array::from(&units_of(part.text, places)[..])
        });
        Ok(offsets.collect())
    }

    /// Whether the filter in force has a part that is written so.
    #[wasm_bindgen(js_name = asksFor)]
    #[must_use]
    pub fn asks_for(&self, term: &str) -> bool {
        self.view.asks_for(term)
    }

    /// A filter changed so that a part that is written so is one of its own, or none is.
    #[wasm_bindgen(js_name = withTerm)]
    #[must_use]
    pub fn with_term(&self, text: &str, term: &str, asked: bool) -> String {
        Filter::parse(text).map_or_else(|_| text.into(), |filter| filter.with_term(term, asked))
    }

    /// The filter in force without the parts that ask what bodies say.
    #[wasm_bindgen(getter, js_name = publicFilter)]
    #[must_use]
    pub fn public_filter(&self) -> String {
        self.view.public_filter()
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
        let inclusion =
            choice.map(|choice| if choice == "excluded" { Inclusion::Excluded } else { Inclusion::Included });
        self.view.with_value(text, column, value, inclusion)
    }

    /// A filter changed so that it asks for this span of time, from one moment (RFC 3339, UTC) to another, both
    /// included; without them, for none.
    #[wasm_bindgen(js_name = withTime)]
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "JavaScript's strings come by value")]
    pub fn with_time(&self, text: &str, start: Option<String>, end: Option<String>) -> String {
        Filter::parse(text).map_or_else(|_| text.into(), |filter| filter.with_time(start.as_deref(), end.as_deref()))
    }

    /// What a filter that is being typed can be completed with at the cursor.
    #[wasm_bindgen(unchecked_return_type = "Completion[]")]
    pub fn complete(&self, text: &str, cursor: usize) -> Result<JsValue, JsValue> {
        let completions = self.view.complete(text, bytes(text, cursor)).into_iter();
        let completions = completions.map(|completion| CompletionObject::new(completion, text));
        to_js_with_null(&completions.collect::<Vec<_>>())
    }

    /// How many rows there are.
    #[wasm_bindgen(getter, js_name = rowCount)]
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.view.row_count()
    }

    /// How many more records may match, by what is sealed in them or too long for the index.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.view.unknown()
    }

    /// The rows from `first` to before `last`, with these columns.
    #[wasm_bindgen(unchecked_return_type = "TableRow[]")]
    pub fn rows(&mut self, first: usize, last: usize, columns: &[u32]) -> Result<JsValue, JsValue> {
        let records: Vec<_> = {
            let rows = self.view.rows();
            (first..last.min(rows.len())).filter_map(|place| rows.get(place)).collect()
        };
        let table = self.view.table();
        let row = |record: usize| {
            let place = table.place(record)?;
            let cell = |&column: &u32| CellObject::from(table.cell(column as usize, record));
            Some(RowObject {
                record,
                file: place.file,
                line: count(place.line),
                offset: count(place.offset),
                window: table.files()[place.file].window.as_ref().map(window),
                cells: columns.iter().map(cell).collect(),
            })
        };
        to_js_with_null(&records.into_iter().filter_map(row).collect::<Vec<_>>())
    }

    /// The place of a record among the rows, if it is one of them.
    #[wasm_bindgen(js_name = rowOf)]
    pub fn row_of(&mut self, record: usize) -> Option<usize> {
        self.view.rows().iter().position(|row| row == record)
    }

    /// How many sealed fields have to be unwrapped to open the chosen records: all but those of records whose
    /// content keys are kept. `for_filter`: to open what the filter's tests ask about, and no more.
    #[must_use]
    pub fn cost(
        &self,
        chosen: &ChosenLines,
        kept: &ContentKeys,
        #[wasm_bindgen(js_name = forFilter)] for_filter: bool,
    ) -> usize {
        self.view.cost(chosen.reads(), |record| kept.has(record), for_filter)
    }

    /// How often each value of a column occurs among the records that match the rest of the filter: the
    /// `most` frequent ones.
    #[wasm_bindgen(unchecked_return_type = "Facet")]
    pub fn facet(&self, column: usize, most: usize) -> Result<JsValue, JsValue> {
        to_js_with_null(&FacetObject::new(self.view.facet(column, most), column, &self.view))
    }

    /// Usage of the rows: counts, tokens and estimated costs of those whose bodies were read, by a column (its number) or time,
    /// and by that and a second one.
    #[wasm_bindgen(unchecked_return_type = "UsageOfRows")]
    #[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands values over by value")]
    pub fn usage(
        &self,
        #[wasm_bindgen(unchecked_param_type = "UsageBy")] first: JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "UsageBy")] then: JsValue,
    ) -> Result<JsValue, JsValue> {
        let then = (!then.is_undefined()).then(|| usage_by(&then));
        usage_object(&self.view.usage(Some(usage_by(&first)), then))
    }

    /// Of how many records the bodies were read, and how many have bodies.
    #[wasm_bindgen(js_name = bodiesRead, unchecked_return_type = "[read: number, all: number]")]
    #[must_use]
    pub fn bodies_read(&self) -> Vec<f64> {
        let (read, all) = self.view.table().bodies_read();
        vec![count(read), count(all)]
    }

    /// How the rows are spread over time, in so many bins, split by a column. `null` if no file's name
    /// has a time.
    #[wasm_bindgen(unchecked_return_type = "Histogram | null")]
    pub fn histogram(&self, split: Option<usize>, bins: usize) -> Result<JsValue, JsValue> {
        to_js_with_null(&self.view.histogram(split, bins).map(HistogramObject::from))
    }

    /// The number of a record's file, and its line, counted from 1.
    #[wasm_bindgen(js_name = placeOf, unchecked_return_type = "[file: number, line: number] | undefined")]
    #[must_use]
    pub fn place_of(&self, record: usize) -> Option<Vec<f64>> {
        self.view.table().place(record).map(|place| vec![count(place.file as u64), count(place.line)])
    }

    /// The record that begins in this line of a file, counted from 1, if there is one.
    #[must_use]
    pub fn find(&self, file: usize, line: f64) -> Option<usize> {
        self.view.table().find(file, whole(line))
    }

    /// The next of the lines that were chosen, in the order of files and lines; `undefined` when there are no
    /// more.
    #[wasm_bindgen(js_name = nextRead)]
    pub fn next_read(&self, chosen: &mut ChosenLines) -> Option<ChosenRead> {
        chosen.next(self.view.table())
    }

    /// Chooses all records, those that match the filter, those of them whose bodies were not read, these by their numbers,
    /// those that have to be opened to know whether they match, or all lines that are not records.
    #[must_use]
    pub fn choose(
        &self,
        #[wasm_bindgen(
            unchecked_param_type = "\"all\" | \"view\" | \"unread\" | \"these\" | \"unknown\" | \"rejected\""
        )]
        which: &str,
        records: Option<Vec<u32>>,
    ) -> ChosenLines {
        let selection = match which {
            "these" => Selection::Records(records.unwrap_or_default()),
            "rejected" => Selection::Rejects,
            "view" => Selection::Matches,
            "unread" => Selection::Unread,
            "unknown" => Selection::Unknown,
            _ => Selection::All,
        };
        ChosenLines::new(self.view.select(selection), self.view.table())
    }

    /// The tests of the filter, to be asked of opened records.
    #[wasm_bindgen(js_name = filterTests, unchecked_return_type = "ColumnTest[]")]
    pub fn filter_tests(&self) -> Result<JsValue, JsValue> {
        let tests = self.view.matches().into_iter().flat_map(|matches| matches.sources(self.view.table()));
        let tests = tests.map(|(asked, source)| {
            let test = ColumnTestObject { column: None, member: None, said: None, source };
            match asked {
                Asked::Any => test,
                Asked::Column(column) => ColumnTestObject { column: Some(column), ..test },
                Asked::Member(member) => ColumnTestObject { member: Some(member), ..test },
                Asked::Said(said) => ColumnTestObject { said: Some(said), ..test },
            }
        });
        to_js_with_null(&tests.collect::<Vec<_>>())
    }

    /// Adds what opening records said of the filter's tests, as `Opener.search` found it.
    #[wasm_bindgen(js_name = takeAnswers)]
    pub fn take_answers(&mut self, records: &[u32], matched: &[u32], undecided: &[u32]) {
        let answers = records.iter().zip(matched).zip(undecided);
        let answers = answers.map(|((&record, &matched), &undecided)| (record, Answers { matched, undecided }));
        self.view.add_answers(answers);
    }

    /// Notes what opened records say in their metadata and bodies, as `Opener` wrote it down: `records` are those of the batch. Returns
    /// whether something is known now that was not known before.
    #[wasm_bindgen(js_name = noteMembers)]
    pub fn note_members(&mut self, records: &[u32], notes: Vec<u8>) -> bool {
        let notes = Zeroizing::new(notes);
        self.threads.note(records, &notes);
        self.view.note_members(records, &notes)
    }

    /// Links the records whose bodies were read to threads, and writes the numbers of these into a column. Returns whether
    /// anything changed.
    #[wasm_bindgen(js_name = linkThreads)]
    pub fn link_threads(&mut self) -> bool {
        let changed = self.threads.link(self.view.table());
        if changed {
            self.view.note_threads(self.threads.steps().iter().map(|step| (step.record, step.thread)));
        }
        changed
    }

    /// The thread that a record is of, among those whose bodies were read when `linkThreads` was called last; `null` if its
    /// own were not read.
    #[wasm_bindgen(js_name = threadOf, unchecked_return_type = "RecordThread | null")]
    pub fn thread_of(&self, record: u32) -> Result<JsValue, JsValue> {
        let steps = self.threads.thread_of(record);
        to_js_with_null(&(!steps.is_empty()).then(|| ThreadObject::new(&steps, self.view.table())))
    }

    /// Wipes what opened records said, and drops what searching found in them.
    #[wasm_bindgen(js_name = forgetOpened)]
    pub fn forget_opened(&mut self) {
        self.threads.forget();
        self.view.forget_opened();
    }

    /// Spans of time that no file's window covers and that are long by the pace of the others.
    #[wasm_bindgen(unchecked_return_type = "Gaps")]
    pub fn gaps(&self) -> Result<JsValue, JsValue> {
        to_js_with_null(&GapsObject::from(self.view.table().gaps()))
    }

    /// How many files have no time in their names.
    #[wasm_bindgen(getter, js_name = untimedFiles)]
    #[must_use]
    pub fn untimed_files(&self) -> usize {
        self.view.table().files().iter().filter(|file| file.window.is_none()).count()
    }

    /// Records, and lines that are not records, for which there was no room: the table holds 16,777,216 of both, and
    /// 1 GiB.
    #[wasm_bindgen(getter, js_name = notHeld)]
    #[must_use]
    pub fn not_held(&self) -> f64 {
        count(self.view.table().not_held())
    }

    /// Values that are in no column, because there are too many different fields.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn unlisted(&self) -> f64 {
        count(self.view.table().left_out())
    }
}

//! What the class `RecordTable` returns, as JavaScript sees it: see `types/table.d.ts`.

use serde::{Deserialize, Serialize};

use super::super::values::count;
use crate::filter::{Completion, Hint, Inclusion, Offer};
use crate::hits::Part;
use crate::index::{Cell, Column, Facet, Gaps, Histogram, Kind, Problem, Table, Value, ValueCount, View, Window};
use crate::utf16::units;

#[derive(Deserialize)]
pub(super) struct PartObject {
    field: Option<String>,
    text: String,
    #[serde(default)]
    cut: bool,
}

impl PartObject {
    pub fn part(&self) -> Part<'_> {
        Part { field: self.field.as_deref(), text: &self.text, is_cut: self.cut }
    }
}

#[derive(Serialize)]
pub(super) struct ColumnObject<'a> {
    name: &'a str,
    plain: f64,
    sealed: f64,
    long: f64,
    distinct: usize,
    numeric: bool,
    unopened: f64,
    opened: Option<f64>,
}

impl<'a> ColumnObject<'a> {
    /// The column of this number.
    pub(super) fn new(number: usize, column: &'a Column, table: &Table) -> Self {
        let counts = column.counts();
        Self {
            name: column.name(),
            plain: count(counts.plain),
            sealed: count(counts.sealed),
            long: count(counts.long),
            distinct: column.distinct(),
            numeric: column.is_numeric(),
            unopened: count(table.unopened(number)),
            opened: table.opened(number).map(count),
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum CellObject<'a> {
    Plain { kind: &'static str, text: &'a str },
    Hidden { kind: &'static str, bytes: u32 },
    Unopened { kind: &'static str },
    Absent,
}

impl<'a> From<Cell<'a>> for CellObject<'a> {
    fn from(cell: Cell<'a>) -> Self {
        match cell {
            Cell::Absent => Self::Absent,
            Cell::Unopened => Self::Unopened { kind: "unopened" },
            Cell::Sealed(bytes) => Self::Hidden { kind: "sealed", bytes },
            Cell::Long(bytes) => Self::Hidden { kind: "long", bytes },
            Cell::Plain(Value { kind, text }) => {
                let kind = match kind {
                    Kind::Literal => "literal",
                    Kind::Number => "number",
                    Kind::Text | Kind::Array => "text",
                    Kind::List => "list",
                };
                Self::Plain { kind, text }
            }
        }
    }
}

#[derive(Serialize)]
pub(super) struct RowObject<'a> {
    pub(super) record: usize,
    pub(super) file: usize,
    pub(super) line: f64,
    pub(super) offset: f64,
    pub(super) window: Option<[f64; 2]>,
    pub(super) cells: Vec<CellObject<'a>>,
}

#[derive(Serialize)]
pub(super) struct ProblemObject {
    message: String,
    start: usize,
    end: usize,
    suggestion: Option<String>,
}

impl ProblemObject {
    pub(super) fn new(Problem { message, place, suggestion }: Problem, filter: &str) -> Self {
        Self { message, start: units(filter, place.start), end: units(filter, place.end), suggestion }
    }
}

#[derive(Serialize)]
pub(super) struct HintObject {
    message: String,
    offers: Vec<OfferObject>,
}

#[derive(Serialize)]
struct OfferObject {
    filter: String,
    label: String,
    count: Option<f64>,
}

impl From<Hint> for HintObject {
    fn from(Hint { message, offers, .. }: Hint) -> Self {
        let offer = |Offer { filter, label, count: records }| OfferObject { filter, label, count: records.map(count) };
        Self { message, offers: offers.into_iter().map(offer).collect() }
    }
}

#[derive(Serialize)]
pub(super) struct CompletionObject {
    start: usize,
    end: usize,
    insert: String,
    label: String,
    count: Option<f64>,
}

impl CompletionObject {
    pub(super) fn new(completion: Completion, filter: &str) -> Self {
        Self {
            start: units(filter, completion.place.start),
            end: units(filter, completion.place.end),
            insert: completion.insert,
            label: completion.label,
            count: completion.count.map(count),
        }
    }
}

#[derive(Serialize)]
struct ValueObject {
    text: String,
    count: f64,
    chosen: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FacetObject<'a> {
    column: usize,
    name: &'a str,
    values: Vec<ValueObject>,
    other_values: f64,
    other_records: f64,
    hidden: f64,
    unopened: f64,
    opened: Option<f64>,
    absent: f64,
}

impl<'a> FacetObject<'a> {
    pub(super) fn new(facet: Facet, column: usize, view: &'a View) -> Self {
        let inclusion = |value: &str| match view.inclusion(column, value)? {
            Inclusion::Included => Some("included"),
            Inclusion::Excluded => Some("excluded"),
        };
        let value = |value: ValueCount| ValueObject {
            chosen: inclusion(&value.text),
            text: value.text,
            count: count(value.count),
        };
        Self {
            column,
            name: view.table().columns().get(column).map_or("", Column::name),
            values: facet.values.into_iter().map(value).collect(),
            other_values: count(facet.other_values),
            other_records: count(facet.other_records),
            hidden: count(facet.hidden),
            unopened: count(facet.unopened),
            opened: facet.opened.map(count),
            absent: count(facet.absent),
        }
    }
}

#[derive(Serialize)]
struct SplitObject {
    text: String,
    counts: Vec<f64>,
}

#[derive(Serialize)]
pub(super) struct HistogramObject {
    from: f64,
    to: f64,
    splits: Vec<SplitObject>,
    untimed: f64,
}

impl From<Histogram> for HistogramObject {
    fn from(histogram: Histogram) -> Self {
        let split =
            |(text, counts): (String, Vec<u64>)| SplitObject { text, counts: counts.into_iter().map(count).collect() };
        Self {
            from: milliseconds(histogram.from),
            to: milliseconds(histogram.to),
            splits: histogram.splits.into_iter().map(split).collect(),
            untimed: count(histogram.untimed),
        }
    }
}

#[derive(Serialize)]
pub(super) struct ColumnTestObject {
    pub(super) column: Option<String>,
    pub(super) member: Option<String>,
    pub(super) said: Option<String>,
    pub(super) source: String,
}

#[derive(Serialize)]
pub(super) struct GapsObject {
    spans: Vec<[f64; 2]>,
    count: usize,
    usual: f64,
}

/// Gaps that are returned.
const MOST_GAPS: usize = 100;

impl From<Gaps> for GapsObject {
    fn from(Gaps { spans, usual }: Gaps) -> Self {
        Self {
            spans: spans.iter().take(MOST_GAPS).map(window).collect(),
            count: spans.len(),
            usual: milliseconds(usual),
        }
    }
}

pub(super) fn window(window: &Window) -> [f64; 2] {
    [milliseconds(window.start), milliseconds(window.end)]
}

/// Times within thousands of years are exact.
#[allow(clippy::cast_precision_loss)]
const fn milliseconds(time: i64) -> f64 {
    time as f64
}

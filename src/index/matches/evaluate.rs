//! What a test says of records, as far as the index knows.

use std::cell::RefCell;
use std::collections::HashMap;

use super::member_name;
use super::subject::Subject;
use crate::filter::{self, FieldTest, Mask, Test, either, resolve_name};
use crate::index::table::TableFile;
use crate::index::{Cell, Column, Kind, Table, Value, fact_of, is_body, is_text};
use crate::json::resolve_escapes;

/// What a test says of the records from `from`, 64 of them to a place.
pub(super) fn masks(asked: &FieldTest, subject: Subject, table: &Table, from: usize) -> Vec<Mask> {
    let test = &asked.test;
    let to = table.records();
    let mut masks = vec![Mask::all(Some(false)); (to - from).div_ceil(Mask::LANES)];
    match subject {
        Subject::Column(column) => {
            let own = &table.columns()[column];
            own.mask_into(from, to, |cell| of_own(test, own, cell), &mut masks);
            table.mask_unopened(column, from, to, &mut masks);
        }
        Subject::Object { .. } => {
            for column in subject.parts(table) {
                column.mask_into(from, to, |cell| of_cell(test, cell), &mut masks);
            }
        }
        Subject::Member => {
            table.mask_unlisted(from, to, &mut masks);
            let members = Members::new(asked, table);
            for (at, some) in members.noted(from, to).into_iter().enumerate() {
                for lane in some.certain() {
                    masks[at].set(lane, members.answer(from + at * Mask::LANES + lane));
                }
            }
        }
        Subject::Said(names) => {
            for column in names.iter().filter_map(|name| table.columns.find(name)) {
                let column = &table.columns()[column];
                let is_text = is_text_column(column);
                column.mask_into(from, to, |cell| of_fact(test, is_text, cell), &mut masks);
            }
            table.mask_unread_bodies(from, to, names.is_empty(), &mut masks);
        }
        Subject::Any => {
            for column in own_columns(table) {
                column.mask_into(from, to, |cell| of_own(test, column, cell), &mut masks);
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
pub(super) fn answer_of(asked: &FieldTest, subject: Subject, table: &Table, record: usize) -> Option<bool> {
    let test = &asked.test;
    match subject {
        Subject::Column(column) => of_own(test, &table.columns()[column], table.cell(column, record)),
        Subject::Object { .. } => {
            subject.parts(table).map(|column| of_cell(test, column.cell(record))).reduce(either).unwrap_or(Some(false))
        }
        Subject::Member => Members::new(asked, table).answer(record),
        Subject::Said(names) => {
            let unread = if table.has_unread_bodies(record, names.is_empty()) { None } else { Some(false) };
            let columns = names.iter().filter_map(|name| table.columns.find(name));
            let columns = columns.map(|column| &table.columns()[column]);
            columns.map(|column| of_fact(test, is_text_column(column), column.cell(record))).fold(unread, either)
        }
        Subject::Any => own_columns(table)
            .map(|column| of_own(test, column, column.cell(record)))
            .reduce(either)
            .unwrap_or(Some(false)),
        Subject::Time | Subject::File => {
            table.place(record).map(|place| of_file(test, subject, &table.files()[place.file]))
        }
        Subject::Line => Some(of_line(test, table, record)),
    }
}

/// The columns of what records have: all but those of what their bodies say, whose words are in the bodies.
fn own_columns(table: &Table) -> impl Iterator<Item = &Column> {
    table.columns().iter().filter(|column| fact_of(column.name()).is_none())
}

/// The members of the metadata that records were seen to have, for a test of one that has no column of its own: what is
/// enough of a name may mean one member of this record and another of that.
struct Members<'a> {
    asked: &'a FieldTest,
    table: &'a Table,
    columns: Vec<(&'a str, usize)>,
    /// The column that is meant, by those that a record has.
    meant: RefCell<HashMap<Vec<usize>, Option<usize>>>,
}

impl<'a> Members<'a> {
    fn new(asked: &'a FieldTest, table: &'a Table) -> Self {
        Self { asked, table, columns: table.members(), meant: RefCell::default() }
    }

    /// Which records have one at least.
    fn noted(&self, from: usize, to: usize) -> Vec<Mask> {
        let mut masks = vec![Mask::all(Some(false)); (to - from).div_ceil(Mask::LANES)];
        for (_, column) in &self.columns {
            self.table.columns()[*column].mask_into(from, to, |cell| Some(cell != Cell::Absent), &mut masks);
        }
        masks
    }

    fn answer(&self, record: usize) -> Option<bool> {
        let cell = |column: usize| self.table.columns()[column].cell(record);
        let has = |place: &usize| cell(self.columns[*place].1) != Cell::Absent;
        let places: Vec<usize> = (0..self.columns.len()).filter(has).collect();
        let mut known = self.meant.borrow_mut();
        let meant = *known.entry(places).or_insert_with_key(|places| {
            let names = places.iter().map(|place| self.columns[*place].0);
            resolve_name(member_name(self.asked), names).map(|at| self.columns[places[at]].1)
        });
        let answer = meant.map_or(Some(false), |column| of_cell(&self.asked.test, cell(column)));
        if self.table.has_unopened(record) { either(answer, None) } else { answer }
    }
}

fn of_file(test: &Test, subject: Subject, file: &TableFile) -> bool {
    match (subject, file.window) {
        (Subject::File, _) => test.matches_path(&file.path),
        (_, None) => false,
        (_, Some(window)) => test.time().is_none_or(|interval| interval.contains(window.start)),
    }
}

fn of_line(test: &Test, table: &Table, record: usize) -> bool {
    let line = table.place(record).map_or(0, |place| place.line).to_string();
    test.matches(filter::Value::Number(&line))
}

/// Whether a column has texts in which words are found anywhere.
fn is_text_column(column: &Column) -> bool {
    fact_of(column.name()).is_some_and(is_text)
}

/// What a test says of something that bodies say.
fn of_fact(asked: &Test, is_text: bool, cell: Cell<'_>) -> Option<bool> {
    match cell {
        Cell::Plain(value) if is_text => Some(asked.matches_text(value.text)),
        cell => of_cell(asked, cell),
    }
}

/// What a test says of a field of the record's own. A body is a text in which words are found anywhere, also where it is short.
fn of_own(asked: &Test, column: &Column, cell: Cell<'_>) -> Option<bool> {
    match cell {
        Cell::Plain(value) if matches!(value.kind, Kind::Text | Kind::Array) && is_body(column.name()) => {
            Some(asked.matches_body(value.text))
        }
        cell => of_cell(asked, cell),
    }
}

/// What a test says of a cell; `None` if that needs opening it.
fn of_cell(asked: &Test, cell: Cell<'_>) -> Option<bool> {
    match cell {
        Cell::Absent => Some(false),
        Cell::Unopened => None,
        Cell::Sealed(_) | Cell::Long(_) => matches!(asked, Test::Has).then_some(true),
        Cell::Plain(value) => Some(value.parts().any(|value| asked.matches(value.into()) || in_array(asked, value))),
    }
}

/// Whether the strings of an array, which is kept as it is written, match as they read.
fn in_array(asked: &Test, value: Value<'_>) -> bool {
    value.kind == Kind::Array
        && value.text.contains('\\')
        && asked.matches(filter::Value::Text(&resolve_escapes(value.text)))
}

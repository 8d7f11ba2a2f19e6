//! What a test says of records, as far as the index knows.

use super::subject::Subject;
use crate::filter::{self, Mask, Test, either};
use crate::index::table::TableFile;
use crate::index::{Cell, Table};

/// What a test says of the records from `from`, 64 of them to a place.
pub(super) fn masks(test: &Test, subject: Subject, table: &Table, from: usize) -> Vec<Mask> {
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
pub(super) fn answer_of(test: &Test, subject: Subject, table: &Table, record: usize) -> Option<bool> {
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

/// What a test says of a cell; `None` if that needs opening it.
fn of_cell(asked: &Test, cell: Cell<'_>) -> Option<bool> {
    match cell {
        Cell::Absent => Some(false),
        Cell::Sealed(_) | Cell::Long(_) => matches!(asked, Test::Has).then_some(true),
        Cell::Plain(value) => Some(asked.matches(value.into())),
    }
}

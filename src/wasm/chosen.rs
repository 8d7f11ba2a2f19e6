//! The classes `ChosenLines` and `ChosenRead`: lines that were chosen from the table, to be read again.

use wasm_bindgen::prelude::*;

use super::lines::LineReader;
use crate::index::{self, Reads, Table};
use crate::input::Checkpoint;

/// Records, or rejects, that were chosen to be read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ChosenLines {
    reads: Reads,
    lines: usize,
}

impl ChosenLines {
    pub(super) fn new(reads: Reads, table: &Table) -> Self {
        Self { lines: reads.lines(table), reads }
    }

    pub(super) fn reads(&self) -> &Reads {
        &self.reads
    }

    pub(super) fn next(&mut self, table: &Table) -> Option<ChosenRead> {
        let read = self.reads.next(table)?;
        let begin = read.begin(table).cloned();
        Some(ChosenRead { records: read, begin })
    }
}

#[wasm_bindgen]
impl ChosenLines {
    /// How many there are in all.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn count(&self) -> usize {
        self.lines
    }
}

/// Records, or rejects, of one file that are read in one go.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ChosenRead {
    records: index::Read,
    begin: Option<Checkpoint>,
}

#[wasm_bindgen]
impl ChosenRead {
    /// The number of the file.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn file(&self) -> usize {
        self.records.file
    }

    /// How many there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn count(&self) -> usize {
        self.records.begins.len()
    }

    /// The number of each record, counted from 0; none if they are rejects.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn records(&self) -> Vec<u32> {
        self.records.records.clone()
    }

    /// A reader that emits these alone, without what lies far before them. Push the file's bytes from the
    /// reader's `offset`. `maxRecordBytes` is as it was when the file was indexed.
    #[must_use]
    pub fn reader(&self, #[wasm_bindgen(js_name = maxRecordBytes)] max_record_bytes: Option<usize>) -> LineReader {
        LineReader::at(self.begin.as_ref(), max_record_bytes).with_records(self.records.begins.iter().copied())
    }
}

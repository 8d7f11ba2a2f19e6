//! Lines that were chosen from the table, on their way to being read again.

use wasm_bindgen::prelude::*;

use super::keys::count;
use super::lines::LineReader;
use crate::index::{self, Stretches, Table};
use crate::input::Checkpoint;

/// Lines that were chosen to be read.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ChosenLines {
    stretches: Stretches,
    lines: usize,
}

impl ChosenLines {
    pub(super) fn new(stretches: Stretches, table: &Table) -> Self {
        Self { lines: stretches.lines(table), stretches }
    }

    /// The numbers of the chosen records, in ascending order.
    pub(super) fn records(&self) -> impl Iterator<Item = usize> {
        self.stretches.records()
    }

    pub(super) fn next(&mut self, table: &Table) -> Option<Stretch> {
        let stretch = self.stretches.next(table)?;
        let begin = stretch.begin(table).cloned();
        Some(Stretch { lines: stretch, begin })
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

/// Lines of one file that are read in one go.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Stretch {
    lines: index::Stretch,
    begin: Option<Checkpoint>,
}

#[wasm_bindgen]
impl Stretch {
    /// The number of the file.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn file(&self) -> usize {
        self.lines.file
    }

    /// The number of each line, counted from 1.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn lines(&self) -> Vec<f64> {
        self.lines.lines.iter().map(|&line| count(line)).collect()
    }

    /// The number of each line's record, counted from 0; none if they are no records.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn records(&self) -> Vec<u32> {
        self.lines.records.clone()
    }

    /// A reader that gives these lines alone, without what lies far before them. The file's bytes from the
    /// reader's `offset` on are to be pushed.
    #[must_use]
    pub fn reader(&self) -> LineReader {
        let reader = match &self.begin {
            Some(checkpoint) => LineReader::resume(checkpoint),
            None => LineReader::new(None),
        };
        reader.with_lines(self.lines.lines.iter().copied())
    }
}

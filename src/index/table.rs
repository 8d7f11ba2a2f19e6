//! The index of all files: columns, and where each record is.

use std::collections::HashMap;

use super::chunk::{Chunk, ChunkCell, ChunkError};
use super::column::{Cell, Column};
use super::dictionary::{Kind, Value};
use super::window::{Window, window};
use crate::input::Checkpoint;

/// The most columns of a table, and so the most that it shows.
const MAX_COLUMNS: usize = 1024;

/// A file of the table.
#[derive(Debug)]
pub struct TableFile {
    /// The path it is told by.
    pub path: String,
    /// The time in its name.
    pub window: Option<Window>,
    /// The number of its first record among all.
    pub first: usize,
    /// How many records it has.
    pub records: usize,
    /// What of it is no record, by the bytes of its text before.
    pub rejected: Vec<u64>,
    checkpoints: Vec<Checkpoint>,
}

impl TableFile {
    /// Behind how many checkpoints a place in its text lies.
    pub(super) fn section(&self, begin: u64) -> usize {
        self.checkpoints.partition_point(|checkpoint| checkpoint.begin() <= begin)
    }
}

/// A line's number in 32 bits.
fn narrow(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// Where a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of its file, from 0 in the order in which files were added.
    pub file: usize,
    /// The line that it begins in, counted from 1.
    pub line: u64,
    /// Bytes of the file's text before it: what tells it from all others of its file.
    pub offset: u64,
}

/// The index of all records, in the order of files and lines.
#[derive(Debug, Default)]
pub struct Table {
    files: Vec<TableFile>,
    columns: Vec<Column>,
    numbers: HashMap<String, usize>,
    /// The line of each record. A line that 32 bits do not count is told as the last that they do.
    lines: Vec<u32>,
    offsets: Vec<u64>,
    identities: Vec<u64>,
    left_out: u64,
}

impl Table {
    /// Adds a file behind the others. Its records are to be appended before another file is added.
    pub fn add_file(&mut self, path: &str) -> usize {
        self.files.push(TableFile {
            path: path.into(),
            window: window(path),
            first: self.lines.len(),
            records: 0,
            rejected: Vec::new(),
            checkpoints: Vec::new(),
        });
        self.files.len() - 1
    }

    /// Appends the next records of the file that was added last.
    pub fn append(&mut self, chunk: Chunk) -> Result<(), ChunkError> {
        let Some(file) = self.files.last_mut() else { return Err(ChunkError) };
        let (base, records) = (self.lines.len(), chunk.records());
        file.records += records;
        file.rejected.extend(chunk.rejected);
        file.checkpoints.extend(chunk.checkpoints);
        self.left_out += chunk.left_out;
        self.lines.extend(chunk.lines.iter().map(|&line| narrow(line)));
        self.offsets.extend(chunk.offsets);
        self.identities.extend(chunk.identities);
        for column in chunk.columns {
            let Some(number) = self.number(&column.name) else {
                self.left_out += column.cells.len() as u64;
                continue;
            };
            let into = &mut self.columns[number];
            for (record, cell) in column.cells {
                let record = Some(record as usize).filter(|record| *record < records).ok_or(ChunkError)?;
                let cell = match cell {
                    ChunkCell::Sealed(bytes) => Cell::Sealed(bytes),
                    ChunkCell::Long(bytes) => Cell::Long(bytes),
                    ChunkCell::Plain(value) => {
                        let (kind, text) = column.values.get(value as usize).ok_or(ChunkError)?;
                        Cell::Plain(Value { kind: Kind::of(*kind).ok_or(ChunkError)?, text })
                    }
                };
                into.note(base + record, cell);
            }
        }
        Ok(())
    }

    fn number(&mut self, name: &str) -> Option<usize> {
        if let Some(&number) = self.numbers.get(name) {
            return Some(number);
        }
        if self.columns.len() == MAX_COLUMNS {
            return None;
        }
        self.numbers.insert(name.into(), self.columns.len());
        self.columns.push(Column::new(name));
        Some(self.columns.len() - 1)
    }

    /// How many records there are.
    #[must_use]
    pub fn records(&self) -> usize {
        self.lines.len()
    }

    /// The files, in the order in which they were added.
    #[must_use]
    pub fn files(&self) -> &[TableFile] {
        &self.files
    }

    /// The columns, in the order in which their fields were first seen.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Fields that were left out, for there are too many different ones.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Where a record is, by its number from 0.
    #[must_use]
    pub fn place(&self, record: usize) -> Option<Place> {
        let (line, offset) = (u64::from(*self.lines.get(record)?), self.offsets[record]);
        // The last file that begins at or before the record; files without records begin where the next does.
        let file = self.files.partition_point(|file| file.first <= record).checked_sub(1)?;
        Some(Place { file, line, offset })
    }

    /// The first record that begins in this line of a file, counted from 1, if there is one.
    #[must_use]
    pub fn find(&self, file: usize, line: u64) -> Option<usize> {
        let file = self.files.get(file)?;
        let line = u32::try_from(line).ok()?;
        let lines = &self.lines[file.first..file.first + file.records];
        let at = lines.partition_point(|before| *before < line);
        (lines.get(at) == Some(&line)).then_some(file.first + at)
    }

    /// Where reading a file can begin to come to this place of its text; `None` for its beginning.
    #[must_use]
    pub fn checkpoint(&self, file: usize, begin: u64) -> Option<&Checkpoint> {
        let file = self.files.get(file)?;
        file.section(begin).checked_sub(1).map(|at| &file.checkpoints[at])
    }

    /// How many records are there more than once: with the wrapped keys and nonces of another.
    #[must_use]
    pub fn duplicates(&self) -> usize {
        let mut identities: Vec<_> = self.identities.iter().filter(|identity| **identity != 0).collect();
        identities.sort_unstable();
        identities.windows(2).filter(|pair| pair[0] == pair[1]).count()
    }

    /// Bytes of memory that it takes, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let windows = self.files.iter().flat_map(|file| &file.checkpoints);
        let windows: usize =
            windows.filter_map(|checkpoint| checkpoint.point.block.as_ref()).map(|block| block.window.len()).sum();
        let rejected: usize = self.files.iter().map(|file| file.rejected.len() * 8).sum();
        rejected + self.columns.iter().map(Column::bytes).sum::<usize>() + self.lines.len() * (4 + 8 + 8) + windows
    }
}

//! The index of all files: columns, and where each record is.

use super::by_name::ByName;
use super::chunk::{Chunk, ChunkCell, ChunkError};
use super::column::{Cell, Column};
use super::dictionary::{Kind, Value};
use super::noted::Noted;
use super::window::{Window, window};
use crate::input::Checkpoint;

/// The most bytes of different values, of all columns together. What is beyond that is counted among the long ones.
pub(super) const VALUE_BYTES: usize = 256 << 20;

/// What a table holds at most. A record takes 12 bytes, 8 more if something in it is sealed, and 1 to 8 for each of its
/// fields, beside the different values; a line that is not a record takes 4, and 4 MiB of text take 32 KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Records, and lines that are not records.
    pub lines: usize,
    /// Bytes of memory: when it has so many, no more are added.
    pub bytes: usize,
}

impl Default for Room {
    /// 16,777,216 lines and 1 GiB: what WebAssembly, which has 4 GiB for all, can hold besides filters and orders.
    fn default() -> Self {
        Self { lines: 1 << 24, bytes: 1 << 30 }
    }
}

/// A file of the table.
#[derive(Debug)]
pub struct TableFile {
    /// The path that names it.
    pub path: String,
    /// The time in its name.
    pub window: Option<Window>,
    /// The number of its first record among all.
    pub first: usize,
    /// How many records it has.
    pub records: usize,
    /// What of it is not a record, by the bytes of its text before.
    pub rejected: Vec<u64>,
    checkpoints: Vec<Checkpoint>,
}

impl TableFile {
    /// After how many checkpoints a place in its text lies.
    pub(super) fn segment(&self, begin: u64) -> usize {
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
    /// Bytes of the file's text before it: which identifies it in its file.
    pub offset: u64,
}

/// The index of all records, in the order of files and lines.
#[derive(Debug, Default)]
pub struct Table {
    files: Vec<TableFile>,
    pub(super) columns: ByName<Column>,
    pub(super) noted: Noted,
    /// The line of each record. A line that 32 bits do not count is counted as the last that they do.
    lines: Vec<u32>,
    offsets: Vec<u64>,
    /// Of records with something sealed.
    identities: Vec<u64>,
    left_out: u64,
    room: Room,
    /// Bytes of the columns' different values.
    pub(super) value_bytes: usize,
    /// Lines that are not records, and bytes of the windows of checkpoints.
    rejected: usize,
    window_bytes: usize,
    /// Records and other lines that came when there was no room left.
    not_held: u64,
}

impl Table {
    /// A table that holds so much at most.
    #[must_use]
    pub fn with_room(room: Room) -> Self {
        Self { room, ..Self::default() }
    }

    /// Adds a file after the others. Append its records before adding another file.
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

    /// Appends the next records of the file that was added last. When there is no room left, they are only counted, and so
    /// are all that come after them.
    ///
    /// # Errors
    /// If no file was added, or the chunk does not fit together, as one that was damaged on its way.
    pub fn append(&mut self, chunk: Chunk) -> Result<(), ChunkError> {
        if self.files.is_empty() {
            return Err(ChunkError);
        }
        let (base, records) = (self.lines.len(), chunk.records());
        let lines = records + chunk.rejected();
        if self.not_held > 0 || base + self.rejected + lines > self.room.lines || self.is_full() {
            self.not_held += lines as u64;
            return Ok(());
        }
        let Some(file) = self.files.last_mut() else { return Err(ChunkError) };
        self.rejected += chunk.rejected();
        self.window_bytes += chunk.checkpoints.iter().map(window_bytes).sum::<usize>();
        file.records += records;
        file.rejected.extend(chunk.rejected);
        file.checkpoints.extend(chunk.checkpoints);
        self.left_out += chunk.left_out;
        self.lines.extend(chunk.lines.iter().map(|&line| narrow(line)));
        self.offsets.extend(chunk.offsets);
        self.identities.extend(chunk.identities.into_iter().filter(|identity| *identity != 0));
        for column in chunk.columns {
            let known = self.columns.all().len();
            let Some(number) = self.columns.number(&column.name, Column::new) else {
                self.left_out += column.cells.len() as u64;
                continue;
            };
            if number == known {
                self.link(number);
            }
            let into = self.columns.get_mut(number);
            let before = into.value_bytes();
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
                let room = VALUE_BYTES.saturating_sub(self.value_bytes + into.value_bytes() - before);
                into.note(base + record, cell, room);
            }
            self.value_bytes += into.value_bytes() - before;
        }
        self.count_bodies(base);
        Ok(())
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
        self.columns.all()
    }

    /// Fields that were left out, because there are too many different ones.
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
        file.segment(begin).checked_sub(1).map(|at| &file.checkpoints[at])
    }

    /// How many records are there more than once: with the wrapped keys and nonces of another.
    #[must_use]
    pub fn duplicates(&self) -> usize {
        let mut identities = self.identities.clone();
        identities.sort_unstable();
        identities.windows(2).filter(|pair| pair[0] == pair[1]).count()
    }

    /// Bytes of memory that it takes, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.lines.capacity() * 4
            + (self.offsets.capacity() + self.identities.capacity()) * 8
            + self.columns.all().iter().map(Column::bytes).sum::<usize>()
            + self.rejected * 8
            + self.window_bytes
            + self.noted_bytes()
    }

    /// Whether it has all the memory that it may have.
    pub(super) fn is_full(&self) -> bool {
        self.bytes() > self.room.bytes
    }

    /// Records, and lines that are not records, for which there was no room.
    #[must_use]
    pub fn not_held(&self) -> u64 {
        self.not_held
    }
}

/// Bytes of text that a checkpoint keeps.
fn window_bytes(checkpoint: &Checkpoint) -> usize {
    checkpoint.point.block.as_ref().map_or(0, |block| block.window.len())
}

//! Indexes one file: a machine without I/O, as the reader below it.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::chunk::{Chunk, ChunkCell, ChunkColumn};
use super::dictionary::{Dictionary, Kind, Value};
use super::fields::{Field, Fields};
use crate::envelope::{Envelope, Parts, scan_with};
use crate::fault::Fault;
use crate::input::{Input, Line, LineReader, TextKind, Warning};
use crate::json::unescape;
use crate::reject::{long_record, rejected_line};
use crate::settings::Settings;

/// Bytes of text between two checkpoints. Inflating as many takes some 15 ms in WebAssembly; a checkpoint
/// takes 32 KiB.
const SPACING: u64 = 4 << 20;
/// Values of more bytes are not kept: they are bodies.
pub(crate) const MAX_VALUE: usize = 512;
/// The most different fields of a chunk. Records have some ten; an object with keys of its own for each
/// record has any number.
const MAX_COLUMNS: usize = 1024;
/// A chunk is handed out when it has so many records, or takes about so many bytes: 1 MiB of gzip can hold 300 million
/// records. One record adds 2 MiB at most.
const CHUNK_RECORDS: usize = 1 << 16;
const CHUNK_BYTES: usize = 8 << 20;
/// Bytes of a chunk for each of its records, for a line that is none, for a checkpoint, for a field of a record, and
/// for a value beside its text.
const RECORD_BYTES: usize = 24;
const REJECTED_BYTES: usize = 8;
const CHECKPOINT_BYTES: usize = 32 << 10;
const CELL_BYTES: usize = size_of::<(u32, ChunkCell)>();
const VALUE_BYTES: usize = 48;

/// What [`Indexer::take`] gives.
#[derive(Debug, Default)]
pub struct Found {
    /// The records since the last call.
    pub chunk: Chunk,
    /// Sealed fields of these records, and fields that are almost sealed.
    pub sealed: u64,
    /// Lines that are no records, and what is wrong with the file, in order; at most a hundred.
    pub faults: Vec<Fault>,
    /// How many more faults there were.
    pub more_faults: u64,
    /// Odd things that are no fault; at most a hundred.
    pub warnings: Vec<Warning>,
    /// How many more warnings there were.
    pub more_warnings: u64,
    /// There is more in the bytes that were pushed: take that before pushing others.
    pub more: bool,
}

/// Faults, and warnings, that are kept until they are taken.
const FAULTS_KEPT: usize = 100;

/// Indexes the records of one file, gzip or plain.
#[derive(Debug)]
pub struct Indexer {
    settings: Settings,
    reader: LineReader,
    fields: Fields,
    found: Found,
    columns: Columns,
    /// The chunk is full, and the bytes that were pushed are not used up.
    more: bool,
}

impl Indexer {
    /// An indexer at the beginning of a file. It takes what opening with the same settings takes.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            reader: LineReader::new(settings.max_record_bytes).with_checkpoints(SPACING),
            fields: Fields::default(),
            found: Found::default(),
            columns: Columns::default(),
            more: false,
        }
    }

    /// Adds the file's next bytes and indexes the records that are whole with them, as many as a chunk holds.
    pub fn push(&mut self, bytes: Vec<u8>) {
        self.reader.push(bytes);
        self.index();
    }

    /// Says that the file is at its end, and indexes what is left.
    pub fn finish(&mut self) {
        self.reader.finish();
        self.index();
    }

    /// What was found since the last call. If [`Found::more`] says so, call this again before pushing more bytes: what
    /// is held in between is bounded, whatever the bytes unpack to.
    pub fn take(&mut self) -> Found {
        let mut found = std::mem::take(&mut self.found);
        found.chunk.columns = std::mem::take(&mut self.columns).into_chunk();
        found.more = self.more;
        if self.more {
            self.index();
        }
        found
    }

    /// Bytes of the file used so far, as stored.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.reader.offset()
    }

    /// Whole gzip members read so far; 0 for plain text.
    #[must_use]
    pub fn members(&self) -> u64 {
        self.reader.members()
    }

    /// How the text is stored; `None` while that cannot be told yet.
    #[must_use]
    pub fn kind(&self) -> Option<TextKind> {
        self.reader.kind()
    }

    fn index(&mut self) {
        let Self { settings, reader, fields, found, columns, more } = self;
        loop {
            *more = is_full(&found.chunk, columns);
            if *more {
                return;
            }
            let mut rejected = None;
            match reader.next() {
                None => return,
                Some(Input::Line(line)) => match index_line(&line, settings, fields, columns, &mut found.chunk) {
                    Ok(sealed) => found.sealed += sealed as u64,
                    Err(fault) => rejected = Some((line.begin, fault)),
                },
                Some(Input::Part(part)) if part.first => {
                    rejected = Some((part.begin, long_record(part.number, settings.max_record_bytes)));
                }
                Some(Input::Part(_)) => {}
                Some(Input::Fault(fault)) => found.note(fault),
                Some(Input::Warning(warning)) => found.warn(warning),
            }
            if let Some((begin, fault)) = rejected {
                found.chunk.rejected.push(begin);
                found.note(fault);
            }
            found.chunk.checkpoints.extend(reader.checkpoint());
        }
    }
}

impl Found {
    fn note(&mut self, fault: Fault) {
        if self.faults.len() < FAULTS_KEPT {
            self.faults.push(fault);
        } else {
            self.more_faults += 1;
        }
    }

    fn warn(&mut self, warning: Warning) {
        if self.warnings.len() < FAULTS_KEPT {
            self.warnings.push(warning);
        } else {
            self.more_warnings += 1;
        }
    }
}

/// Whether a chunk is to be handed out before more is added to it.
fn is_full(chunk: &Chunk, columns: &Columns) -> bool {
    let bytes = chunk.lines.len() * RECORD_BYTES
        + chunk.rejected.len() * REJECTED_BYTES
        + chunk.checkpoints.len() * CHECKPOINT_BYTES
        + columns.bytes;
    chunk.lines.len() >= CHUNK_RECORDS || bytes >= CHUNK_BYTES
}

/// Adds one record to the chunk and returns how many sealed fields it has, or says why it is none.
fn index_line(
    line: &Line<'_>,
    settings: &Settings,
    fields: &mut Fields,
    columns: &mut Columns,
    chunk: &mut Chunk,
) -> Result<usize, Fault> {
    let text = line.text();
    let envelopes = scan_with(text, settings.max_nesting, &mut fields.collect(text))
        .map_err(|error| rejected_line(line, &error, settings.max_nesting))?;
    // A chunk has the records of a slice of a file, which are not as many.
    let record = u32::try_from(chunk.lines.len()).unwrap_or(u32::MAX);
    fields.each(text, &envelopes, |path, field| {
        if !columns.note(path, record, field) {
            chunk.left_out += 1;
        }
    });
    chunk.left_out += fields.left_out();
    chunk.lines.push(line.number);
    chunk.offsets.push(line.begin);
    chunk.identities.push(identity(text, &envelopes));
    for bytes in envelopes.iter().filter_map(|envelope| envelope.wrapped_bytes(text)) {
        *chunk.wrapped.entry(u32::try_from(bytes).unwrap_or(u32::MAX)).or_default() += 1;
    }
    Ok(envelopes.len())
}

/// A hash of the wrapped keys and nonces of a record. Two records with the same are the same record twice:
/// nonces are chosen at random. 0 without any.
fn identity(line: &[u8], envelopes: &[Envelope]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut any = false;
    for envelope in envelopes {
        if let Parts::Sealed { key, iv, .. } = &envelope.parts {
            line[key.clone()].hash(&mut hasher);
            line[iv.clone()].hash(&mut hasher);
            any = true;
        }
    }
    if any { hasher.finish().max(1) } else { 0 }
}

/// The columns of the chunk that is being made.
#[derive(Debug, Default)]
struct Columns {
    all: Vec<(ChunkColumn, Dictionary)>,
    numbers: HashMap<String, usize>,
    /// The column noted last. Records have their fields in the same order: the next one is likely next.
    last: usize,
    /// Bytes that their cells and values take, about.
    bytes: usize,
}

impl Columns {
    /// Notes a field; `false` if there are too many different ones.
    fn note(&mut self, path: &str, record: u32, field: Field<'_>) -> bool {
        let Some(number) = self.number(path) else { return false };
        self.last = number;
        let (column, dictionary) = &mut self.all[number];
        let size = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        let cell = match field {
            Field::Sealed(bytes) => ChunkCell::Sealed(size(bytes)),
            Field::Plain(_, raw) if raw.len() > MAX_VALUE => ChunkCell::Long(size(raw.len())),
            Field::Plain(kind, raw) => {
                let unescaped = (kind == Kind::Text && raw.contains(&b'\\')).then(|| unescape(raw));
                let text = match &unescaped {
                    Some(Some(text)) => text,
                    // As it is written, which was checked to be UTF-8; also where it has half of a surrogate pair.
                    None | Some(None) => std::str::from_utf8(raw).unwrap_or_default(),
                };
                let before = dictionary.len();
                match dictionary.number(Value { kind, text }, usize::MAX) {
                    Some(number) => {
                        if dictionary.len() > before {
                            self.bytes += VALUE_BYTES + text.len();
                        }
                        ChunkCell::Plain(number)
                    }
                    None => ChunkCell::Long(size(raw.len())),
                }
            }
        };
        match column.cells.last_mut() {
            // Of members with the same name the last counts, as with `JSON.parse`.
            Some((same, before)) if *same == record => *before = cell,
            _ => {
                self.bytes += CELL_BYTES;
                column.cells.push((record, cell));
            }
        }
        true
    }

    fn number(&mut self, path: &str) -> Option<usize> {
        for guess in [self.last + 1, 0] {
            if self.all.get(guess).is_some_and(|(column, _)| column.name == path) {
                return Some(guess);
            }
        }
        if let Some(&number) = self.numbers.get(path) {
            return Some(number);
        }
        if self.all.len() == MAX_COLUMNS {
            return None;
        }
        self.numbers.insert(path.into(), self.all.len());
        self.all.push((ChunkColumn { name: path.into(), ..ChunkColumn::default() }, Dictionary::default()));
        Some(self.all.len() - 1)
    }

    fn into_chunk(self) -> Vec<ChunkColumn> {
        let finish = |(mut column, dictionary): (ChunkColumn, Dictionary)| {
            column.values = dictionary.values().map(|value| (value.kind as u8, value.text.to_string())).collect();
            column
        };
        self.all.into_iter().map(finish).collect()
    }
}

//! Indexes one file: a machine without I/O, as the reader below it.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::chunk::Chunk;
use super::chunk_columns::ChunkColumns;
use super::fields::Fields;
use crate::envelope::{Envelope, Parts, scan_with};
use crate::fault::Fault;
use crate::input::{Input, Line, LineReader, TextKind, Warning};
use crate::reject::{long_record, rejected_line};
use crate::settings::Settings;

/// Bytes of text between two checkpoints. Inflating as many takes about 15 ms in WebAssembly; a checkpoint
/// takes 32 KiB.
const SPACING: u64 = 4 << 20;
/// A chunk is handed out when it has so many records, or takes about so many bytes: 1 MiB of gzip can hold 300 million
/// records. One record adds 2 MiB at most.
const CHUNK_RECORDS: usize = 1 << 16;
const CHUNK_BYTES: usize = 8 << 20;
/// Bytes of a chunk for each of its records, for a line that is not a record, and for a checkpoint.
const RECORD_BYTES: usize = 24;
const REJECTED_BYTES: usize = 8;
const CHECKPOINT_BYTES: usize = 32 << 10;

/// What [`Indexer::take`] returns.
#[derive(Debug, Default)]
pub struct Indexed {
    /// The records since the last call.
    pub chunk: Chunk,
    /// Sealed fields of these records, and fields that are almost sealed.
    pub sealed: u64,
    /// Lines that are not records, and what is wrong with the file, in order; at most a hundred.
    pub faults: Vec<Fault>,
    /// How many more faults there were.
    pub more_faults: u64,
    /// Odd things that are not faults; at most a hundred.
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
    indexed: Indexed,
    columns: ChunkColumns,
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
            indexed: Indexed::default(),
            columns: ChunkColumns::default(),
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

    /// What was indexed since the last call. If [`Indexed::more`] says so, call this again before pushing more bytes: what
    /// is held in between is bounded, whatever the bytes unpack to.
    pub fn take(&mut self) -> Indexed {
        let mut indexed = std::mem::take(&mut self.indexed);
        indexed.chunk.columns = std::mem::take(&mut self.columns).into_chunk();
        indexed.more = self.more;
        if self.more {
            self.index();
        }
        indexed
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

    /// How the text is stored; `None` while that is not known yet.
    #[must_use]
    pub fn kind(&self) -> Option<TextKind> {
        self.reader.kind()
    }

    fn index(&mut self) {
        let Self { settings, reader, fields, indexed, columns, more } = self;
        loop {
            *more = is_full(&indexed.chunk, columns);
            if *more {
                return;
            }
            let mut rejected = None;
            match reader.next() {
                None => return,
                Some(Input::Line(line)) => match index_line(&line, settings, fields, columns, &mut indexed.chunk) {
                    Ok(sealed) => indexed.sealed += sealed as u64,
                    Err(fault) => rejected = Some((line.begin, fault)),
                },
                Some(Input::Part(part)) if part.first => {
                    rejected = Some((part.begin, long_record(part.number, settings.max_record_bytes)));
                }
                Some(Input::Part(_)) => {}
                Some(Input::Fault(fault)) => indexed.note(fault),
                Some(Input::Warning(warning)) => indexed.warn(warning),
            }
            if let Some((begin, fault)) = rejected {
                indexed.chunk.rejected.push(begin);
                indexed.note(fault);
            }
            indexed.chunk.checkpoints.extend(reader.checkpoint());
        }
    }
}

impl Indexed {
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

/// Whether a chunk must be handed out before more is added to it.
fn is_full(chunk: &Chunk, columns: &ChunkColumns) -> bool {
    let bytes = chunk.lines.len() * RECORD_BYTES
        + chunk.rejected.len() * REJECTED_BYTES
        + chunk.checkpoints.len() * CHECKPOINT_BYTES
        + columns.bytes();
    chunk.lines.len() >= CHUNK_RECORDS || bytes >= CHUNK_BYTES
}

/// Adds one record to the chunk and returns how many sealed fields it has, or why it is not a record.
fn index_line(
    line: &Line<'_>,
    settings: &Settings,
    fields: &mut Fields,
    columns: &mut ChunkColumns,
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

//! A part of a file's index on its way from the thread that made it to the table.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::input::Checkpoint;

/// The index of some records that follow each other in a file.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// The line that each record begins in, counted from 1.
    pub(super) lines: Vec<u64>,
    /// Bytes of the file's text before each record.
    pub(super) offsets: Vec<u64>,
    /// A hash of the wrapped keys and nonces of each record; 0 without any.
    pub(super) identities: Vec<u64>,
    pub(super) columns: Vec<ChunkColumn>,
    /// How many wrapped keys have how many bytes.
    pub(super) wrapped: BTreeMap<u32, u64>,
    /// What is not a record, by the bytes of the file's text before it.
    pub(super) rejected: Vec<u64>,
    /// Fields that were left out, because there are too many different ones.
    pub(super) left_out: u64,
    pub(super) checkpoints: Vec<Checkpoint>,
}

/// A field of the records of a chunk.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ChunkColumn {
    pub name: String,
    /// The different values: a kind and a text.
    pub values: Vec<(u8, String)>,
    /// Which record has what, by its number within the chunk.
    pub cells: Vec<(u32, ChunkCell)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum ChunkCell {
    /// The number of a value.
    Plain(u32),
    Sealed(u32),
    Long(u32),
}

/// What was given is not a chunk of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkError;

impl fmt::Display for ChunkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a part of the index was damaged between two threads")
    }
}

impl std::error::Error for ChunkError {}

impl Chunk {
    /// How many records it has.
    #[must_use]
    pub fn records(&self) -> usize {
        self.lines.len()
    }

    /// How many rejects there are: lines that are not records, and the like.
    #[must_use]
    pub fn rejected(&self) -> usize {
        self.rejected.len()
    }

    /// As bytes, for another thread of the same version of this crate: the form may change with each.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Writing to a vector cannot fail, and every type here has a form.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The chunk that was made into these bytes.
    ///
    /// # Errors
    /// If they are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ChunkError> {
        let chunk: Self = postcard::from_bytes(bytes).map_err(|_| ChunkError)?;
        let records = chunk.records();
        let whole = chunk.offsets.len() == records && chunk.identities.len() == records;
        if whole { Ok(chunk) } else { Err(ChunkError) }
    }
}

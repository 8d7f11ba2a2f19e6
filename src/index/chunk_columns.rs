//! The columns of a part of the index, as records are added to it.

use std::borrow::Cow;

use super::by_name::ByName;
use super::chunk::{ChunkCell, ChunkColumn};
use super::dictionary::{Dictionary, Kind, Value};
use super::fields::Field;
use crate::json::unescape;

/// Values of more bytes are not kept: they are bodies.
pub(crate) const MAX_VALUE: usize = 512;
/// What a plain value says, with the escapes of a text resolved.
pub(super) fn text_of(kind: Kind, raw: &[u8]) -> Cow<'_, str> {
    let unescaped = (kind == Kind::Text && raw.contains(&b'\\')).then(|| unescape(raw)).flatten();
    // As it is written, which is UTF-8; also where it has half of a surrogate pair.
    unescaped.map_or_else(|| Cow::Borrowed(std::str::from_utf8(raw).unwrap_or_default()), Cow::Owned)
}

/// Bytes for a field of a record, and for a value beside its text.
const CELL_BYTES: usize = size_of::<(u32, ChunkCell)>();
const VALUE_BYTES: usize = 48;

/// The columns of the chunk that is being made.
#[derive(Debug, Default)]
pub(super) struct ChunkColumns {
    columns: ByName<(ChunkColumn, Dictionary)>,
    /// The column noted last. Records have their fields in the same order: the next one is likely next.
    last: usize,
    /// Bytes that their cells and values take, about.
    bytes: usize,
}

impl ChunkColumns {
    /// Notes a field; `false` if there are too many different ones.
    pub(super) fn note(&mut self, path: &str, record: u32, field: Field<'_>) -> bool {
        let Some(number) = self.number(path) else { return false };
        self.last = number;
        let (column, dictionary) = self.columns.get_mut(number);
        let size = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
        let cell = match field {
            Field::Sealed(bytes) => ChunkCell::Sealed(size(bytes)),
            Field::Plain(_, raw) if raw.len() > MAX_VALUE => ChunkCell::Long(size(raw.len())),
            Field::Plain(kind, raw) => {
                let text = &text_of(kind, raw);
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
            if self.columns.all().get(guess).is_some_and(|(column, _)| column.name == path) {
                return Some(guess);
            }
        }
        let make = |path: &str| (ChunkColumn { name: path.into(), ..ChunkColumn::default() }, Dictionary::default());
        self.columns.number(path, make)
    }

    /// Bytes that their cells and values take, about.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn into_chunk(self) -> Vec<ChunkColumn> {
        let finish = |(mut column, dictionary): (ChunkColumn, Dictionary)| {
            column.values = dictionary.values().map(|value| (value.kind as u8, value.text.to_string())).collect();
            column
        };
        self.columns.into_all().into_iter().map(finish).collect()
    }
}

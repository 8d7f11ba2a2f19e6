//! Tables for tests.

use super::{Chunk, Indexer, Rows, Table};
use crate::Settings;

/// The index of a text.
pub(crate) fn chunk(text: &str) -> Chunk {
    let mut indexer = Indexer::new(Settings::default());
    indexer.push(text.as_bytes().to_vec());
    indexer.finish();
    indexer.take().chunk
}

/// A table of these files: each with its path and its text.
pub(crate) fn table(files: &[(&str, &str)]) -> Table {
    let mut table = Table::default();
    for (path, text) in files {
        table.add_file(path);
        table.append(chunk(text)).expect("a chunk");
    }
    table
}

/// All records.
pub(crate) fn all(table: &Table) -> Rows<'static> {
    Rows::First(table.records())
}

//! What can be known of records without a key: their plain fields, the sizes of what is sealed, and how
//! each of them is reached again.
//!
//! A file is indexed at the pace at which it inflates ([`Indexer`]), a part at a time ([`Chunk`]), wherever
//! there is a thread for it. The parts are put together in one place ([`Table`]), in the order of the
//! records, which takes next to nothing: so many threads can index many files for one table.
//!
//! What comes later, and of opened records, are the members of their metadata and what their bodies say ([`MemberNotes`]).

mod blocks;
mod by_name;
mod chunk;
mod chunk_columns;
mod column;
mod dictionary;
mod facet;
mod fields;
#[cfg(test)]
pub(crate) mod fixtures;
mod gaps;
mod histogram;
mod indexer;
mod matches;
mod member_note;
mod noted;
mod paths;
mod reads;
mod rows;
mod said;
mod sort;
mod summary;
mod table;
mod view;
mod vocabulary;
mod window;

pub use chunk::{Chunk, ChunkError};
pub(crate) use chunk_columns::MAX_VALUE;
pub use column::{Cell, Column, Counts};
pub use dictionary::{Kind, Value};
pub use facet::{Facet, ValueCount};
pub(crate) use fields::{Field, Fields};
pub use gaps::Gaps;
pub use histogram::Histogram;
pub use indexer::{Indexed, Indexer};
pub use matches::{Answers, Asked, Matches, Problem};
pub use member_note::{MemberNote, MemberNotes, MemberValue};
pub(crate) use member_note::{Members, has_members, member_of};
pub use noted::NotedRecords;
pub use reads::{Read, Reads};
pub use rows::Rows;
pub(crate) use said::{BETWEEN, columns_after_said, fact_of, is_body, is_text};
pub use sort::{Sort, SortBy};
pub use summary::{FieldSummary, Summary};
pub use table::{Place, Room, Table, TableFile};
pub use view::{Selection, Typed, View};
pub use window::{Window, window};

//! What can be known of records without a key: their plain fields, the sizes of what is sealed, and how
//! each of them is reached again.
//!
//! A file is indexed at the pace at which it inflates ([`Indexer`]), a part at a time ([`Chunk`]), wherever
//! there is a thread for it. The parts are put together in one place ([`Table`]), in the order of the
//! records, which takes next to nothing: so many threads can index many files for one table.

mod blocks;
mod chunk;
mod column;
mod dictionary;
mod fields;
mod gaps;
mod indexer;
mod matches;
mod reads;
mod summary;
mod table;
mod view;
mod window;

pub use chunk::{Chunk, ChunkError};
pub use column::{Cell, Column, Counts};
pub use dictionary::{Kind, Value};
pub(crate) use fields::{Field, Fields};
pub use gaps::Gaps;
pub(crate) use indexer::MAX_VALUE;
pub use indexer::{Found, Indexer};
pub use matches::{Answers, Matches, Problem};
pub use reads::{Read, Reads};
pub use summary::{FieldSummary, Summary};
pub use table::{Place, Room, Table, TableFile};
pub use view::{Facet, Histogram, Rows, Sort, SortBy, ValueCount};
pub use window::{Window, window};

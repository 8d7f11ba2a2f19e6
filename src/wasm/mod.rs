//! The boundary to JavaScript: the only room of this crate that knows `wasm_bindgen`. Each class wraps one type
//! of the core; what decides something is in the core, where it is tested natively.
//!
//! A file's bytes cross it once on their way in ([`LineReader::push`]), in batches of lines on their way
//! to the worker that opens them ([`Opener::open`]), and once on their way out. Of a record that somebody looks at only what
//! was opened comes out ([`Opener::open_held`]).
//!
//! Features of the crate select the classes of a module: `core-module` those for reading, opening and counting,
//! `explorer-module` those for exploring records too, with what opened bodies say, `conversation-module` what opened bodies say,
//! `filter-module` filters on records and bodies, `masks-module` masks, resealing and Snappy, `zstd-module` [`ZstdDecoder`]
//! alone. The RSA kernels are a crate of their own (`kernel`).

#[cfg(feature = "core-module")]
mod checkpoint;
#[cfg(feature = "explorer-module")]
mod chosen;
#[cfg(feature = "explorer-module")]
mod column_parts;
#[cfg(feature = "conversation-module")]
mod conversation;
#[cfg(any(feature = "conversation-module", feature = "explorer-module"))]
mod conversation_lines;
#[cfg(feature = "core-module")]
mod engine;
#[cfg(feature = "core-module")]
mod error;
#[cfg(feature = "core-module")]
mod fault;
#[cfg(feature = "explorer-module")]
mod held;
#[cfg(feature = "core-module")]
mod indexer;
#[cfg(feature = "core-module")]
mod inflate;
#[cfg(feature = "explorer-module")]
mod kept;
#[cfg(feature = "core-module")]
mod keys;
#[cfg(feature = "core-module")]
mod lines;
#[cfg(any(feature = "explorer-module", feature = "masks-module"))]
mod masker;
mod number;
#[cfg(any(feature = "explorer-module", feature = "masks-module"))]
mod object;
#[cfg(feature = "core-module")]
mod opened;
#[cfg(feature = "core-module")]
mod opener;
#[cfg(feature = "core-module")]
mod pause;
#[cfg(any(feature = "conversation-module", feature = "explorer-module", feature = "filter-module"))]
mod prices;
#[cfg(feature = "filter-module")]
mod record_filter;
#[cfg(any(feature = "conversation-module", feature = "explorer-module", feature = "filter-module"))]
mod record_lines;
#[cfg(any(feature = "explorer-module", feature = "masks-module"))]
mod reseal;
#[cfg(feature = "explorer-module")]
mod search;
#[cfg(feature = "core-module")]
mod settings;
#[cfg(feature = "explorer-module")]
mod sha256;
#[cfg(feature = "explorer-module")]
mod shown;
#[cfg(any(feature = "explorer-module", feature = "masks-module"))]
mod snappy;
#[cfg(feature = "core-module")]
mod split;
#[cfg(feature = "core-module")]
mod subtle;
#[cfg(feature = "core-module")]
mod summary;
#[cfg(feature = "explorer-module")]
mod table;
#[cfg(feature = "core-module")]
mod types;
#[cfg(feature = "core-module")]
mod values;
#[cfg(feature = "zstd-module")]
mod zstd;

#[cfg(feature = "core-module")]
pub use checkpoint::FileCheckpoint;
#[cfg(feature = "explorer-module")]
pub use chosen::{ChosenLines, ChosenRead};
#[cfg(feature = "explorer-module")]
pub use column_parts::column_parts;
#[cfg(feature = "conversation-module")]
pub use conversation::{Threads, UsageTally, read_conversation};
#[cfg(any(feature = "conversation-module", feature = "explorer-module"))]
pub use conversation_lines::{ThreadedLines, conversation_lines, mask_request};
#[cfg(feature = "core-module")]
pub use indexer::FileIndexer;
#[cfg(feature = "core-module")]
pub use inflate::Inflater;
#[cfg(feature = "explorer-module")]
pub use kept::ContentKeys;
#[cfg(feature = "core-module")]
pub use keys::{KeyHandle, generate_key_pair};
#[cfg(feature = "explorer-module")]
pub use keys::{PublicKeyHandle, seal};
#[cfg(feature = "core-module")]
pub use lines::LineReader;
#[cfg(any(feature = "explorer-module", feature = "masks-module"))]
pub use masker::Masker;
pub(crate) use number::printed_number;
#[cfg(feature = "core-module")]
pub use opener::Opener;
#[cfg(any(feature = "conversation-module", feature = "explorer-module", feature = "filter-module"))]
pub use prices::Prices;
#[cfg(feature = "filter-module")]
pub use record_filter::RecordFilter;
#[cfg(feature = "masks-module")]
pub use reseal::{Seal, reseal_lines};
#[cfg(feature = "explorer-module")]
pub use search::sealed_for_bits;
#[cfg(feature = "explorer-module")]
pub use sha256::Sha256;
#[cfg(feature = "explorer-module")]
pub use shown::conversation_of;
#[cfg(any(feature = "explorer-module", feature = "masks-module"))]
pub use snappy::snappy;
#[cfg(feature = "core-module")]
pub use split::FileSplitter;
#[cfg(feature = "core-module")]
pub use summary::RecordSummary;
#[cfg(feature = "explorer-module")]
pub use table::RecordTable;
#[cfg(feature = "zstd-module")]
pub use zstd::ZstdDecoder;

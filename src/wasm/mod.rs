//! The boundary to JavaScript: the only module that knows `wasm_bindgen`. Each class wraps one type
//! of the core; what decides something is in the core, where it is tested natively.
//!
//! A file's bytes cross it once on their way in ([`LineReader::push`]), in batches of lines on their way
//! to the worker that opens them ([`Opener::open`]), and once on their way out. Of a record that somebody looks at only what
//! was opened comes out ([`Opener::open_held`]).
//!
//! Features of the crate select the classes of a module: `core-module` those for reading, opening and counting,
//! `explorer-module` those for exploring records too, `kernel-module` [`RsaKernel`] alone, `conversation-module` what opened
//! bodies say, `page-conversation-module` the part of that which the page shows, `filter-module` filters on records and bodies,
//! `zstd-module` [`ZstdDecoder`] alone.

#[cfg(feature = "core-module")]
mod checkpoint;
#[cfg(feature = "explorer-module")]
mod chosen;
#[cfg(feature = "conversation-module")]
mod conversation;
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
#[cfg(feature = "kernel-module")]
mod kernel;
#[cfg(feature = "core-module")]
mod keys;
#[cfg(feature = "core-module")]
mod lines;
mod number;
#[cfg(feature = "core-module")]
mod opened;
#[cfg(feature = "core-module")]
mod opener;
#[cfg(feature = "page-conversation-module")]
mod page_conversation;
#[cfg(feature = "core-module")]
mod pause;
#[cfg(any(feature = "conversation-module", feature = "filter-module"))]
mod prices;
#[cfg(feature = "filter-module")]
mod record_filter;
#[cfg(any(feature = "conversation-module", feature = "filter-module"))]
mod record_lines;
#[cfg(feature = "explorer-module")]
mod search;
#[cfg(feature = "core-module")]
mod settings;
#[cfg(feature = "explorer-module")]
mod sha256;
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
#[cfg(feature = "conversation-module")]
pub use conversation::{ThreadedLines, Threads, UsageTally, conversation_lines, mask_request, read_conversation};
#[cfg(feature = "core-module")]
pub use indexer::FileIndexer;
#[cfg(feature = "core-module")]
pub use inflate::Inflater;
#[cfg(feature = "explorer-module")]
pub use kept::ContentKeys;
#[cfg(feature = "kernel-module")]
pub use kernel::{RsaKernel, works};
#[cfg(feature = "explorer-module")]
pub use keys::seal;
#[cfg(feature = "core-module")]
pub use keys::{KeyHandle, generate_key_pair};
#[cfg(feature = "core-module")]
pub use lines::LineReader;
pub(crate) use number::printed_number;
#[cfg(feature = "core-module")]
pub use opener::Opener;
#[cfg(feature = "page-conversation-module")]
pub use page_conversation::conversation_of;
#[cfg(any(feature = "conversation-module", feature = "filter-module"))]
pub use prices::Prices;
#[cfg(feature = "filter-module")]
pub use record_filter::RecordFilter;
#[cfg(feature = "explorer-module")]
pub use search::sealed_for_bits;
#[cfg(feature = "explorer-module")]
pub use sha256::Sha256;
#[cfg(feature = "core-module")]
pub use split::FileSplitter;
#[cfg(feature = "core-module")]
pub use summary::RecordSummary;
#[cfg(feature = "explorer-module")]
pub use table::RecordTable;
#[cfg(feature = "zstd-module")]
pub use zstd::ZstdDecoder;

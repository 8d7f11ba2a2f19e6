//! Reads Cloudflare AI Gateway logs that Logpush exported.
//!
//! Such a file is gzip NDJSON. In each record `Metadata`, `RequestBody` and `ResponseBody` are
//! sealed: AES-256-GCM, with the AES key wrapped by RSA-OAEP-SHA256. This crate turns the file's bytes into
//! opened records. It does no I/O and starts no threads: bytes are pushed in, records and faults are taken out.
//!
//! ```
//! use logpush_decrypt::{Decryptor, Event, KeyRing, PrivateKey, Settings};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut keys = KeyRing::new();
//! keys.add(PrivateKey::read(&std::fs::read("tests/fixtures/keys/rsa2048.pem")?)?);
//!
//! let mut decryptor = Decryptor::new(Settings::default());
//! decryptor.push(std::fs::read("tests/fixtures/ordinary-rsa2048.log.gz")?);
//! decryptor.finish();
//! let mut opened = 0;
//! while let Some(event) = decryptor.next(&mut keys) {
//!     match event {
//!         Event::Record(record) => {
//!             println!("{}", String::from_utf8_lossy(record.text));
//!             opened += record.opened;
//!         }
//!         Event::Reject(reject) => eprintln!("line {} is not a record", reject.line),
//!         Event::Fault(fault) => eprintln!("{fault}"),
//!         Event::Warning(warning) => eprintln!("{}", warning.message),
//!     }
//! }
//! assert!(opened > 0);
//! # Ok(())
//! # }
//! ```
//!
//! # What to start with
//!
//! | to | use |
//! |---|---|
//! | open the records of a file | [`Decryptor`], with [`Settings`]; it returns [`Event`]s |
//! | read key files, several at once | [`PrivateKey::read_all`], [`KeyRing`] |
//! | make a pair of keys | [`PrivateKey::generate`] with a [`KeySize`], [`PublicKey`] |
//! | know what went wrong | [`Fault`] and its [`ErrorCode`], [`KeyError`], [`Warning`] |
//! | read records without opening them | [`LineReader`], which returns [`Input`]s |
//! | open records one by one, or with an engine that answers later | [`RecordOpener`], [`Engine`] |
//! | let many machines work on one file | [`Splitter`], which returns [`Checkpoint`]s |
//! | know what opened bodies say: messages, answers, tokens, costs | [`conversation`] |
//!
//! Every stream is a state machine: call `push` with the next bytes, take results with `next` until it returns `None`,
//! and after the last bytes call `finish` and take the rest. Results do not depend on how the bytes are divided.

mod batch;
mod calendar;
pub mod conversation;
mod decimal;
mod envelope;
mod fault;
mod filter;
mod hits;
mod index;
mod input;
mod json;
mod keys;
mod mapping;
mod mask;
mod reject;
mod reseal;
mod rsa;
mod search;
mod settings;
mod stream;
mod threads;
mod usage;
mod utf16;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[doc(hidden)]
pub mod wasm;
mod wipe;

pub use envelope::Body;
pub use fault::{ErrorCode, Fault};
pub use input::{Checkpoint, CheckpointError, Input, Line, LinePart, LineReader, Split, Splitter, TextKind, Warning};
pub use keys::{
    ContentKey, Engine, KeyError, KeyRing, KeySize, NONCE_BYTES, Portable, PrivateKey, PublicKey, UnwrapError,
};
pub use settings::Settings;
pub use stream::{Decryptor, Event, Record, RecordOpener, Reject};

/// The parts that only the boundary to JavaScript, tests and benchmarks use. They change without notice.
#[doc(hidden)]
pub mod testing {
    pub mod batch {
        pub use crate::batch::*;
    }
    pub mod envelope {
        pub use crate::envelope::*;
    }
    pub mod filter {
        pub use crate::filter::*;
    }
    pub mod hits {
        pub use crate::hits::*;
    }
    pub mod index {
        pub use crate::index::*;
    }
    pub mod input {
        pub use crate::input::*;
    }
    pub mod json {
        pub use crate::json::*;
    }
    pub mod keys {
        pub use crate::keys::*;
    }
    pub mod mask {
        pub use crate::mask::*;
    }
    pub mod reject {
        pub use crate::reject::*;
    }
    pub mod reseal {
        pub use crate::reseal::*;
    }
    pub mod rsa {
        pub use crate::rsa::*;
    }
    pub mod search {
        pub use crate::search::*;
    }
    pub mod threads {
        pub use crate::threads::*;
    }
    pub mod usage {
        pub use crate::usage::*;
    }
    pub mod utf16 {
        pub use crate::utf16::*;
    }
}

// The README's example is compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

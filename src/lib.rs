//! Reads Cloudflare AI Gateway logs that Logpush exported.
//!
//! Such a file is gzip NDJSON. In each record `Metadata`, `RequestBody` and `ResponseBody` are
//! sealed: AES-256-GCM, the AES key wrapped with RSA-OAEP-SHA256. This crate goes the whole way
//! from the file's bytes to opened records, and knows neither files nor threads nor JavaScript:
//! bytes are pushed in, records and faults are taken out.
//!
//! ```
//! use logpush_decrypt::{Decryptor, Event, KeyRing, Settings};
//!
//! # let mut keys = KeyRing::new();
//! # // With a key file: keys.add(PrivateKey::read(&std::fs::read("private.pem")?)?);
//! # let file = br#"{"Provider":"openai","StatusCode":200}"#;
//! let mut decryptor = Decryptor::new(Settings::default());
//! decryptor.push(file.to_vec());
//! decryptor.finish();
//! while let Some(event) = decryptor.next(&mut keys) {
//!     match event {
//!         Event::Record(record) => println!("{}", String::from_utf8_lossy(record.text)),
//!         Event::Reject(reject) => eprintln!("line {} is no record", reject.line),
//!         Event::Fault(fault) => eprintln!("{fault}"),
//!         Event::Warning(warning) => eprintln!("{}", warning.message),
//!     }
//! }
//! ```
//!
//! The rooms, in the order in which the bytes pass them: [`input`] (gzip members, encodings, records),
//! [`envelope`] (where sealed values are, opening them, the line with their text put in), [`keys`]
//! (reading, making and holding RSA keys), [`rsa`] (the arithmetic), [`stream`] (the machine that ties
//! them together). Beside that way, [`index`] (what can be known of records without a key),
//! [`filter`] (which of them are meant) and [`search`] (what only opening tells a filter). The boundary to JavaScript is the module `wasm`, which only WebAssembly builds have.

pub mod batch;
mod calendar;
pub mod envelope;
mod fault;
pub mod filter;
pub mod index;
pub mod input;
pub mod json;
pub mod keys;
pub mod reject;
pub mod rsa;
pub mod search;
mod settings;
pub mod stream;
pub mod utf16;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod wasm;

pub use envelope::Body;
pub use fault::{ErrorCode, Fault};
pub use input::{TextKind, Warning};
pub use keys::{KeyError, KeyRing, KeySize, PrivateKey, PublicKey};
pub use settings::Settings;
pub use stream::{Decryptor, Event, Record, Reject};

// The README's example is compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

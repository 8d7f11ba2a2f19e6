//! The boundary to JavaScript: the only module that knows `wasm_bindgen`. Each class wraps one type
//! of the core and has no logic of its own.
//!
//! A file's bytes cross it once on their way in ([`Decryptor::push`]) and once on their way out, in
//! batches ([`Decryptor::read`]).
//!
//! Features of the crate say which classes a module has: `core-module` all but [`RsaKernel`],
//! `kernel-module` that one.

#[cfg(feature = "core-module")]
mod decryptor;
#[cfg(feature = "core-module")]
mod error;
#[cfg(feature = "kernel-module")]
mod kernel;
#[cfg(feature = "core-module")]
mod keys;

#[cfg(feature = "core-module")]
pub use decryptor::Decryptor;
#[cfg(feature = "kernel-module")]
pub use kernel::{RsaKernel, works};
#[cfg(feature = "core-module")]
pub use keys::{KeyRing, generate_key_pair, seal};

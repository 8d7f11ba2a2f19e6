//! The boundary to JavaScript: the only module that knows `wasm_bindgen`. Each class wraps one type
//! of the core and has no logic of its own.
//!
//! A file's bytes cross it once on their way in ([`Decryptor::push`]) and once on their way out, in
//! batches ([`Decryptor::read`]).

mod decryptor;
mod error;
mod keys;

pub use decryptor::Decryptor;
pub use keys::{KeyRing, generate_key_pair, seal};

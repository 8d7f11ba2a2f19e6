//! RSA keys: reading them, making them, and unwrapping with several at once.
//!
//! Private keys and content keys live only in the types of this module, in `rsa::CrtKey`, and in `KeptKeys` and
//! `LineKeys` of `envelope`. They wipe themselves when
//! dropped, and their `Debug` shows nothing secret.

mod cache;
mod content_key;
mod engine;
mod error;
mod generate;
pub mod oaep;
mod private;
mod public;
pub mod race;
mod read;
mod ring;

pub(crate) use cache::Origin;
pub(crate) use content_key::KeyId;
pub use content_key::{CONTENT_KEY_BYTES, ContentKey, Unwrapped};
pub use engine::{Engine, NONCE_BYTES, Portable, TAG_BYTES, decrypt_gcm, now};
pub use error::{KeyError, UNPROVEN};
pub use generate::KeySize;
pub use private::PrivateKey;
pub use public::PublicKey;
pub use ring::{KeyRing, UnwrapError};

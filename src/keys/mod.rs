//! RSA keys: reading them, making them, and unwrapping with several at once.
//!
//! Private keys and content keys live only in the types of this module. They wipe themselves when
//! dropped, and their `Debug` shows nothing secret.

mod cache;
mod engine;
mod error;
mod generate;
mod kept;
mod private;
mod public;
pub mod race;
mod read;
mod ring;

pub(crate) use cache::Origin;
pub use engine::{Engine, NONCE_BYTES, Portable, TAG_BYTES, decrypt_gcm, now};
pub use error::{KeyError, UNPROVEN};
pub use generate::KeySize;
pub use kept::{KeptKeys, LineKeys};
pub use private::PrivateKey;
pub use public::PublicKey;
pub use ring::{CONTENT_KEY_BYTES, ContentKey, KeyRing, UnwrapError, Unwrapped};

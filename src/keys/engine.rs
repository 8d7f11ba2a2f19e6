//! What does the cryptography: this crate by itself, or something faster that the platform has.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use zeroize::Zeroizing;

use super::{ContentKey, PrivateKey};

/// Bytes of the nonce (SP 800-38D section 8.2 recommends 96 bits, and AI Gateway uses them).
pub const NONCE_BYTES: usize = 12;
/// Bytes of the tag after what AES-GCM encrypted (SP 800-38D).
pub const TAG_BYTES: usize = 16;

/// Does the operations that opening consists of, at once or later.
///
/// An engine that counts, and leaves the rest to [`PrivateKey`]:
///
/// ```
/// use logpush_decrypt::{Engine, KeyRing, PrivateKey};
/// use zeroize::Zeroizing;
///
/// #[derive(Default)]
/// struct Counting(u32);
///
/// impl Engine for Counting {
///     async fn decrypt_oaep(&mut self, key: &PrivateKey, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
///         self.0 += 1;
///         key.decrypt_oaep(ciphertext)
///     }
/// }
///
/// let keys = KeyRing::with_engine(Counting::default());
/// # let _ = keys;
/// ```
pub trait Engine {
    /// RSAES-OAEP-DECRYPT (RFC 8017 section 7.1.2), as [`PrivateKey::decrypt_oaep`] does it.
    fn decrypt_oaep(&mut self, key: &PrivateKey, ciphertext: &[u8])
    -> impl Future<Output = Option<Zeroizing<Vec<u8>>>>;

    /// AES-256-GCM decryption (SP 800-38D section 7.2) of a ciphertext with its tag of 16 bytes after
    /// it. `None` if the tag does not fit.
    fn decrypt_gcm(
        &mut self,
        key: &ContentKey,
        nonce: &[u8; NONCE_BYTES],
        sealed: Zeroizing<Vec<u8>>,
    ) -> impl Future<Output = Option<Zeroizing<Vec<u8>>>> {
        std::future::ready(decrypt_gcm(key, nonce, sealed))
    }
}

/// This crate by itself, which works everywhere and answers at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Portable;

impl Engine for Portable {
    fn decrypt_oaep(
        &mut self,
        key: &PrivateKey,
        ciphertext: &[u8],
    ) -> impl Future<Output = Option<Zeroizing<Vec<u8>>>> {
        std::future::ready(key.decrypt_oaep(ciphertext))
    }
}

/// [`Engine::decrypt_gcm`] by the `aes-gcm` crate.
#[must_use]
pub fn decrypt_gcm(
    key: &ContentKey,
    nonce: &[u8; NONCE_BYTES],
    mut sealed: Zeroizing<Vec<u8>>,
) -> Option<Zeroizing<Vec<u8>>> {
    let cipher = Aes256Gcm::new(key.as_bytes().into());
    cipher.decrypt_in_place(&Nonce::from(*nonce), b"", &mut *sealed).ok()?;
    Some(sealed)
}

/// The answer of an engine that answers at once.
///
/// # Panics
/// If it does not.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("an engine that answers later needs to be awaited"),
    }
}

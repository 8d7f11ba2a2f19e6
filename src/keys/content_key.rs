//! Content keys: the AES keys that envelopes are sealed with.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

/// Bytes of a content key: AES-256.
pub const CONTENT_KEY_BYTES: usize = 32;

/// The AES-256 key that an envelope's data are encrypted with.
///
/// Clones share one copy, which is wiped with the last of them; moving one moves a pointer, so that
/// collections leave no copies behind when they grow.
#[derive(Clone)]
pub struct ContentKey(Arc<Zeroizing<[u8; CONTENT_KEY_BYTES]>>);

impl ContentKey {
    /// A content key of these bytes; `None` unless there are 32.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let mut key = Arc::new(Zeroizing::new([0; CONTENT_KEY_BYTES]));
        // Nobody shares it yet.
        Arc::get_mut(&mut key).filter(|_| bytes.len() == CONTENT_KEY_BYTES)?.copy_from_slice(bytes);
        Some(Self(key))
    }

    /// The secret bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; CONTENT_KEY_BYTES] {
        &self.0
    }
}

#[cfg(test)]
impl ContentKey {
    /// Tells whether a copy of this key is still held somewhere.
    pub(crate) fn watch(&self) -> std::sync::Weak<Zeroizing<[u8; CONTENT_KEY_BYTES]>> {
        Arc::downgrade(&self.0)
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContentKey(…)")
    }
}

/// A key of a ring, for as long as the ring holds it: which of the keys that were added it is, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyId(pub(crate) usize);

/// A content key, and which private key it came from.
#[derive(Clone, Debug)]
pub struct Unwrapped {
    pub(crate) key: ContentKey,
    pub(crate) by: KeyId,
}

//! Several private keys at once. After a key was changed, one folder holds records for two keys,
//! and nothing in an envelope names its key: each has to be tried.

use std::fmt;

use zeroize::Zeroizing;

use super::PrivateKey;
use super::cache::{ContentKeyCache, Origin};
use super::content_key::{ContentKey, KeyId, Unwrapped};
use super::engine::{Engine, Portable};

/// Why a wrapped key, or a text sealed with RSA alone, was not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnwrapError {
    /// It is as long as no key's modulus. Sizes are in bits.
    Size {
        /// What it was sealed for.
        sealed_for: usize,
        /// What there is.
        keys: Vec<usize>,
    },
    /// RSA-OAEP refuses it, with each of this many keys of the right size.
    Refused {
        /// How many keys were tried.
        tried: usize,
    },
    /// It opened, but what is inside has this many bytes and is no AES-256 key.
    Length(usize),
}

struct HeldKey {
    id: KeyId,
    key: PrivateKey,
    /// How many fields it unwrapped, remembered ones included.
    fields: u64,
}

/// The private keys in use. Each wrapped key is tried with every key whose modulus is as long,
/// the one that fitted last first.
///
/// ```
/// use logpush_decrypt::{KeyRing, PrivateKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut keys = KeyRing::new();
/// for file in ["rsa2048.pem", "rsa4096.pem", "rsa2048.pem"] {
///     for key in PrivateKey::read_all(&std::fs::read(format!("tests/fixtures/keys/{file}"))?, None)? {
///         keys.add(key);
///     }
/// }
/// assert_eq!(keys.keys().count(), 2, "the same key is held once");
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct KeyRing<E = Portable> {
    engine: E,
    keys: Vec<HeldKey>,
    cache: ContentKeyCache,
    private_operations: u64,
}

impl<E> fmt::Debug for KeyRing<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|held| &held.key)).finish()
    }
}

impl KeyRing {
    /// A ring without keys.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl<E> KeyRing<E> {
    /// A ring without keys, whose cryptography is done by this engine.
    pub fn with_engine(engine: E) -> Self {
        Self { engine, keys: Vec::new(), cache: ContentKeyCache::default(), private_operations: 0 }
    }

    /// The engine that does the cryptography.
    pub fn engine(&mut self) -> &mut E {
        &mut self.engine
    }

    /// The keys, the one that fitted last first.
    pub fn keys(&self) -> impl Iterator<Item = &PrivateKey> {
        self.keys.iter().map(|held| &held.key)
    }

    /// Adds a key; `false` if it was there already.
    pub fn add(&mut self, key: PrivateKey) -> bool {
        let new = self.keys.iter().all(|held| held.key.fingerprint() != key.fingerprint());
        if new {
            self.keys.push(HeldKey { id: KeyId(self.keys.len()), key, fields: 0 });
        }
        new
    }

    /// Forgets all keys, and all that was unwrapped with them.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.cache.clear();
    }

    /// Each key and how many fields it unwrapped so far, in the order in which they were added.
    pub fn usage(&self) -> impl Iterator<Item = (&PrivateKey, u64)> {
        let mut held: Vec<_> = self.keys.iter().collect();
        held.sort_by_key(|held| held.id.0);
        held.into_iter().map(|held| (&held.key, held.fields))
    }

    /// Resets the counts of [`KeyRing::usage`].
    pub fn reset_usage(&mut self) {
        for held in &mut self.keys {
            held.fields = 0;
        }
    }

    /// How many RSA private operations were done so far: they take nearly all of the time.
    #[must_use]
    pub fn private_operations(&self) -> u64 {
        self.private_operations
    }

    /// What this wrapped key was found to hold before, if that is remembered; when `strict`, only if RSA gave it.
    pub(crate) fn remembered(&self, wrapped: &[u8], strict: bool) -> Option<Unwrapped> {
        self.cache.get(wrapped, strict)
    }

    /// Remembers what a wrapped key holds, and counts a field for the private key it came from.
    pub(crate) fn remember(&mut self, wrapped: &[u8], unwrapped: &Unwrapped, origin: Origin) {
        self.cache.insert(wrapped, unwrapped.clone(), origin);
        self.count_field(unwrapped);
    }

    /// Forgets what wrapped keys were assumed to hold because another field's content key opened what was sealed
    /// with them. Before a strict run.
    pub fn forget_assumed(&mut self) {
        self.cache.forget_assumed();
    }

    /// Counts a field for the private key that its content key came from.
    pub(crate) fn count_field(&mut self, unwrapped: &Unwrapped) {
        if let Some(held) = self.keys.iter_mut().find(|held| held.id == unwrapped.by) {
            held.fields += 1;
        }
    }
}

impl<E: Engine> KeyRing<E> {
    /// Unwraps a content key (RFC 8017 section 7.1.2 with SHA-256). One that was unwrapped lately costs
    /// no private operation.
    ///
    /// # Errors
    /// If no key of the ring unwraps it.
    pub async fn unwrap_key(&mut self, wrapped: &[u8]) -> Result<ContentKey, UnwrapError> {
        self.unwrap(wrapped, true).await.map(|unwrapped| unwrapped.key)
    }

    /// The same, with the private key it came from. Unless `strict`, what was assumed of it is taken as well.
    pub(crate) async fn unwrap(&mut self, wrapped: &[u8], strict: bool) -> Result<Unwrapped, UnwrapError> {
        if let Some(unwrapped) = self.remembered(wrapped, strict) {
            self.count_field(&unwrapped);
            return Ok(unwrapped);
        }
        let (message, by) = self.decrypt(wrapped).await?;
        let key = ContentKey::new(&message).ok_or(UnwrapError::Length(message.len()))?;
        let unwrapped = Unwrapped { key, by };
        self.remember(wrapped, &unwrapped, Origin::Unwrapped);
        Ok(unwrapped)
    }

    /// Opens a text that is sealed with RSA alone, as envelopes of 2024 are.
    ///
    /// # Errors
    /// If no key of the ring opens it.
    pub async fn decrypt_text(&mut self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, UnwrapError> {
        let (text, by) = self.decrypt(ciphertext).await?;
        if let Some(held) = self.keys.iter_mut().find(|held| held.id == by) {
            held.fields += 1;
        }
        Ok(text)
    }

    async fn decrypt(&mut self, ciphertext: &[u8]) -> Result<(Zeroizing<Vec<u8>>, KeyId), UnwrapError> {
        let mut tried = 0;
        for at in 0..self.keys.len() {
            let key = &self.keys[at].key;
            if key.modulus_bytes() != ciphertext.len() {
                continue;
            }
            tried += 1;
            self.private_operations += 1;
            if let Some(message) = self.engine.decrypt_oaep(key, ciphertext).await {
                let id = self.keys[at].id;
                // The next record was most likely sealed for the same key.
                self.keys[..=at].rotate_right(1);
                return Ok((message, id));
            }
        }
        Err(if tried > 0 {
            UnwrapError::Refused { tried }
        } else {
            UnwrapError::Size {
                sealed_for: ciphertext.len() * 8,
                keys: self.keys.iter().map(|held| held.key.bits()).collect(),
            }
        })
    }
}

//! Makes envelopes, as AI Gateway does: for the sample, for proving that a new key works, and for records that are sealed
//! again for another key.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use crate::keys::{NONCE_BYTES, PublicKey};

/// Seals the fields of one record. They have a content key in common, as AI Gateway's documentation says of its logs, and
/// its wrapped form too: one RSA operation seals a record, and one opens it.
pub struct RecordSeal {
    content_key: Zeroizing<[u8; 32]>,
    /// In base64.
    wrapped: String,
}

impl std::fmt::Debug for RecordSeal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecordSeal")
    }
}

impl RecordSeal {
    /// A seal with a content key of its own.
    ///
    /// # Panics
    /// If the operating system or the browser gives no random numbers.
    #[must_use]
    pub fn new(recipient: &PublicKey) -> Self {
        let mut content_key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *content_key).expect("the platform gives random numbers");
        let key = recipient.encrypt_oaep(&*content_key).expect("32 bytes fit each modulus that can be read");
        Self { content_key, wrapped: BASE64_STANDARD.encode(key) }
    }

    /// Seals a text with a nonce of its own, as the JSON object that stands in a record.
    ///
    /// # Panics
    /// As [`RecordSeal::new`].
    #[must_use]
    pub fn seal(&self, text: &[u8]) -> String {
        // Of 96 random bits, for a handful of fields under one key (SP 800-38D section 8.2.2).
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).expect("the platform gives random numbers");
        let data = Aes256Gcm::new((&*self.content_key).into())
            .encrypt(&Nonce::from(nonce), text)
            .expect("a text in memory is shorter than the 64 GiB of SP 800-38D");
        let [iv, data] = [&nonce[..], &data].map(|bytes| BASE64_STANDARD.encode(bytes));
        let key = &self.wrapped;
        format!(r#"{{"type":"encrypted","key":"{key}","iv":"{iv}","data":"{data}"}}"#)
    }
}

/// Seals `text` for `recipient` with a content key and a nonce of its own, as the JSON object that
/// stands in a record.
///
/// # Panics
/// As [`RecordSeal::new`].
#[must_use]
pub fn seal(text: &[u8], recipient: &PublicKey) -> String {
    RecordSeal::new(recipient).seal(text)
}

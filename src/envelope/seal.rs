//! Makes envelopes, as AI Gateway does: for the sample, and for proving that a new key works.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use crate::keys::{NONCE_BYTES, PublicKey};

/// Seals `text` for `recipient` with a content key and a nonce of its own, as the JSON object that
/// stands in a record.
///
/// # Panics
/// If the operating system or the browser gives no random numbers.
#[must_use]
pub fn seal(text: &[u8], recipient: &PublicKey) -> String {
    let mut content_key = Zeroizing::new([0; 32]);
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut *content_key).expect("the platform gives random numbers");
    getrandom::fill(&mut nonce).expect("the platform gives random numbers");
    let data = Aes256Gcm::new((&*content_key).into())
        .encrypt(&Nonce::from(nonce), text)
        .expect("a text in memory is shorter than the 64 GiB of SP 800-38D");
    let key = recipient.encrypt_oaep(&*content_key).expect("32 bytes fit each modulus that can be read");
    let [key, iv, data] = [&key[..], &nonce, &data].map(|bytes| BASE64_STANDARD.encode(bytes));
    format!(r#"{{"type":"encrypted","key":"{key}","iv":"{iv}","data":"{data}"}}"#)
}

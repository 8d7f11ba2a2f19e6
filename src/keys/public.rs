//! One RSA public key: what is uploaded to AI Gateway, and what seals samples here.

use std::fmt::{self, Write as _};

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use pkcs8::{EncodePublicKey, LineEnding};
use rsa::traits::PublicKeyParts;
use rsa::{Oaep, PublicKey as RsaPublicKey};
use sha2::{Digest, Sha256};

use super::error::{KeyError, UNWRITABLE};
use super::read::read_public;

/// An RSA public key.
///
/// ```
/// use logpush_decrypt::PrivateKey;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = PrivateKey::read(&std::fs::read("tests/fixtures/keys/rsa2048.pem")?)?;
/// let public = key.public_key();
/// assert!(public.to_spki_pem()?.starts_with("-----BEGIN PUBLIC KEY-----"));
/// assert_eq!(public.fingerprint(), key.fingerprint());
/// # Ok(())
/// # }
/// ```
pub struct PublicKey {
    key: RsaPublicKey,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("fingerprint", &self.fingerprint()).finish()
    }
}

impl PublicKey {
    pub(super) fn new(key: RsaPublicKey) -> Self {
        Self { key }
    }

    /// Reads the public key in a file: SPKI, PKCS#1, a certificate or a request for one, or a JWK; as DER, PEM or within
    /// any text. It has 2048 to 4096 bits.
    ///
    /// # Errors
    /// If there is none in it, or a private key too: what the file is instead, and what to do.
    pub fn read(file: &[u8]) -> Result<Self, KeyError> {
        read_public(file)
    }

    /// Bits of the modulus.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.key.size() * 8
    }

    /// The key as SPKI PEM (RFC 5280 section 4.1, RFC 7468), as the upload field takes it.
    ///
    /// # Errors
    /// If the key cannot be written, which does not happen to a key that was read or made.
    pub fn to_spki_pem(&self) -> Result<String, KeyError> {
        self.key.to_public_key_pem(LineEnding::LF).map_err(|_| UNWRITABLE)
    }

    /// SHA-256 of the SPKI in DER, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        // An RSA public key of a size that could be read or made can always be written.
        let spki = self.key.to_public_key_der().map(pkcs8::Document::into_vec).unwrap_or_default();
        Sha256::digest(spki).iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// RSAES-OAEP-ENCRYPT (RFC 8017 section 7.1.1) with SHA-256, MGF1 with SHA-256 and an empty
    /// label. `None` if `message` is too long for the modulus (446 bytes under 4096 bits).
    ///
    /// # Panics
    /// If the operating system or the browser gives no random numbers.
    #[must_use]
    pub fn encrypt_oaep(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.key.encrypt(&mut UnwrapErr(SysRng), Oaep::<Sha256>::new(), message).ok()
    }
}

//! One RSA private key.

use std::fmt;

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use pkcs1::EncodeRsaPrivateKey;
use pkcs1::der::Decode;
use pkcs8::der::pem::PemLabel;
use pkcs8::pkcs5::pbes2::Parameters;
use pkcs8::{EncodePrivateKey, EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef};
use rsa::BoxedUint;
use rsa::PrivateKey as RsaPrivateKey;
use rsa::hazmat::rsa_decrypt_and_check;
use rsa::traits::PublicKeyParts;
use zeroize::Zeroizing;

use super::error::{KeyError, UNWRITABLE};
use super::generate::KeySize;
use super::read::read;
use super::{PublicKey, oaep};
use crate::rsa::KeyNumbers;

/// An RSA private key of 2048, 3072 or 4096 bits, the sizes that AI Gateway's upload field takes;
/// others from 1024 to 8192 bits work where a file was sealed for one.
///
/// It is wiped when dropped, and its `Debug` shows nothing secret.
///
/// ```
/// use logpush_decrypt::PrivateKey;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = PrivateKey::read(&std::fs::read("tests/fixtures/keys/rsa2048.pem")?)?;
/// assert_eq!(key.bits(), 2048);
/// println!("give AI Gateway this key:\n{}", key.public_key().to_spki_pem()?);
/// # Ok(())
/// # }
/// ```
pub struct PrivateKey {
    key: RsaPrivateKey,
    fingerprint: String,
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("bits", &self.bits())
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

impl PrivateKey {
    /// Reads every private key in a file, each once: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017 appendix A.1.2), JWK
    /// (RFC 7518 section 6.3), PKCS#12 (RFC 7292), .NET's `RSAKeyValue`, or OpenSSH's own format without a passphrase;
    /// plain or under a passphrase, as DER, PEM or within any text. A line end at the end of `passphrase` does not count.
    /// Time and memory are linear in the file, except for deriving keys from passphrases, which is limited to 10,000,000
    /// iterations, and to 256 MiB of scrypt, 16 times over.
    ///
    /// Its ASN.1 decides what a key is, and not its label: the documentation's own template has
    /// people paste PKCS#8 into `BEGIN RSA PRIVATE KEY` armour.
    ///
    /// # Errors
    /// If there is no key in it: what the file is instead, and what to do. The code is `ERR_KEY_FORMAT`,
    /// `ERR_KEY_PUBLIC` or, where a passphrase is missing or wrong, `ERR_KEY_PASSPHRASE`.
    pub fn read_all(file: &[u8], passphrase: Option<&str>) -> Result<Vec<Self>, KeyError> {
        read(file, passphrase)
    }

    /// Reads the first private key in a file that is not under a passphrase; see
    /// [`PrivateKey::read_all`].
    ///
    /// # Errors
    /// As [`PrivateKey::read_all`].
    pub fn read(file: &[u8]) -> Result<Self, KeyError> {
        Ok(read(file, None)?.swap_remove(0))
    }

    /// Makes a key pair. Takes seconds natively and up to minutes in WebAssembly, where
    /// `crypto.subtle` is the quicker way.
    ///
    /// # Errors
    /// If the operating system has no random numbers.
    pub fn generate(size: KeySize) -> Result<Self, KeyError> {
        super::generate::generate(size)
    }

    pub(super) fn new(key: RsaPrivateKey) -> Self {
        let fingerprint = PublicKey::new(key.to_public_key()).fingerprint();
        Self { key, fingerprint }
    }

    /// Bits of the modulus.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.key.n().bit_width() as usize
    }

    /// Bytes of the modulus, which is how long each key wrapped for this one is.
    #[must_use]
    pub fn modulus_bytes(&self) -> usize {
        self.key.size()
    }

    /// SHA-256 of the public key's SPKI in DER, in hexadecimal: what
    /// `openssl pkey -in private.pem -pubout -outform der | sha256sum` prints.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        PublicKey::new(self.key.to_public_key())
    }

    /// The key as PKCS#8 DER (RFC 5208).
    ///
    /// # Errors
    /// If the key cannot be written, which does not happen to a key that was read or made.
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        self.key.to_pkcs8_der().map(|der| der.to_bytes()).map_err(|_| UNWRITABLE)
    }

    /// The key as PKCS#8 PEM, which OpenSSL reads.
    ///
    /// # Errors
    /// As [`PrivateKey::to_pkcs8_der`].
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, KeyError> {
        self.key.to_pkcs8_pem(LineEnding::LF).map_err(|_| UNWRITABLE)
    }

    /// The key as encrypted PKCS#8 PEM (PBES2, RFC 8018), which OpenSSL 3 reads: PBKDF2 with
    /// HMAC-SHA-256 and the 600,000 iterations that OWASP recommends, AES-256-CBC.
    ///
    /// # Errors
    /// If the operating system has no random numbers.
    pub fn to_encrypted_pkcs8_pem(&self, passphrase: &str) -> Result<Zeroizing<String>, KeyError> {
        let parameters = Parameters::generate_pbkdf2(&mut SysRng).map_err(|_| UNWRITABLE)?;
        let plain = self.key.to_pkcs8_der().map_err(|_| UNWRITABLE)?;
        let info = PrivateKeyInfoRef::try_from(plain.as_bytes()).map_err(|_| UNWRITABLE)?;
        let locked = info.encrypt_with_params(parameters, passphrase).map_err(|_| UNWRITABLE)?;
        locked.to_pem(EncryptedPrivateKeyInfoRef::PEM_LABEL, LineEnding::LF).map_err(|_| UNWRITABLE)
    }

    /// Seals something for this key and opens it again: whether the pair works.
    #[must_use]
    pub fn proves_itself(&self) -> bool {
        let message = [0x5a; 32];
        let sealed = self.public_key().encrypt_oaep(&message);
        sealed.and_then(|sealed| self.decrypt_oaep(&sealed)).is_some_and(|opened| *opened == message)
    }

    /// Lends the key's numbers, in the form that kernels take.
    ///
    /// # Panics
    /// Never: a key that was read or made has all of its numbers.
    pub fn numbers<T>(&self, take: impl FnOnce(&KeyNumbers<'_>) -> T) -> T {
        let der = self.key.to_pkcs1_der().expect("an RSA key of two primes can be written");
        let key = pkcs1::RsaPrivateKeyRef::from_der(der.as_bytes()).expect("what was written can be read");
        take(&KeyNumbers {
            modulus: key.modulus.as_bytes(),
            public_exponent: key.public_exponent.as_bytes(),
            primes: [key.prime1.as_bytes(), key.prime2.as_bytes()],
            exponents: [key.exponent1.as_bytes(), key.exponent2.as_bytes()],
            coefficient: key.coefficient.as_bytes(),
        })
    }

    /// RSADP (RFC 8017 section 5.1.2) by the `rsa` crate, which checks its result with the public
    /// exponent: the path that works everywhere. `None` if the ciphertext is not as long as the modulus
    /// or not below it.
    #[must_use]
    pub fn private_operation(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if ciphertext.len() != self.modulus_bytes() {
            return None;
        }
        let number = BoxedUint::from_be_slice(ciphertext, self.key.n_bits_precision()).ok()?;
        // Without blinding: the arithmetic takes the same time for all numbers.
        let message = rsa_decrypt_and_check(&self.key, None::<&mut UnwrapErr<SysRng>>, &number).ok()?;
        let bytes = Zeroizing::new(message.to_be_bytes());
        // Whole words of the machine may be a little longer than the modulus.
        Some(Zeroizing::new(bytes[bytes.len() - ciphertext.len()..].to_vec()))
    }

    /// RSAES-OAEP-DECRYPT (RFC 8017 section 7.1.2) with SHA-256, MGF1 with SHA-256 and an empty
    /// label. `None` for whatever went wrong: the reasons are one on purpose (section 7.1.2, note).
    #[must_use]
    pub fn decrypt_oaep(&self, ciphertext: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        oaep::decode(&self.private_operation(ciphertext)?)
    }
}

//! PBES1 (RFC 8018 section 6.1) with DES, which OpenSSL wrote until 2016, and the same with 3DES and the derivation
//! of PKCS#12 (RFC 7292 appendices B and C), which Windows and Java wrote until some years ago.
//!
//! RC2 and RC4 are named with a command that replaces them: nothing else here needs them.

use des::{Des, TdesEde3};
use md5::Md5;
use pkcs8::der::asn1::OctetStringRef;
use pkcs8::{AlgorithmIdentifierRef, ObjectIdentifier};
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use super::der::children;
use super::locked::decrypt_cbc;
use crate::keys::error::{KeyError, UNKNOWN_CIPHER};

/// pbeWithMD5AndDES-CBC and pbeWithSHA1AndDES-CBC (RFC 8018 appendix A.3).
const MD5_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.3");
const SHA1_DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.10");
/// pbeWithSHAAnd3-KeyTripleDES-CBC and pbeWithSHAAnd2-KeyTripleDES-CBC (RFC 7292 appendix C).
const SHA1_3DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.3");
const SHA1_2DES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.4");

/// How something was encrypted.
pub(super) struct Scheme<'a> {
    oid: ObjectIdentifier,
    salt: &'a [u8],
    iterations: u32,
}

/// The scheme that an algorithm is, if it is one of PBES1 that is opened here.
pub(super) fn scheme<'a>(algorithm: &AlgorithmIdentifierRef<'a>) -> Result<Option<Scheme<'a>>, KeyError> {
    if ![MD5_DES, SHA1_DES, SHA1_3DES, SHA1_2DES].contains(&algorithm.oid) {
        return Ok(None);
    }
    // PBEParameter, and pkcs-12PbeParams: salt, iterations.
    let parameters = algorithm.parameters.ok_or(UNKNOWN_CIPHER)?;
    let [salt, iterations] = children(parameters.value())?[..] else { return Err(UNKNOWN_CIPHER) };
    let salt: &OctetStringRef = salt.decode_as().map_err(|_| UNKNOWN_CIPHER)?;
    let iterations = iterations.decode_as().map_err(|_| UNKNOWN_CIPHER)?;
    Ok(Some(Scheme { oid: algorithm.oid, salt: salt.as_bytes(), iterations }))
}

impl Scheme<'_> {
    /// How often the hash is applied.
    pub(super) fn iterations(&self) -> u32 {
        self.iterations
    }

    /// What was encrypted, with its padding taken off; `None` if that does not fit.
    pub(super) fn open(&self, data: &[u8], passphrase: &str) -> Option<Zeroizing<Vec<u8>>> {
        match self.oid {
            MD5_DES => self.open_des::<Md5>(data, passphrase),
            SHA1_DES => self.open_des::<Sha1>(data, passphrase),
            _ => {
                // UTF-16, big-endian, with a NUL after it (RFC 7292 appendix B.1).
                let units = passphrase.encode_utf16().chain([0]).flat_map(u16::to_be_bytes);
                let password = Zeroizing::new(units.collect::<Vec<_>>());
                let opened = self.open_3des(data, &password);
                if !passphrase.is_empty() || opened.as_ref().is_some_and(|der| der.starts_with(&[0x30])) {
                    return opened;
                }
                // Where there is no passphrase, some programs leave the NUL out.
                self.open_3des(data, &[])
            }
        }
    }

    fn open_3des(&self, data: &[u8], password: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut key = self.derive_pkcs12(1, password, 24);
        if self.oid == SHA1_2DES {
            // The first key is the third one too.
            key.copy_within(..8, 16);
        }
        decrypt_cbc::<TdesEde3>(&key, &self.derive_pkcs12(2, password, 8), data)
    }

    /// PBKDF1 (RFC 8018 section 5.1): the first 8 bytes are the key, the next 8 the iv.
    fn open_des<D: Digest>(&self, data: &[u8], passphrase: &str) -> Option<Zeroizing<Vec<u8>>> {
        let hash = iterated::<D>(D::new().chain_update(passphrase).chain_update(self.salt), self.iterations);
        decrypt_cbc::<Des>(&hash[..8], &hash[8..16], data)
    }

    /// RFC 7292 appendix B.2 with SHA-1. `id` says what the bytes are for: 1 for a key, 2 for an iv.
    fn derive_pkcs12(&self, id: u8, password: &[u8], bytes: usize) -> Zeroizing<Vec<u8>> {
        /// Bytes of a block of SHA-1.
        const BLOCK: usize = 64;
        let mut input = Zeroizing::new(Vec::new());
        for part in [self.salt, password] {
            input.extend(part.iter().cycle().take(part.len().next_multiple_of(BLOCK)));
        }
        let mut derived = Zeroizing::new(Vec::with_capacity(2 * BLOCK));
        while derived.len() < bytes {
            let hash = iterated::<Sha1>(Sha1::new().chain_update([id; BLOCK]).chain_update(&*input), self.iterations);
            derived.extend_from_slice(&hash);
            // Each block of the input, as a number, is raised by the hash and one.
            for block in input.chunks_mut(BLOCK) {
                let mut carry = 1;
                for (at, byte) in block.iter_mut().enumerate().rev() {
                    let sum = u16::from(*byte) + u16::from(hash[at % hash.len()]) + carry;
                    *byte = sum.to_be_bytes()[1];
                    carry = sum >> 8;
                }
            }
        }
        derived.truncate(bytes);
        derived
    }
}

/// A hash of what was put into it, hashed again until it was applied so many times.
fn iterated<D: Digest>(first: D, iterations: u32) -> Zeroizing<Vec<u8>> {
    let mut hash = Zeroizing::new(first.finalize().to_vec());
    for _ in 1..iterations {
        // In its place: another vector would leave the one before behind.
        let next = D::digest(&*hash);
        hash.copy_from_slice(&next);
    }
    hash
}

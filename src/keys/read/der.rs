//! DER (X.690) recognised by its outermost ASN.1, not by a label: PKCS#8 under PKCS#1's label is
//! common, because the documentation's own template asks for it.

use pkcs1::RsaPrivateKeyRef;
use pkcs8::der::asn1::AnyRef;
use pkcs8::der::{Decode, Reader, SliceReader, Tag, Tagged};
use pkcs8::{EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef};
use rsa::RsaPrivateKey;

use super::locked;
use crate::keys::PrivateKey;
use crate::keys::error::{
    CERTIFICATE, CUT_OFF, INCONSISTENT, KeyError, MULTI_PRIME, NO_KEY, NOT_RSA, OPENSSH, PKCS12, PUBLIC,
    UNKNOWN_CIPHER, WRONG_SIZE,
};

/// The algorithms under which PKCS#8 holds an RSA key (RFC 8017 appendix C): rsaEncryption,
/// id-RSAES-OAEP, id-RSASSA-PSS.
const RSA: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.7"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10"),
];

/// Reads the private key that this DER is.
pub(super) fn read(der: &[u8], passphrase: Option<&str>) -> Result<PrivateKey, KeyError> {
    use Tag::{BitString, Integer, OctetString, Sequence};

    if der.starts_with(b"openssh-key-v1\0") {
        return Err(OPENSSH);
    }
    let (der, tags) = outermost(der)?;
    match tags.as_slice() {
        // PrivateKeyInfo and OneAsymmetricKey: version, algorithm, key (RFC 5208, RFC 5958).
        [Integer, Sequence, OctetString, ..] => {
            let info = PrivateKeyInfoRef::from_der(der).map_err(|_| INCONSISTENT)?;
            if !RSA.contains(&info.algorithm.oid) {
                return Err(NOT_RSA);
            }
            read_pkcs1(info.private_key.as_bytes())
        }
        // EncryptedPrivateKeyInfo: algorithm, encrypted key (RFC 5958 section 3).
        [Sequence, OctetString] => {
            let info = EncryptedPrivateKeyInfoRef::from_der(der).map_err(|_| UNKNOWN_CIPHER)?;
            let opened = locked::open_pkcs8(&info, passphrase)?;
            read(opened.as_bytes(), None)
        }
        // RSAPrivateKey: version, n, e, d, p, q, dP, dQ, qInv (RFC 8017 appendix A.1.2).
        [Integer, Integer, Integer, Integer, Integer, Integer, Integer, Integer, Integer, ..] => read_pkcs1(der),
        // SubjectPublicKeyInfo, and RSAPublicKey: n, e.
        [Sequence, BitString] | [Integer, Integer] => Err(PUBLIC),
        // Certificate and CertificationRequest: contents, algorithm, signature.
        [Sequence, Sequence, BitString] => Err(CERTIFICATE),
        // ECPrivateKey (RFC 5915), and what DSA keys are in OpenSSL's old form.
        [Integer, OctetString, ..] | [Integer, Integer, Integer, Integer, Integer, Integer] => Err(NOT_RSA),
        // PFX: version, contents, MAC (RFC 7292).
        [Integer, Sequence] | [Integer, Sequence, Sequence] => Err(PKCS12),
        _ => Err(NO_KEY),
    }
}

/// The outermost SEQUENCE without what may follow it, and the tags of what it holds.
fn outermost(der: &[u8]) -> Result<(&[u8], Vec<Tag>), KeyError> {
    // Files of DER that went through an editor end in a line feed.
    let mut reader = SliceReader::new(der).map_err(|_| NO_KEY)?;
    if der.first() != Some(&0x30) {
        return Err(NO_KEY);
    }
    let sequence = AnyRef::decode(&mut reader).map_err(|_| CUT_OFF)?;
    let mut inside = SliceReader::new(sequence.value()).map_err(|_| NO_KEY)?;
    let mut tags = Vec::new();
    while !inside.is_finished() {
        tags.push(AnyRef::decode(&mut inside).map_err(|_| NO_KEY)?.tag());
    }
    let length = der.len() - usize::try_from(reader.remaining_len()).unwrap_or(0);
    Ok((&der[..length], tags))
}

/// The CRT values that the key brings are not used but computed anew, so p and q may stand in either
/// order.
fn read_pkcs1(der: &[u8]) -> Result<PrivateKey, KeyError> {
    let key = RsaPrivateKeyRef::from_der(der).map_err(|_| INCONSISTENT)?;
    if key.version() != pkcs1::Version::TwoPrime {
        return Err(MULTI_PRIME);
    }
    check_size(key.modulus.as_bytes().len())?;
    RsaPrivateKey::try_from(key).map(PrivateKey::new).map_err(|_| INCONSISTENT)
}

/// Whether the `rsa` crate computes with a modulus of this many bytes.
pub(super) fn check_size(modulus_bytes: usize) -> Result<(), KeyError> {
    if (128..=1024).contains(&modulus_bytes) { Ok(()) } else { Err(WRONG_SIZE) }
}

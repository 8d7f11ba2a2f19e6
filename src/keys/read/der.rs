//! DER (X.690) recognised by its outermost ASN.1, not by a label: PKCS#8 under PKCS#1's label is
//! common, because the documentation's own template asks for it.

use pkcs1::RsaPrivateKeyRef;
use pkcs8::der::asn1::AnyRef;
use pkcs8::der::{Decode, Reader, SliceReader, Tag, Tagged};
use pkcs8::{ObjectIdentifier, PrivateKeyInfoRef};

use super::numbers::{self, Numbers};
use super::{locked, openssh, pkcs12};
use crate::keys::PrivateKey;
use crate::keys::error::{
    CERTIFICATE, CUT_OFF, INCONSISTENT, KeyError, MULTI_PRIME, NO_KEY, PASSPHRASE_WRONG, PKCS7, PUBLIC,
};

/// The algorithms under which PKCS#8 holds an RSA key (RFC 8017 appendix C): rsaEncryption,
/// id-RSAES-OAEP, id-RSASSA-PSS.
const RSA: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.7"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10"),
];

/// Others that people have, with their names (RFC 5480, RFC 8410, RFC 3279).
const OTHERS: [(ObjectIdentifier, &str); 5] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.2.1"), "EC"),
    (ObjectIdentifier::new_unwrap("1.3.101.112"), "Ed25519"),
    (ObjectIdentifier::new_unwrap("1.3.101.110"), "X25519"),
    (ObjectIdentifier::new_unwrap("1.3.101.113"), "Ed448"),
    (ObjectIdentifier::new_unwrap("1.2.840.10040.4.1"), "DSA"),
];

/// Reads the private keys that this DER holds: one, or those of a PKCS#12 file.
pub(super) fn read(der: &[u8], passphrase: Option<&str>) -> Result<Vec<PrivateKey>, KeyError> {
    use Tag::{BitString, Integer, Sequence};

    if der.starts_with(openssh::MAGIC) {
        return Ok(vec![openssh::read(der)?]);
    }
    let (contents, _) = outermost(der)?;
    // PFX: version, contents, MAC (RFC 7292 section 4).
    if let [Integer, Sequence] | [Integer, Sequence, Sequence] = tags(&contents)[..] {
        return pkcs12::read(&contents, passphrase);
    }
    // EncryptedPrivateKeyInfo: algorithm, encrypted key (RFC 5958 section 3).
    if let [Sequence, Tag::OctetString] = tags(&contents)[..] {
        let opened = locked::open(contents[0], contents[1].value(), passphrase)?;
        // Padding fits by chance for one wrong passphrase in 256, and a SEQUENCE for one of those.
        let whole = outermost(&opened).map_err(|_| PASSPHRASE_WRONG)?;
        if matches!(tags(&whole.0)[..], [Sequence, BitString | Tag::OctetString]) {
            return Err(NO_KEY);
        }
        return Ok(vec![read_plain(&opened)?]);
    }
    Ok(vec![read_plain(der)?])
}

/// Reads a private key that is not locked.
pub(super) fn read_plain(der: &[u8]) -> Result<PrivateKey, KeyError> {
    use Tag::{BitString, Integer, ObjectIdentifier, OctetString, Sequence};

    let (contents, der) = outermost(der)?;
    match tags(&contents)[..] {
        // PrivateKeyInfo and OneAsymmetricKey: version, algorithm, key (RFC 5208, RFC 5958).
        [Integer, Sequence, OctetString, ..] => {
            let info = PrivateKeyInfoRef::from_der(der).map_err(|_| INCONSISTENT)?;
            if !RSA.contains(&info.algorithm.oid) {
                let other = OTHERS.iter().find(|(oid, _)| *oid == info.algorithm.oid);
                return Err(KeyError::not_rsa(other.map_or("of another algorithm", |(_, name)| name)));
            }
            read_pkcs1(info.private_key.as_bytes())
        }
        // RSAPrivateKey: version, n, e, d, p, q, dP, dQ, qInv (RFC 8017 appendix A.1.2).
        [Integer, Integer, Integer, Integer, Integer, Integer, Integer, Integer, Integer, ..] => read_pkcs1(der),
        // SubjectPublicKeyInfo, and RSAPublicKey: n, e.
        [Sequence, BitString] | [Integer, Integer] => Err(PUBLIC),
        // Certificate and CertificationRequest: contents, algorithm, signature.
        [Sequence, Sequence, BitString] => Err(CERTIFICATE),
        // ContentInfo (RFC 5652 section 3).
        [ObjectIdentifier, Tag::ContextSpecific { .. }] => Err(PKCS7),
        // ECPrivateKey (RFC 5915), and what DSA keys are in OpenSSL's old form.
        [Integer, OctetString, ..] => Err(KeyError::not_rsa("EC")),
        [Integer, Integer, Integer, Integer, Integer, Integer] => Err(KeyError::not_rsa("DSA")),
        _ => Err(NO_KEY),
    }
}

pub(super) fn tags(contents: &[AnyRef<'_>]) -> Vec<Tag> {
    contents.iter().map(Tagged::tag).collect()
}

/// What the outermost SEQUENCE holds, and its own bytes, without what may follow it.
pub(super) fn outermost(der: &[u8]) -> Result<(Vec<AnyRef<'_>>, &[u8]), KeyError> {
    // Files of DER that went through an editor end in a line feed.
    let mut reader = SliceReader::new(der).map_err(|_| NO_KEY)?;
    if der.first() != Some(&0x30) {
        return Err(NO_KEY);
    }
    let sequence = AnyRef::decode(&mut reader).map_err(|_| CUT_OFF)?;
    let length = der.len() - usize::try_from(reader.remaining_len()).unwrap_or(0);
    Ok((children(sequence.value())?, &der[..length]))
}

/// The values that follow one another in another value.
pub(super) fn children(value: &[u8]) -> Result<Vec<AnyRef<'_>>, KeyError> {
    let mut reader = SliceReader::new(value).map_err(|_| NO_KEY)?;
    let mut children = Vec::new();
    while !reader.is_finished() {
        children.push(AnyRef::decode(&mut reader).map_err(|_| NO_KEY)?);
    }
    Ok(children)
}

/// Checks that this is the `AlgorithmIdentifier` of an RSA key (RFC 5280 section 4.1.1.2).
pub(super) fn algorithm_is_rsa(identifier: AnyRef<'_>) -> Result<(), KeyError> {
    let contents = children(identifier.value())?;
    let algorithm = contents.first().and_then(|first| first.decode_as::<ObjectIdentifier>().ok());
    if algorithm.is_some_and(|oid| RSA.contains(&oid)) {
        return Ok(());
    }
    let other = OTHERS.iter().find(|(oid, _)| Some(*oid) == algorithm);
    Err(KeyError::public_not_rsa(other.map_or("of another algorithm", |(_, name)| name)))
}

fn read_pkcs1(der: &[u8]) -> Result<PrivateKey, KeyError> {
    let key = RsaPrivateKeyRef::from_der(der).map_err(|_| INCONSISTENT)?;
    if key.version() != pkcs1::Version::TwoPrime {
        return Err(MULTI_PRIME);
    }
    numbers::key(&Numbers {
        modulus: key.modulus.as_bytes(),
        public_exponent: key.public_exponent.as_bytes(),
        private_exponent: key.private_exponent.as_bytes(),
        primes: [key.prime1.as_bytes(), key.prime2.as_bytes()],
    })
}

//! From a file with a public key, or any text with one in it, to the key: SPKI (RFC 5280 section 4.1), PKCS#1 (RFC 8017
//! appendix A.1.1), a certificate or a request for one, or a JWK.

use pkcs8::der::asn1::{AnyRef, BitStringRef};
use pkcs8::der::{Tag, Tagged};

use super::der::{children, outermost, tags};
use super::{foreign, jwk, numbers, text, undress};
use crate::ErrorCode;
use crate::keys::PublicKey;
use crate::keys::error::{CUT_OFF, KeyError, NO_PUBLIC_KEY, PRIVATE};

/// Reads the public key in a file.
///
/// # Errors
/// If there is none, or a private key beside it: then something was taken for something else.
pub fn read_public(file: &[u8]) -> Result<PublicKey, KeyError> {
    match super::read(file, None) {
        Ok(_) => return Err(PRIVATE),
        Err(error) if error.code == ErrorCode::KeyPassphrase => return Err(PRIVATE),
        Err(_) => {}
    }
    if let Some(error) = foreign::by_bytes(file) {
        return Err(error);
    }
    let Some(text) = text::decode(file) else { return from_der(file) };
    let text = undress::undress(&text);
    let mut wrong = None;
    let jwks = jwk::find(&text);
    for key in jwks.iter().map(jwk::read_public) {
        match key {
            Ok(key) => return Ok(key),
            Err(error) => wrong = Some(error),
        }
    }
    for found in text::find(&text) {
        let key = match found {
            Ok(text::KeyText::Der(der) | text::KeyText::Private(der)) => from_der(&der),
            // Each is a quarter shorter than the file around it.
            Ok(text::KeyText::Wrapped(file)) => read_public(&file),
            Ok(text::KeyText::Legacy { .. }) => Err(PRIVATE),
            Err(error) => Err(error),
        };
        match key {
            Ok(key) => return Ok(key),
            Err(error) if error != NO_PUBLIC_KEY => wrong = wrong.or(Some(error)),
            Err(_) => {}
        }
    }
    Err(wrong.unwrap_or(NO_PUBLIC_KEY))
}

fn from_der(der: &[u8]) -> Result<PublicKey, KeyError> {
    let (contents, _) = outermost(der).map_err(|error| if error == CUT_OFF { error } else { NO_PUBLIC_KEY })?;
    match tags(&contents)[..] {
        [Tag::Integer, Tag::Integer] => pkcs1(&contents),
        [Tag::Sequence, Tag::BitString] => spki(&contents),
        // Certificate and CertificationRequest: the key is the first SPKI in their contents.
        [Tag::Sequence, Tag::Sequence, Tag::BitString] => {
            let fields = children(contents[0].value())?;
            let parts = fields.iter().filter(|field| field.tag() == Tag::Sequence);
            let spkis = parts.filter_map(|field| children(field.value()).ok());
            let mut spkis = spkis.filter(|parts| tags(parts)[..] == [Tag::Sequence, Tag::BitString]);
            spkis.next().map_or(Err(NO_PUBLIC_KEY), |parts| spki(&parts))
        }
        _ => Err(NO_PUBLIC_KEY),
    }
}

/// An algorithm, and the key in a bit string.
fn spki(contents: &[AnyRef<'_>]) -> Result<PublicKey, KeyError> {
    super::der::algorithm_is_rsa(contents[0])?;
    let bits = contents[1].decode_as::<BitStringRef<'_>>().map_err(|_| NO_PUBLIC_KEY)?;
    let key = bits.as_bytes().ok_or(NO_PUBLIC_KEY)?;
    let (numbers, _) = outermost(key)?;
    if tags(&numbers)[..] != [Tag::Integer, Tag::Integer] {
        return Err(NO_PUBLIC_KEY);
    }
    pkcs1(&numbers)
}

/// The modulus and the exponent.
fn pkcs1(contents: &[AnyRef<'_>]) -> Result<PublicKey, KeyError> {
    numbers::public_key(contents[0].value(), contents[1].value())
}

//! From a key file to a key, or to a sentence that says what the file is instead.

use std::fmt;

use base64ct::{Base64, Encoding};
use pkcs1::DecodeRsaPublicKey;
use pkcs8::der::Decode;
use pkcs8::{DecodePublicKey, PrivateKeyInfoRef};
use rsa::{RsaPrivateKey, RsaPublicKey};
use zeroize::Zeroizing;

use super::PrivateKey;
use crate::fault::ErrorCode;

/// Why a key could not be read, made or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError {
    /// [`ErrorCode::KeyFormat`], [`ErrorCode::KeyPublic`] or [`ErrorCode::KeyPassphrase`].
    pub code: ErrorCode,
    /// What the text is, and what to give instead.
    pub message: &'static str,
}

impl KeyError {
    const fn new(code: ErrorCode, message: &'static str) -> Self {
        Self { code, message }
    }

    pub(super) const fn unwritable() -> Self {
        Self::new(ErrorCode::KeyFormat, "The key could not be made or written.")
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for KeyError {}

const NO_KEY: KeyError = KeyError::new(
    ErrorCode::KeyFormat,
    "This is no key. Give the private key that belongs to the public key in AI Gateway's settings: \
     a text that begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----, or the same as DER.",
);
const CUT_OFF: KeyError = KeyError::new(
    ErrorCode::KeyFormat,
    "The key is cut off: its line -----END … KEY----- is missing. Copy the whole text, both of its dashed lines included.",
);
const DAMAGED: KeyError = KeyError::new(
    ErrorCode::KeyFormat,
    "The text between the dashed lines of the key is damaged: it is no base64. Copy the key once more.",
);
const ENCRYPTED: KeyError = KeyError::new(
    ErrorCode::KeyPassphrase,
    "The key is locked with a passphrase, and such keys are not opened yet. \
     Unlock a copy with: openssl pkey -in private.pem -out unlocked.pem",
);
const PUBLIC: KeyError = KeyError::new(
    ErrorCode::KeyPublic,
    "This is the public key, which can only seal. Give the private key that was made together with it.",
);
const CERTIFICATE: KeyError = KeyError::new(
    ErrorCode::KeyPublic,
    "This is a certificate, which holds only a public key. Give the private key that belongs to it.",
);
const OPENSSH: KeyError = KeyError::new(
    ErrorCode::KeyFormat,
    "This is a key in OpenSSH's own format. If it is RSA, turn a copy into PEM with: ssh-keygen -p -m PEM -f COPY",
);
const OTHER_ALGORITHM: KeyError = KeyError::new(
    ErrorCode::KeyFormat,
    "This private key is not RSA. AI Gateway seals with RSA: give the key that belongs to the public key in its settings.",
);
const INCONSISTENT: KeyError = KeyError::new(
    ErrorCode::KeyFormat,
    "The numbers of this RSA key do not fit each other, or it has fewer than 2048 bits or more than two primes.",
);

/// Reads a private key out of a file's bytes.
pub(super) fn read(file: &[u8]) -> Result<PrivateKey, KeyError> {
    match find_pem(file)? {
        Some(pem) => read_der(&pem),
        None => read_der(file),
    }
}

/// The bytes inside the first PEM armour (RFC 7468), if there is one.
///
/// Read loosely: indentation, CRLF, one long line and line breaks written as `\n` are all common
/// where keys were copied from terminals, `.env` files and JSON.
fn find_pem(file: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, KeyError> {
    let Ok(text) = std::str::from_utf8(file) else { return Ok(None) };
    let Some((_, rest)) = text.split_once("-----BEGIN ") else { return Ok(None) };
    let Some((label, rest)) = rest.split_once("-----") else { return Err(CUT_OFF) };
    match label {
        "OPENSSH PRIVATE KEY" => return Err(OPENSSH),
        "CERTIFICATE" | "TRUSTED CERTIFICATE" | "X509 CERTIFICATE" => return Err(CERTIFICATE),
        "ENCRYPTED PRIVATE KEY" => return Err(ENCRYPTED),
        _ => {}
    }
    let Some((body, _)) = rest.split_once("-----END ") else { return Err(CUT_OFF) };
    if body.contains("Proc-Type:") {
        return Err(ENCRYPTED);
    }
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    for line in body.split("\\r").flat_map(|line| line.split("\\n")) {
        base64.extend(line.chars().filter(|character| !character.is_whitespace()));
    }
    let der = Base64::decode_vec(&base64).map_err(|_| DAMAGED)?;
    Ok(Some(Zeroizing::new(der)))
}

/// Reads DER by what its ASN.1 says it is.
fn read_der(der: &[u8]) -> Result<PrivateKey, KeyError> {
    if let Ok(info) = PrivateKeyInfoRef::from_der(der) {
        if info.algorithm.oid != pkcs1::ALGORITHM_OID {
            return Err(OTHER_ALGORITHM);
        }
        return RsaPrivateKey::try_from(info).map(PrivateKey::new).map_err(|_| INCONSISTENT);
    }
    if let Ok(key) = pkcs1::RsaPrivateKeyRef::from_der(der) {
        return RsaPrivateKey::try_from(key).map(PrivateKey::new).map_err(|_| INCONSISTENT);
    }
    if RsaPublicKey::from_public_key_der(der).is_ok() || RsaPublicKey::from_pkcs1_der(der).is_ok() {
        return Err(PUBLIC);
    }
    Err(NO_KEY)
}

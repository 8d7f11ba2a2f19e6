//! Why a key cannot be had, each with what to do next.

use std::fmt;

use crate::fault::ErrorCode;

/// Why a key could not be read, made or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyError {
    /// [`ErrorCode::KeyFormat`], [`ErrorCode::KeyPublic`] or [`ErrorCode::KeyPassphrase`].
    pub code: ErrorCode,
    /// What the text is, and what to give instead.
    pub message: &'static str,
}

impl KeyError {
    const fn format(message: &'static str) -> Self {
        Self { code: ErrorCode::KeyFormat, message }
    }

    const fn public(message: &'static str) -> Self {
        Self { code: ErrorCode::KeyPublic, message }
    }

    const fn passphrase(message: &'static str) -> Self {
        Self { code: ErrorCode::KeyPassphrase, message }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for KeyError {}

pub(super) const NO_KEY: KeyError = KeyError::format(
    "This is no key. Give the private key that belongs to the public key in AI Gateway's settings: \
     a text that begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----, a JWK, or DER.",
);
pub(super) const CUT_OFF: KeyError = KeyError::format(
    "The key is cut off: a part of it, or its last line -----END … KEY-----, is missing. \
     Copy the whole text, both of its dashed lines included.",
);
pub(super) const DAMAGED: KeyError = KeyError::format(
    "The text between the dashed lines of the key is damaged: it is no base64. Copy the key once more.",
);
pub(super) const INCONSISTENT: KeyError = KeyError::format(
    "This is an RSA private key, but its numbers do not fit each other. It is damaged: give another copy.",
);
pub(super) const WRONG_SIZE: KeyError = KeyError::format(
    "This RSA key has fewer than 1024 or more than 8192 bits. AI Gateway's keys have 2048, 3072 or 4096: give one of those.",
);
pub(super) const MULTI_PRIME: KeyError = KeyError::format(
    "This RSA key has more than two primes, which nothing that makes keys for AI Gateway does. Make a new pair of two primes.",
);
pub(super) const NOT_RSA: KeyError = KeyError::format(
    "This private key is not RSA. AI Gateway seals with RSA: give the key that belongs to the public key in its settings.",
);
pub(super) const OPENSSH: KeyError = KeyError::format(
    "This is a key in OpenSSH's own format. If it is RSA, turn a copy into PEM with: ssh-keygen -p -m PEM -f COPY",
);
pub(super) const PKCS12: KeyError = KeyError::format(
    "This is a PKCS#12 file (.p12, .pfx). Take the key out of it with: openssl pkcs12 -in FILE -nocerts -out private.pem",
);
pub(super) const UNKNOWN_CIPHER: KeyError = KeyError::format(
    "The key is locked in a way that is not supported. Lock a copy anew with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out private.pem",
);
/// A made key that does not open what was sealed for it.
pub const UNPROVEN: KeyError =
    KeyError::format("The key that was made does not open what was sealed for it. Do not use it; make another.");
pub(super) const UNWRITABLE: KeyError = KeyError::format("The key could not be made or written.");

pub(super) const PUBLIC: KeyError = KeyError::public(
    "This is the public key, which can only seal. Give the private key that was made together with it.",
);
pub(super) const CERTIFICATE: KeyError = KeyError::public(
    "This is a certificate or a request for one, which holds only a public key. Give the private key that belongs to it.",
);

pub(super) const PASSPHRASE_NEEDED: KeyError =
    KeyError::passphrase("The key is locked with a passphrase. Give the passphrase too.");
pub(super) const PASSPHRASE_WRONG: KeyError = KeyError::passphrase(
    "The passphrase does not open the key. Check capitals and the keyboard's layout, and try again.",
);

//! Why a key cannot be had, each with what to do next. The tests run the commands of OpenSSL, ssh-keygen and
//! keytool that are advised here.

use std::borrow::Cow;
use std::fmt;

use crate::fault::ErrorCode;

/// Why a key could not be read, made or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError {
    /// [`ErrorCode::KeyFormat`], [`ErrorCode::KeyPublic`] or [`ErrorCode::KeyPassphrase`].
    pub code: ErrorCode,
    /// What the text is, and what to give instead. Nothing of the text itself is in it.
    pub message: Cow<'static, str>,
}

impl KeyError {
    const fn format(message: &'static str) -> Self {
        Self { code: ErrorCode::KeyFormat, message: Cow::Borrowed(message) }
    }

    const fn public(message: &'static str) -> Self {
        Self { code: ErrorCode::KeyPublic, message: Cow::Borrowed(message) }
    }

    const fn passphrase(message: &'static str) -> Self {
        Self { code: ErrorCode::KeyPassphrase, message: Cow::Borrowed(message) }
    }

    /// A lock whose derivation of a key would cost more than `limit`.
    pub(super) fn too_costly(asked: &str, limit: &str) -> Self {
        let message = format!(
            "Unlocking this key takes {asked}, and the limit is {limit}. \
             Unlock a copy with the program that made the key, and lock it again with fewer."
        );
        Self { code: ErrorCode::KeyFormat, message: message.into() }
    }

    /// A private key of this algorithm.
    pub(super) fn not_rsa(algorithm: &'static str) -> Self {
        let message = format!(
            "This private key is {algorithm}, not RSA. AI Gateway seals with RSA: \
             give the key that belongs to the public key in its settings."
        );
        Self { code: ErrorCode::KeyFormat, message: message.into() }
    }

    /// A public key of this algorithm.
    pub(super) fn public_not_rsa(algorithm: &'static str) -> Self {
        let message = format!(
            "This public key is {algorithm}, not RSA, and cannot seal records. \
             Ask for one that was made with: logpush-decrypt keygen"
        );
        Self { code: ErrorCode::KeyFormat, message: message.into() }
    }

    /// How little an error says where a file gives several: of a file with a locked key and something else, the
    /// passphrase is what is missing.
    pub(super) fn rank(&self) -> u8 {
        match self.code {
            ErrorCode::KeyPassphrase => 0,
            ErrorCode::KeyPublic => 2,
            _ if *self == NO_KEY => 3,
            _ => 1,
        }
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for KeyError {}

pub(super) const NO_KEY: KeyError = KeyError::format(
    "This is not a key. Give the private key that belongs to the public key in AI Gateway's settings: \
     a text that begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----, a JWK, or DER.",
);
pub(super) const NO_PUBLIC_KEY: KeyError = KeyError::format(
    "This is not a public key. Give one as AI Gateway's settings take it: a text that begins with \
     -----BEGIN PUBLIC KEY-----; PKCS#1, a certificate, a JWK and DER are read too.",
);
pub(super) const PRIVATE: KeyError = KeyError::format(
    "This is a private key, or has one in it. To seal for somebody only their public key is needed: \
     a private key stays with its owner. If somebody sent you this one, they should make a new pair.",
);
pub(super) const PUBLIC_SIZE: KeyError = KeyError::format(
    "This public key has fewer than 2048 or more than 4096 bits. AI Gateway's keys have 2048, 3072 or 4096: ask for one of those.",
);
pub(super) const PUBLIC_DAMAGED: KeyError = KeyError::format(
    "This is an RSA public key, but its numbers cannot be right. It is damaged: ask for another copy.",
);
pub(super) const CUT_OFF: KeyError = KeyError::format(
    "The key is cut off: a part of it, or its last line -----END … KEY-----, is missing. \
     Copy the whole text, both of its dashed lines included.",
);
pub(super) const DAMAGED: KeyError = KeyError::format(
    "The text between the dashed lines of the key is damaged: it is not base64, or a line of it is missing, \
     or something was added. Copy the key once more.",
);
pub(super) const NUMBER_DAMAGED: KeyError = KeyError::format(
    "A number of this key is cut off or damaged: it is not base64. \
     Copy the whole key once more, from its first bracket to its last.",
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
pub(super) const SYMMETRIC: KeyError = KeyError::format(
    "This JWK is a symmetric key (kty oct), not RSA. Give the RSA private key that belongs to the public key in AI Gateway's settings.",
);

// Locks that are not opened here.
pub(super) const UNKNOWN_CIPHER: KeyError = KeyError::format(
    "The key is locked in a way that is not supported. Lock a copy again with OpenSSL 3: \
     openssl pkcs8 -topk8 -v2 aes-256-cbc -provider legacy -provider default -in FILE -out private.pem \
     (LibreSSL and OpenSSL 1 do it without the two -provider options)",
);
pub(super) const PKCS12_CIPHER: KeyError = KeyError::format(
    "The key in this PKCS#12 file (.p12, .pfx) is locked in a way that is not supported. Take it out with OpenSSL 3: \
     openssl pkcs12 -legacy -in FILE -nocerts -out private.pem (LibreSSL and OpenSSL 1 do it without -legacy)",
);
pub(super) const OPENSSH_CIPHER: KeyError = KeyError::format(
    "This is an OpenSSH key that is locked with a passphrase. Turn a copy of it into PEM, which is read here, \
     with: ssh-keygen -p -m PEM -f COPY",
);

// Files of other programs.
pub(super) const PKCS12_EMPTY: KeyError = KeyError::format(
    "This PKCS#12 file (.p12, .pfx) holds no private key, or in a form that is not supported. If it has one, \
     take it out with OpenSSL 3: openssl pkcs12 -legacy -in FILE -nocerts -out private.pem \
     (LibreSSL and OpenSSL 1 do it without -legacy)",
);
pub(super) const PUTTY: KeyError = KeyError::format(
    "This is a PuTTY key (.ppk). Turn it into PEM with: puttygen FILE -O private-openssh -o private.pem \
     (or in the PuTTYgen window: Conversions, Export OpenSSH key)",
);
pub(super) const PGP: KeyError = KeyError::format(
    "This is a PGP (GnuPG) file. AI Gateway does not use PGP keys: give the RSA private key that was made \
     together with the public key in its settings.",
);
pub(super) const JAVA_KEYSTORE: KeyError = KeyError::format(
    "This is a Java keystore (.jks). Turn it into PKCS#12, which is read here, with: \
     keytool -importkeystore -srckeystore FILE -destkeystore keys.p12 -deststoretype PKCS12",
);
pub(super) const AGE: KeyError = KeyError::format(
    "This file is encrypted with age, or is a key of age itself. If the RSA private key is in it, decrypt it with: \
     age --decrypt -i IDENTITY -o private.pem FILE",
);
pub(super) const SOPS: KeyError = KeyError::format(
    "This file is encrypted with sops. Decrypt it, and give what comes out: sops --decrypt --output private.pem FILE",
);
pub(super) const ANSIBLE_VAULT: KeyError = KeyError::format(
    "This file is encrypted with ansible-vault. Decrypt it with: ansible-vault decrypt --output private.pem FILE",
);
pub(super) const GIT_LFS: KeyError =
    KeyError::format("This is a pointer of Git LFS, not the file itself. Fetch the file with: git lfs pull");
pub(super) const GIT_CRYPT: KeyError =
    KeyError::format("This file is encrypted with git-crypt. Run in its repository: git-crypt unlock");
pub(super) const GZIP: KeyError = KeyError::format(
    "This is a gzip file, as logs are, not a key. Give logs as logs, and the private key as the key. \
     If it is a compressed key, unpack it first with: gzip -d FILE",
);
pub(super) const LOG: KeyError =
    KeyError::format("These are records of a log, not a key. Give logs as logs, and the private key as the key.");
pub(super) const ARCHIVE: KeyError = KeyError::format(
    "This is a ZIP archive, or a document that is one (.docx, .odt), not a key. \
     Unpack the key, or save the document as plain text, and give that.",
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
pub(super) const PKCS7: KeyError = KeyError::public(
    "This is a PKCS#7 (CMS) file, which holds certificates and no private key. Give the private key that belongs to them.",
);
pub(super) const SSH_PUBLIC: KeyError = KeyError::public(
    "This is an SSH public key, which can only seal. Give the private key beside it: the file of the same name without .pub.",
);

pub(super) const PASSPHRASE_NEEDED: KeyError =
    KeyError::passphrase("The key is locked with a passphrase. Give the passphrase too.");
pub(super) const PASSPHRASE_WRONG: KeyError = KeyError::passphrase(
    "The passphrase does not open the key. Check capitals and the keyboard's layout, and try again.",
);

//! Files of other programs, detected by how they begin or by what only they hold.

use crate::keys::error::{
    AGE, ANSIBLE_VAULT, ARCHIVE, GIT_CRYPT, GIT_LFS, GZIP, JAVA_KEYSTORE, KeyError, LOG, PGP, PKCS7, PUTTY, SOPS,
    SSH_PUBLIC,
};

/// What a file is that is not text.
pub(super) fn by_bytes(file: &[u8]) -> Option<KeyError> {
    Some(match file {
        [0x1f, 0x8b, ..] => GZIP,
        [b'P', b'K', 3, 4, ..] => ARCHIVE,
        // JKS and JCEKS.
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => JAVA_KEYSTORE,
        // A packet of tag 5, a secret key, of version 4 (RFC 9580 sections 4.2 and 5.5.3).
        [0x95, _, _, 4, ..] => PGP,
        _ if file.starts_with(b"\0GITCRYPT\0") => GIT_CRYPT,
        _ if file.starts_with(b"age-encryption.org/") => AGE,
        _ => return None,
    })
}

/// What a text is that has no private key in it.
pub(super) fn by_text(text: &str) -> Option<KeyError> {
    const BEGINNINGS: [(&str, KeyError); 8] = [
        ("PuTTY-User-Key-File-", PUTTY),
        ("version https://git-lfs", GIT_LFS),
        ("AGE-SECRET-KEY-", AGE),
        ("# created:", AGE),
        ("ssh-rsa ", SSH_PUBLIC),
        ("ssh-ed25519 ", SSH_PUBLIC),
        ("ecdsa-sha2-", SSH_PUBLIC),
        ("ssh-dss ", SSH_PUBLIC),
    ];
    let text = text.trim_start();
    if text.contains("ENC[AES256_GCM,") {
        return Some(SOPS);
    }
    // A file, or a value in one.
    if text.contains("$ANSIBLE_VAULT;") {
        return Some(ANSIBLE_VAULT);
    }
    if let Some((_, error)) = BEGINNINGS.iter().find(|(beginning, _)| text.starts_with(beginning)) {
        return Some(error.clone());
    }
    let is_record =
        text.starts_with(['{', '[']) && (text.contains("\"RequestBody\"") || text.contains("\"ResponseBody\""));
    is_record.then_some(LOG)
}

/// What stands under a label that no private key has which is read here.
pub(super) fn by_label(label: &str) -> Option<KeyError> {
    if label.starts_with("PGP") {
        return Some(PGP);
    }
    if label.starts_with("AGE") {
        return Some(AGE);
    }
    if label.starts_with("SSH2 PUBLIC") {
        return Some(SSH_PUBLIC);
    }
    (label.starts_with("PKCS7") || label.starts_with("CMS")).then_some(PKCS7)
}

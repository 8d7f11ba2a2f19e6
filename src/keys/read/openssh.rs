//! OpenSSH's own format of private keys (PROTOCOL.key in OpenSSH's sources), whose fields are those of RFC 4251
//! section 5.

use super::numbers::{self, Numbers};
use crate::keys::PrivateKey;
use crate::keys::error::{CUT_OFF, INCONSISTENT, KeyError, OPENSSH_CIPHER};

/// What the format begins with.
pub(super) const MAGIC: &[u8] = b"openssh-key-v1\0";

/// Reads a key that is not locked. What `bcrypt_pbkdf` needs is 7 KB of Blowfish's tables, for a lock that
/// `ssh-keygen` can change.
pub(super) fn read(file: &[u8]) -> Result<PrivateKey, KeyError> {
    let mut file = Wire(file.strip_prefix(MAGIC).ok_or(CUT_OFF)?);
    let cipher = file.string()?;
    let (_kdf, _options) = (file.string()?, file.string()?);
    let _count = file.number()?;
    let mut public = Wire(file.string()?);
    match public.string()? {
        b"ssh-rsa" => {}
        b"ssh-ed25519" => return Err(KeyError::not_rsa("Ed25519")),
        b"ssh-dss" => return Err(KeyError::not_rsa("DSA")),
        name if name.starts_with(b"ecdsa-") => return Err(KeyError::not_rsa("EC")),
        _ => return Err(KeyError::not_rsa("of another algorithm")),
    }
    let mut private = Wire(file.string()?);
    if cipher != b"none" {
        return Err(OPENSSH_CIPHER);
    }
    // The same number twice tells that the right passphrase was given; here it was none.
    if private.number()? != private.number()? || private.string()? != b"ssh-rsa" {
        return Err(INCONSISTENT);
    }
    let (modulus, public_exponent) = (private.string()?, private.string()?);
    let private_exponent = private.string()?;
    let _coefficient = private.string()?;
    let primes = [private.string()?, private.string()?];
    numbers::key(&Numbers { modulus, public_exponent, private_exponent, primes })
}

/// Fields, each after the one before.
struct Wire<'a>(&'a [u8]);

impl<'a> Wire<'a> {
    fn bytes(&mut self, count: usize) -> Result<&'a [u8], KeyError> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(CUT_OFF)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn number(&mut self) -> Result<u32, KeyError> {
        let bytes = self.bytes(4)?;
        Ok(u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// Bytes with their count before them: strings, and numbers of any size.
    fn string(&mut self) -> Result<&'a [u8], KeyError> {
        let length = self.number()?;
        self.bytes(usize::try_from(length).map_err(|_| CUT_OFF)?)
    }
}

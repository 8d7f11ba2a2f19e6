//! An RSA key from its numbers, which every format has.

use rsa::{BoxedUint, PrivateKey as RsaPrivateKey, PublicKey as RsaPublicKey};

use crate::keys::error::{INCONSISTENT, KeyError, PUBLIC_DAMAGED, PUBLIC_SIZE, WRONG_SIZE};
use crate::keys::{PrivateKey, PublicKey};

/// The numbers of a private key, big-endian, with or without leading zeros. The CRT values that formats have
/// beside them are computed again, so the primes may stand in either order.
pub(super) struct Numbers<'a> {
    pub(super) modulus: &'a [u8],
    pub(super) public_exponent: &'a [u8],
    pub(super) private_exponent: &'a [u8],
    /// Both empty where a JWK leaves them out: then they are computed from the private exponent.
    pub(super) primes: [&'a [u8]; 2],
}

/// Makes the key, if its numbers fit each other.
pub(super) fn key(numbers: &Numbers<'_>) -> Result<PrivateKey, KeyError> {
    let modulus = trimmed(numbers.modulus);
    // What the `rsa` crate computes with.
    if !(128..=1024).contains(&modulus.len()) {
        return Err(WRONG_SIZE);
    }
    // The crate computes the primes from it, where there are none, and panics at 0 (RUSTSEC-2026-0583).
    if trimmed(numbers.private_exponent).is_empty() {
        return Err(INCONSISTENT);
    }
    // It wants each number as wide as the modulus, in whole limbs of 64 bits.
    let bits = u32::try_from(modulus.len().next_multiple_of(8) * 8).map_err(|_| INCONSISTENT)?;
    let number = |bytes: &[u8], bits| BoxedUint::from_be_slice(trimmed(bytes), bits).map_err(|_| INCONSISTENT);
    let mut primes = Vec::with_capacity(2);
    for prime in numbers.primes {
        if !prime.is_empty() {
            primes.push(number(prime, bits)?);
        }
    }
    let n = number(modulus, bits)?;
    let half = n.bit_width_vartime().div_ceil(2);
    // Primes of different length are rare but valid. The crate's arithmetic for them is of the modulus' width, and
    // its name says so: only one bit of what is secret decides here, and it is the same in each use of the key.
    let wide = primes.iter().any(|prime| prime.bit_width_vartime() > half);
    let make = if wide { RsaPrivateKey::from_components_with_wide_primes } else { RsaPrivateKey::from_components };
    make(n, number(numbers.public_exponent, 64)?, number(numbers.private_exponent, bits)?, primes)
        .map(PrivateKey::new)
        .map_err(|_| INCONSISTENT)
}

/// Makes a public key of its numbers, which seals for somebody else.
pub(super) fn public_key(modulus: &[u8], exponent: &[u8]) -> Result<PublicKey, KeyError> {
    let (modulus, exponent) = (trimmed(modulus), trimmed(exponent));
    let bits = (modulus.len() * 8).saturating_sub(modulus.first().map_or(0, |first| first.leading_zeros() as usize));
    // What sealed records are recognised by: a wrapped key of whole words of 64 bits.
    if !(2048..=4096).contains(&bits) || !modulus.len().is_multiple_of(8) {
        return Err(PUBLIC_SIZE);
    }
    let number = |bytes: &[u8], size: usize| {
        let size = u32::try_from(size).map_err(|_| PUBLIC_DAMAGED)?;
        BoxedUint::from_be_slice(bytes, size).map_err(|_| PUBLIC_DAMAGED)
    };
    RsaPublicKey::new(number(modulus, modulus.len() * 8)?, number(exponent, 64)?)
        .map(PublicKey::new)
        .map_err(|_| PUBLIC_DAMAGED)
}

fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&byte| byte == 0).count();
    &number[zeros..]
}

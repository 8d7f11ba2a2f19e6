//! An RSA key from its numbers, which every format has.

use rsa::{BoxedUint, RsaPrivateKey};

use crate::keys::PrivateKey;
use crate::keys::error::{INCONSISTENT, KeyError, WRONG_SIZE};

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
    let half = n.bits_vartime().div_ceil(2);
    // Primes of different length are rare but valid. The crate's arithmetic for them is of the modulus' width, and
    // its name says so: only one bit of what is secret decides here, and it is the same in each use of the key.
    let wide = primes.iter().any(|prime| prime.bits_vartime() > half);
    let make = if wide { RsaPrivateKey::from_components_with_wide_primes } else { RsaPrivateKey::from_components };
    make(n, number(numbers.public_exponent, 64)?, number(numbers.private_exponent, bits)?, primes)
        .map(PrivateKey::new)
        .map_err(|_| INCONSISTENT)
}

fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&byte| byte == 0).count();
    &number[zeros..]
}

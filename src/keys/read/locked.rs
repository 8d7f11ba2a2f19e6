//! Keys under a passphrase: PBES2 and PBES1 (RFC 8018) in PKCS#8, and OpenSSL's older way in PKCS#1.

use aes_gcm::aes::{Aes128, Aes192, Aes256};
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyInit};
use des::{Des, TdesEde3};
use md5::{Digest, Md5};
use pkcs8::AlgorithmIdentifierRef;
use pkcs8::der::asn1::AnyRef;
use pkcs8::pkcs5;
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::Kdf;
use zeroize::Zeroizing;

use super::pbes1;
use crate::keys::error::{CUT_OFF, KeyError, PASSPHRASE_NEEDED, PASSPHRASE_WRONG, UNKNOWN_CIPHER};

/// The most that deriving a key may cost, so that a file made to be slow is refused: ten times what
/// OWASP recommends of PBKDF2 today, and 256 MiB of scrypt, eight times OpenSSL's own limit, 16 times over.
const MAX_ITERATIONS: u32 = 10_000_000;
const MAX_SCRYPT_BYTES: u64 = 256 << 20;
const MAX_SCRYPT_PARALLELIZATION: u16 = 16;

/// Opens what is encrypted as an `AlgorithmIdentifier` says (RFC 8018 section 6): an encrypted PKCS#8 key, or a part
/// of a PKCS#12 file.
pub(super) fn open(
    algorithm: AnyRef<'_>,
    data: &[u8],
    passphrase: Option<&str>,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let algorithm: AlgorithmIdentifierRef<'_> = algorithm.decode_as().map_err(|_| UNKNOWN_CIPHER)?;
    if let Some(scheme) = pbes1::scheme(&algorithm)? {
        affordable(scheme.iterations())?;
        return scheme.open(data, passphrase.ok_or(PASSPHRASE_NEEDED)?).ok_or(PASSPHRASE_WRONG);
    }
    let Ok(EncryptionScheme::Pbes2(parameters)) = EncryptionScheme::try_from(algorithm) else {
        return Err(UNKNOWN_CIPHER);
    };
    match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => affordable(pbkdf2.iteration_count)?,
        Kdf::Scrypt(scrypt) => affordable_scrypt(scrypt.cost_parameter, scrypt.block_size, scrypt.parallelization)?,
        _ => return Err(UNKNOWN_CIPHER),
    }
    let passphrase = passphrase.ok_or(PASSPHRASE_NEEDED)?;
    parameters.decrypt(passphrase, data).map(Zeroizing::new).map_err(|error| match error {
        pkcs5::Error::UnsupportedAlgorithm { .. } | pkcs5::Error::AlgorithmParametersInvalid { .. } => UNKNOWN_CIPHER,
        // Padding that does not fit: the derived key was another.
        _ => PASSPHRASE_WRONG,
    })
}

fn affordable(iterations: u32) -> Result<(), KeyError> {
    if iterations <= MAX_ITERATIONS {
        return Ok(());
    }
    Err(KeyError::too_costly(&format!("{iterations} iterations"), &MAX_ITERATIONS.to_string()))
}

/// RFC 7914 section 2: N is a power of two, and it takes 128 · r · N bytes, p times one after the other.
fn affordable_scrypt(n: u64, r: u16, p: u16) -> Result<(), KeyError> {
    // The `scrypt` crate panics over an N of 0.
    if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 {
        return Err(UNKNOWN_CIPHER);
    }
    let bytes = n.saturating_mul(128 * u64::from(r));
    if bytes <= MAX_SCRYPT_BYTES && p <= MAX_SCRYPT_PARALLELIZATION {
        return Ok(());
    }
    let asked = format!("scrypt with N = {n}, r = {r}, p = {p}");
    let limit = format!("128 · r · N = {MAX_SCRYPT_BYTES} bytes and p = {MAX_SCRYPT_PARALLELIZATION}");
    Err(KeyError::too_costly(&asked, &limit))
}

/// Opens what stands in armour with `DEK-Info: CIPHER,IV` (RFC 1421 section 4.6.1.3), as OpenSSL has
/// written encrypted PKCS#1 since its beginnings.
pub(super) fn open_legacy(
    dek_info: &str,
    data: &[u8],
    passphrase: Option<&str>,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (cipher, iv) = dek_info.split_once(',').ok_or(UNKNOWN_CIPHER)?;
    let iv = from_hex(iv).ok_or(CUT_OFF)?;
    let key_bytes = match (cipher, iv.len()) {
        ("DES-CBC", 8) => 8,
        ("AES-128-CBC", 16) => 16,
        ("AES-192-CBC", 16) | ("DES-EDE3-CBC", 8) => 24,
        ("AES-256-CBC", 16) => 32,
        _ => return Err(UNKNOWN_CIPHER),
    };
    // A block is as long as the iv. No passphrase opens what is not made of whole ones.
    if data.is_empty() || !data.len().is_multiple_of(iv.len()) {
        return Err(CUT_OFF);
    }
    let passphrase = passphrase.ok_or(PASSPHRASE_NEEDED)?;
    let key = derive(passphrase.as_bytes(), &iv[..8], key_bytes);
    let opened = match cipher {
        "DES-CBC" => decrypt_cbc::<Des>(&key, &iv, data),
        "AES-128-CBC" => decrypt_cbc::<Aes128>(&key, &iv, data),
        "AES-192-CBC" => decrypt_cbc::<Aes192>(&key, &iv, data),
        "AES-256-CBC" => decrypt_cbc::<Aes256>(&key, &iv, data),
        _ => decrypt_cbc::<TdesEde3>(&key, &iv, data),
    };
    // The padding fits by chance for one wrong passphrase in 256; DER hardly ever begins then.
    opened.filter(|der| der.first() == Some(&0x30)).ok_or(PASSPHRASE_WRONG)
}

/// `EVP_BytesToKey` with MD5 and one iteration, as OpenSSL's documentation of it describes: blocks of
/// MD5 over the block before, the passphrase and the salt.
fn derive(passphrase: &[u8], salt: &[u8], bytes: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(48));
    let mut block = Zeroizing::new([0; 16]);
    while key.len() < bytes {
        let before: &[u8] = if key.is_empty() { &[] } else { &*block };
        let hash = Md5::new().chain_update(before).chain_update(passphrase).chain_update(salt);
        *block = hash.finalize().into();
        key.extend_from_slice(&*block);
    }
    key.truncate(bytes);
    key
}

/// CBC (SP 800-38A section 6.2) with the padding of RFC 8018 section 6.1.1. `None` if a length or the padding does
/// not fit.
pub(super) fn decrypt_cbc<C>(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Zeroizing<Vec<u8>>>
where
    C: BlockCipherDecrypt + KeyInit,
{
    let cipher = C::new_from_slice(key).ok()?;
    let mut buffer = Zeroizing::new(data.to_vec());
    let length = Decryptor::inner_iv_slice_init(cipher, iv).ok()?.decrypt_padded::<Pkcs7>(&mut buffer).ok()?.len();
    buffer.truncate(length);
    Some(buffer)
}

/// Bytes from hexadecimal digits, and from nothing else that numbers are written with: `from_str_radix` takes a sign, too.
fn from_hex(digits: &str) -> Option<Vec<u8>> {
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    #[test]
    fn ten_million_iterations_are_the_most() {
        for (iterations, is_affordable) in [(1, true), (600_000, true), (10_000_000, true), (10_000_001, false)] {
            assert_eq!(affordable(iterations).is_ok(), is_affordable, "{iterations}");
        }
        let error = affordable(u32::MAX).expect_err("too many");
        assert_eq!(error.code, ErrorCode::KeyFormat);
        for part in ["4294967295 iterations", "10000000"] {
            assert!(error.message.contains(part), "{}", error.message);
        }
    }

    #[test]
    fn scrypt_takes_256_mib_at_most_16_times_over() {
        let unknown = UNKNOWN_CIPHER.message;
        for (n, r, p, outcome) in [
            // OpenSSL's own, and the most that is allowed in each direction.
            (1 << 14, 8, 1, Ok(())),
            (1 << 18, 8, 1, Ok(())),
            (1 << 21, 1, 1, Ok(())),
            (2, 8, 16, Ok(())),
            (1 << 19, 8, 1, Err("128 · r · N = 268435456 bytes")),
            (1 << 18, 9, 1, Err("128 · r · N = 268435456 bytes")),
            (1 << 22, 1, 1, Err("128 · r · N = 268435456 bytes")),
            (2, 8, 17, Err("p = 16")),
            // Beyond 64 bits it stays beyond the limit.
            (1 << 63, u16::MAX, 1, Err("128 · r · N = 268435456 bytes")),
            // RFC 7914 section 2 has no such parameters.
            (0, 8, 1, Err(&unknown[..])),
            (1, 8, 1, Err(&unknown[..])),
            (3, 8, 1, Err(&unknown[..])),
            (1 << 14, 0, 1, Err(&unknown[..])),
            (1 << 14, 8, 0, Err(&unknown[..])),
        ] {
            let result = affordable_scrypt(n, r, p);
            match outcome {
                Ok(()) => assert_eq!(result, Ok(()), "{n} {r} {p}"),
                Err(part) => {
                    let error = result.expect_err("refused");
                    assert!(error.message.contains(part), "{n} {r} {p}: {}", error.message);
                }
            }
        }
    }

    #[test]
    fn only_hexadecimal_digits_are_read() {
        assert_eq!(from_hex("00fFa1"), Some(vec![0, 0xff, 0xa1]));
        for other in ["+1", "0", "0x", "g0", "é0"] {
            assert_eq!(from_hex(other), None, "{other}");
        }
    }
}

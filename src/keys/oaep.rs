//! The padding around what RSA seals: EME-OAEP (RFC 8017 section 7.1.2 step 3) with SHA-256, MGF1 with
//! SHA-256 and an empty label.

use ctutils::{Choice, CtAssign, CtEq};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Bytes of a SHA-256 hash.
const HASH: usize = 32;

/// The message in an encoded message, which is as long as the modulus. `None` for whatever is wrong with
/// it: which of the steps it was must not be found out, also not by the clock (section 7.1.2, note), so
/// all of them are done and the answers joined.
#[must_use]
pub fn decode(encoded: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    // 0x00, the masked seed, and masked data: the label's hash, zeros, 0x01 and the message.
    if encoded.len() < 2 * HASH + 2 {
        return None;
    }
    let mut encoded = Zeroizing::new(encoded.to_vec());
    let (first, rest) = encoded.split_first_mut()?;
    let (seed, data) = rest.split_at_mut(HASH);
    mask(data, seed);
    mask(seed, data);
    let (label_hash, padded) = data.split_at(HASH);
    let good = first.ct_eq(&0) & label_hash.ct_eq(&Sha256::digest(b"")[..]);
    let mut padding = Choice::TRUE;
    let mut begin = 0u32;
    for (&byte, next) in padded.iter().zip(1u32..) {
        let ends = padding & byte.ct_eq(&1);
        begin.ct_assign(&next, ends);
        padding &= byte.ct_eq(&0);
    }
    // Zeros that break off with another byte than 0x01, or not at all, leave no beginning.
    let good = good & begin.ct_ne(&0);
    good.to_bool().then(|| Zeroizing::new(padded[begin as usize..].to_vec()))
}

/// MGF1 (RFC 8017 appendix B.2.1) of `seed`, put over `data` by exclusive or.
fn mask(seed: &[u8], data: &mut [u8]) {
    for (block, counter) in data.chunks_mut(HASH).zip(0u32..) {
        let hash = Sha256::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        block.iter_mut().zip(hash).for_each(|(byte, mask)| *byte ^= mask);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PrivateKey;

    /// The encoded message of a block of data, under a seed that is not the same in all its bytes.
    fn encode(first: u8, label: &[u8], padded: &[u8]) -> Vec<u8> {
        let mut seed = Sha256::digest(b"seed").to_vec();
        let mut data = [&Sha256::digest(label)[..], padded].concat();
        mask(&seed, &mut data);
        mask(&data, &mut seed);
        [&[first][..], &seed, &data].concat()
    }

    fn decoded(encoded: &[u8]) -> Option<Vec<u8>> {
        decode(encoded).map(|message| message.to_vec())
    }

    #[test]
    fn what_the_rsa_crate_encodes_is_decoded() {
        let key = PrivateKey::read(include_bytes!("../../tests/fixtures/keys/rsa2048.pem")).expect("a key");
        for length in [0, 1, 32, 190] {
            let message: Vec<_> = (0..length).collect();
            let sealed = key.public_key().encrypt_oaep(&message).expect("it fits");
            let encoded = key.private_operation(&sealed).expect("it is below the modulus");
            assert_eq!(decoded(&encoded), Some(message), "{length} bytes");
        }
    }

    #[test]
    fn the_message_is_what_follows_the_first_one() {
        for (padded, message) in [
            (&b"\x01"[..], &b""[..]),
            (b"\x01m", b"m"),
            (b"\x00\x00\x01\x01\x00m\x01", b"\x01\x00m\x01"),
            (b"\x00\x01", b""),
        ] {
            assert_eq!(decoded(&encode(0, b"", padded)).as_deref(), Some(message), "{padded:?}");
        }
    }

    #[test]
    fn each_step_that_fails_gives_nothing() {
        for (first, label, padded) in [
            (1, &b""[..], &b"\x00\x01m"[..]),
            (128, b"", b"\x00\x01m"),
            (0, b"label", b"\x00\x01m"),
            (0, b"", b""),
            (0, b"", b"\x00"),
            (0, b"", b"\x00\x00\x00"),
            (0, b"", b"\x02"),
            (0, b"", b"\x00\x02\x01m"),
            (0, b"", b"\x03\x00\x01m"),
            (0, b"", b"\x00\xff\x01m"),
            (0, b"", b"m\x01"),
        ] {
            assert_eq!(decoded(&encode(first, label, padded)), None, "{first} {label:?} {padded:?}");
        }
        let shortest = encode(0, b"", b"\x01");
        for length in [0, 1, HASH, HASH + 1, 2 * HASH, 2 * HASH + 1] {
            assert_eq!(decoded(&shortest[..length]), None, "{length} bytes");
        }
    }
}

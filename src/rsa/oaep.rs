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
    let mut good = first.ct_eq(&0) & label_hash.ct_eq(&Sha256::digest(b"")[..]);
    let mut padding = Choice::TRUE;
    let mut begin = 0u32;
    for (&byte, next) in padded.iter().zip(1u32..) {
        let ends = padding & byte.ct_eq(&1);
        begin.ct_assign(&next, ends);
        padding &= byte.ct_eq(&0);
        // Where the padding breaks off it must be with 0x01.
        good &= padding | begin.ct_ne(&0);
    }
    let good = good & !padding;
    good.to_bool().then(|| Zeroizing::new(padded[begin as usize..].to_vec()))
}

/// MGF1 (RFC 8017 appendix B.2.1) of `seed`, put over `data` by exclusive or.
fn mask(seed: &[u8], data: &mut [u8]) {
    for (block, counter) in data.chunks_mut(HASH).zip(0u32..) {
        let hash = Sha256::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        block.iter_mut().zip(hash).for_each(|(byte, mask)| *byte ^= mask);
    }
}

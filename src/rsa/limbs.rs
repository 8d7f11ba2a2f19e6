//! Whole numbers as limbs in ordinary integers, lowest first: what is done once a key or once an
//! operation, while the loops in between work on pairs of doubles.
//!
//! Nothing here branches on a limb or uses one as an index; lengths and sizes are public.

use std::hint::black_box;

use zeroize::Zeroizing;

/// The limbs of a number, lowest first; wiped when dropped.
pub type Limbs = Zeroizing<Vec<u64>>;

/// The number's limbs of `bits` bits each, `count` of them. What is above them is left out.
pub fn from_be_bytes(bytes: &[u8], bits: u32, count: usize) -> Limbs {
    let mut limbs = Zeroizing::new(vec![0; count]);
    for (i, &byte) in bytes.iter().rev().enumerate() {
        let (limb, offset) = (8 * i / bits as usize, 8 * i % bits as usize);
        let shifted = u64::from(byte) << offset;
        if let Some(limb) = limbs.get_mut(limb) {
            *limb |= shifted & mask(bits);
        }
        if let Some(next) = limbs.get_mut(limb + 1) {
            *next |= shifted >> bits;
        }
    }
    limbs
}

/// The number as `length` bytes, highest first. What is above them is left out.
pub fn to_be_bytes(limbs: &[u64], bits: u32, length: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(vec![0; length]);
    for (i, byte) in bytes.iter_mut().rev().enumerate() {
        let (limb, offset) = (8 * i / bits as usize, 8 * i % bits as usize);
        let low = limbs.get(limb).map_or(0, |limb| limb >> offset);
        let high = limbs.get(limb + 1).map_or(0, |next| next << (bits as usize - offset));
        *byte = (low | high).to_le_bytes()[0];
    }
    bytes
}

/// The lowest `bits` bits.
pub const fn mask(bits: u32) -> u64 {
    (1 << bits) - 1
}

/// `-1 / odd` modulo 2^bits, by Newton's iteration, which doubles the bits that are right.
pub fn negative_inverse(odd: u64, bits: u32) -> u64 {
    // Right to three bits (an odd square is 1 modulo 8), then to 6, 12, 24, 48, 96.
    let mut inverse = odd;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
    }
    inverse.wrapping_neg() & mask(bits)
}

/// `limbs * factor + addend`, which must fit.
pub fn multiply(limbs: &[u64], factor: u64, addend: u64, bits: u32) -> Limbs {
    let mut carry = u128::from(addend);
    let products = limbs.iter().map(|&limb| {
        carry += u128::from(limb) * u128::from(factor);
        let low = low_word(carry) & mask(bits);
        carry >>= bits;
        low
    });
    Zeroizing::new(products.collect())
}

/// `limbs * 2^shift mod modulus`, where `limbs < modulus` and twice the modulus fits as many limbs.
pub fn shift_modulo(limbs: &[u64], shift: usize, modulus: &[u64], bits: u32) -> Limbs {
    let mut limbs = Zeroizing::new(limbs.to_vec());
    let mut difference = Zeroizing::new(vec![0; limbs.len()]);
    for _ in 0..shift {
        // Doubled, and at once less the modulus; kept is whichever is not negative.
        let (mut carry, mut borrow) = (0, 0);
        for ((limb, difference), &modulus) in limbs.iter_mut().zip(difference.iter_mut()).zip(modulus) {
            let doubled = 2 * *limb + carry;
            carry = doubled >> bits;
            *limb = doubled & mask(bits);
            let left = limb.wrapping_sub(modulus).wrapping_sub(borrow);
            *difference = left & mask(bits);
            borrow = left >> 63;
        }
        select(&mut limbs, &difference, borrow);
    }
    limbs
}

/// `limbs - modulus`, or `limbs` if that would be negative.
pub fn subtract_once(limbs: &[u64], modulus: &[u64], bits: u32) -> Limbs {
    let mut difference = Zeroizing::new(Vec::with_capacity(limbs.len()));
    let mut borrow = 0;
    for (&a, &b) in limbs.iter().zip(modulus) {
        // Below zero it wraps, and its highest bit says so.
        let limb = a.wrapping_sub(b).wrapping_sub(borrow);
        difference.push(limb & mask(bits));
        borrow = limb >> 63;
    }
    let mut result = Zeroizing::new(limbs.to_vec());
    select(&mut result, &difference, borrow);
    result
}

/// Puts `difference` into `limbs`, or leaves them if the borrow says that it is negative.
fn select(limbs: &mut [u64], difference: &[u64], borrow: u64) {
    // A compiler that knew that this is all ones or all zeros would make a branch of it, and has done so:
    // tests/js/kernel-traces.test.mjs looks at what comes out.
    let keep = black_box(0u64.wrapping_sub(borrow));
    for (limb, &difference) in limbs.iter_mut().zip(difference) {
        *limb = (*limb & keep) | (difference & !keep);
    }
}

/// `a + b - c`, which must not be negative and must fit.
pub fn add_subtract(a: &[u64], b: &[u64], c: &[u64], bits: u32) -> Limbs {
    let mut carry = 0i64;
    let sums = a.iter().zip(b).zip(c).map(|((&a, &b), &c)| {
        // Limbs have at most 50 bits: their sums are far from the sign.
        let sum = (a + b).cast_signed() - c.cast_signed() + carry;
        carry = sum >> bits;
        sum.cast_unsigned() & mask(bits)
    });
    Zeroizing::new(sums.collect())
}

/// `a * b + c`, as many limbs as a and b have together, where c has as many as b.
pub fn multiply_add(a: &[u64], b: &[u64], c: &[u64], bits: u32) -> Limbs {
    let mut sum = Zeroizing::new([c, &vec![0; a.len()]].concat());
    for (i, &a) in a.iter().enumerate() {
        let mut carry = 0;
        for (column, &b) in sum[i..].iter_mut().zip(b) {
            carry += u128::from(a) * u128::from(b) + u128::from(*column);
            *column = low_word(carry) & mask(bits);
            carry >>= bits;
        }
        sum[i + b.len()] = low_word(carry);
    }
    sum
}

/// `limbs / divisor`, where the divisor is odd and divides without a remainder: each limb of the
/// quotient is the lowest one of what is left, times the divisor's inverse (Jebelean, 'An algorithm
/// for exact division', 1993).
pub fn divide_exactly(limbs: &[u64], divisor: u64, bits: u32) -> Limbs {
    let inverse = negative_inverse(divisor, bits).wrapping_neg() & mask(bits);
    let mut borrow = 0;
    let quotient = limbs.iter().map(|&limb| {
        let left = limb.wrapping_sub(borrow);
        let digit = left.wrapping_mul(inverse) & mask(bits);
        // What `digit * divisor` takes from the limbs above, and one more if `borrow` was above `limb`.
        borrow = low_word((u128::from(digit) * u128::from(divisor)) >> bits) + (left >> 63);
        digit
    });
    Zeroizing::new(quotient.collect())
}

/// The low 64 bits.
#[allow(clippy::cast_possible_truncation, reason = "the rest is meant to be left out")]
fn low_word(wide: u128) -> u64 {
    wide as u64
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;

    use super::*;

    /// As many as limbs of the kernels have, and another number.
    const BITS: [u32; 3] = [50, 25, 23];

    /// Numbers of 200 bits at most: at the edges, with limbs of ones and of zeros, and others.
    fn numbers() -> Vec<BigUint> {
        let power = |bits: u32| BigUint::from(1u8) << bits;
        let mut numbers = vec![BigUint::ZERO, power(200) - 1u8, power(200) - power(100), power(100) - 1u8];
        numbers.extend([1, 22, 23, 25, 50, 75, 100, 199].into_iter().flat_map(|bits| [power(bits), power(bits) - 1u8]));
        numbers.extend((1..20u32).map(|n| BigUint::from(3u8).pow(6 * n) * 0xdead_beef_u32 % power(200)));
        numbers
    }

    /// A number as limbs: nine have room for more than 200 bits in all sizes.
    fn split(number: &BigUint, bits: u32) -> Limbs {
        from_be_bytes(&number.to_bytes_be(), bits, 9)
    }

    fn join(limbs: &[u64], bits: u32) -> BigUint {
        limbs.iter().rev().fold(BigUint::ZERO, |number, limb| {
            assert!(*limb <= mask(bits), "{limb:x}");
            (number << bits) + *limb
        })
    }

    #[test]
    fn bytes_become_limbs_and_come_back() {
        for bits in BITS {
            for number in numbers() {
                assert_eq!(join(&split(&number, bits), bits), number);
                let whole = to_be_bytes(&split(&number, bits), bits, 25);
                assert_eq!(BigUint::from_bytes_be(&whole), number);
                // What is above the limbs or the bytes is left out.
                let two = from_be_bytes(&number.to_bytes_be(), bits, 2);
                assert_eq!((two.len(), join(&two, bits)), (2, &number % (BigUint::from(1u8) << (2 * bits))));
                let seven = to_be_bytes(&split(&number, bits), bits, 7);
                assert_eq!(seven[..], whole[18..]);
            }
            assert_eq!(to_be_bytes(&[mask(bits)], bits, 8)[..], mask(bits).to_be_bytes());
        }
    }

    #[test]
    fn inverses_times_their_number_are_minus_one() {
        for bits in BITS {
            for odd in [1, 3, 5, 0x55_5555, mask(bits), mask(bits) - 2, mask(bits) / 2] {
                assert_eq!(negative_inverse(odd, bits).wrapping_mul(odd) & mask(bits), mask(bits), "{odd:x}");
                assert!(negative_inverse(odd, bits) <= mask(bits), "{odd:x}");
            }
        }
    }

    #[test]
    fn products_and_quotients_by_one_limb_are_right() {
        for bits in BITS {
            for factor in [1, 3, 65_537, mask(22), mask(bits) - 2, mask(bits)] {
                for number in numbers().iter().map(|number| number >> 60u8) {
                    for addend in [0, 1, mask(bits)] {
                        let product = multiply(&split(&number, bits), factor, addend, bits);
                        assert_eq!(join(&product, bits), &number * factor + addend);
                    }
                    let product = split(&(&number * factor), bits);
                    assert_eq!(join(&divide_exactly(&product, factor, bits), bits), number);
                }
            }
        }
    }

    #[test]
    fn sums_differences_and_products_are_right() {
        for bits in BITS {
            for a in numbers() {
                for b in numbers() {
                    let (one, other) = (split(&a, bits), split(&b, bits));
                    let product = multiply_add(&one, &other, &split(&(&b + &a), bits), bits);
                    assert_eq!((product.len(), join(&product, bits)), (18, &a * &b + &a + &b));
                    let part = (&a + &b) / 3u8;
                    let rest = add_subtract(&one, &other, &split(&part, bits), bits);
                    assert_eq!(join(&rest, bits), (&a + &b) - part);
                    let reduced = if a >= b { &a - &b } else { a.clone() };
                    assert_eq!(join(&subtract_once(&one, &other, bits), bits), reduced);
                }
            }
        }
    }

    #[test]
    fn numbers_are_doubled_modulo_another() {
        for bits in BITS {
            for modulus in numbers().into_iter().filter(|modulus| *modulus != BigUint::ZERO) {
                for shift in [0, 1, 2, 75] {
                    for number in numbers().into_iter().step_by(3).map(|number| number % &modulus) {
                        let shifted = shift_modulo(&split(&number, bits), shift, &split(&modulus, bits), bits);
                        assert_eq!(join(&shifted, bits), (number << shift) % &modulus);
                    }
                }
            }
        }
    }
}

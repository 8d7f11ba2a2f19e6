//! Exact products of limbs, in doubles.
//!
//! A double has 53 bits, and a product of two limbs has to come out whole. Two ways:
//!
//! [`Fused`] takes limbs of 50 bits and gets a product of 100 bits as two doubles from two fused
//! multiply-adds, after Emmart, Zheng and Weems, 'Faster Modular Exponentiation Using Double Precision
//! Floating Point Arithmetic on the GPU' (ARITH 2018). It needs relaxed SIMD and a processor that fuses.
//!
//! [`Plain`] takes limbs of 25 bits, whose products of 50 bits are exact by themselves. It needs nothing
//! but SIMD, and nearly four times as many products.
//!
//! Both add up to `SUMMED` products in doubles and hand the sum over as 64-bit integers, by a trick:
//! the doubles from 2^e up to 2^(e+1) are evenly spaced, so their encodings, read as integers, grow by
//! one from each to the next. A sum that starts at a constant of that range and never leaves it is, but
//! for the constant's encoding, an integer already. That encoding is the bias; it is taken off
//! beforehand, from what the sums are added to (see [`super::columns`]).

use super::lanes::{Doubles, Words};

/// How many products may be summed before they are handed over.
pub const SUMMED: usize = 4;

/// A sum of products, as integers: `low + high * 2^LIMB_BITS`, each with its bias.
#[derive(Debug)]
pub struct Sum {
    pub low: Words,
    pub high: Words,
}

/// A way of multiplying limbs. Limbs are whole numbers from 0 to `2^LIMB_BITS - 1`, held as doubles.
pub trait Arithmetic {
    /// Bits of a limb.
    const LIMB_BITS: u32;
    /// What `Sum::low` is too large by.
    const LOW_BIAS: u64;
    /// What `Sum::high` is too large by.
    const HIGH_BIAS: u64;
    /// A sum that is not handed over yet.
    type Products: Copy;

    /// `a * b`.
    fn product(a: Doubles, b: Doubles) -> Self::Products;

    /// `sum + a * b`. Up to `SUMMED` products in all.
    fn add_product(sum: Self::Products, a: Doubles, b: Doubles) -> Self::Products;

    /// The sum as integers.
    fn sum(products: Self::Products) -> Sum;
}

/// 2^52: from here to 2^53 doubles are the whole numbers.
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// Limbs of 50 bits, with fused multiply-add.
///
/// Why it is exact. `high` begins at 2^102, and doubles from there to 2^103 are the multiples of 2^50.
/// Each of at most four products is below 2^100, so `high` stays below 2^102 + 4 * 2^100 = 2^103 and is
/// their sum rounded, at each step, to a multiple of 2^50. What a step rounded away is at most 2^49
/// either way. It is `a * b - (after - before)`, where `before - after` is a multiple of 2^50 of at most
/// 2^100, hence exact, and so is the fused sum with `a * b`, a whole number of at most 2^49. The first
/// step puts 3 * 2^51 on top; `low` then begins at 1.5 * 2^52, and four steps of at most 2^49 leave it
/// within 2^52 and 2^53, where doubles are the whole numbers. (2^53 itself, which four roundings of a
/// half upwards would make, still has the next encoding.)
#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
#[derive(Clone, Copy, Debug)]
pub struct Fused;

#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
mod fused {
    use super::{Arithmetic, Doubles, Fused, Sum, TWO_52};

    /// 2^102, whose exponent is stored with 1023 on top.
    const TWO_102: f64 = f64::from_bits((1023 + 102) << 52);
    /// 1.5 * 2^52.
    const MIDDLE: f64 = 1.5 * TWO_52;

    #[derive(Clone, Copy, Debug)]
    pub struct Products {
        high: Doubles,
        low: Doubles,
    }

    impl Arithmetic for Fused {
        const LIMB_BITS: u32 = 50;
        const LOW_BIAS: u64 = MIDDLE.to_bits();
        const HIGH_BIAS: u64 = TWO_102.to_bits();
        type Products = Products;

        #[inline]
        fn product(a: Doubles, b: Doubles) -> Products {
            let high = a.multiply_add(b, Doubles::splat(TWO_102));
            // A multiple of 2^50 as well: 3 * 2^51 is six of them.
            let low = a.multiply_add(b, Doubles::splat(TWO_102 + MIDDLE) - high);
            Products { high, low }
        }

        #[inline]
        fn add_product(sum: Products, a: Doubles, b: Doubles) -> Products {
            let high = a.multiply_add(b, sum.high);
            let rounded_away = a.multiply_add(b, sum.high - high);
            Products { high, low: sum.low + rounded_away }
        }

        #[inline]
        fn sum(Products { high, low }: Products) -> Sum {
            Sum { low: low.bits(), high: high.bits() }
        }
    }
}

/// Limbs of 25 bits, with multiplication and addition.
///
/// Why it is exact. A product is below 2^50, and the sum begins at 2^52: four products leave it below
/// 2^53, so that each rounding, of a product or of a sum, finds a whole number below 2^53 and leaves it.
/// There is no high half.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl Arithmetic for Plain {
    const LIMB_BITS: u32 = 25;
    const LOW_BIAS: u64 = TWO_52.to_bits();
    const HIGH_BIAS: u64 = 0;
    type Products = Doubles;

    #[inline]
    fn product(a: Doubles, b: Doubles) -> Doubles {
        Doubles::splat(TWO_52) + a * b
    }

    #[inline]
    fn add_product(sum: Doubles, a: Doubles, b: Doubles) -> Doubles {
        sum + a * b
    }

    #[inline]
    fn sum(products: Doubles) -> Sum {
        Sum { low: products.bits(), high: Words::splat(0) }
    }
}

/// Words below 2^52 as doubles.
#[inline]
pub fn to_doubles(words: Words) -> Doubles {
    (words | Words::splat(TWO_52.to_bits())).as_doubles() - Doubles::splat(TWO_52)
}

/// Doubles that are whole numbers below 2^52 as words.
#[inline]
pub fn to_words(doubles: Doubles) -> Words {
    (doubles + Doubles::splat(TWO_52)).bits() & Words::splat((1 << 52) - 1)
}

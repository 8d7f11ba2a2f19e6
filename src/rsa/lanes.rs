//! Two numbers side by side: what one SIMD instruction of 128 bits works on.
//!
//! In WebAssembly these are its vector instructions. Natively they are pairs, for tests: the arithmetic
//! above is then the same, bit for bit, for each operation rounds as IEEE 754 says.

use std::fmt;
use std::ops::{Add, BitAnd, BitOr, Mul, Sub};

use zeroize::DefaultIsZeroes;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use pairs as vector;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use wasm as vector;

/// Two IEEE 754 doubles.
#[derive(Clone, Copy)]
pub struct Doubles(vector::Doubles);

/// Two unsigned words of 64 bits, which wrap around.
#[derive(Clone, Copy)]
pub struct Words(vector::Words);

impl Doubles {
    /// The same number in both lanes.
    #[inline]
    pub fn splat(number: f64) -> Self {
        Self::new([number; 2])
    }

    #[inline]
    pub fn new(lanes: [f64; 2]) -> Self {
        Self(vector::doubles(lanes))
    }

    #[inline]
    pub fn lanes(self) -> [f64; 2] {
        vector::double_lanes(self.0)
    }

    /// The IEEE 754 encodings.
    #[inline]
    pub fn bits(self) -> Words {
        Words(vector::bits(self.0))
    }

    /// `self * factor + addend`, rounded once. In WebAssembly that depends on the processor: whether it
    /// does is found out with [`fuses`].
    #[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
    #[inline]
    pub fn multiply_add(self, factor: Self, addend: Self) -> Self {
        Self(vector::multiply_add(self.0, factor.0, addend.0))
    }
}

impl Words {
    /// The same word in both lanes.
    #[inline]
    pub fn splat(word: u64) -> Self {
        Self::new([word; 2])
    }

    #[inline]
    pub fn new(lanes: [u64; 2]) -> Self {
        Self(vector::words(lanes))
    }

    #[cfg(test)]
    pub fn lanes(self) -> [u64; 2] {
        self.as_doubles().lanes().map(f64::to_bits)
    }

    /// The doubles with these encodings.
    #[inline]
    pub fn as_doubles(self) -> Doubles {
        Doubles(vector::from_bits(self.0))
    }

    /// Shifted to the right, zeros coming in.
    #[inline]
    pub fn shifted_right(self, bits: u32) -> Self {
        Self(vector::shifted_right(self.0, bits))
    }

    /// All ones in the lanes that are equal, all zeros in the others.
    #[inline]
    pub fn equals(self, other: Self) -> Self {
        Self(vector::equals(self.0, other.0))
    }
}

// Nothing of what they hold is shown: it may be secret.
impl fmt::Debug for Doubles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Doubles(…)")
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words(…)")
    }
}

macro_rules! operators {
    ($($trait:ident::$method:ident for $type:ident = $function:ident;)*) => {
        $(impl $trait for $type {
            type Output = Self;

            #[inline]
            fn $method(self, other: Self) -> Self {
                Self(vector::$function(self.0, other.0))
            }
        })*
    };
}

operators! {
    Add::add for Doubles = add_doubles;
    Sub::sub for Doubles = subtract_doubles;
    Mul::mul for Doubles = multiply_doubles;
    Add::add for Words = add_words;
    BitAnd::bitand for Words = and;
    BitOr::bitor for Words = or;
}

impl Default for Doubles {
    fn default() -> Self {
        Self::splat(0.0)
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::splat(0)
    }
}

// Both are wiped by writing zeros over them.
impl DefaultIsZeroes for Doubles {}
impl DefaultIsZeroes for Words {}

/// Whether `Doubles::multiply_add` rounds once, as the kernel needs it. An old processor multiplies,
/// rounds, adds and rounds again.
#[cfg(any(not(target_arch = "wasm32"), target_feature = "relaxed-simd"))]
#[must_use]
pub fn fuses() -> bool {
    use std::hint::black_box;
    // (1 + 2^-30)^2 - (1 + 2^-29) is 2^-60, which a product rounded to 53 bits has lost.
    let factor = black_box(Doubles::splat(1.0 + 2f64.powi(-30)));
    let addend = black_box(Doubles::splat(-(1.0 + 2f64.powi(-29))));
    factor.multiply_add(factor, addend).lanes().map(f64::to_bits) == [2f64.powi(-60).to_bits(); 2]
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm {
    #[cfg(target_feature = "relaxed-simd")]
    pub use std::arch::wasm32::f64x2_relaxed_madd as multiply_add;
    use std::arch::wasm32::{f64x2, f64x2_extract_lane, u64x2, v128};
    pub use std::arch::wasm32::{
        f64x2_add as add_doubles, f64x2_mul as multiply_doubles, f64x2_sub as subtract_doubles, i64x2_add as add_words,
        i64x2_eq as equals, u64x2_shr as shifted_right, v128 as Doubles, v128 as Words, v128_and as and, v128_or as or,
    };

    #[inline]
    pub fn doubles([a, b]: [f64; 2]) -> v128 {
        f64x2(a, b)
    }

    #[inline]
    pub fn words([a, b]: [u64; 2]) -> v128 {
        u64x2(a, b)
    }

    #[inline]
    pub fn double_lanes(doubles: v128) -> [f64; 2] {
        [f64x2_extract_lane::<0>(doubles), f64x2_extract_lane::<1>(doubles)]
    }

    #[inline]
    pub fn bits(doubles: v128) -> v128 {
        doubles
    }

    #[inline]
    pub fn from_bits(words: v128) -> v128 {
        words
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod pairs {
    pub type Doubles = [f64; 2];
    pub type Words = [u64; 2];

    #[inline]
    pub fn doubles(lanes: [f64; 2]) -> Doubles {
        lanes
    }

    #[inline]
    pub fn words(lanes: [u64; 2]) -> Words {
        lanes
    }

    #[inline]
    pub fn double_lanes(doubles: Doubles) -> [f64; 2] {
        doubles
    }

    #[inline]
    pub fn bits([a, b]: Doubles) -> Words {
        [a.to_bits(), b.to_bits()]
    }

    #[inline]
    pub fn from_bits([a, b]: Words) -> Doubles {
        [f64::from_bits(a), f64::from_bits(b)]
    }

    #[inline]
    pub fn multiply_add(a: Doubles, b: Doubles, c: Doubles) -> Doubles {
        [a[0].mul_add(b[0], c[0]), a[1].mul_add(b[1], c[1])]
    }

    #[inline]
    pub fn shifted_right([a, b]: Words, bits: u32) -> Words {
        [a >> bits, b >> bits]
    }

    #[inline]
    pub fn equals(a: Words, b: Words) -> Words {
        let mask = |equal: bool| 0u64.wrapping_sub(u64::from(equal));
        [mask(a[0] == b[0]), mask(a[1] == b[1])]
    }

    macro_rules! lanewise {
        ($($name:ident: $type:ty = |$a:ident: $lane:ty, $b:ident: $other:ty| $body:expr;)*) => {
            $(#[inline]
            pub fn $name(a: $type, b: $type) -> $type {
                let lane = |$a: $lane, $b: $other| $body;
                [lane(a[0], b[0]), lane(a[1], b[1])]
            })*
        };
    }

    lanewise! {
        add_doubles: Doubles = |a: f64, b: f64| a + b;
        subtract_doubles: Doubles = |a: f64, b: f64| a - b;
        multiply_doubles: Doubles = |a: f64, b: f64| a * b;
        add_words: Words = |a: u64, b: u64| a.wrapping_add(b);
        and: Words = |a: u64, b: u64| a & b;
        or: Words = |a: u64, b: u64| a | b;
    }
}

//! Montgomery multiplication for two moduli at once, one a lane.
//!
//! A number is held as [`Element`]: `count` limbs of `LIMB_BITS` = w bits, in two lanes. With R =
//! 2^(w * count), [`Moduli::multiply`] gives a * b / R modulo the modulus (Montgomery, 'Modular
//! Multiplication Without Trial Division', 1985), by adding a multiple q * M of the modulus that clears
//! the lower half of a * b.
//!
//! Two choices make it fast.
//!
//! - The modulus is scaled: instead of m itself M = k * m is used, with the k below 2^w for which M is -1
//!   modulo 2^w. A limb of q is then the lowest limb of what is left, without a multiplication, and
//!   adding q * M becomes adding q * (M + 1) / 2^w one limb higher (and -q where the limb is, which
//!   clears it). Residues are modulo M for as long as they are in this form; [`Moduli::canonical`] takes
//!   k out again.
//! - Residues are not brought below M. For M < R / 4 (see [`Moduli::new`]) and a, b < 2M the result is
//!   below (4M^2 + RM) / R < 2M again ('almost' Montgomery), so nothing is ever compared.
//!
//! The loops are in [`super::columns`].

use std::fmt;
use std::marker::PhantomData;

use zeroize::{Zeroize, Zeroizing};

use super::arithmetic::{Arithmetic, to_doubles, to_words};
use super::columns::{add_product, add_square, reduce};
use super::lanes::{Doubles, Words};
use super::limbs::{self, Limbs};
use super::starts::{multiply_start, square_start};

/// Does something with a count; twice in the code, for the primes of RSA-4096 with the count as a
/// constant: loops whose lengths are known are about 3 % faster.
macro_rules! with_count {
    ($arithmetic:ty, $number:expr, |$count:ident| $body:block) => {
        if $number == const { limb_count::<$arithmetic>(2048) } {
            let $count = const { limb_count::<$arithmetic>(2048) };
            $body
        } else {
            let $count = $number;
            $body
        }
    };
}

/// A residue for each of two moduli, in limbs; wiped when dropped.
#[derive(Clone)]
pub struct Element(Vec<Doubles>);

impl Element {
    /// Of these limbs, which must be as many for each lane.
    #[must_use]
    pub fn new(lanes: [&[u64]; 2]) -> Self {
        Self(lanes[0].iter().zip(lanes[1]).map(|(&a, &b)| to_doubles(Words::new([a, b]))).collect())
    }

    /// The same number in both lanes.
    #[must_use]
    pub fn both(limbs: &[u64]) -> Self {
        Self::new([limbs; 2])
    }

    /// Limbs of value zero, to be written over.
    #[must_use]
    pub fn zero(count: usize) -> Self {
        Self(vec![Doubles::default(); count])
    }

    /// The limbs of each lane.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "limbs are small whole numbers")]
    #[must_use]
    pub fn limbs(&self) -> [Limbs; 2] {
        [0, 1].map(|lane| Zeroizing::new(self.0.iter().map(|limb| limb.lanes()[lane] as u64).collect()))
    }
}

impl Drop for Element {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Elements of which one is chosen by a secret; wiped when dropped.
pub struct Table(Vec<Doubles>);

impl Table {
    /// Of these elements, of whose number four is a factor.
    pub fn new(elements: &[Element]) -> Self {
        // In one piece from the beginning: growing would leave copies behind.
        let mut limbs = Vec::with_capacity(elements.iter().map(|element| element.0.len()).sum());
        for element in elements {
            limbs.extend_from_slice(&element.0);
        }
        Self(limbs)
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Columns to multiply in; wiped when dropped.
pub struct Scratch(Vec<Words>);

impl Drop for Scratch {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

// Nothing of what they hold is shown: it may be secret.
macro_rules! debug_without_contents {
    ($($name:ident)*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}

debug_without_contents! { Element Table Scratch }

/// Two odd moduli.
pub struct Moduli<A> {
    /// k, for each lane.
    scale: Zeroizing<[u64; 2]>,
    /// M = k * m, for each lane.
    scaled: [Limbs; 2],
    /// (M + 1) / 2^w, which has a limb less than an element.
    raised: Element,
    /// R^2 modulo M.
    r_squared: Element,
    /// k * R modulo M.
    scale_form: Element,
    /// What columns start at when two elements are multiplied.
    multiply_start: Vec<Words>,
    /// The same when one is squared.
    square_start: Vec<Words>,
    arithmetic: PhantomData<A>,
}

impl<A> fmt::Debug for Moduli<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Moduli").field("count", &self.scaled[0].len()).finish_non_exhaustive()
    }
}

impl<A: Arithmetic> Moduli<A> {
    /// Moduli given as big-endian bytes, odd and at most `bits` long, which must be 512 or more.
    #[must_use]
    pub fn new(moduli: [&[u8]; 2], bits: usize) -> Self {
        let w = A::LIMB_BITS;
        let count = limb_count::<A>(bits);
        let plain = moduli.map(|modulus| limbs::from_be_bytes(modulus, w, count));
        let scale = Zeroizing::new([0, 1].map(|lane| limbs::negative_inverse(plain[lane][0], w)));
        let scaled = [0, 1].map(|lane| limbs::multiply(&plain[lane], scale[lane], 0, w));
        let raised = [0, 1].map(|lane| {
            let next = limbs::multiply(&scaled[lane], 1, 1, w);
            Zeroizing::new(next[1..].to_vec())
        });
        let mut moduli = Self {
            scale,
            scaled,
            raised: Element::new([&raised[0], &raised[1]]),
            r_squared: Element::zero(count),
            scale_form: Element::zero(count),
            multiply_start: multiply_start::<A>(count),
            square_start: square_start::<A>(count),
            arithmetic: PhantomData,
        };
        let shift = w as usize * count;
        let one = small(1, count);
        moduli.r_squared = moduli.shifted([&one, &one], 2 * shift);
        moduli.scale_form = moduli
            .shifted([0, 1].map(|lane| small(moduli.scale[lane], count)).each_ref().map(|limbs| &limbs[..]), shift);
        moduli
    }

    /// How many limbs an element has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.scaled[0].len()
    }

    /// Bits of R.
    #[must_use]
    pub fn radix_bits(&self) -> usize {
        A::LIMB_BITS as usize * self.count()
    }

    /// Columns to multiply in.
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch(vec![Words::default(); 2 * self.count() + 1])
    }

    /// Limbs of this number as big-endian bytes; what does not fit is left out.
    #[must_use]
    pub fn limbs(&self, bytes: &[u8]) -> Limbs {
        limbs::from_be_bytes(bytes, A::LIMB_BITS, self.count())
    }

    /// R^2 modulo M: multiplying by it brings a number into Montgomery form.
    #[must_use]
    pub fn r_squared(&self) -> &Element {
        &self.r_squared
    }

    /// `values * 2^shift` modulo M, for values below M.
    #[must_use]
    pub fn shifted(&self, values: [&[u64]; 2], shift: usize) -> Element {
        let [a, b] = [0, 1].map(|lane| limbs::shift_modulo(values[lane], shift, &self.scaled[lane], A::LIMB_BITS));
        Element::new([&a, &b])
    }

    /// In the first lane `a - b + 2M`, which is not negative.
    #[must_use]
    pub fn difference(&self, a: &[u64], b: &[u64]) -> Limbs {
        let twice = limbs::multiply(&self.scaled[0], 2, 0, A::LIMB_BITS);
        limbs::add_subtract(a, &twice, b, A::LIMB_BITS)
    }

    /// `a + b`, which must be below R.
    #[must_use]
    pub fn add(a: &Element, b: &Element) -> Element {
        let w = A::LIMB_BITS;
        let mut carry = Words::default();
        let limbs = a.0.iter().zip(&b.0).map(|(&a, &b)| {
            let sum = to_words(a) + to_words(b) + carry;
            carry = sum.shifted_right(w);
            to_doubles(sum & Words::splat(limbs::mask(w)))
        });
        Element(limbs.collect())
    }

    /// The residues modulo m itself, below m, of an element that may be anything below R.
    ///
    /// Times k they are modulo M what they were modulo m, times k: k * (u * m + r) = u * M + k * r. So
    /// they are brought below M once, and divided by k.
    pub fn canonical(&self, residues: &Element, scratch: &mut Scratch) -> [Limbs; 2] {
        let mut times_scale = Element::zero(self.count());
        self.multiply(&mut times_scale, residues, &self.scale_form, scratch);
        let times_scale = times_scale.limbs();
        [0, 1].map(|lane| {
            let reduced = limbs::subtract_once(&times_scale[lane], &self.scaled[lane], A::LIMB_BITS);
            limbs::divide_exactly(&reduced, self.scale[lane], A::LIMB_BITS)
        })
    }

    /// `out = a * b / R` modulo M, below 2M if a * b is at most 4M^2 or RM.
    pub fn multiply(&self, out: &mut Element, a: &Element, b: &Element, scratch: &mut Scratch) {
        let columns = &mut scratch.0;
        with_count!(A, self.count(), |count| {
            let columns = &mut columns[..=2 * count];
            columns.copy_from_slice(&self.multiply_start[..=2 * count]);
            add_product::<A>(columns, &a.0[..count], &b.0[..count]);
            reduce::<A>(&mut out.0[..count], columns, &self.raised.0[..count - 1]);
        });
    }

    /// `out = a * a / R` modulo M, below 2M if a < 2M.
    pub fn square(&self, out: &mut Element, a: &Element, scratch: &mut Scratch) {
        let columns = &mut scratch.0;
        with_count!(A, self.count(), |count| {
            let columns = &mut columns[..=2 * count];
            columns.fill(Words::default());
            add_square::<A>(columns, &a.0[..count], &self.square_start[..=2 * count]);
            reduce::<A>(&mut out.0[..count], columns, &self.raised.0[..count - 1]);
        });
    }

    /// Makes `out` the element of the table that `index` names, for each lane its own. Reads all of them
    /// whatever the index is.
    pub fn select(&self, out: &mut Element, table: &Table, index: [usize; 2]) {
        let index = Words::new(index.map(|index| index as u64));
        with_count!(A, self.count(), |count| {
            let out = &mut out.0[..count];
            out.fill(Doubles::default());
            for (elements, first) in table.0.chunks_exact(4 * count).zip((0u64..).step_by(4)) {
                let masks = [0, 1, 2, 3].map(|at| index.equals(Words::splat(first + at)));
                let [a, b, c, d] = [0, 1, 2, 3].map(|at| &elements[at * count..][..count]);
                for ((((limb, a), b), c), d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                    let low = (a.bits() & masks[0]) | (b.bits() & masks[1]);
                    let high = (c.bits() & masks[2]) | (d.bits() & masks[3]);
                    *limb = (limb.bits() | low | high).as_doubles();
                }
            }
        });
    }
}

/// A number of one limb.
fn small(limb: u64, count: usize) -> Limbs {
    let mut limbs = Zeroizing::new(vec![0; count]);
    limbs[0] = limb;
    limbs
}

/// How many limbs it takes for R to be above 4M, where M = k * m is up to w longer than a modulus of so
/// many bits.
const fn limb_count<A: Arithmetic>(bits: usize) -> usize {
    (bits + 2).div_ceil(A::LIMB_BITS as usize) + 1
}

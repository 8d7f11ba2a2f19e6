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
//! Columns. The products of limbs i and j belong to column i + j. They are added up in columns of 64
//! bits, which take everything before a carry has to move: with limbs of at most 2^50, `count` of at
//! most 165 and two sums (product and reduction) of `count` products of at most 2^50 in low and high
//! halves each, a column stays below 4 * 165 * 2^50 < 2^60 either way. Squaring doubles products that are
//! counted once, so the same bound holds. Columns start at a value that takes off the biases of
//! [`super::arithmetic`], and puts on 2^62, so that a column is positive when its carry is shifted out;
//! the next column starts with that much less.

#![allow(clippy::inline_always, reason = "the loops are fast only where their lengths are known")]
#![allow(clippy::needless_range_loop, reason = "rows, limbs and columns are numbered as in the text")]

use std::fmt;
use std::marker::PhantomData;

use zeroize::{Zeroize, Zeroizing};

use super::arithmetic::{Arithmetic, SUMMED, Sum, to_doubles, to_words};
use super::lanes::{Doubles, Words};
use super::limbs::{self, Limbs};

/// Added to each column so that its carry is never negative.
const POSITIVE: u64 = 1 << 62;

/// Does something with a count; twice in the code, for the primes of RSA-4096 with the count as a
/// constant: loops whose lengths are known are some 3 % faster.
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
    pub fn new(lanes: [&[u64]; 2]) -> Self {
        Self(lanes[0].iter().zip(lanes[1]).map(|(&a, &b)| to_doubles(Words::new([a, b]))).collect())
    }

    /// The same number in both lanes.
    pub fn both(limbs: &[u64]) -> Self {
        Self::new([limbs; 2])
    }

    /// Limbs of value zero, to be written over.
    pub fn zero(count: usize) -> Self {
        Self(vec![Doubles::default(); count])
    }

    /// The limbs of each lane.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "limbs are small whole numbers")]
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
    /// Moduli given as big-endian bytes, odd and at most `bits` long.
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
            multiply_start: start::<A>(count, multiply_blocks(count), []),
            square_start: start::<A>(count, square_diagonal(count), square_blocks(count)),
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
    pub fn count(&self) -> usize {
        self.scaled[0].len()
    }

    /// Bits of R.
    pub fn radix_bits(&self) -> usize {
        A::LIMB_BITS as usize * self.count()
    }

    /// Columns to multiply in.
    pub fn scratch(&self) -> Scratch {
        Scratch(vec![Words::default(); 2 * self.count() + 1])
    }

    /// Limbs of this number as big-endian bytes; what does not fit is left out.
    pub fn limbs(&self, bytes: &[u8]) -> Limbs {
        limbs::from_be_bytes(bytes, A::LIMB_BITS, self.count())
    }

    /// R^2 modulo M: multiplying by it brings a number into Montgomery form.
    pub fn r_squared(&self) -> &Element {
        &self.r_squared
    }

    /// `values * 2^shift` modulo M, for values below M.
    pub fn shifted(&self, values: [&[u64]; 2], shift: usize) -> Element {
        let [a, b] = [0, 1].map(|lane| limbs::shift_modulo(values[lane], shift, &self.scaled[lane], A::LIMB_BITS));
        Element::new([&a, &b])
    }

    /// In the first lane `a - b + 2M`, which is not negative.
    pub fn difference(&self, a: &[u64], b: &[u64]) -> Limbs {
        let twice = limbs::multiply(&self.scaled[0], 2, 0, A::LIMB_BITS);
        limbs::add_subtract(a, &twice, b, A::LIMB_BITS)
    }

    /// `a + b`, which must be below R.
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

// The loops ------------------------------------------------------------------------------------

/// How many limbs it takes for R to be above 4M, where M = k * m is up to w longer than a modulus of so
/// many bits.
const fn limb_count<A: Arithmetic>(bits: usize) -> usize {
    (bits + 2).div_ceil(A::LIMB_BITS as usize) + 1
}

/// Adds `a * b` to the columns.
#[inline(always)]
fn add_product<A: Arithmetic>(columns: &mut [Words], a: &[Doubles], b: &[Doubles]) {
    for (block, at) in b.chunks(SUMMED).zip((0..).step_by(SUMMED)) {
        add_rows::<A>(&mut columns[at..], a, block);
    }
}

/// Makes the columns `start + a * a`. The products of different limbs are added up once and doubled, the
/// squares put on top.
#[inline(always)]
fn add_square<A: Arithmetic>(columns: &mut [Words], a: &[Doubles], start: &[Words]) {
    for (at, rows) in square_rows(a.len()) {
        if let [y0, y1, y2, y3] = a[at..at + rows] {
            add_triangle::<A>(&mut columns[2 * at + 1..], [y0, y1, y2, y3]);
        }
        add_rows::<A>(&mut columns[2 * at + rows..], &a[at + rows..], &a[at..at + rows]);
    }
    let pairs = columns.chunks_exact_mut(2).zip(start.chunks_exact(2));
    for ((columns, start), &limb) in pairs.zip(a) {
        let sum = A::sum(A::product(limb, limb));
        columns[0] = columns[0] + columns[0] + start[0] + sum.low;
        columns[1] = columns[1] + columns[1] + start[1] + sum.high;
    }
}

/// Clears the lower half of the columns by adding multiples of M, and takes `out` from the upper.
#[inline(always)]
fn reduce<A: Arithmetic>(out: &mut [Doubles], columns: &mut [Words], raised: &[Doubles]) {
    let count = out.len();
    let mut next = Quotient::<SUMMED>::new();
    for row in 0..SUMMED {
        next.find::<A>(row, columns, raised);
    }
    let mut at = 0;
    while at + SUMMED <= count {
        let Quotient { limbs, carry: mut high } = next;
        let mut window = window(raised);
        let (first, rest) = columns[at + SUMMED..].split_at_mut(SUMMED);
        let (met, rest) = rest.split_at_mut(raised.len() + 1 - 2 * SUMMED);
        let (x, others) = raised[SUMMED - 1..].split_at(SUMMED);
        sweep::<A, SUMMED>(first, x, limbs, &mut window, &mut high);
        // These columns tell the next limbs of q. To find each takes long steps, one after the other; so
        // the sweep goes on in between, which the processor can do beside them.
        next = Quotient::new();
        let more = at + 2 * SUMMED <= count;
        let section = SUMMED.min(met.len() / SUMMED);
        for row in 0..SUMMED - 1 {
            if more {
                next.find::<A>(row, first, raised);
            }
            let part = section * row..section * (row + 1);
            sweep::<A, SUMMED>(&mut met[part.clone()], &others[part], limbs, &mut window, &mut high);
        }
        if more {
            next.find::<A>(SUMMED - 1, first, raised);
        }
        let part = section * (SUMMED - 1)..;
        sweep::<A, SUMMED>(&mut met[part.clone()], &others[part], limbs, &mut window, &mut high);
        finish::<A, SUMMED>(rest, limbs, &mut window, high);
        at += SUMMED;
    }
    match count - at {
        3 => clear::<A, 3>(&mut columns[at..], raised),
        2 => clear::<A, 2>(&mut columns[at..], raised),
        1 => clear::<A, 1>(&mut columns[at..], raised),
        _ => {}
    }
    let mut carry = Words::default();
    for (limb, &column) in out.iter_mut().zip(&columns[count..]) {
        let total = column + carry;
        *limb = to_doubles(total & Words::splat(limbs::mask(A::LIMB_BITS)));
        carry = total.shifted_right(A::LIMB_BITS);
    }
}

/// Adds `x * rows` to the columns, as many rows as can be summed at most.
#[inline(always)]
fn add_rows<A: Arithmetic>(columns: &mut [Words], x: &[Doubles], rows: &[Doubles]) {
    match *rows {
        [y0, y1, y2, y3] => add_block::<A, 4>(columns, x, [y0, y1, y2, y3]),
        [y0, y1, y2] => add_block::<A, 3>(columns, x, [y0, y1, y2]),
        [y0, y1] => add_block::<A, 2>(columns, x, [y0, y1]),
        [y0] => add_block::<A, 1>(columns, x, [y0]),
        _ => {}
    }
}

/// Adds `x * y` to the columns, where x has at least as many limbs as y.
#[inline(always)]
fn add_block<A: Arithmetic, const ROWS: usize>(columns: &mut [Words], x: &[Doubles], y: [Doubles; ROWS]) {
    let mut high = Words::default();
    for column in 0..ROWS - 1 {
        let sum = first_products::<A, ROWS>(x, y, column);
        columns[column] = columns[column] + high + sum.low;
        high = sum.high;
    }
    let (met, rest) = columns[ROWS - 1..].split_at_mut(x.len() + 1 - ROWS);
    let mut window = window(x);
    sweep::<A, ROWS>(met, &x[ROWS - 1..], y, &mut window, &mut high);
    finish::<A, ROWS>(rest, y, &mut window, high);
}

/// The products that belong to a column near the beginning: `x[column] * y[0] + … + x[0] * y[column]`.
#[inline(always)]
fn first_products<A: Arithmetic, const ROWS: usize>(x: &[Doubles], y: [Doubles; ROWS], column: usize) -> Sum {
    let mut products = A::product(x[column], y[0]);
    for row in 1..=column {
        products = A::add_product(products, x[column - row], y[row]);
    }
    A::sum(products)
}

/// The limbs of x that meet the rows first, with room for the one that follows; see [`sweep`].
#[inline(always)]
fn window<const ROWS: usize>(x: &[Doubles]) -> [Doubles; ROWS] {
    let mut window = [x[0]; ROWS];
    for row in 1..ROWS {
        window[row] = x[ROWS - 1 - row];
    }
    window
}

/// Goes with the rows of y over limbs of x, and adds the products that belong to each column: it is read
/// and written once for all rows, and each limb of x read once. That wanders through the window, where
/// window[row] is the limb that meets y[row]. `high` is what the column before leaves to the next.
#[inline(always)]
fn sweep<A: Arithmetic, const ROWS: usize>(
    columns: &mut [Words],
    x: &[Doubles],
    y: [Doubles; ROWS],
    window: &mut [Doubles; ROWS],
    high: &mut Words,
) {
    for (column, &limb) in columns.iter_mut().zip(x) {
        window[0] = limb;
        let mut products = A::product(window[0], y[0]);
        for row in 1..ROWS {
            products = A::add_product(products, window[row], y[row]);
        }
        let sum = A::sum(products);
        *column = *column + *high + sum.low;
        *high = sum.high;
        // In a loop, for `copy_within` would keep the window in memory.
        for row in (1..ROWS).rev() {
            window[row] = window[row - 1];
        }
    }
}

/// The end of a sweep, where x is over: the lower rows have come to their end, one more in each column.
#[inline(always)]
fn finish<A: Arithmetic, const ROWS: usize>(
    columns: &mut [Words],
    y: [Doubles; ROWS],
    window: &mut [Doubles; ROWS],
    mut high: Words,
) {
    for ended in 1..ROWS {
        let mut products = A::product(window[ended], y[ended]);
        for row in ended + 1..ROWS {
            products = A::add_product(products, window[row], y[row]);
        }
        let sum = A::sum(products);
        columns[ended - 1] = columns[ended - 1] + high + sum.low;
        high = sum.high;
        for row in (ended + 1..ROWS).rev() {
            window[row] = window[row - 1];
        }
    }
    columns[ROWS - 1] = columns[ROWS - 1] + high;
}

/// Adds the products of four limbs with each other, each pair once, to the columns from the lowest on
/// that has one.
#[inline(always)]
fn add_triangle<A: Arithmetic>(columns: &mut [Words], [a, b, c, d]: [Doubles; 4]) {
    let sums = [
        A::product(a, b),
        A::product(a, c),
        A::add_product(A::product(a, d), b, c),
        A::product(b, d),
        A::product(c, d),
    ];
    for (column, products) in sums.into_iter().enumerate() {
        let sum = A::sum(products);
        columns[column] = columns[column] + sum.low;
        columns[column + 1] = columns[column + 1] + sum.high;
    }
}

/// The limbs of q that clear the lowest columns, one a row, and what these columns carry.
struct Quotient<const ROWS: usize> {
    limbs: [Doubles; ROWS],
    carry: Words,
}

impl<const ROWS: usize> Quotient<ROWS> {
    #[inline(always)]
    fn new() -> Self {
        Self { limbs: [Doubles::default(); ROWS], carry: Words::default() }
    }

    /// Finds the limb of this row, after those of the rows before.
    #[inline(always)]
    fn find<A: Arithmetic>(&mut self, row: usize, columns: &[Words], raised: &[Doubles]) {
        let mut column = columns[row] + self.carry;
        self.carry = Words::default();
        if row > 0 {
            // What the limbs so far add here: the modulus is raised by one limb.
            let sum = first_products::<A, ROWS>(raised, self.limbs, row - 1);
            column = column + sum.low;
            self.carry = sum.high;
        }
        self.limbs[row] = to_doubles(column & Words::splat(limbs::mask(A::LIMB_BITS)));
        self.carry = self.carry + column.shifted_right(A::LIMB_BITS);
    }
}

/// Clears the lowest columns, as many as there are rows.
#[inline(always)]
fn clear<A: Arithmetic, const ROWS: usize>(columns: &mut [Words], raised: &[Doubles]) {
    let mut quotient = Quotient::<ROWS>::new();
    for row in 0..ROWS {
        quotient.find::<A>(row, columns, raised);
    }
    let Quotient { limbs, carry: mut high } = quotient;
    let (met, rest) = columns[ROWS..].split_at_mut(raised.len() + 1 - ROWS);
    let mut window = window(raised);
    sweep::<A, ROWS>(met, &raised[ROWS - 1..], limbs, &mut window, &mut high);
    finish::<A, ROWS>(rest, limbs, &mut window, high);
}

// What columns start at --------------------------------------------------------------------------

/// A run of columns, each of which gets one sum: the first of them, and how many they are.
type Run = (usize, usize);

/// The runs of multiplying: each block of rows reaches over all columns of its products.
fn multiply_blocks(count: usize) -> Vec<Run> {
    blocks(count).map(|(at, rows)| (at, count + rows - 1)).collect()
}

/// The runs of squaring that are doubled.
fn square_blocks(count: usize) -> Vec<Run> {
    let runs = square_rows(count).flat_map(|(at, rows)| {
        let triangle = if rows == SUMMED { (2 * at + 1, 2 * SUMMED - 3) } else { (0, 0) };
        [triangle, (2 * at + rows, count - at - 1)]
    });
    runs.collect()
}

/// The runs of squaring that are not: one for each limb's square.
fn square_diagonal(count: usize) -> Vec<Run> {
    (0..count).map(|limb| (2 * limb, 1)).collect()
}

/// Where blocks of rows begin, and how many rows they have.
fn blocks(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).step_by(SUMMED).map(move |at| (at, SUMMED.min(count - at)))
}

/// The blocks of squaring: of four rows as long as at least four limbs are left beside them, then of one.
/// The last limb has no other left to meet.
fn square_rows(count: usize) -> impl Iterator<Item = (usize, usize)> {
    let fours = count / SUMMED - 1;
    (0..fours).map(|block| (SUMMED * block, SUMMED)).chain((SUMMED * fours..count - 1).map(|at| (at, 1)))
}

/// What takes off the biases of these sums and of the reduction's, and makes carries positive.
fn start<A: Arithmetic>(
    count: usize,
    once: impl IntoIterator<Item = Run>,
    doubled: impl IntoIterator<Item = Run>,
) -> Vec<Words> {
    let mut start = vec![0u64; 2 * count + 1];
    let mut expect = |(first, columns): Run, times: u64| {
        for column in first..first + columns {
            start[column] = start[column].wrapping_sub(A::LOW_BIAS.wrapping_mul(times));
            start[column + 1] = start[column + 1].wrapping_sub(A::HIGH_BIAS.wrapping_mul(times));
        }
    };
    once.into_iter().for_each(|run| expect(run, 1));
    doubled.into_iter().for_each(|run| expect(run, 2));
    // The reduction: one limb higher, and the raised modulus has one limb less.
    blocks(count).for_each(|(at, rows)| expect((at + 1, count + rows - 2), 1));
    for column in 0..2 * count {
        start[column] = start[column].wrapping_add(POSITIVE);
        start[column + 1] = start[column + 1].wrapping_sub(POSITIVE >> A::LIMB_BITS);
    }
    start.into_iter().map(Words::splat).collect()
}

//! The loops of a Montgomery multiplication, over columns of products.
//!
//! The products of limbs i and j belong to column i + j. They are added up in columns of 64
//! bits, which take everything before a carry has to move: with limbs of at most 2^50, `count` of at
//! most 165 and two sums (product and reduction) of `count` products of at most 2^50 in low and high
//! halves each, a column stays below 4 * 165 * 2^50 < 2^60 either way. Squaring doubles products that are
//! counted once, so the same bound holds. Columns start at a value that takes off the biases of
//! [`super::arithmetic`], and puts on 2^62, so that a column is positive when its carry is shifted out;
//! the next column starts with that much less.

#![allow(clippy::inline_always, reason = "the loops are fast only where their lengths are known")]
#![allow(clippy::needless_range_loop, reason = "rows, limbs and columns are numbered as in the text")]

use super::arithmetic::{Arithmetic, SUMMED, Sum, to_doubles};
use super::lanes::{Doubles, Words};
use super::limbs;
use super::starts::square_rows;

/// Adds `a * b` to the columns.
#[inline(always)]
pub(super) fn add_product<A: Arithmetic>(columns: &mut [Words], a: &[Doubles], b: &[Doubles]) {
    for (block, at) in b.chunks(SUMMED).zip((0..).step_by(SUMMED)) {
        add_rows::<A>(&mut columns[at..], a, block);
    }
}

/// Makes the columns `start + a * a`. The products of different limbs are added up once and doubled, the
/// squares put on top.
#[inline(always)]
pub(super) fn add_square<A: Arithmetic>(columns: &mut [Words], a: &[Doubles], start: &[Words]) {
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
pub(super) fn reduce<A: Arithmetic>(out: &mut [Doubles], columns: &mut [Words], raised: &[Doubles]) {
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
        // the sweep continues in between, which the processor can do beside them.
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

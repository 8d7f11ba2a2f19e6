//! What the columns of a multiplication start at, and which rows are added up together.

use super::arithmetic::{Arithmetic, SUMMED};
use super::lanes::Words;

/// Added to each column so that its carry is never negative.
const POSITIVE: u64 = 1 << 62;

/// What columns start at when two elements are multiplied.
pub(super) fn multiply_start<A: Arithmetic>(count: usize) -> Vec<Words> {
    start::<A>(count, multiply_blocks(count), [])
}

/// The same when one is squared.
pub(super) fn square_start<A: Arithmetic>(count: usize) -> Vec<Words> {
    start::<A>(count, square_diagonal(count), square_blocks(count))
}

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
pub(super) fn square_rows(count: usize) -> impl Iterator<Item = (usize, usize)> {
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

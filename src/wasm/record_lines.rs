//! Batches of lines, as they cross from JavaScript.

/// The lines of a batch, each with its number; a line feed at its end is not a part of it.
pub(super) fn lines<'a>(bytes: &'a [u8], ends: &'a [u32], numbers: &'a [f64]) -> impl Iterator<Item = (&'a [u8], u64)> {
    let mut begin = 0;
    ends.iter().enumerate().map(move |(at, &end)| {
        let end = (end as usize).clamp(begin, bytes.len());
        let line = bytes.get(begin..end).unwrap_or_default();
        begin = end;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number, counted from 1")]
        let number = numbers.get(at).copied().unwrap_or_default() as u64;
        (line.strip_suffix(b"\n").unwrap_or(line), number)
    })
}

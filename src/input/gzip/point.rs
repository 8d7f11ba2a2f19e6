//! Places in a gzip file from which reading can resume.

use miniz_oxide::inflate::core::{BlockBoundaryState, DecompressorOxide};
use serde::{Deserialize, Serialize};

use super::kept::Kept;
use super::state::{Member, State};
use super::{Gunzip, REACH, WINDOW};

/// Where reading a gzip file can begin without what lies before: between two members, or between two
/// blocks of deflate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeflatePoint {
    /// Offset in the file of the first byte to be read.
    pub offset: u64,
    /// Within a member: what inflating needs of the bytes before.
    pub block: Option<Block>,
}

/// What inflating needs to begin at a block of deflate (RFC 1951).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// How many bits of the byte before the offset belong to the block, 0 to 7.
    pub bits: u8,
    /// Those bits, in the low end.
    pub bit_buffer: u8,
    /// The text before, as far as matches reach back: at most 32 KiB.
    pub window: Vec<u8>,
    /// CRC-32 of the member's text before.
    pub crc: u32,
    /// Bytes of the member's text before, modulo 2^32.
    pub length: u32,
    /// The member's text begins as text does.
    pub text: bool,
}

impl Gunzip {
    /// A reader at `point` of a file. The checksums of a member that it begins within are not verified:
    /// the walk that found the point has read all of it. [`Gunzip::verify`] has them verified.
    #[must_use]
    pub fn resume(point: &DeflatePoint) -> Self {
        let mut gunzip =
            Self { offset: point.offset, kept: Kept::at(point.offset), at_start: point.offset == 0, ..Self::new() };
        if let Some(Block { bits, bit_buffer, window, crc, length, text }) = &point.block {
            let state = BlockBoundaryState { num_bits: *bits, bit_buf: *bit_buffer, ..BlockBoundaryState::default() };
            let window = &window[window.len().saturating_sub(REACH)..];
            *gunzip.inflater = DecompressorOxide::from_block_boundary_state(&state);
            gunzip.window[..window.len()].copy_from_slice(window);
            gunzip.write_at = window.len();
            gunzip.dirty = window.len();
            gunzip.crc = crc32fast::Hasher::new_with_initial(*crc);
            gunzip.length = *length;
            gunzip.verified = false;
            gunzip.state = State::Body(Member { begin: point.offset, text: *text });
        }
        gunzip
    }

    /// Where reading can begin again after the text of the last step, if it can there.
    #[must_use]
    pub fn deflate_point(&self) -> Option<DeflatePoint> {
        let block = match self.state {
            State::Due { unfit: None, fresh: true } => None,
            State::Body(Member { text, .. }) if self.at_block => {
                let state = self.inflater.block_boundary_state()?;
                let reach = self.dirty.min(REACH);
                let window = if self.write_at >= reach {
                    self.window[self.write_at - reach..self.write_at].to_vec()
                } else {
                    [&self.window[WINDOW - (reach - self.write_at)..], &self.window[..self.write_at]].concat()
                };
                let crc = self.crc.clone().finalize();
                Some(Block { bits: state.num_bits, bit_buffer: state.bit_buf, window, crc, length: self.length, text })
            }
            _ => return None,
        };
        Some(DeflatePoint { offset: self.offset, block })
    }
}

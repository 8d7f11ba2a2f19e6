//! Places from which reading can resume, and their form in a store.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::encoding::Encoding;
use super::framer::Place;
use super::gzip::DeflatePoint;

/// How far back matches of deflate reach (RFC 1951 section 2).
const REACH: usize = 32 * 1024;
/// What the bytes of a checkpoint begin with: a name, and the version of their form.
const MAGIC: &[u8] = b"LPCP\x02";
const CHECKSUM: usize = 4;

/// How the text of a file is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextKind {
    /// Gzip, also with zeros before it or a damaged header.
    Gzip,
    /// The text as it is.
    Plain,
}

/// A place in a file from which reading its records can resume without what lies before.
///
/// ```
/// use logpush_decrypt::{Checkpoint, Input, LineReader, Splitter};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let file = "{\"StatusCode\":200}\n".repeat(1000);
/// let mut splitter = Splitter::new(1 << 20, 4096);
/// splitter.push(file.clone().into_bytes());
/// splitter.finish();
/// // In a message to another machine:
/// let bytes = splitter.take().points[0].to_bytes();
///
/// let checkpoint = Checkpoint::from_bytes(&bytes)?;
/// let mut reader = LineReader::resume(1 << 20, &checkpoint);
/// let offset = usize::try_from(reader.offset())?;
/// reader.push(file.as_bytes()[offset..].to_vec());
/// let Some(Input::Line(line)) = reader.next() else { panic!("a record") };
/// assert_eq!(line.number, checkpoint.first_line());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// How the text is stored.
    pub(crate) kind: TextKind,
    /// Where in the file.
    pub(crate) point: DeflatePoint,
    /// Bytes of text before that point. The text as it is stored, or UTF-16 as UTF-8.
    pub(crate) position: u64,
    /// How characters are stored, and what of one was begun at the point.
    pub(crate) encoding: Encoding,
    /// The first record or reject that begins at the point or after it. What lies between is skipped.
    pub(crate) place: Place,
    /// The first line of the gzip member that the point is in, counted from 1.
    pub(crate) member_line: u64,
}

/// What was given is not a checkpoint of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckpointError;

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("These bytes are not a checkpoint of this version: split the file again.")
    }
}

impl std::error::Error for CheckpointError {}

impl Checkpoint {
    /// Where in the file, in bytes as stored: push the bytes from here.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.point.offset
    }

    /// Bytes of text before the first record or reject that a reader emits that begins here.
    #[must_use]
    pub fn begin(&self) -> u64 {
        self.place.begin
    }

    /// The number of its line, counted from 1.
    #[must_use]
    pub fn first_line(&self) -> u64 {
        self.place.number
    }

    /// As bytes, about 32 KB of them, for this version of the crate: a name and a version, the fields, and CRC-32 of
    /// both. They hold text of the file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Writing to a vector cannot fail, and every type here has a form.
        let mut bytes = [MAGIC, &postcard::to_allocvec(self).unwrap_or_default()].concat();
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// The checkpoint that was made into these bytes.
    ///
    /// # Errors
    /// [`CheckpointError`] if they are damaged, of another version, or say what no checkpoint can.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let whole = bytes.len().checked_sub(CHECKSUM).ok_or(CheckpointError)?;
        let (stored, checksum) = bytes.split_at(whole);
        let fields = stored.strip_prefix(MAGIC).ok_or(CheckpointError)?;
        if checksum != crc32fast::hash(stored).to_le_bytes() {
            return Err(CheckpointError);
        }
        match postcard::take_from_bytes::<Self>(fields) {
            Ok((checkpoint, [])) if checkpoint.is_valid() => Ok(checkpoint),
            _ => Err(CheckpointError),
        }
    }

    fn is_valid(&self) -> bool {
        let block =
            self.point.block.as_ref().is_none_or(|block| {
                block.bits <= 7 && block.bit_buffer >> block.bits == 0 && block.window.len() <= REACH
            });
        block
            && (self.kind == TextKind::Gzip || self.point.block.is_none())
            && self.place.begin >= self.position
            && self.place.number >= 1
            && (1..=self.place.number).contains(&self.member_line)
            && self.encoding.is_valid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::framer::Context;
    use crate::input::gzip::Block;

    fn checkpoint() -> Checkpoint {
        let block = Block { bits: 3, bit_buffer: 0b101, window: vec![b'x'; 300], crc: 1, length: 2, text: true };
        Checkpoint {
            kind: TextKind::Gzip,
            point: DeflatePoint { offset: 77, block: Some(block) },
            position: 1000,
            encoding: Encoding::Utf16 { big_endian: false, byte: Some(1), high: Some(0xd800) },
            place: Place { begin: 1010, number: 5, at_line_start: true, context: Context::Wrapper, separated: true },
            member_line: 2,
        }
    }

    /// With a checksum that fits.
    fn stored(checkpoint: &Checkpoint) -> Vec<u8> {
        checkpoint.to_bytes()
    }

    #[test]
    fn what_is_stored_comes_back() {
        assert_eq!(Checkpoint::from_bytes(&stored(&checkpoint())), Ok(checkpoint()));
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let bytes = stored(&checkpoint());
        for end in 0..bytes.len() {
            assert_eq!(Checkpoint::from_bytes(&bytes[..end]), Err(CheckpointError), "cut at {end}");
        }
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1 << bit;
                assert_eq!(Checkpoint::from_bytes(&damaged), Err(CheckpointError), "bit {bit} of byte {at}");
            }
        }
        let mut longer = bytes[..bytes.len() - CHECKSUM].to_vec();
        longer.push(0);
        longer.extend(crc32fast::hash(&longer).to_le_bytes());
        assert_eq!(Checkpoint::from_bytes(&longer), Err(CheckpointError), "something is left over");
        let mut other = bytes[..bytes.len() - CHECKSUM].to_vec();
        other[MAGIC.len() - 1] += 1;
        other.extend(crc32fast::hash(&other).to_le_bytes());
        assert_eq!(Checkpoint::from_bytes(&other), Err(CheckpointError), "another version");
    }

    #[test]
    fn values_that_no_checkpoint_has_are_refused() {
        let block = |change: fn(&mut Block)| {
            let mut changed = checkpoint();
            changed.point.block.as_mut().into_iter().for_each(change);
            changed
        };
        let change = |change: fn(&mut Checkpoint)| {
            let mut changed = checkpoint();
            change(&mut changed);
            changed
        };
        for (impossible, name) in [
            (block(|block| block.bits = 8), "bits"),
            (block(|block| block.bit_buffer = 0b1000), "bits beyond those"),
            (block(|block| block.window = vec![0; REACH + 1]), "a window"),
            (change(|point| point.kind = TextKind::Plain), "plain text within a block"),
            (change(|point| point.place.begin = 999), "a place before the point"),
            (change(|point| point.place.number = 0), "line 0"),
            (change(|point| point.member_line = 6), "a member behind the place"),
            (change(|point| point.member_line = 0), "a member at line 0"),
            (
                change(|point| point.encoding = Encoding::Utf16 { big_endian: true, byte: None, high: Some(0x61) }),
                "half a pair",
            ),
        ] {
            assert_eq!(Checkpoint::from_bytes(&stored(&impossible)), Err(CheckpointError), "{name}");
        }
    }
}

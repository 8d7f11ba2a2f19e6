//! The headers of frames and blocks, as far as they say how many bytes belong together (RFC 8878 section 3.1).

/// The first bytes of a frame (section 3.1.1).
pub(super) const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The most bytes of a block (section 3.1.1.2.4).
const MOST_BLOCK: usize = 128 << 10;
/// Bytes before the content of a skippable frame: its magic number and its size (section 3.1.2).
pub(super) const SKIPPABLE: usize = 8;
/// Bytes of a block's header (section 3.1.1.2).
pub(super) const BLOCK: usize = 3;
/// Bytes of a frame's checksum (section 3.1.1).
pub(super) const CHECKSUM: usize = 4;

/// What begins between frames.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A frame, with this many bytes of header.
    Frame {
        length: usize,
        checksum: bool,
        sized: bool,
        reserved: bool,
    },
    /// A frame whose content, of this many bytes, is not for decoders.
    Skippable {
        bytes: u64,
    },
    Other,
}

impl Beginning {
    /// What `bytes` begin with; `None` while that takes more of them.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let magic = bytes.first_chunk::<4>()?;
        if matches!(magic, [0x50..=0x5f, 0x2a, 0x4d, 0x18]) {
            let size = bytes[magic.len()..].first_chunk()?;
            return Some(Self::Skippable { bytes: u32::from_le_bytes(*size).into() });
        }
        if *magic != MAGIC {
            return Some(Self::Other);
        }
        // Section 3.1.1.1.1: the flags that say which fields follow, and how long they are.
        let flags = *bytes.get(magic.len())?;
        let single_segment = flags & 0x20 != 0;
        let window = usize::from(!single_segment);
        let dictionary = [0, 1, 2, 4][usize::from(flags & 3)];
        let content_size = [usize::from(single_segment), 2, 4, 8][usize::from(flags >> 6)];
        let length = magic.len() + 1 + window + dictionary + content_size;
        (bytes.len() >= length).then_some(Self::Frame {
            length,
            checksum: flags & 4 != 0,
            sized: content_size > 0,
            reserved: flags & 8 != 0,
        })
    }
}

/// The header of a block.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) last: bool,
    kind: u32,
    size: usize,
}

impl Block {
    const RAW: u32 = 0;
    const RLE: u32 = 1;
    const RESERVED: u32 = 3;

    /// The block that `bytes` begin with; `None` while that takes more of them.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let [a, b, c] = *bytes.first_chunk()?;
        let header = u32::from_le_bytes([a, b, c, 0]);
        Some(Self { last: header & 1 == 1, kind: (header >> 1) & 3, size: (header >> 3) as usize })
    }

    /// The last block of a frame, with this text as it is. Bytes for a checksum follow, which no block needs and a frame may.
    pub(super) fn last_raw(text: &[u8]) -> Vec<u8> {
        // From the lowest bit: last, kind 0, and the size in 21 bits; blocks have 128 KiB at most.
        let header = (text.len() << 3) | 1;
        let mut block = header.to_le_bytes()[..BLOCK].to_vec();
        block.extend_from_slice(text);
        block.extend([0; CHECKSUM]);
        block
    }

    /// Its text stands in it as it is.
    pub(super) const fn is_raw(&self) -> bool {
        self.kind == Self::RAW
    }

    /// Its bytes with the header; `None` for the reserved kind, and for more than a block may have: that is not a block.
    pub(super) fn length(&self) -> Option<usize> {
        let is_block = self.kind != Self::RESERVED && self.size <= MOST_BLOCK;
        is_block.then_some(BLOCK + if self.kind == Self::RLE { 1 } else { self.size })
    }
}

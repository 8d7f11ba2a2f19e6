//! Zstandard (RFC 8878) as a machine without I/O: compressed bytes are pushed in, text is taken out.
//!
//! A file may hold any number of frames, and skippable frames, which are passed over. The length that a frame declares
//! and its checksum are verified. After a fault reading continues at the next frame that can be found.
//!
//! Decoding a block is `ruzstd`'s, which needs all of it at once: it waits here, with at most 128 KiB.
//!
//! Memory: the window that a frame declares, of which [`MOST_WINDOW`] is the limit, and what was pushed.

mod header;

use std::fmt;

use ruzstd::decoding::errors::{FrameDecoderError, FrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use ruzstd::io::Read as _;

use crate::fault::{ErrorCode, Fault};
use header::{Beginning, Block, MAGIC};

/// The largest window of a frame that is decoded, in bytes, as of `zstd -d` without options. The window is the text to
/// which a frame refers back, and stays in memory.
pub const MOST_WINDOW: u64 = 128 << 20;

/// Decompresses the frames of one file.
pub struct ZstdDecoder {
    frames: FrameDecoder,
    input: Vec<u8>,
    /// Bytes of the input that are done.
    used: usize,
    /// Bytes of the file before the input.
    before: u64,
    state: State,
    fault: Option<Fault>,
    /// Text is missing since the last frame, and then before what comes next.
    lost: bool,
    gap: bool,
    /// No more bytes come.
    finished: bool,
}

#[derive(Clone, Copy)]
enum State {
    /// Before a frame, or at the end.
    Between,
    /// In a skippable frame, with this many bytes left.
    Skipping(u64),
    /// Before a block.
    InFrame(Frame),
    /// After the last block of a frame.
    Ended(Frame),
    /// After a fault, before the next frame.
    Searching,
    Over,
}

/// The frame that is decoded.
#[derive(Clone, Copy)]
struct Frame {
    /// Its offset in the file.
    start: u64,
    /// It ends in a checksum.
    checksum: bool,
    /// It declares the size of its text.
    sized: bool,
    /// Bytes of its text so far.
    text: u64,
}

impl fmt::Debug for ZstdDecoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZstdDecoder").field("offset", &self.offset()).finish_non_exhaustive()
    }
}

impl Default for ZstdDecoder {
    fn default() -> Self {
        Self::new()
    }
}

impl ZstdDecoder {
    /// A decoder at the beginning of a file.
    #[must_use]
    pub fn new() -> Self {
        let mut frames = FrameDecoder::new();
        frames.set_max_window_size(MOST_WINDOW);
        Self {
            frames,
            input: Vec::new(),
            used: 0,
            before: 0,
            state: State::Between,
            fault: None,
            lost: false,
            gap: false,
            finished: false,
        }
    }

    /// Gives the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.before += self.used as u64;
        self.input.drain(..self.used);
        self.used = 0;
        self.input.extend_from_slice(bytes);
    }

    /// Says that no more bytes come. What is left is read then, and a file that is cut off has a fault after that.
    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// The next text, `most` bytes while there are that many. With less, everything that was pushed is used up, but for
    /// a block that is not there as a whole yet.
    pub fn read(&mut self, most: usize) -> Vec<u8> {
        let mut text = Vec::new();
        loop {
            self.take_text(&mut text, most);
            if text.len() >= most || !self.step() {
                return text;
            }
        }
    }

    /// What is wrong with the file, the first of it, once everything is read.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        matches!(self.state, State::Over).then_some(self.fault.as_ref()).flatten()
    }

    /// Bytes of the file that are done.
    const fn offset(&self) -> u64 {
        self.before + self.used as u64
    }

    fn left(&self) -> &[u8] {
        &self.input[self.used..]
    }

    /// Moves text that nothing refers back to from the window to `text`, up to `most` bytes of it.
    fn take_text(&mut self, text: &mut Vec<u8>, most: usize) {
        let ready = self.frames.can_collect().min(most.saturating_sub(text.len()));
        if ready == 0 {
            return;
        }
        if std::mem::take(&mut self.gap) {
            // What comes now must not continue the record in which the gap is.
            text.push(b'\n');
        }
        let begin = text.len();
        text.resize(begin + ready, 0);
        // Reading from memory does not fail.
        let read = self.frames.read(&mut text[begin..]).unwrap_or(0);
        text.truncate(begin + read);
        if let State::InFrame(frame) | State::Ended(frame) = &mut self.state {
            frame.text += read as u64;
        }
    }

    /// Does one thing, once all text that was ready is taken. Returns whether there may be more to do.
    fn step(&mut self) -> bool {
        match self.state {
            State::Between => self.begin_frame(),
            State::Skipping(bytes) => self.skip(bytes),
            State::InFrame(frame) => self.decode_block(frame),
            State::Ended(frame) => {
                self.verify(frame);
                self.state = State::Between;
                true
            }
            State::Searching => self.search(),
            State::Over => false,
        }
    }

    fn begin_frame(&mut self) -> bool {
        let start = self.offset();
        match Beginning::read(self.left()) {
            None if self.finished && self.left().is_empty() => {
                self.state = State::Over;
                true
            }
            None => self.wait(),
            Some(Beginning::Other) => self.fail(
                ErrorCode::Io,
                start,
                format!(
                    "The bytes from offset {start} are not a Zstandard frame, and were not read. Download the file again, \
                     or give what was appended as a file of its own."
                ),
            ),
            Some(Beginning::Skippable { bytes }) => {
                self.used += header::SKIPPABLE;
                self.state = State::Skipping(bytes);
                true
            }
            Some(Beginning::Frame { length, checksum, sized, reserved }) => {
                let header = &self.input[self.used..self.used + length];
                let began = if reserved { Err(None) } else { self.frames.reset(header).map_err(Some) };
                if let Err(error) = began {
                    let (code, message) = refusal(error.as_ref(), start);
                    return self.fail(code, start, message);
                }
                self.used += length;
                self.gap |= std::mem::take(&mut self.lost);
                self.state = State::InFrame(Frame { start, checksum, sized, text: 0 });
                true
            }
        }
    }

    fn skip(&mut self, bytes: u64) -> bool {
        let here = usize::try_from(bytes).unwrap_or(usize::MAX).min(self.left().len());
        self.used += here;
        let bytes = bytes - here as u64;
        self.state = if bytes == 0 { State::Between } else { State::Skipping(bytes) };
        bytes == 0 || self.wait()
    }

    fn decode_block(&mut self, frame: Frame) -> bool {
        let Some(block) = Block::read(self.left()) else { return self.wait() };
        let Some(length) = block.length() else { return self.damaged() };
        let whole = length + if block.last && frame.checksum { header::CHECKSUM } else { 0 };
        if self.left().len() < whole {
            if self.finished {
                self.decode_what_is_there(&block, length);
            }
            return self.wait();
        }
        let bytes = &self.input[self.used..self.used + whole];
        if self.frames.decode_blocks(bytes, BlockDecodingStrategy::UptoBlocks(1)).is_err() {
            return self.damaged();
        }
        self.used += whole;
        if block.last {
            self.state = State::Ended(frame);
        }
        true
    }

    /// The last block of a file that is cut off: all of it if only its checksum is missing, and what is there of one that
    /// is not compressed.
    fn decode_what_is_there(&mut self, block: &Block, length: usize) {
        let there = self.left();
        if there.len() >= length {
            let mut block = there[..length].to_vec();
            block.extend([0; header::CHECKSUM]);
            // If it is damaged as well, the text before it still comes out.
            let _ = self.frames.decode_blocks(&block[..], BlockDecodingStrategy::UptoBlocks(1));
        } else if block.is_raw() {
            let block = Block::last_raw(&there[header::BLOCK..]);
            let _ = self.frames.decode_blocks(&block[..], BlockDecodingStrategy::UptoBlocks(1));
        }
    }

    /// Compares the text of a frame with what the frame says of it.
    fn verify(&mut self, frame: Frame) {
        let fits = (!frame.sized || self.frames.content_size() == frame.text)
            && (!frame.checksum || self.frames.get_checksum_from_data() == self.frames.get_calculated_checksum());
        if fits {
            return;
        }
        let (start, end) = (frame.start, self.offset());
        self.note(
            ErrorCode::Io,
            end,
            format!(
                "The text of the Zstandard frame from offset {start} to {end} does not fit its checksum or its declared size: \
                 records from it may be wrong. Download the file again."
            ),
        );
    }

    /// Looks for the next frame, after the beginning of the one in which the fault is.
    fn search(&mut self) -> bool {
        let found = self.left().windows(MAGIC.len()).position(|bytes| bytes == MAGIC);
        let Some(at) = found else {
            // The magic number may have begun.
            self.used = self.used.max(self.input.len().saturating_sub(MAGIC.len() - 1));
            if self.finished {
                self.state = State::Over;
            }
            return self.finished;
        };
        self.used += at;
        self.state = State::Between;
        true
    }

    /// Whether there is something to do although bytes are missing: at the end of a file. It is cut off, or damage makes a
    /// block seem longer than the file, and then frames can come after it.
    fn wait(&mut self) -> bool {
        if self.finished {
            let offset = self.before + self.input.len() as u64;
            let message = format!(
                "The file ends at offset {offset}, within its Zstandard data: its upload or download was cut off. What comes \
                 before was read; download the file again for the rest."
            );
            self.fail(ErrorCode::Io, offset, message);
        }
        self.finished
    }

    fn damaged(&mut self) -> bool {
        let offset = self.offset();
        let message = format!(
            "At offset {offset}, a block of the Zstandard data is damaged. What comes before was read, and the next frame \
             if there is one; download the file again for the rest."
        );
        self.fail(ErrorCode::Io, offset, message)
    }

    /// Ends a frame that cannot be read to its end, and continues after it.
    fn fail(&mut self, code: ErrorCode, offset: u64, message: String) -> bool {
        self.note(code, offset, message);
        self.end_frame();
        self.lost = true;
        // Not the same beginning again.
        self.used += self.left().len().min(1);
        self.state = State::Searching;
        true
    }

    /// Lets the text of a frame out of its window: with an empty block as its last one.
    fn end_frame(&mut self) {
        if matches!(self.state, State::InFrame(_)) && !self.frames.is_finished() {
            // An empty block does not fail.
            let _ = self.frames.decode_blocks(&Block::last_raw(&[])[..], BlockDecodingStrategy::UptoBlocks(1));
        }
    }

    fn note(&mut self, code: ErrorCode, offset: u64, message: String) {
        self.fault.get_or_insert(Fault { code, line: None, field: None, offset: Some(offset), message });
    }
}

/// Why a frame is not decoded, whose header is at `offset`.
fn refusal(error: Option<&FrameDecoderError>, offset: u64) -> (ErrorCode, String) {
    match error {
        Some(
            FrameDecoderError::WindowSizeTooBig { requested: bytes, .. }
            | FrameDecoderError::FrameHeaderError(FrameHeaderError::WindowTooBig { got: bytes }),
        ) => {
            let (needed, most) = (bytes.div_ceil(1 << 20), MOST_WINDOW >> 20);
            let message = format!(
                "The Zstandard frame at offset {offset} needs a window of {needed} MiB, and the limit is {most} MiB. Unpack \
                 it with 'zstd -d --long=31 FILE', and give what comes out."
            );
            (ErrorCode::Limit, message)
        }
        Some(FrameDecoderError::DictNotProvided { dict_id }) => (
            ErrorCode::Io,
            format!(
                "The Zstandard frame at offset {offset} was compressed with a dictionary, number {dict_id}, which is not in \
                 the file. Unpack it with 'zstd -d -D DICTIONARY FILE', and give what comes out."
            ),
        ),
        _ => (
            ErrorCode::Io,
            format!("At offset {offset}, the header of a Zstandard frame is damaged. Download the file again."),
        ),
    }
}

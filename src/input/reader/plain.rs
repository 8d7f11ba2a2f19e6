//! Text from a file that is not gzip.

use super::{LineReader, More};
use crate::input::checkpoint::TextKind;
use crate::input::framer::FEED;
use crate::input::gzip::DeflatePoint;
use crate::input::text::NoText;

/// Plain text that is to have checkpoints has them at multiples of this many bytes.
const GRID: usize = 4096;

impl LineReader {
    pub(super) fn advance_plain(&mut self) -> Result<More, NoText> {
        let most = if self.spacing.is_some() {
            let offset = self.offset();
            let beyond = usize::try_from(offset % GRID as u64).unwrap_or_default();
            if beyond == 0 {
                self.begin_checkpoint(TextKind::Plain, |_| Some(DeflatePoint { offset, block: None }));
            }
            GRID - beyond
        } else {
            FEED
        };
        let rest = &self.input[self.consumed..];
        if rest.is_empty() {
            return if self.finished { self.end(None) } else { Ok(More::Nothing) };
        }
        let text = &rest[..rest.len().min(most)];
        self.consumed += text.len();
        self.text.feed(text)?;
        Ok(More::Text)
    }
}

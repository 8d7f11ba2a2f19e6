//! The checkpoints that a reader notes on its way.

use super::LineReader;
use crate::input::checkpoint::{Checkpoint, TextKind};
use crate::input::encoding::Encoding;
use crate::input::gzip::DeflatePoint;

/// A checkpoint whose first record was not found yet.
#[derive(Debug)]
pub(super) struct Begun {
    kind: TextKind,
    point: DeflatePoint,
    position: u64,
    encoding: Encoding,
    member_line: u64,
}

impl LineReader {
    /// Begins a checkpoint, if one is due: it is complete once a record is found after it.
    pub(super) fn begin_checkpoint(&mut self, kind: TextKind, point: impl FnOnce(&Self) -> Option<DeflatePoint>) {
        let position = self.text.framer.fed();
        let due = self.spacing.is_some_and(|spacing| position >= self.checked.saturating_add(spacing));
        if !due || self.begun.is_some() || self.text.framer.is_marked() || !self.text.is_known() {
            return;
        }
        if let Some(point) = point(self) {
            let (encoding, member_line) = (self.text.encoding, self.member_line);
            self.begun = Some(Begun { kind, point, position, encoding, member_line });
            self.checked = position;
            self.text.framer.set_mark(position);
        }
    }

    pub(super) fn complete_checkpoint(&mut self) {
        if let Some(place) = self.text.framer.take_marked()
            && let Some(Begun { kind, point, position, encoding, member_line }) = self.begun.take()
        {
            self.checkpoint = Some(Checkpoint { kind, point, position, encoding, place, member_line });
        }
    }
}

//! Text from gzip members, and the faults between them.

use super::{Break, LineReader, More, Output, faults};
use crate::fault::Fault;
use crate::input::checkpoint::TextKind;
use crate::input::gzip::{Gunzip, GzipFault, Step};
use crate::input::text::NoText;

impl LineReader {
    pub(super) fn advance_gzip(&mut self) -> Result<More, NoText> {
        if let Some(Break { fault }) = self.broken.take() {
            self.text.framer.begin_again();
            self.member_line = self.text.framer.next_number();
            if let Some(fault) = fault {
                return Ok(More::Output(Output::Fault(fault)));
            }
        }
        // At the first block that begins far enough on, and not wherever the bytes that were pushed end.
        if !self.waits {
            self.begin_checkpoint(TextKind::Gzip, |reader| reader.gunzip.as_ref().and_then(Gunzip::deflate_point));
        }
        let Some(gunzip) = &mut self.gunzip else { return Ok(More::Nothing) };
        if std::mem::take(&mut self.waits) {
            self.text.feed(if self.in_junk { gunzip.junk() } else { gunzip.text() })?;
            return Ok(More::Text);
        }
        gunzip.stop_at_block(self.spacing.is_some());
        if self.finished {
            gunzip.end_input();
        }
        let (used, step) = gunzip.step(&self.input[self.consumed..]);
        self.consumed += used;
        let was_junk = self.in_junk;
        if step != Step::NeedInput {
            self.in_junk = matches!(step, Step::Junk(_));
        }
        match step {
            Step::NeedInput if self.finished => {
                let whole = gunzip.finish();
                let fault = (!whole).then(|| faults::truncated(self.offset()));
                self.end(fault)
            }
            Step::NeedInput => Ok(More::Nothing),
            Step::Text if was_junk => {
                self.waits = true;
                self.break_off(None)
            }
            Step::Text => {
                self.text.feed(gunzip.text())?;
                Ok(More::Text)
            }
            Step::Junk(_) if was_junk => {
                self.text.feed(gunzip.junk())?;
                Ok(More::Text)
            }
            Step::Junk(offset) => {
                self.waits = true;
                self.break_off(Some(faults::between_members(offset)))
            }
            Step::MemberEnd => {
                self.member_line = self.text.framer.next_number();
                Ok(More::Text)
            }
            Step::Fault(GzipFault::Checksum, offset) => {
                let next = self.text.framer.next_number();
                let lines = std::mem::replace(&mut self.member_line, next)..next;
                Ok(More::Output(Output::Fault(faults::gzip(GzipFault::Checksum, offset, Some(lines)))))
            }
            Step::Fault(fault, offset) if fault.breaks_text() || was_junk => {
                self.break_off(Some(faults::gzip(fault, offset, None)))
            }
            Step::Fault(fault, offset) => Ok(More::Output(Output::Fault(faults::gzip(fault, offset, None)))),
        }
    }

    /// The text so far ends here; what comes next has nothing to do with it.
    fn break_off(&mut self, fault: Option<Fault>) -> Result<More, NoText> {
        if self.text.is_begun() {
            self.text.end(fault.as_ref().map(|fault| fault.code))?;
        }
        self.broken = Some(Break { fault });
        Ok(More::Text)
    }
}

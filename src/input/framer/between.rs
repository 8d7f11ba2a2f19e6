//! Between records: white space, commas, and the brackets and wrappers around them.

use memchr::memchr_iter;

use super::{Context, Ended, Framer, MARGIN, Moved, State};

/// The UTF-8 byte-order mark. Joined files bring one at the beginning of any line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

impl Framer {
    /// Passes over what may stand between records.
    pub(super) fn between(&mut self) -> Moved {
        while let Some(&byte) = self.buffer.get(self.scan) {
            match byte {
                b'\n' => {
                    self.scan += 1;
                    self.begin_line(self.scan);
                }
                b' ' | b'\t' | b'\r' => {
                    self.scan += 1;
                    if self.scan - self.start > MARGIN {
                        self.at_line_start = false;
                    }
                    self.drop_margin();
                }
                b',' => {
                    self.separated = true;
                    self.scan += 1;
                    self.pass_over();
                }
                0xef => {
                    let rest = &self.buffer[self.scan..];
                    if rest.starts_with(BYTE_ORDER_MARK) {
                        // It stays with a record that begins its line.
                        self.start = self.scan;
                        self.scan += BYTE_ORDER_MARK.len();
                        self.drop_margin();
                    } else if self.ended == Ended::No && BYTE_ORDER_MARK.starts_with(rest) {
                        return Moved::Stuck;
                    } else {
                        return self.begin_reject();
                    }
                }
                b'{' => return self.begin_value(false),
                b'[' if !self.single_line() && (self.context == Context::Top || !self.separated) => {
                    self.drop_margin();
                    self.scan += 1;
                    self.state = State::Opening;
                    return Moved::On;
                }
                b']' if self.context != Context::Top => {
                    let wrapper = self.context == Context::Wrapper;
                    self.state = if wrapper { State::WrapperEnd } else { State::Between };
                    self.context = Context::Top;
                    self.separated = false;
                    self.scan += 1;
                    self.pass_over();
                    return Moved::On;
                }
                0 => {
                    self.drop_margin();
                    self.note_begin();
                    self.state = State::Zeros;
                    return Moved::On;
                }
                _ if self.context != Context::Top && begins_value(byte) => return self.begin_value(false),
                _ => return self.begin_reject(),
            }
        }
        Moved::Stuck
    }

    /// After a `[`: an array, if an element or the line's end follows.
    pub(super) fn opening(&mut self) -> Moved {
        while let Some(&byte) = self.buffer.get(self.scan) {
            match byte {
                b' ' | b'\t' | b'\r' if self.scan - self.start <= MARGIN => self.scan += 1,
                b'\n' => {
                    self.enter_array();
                    self.state = State::Between;
                    return Moved::On;
                }
                b']' => {
                    self.scan += 1;
                    self.pass_over();
                    self.state = State::Between;
                    return Moved::On;
                }
                _ if begins_value(byte) => return self.begin_value(true),
                _ => return self.begin_reject(),
            }
        }
        if self.ended == Ended::No { Moved::Stuck } else { self.begin_reject() }
    }

    /// After a wrapper's array: its brace, or another member, after which the rest of the line is not a record.
    pub(super) fn wrapper_end(&mut self) -> Moved {
        while let Some(&byte) = self.buffer.get(self.scan) {
            match byte {
                b'\n' => {
                    self.scan += 1;
                    self.begin_line(self.scan);
                }
                b' ' | b'\t' | b'\r' => {
                    self.scan += 1;
                    self.pass_over();
                }
                b'}' => {
                    self.scan += 1;
                    self.pass_over();
                    self.state = State::Between;
                    return Moved::On;
                }
                b',' => {
                    self.state = State::Reject;
                    return Moved::On;
                }
                _ => {
                    self.state = State::Between;
                    return Moved::On;
                }
            }
        }
        Moved::Stuck
    }

    pub(super) fn enter_array(&mut self) {
        self.pass_over();
        self.context = Context::Array;
        self.separated = true;
    }

    pub(super) fn enter_wrapper(&mut self, inner: usize) -> Moved {
        self.line += memchr_iter(b'\n', &self.buffer[self.start..inner]).count() as u64;
        self.scan = inner;
        self.pass_over();
        self.context = Context::Wrapper;
        self.separated = true;
        self.state = State::Between;
        Moved::On
    }
}

/// Whether a value of JSON can begin so.
fn begins_value(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}

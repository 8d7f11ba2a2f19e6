//! From a file's text as it is stored to the framer: tells how characters are stored, and makes UTF-8 of them.

use super::encoding::Encoding;
use super::framer::Framer;
use super::head::{self, Head};
use crate::fault::ErrorCode;

/// It is not text at all; with the name of what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoText(pub Option<&'static str>);

#[derive(Debug)]
pub(super) struct TextFeed {
    /// The first bytes, until they tell how characters are stored.
    head: Option<Vec<u8>>,
    pub encoding: Encoding,
    decoded: Vec<u8>,
    pub framer: Framer,
}

impl TextFeed {
    pub fn new(framer: Framer) -> Self {
        Self { head: Some(Vec::new()), encoding: Encoding::Utf8, decoded: Vec::new(), framer }
    }

    /// Within a text.
    pub fn resume(framer: Framer, encoding: Encoding) -> Self {
        Self { head: None, encoding, decoded: Vec::new(), framer }
    }

    /// Whether it is known how characters are stored.
    pub fn is_known(&self) -> bool {
        self.head.is_none()
    }

    /// Whether any text came yet.
    pub fn is_begun(&self) -> bool {
        self.head.as_ref().is_none_or(|head| !head.is_empty())
    }

    /// Adds text, at most about 64 KiB at a time.
    pub fn feed(&mut self, text: &[u8]) -> Result<(), NoText> {
        match &mut self.head {
            None => self.decode(text),
            Some(head) => {
                head.extend_from_slice(text);
                self.detect(false)?;
            }
        }
        Ok(())
    }

    /// The text is at its end, or reading it stops because of a fault.
    pub fn end(&mut self, fault: Option<ErrorCode>) -> Result<(), NoText> {
        if self.head.is_some() {
            self.detect(true)?;
        }
        self.decoded.clear();
        self.encoding.finish(&mut self.decoded);
        self.framer.feed(&self.decoded);
        self.framer.end(fault);
        Ok(())
    }

    fn detect(&mut self, whole: bool) -> Result<(), NoText> {
        match self.head.as_deref().and_then(|head| head::detect(head, whole)) {
            None => {}
            Some(Head::Other(name)) => return Err(NoText(name)),
            Some(Head::Text(encoding)) => {
                self.encoding = encoding;
                let text = self.head.take().unwrap_or_default();
                self.decode(&text);
            }
        }
        Ok(())
    }

    fn decode(&mut self, text: &[u8]) {
        if self.encoding == Encoding::Utf8 {
            self.framer.feed(text);
        } else {
            self.decoded.clear();
            self.encoding.decode(text, &mut self.decoded);
            self.framer.feed(&self.decoded);
        }
    }
}

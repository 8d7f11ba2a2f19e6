//! The form of a body.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::document::{Document, check};
use super::events::Stream;
use super::json::Json;
use super::value::Value;

/// A body in its form.
#[derive(Debug)]
pub(super) enum Body<'a> {
    Json(Document<'a>),
    Stream(Stream<'a>),
    /// This many bytes that are not text.
    Bytes(u64),
    /// Something else.
    Text,
}

impl<'a> Body<'a> {
    /// Detects the form: JSON, JSON lines, server-sent events, an AWS event stream, or text. `None` if there is nothing.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if bytes.trim_ascii().is_empty() {
            return None;
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            // Cut off within a character.
            Err(error) if error.error_len().is_none() && !bytes.starts_with(&[0]) => {
                std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return Some(Self::of_bytes(Cow::Borrowed(bytes))),
        };
        Some(Self::of_text(text.trim_start_matches('\u{feff}')))
    }

    fn of_text(text: &'a str) -> Self {
        if let Some(document) = Document::read(text) {
            return Self::unwrapped(document);
        }
        if let Some(stream) = Stream::of_text(text) {
            return Self::Stream(stream);
        }
        // Messages of an event stream may be all ASCII.
        if let Some(stream) = Stream::of_bytes(Cow::Borrowed(text.as_bytes())) {
            return Self::Stream(stream);
        }
        // A JSON string with JSON in it.
        let text = text.trim_ascii();
        let inner = || check(text).ok().and_then(|()| Json::known(text).as_string()).and_then(Document::read);
        if text.starts_with('"') { inner().map_or(Self::Text, Self::Json) } else { Self::Text }
    }

    fn of_bytes(bytes: Cow<'a, [u8]>) -> Self {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Stream::of_bytes(bytes).map_or(Self::Bytes(size), Self::Stream)
    }

    /// `{"base64":"…"}`: how records show what is not UTF-8.
    fn unwrapped(document: Document<'a>) -> Self {
        let mut members = document.root().members();
        let alone = members.next().filter(|(name, _)| *name == "base64").filter(|_| members.next().is_none());
        let bytes = alone.and_then(|(_, value)| decode(value));
        drop(members);
        bytes.map_or(Self::Json(document), |bytes| Self::of_bytes(Cow::Owned(bytes)))
    }
}

/// The bytes of a base64 string.
pub(super) fn decode(value: Value<'_>) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(value.text()?.as_bytes()).ok()
}

//! A record as it was sealed beside the same as it was opened.

use super::LeftOut;
use crate::envelope::{Envelope, Form};
use crate::json::Span;

/// How opening writes bytes that are not UTF-8.
pub(super) const BYTES: &[u8] = b"{\"base64\":\"";
const BYTES_WITHIN: &[u8] = b"{\\\"base64\\\":\\\"";

/// Where the opened texts lie in the opened record, in their order.
pub(super) fn places(sealed: &[u8], envelopes: &[Envelope], opened: &[u8]) -> Result<Vec<(Span, Form)>, LeftOut> {
    let (mut places, mut from, mut at) = (Vec::with_capacity(envelopes.len()), 0, 0);
    for Envelope { place, form, .. } in envelopes {
        let between = sealed.get(from..place.start).ok_or(LeftOut::Sealed)?;
        at = passed(between, opened, at).ok_or(LeftOut::Unlike)?;
        if passed(&sealed[place.clone()], opened, at).is_some() {
            return Err(LeftOut::Sealed);
        }
        let end = value_end(opened, at, *form).ok_or(LeftOut::Unlike)?;
        places.push((at..end, *form));
        (from, at) = (place.end, end);
    }
    match passed(&sealed[from..], opened, at) {
        Some(end) if end == opened.len() => Ok(places),
        _ => Err(LeftOut::Unlike),
    }
}

/// Where `opened` goes on after this part of the sealed record, of which opening takes out the line breaks.
fn passed(part: &[u8], opened: &[u8], mut at: usize) -> Option<usize> {
    for piece in part.split(|byte| matches!(byte, b'\n' | b'\r')) {
        at += opened.get(at..)?.starts_with(piece).then_some(piece.len())?;
    }
    Some(at)
}

/// Where the value ends that opening wrote at `at` in place of an envelope of this form.
fn value_end(opened: &[u8], at: usize, form: Form) -> Option<usize> {
    let rest = &opened[at..];
    let (bytes, quote) = match form {
        Form::Object | Form::Text => (BYTES, &b"\""[..]),
        Form::WithinText => (BYTES_WITHIN, &b"\\\""[..]),
    };
    let (begin, closing) = if rest.starts_with(bytes) { (bytes.len(), 1) } else { (quote.len(), 0) };
    if closing == 0 && !rest.starts_with(quote) {
        return None;
    }
    let mut end = begin;
    loop {
        end += memchr::memchr2(b'"', b'\\', rest.get(end..)?)?;
        if rest[end..].starts_with(quote) {
            return Some(at + end + quote.len() + closing);
        }
        // An escape, of which the character may be written by an escape too.
        end += match (form, &rest[end..]) {
            (Form::WithinText, [b'\\', b'\\', b'\\', ..]) => 4,
            (Form::WithinText, [b'\\', b'\\', ..]) => 3,
            (Form::Object | Form::Text, [b'\\', ..]) => 2,
            _ => return None,
        };
    }
}

//! AWS event streams: binary messages with a JSON payload each.
//!
//! A message is its length, the length of its headers and a CRC-32 of these two (4 bytes each, big-endian), headers,
//! payload, and a CRC-32 of all before it ("Event stream encoding", Amazon Transcribe Developer Guide). The crate
//! `aws-smithy-eventstream` reads them too, but depends on the AWS SDK; what is needed here is a page.

use super::document::Document;
use super::events::{Data, Event};

const PRELUDE: usize = 12;
const CHECKSUM: usize = 4;

/// Whether bytes begin with a message.
pub(super) fn begins(bytes: &[u8]) -> bool {
    lengths(bytes).is_some()
}

/// The lengths of a message and of its headers, if the checksum over them fits.
fn lengths(bytes: &[u8]) -> Option<(usize, usize)> {
    let prelude = bytes.get(..PRELUDE)?;
    if crc32(&prelude[..8]) != number(&prelude[8..])? {
        return None;
    }
    let (total, headers) = (number(prelude)? as usize, number(&prelude[4..])? as usize);
    (PRELUDE.checked_add(headers)?.checked_add(CHECKSUM)? <= total).then_some((total, headers))
}

/// CRC-32 (RFC 1952, section 8), four bits at a time: `crc32fast` has 16 KB of tables.
fn crc32(bytes: &[u8]) -> u32 {
    let four_bits = |crc: u32| crc >> 4 ^ CRC_OF_FOUR_BITS[(crc & 15) as usize];
    !bytes.iter().fold(!0, |crc, byte| four_bits(four_bits(crc ^ u32::from(*byte))))
}

const CRC_OF_FOUR_BITS: [u32; 16] = {
    let mut table = [0; 16];
    let (mut at, mut bits) = (0, 0);
    while at < 16 {
        let (mut crc, mut bit) = (bits, 0);
        while bit < 4 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
        bits += 1;
    }
    table
};

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

/// Shows each whole message. The name of an exception is shown as the event's.
pub(super) fn each(bytes: &[u8], visit: &mut dyn FnMut(Event<'_>) -> bool) {
    let mut rest = bytes;
    while let Some((total, headers)) = lengths(rest) {
        let Some(message) = rest.get(..total) else { return };
        rest = &rest[total..];
        let (checked, checksum) = message.split_at(total - CHECKSUM);
        if number(checksum) != Some(crc32(checked)) {
            continue;
        }
        let (headers, payload) = checked[PRELUDE..].split_at(headers);
        let named = |name: &str| header(headers, name.as_bytes());
        let name = named(":event-type").or_else(|| named(":exception-type")).unwrap_or_default();
        let document = std::str::from_utf8(payload).ok().and_then(Document::whole);
        if let Some(document) = document
            && !visit(Event { name, data: Data::Json(document.root()) })
        {
            return;
        }
    }
}

/// The header of this name, if it is a string.
fn header<'m>(headers: &'m [u8], name: &[u8]) -> Option<&'m str> {
    let mut rest = headers;
    loop {
        let (length, after) = rest.split_first()?;
        let (found, after) = after.split_at_checked(usize::from(*length))?;
        let (kind, after) = after.split_first()?;
        // True and false, a byte, 2, 4 and 8 bytes of a number, bytes and strings with their length, a time, a UUID.
        let (value, after) = match kind {
            0 | 1 => after.split_at_checked(0)?,
            2 => after.split_at_checked(1)?,
            3 => after.split_at_checked(2)?,
            4 => after.split_at_checked(4)?,
            5 | 8 => after.split_at_checked(8)?,
            6 | 7 => {
                let length = after.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))?;
                after.get(2..)?.split_at_checked(usize::from(length))?
            }
            9 => after.split_at_checked(16)?,
            _ => return None,
        };
        if *kind == 7 && found == name {
            return std::str::from_utf8(value).ok();
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A message with these string headers.
    fn message(headers: &[(&str, &str)], payload: &str) -> Vec<u8> {
        let mut head = Vec::new();
        for (name, value) in headers {
            head.push(u8::try_from(name.len()).expect("a short name"));
            head.extend(name.as_bytes());
            head.push(7);
            head.extend(u16::try_from(value.len()).expect("a short value").to_be_bytes());
            head.extend(value.as_bytes());
        }
        let total = PRELUDE + head.len() + payload.len() + CHECKSUM;
        let mut message = u32::try_from(total).expect("a short message").to_be_bytes().to_vec();
        message.extend(u32::try_from(head.len()).expect("short headers").to_be_bytes());
        message.extend(crc32fast::hash(&message).to_be_bytes());
        message.extend(head);
        message.extend(payload.as_bytes());
        message.extend(crc32fast::hash(&message).to_be_bytes());
        message
    }

    #[test]
    fn whole_messages_are_shown_and_damaged_ones_passed_over() {
        let mut bytes = message(&[(":message-type", "event"), (":event-type", "chunk")], "{\"a\":1}");
        let damaged = bytes.len() + 40;
        bytes.extend(message(&[(":event-type", "chunk")], "{\"a\":2}"));
        bytes.extend(message(&[(":exception-type", "throttlingException")], "{\"message\":\"slow\"}"));
        bytes[damaged] ^= 1;
        assert!(begins(&bytes));
        for cut in 0..=bytes.len() {
            let mut names = Vec::new();
            each(&bytes[..cut], &mut |event| {
                names.push(event.name.to_string());
                true
            });
            let all = ["chunk", "throttlingException"];
            assert_eq!(names, all[..names.len()], "{cut}");
            assert!(cut < bytes.len() || names.len() == 2);
        }
        assert!(!begins(b"{\"a\":1}   and some more"));
    }
}

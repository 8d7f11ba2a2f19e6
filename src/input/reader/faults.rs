//! What is wrong with a file, in sentences for people.

use std::ops::Range;

use crate::fault::{ErrorCode, Fault};
use crate::input::gzip::GzipFault;

/// A fault of the file.
fn fault(code: ErrorCode, offset: u64, message: String) -> Fault {
    Fault { code, line: None, field: None, offset: Some(offset), message }
}

pub(super) fn empty() -> Fault {
    let message = "The file is empty: its upload or download stopped before the first byte. Fetch it again.";
    fault(ErrorCode::GzipTruncated, 0, message.into())
}

/// The file, or what it unpacks to, is not text; `name` is what it looks like.
pub(super) fn no_text(name: Option<&'static str>, is_gzip: bool) -> Fault {
    let looks = name.map(|name| format!(" (it looks like {name})")).unwrap_or_default();
    if is_gzip {
        let message =
            format!("The file is gzip, but what it unpacks to is not text{looks}. Logpush writes lines of JSON.");
        fault(ErrorCode::Json, 0, message)
    } else {
        let message = format!("The file is neither gzip nor text{looks}. Give the file as Logpush wrote it.");
        fault(ErrorCode::Gzip, 0, message)
    }
}

pub(super) fn truncated(offset: u64) -> Fault {
    let message = format!(
        "The file ends at offset {offset}, in the middle of a gzip member: its upload or download was cut off. \
         Every whole record before the cut was read; fetch the file again for the rest."
    );
    fault(ErrorCode::GzipTruncated, offset, message)
}

/// The array around the records is not closed.
pub(super) fn unclosed(offset: u64) -> Fault {
    let message = "The file ends before the array that its records are in does: it was cut off. Every whole record \
                   before the cut was read; fetch the file again for the rest.";
    fault(ErrorCode::Json, offset, message.into())
}

pub(super) fn between_members(offset: u64) -> Fault {
    let message = format!(
        "The bytes from offset {offset} are not gzip, although gzip comes before them. They were read as text: \
         records in them are in the output, everything else is in the rejected lines."
    );
    fault(ErrorCode::Gzip, offset, message)
}

/// `lines` are those that came whole from the member, if its checksums do not fit.
pub(super) fn gzip(fault: GzipFault, offset: u64, lines: Option<Range<u64>>) -> Fault {
    let next = match lines {
        Some(lines) if lines.is_empty() => "No whole line comes from it.".into(),
        Some(lines) => format!(
            "Lines {} to {} come from this member: what is not sealed in them may be damaged.",
            lines.start,
            lines.end - 1
        ),
        None if fault == GzipFault::NotGzip => {
            "It is not text either, and no gzip member was found in it. Give the file as Logpush wrote it.".into()
        }
        None if !fault.breaks_text() => "Its records were read anyway.".into(),
        None => "Every whole record before it was read, and reading continued at the next gzip member that could be \
                 found; fetch the file again for the rest."
            .into(),
    };
    let code = if fault == GzipFault::CutOff { ErrorCode::GzipTruncated } else { ErrorCode::Gzip };
    self::fault(code, offset, format!("At offset {offset}, {fault}. {next}"))
}

//! Streams in the forms that bodies have: server-sent events, JSON lines, AWS event streams, arrays of chunks. Each whole
//! event is shown; what a cut leaves of the last one is not.

use std::borrow::Cow;

use memchr::memchr2;

use super::document::Document;
use super::frames;
use super::value::Value;

/// The data of one event.
#[derive(Clone, Copy, Debug)]
pub(super) enum Data<'e> {
    /// A JSON object or array.
    Json(Value<'e>),
    /// `[DONE]`: the stream's end.
    Done,
}

/// One event of a stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event<'e> {
    /// Its name; empty if it has none.
    pub(super) name: &'e str,
    pub(super) data: Data<'e>,
}

/// A stream in one of its forms.
#[derive(Debug)]
pub(super) enum Stream<'a> {
    /// Server-sent events (WHATWG HTML, section 9.2).
    Sse(&'a str),
    /// A JSON value a line.
    Lines(&'a str),
    /// Binary messages of AWS (`application/vnd.amazon.eventstream`).
    Frames(Cow<'a, [u8]>),
}

impl<'a> Stream<'a> {
    /// Recognises a stream that is text.
    pub(super) fn of_text(text: &'a str) -> Option<Self> {
        is_sse(text).then_some(Self::Sse(text)).or_else(|| is_lines(text).then_some(Self::Lines(text)))
    }

    /// Recognises a stream that is bytes.
    pub(super) fn of_bytes(bytes: Cow<'a, [u8]>) -> Option<Self> {
        frames::begins(&bytes).then_some(Self::Frames(bytes))
    }

    /// Shows each event to `visit`, in order, until it returns `false`.
    pub(super) fn each(&self, visit: &mut dyn FnMut(Event<'_>) -> bool) {
        match self {
            Self::Sse(text) => each_sse(text, visit),
            Self::Lines(text) => each_line(text, visit),
            Self::Frames(bytes) => frames::each(bytes, visit),
        }
    }
}

/// Shows the elements of an array, each as an event. The last one may be cut off, and is left out then.
pub(super) fn each_element(array: Value<'_>, visit: &mut dyn FnMut(Event<'_>) -> bool) {
    for element in array.elements().filter(|element| element.is_whole()) {
        if !visit(Event { name: "", data: Data::Json(element) }) {
            return;
        }
    }
}

/// Whether a text begins as server-sent events do: with a field or a comment.
pub(super) fn is_sse(text: &str) -> bool {
    let text = text.trim_start_matches(['\u{feff}', '\r', '\n', ' ']);
    text.starts_with(':') || ["data:", "event:", "id:", "retry:"].iter().any(|field| text.starts_with(field))
}

/// Whether a text begins with a whole JSON object on a line of its own, and continues with another.
fn is_lines(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_ascii).filter(|line| !line.is_empty());
    let first = lines.next().is_some_and(|line| line.starts_with('{') && Document::whole(line).is_some());
    first && lines.next().is_some_and(|line| line.starts_with('{'))
}

fn each_line(text: &str, visit: &mut dyn FnMut(Event<'_>) -> bool) {
    for line in text.lines() {
        if let Some(document) = Document::whole(line.trim_ascii())
            && !visit(Event { name: "", data: Data::Json(document.root()) })
        {
            return;
        }
    }
}

/// Shows each event of a text of server-sent events (WHATWG HTML, section 9.2.6).
///
/// The crates for this read bytes that arrive asynchronously: `eventsource-stream` and `sse-stream` are adapters of
/// `futures::Stream`, `sse-core` works on `bytes::Buf`. Here the whole text is in memory, and an event whose blank
/// line is missing at the end counts if its JSON is whole.
fn each_sse(text: &str, visit: &mut dyn FnMut(Event<'_>) -> bool) {
    let mut rest = text.trim_start_matches('\u{feff}');
    let (mut name, mut data): (&str, Cow<'_, str>) = ("", Cow::Borrowed(""));
    loop {
        let end = memchr2(b'\r', b'\n', rest.as_bytes());
        let line = &rest[..end.unwrap_or(rest.len())];
        if line.is_empty() || end.is_none() {
            if end.is_none() {
                add_field(line, &mut name, &mut data);
            }
            if !data.is_empty() && !dispatch(name, &data, visit) {
                return;
            }
            (name, data) = ("", Cow::Borrowed(""));
        } else {
            add_field(line, &mut name, &mut data);
        }
        let Some(end) = end else { return };
        // CR LF is one line end.
        rest = rest[end..].strip_prefix("\r\n").unwrap_or(&rest[end + 1..]);
    }
}

fn add_field<'t>(line: &'t str, name: &mut &'t str, data: &mut Cow<'t, str>) {
    let (field, value) = line.split_once(':').unwrap_or((line, ""));
    let value = value.strip_prefix(' ').unwrap_or(value);
    match field {
        "event" => *name = value,
        "data" if data.is_empty() => *data = Cow::Borrowed(value),
        "data" => {
            let data = data.to_mut();
            data.push('\n');
            data.push_str(value);
        }
        _ => {}
    }
}

fn dispatch(name: &str, data: &str, visit: &mut dyn FnMut(Event<'_>) -> bool) -> bool {
    if data.trim_ascii() == "[DONE]" {
        return visit(Event { name, data: Data::Done });
    }
    match Document::whole(data) {
        Some(document) => visit(Event { name, data: Data::Json(document.root()) }),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(stream: &Stream<'_>) -> Vec<String> {
        let mut shown = Vec::new();
        stream.each(&mut |event| {
            let data = match event.data {
                Data::Json(value) => value.json().map(|json| json.text().to_string()),
                Data::Done => Some("done".to_string()),
            };
            shown.push(format!("{}={}", event.name, data.expect("an event is whole")));
            true
        });
        shown
    }

    #[test]
    fn events_end_with_blank_lines_of_every_kind() {
        for end in ["\n", "\r", "\r\n"] {
            let text = [
                ": hello",
                "event: a",
                "data: {\"x\":",
                "data:1}",
                "",
                "id: 7",
                "",
                "",
                "data: [DONE]",
                "",
                "data: {\"y\"",
                "",
            ];
            let text = text.join(end);
            let stream = Stream::of_text(&text).expect("a stream");
            assert_eq!(shown(&stream), ["a={\"x\":1}", "=done"], "{end:?}");
        }
    }

    #[test]
    fn the_last_event_counts_if_its_json_is_whole() {
        for (text, events) in [
            ("data: {\"x\":1}", &["={\"x\":1}"][..]),
            ("event: b\ndata: {\"x\":1}\n", &["b={\"x\":1}"]),
            ("data: {\"x\":1", &[]),
            ("data: {\"x\":1}\n\ndata", &["={\"x\":1}"]),
            ("data: [DON", &[]),
        ] {
            assert_eq!(shown(&Stream::of_text(text).expect("a stream")), events, "{text}");
        }
    }

    #[test]
    fn json_lines_are_told_from_one_json_text() {
        let lines = "{\"a\":1}\n\n{\"a\":2}\r\n{\"a\":";
        assert_eq!(shown(&Stream::of_text(lines).expect("a stream")), ["={\"a\":1}", "={\"a\":2}"]);
        for text in ["{\"a\":1}", "{\n\"a\":1}\n", "Good morning", "{\"a\":1}\nGood morning", ""] {
            assert!(Stream::of_text(text).is_none(), "{text}");
        }
    }
}

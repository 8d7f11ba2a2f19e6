//! The texts of a record, at every level: a body is JSON in a JSON string, and arguments of tools are JSON in a string of
//! that. Each text is decoded once, and what is found in it is put back to where it is written.

use std::borrow::Cow;

use super::edit::{Edit, merge};
use super::stream::{Piece, Pieces};
use super::{Kind, Masks, card, credential};
use crate::json::{LEVELS, Quoted, Span, Visitor, first_byte, places_in_escaped, resolve_escapes, walk_text};

/// Levels of strings within strings that are decoded. A record has three: its bodies, and arguments of tools in them.
const MOST_LEVELS: usize = 8;

/// The member in which AI Gateway keeps the events of a stream beside the answer that it made of them.
const EVENTS: &[u8] = b"streamed_data";

/// Bodies, which may be JSON in the record and no string of it: a list is one of events then.
const BODIES: [&[u8]; 2] = [b"RequestBody", b"ResponseBody"];

impl Masks {
    /// Adds what is in a text that is JSON, lines of a stream, or words.
    pub(super) fn find(&self, text: &str, level: usize, edits: &mut Vec<Edit>) {
        if level >= MOST_LEVELS {
            return self.find_in_words(text, edits);
        }
        if begins_json(text) && self.find_in_json(text, 0, level, edits, None) {
            return;
        }
        self.find_in_lines(text, level, edits);
    }

    /// Adds what is in the JSON `text[begin..]`, with places in `text`. False, and nothing is added, if it is not JSON.
    /// With `event`, strings are noted as pieces of texts too.
    fn find_in_json(
        &self,
        text: &str,
        begin: usize,
        level: usize,
        edits: &mut Vec<Edit>,
        event: Option<&mut Pieces>,
    ) -> bool {
        let before = edits.len();
        let json = &text[begin..];
        let mut own = Pieces::default();
        let is_event = event.is_some();
        let pieces = event.unwrap_or(&mut own);
        let mut strings = Strings {
            masks: self,
            json,
            begin,
            level,
            edits,
            name: 0..0,
            resolved: None,
            lists: Vec::new(),
            pieces,
            path: Path::new(is_event, level),
        };
        if walk_text(json, super::MAX_NESTING, &mut (&mut strings as &mut dyn Visitor)).is_err() {
            strings.edits.truncate(before);
            strings.pieces.drop_event();
            return false;
        }
        strings.pieces.end_event();
        if !is_event {
            own.find(self, text, level, edits);
        }
        true
    }

    /// Adds what is in a text that is not one JSON value: events of a stream, values on lines of their own, and words.
    fn find_in_lines(&self, text: &str, level: usize, edits: &mut Vec<Edit>) {
        let mut pieces = Pieces::default();
        // `text[words..at]` is of lines that are not JSON.
        let (mut words, mut at) = (0, 0);
        let has = |end: u8| memchr::memchr(end, text.as_bytes()).is_some();
        if has(b'\n') || has(b'\r') || text.starts_with("data:") {
            for line in text.split_inclusive(if has(b'\n') { '\n' } else { '\r' }) {
                let value = json_of_line(line).map(|json| at + line.len() - json.len());
                let end = at + line.trim_end_matches(['\n', '\r']).len();
                let part = &text[..end];
                if let Some(value) = value
                    && self.find_in_json(part, value, level, edits, Some(&mut pieces))
                {
                    self.find_in_part(text, words..value, edits);
                    words = end;
                }
                at += line.len();
            }
        }
        self.find_in_part(text, words..text.len(), edits);
        pieces.find(self, text, level, edits);
    }

    fn find_in_part(&self, text: &str, part: Span, edits: &mut Vec<Edit>) {
        let before = edits.len();
        self.find_in_words(&text[part.clone()], edits);
        for edit in &mut edits[before..] {
            *edit = edit.clone().moved(part.start);
        }
    }

    /// Adds what is in a decoded text. Where it has escapes of its own, as JSON that is cut off, they count both ways.
    fn find_in_words(&self, text: &str, edits: &mut Vec<Edit>) {
        self.find_in_readings(text, LEVELS, edits);
    }

    fn find_in_readings(&self, text: &str, levels: usize, edits: &mut Vec<Edit>) {
        self.find_plainly(text, edits);
        if levels > 0 && ["\\u", "\\/"].iter().any(|escape| text.contains(escape)) {
            let mut found = Vec::new();
            self.find_in_readings(&resolve_escapes(text), levels - 1, &mut found);
            merge(&mut found);
            edits.extend(outward(text, 0, found));
        }
    }

    fn find_plainly(&self, text: &str, edits: &mut Vec<Edit>) {
        self.detect(text, edits);
        for pattern in &self.own {
            pattern.find(text, edits);
        }
    }

    /// Adds what is in a string of JSON: `raw` is as it stands between its quotes, at `begin`.
    pub(super) fn find_in_string(
        &self,
        raw: &str,
        is_escaped: bool,
        begin: usize,
        level: usize,
        edits: &mut Vec<Edit>,
    ) {
        if !self.may_hold(raw.as_bytes()) && !is_stream(raw) {
            return;
        }
        let mut found = Vec::new();
        self.find(&decoded(raw, is_escaped), level + 1, &mut found);
        if found.is_empty() {
            return;
        }
        merge(&mut found);
        edits.extend(outward(raw, begin, found));
    }
}

/// The text of a string.
pub(super) fn decoded(raw: &str, is_escaped: bool) -> Cow<'_, str> {
    if is_escaped { resolve_escapes(raw).into() } else { raw.into() }
}

/// Edits of the text of a string where they are written: `raw` is the string, which lies at `begin`.
pub(super) fn outward(raw: &str, begin: usize, edits: Vec<Edit>) -> impl Iterator<Item = Edit> {
    let places = places_in_escaped(raw.as_bytes(), edits.iter().flat_map(|edit| [edit.place.start, edit.place.end]));
    edits.into_iter().enumerate().map(move |(at, edit)| {
        let place = begin + places[2 * at]..begin + places[2 * at + 1];
        edit.outward(place)
    })
}

fn begins_json(text: &str) -> bool {
    text.trim_ascii_start().starts_with(['{', '['])
}

/// The JSON in a line: all of it, or what follows `data:` in an event of a stream.
fn json_of_line(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('\u{feff}');
    let json = line.strip_prefix("data:").unwrap_or(line);
    begins_json(json).then_some(json)
}

/// Whether a member of an event holds what names it, and never a piece of a text.
fn is_label(name: &[u8]) -> bool {
    matches!(name, b"id" | b"object" | b"model" | b"type" | b"role" | b"system_fingerprint")
}

/// Whether a number of this name says which of several texts an event is of.
fn is_index(name: &[u8]) -> bool {
    name.len().checked_sub(5).is_some_and(|at| name[at..].eq_ignore_ascii_case(b"index"))
}

fn is_number(scalar: &str) -> bool {
    scalar.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// Whether a string may be a stream, in which no piece may look like anything. It is as it stands between its quotes, and
/// has no escape that [`Masks::may_hold`] counts.
fn is_stream(raw: &str) -> bool {
    let raw = raw.trim_start_matches(['\u{feff}', ' ']);
    let begin = first_byte(raw.as_bytes()).map_or("", |(at, _)| &raw[at..]);
    ["data:", "event:", "id:", "retry:", ":", "["].iter().any(|field| begin.starts_with(field))
        || begin.starts_with('{') && ends_after_line(begin)
        || memchr::memmem::find(raw.as_bytes(), EVENTS).is_some()
}

/// Whether the object with which a string begins may end with its first line, as JSON lines do.
fn ends_after_line(raw: &str) -> bool {
    let is_escape = |at: &usize| raw[..*at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0;
    let first = |escape: &str| memchr::memmem::find_iter(raw.as_bytes(), escape).find(is_escape);
    let end = [first("\\n"), first("\\r")].into_iter().flatten().min();
    end.is_some_and(|end| raw[..end].trim_ascii_end().ends_with('}'))
}

/// Sees the strings and numbers of JSON.
struct Strings<'a, 'p> {
    masks: &'a Masks,
    json: &'a str,
    /// Where the JSON begins in the text of which the edits are.
    begin: usize,
    level: usize,
    edits: &'a mut Vec<Edit>,
    /// The name of the member that is next, and its text if that is written with escapes.
    name: Span,
    resolved: Option<String>,
    /// For each open object or array: whether it is a list of credentials, as headers of several values have it.
    lists: Vec<bool>,
    pieces: &'p mut Pieces,
    path: Path,
}

impl Strings<'_, '_> {
    /// The name of the member that is next; empty if the next value has none.
    fn member(&self) -> &[u8] {
        let raw = || self.json.get(self.name.clone()).unwrap_or_default();
        self.resolved.as_deref().unwrap_or_else(raw).as_bytes()
    }

    fn forget_name(&mut self) {
        (self.name, self.resolved) = (0..0, None);
    }
}

impl Visitor for Strings<'_, '_> {
    fn begin_object(&mut self, _at: usize) {
        self.path.enter(false, false);
        self.lists.push(false);
        self.forget_name();
    }

    fn begin_array(&mut self, _at: usize) {
        let has_events = self.member() == EVENTS || BODIES.contains(&self.member());
        self.path.enter(true, has_events);
        self.lists.push(credential::is_name(self.member()));
        self.forget_name();
    }

    fn name(&mut self, name: Quoted) {
        self.resolved = name.is_escaped.then(|| resolve_escapes(&self.json[name.span.clone()]));
        self.name = name.span;
        if self.path.is_within_event() {
            let name = self.resolved.as_deref().unwrap_or(&self.json[self.name.clone()]);
            self.path.name(name.as_bytes());
            self.pieces.counts_tokens |= self.path.is_event() && name == "token";
        }
    }

    fn string(&mut self, string: Quoted) {
        let Quoted { span, is_escaped } = string;
        let raw = &self.json[span.clone()];
        let begin = self.begin + span.start;
        let authorizes = credential::is_name(self.member()) || self.lists.last() == Some(&true);
        if self.masks.secret && authorizes && credential::is_value(&decoded(raw, is_escaped)) {
            self.edits.push(Edit::new(begin..begin + span.len(), Kind::Secret));
        } else {
            self.masks.find_in_string(raw, is_escaped, begin, self.level, self.edits);
            if self.path.is_within_event() && !is_label(self.member()) {
                let text = decoded(raw, is_escaped);
                self.pieces.add(self.path.hash(), Piece { text: &text, raw: begin..begin + span.len(), is_escaped });
            }
        }
        self.value();
    }

    fn scalar(&mut self, scalar: Span) {
        let text = &self.json[scalar.clone()];
        let place = self.begin + scalar.start..self.begin + scalar.end;
        if self.masks.card && card::is_whole(text.as_bytes()) {
            self.edits.push(Edit::number(place, Kind::Card));
        } else if is_number(text) && self.masks.own.iter().any(|pattern| pattern.is_whole(text)) {
            self.edits.push(Edit::number(place, Kind::Own));
        }
        if self.path.is_within_event() && is_index(self.member()) {
            self.pieces.index(text.as_bytes(), self.path.is_event());
        }
        self.value();
    }

    fn end(&mut self, _after: usize) {
        self.path.leave();
        self.lists.pop();
        self.value();
    }
}

impl Strings<'_, '_> {
    /// A value came to its end.
    fn value(&mut self) {
        self.forget_name();
        if self.path.next_element() {
            self.pieces.end_event();
        }
    }
}

/// Which value of an event this is: its names and places, as a number.
struct Path {
    /// For each open object or array: the number of its path, and whether it is an array.
    open: Vec<(u64, bool)>,
    /// The number of the path of the value that is next.
    next: u64,
    /// How many are open within which the elements are events, or all of the text is one.
    event: Option<usize>,
    /// A list of values that is all of a text may be of events.
    may_be_list: bool,
}

impl Path {
    fn new(is_event: bool, level: usize) -> Self {
        Self { open: Vec::new(), next: 0, event: is_event.then_some(0), may_be_list: level > 0 }
    }

    fn is_within_event(&self) -> bool {
        self.event.is_some_and(|event| self.open.len() > event)
    }

    /// Whether what comes is a member of the event itself.
    fn is_event(&self) -> bool {
        self.event.is_some_and(|event| self.open.len() == event + 1)
    }

    fn enter(&mut self, is_array: bool, has_events: bool) {
        self.open.push((self.next, is_array));
        let is_list = is_array && self.may_be_list && self.open.len() == 1;
        if self.event.is_none() && (has_events || is_list) {
            (self.event, self.next) = (Some(self.open.len()), 0);
        } else if is_array {
            self.next = mixed(self.next, b"[");
        }
    }

    fn name(&mut self, name: &[u8]) {
        let (object, _) = self.open.last().copied().unwrap_or_default();
        self.next = mixed(object, name);
    }

    fn hash(&self) -> u64 {
        self.next
    }

    fn leave(&mut self) {
        if let Some((path, _)) = self.open.pop() {
            self.next = path;
        }
        if self.event.is_some_and(|event| event > self.open.len()) {
            self.event = None;
        }
    }

    /// After a value. Whether it was an event.
    fn next_element(&mut self) -> bool {
        if self.event == Some(self.open.len()) {
            self.next = 0;
            return true;
        }
        if self.open.last().is_some_and(|(_, is_array)| *is_array) {
            self.next = mixed(self.next, b",");
        }
        false
    }
}

/// A step of FNV-1a.
fn mixed(number: u64, bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .chain(b"/")
        .fold(number ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

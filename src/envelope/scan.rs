//! Finds the envelopes of a record: by their shape, at any depth, without touching the line.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::json::{Both, JsonError, Reason, Span, Visitor, unescape, walk};

/// A sealed value in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Where the whole object lies in the line.
    pub place: Span,
    /// What it is made of.
    pub parts: Parts,
    /// The names that lead to it, such as `RequestBody` or `log.items[3].body`; `$` for the line
    /// itself. Very long ones are clipped.
    pub path: String,
}

/// What an envelope is made of. The spans are base64 as it stands between its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parts {
    /// `{"type":"encrypted","key":…,"iv":…,"data":…}`; `type` may be absent.
    Sealed {
        /// The content key under RSA-OAEP.
        key: Span,
        /// The nonce of AES-GCM.
        iv: Span,
        /// The ciphertext and its tag.
        data: Span,
    },
    /// The form of 2024, `{"data":…}`: the text itself under RSA-OAEP.
    Direct {
        /// The ciphertext, as long as the modulus.
        data: Span,
    },
    /// It says `"type":"encrypted"` and has members of an envelope, but not all of them as strings.
    Broken {
        /// The members that are missing or no strings.
        lacks: Vec<&'static str>,
    },
}

/// Bytes that RSA of 2048, 3072 and 4096 bits gives.
///
/// `{"data":…}` alone is an ordinary object too, so the older form is told by its length as well.
const DIRECT_BYTES: [usize; 3] = [256, 384, 512];

/// The most envelopes that one line may hold. A record has three; a line of 16 MiB has room for some
/// ten thousand real ones, and for half a million objects that only look like broken ones.
const MAX_ENVELOPES: usize = 16_384;

/// Characters of a name, and of a whole path, that are told. Names can be as long as the line.
const MAX_NAME: usize = 100;
const MAX_PATH: usize = 1000;

/// Checks that `line` is a JSON object and lists its envelopes. Those that can be opened come in the
/// order they stand in, and no two of them overlap.
pub fn scan(line: &[u8], max_nesting: usize) -> Result<Vec<Envelope>, JsonError> {
    scan_with(line, max_nesting, &mut ())
}

/// As [`scan`], and shows each token of the line to `visitor` as well. What that saw counts only if this
/// returns `Ok`.
pub fn scan_with(line: &[u8], max_nesting: usize, visitor: &mut impl Visitor) -> Result<Vec<Envelope>, JsonError> {
    let begin = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).unwrap_or(line.len());
    if line.get(begin) != Some(&b'{') {
        let reason =
            if begin == line.len() { Reason::End } else { Reason::Expected("'{', the beginning of a record,") };
        return Err(JsonError { offset: begin, reason });
    }
    let mut finder = Finder { line, open: Vec::new(), found: Vec::new(), overflow: None };
    walk(line, max_nesting, &mut Both(&mut finder, visitor))?;
    match finder.overflow {
        Some(offset) => Err(JsonError { offset, reason: Reason::Envelopes }),
        None => Ok(finder.found),
    }
}

struct Finder<'a> {
    line: &'a [u8],
    /// The objects and arrays around the token being read.
    open: Vec<Open>,
    found: Vec<Envelope>,
    /// Where the first envelope lies that is one too many.
    overflow: Option<usize>,
}

struct Open {
    begin: usize,
    /// In an object: the name of the member being read. In an array: none.
    name: Option<Span>,
    /// In an array: how many values were read before this one.
    index: u64,
    members: Members,
}

impl Finder<'_> {
    /// Notes that a value was read in the innermost container.
    fn value(&mut self, value: Value) {
        let line = self.line;
        if let Some(open) = self.open.last_mut() {
            match open.name.take() {
                Some(name) => open.members.note(line, &name, value),
                None => open.index += 1,
            }
        }
    }

    fn begin(&mut self, at: usize) {
        self.open.push(Open { begin: at, name: None, index: 0, members: Members::default() });
    }

    /// The names that lead to the innermost container, which is no longer in `open`.
    fn path(&self) -> String {
        let mut path = String::new();
        for open in &self.open {
            if path.len() > MAX_PATH {
                path.push('…');
                break;
            }
            // Writing to a string cannot fail.
            let _ = match &open.name {
                None => write!(path, "[{}]", open.index),
                Some(name) => {
                    let raw = &self.line[name.clone()];
                    let simple = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$');
                    let name = clip(raw);
                    match (!raw.is_empty() && raw.iter().all(simple), path.is_empty()) {
                        (true, true) => write!(path, "{name}"),
                        (true, false) => write!(path, ".{name}"),
                        (false, _) => write!(path, "[\"{name}\"]"),
                    }
                }
            };
        }
        if path.is_empty() { "$".into() } else { path }
    }
}

/// A name, or its beginning.
fn clip(raw: &[u8]) -> Cow<'_, str> {
    // Four bytes are the longest character; half of one may stay at the end and is left out.
    let name = String::from_utf8_lossy(&raw[..raw.len().min(4 * MAX_NAME)]);
    match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => name,
    }
}

impl Visitor for Finder<'_> {
    fn begin_object(&mut self, at: usize) {
        self.begin(at);
    }

    fn begin_array(&mut self, at: usize) {
        self.begin(at);
    }

    fn name(&mut self, name: Span) {
        if let Some(open) = self.open.last_mut() {
            open.name = Some(name);
        }
    }

    fn string(&mut self, string: Span) {
        self.value(Value::String(string));
    }

    fn scalar(&mut self, _scalar: Span) {
        self.value(Value::Scalar);
    }

    fn end(&mut self, after: usize) {
        let Some(open) = self.open.pop() else { return };
        if let Some(parts) = open.members.shape(self.line) {
            if matches!(parts, Parts::Sealed { .. }) {
                // What lies inside an envelope goes away with it.
                while self.found.last().is_some_and(|inner| inner.place.start > open.begin) {
                    self.found.pop();
                }
            }
            if self.found.len() == MAX_ENVELOPES {
                self.overflow.get_or_insert(open.begin);
            } else {
                let path = self.path();
                self.found.push(Envelope { place: open.begin..after, parts, path });
            }
        }
        self.value(Value::Container);
    }
}

enum Value {
    String(Span),
    Scalar,
    Container,
}

/// A member of an object that may make it an envelope.
#[derive(Debug, Default)]
enum Member {
    #[default]
    Missing,
    /// Present, but no string.
    Other,
    String(Span),
}

impl Member {
    fn string(&self) -> Option<Span> {
        match self {
            Self::String(span) => Some(span.clone()),
            Self::Missing | Self::Other => None,
        }
    }

    fn present(&self) -> bool {
        !matches!(self, Self::Missing)
    }
}

/// What an object is made of, as far as it decides whether it is an envelope. The one place that
/// knows an envelope's shape.
#[derive(Debug, Default)]
struct Members {
    key: Member,
    iv: Member,
    data: Member,
    /// `None` without a `type`; else whether it is "encrypted".
    encrypted: Option<bool>,
    /// Members with other names.
    others: usize,
    /// A member is, or an earlier one of the same name was, an object or an array.
    nested: bool,
}

impl Members {
    /// Of members with the same name the last counts, as with `JSON.parse`.
    fn note(&mut self, line: &[u8], name: &Span, value: Value) {
        self.nested |= matches!(value, Value::Container);
        let raw = &line[name.clone()];
        let unescaped;
        let name = if raw.contains(&b'\\') {
            unescaped = unescape(raw).unwrap_or_default();
            unescaped.as_bytes()
        } else {
            raw
        };
        let slot = match name {
            b"key" => &mut self.key,
            b"iv" => &mut self.iv,
            b"data" => &mut self.data,
            b"type" => {
                self.encrypted = Some(matches!(value, Value::String(span) if &line[span.clone()] == b"encrypted"));
                return;
            }
            _ => {
                self.others += 1;
                return;
            }
        };
        *slot = match value {
            Value::String(span) => Member::String(span),
            Value::Scalar | Value::Container => Member::Other,
        };
    }

    /// The parts, if these members make an envelope. Further members do no harm: Cloudflare may add
    /// some, and the tag of AES-GCM decides in the end.
    fn shape(&self, line: &[u8]) -> Option<Parts> {
        if self.encrypted == Some(false) {
            return None;
        }
        let (key, iv, data) = (self.key.string(), self.iv.string(), self.data.string());
        match (key, iv, data) {
            (Some(key), Some(iv), Some(data)) => Some(Parts::Sealed { key, iv, data }),
            (None, None, Some(data)) if self.is_direct(line, &data) => Some(Parts::Direct { data }),
            (key, iv, data) => {
                let begun = self.key.present() || self.iv.present() || self.data.present();
                let lacks = [("key", key), ("iv", iv), ("data", data)].into_iter();
                let lacks = lacks.filter(|(_, span)| span.is_none()).map(|(name, _)| name).collect();
                (self.encrypted.is_some() && begun).then_some(Parts::Broken { lacks })
            }
        }
    }

    fn is_direct(&self, line: &[u8], data: &Span) -> bool {
        let alone = self.encrypted.is_none() && self.others == 0 && !self.key.present() && !self.iv.present();
        if !alone || self.nested {
            return false;
        }
        // Without padding, and without the backslashes that may stand before slashes.
        let mut digits = 0;
        for &byte in &line[data.clone()] {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => digits += 1,
                b'=' | b'\\' => {}
                _ => return false,
            }
        }
        DIRECT_BYTES.contains(&(digits * 6 / 8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The envelopes as (path, text of the object, kind).
    fn found(line: &str) -> Vec<(String, String, &'static str)> {
        let kind = |parts: &Parts| match parts {
            Parts::Sealed { .. } => "sealed",
            Parts::Direct { .. } => "direct",
            Parts::Broken { .. } => "broken",
        };
        scan(line.as_bytes(), 64)
            .expect("a record")
            .iter()
            .map(|envelope| (envelope.path.clone(), line[envelope.place.clone()].to_string(), kind(&envelope.parts)))
            .collect()
    }

    #[test]
    fn envelopes_are_found_by_shape_at_any_depth() {
        let seal = r#"{"key":"k","iv":"i","data":"d"}"#;
        let typed = r#"{ "type" : "encrypted" , "data":"d","iv":"i","key":"k" }"#;
        let line = format!(r#"{{"a":{seal},"b":[1,{{"c d":{typed}}},[{seal}]],"e":{{"key":"k"}}}}"#);
        let expected = [
            ("a".to_string(), seal.to_string(), "sealed"),
            (r#"b[1]["c d"]"#.to_string(), typed.to_string(), "sealed"),
            ("b[2][0]".to_string(), seal.to_string(), "sealed"),
        ];
        assert_eq!(found(&line), expected);
        assert_eq!(found(seal), [("$".to_string(), seal.to_string(), "sealed")]);
    }

    #[test]
    fn what_only_resembles_an_envelope_is_left_alone() {
        for value in [
            r#"{"key":"k"}"#,
            r#"{"key":"k","iv":"i"}"#,
            r#"{"key":"k","iv":"i","data":null}"#,
            r#"{"key":1,"iv":"i","data":"d"}"#,
            r#"{"type":"plain","key":"k","iv":"i","data":"d"}"#,
            r#"{"type":null,"key":"k","iv":"i","data":"d"}"#,
            r#"{"type":"encrypted"}"#,
            r#"{"type":"encrypted","content":"c"}"#,
            r#"{"data":"short"}"#,
            r#""{\"key\":\"k\",\"iv\":\"i\",\"data\":\"d\"}""#,
            "null",
        ] {
            assert_eq!(found(&format!(r#"{{"Metadata":{value}}}"#)), [], "{value}");
        }
    }

    #[test]
    fn escaped_names_further_scalars_and_repeated_names_do_no_harm() {
        let line = r#"{"a":{"\u006bey":"k","key":"k2","iv":"i","data":"d","v":2,"kid":null}}"#;
        let envelopes = scan(line.as_bytes(), 64).expect("a record");
        let Parts::Sealed { key, .. } = &envelopes[0].parts else { panic!("{envelopes:?}") };
        assert_eq!(&line[key.clone()], "k2");
    }

    #[test]
    fn an_envelope_that_lacks_a_member_says_which() {
        let line = r#"{"a":{"type":"encrypted","key":"k","iv":null}}"#;
        let envelopes = scan(line.as_bytes(), 64).expect("a record");
        assert_eq!(envelopes[0].parts, Parts::Broken { lacks: vec!["iv", "data"] });
    }

    #[test]
    fn the_older_form_is_told_by_its_length_and_by_standing_alone() {
        for bytes in DIRECT_BYTES {
            let data = "A".repeat((bytes * 8).div_ceil(6));
            assert_eq!(found(&format!(r#"{{"a":{{"data":"{data}=="}}}}"#))[0].2, "direct");
            assert_eq!(found(&format!(r#"{{"a":{{"data":"\/{}"}}}}"#, &data[1..]))[0].2, "direct");
            assert_eq!(found(&format!(r#"{{"a":{{"data":" {}"}}}}"#, &data[1..])), []);
            assert_eq!(found(&format!(r#"{{"a":{{"data":"{data}"}}}}"#))[0].2, "direct");
            assert_eq!(found(&format!(r#"{{"a":{{"data":"{data}","mimeType":"image/png"}}}}"#)), []);
        }
        assert_eq!(found(&format!(r#"{{"a":{{"data":"{}"}}}}"#, "A".repeat(341))), []);
    }

    #[test]
    fn envelopes_that_can_be_opened_never_overlap() {
        let seal = r#"{"key":"k","iv":"i","data":"d"}"#;
        let outer = format!(r#"{{"more":[1,{seal}],"key":"k","iv":"i","data":"d"}}"#);
        assert_eq!(found(&format!(r#"{{"a":{outer},"b":{seal}}}"#)).len(), 2, "the inner one goes with the outer");
        let repeated = format!(r#"{{"data":{seal},"data":"{}"}}"#, "A".repeat(342));
        assert_eq!(found(&format!(r#"{{"a":{repeated}}}"#)), [("a.data".to_string(), seal.to_string(), "sealed")]);
    }

    #[test]
    fn what_is_found_in_a_hostile_line_is_bounded() {
        let broken = r#"{"type":"encrypted","key":1}"#;
        let line = |times: usize| format!(r#"{{"{}":[{}]}}"#, "n".repeat(5000), vec![broken; times].join(","));
        let envelopes = scan(line(MAX_ENVELOPES).as_bytes(), 8).expect("just within");
        assert!(envelopes.iter().all(|envelope| envelope.path.len() < 120), "{}", envelopes[0].path);
        let error = scan(line(MAX_ENVELOPES + 1).as_bytes(), 8).expect_err("one too many");
        assert_eq!(error.reason, Reason::Envelopes);
        let deep =
            format!("{}1{}", format!("{{\"{}\":", "é".repeat(500)).repeat(60), "}".repeat(60)).replace('1', broken);
        assert!(scan(deep.as_bytes(), 64).expect("a record")[0].path.len() < 2000);
    }

    #[test]
    fn only_objects_are_records() {
        for line in ["[]", "\"a\"", "1", "null", "", "  ", "Provider,Model", "[{\"a\":1}]"] {
            let error = scan(line.as_bytes(), 64).expect_err(line);
            assert!(matches!(error.reason, Reason::Expected(_) | Reason::End), "{line}: {error:?}");
        }
        assert_eq!(scan(b" \t{\"a\":1} \r", 64), Ok(vec![]));
    }
}

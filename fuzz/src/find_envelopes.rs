//! Finding envelopes against `serde_json`: a line is a record exactly if that takes it for an object, and its envelopes
//! are the objects of their shape that are seen in what it parses.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use logpush_decrypt::testing::envelope::{Envelope, Form, Parts, scan};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// `key`, `iv` and `data`; `data` alone in the form of 2024.
type Sealed = Vec<String>;

pub fn run(line: &[u8]) {
    let found = scan(line, usize::MAX >> 1);
    let is_one_line = !line.contains(&b'\n');
    let is_object = line.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<&RawValue>(line).is_ok();
    if is_one_line {
        assert_eq!(found.is_ok(), is_object, "{found:?}");
    }
    let Ok(found) = found else { return };
    for pair in found.windows(2) {
        assert!(pair[0].place.start <= pair[1].place.start, "they come in order: {pair:?}");
    }
    // Half of a surrogate pair is JSON, but no text, and more than 128 levels are too many for `serde_json`.
    let Ok(value) = serde_json::from_slice::<Node>(line) else { return };
    let mut expected = Vec::new();
    collect(&value, true, &mut expected);
    let found: Vec<Sealed> = found.iter().filter_map(|envelope| parts(line, envelope)).collect();
    assert_eq!(found, expected);
}

/// The parts of an envelope in which they have a fitting size.
fn parts(line: &[u8], envelope: &Envelope) -> Option<Sealed> {
    let text = |span: &std::ops::Range<usize>| {
        let string = |raw: &[u8]| serde_json::from_slice(&[b"\"", raw, b"\""].concat()).expect("a string of the line");
        let once: String = string(&line[span.clone()]);
        if envelope.form == Form::Object { once } else { string(once.as_bytes()) }
    };
    match &envelope.parts {
        Parts::Sealed { key, iv, data } => Some([key, iv, data].map(text).to_vec()).filter(|parts| fits(parts)),
        Parts::Direct { data } => Some(vec![text(data)]).filter(|parts| is_direct(&parts[0])),
        Parts::Broken { .. } | Parts::Unreadable { .. } => None,
    }
}

/// How many bytes base64 of this length has, whatever its characters are.
fn bytes(text: &str) -> Option<usize> {
    let padding = text.len() - text.trim_end_matches('=').len();
    let digits = text.len() - padding.min(2);
    let is_whole = digits % 4 != 1 && (padding == 0 || text.len().is_multiple_of(4));
    is_whole.then_some(digits * 6 / 8)
}

fn fits(parts: &[String]) -> bool {
    let sizes: Vec<Option<usize>> = parts.iter().map(|part| bytes(part)).collect();
    let is_modulus = |size: usize| (128..=1024).contains(&size) && size.is_multiple_of(8);
    // Of long data nobody looks at the last characters.
    let is_data = parts[2].len() > 6 * 4 * 16 || sizes[2].is_some_and(|size| size >= 16);
    sizes[0].is_some_and(is_modulus) && sizes[1] == Some(12) && is_data
}

fn is_direct(data: &str) -> bool {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let decoded = GeneralPurpose::new(&base64::alphabet::STANDARD, config).decode(data);
    decoded.is_ok_and(|bytes| matches!(bytes.len(), 256 | 384 | 512))
}

/// The envelopes in a value, in the order in which they begin. What lies within one is a part of it.
fn collect(value: &Node, strings: bool, to: &mut Vec<Sealed>) {
    match value {
        Node::Object(members) => {
            let last = |name: &str| members.iter().rev().find(|member| member.0 == name).map(|member| &member.1);
            let text = |name| if let Some(Node::String(text)) = last(name) { Some(text.clone()) } else { None };
            let sealed = || Some(vec![text("key")?, text("iv")?, text("data")?]).filter(|parts| fits(parts));
            let direct = || {
                let alone = members
                    .iter()
                    .all(|(name, value)| name == "data" && !matches!(value, Node::Object(_) | Node::Array(_)));
                Some(vec![text("data")?]).filter(|parts| alone && is_direct(&parts[0]))
            };
            if let Some(sealed) = sealed() {
                to.push(sealed);
                return;
            }
            let direct = direct();
            let is_direct = direct.is_some();
            to.extend(direct);
            if !is_direct {
                for (_, value) in members {
                    collect(value, strings, to);
                }
            }
        }
        Node::Array(items) => items.iter().for_each(|item| collect(item, strings, to)),
        Node::String(text) if strings => {
            if let Ok(inner @ (Node::Object(_) | Node::Array(_))) = serde_json::from_str(text) {
                collect(&inner, false, to);
            }
        }
        Node::String(_) | Node::Scalar => {}
    }
}

/// A value of JSON that keeps members with the same name.
enum Node {
    Object(Vec<(String, Self)>),
    Array(Vec<Self>),
    String(String),
    Scalar,
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Nodes;
        impl<'de> Visitor<'de> for Nodes {
            type Value = Node;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("JSON")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Node::Object(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
                let mut found = Vec::new();
                while let Some(item) = items.next_element()? {
                    found.push(item);
                }
                Ok(Node::Array(found))
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(Node::String(text.to_owned()))
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Scalar)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
                Ok(Node::Scalar)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
                Ok(Node::Scalar)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
                Ok(Node::Scalar)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
                Ok(Node::Scalar)
            }
        }
        deserializer.deserialize_any(Nodes)
    }
}

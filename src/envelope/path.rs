//! The names that lead to an envelope, as faults and columns carry them.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::scan::{Envelope, Form};
use crate::json::{resolve_escapes, write_escaped};

/// Characters of a name, and bytes of a whole path, that are kept. Names can be as long as the line.
const MAX_NAME: usize = 100;
const MAX_PATH: usize = 1000;
/// Bytes of a name that are looked at, past those that are kept: twelve are a character's longest escape.
const LOOKED_AT: usize = 12 * (MAX_NAME + 1);

/// The path to the value being read, kept from one envelope to the next: what changes is written again, so that a
/// long path costs its own writing once, however many envelopes it leads to.
#[derive(Debug, Default)]
pub(super) struct Path {
    text: String,
    /// Where the part for each open container ends, outermost first.
    ends: Vec<usize>,
}

impl Path {
    /// Forgets the part of the innermost of this many containers: its next value has another.
    pub(super) fn leave(&mut self, containers: usize) {
        self.ends.truncate(containers - 1);
    }

    /// How many containers, from the outermost, the path is known for.
    pub(super) fn known(&self) -> usize {
        self.ends.len()
    }

    /// The path by way of these containers as well: of each the name of the member being read, or for an array none
    /// and how many values came before. `$` by way of no container at all.
    pub(super) fn append<'a>(&mut self, steps: impl Iterator<Item = (Option<&'a [u8]>, u64)>) -> &str {
        self.text.truncate(self.ends.last().copied().unwrap_or_default());
        for (name, index) in steps {
            if self.text.len() > MAX_PATH {
                self.text.push('…');
                break;
            }
            write_step(&mut self.text, name, index);
            self.ends.push(self.text.len());
        }
        if self.text.is_empty() { "$" } else { &self.text }
    }

    /// The path of an envelope at the value that `before` leads to, or within the text of that string.
    pub(super) fn joined(before: &str, envelope: &Envelope) -> String {
        let within = &envelope.path;
        if envelope.form != Form::WithinText || before.len() > MAX_PATH {
            before.into()
        } else if within.starts_with('[') {
            format!("{before}{within}")
        } else {
            format!("{before}.{within}")
        }
    }
}

fn write_step(path: &mut String, name: Option<&[u8]>, index: u64) {
    // Writing to a string cannot fail.
    let _ = match name {
        None => write!(path, "[{index}]"),
        Some(raw) => {
            let simple = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$');
            let name = clip(written(&raw[..raw.len().min(LOOKED_AT)]));
            match (!name.is_empty() && name.bytes().all(simple), path.is_empty()) {
                (true, true) => write!(path, "{name}"),
                (true, false) => write!(path, ".{name}"),
                (false, _) => write!(path, "[\"{name}\"]"),
            }
        }
    };
}

/// A name with no other escapes than it needs, so that it is the same name however it is written.
fn written(raw: &[u8]) -> Cow<'_, str> {
    // Half of a character may stay at the end and is left out.
    let name = String::from_utf8_lossy(raw);
    if !raw.contains(&b'\\') {
        return name;
    }
    let mut written = Vec::new();
    write_escaped(&mut written, resolve_escapes(&name).as_bytes());
    // Escapes are ASCII, and all else was text.
    String::from_utf8(written).map_or(name, Cow::Owned)
}

/// A name, or its beginning.
fn clip(name: Cow<'_, str>) -> Cow<'_, str> {
    match name.char_indices().nth(MAX_NAME) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_written_once() {
        let names: Vec<_> = (0..20).map(|at| format!("name{at}")).collect();
        let mut path = Path::default();
        let mut written = 0;
        for index in 0..1000 {
            let steps = names[path.known().min(names.len())..].iter().map(|name| (Some(name.as_bytes()), 0));
            let last = (path.known() <= names.len()).then_some((None, index));
            let text = path.append(steps.chain(last).inspect(|_| written += 1));
            assert_eq!(text, format!("{}[{index}]", names.join(".")));
            path.leave(names.len() + 1);
        }
        assert_eq!(written, names.len() + 1000);
    }

    #[test]
    fn names_and_paths_are_clipped() {
        let mut path = Path::default();
        assert_eq!(path.append(std::iter::empty()), "$");
        let long = "é".repeat(8 << 20);
        let step = || (Some(long.as_bytes()), 0);
        assert_eq!(path.append([step()].into_iter()), format!("[\"{}…\"]", "é".repeat(100)));
        let text = path.append((0..400).map(|_| step())).to_string();
        assert!(text.ends_with('…') && text.len() < MAX_PATH + LOOKED_AT, "{} bytes", text.len());
        assert_eq!(path.append((0..400).map(|_| step())), text);
    }
}

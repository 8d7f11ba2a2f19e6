//! Masks: what is written in place of e-mail addresses, keys and tokens, card numbers, IBANs, and what a person's own
//! patterns match, so that records can be handed to somebody else.
//!
//! Values are found in decoded text, at whatever level of strings within strings it lies, and rewritten where they
//! stand: no other byte of a record changes. A mask is the same for every value of its kind. `docs/sharing.md` says what
//! is found, and what is not.
//!
//! | file | says |
//! |---|---|
//! | `detect.rs` | where candidates begin, in one pass over a text |
//! | `email.rs`, `secret.rs`, `credential.rs`, `card.rs`, `iban.rs` | whether one is what it looks like |
//! | `own.rs` | what a person's own patterns match |
//! | `levels.rs` | which texts a record has: strings of JSON, also within strings, and lines of streams |
//! | `stream.rs` | texts that lie in pieces in the events of a stream |
//! | `edit.rs` | what changes, and writing it |

mod card;
mod credential;
mod detect;
mod edit;
mod email;
mod iban;
mod levels;
mod own;
mod secret;
mod stream;

use std::fmt;

pub use edit::{Edit, write_edited};
pub use own::{LONGEST_PATTERN, MOST_PATTERNS};

use own::Own;

use crate::envelope::{Parts, scan};

/// What a mask stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A key, a token or another credential of a known form.
    Secret,
    /// The number of a payment card.
    Card,
    /// An international bank account number.
    Iban,
    /// What one of the person's own patterns matches.
    Own,
}

impl Kind {
    /// Those that have a name, in the order in which they are listed.
    pub const NAMED: [Self; 4] = [Self::Email, Self::Secret, Self::Card, Self::Iban];

    /// Its name, under which it is chosen and counted.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Secret => "secret",
            Self::Card => "card",
            Self::Iban => "iban",
            Self::Own => "masked",
        }
    }

    /// The kind of this name, of those that can be chosen.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|kind| kind.name() == name)
    }

    /// What is written in place of a value. No character of it needs an escape in JSON.
    #[must_use]
    pub fn mask(self) -> &'static str {
        match self {
            Self::Email => "[email]",
            Self::Secret => "[secret]",
            Self::Card => "[card]",
            Self::Iban => "[iban]",
            Self::Own => "[masked]",
        }
    }
}

/// Why masks cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskError {
    /// What is wrong and what to do, in a sentence.
    pub message: String,
}

impl fmt::Display for MaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for MaskError {}

/// How many values were masked, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// E-mail addresses.
    pub email: u64,
    /// Keys, tokens and other credentials.
    pub secret: u64,
    /// Card numbers.
    pub card: u64,
    /// IBANs.
    pub iban: u64,
    /// What own patterns matched.
    pub masked: u64,
}

impl Counts {
    /// Counts what these edits mask.
    pub fn add(&mut self, edits: &[Edit]) {
        for edit in edits.iter().filter(|edit| edit.is_counted()) {
            *match edit.kind {
                Kind::Email => &mut self.email,
                Kind::Secret => &mut self.secret,
                Kind::Card => &mut self.card,
                Kind::Iban => &mut self.iban,
                Kind::Own => &mut self.masked,
            } += 1;
        }
    }
}

/// Levels of objects and arrays that a record may have, as everywhere.
const MAX_NESTING: usize = 512;

/// What is masked.
///
/// ```
/// # use logpush_decrypt::testing::mask::{Counts, Kind, Masks};
/// let masks = Masks::new(&[Kind::Email], &[])?;
/// let (mut masked, mut counts) = (Vec::new(), Counts::default());
/// masks.write_record(br#"{"RequestBody":"{\"user\":\"alice\\u0040example.com\"}"}"#, &mut masked, &mut counts);
/// assert_eq!(masked, br#"{"RequestBody":"{\"user\":\"[email]\"}"}"#);
/// assert_eq!(counts.email, 1);
/// # Ok::<(), logpush_decrypt::testing::mask::MaskError>(())
/// ```
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "one for each kind, asked at every sign of a text")]
pub struct Masks {
    email: bool,
    secret: bool,
    card: bool,
    iban: bool,
    own: Vec<Own>,
}

impl Masks {
    /// Masks of these kinds, and of what these regular expressions match. Their syntax is that of the filter's.
    ///
    /// # Errors
    /// If there is nothing to mask, or a pattern is not valid, too long, one too many, or matches the empty text.
    pub fn new(kinds: &[Kind], patterns: &[&str]) -> Result<Self, MaskError> {
        if kinds.is_empty() && patterns.is_empty() {
            return Err(MaskError { message: "No mask was chosen: name a kind, or give a pattern.".into() });
        }
        if patterns.len() > MOST_PATTERNS {
            let message =
                format!("There are {} patterns; at most {MOST_PATTERNS} can be used at once.", patterns.len());
            return Err(MaskError { message });
        }
        let has = |kind| kinds.contains(&kind);
        Ok(Self {
            email: has(Kind::Email),
            secret: has(Kind::Secret),
            card: has(Kind::Card),
            iban: has(Kind::Iban),
            own: patterns.iter().map(|pattern| Own::new(pattern)).collect::<Result<_, _>>()?,
        })
    }

    /// No masks.
    #[must_use]
    pub fn none() -> Self {
        Self { email: false, secret: false, card: false, iban: false, own: Vec::new() }
    }

    /// Appends a record to `to` with its values masked, and counts them. It is one line, with or without its line
    /// feed. Envelopes that are still sealed stay as they are.
    pub fn write_record(&self, line: &[u8], to: &mut Vec<u8>, counts: &mut Counts) {
        let edits = self.edits_of_record(line);
        counts.add(&edits);
        write_edited(line, &edits, to);
    }

    /// What changes in a record: places in the line, in order, without overlaps.
    #[must_use]
    pub fn edits_of_record(&self, line: &[u8]) -> Vec<Edit> {
        if !(self.email || self.secret || self.card || self.iban) && self.own.is_empty() {
            return Vec::new();
        }
        let mut edits = match std::str::from_utf8(line) {
            Ok(text) => self.edits_of_text(text),
            // Not a record, so it has no strings to decode.
            Err(_) => self.edits_of_bytes(line),
        };
        if edits.iter().any(|edit| edit.kind != Kind::Email) {
            // Base64 has no '@', but it may happen to look like a key.
            let sealed: Vec<_> = scan(line, MAX_NESTING)
                .unwrap_or_default()
                .into_iter()
                .filter(|envelope| matches!(envelope.parts, Parts::Sealed { .. } | Parts::Direct { .. }))
                .map(|envelope| envelope.place)
                .collect();
            let is_sealed =
                |edit: &Edit| sealed.iter().any(|place| place.start <= edit.place.start && edit.place.end <= place.end);
            edits.retain(|edit| edit.kind == Kind::Email || !is_sealed(edit));
        }
        edits
    }

    /// What changes in any text: JSON, a stream, or words.
    #[must_use]
    pub fn edits_of_text(&self, text: &str) -> Vec<Edit> {
        let mut edits = Vec::new();
        self.find(text, 0, &mut edits);
        edit::merge(&mut edits);
        edits
    }

    fn edits_of_bytes(&self, bytes: &[u8]) -> Vec<Edit> {
        let (mut edits, mut at) = (Vec::new(), 0);
        for chunk in bytes.utf8_chunks() {
            let found = self.edits_of_text(chunk.valid());
            edits.extend(found.into_iter().map(|edit| edit.moved(at)));
            at += chunk.valid().len() + chunk.invalid().len();
        }
        edits
    }
}

#[cfg(test)]
mod tests;

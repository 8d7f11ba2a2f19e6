//! What is wrong with a text.

use std::fmt;

/// Why a text is not JSON, with the offset of the byte that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Offset in the text, from 0.
    pub offset: usize,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Another token was needed: its description.
    Expected(&'static str),
    /// The text ends too early.
    End,
    /// A control character stands in a string without being escaped.
    Control,
    /// An escape that JSON does not have.
    Escape,
    /// A number that JSON does not write so.
    Number,
    /// The text is not UTF-8.
    Utf8,
    /// Something follows the value.
    Trailing,
    /// Objects and arrays are nested deeper than the limit.
    Nesting,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected(what) => write!(f, "{what} is expected"),
            Self::End => f.write_str("the text ends too early"),
            Self::Control => f.write_str("a control character stands unescaped in a string"),
            Self::Escape => f.write_str("this is not an escape of JSON"),
            Self::Number => f.write_str("this is not a number of JSON"),
            Self::Utf8 => f.write_str("this is not UTF-8"),
            Self::Trailing => f.write_str("something follows the end of the value"),
            Self::Nesting => f.write_str("objects and arrays are nested too deep"),
        }
    }
}

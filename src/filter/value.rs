//! The values that tests are asked of.

/// A plain value of a record: what JSON has, without objects and arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it stands in the record.
    Number(&'a str),
    /// The text of a string, without its escapes.
    Text(&'a str),
}

impl<'a> Value<'a> {
    /// What a value can be that reads so: a text, a number, `true` or `false`.
    pub(super) fn readings(text: &'a str) -> impl Iterator<Item = Self> {
        let boolean = text.parse().map(Self::Bool).ok();
        [Self::Text(text), Self::Number(text)].into_iter().chain(boolean)
    }

    /// The value as people see it.
    #[must_use]
    pub fn as_text(self) -> &'a str {
        match self {
            Self::Null => "null",
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
            Self::Number(text) | Self::Text(text) => text,
        }
    }
}

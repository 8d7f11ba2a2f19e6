//! A place in a filter's text, and the words and quoted texts that are read there.

use super::error::{self, FilterError};
use super::quote::{ends_word, read_quoted};

/// A place in a text.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    /// In bytes; always at a character.
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    /// Takes a text in quotation marks, which begins here, and gives what is between them.
    pub(super) fn quoted(&mut self) -> Result<String, FilterError> {
        let (text, length) = self.peek_quoted()?;
        self.at += length;
        Ok(text)
    }

    /// The same without taking it, and how many bytes it takes with its quotation marks.
    pub(super) fn peek_quoted(&self) -> Result<(String, usize), FilterError> {
        let unclosed = || FilterError::new(error::UNCLOSED_QUOTE, self.at..self.text.len());
        read_quoted(self.rest()).ok_or_else(unclosed)
    }

    /// Takes characters up to a space, a parenthesis or a quotation mark: perhaps none.
    pub(super) fn word(&mut self) -> &'a str {
        let word = self.peek_word();
        self.at += word.len();
        word
    }

    /// The same without taking them.
    pub(super) fn peek_word(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(ends_word).unwrap_or(rest.len())]
    }

    /// Takes characters as [`Cursor::word`] does, but up to a comma at most.
    pub(super) fn take_part(&mut self) -> &'a str {
        let part = self.peek_part();
        self.at += part.len();
        part
    }

    /// The same without taking them.
    pub(super) fn peek_part(&self) -> &'a str {
        let word = self.peek_word();
        &word[..word.find(',').unwrap_or(word.len())]
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// What is not taken yet.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// An error about everything from `start` up to here.
    pub(super) fn error(&self, message: &str, start: usize) -> FilterError {
        FilterError::new(message, start..self.at)
    }
}

//! What is wrong with a filter, and where, each with what to write instead.

use std::fmt;
use std::ops::Range;

/// Why a filter cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// What is wrong and what to do about it, in a sentence for people.
    pub message: String,
    /// Which bytes of the filter it concerns. They begin and end at characters; at the filter's end, where
    /// something is missing, the range may be empty.
    pub place: Range<usize>,
}

impl FilterError {
    pub(super) fn new(message: impl Into<String>, place: Range<usize>) -> Self {
        Self { message: message.into(), place }
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FilterError {}

pub(super) const TOO_LONG: &str = "The filter is longer than 4,096 characters. Make it shorter.";
pub(super) const TOO_MANY_TESTS: &str = "The filter has more than 32 tests. Take some away.";
pub(super) const TOO_DEEP: &str = "Parentheses are nested deeper than 64 levels. Take some away.";

pub(super) const UNCLOSED_QUOTE: &str = "This quotation mark lacks its partner. Write \" at the end of the text, \
                                         and \\\" for one within it.";
pub(super) const EMPTY_QUOTES: &str = "There is nothing between the quotation marks. Write what to look for.";
pub(super) const UNCLOSED_PARENTHESIS: &str = "This parenthesis is not closed. Write ) after the last part of it.";
pub(super) const STRAY_PARENTHESIS: &str = "This parenthesis was not opened. Remove it, or put it in quotation marks.";
pub(super) const EMPTY_PARENTHESES: &str = "There is nothing between the parentheses. Write something, or remove them.";

pub(super) const UNCLOSED_REGEX: &str = "This regular expression lacks the slash at its end. Put the text in quotation \
                                         marks if it is not one; within one, write \\/ for a slash.";
pub(super) const EMPTY_REGEX: &str = "There is nothing between the slashes. Put them in quotation marks if they are not a \
                                      regular expression.";
pub(super) const REGEX_FLAGS: &str = "After a regular expression only i, s and m may stand. Put the text in quotation \
                                      marks if it is not one; within one, write \\/ for a slash.";

pub(super) const MISSING_TEST: &str = "Write what the field must be right after this, without a space.";
pub(super) const MISSING_AFTER_COMMA: &str = "Write another value after the comma. Put the text in quotation marks to \
                                              look for a comma.";
pub(super) const LIST_PART: &str = "Between commas stand words, numbers and ranges. Join anything else by `or`: \
                                    field:(>5 or /pattern/).";
pub(super) const THOUSANDS: &str =
    "A comma stands between values, any of which may match. Write numbers without it: 4000.";
pub(super) const ONE_BOUND: &str = "After < and > stands one value. Write numbers without a comma: 4000. Put a text with a \
                                    comma in quotation marks.";
pub(super) const NOT_EQUAL: &str = "Write != for what the field must not be.";
pub(super) const STRAY_OPERATOR: &str = "A comparison stands right after a field's name, without a space: status>=400. Put \
                                         the text in quotation marks to look for it.";
pub(super) const MISSING_BOUND: &str = "Write a number, a time or a word right after this, without a space.";
pub(super) const HAS_NAME: &str = "After `has:` the name of a field is needed.";

pub(super) const MISSING_BEFORE: &str = "Something must stand before this word. Put it in quotation marks to look \
                                         for it.";
pub(super) const MISSING_AFTER: &str = "Something must stand after this. Put it in quotation marks to look \
                                         for it.";
pub(super) const ONE_TEST: &str = "This must be one test, and nothing else.";
pub(crate) const NOT_A_TIME: &str =
    "This is not a time. Write it as 2026-04-18, 2026-04-18T06 or 2026-04-18T06:30, in UTC.";

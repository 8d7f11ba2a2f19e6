//! What an opened record says to the tests of a filter.

use std::cell::OnceCell;

use super::asked::{self, Subject, as_value};
use super::leaves::Part;
use crate::conversation::body_field::BodyField;
use crate::conversation::cost::PriceList;
use crate::conversation::model::Conversation;
use crate::conversation::record::OpenedRecord;
use crate::conversation::record_cost::record_cost;
use crate::conversation::to_json::text_of;
use crate::filter::{Test, Value};

/// An opened record, with what tests may ask of it.
pub(super) struct Opened<'r, 'a> {
    record: &'r OpenedRecord<'a>,
    prices: &'r PriceList,
    /// A field stayed sealed.
    has_sealed: bool,
    conversation: OnceCell<Conversation>,
}

impl<'r, 'a> Opened<'r, 'a> {
    pub fn new(record: &'r OpenedRecord<'a>, prices: &'r PriceList, has_sealed: bool) -> Self {
        Self { record, prices, has_sealed, conversation: OnceCell::new() }
    }

    /// What a test says that the plain fields did not decide.
    pub fn answer(&self, test: &Test, subject: &Subject, meant: Option<(&str, Part)>) -> Option<bool> {
        let record = self.record;
        let long = |text: Option<&str>| text.is_some_and(|text| test.matches_body(text));
        let or_sealed = |matches: bool, sealed: bool| if !matches && sealed { None } else { Some(matches) };
        match (subject, meant) {
            (Subject::Any, _) => {
                let texts = [record.metadata_text(), record.request(), record.response()];
                or_sealed(texts.into_iter().any(long), self.has_sealed)
            }
            (Subject::Metadata(name), _) => {
                or_sealed(asked::of_metadata(test, name, record), record.has_sealed_metadata())
            }
            (Subject::Body(field), _) => or_sealed(self.of_body(test, *field), record.has_sealed_body()),
            (Subject::Own, Some((_, Part::Metadata))) => record.metadata_text().map(|text| test.matches_body(text)),
            (Subject::Own, Some((name, Part::Body))) => {
                let body = if name.ends_with("RequestBody") { record.request() } else { record.response() };
                body.map(|body| test.matches_body(body))
            }
            // A field that stayed sealed.
            _ => None,
        }
    }

    fn of_body(&self, test: &Test, field: BodyField) -> bool {
        let conversation = self.conversation.get_or_init(|| self.record.conversation());
        if field == BodyField::Cost {
            let cost = record_cost(self.record, conversation, self.prices).map(|usd| text_of(&usd));
            return cost.is_some_and(|cost| test.matches(Value::Number(&cost)));
        }
        field.matches(test, conversation)
    }

    /// Shows the values that a test is asked of, of those that only an opened record has and that are known by now.
    pub fn values(&self, subject: &Subject, mut show: impl FnMut(Value<'_>)) {
        match (subject, self.conversation.get()) {
            (Subject::Metadata(name), _) => {
                if let Some(value) = asked::metadata_of(name, self.record) {
                    show(as_value(&value));
                }
            }
            (Subject::Body(BodyField::Cost), Some(conversation)) => {
                if let Some(cost) = record_cost(self.record, conversation, self.prices).map(|usd| text_of(&usd)) {
                    show(Value::Number(&cost));
                }
            }
            (Subject::Body(field), Some(conversation)) => field.values(conversation, show),
            _ => {}
        }
    }
}

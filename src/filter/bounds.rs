//! Ranges: of numbers, of times, of texts.

use std::cmp::Ordering;

use super::decimal::Decimal;
use super::fold::{compare, fold};
use super::quote;
use super::time::Interval;
use super::value::Value;

/// The ends of a range, one of which may be open.
#[derive(Clone, Debug)]
pub struct Bounds {
    low: Option<Bound>,
    high: Option<Bound>,
    kind: BoundsKind,
    /// The span between them, if they are times.
    time: Option<Interval>,
}

#[derive(Clone, Debug)]
pub(super) struct Bound {
    written: String,
    folded: String,
    /// Whether the bound itself belongs to the range.
    included: bool,
}

/// What the bounds are, of those that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BoundsKind {
    Numbers,
    /// A number and a text: nothing lies between them.
    Mixed,
    Texts,
}

impl Bound {
    pub(super) fn new(written: impl Into<String>, included: bool) -> Self {
        let written = written.into();
        Self { folded: fold(&written), written, included }
    }
}

impl Bounds {
    pub(super) fn new(low: Option<Bound>, high: Option<Bound>) -> Self {
        let numbers = low.iter().chain(&high).filter(|bound| Decimal::parse(&bound.written).is_some()).count();
        let kind = match numbers {
            0 => BoundsKind::Texts,
            some if some == low.iter().chain(&high).count() => BoundsKind::Numbers,
            _ => BoundsKind::Mixed,
        };
        let time = span(low.as_ref(), high.as_ref());
        Self { low, high, kind, time }
    }

    /// In order of numbers if the value and all bounds are numbers, of times if they are times, else of texts.
    pub(super) fn contains(&self, value: Value<'_>) -> bool {
        let (Value::Number(text) | Value::Text(text)) = value else { return false };
        if self.kind == BoundsKind::Numbers
            && let Some(number) = Decimal::parse(text)
        {
            return self.admit(|bound| Decimal::parse(&bound.written).map(|own| number.compare(&own)));
        }
        if let Some((span, moment)) = self.time.zip(Interval::parse(text)) {
            return span.contains(moment.start);
        }
        let are_texts = self.kind == BoundsKind::Texts && matches!(value, Value::Text(_));
        are_texts && self.admit(|bound| Some(compare(text, &bound.folded)))
    }

    /// The span between the bounds, if they are times.
    pub(super) fn time(&self) -> Option<Interval> {
        self.time
    }

    /// Whether a value lies between the bounds that is ordered against each of them so.
    fn admit(&self, order: impl Fn(&Bound) -> Option<Ordering>) -> bool {
        let admits = |bound: &Option<Bound>, side: Ordering| {
            bound.as_ref().is_none_or(|bound| match order(bound) {
                Some(Ordering::Equal) => bound.included,
                other => other == Some(side),
            })
        };
        admits(&self.low, Ordering::Greater) && admits(&self.high, Ordering::Less)
    }

    /// The bounds as they are written after a field's name.
    pub(super) fn source(&self) -> String {
        let bound = |bound: &Bound| quote::value(&bound.written);
        let equals = |bound: &Bound| if bound.included { "=" } else { "" };
        match (&self.low, &self.high) {
            (Some(low), Some(high)) => format!("{}..{}", bound(low), bound(high)),
            (Some(low), None) => format!(">{}{}", equals(low), bound(low)),
            (None, Some(high)) => format!("<{}{}", equals(high), bound(high)),
            (None, None) => "..".to_owned(),
        }
    }
}

/// The time between two bounds, if all that are there are times.
fn span(low: Option<&Bound>, high: Option<&Bound>) -> Option<Interval> {
    let mut span = Interval::ALWAYS;
    if let Some(bound) = low {
        let low = Interval::parse(&bound.written)?;
        span.start = if bound.included { low.start } else { low.end };
    }
    if let Some(bound) = high {
        let high = Interval::parse(&bound.written)?;
        span.end = if bound.included { high.end } else { high.start };
    }
    Some(span)
}

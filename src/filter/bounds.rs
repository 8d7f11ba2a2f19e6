//! Ranges: of numbers, of times, of texts.

use std::cmp::Ordering;

use super::class::Class;
use super::fold::{compare, fold};
use super::quote;
use super::time::Interval;
use super::value::Value;
use crate::decimal::Decimal;

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
    /// `4xx`, of which both ends are included or neither is.
    class: Option<Class>,
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
        Self { folded: fold(&written), class: Class::parse(&written), written, included }
    }

    /// How a number is ordered against it; `None` if it is not a number.
    fn order(&self, number: &Decimal<'_>) -> Option<Ordering> {
        let order = |bound: &str| Decimal::parse(bound).map(|bound| number.compare(&bound));
        match &self.class {
            None => order(&self.written),
            Some(class) if class.contains(number) => Some(Ordering::Equal),
            Some(class) => order(&class.low),
        }
    }

    fn is_number(&self) -> bool {
        self.class.is_some() || Decimal::parse(&self.written).is_some()
    }
}

impl Bounds {
    pub(super) fn new(low: Option<Bound>, high: Option<Bound>) -> Self {
        let numbers = low.iter().chain(&high).filter(|bound| bound.is_number()).count();
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
            return self.admit(|bound| bound.order(&number));
        }
        if let Some((span, moment)) = self.time.zip(Interval::parse(text)) {
            return span.contains(moment.start);
        }
        let are_texts = self.kind == BoundsKind::Texts && matches!(value, Value::Text(_));
        are_texts && self.admit(|bound| Some(compare(text, &bound.folded)))
    }

    /// Whether both ends are there.
    pub(super) fn is_closed(&self) -> bool {
        self.low.is_some() && self.high.is_some()
    }

    /// The same with an end of the range included, as it is written, if the one is a time in which `last` lies, or the
    /// other one in which `first` does.
    pub(super) fn with_end_included(&self, first: i64, last: i64) -> Option<String> {
        let has = |bound: &Option<Bound>, moment: i64| {
            let bound = bound.as_ref().filter(|bound| !bound.included)?;
            Interval::parse(&bound.written).filter(|span| span.contains(moment)).map(|_| quote::value(&bound.written))
        };
        let low = has(&self.low, last).map(|low| format!(">={low}"));
        low.or_else(|| has(&self.high, first).map(|high| format!("<={high}")))
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

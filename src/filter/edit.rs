//! Changing a filter's text in one place: a facet's value is chosen, a range is brushed. The rest of the text stays
//! as it was written.

use super::expression::Expression;
use super::quote;
use super::test::Test;
use super::value::Value;
use super::{Conjunct, FieldTest, Filter};

/// What a filter does with the records that have a certain value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inclusion {
    /// They are among those that match; `field=a,b` includes two values.
    Included,
    /// They do not match: `-field=value`.
    Excluded,
}

/// What becomes of a conjunct.
#[derive(Clone, PartialEq, Eq)]
enum Change {
    Keep,
    Replace(String),
    Remove,
}

impl Filter {
    /// Whether the filter includes or excludes this value of a field by a conjunct that does nothing else: `field=value`,
    /// `field:value,other`, or one of these negated. `is_field` tells by a name as it was typed whether it means the
    /// field.
    pub fn inclusion(&self, is_field: impl Fn(&str) -> bool, value: &str) -> Option<Inclusion> {
        let lists = self.conjuncts.iter().filter_map(|conjunct| self.list(conjunct, &is_field));
        let inclusions: Vec<Inclusion> = lists.filter(|list| list.has(value)).map(|list| list.inclusion).collect();
        // A value that is excluded does not pass, whatever else is said of it.
        inclusions.iter().find(|inclusion| **inclusion == Inclusion::Excluded).or(inclusions.first()).copied()
    }

    /// The filter's text, changed so that it includes this value of a field, excludes it, or does neither. Where other
    /// values are included already, this one is too; where a pattern matches it among others, it alone remains. A field
    /// that is not named yet is written as `field`; `is_field` is that of [`Filter::inclusion`].
    pub fn with_value(
        &self,
        field: &str,
        is_field: impl Fn(&str) -> bool,
        value: &str,
        inclusion: Option<Inclusion>,
    ) -> String {
        let lists = || self.conjuncts.iter().filter_map(|conjunct| self.list(conjunct, &is_field));
        let is_so = lists().any(|list| Some(list.inclusion) == inclusion && list.has(value));
        let mut is_done = inclusion.is_none() || is_so;
        let mut changes = Vec::with_capacity(self.conjuncts.len());
        for conjunct in &self.conjuncts {
            changes.push(match self.list(conjunct, &is_field) {
                Some(list) if Some(list.inclusion) == inclusion => {
                    if is_done || list.inclusion == Inclusion::Excluded || list.matches(value) {
                        Change::Keep
                    } else {
                        is_done = true;
                        Change::Replace(self.write(&list, Some(value)))
                    }
                }
                Some(mut list) if list.has(value) => {
                    list.tests.retain(|test| !is_value(&test.test, value));
                    if list.tests.is_empty() { Change::Remove } else { Change::Replace(self.write(&list, None)) }
                }
                _ => Change::Keep,
            });
        }
        let sign = if inclusion == Some(Inclusion::Excluded) { "-" } else { "" };
        let added = (!is_done).then(|| format!("{sign}{}={}", quote::name(field), quote::value(value)));
        self.rewritten(&changes, added)
    }

    /// The filter's text with this range in place of what it asks of the field by ranges, comparisons and single
    /// values, all of them joined by `and`. Both ends are included; `None` leaves a side open, and on both sides
    /// removes the range. `field` and `is_field` are those of [`Filter::with_value`].
    pub fn with_range(
        &self,
        field: &str,
        is_field: impl Fn(&str) -> bool,
        low: Option<&str>,
        high: Option<&str>,
    ) -> String {
        let mut range = {
            let [low, high] = [low, high].map(|bound| bound.map(quote::value));
            match (low, high) {
                (None, None) => None,
                (Some(low), None) => Some(format!(">={low}")),
                (None, Some(high)) => Some(format!("<={high}")),
                (Some(low), Some(high)) => Some(format!("{low}..{high}")),
            }
        };
        let mut changes = Vec::with_capacity(self.conjuncts.len());
        for conjunct in &self.conjuncts {
            changes.push(match self.range_field(conjunct, &is_field) {
                Some(written) => {
                    range.take().map_or(Change::Remove, |range| Change::Replace(format!("{written}:{range}")))
                }
                None => Change::Keep,
            });
        }
        let added = range.map(|range| format!("{}:{range}", quote::name(field)));
        self.rewritten(&changes, added)
    }

    /// The filter's text with this span of time in place of what it asks of `time`; see [`Filter::with_range`].
    #[must_use]
    pub fn with_time(&self, start: Option<&str>, end: Option<&str>) -> String {
        self.with_range("time", |name| name.eq_ignore_ascii_case("time"), start, end)
    }

    /// Whether one of its conjuncts is written so.
    #[must_use]
    pub fn asks_for(&self, term: &str) -> bool {
        self.conjunct_written(term).is_some()
    }

    /// The filter's text, changed so that a conjunct that is written so is one of its own, or none is.
    #[must_use]
    pub fn with_term(&self, term: &str, asked: bool) -> String {
        match self.conjunct_written(term) {
            Some(conjunct) if !asked => self.without(conjunct),
            None if asked => self.rewritten(&vec![Change::Keep; self.conjuncts.len()], Some(term.to_owned())),
            _ => self.text.clone(),
        }
    }

    fn conjunct_written(&self, term: &str) -> Option<usize> {
        self.conjuncts.iter().position(|conjunct| self.text[conjunct.place.clone()].eq_ignore_ascii_case(term))
    }

    /// The filter's text without one of its conjuncts.
    #[must_use]
    pub fn without(&self, conjunct: usize) -> String {
        let change = |number| if number == conjunct { Change::Remove } else { Change::Keep };
        let changes: Vec<Change> = (0..self.conjuncts.len()).map(change).collect();
        self.rewritten(&changes, None)
    }

    /// The text of those conjuncts all of whose tests are public.
    pub fn public_part(&self, is_public: impl Fn(&FieldTest) -> bool) -> String {
        let is_kept = |conjunct: &Conjunct| self.tests_of(conjunct).all(&is_public);
        let change = |conjunct| if is_kept(conjunct) { Change::Keep } else { Change::Remove };
        let changes: Vec<Change> = self.conjuncts.iter().map(change).collect();
        self.rewritten(&changes, None)
    }

    fn tests_of(&self, conjunct: &Conjunct) -> impl Iterator<Item = &FieldTest> {
        self.tests.iter().enumerate().filter(|(number, _)| conjunct.has(*number)).map(|(_, test)| test)
    }

    /// The conjunct as a list of values that it includes or excludes, if it is one of the field.
    fn list(&self, conjunct: &Conjunct, is_field: &impl Fn(&str) -> bool) -> Option<List<'_>> {
        let (inclusion, values) = match &conjunct.expression {
            Expression::Not(values) => (Inclusion::Excluded, values.as_ref()),
            values => (Inclusion::Included, values),
        };
        let is_list = match values {
            Expression::Test(_) => true,
            Expression::Any(parts) => parts.iter().all(|part| matches!(part, Expression::Test(_))),
            _ => false,
        };
        let tests: Vec<&FieldTest> = self.tests_of(conjunct).collect();
        let are_values = tests.iter().all(|test| is_part(&test.test) && is_about(test, is_field));
        (is_list && are_values).then_some(List { inclusion, tests })
    }

    /// The field's name as it is written in this conjunct, if all that the conjunct does is to hold the field within
    /// bounds.
    fn range_field(&self, conjunct: &Conjunct, is_field: &impl Fn(&str) -> bool) -> Option<&str> {
        let is_range = match &conjunct.expression {
            Expression::Test(_) => true,
            Expression::All(parts) => parts.iter().all(|part| matches!(part, Expression::Test(_))),
            _ => false,
        };
        let bounds = |test: &FieldTest| {
            matches!(test.test, Test::Between(_) | Test::Contains(_) | Test::Equals(_)) && is_about(test, is_field)
        };
        let are_bounds = is_range && self.tests_of(conjunct).all(bounds);
        let first = self.tests_of(conjunct).next().filter(|_| are_bounds)?;
        Some(self.written_name(first))
    }

    fn written_name(&self, test: &FieldTest) -> &str {
        test.field.as_ref().map_or("", |field| &self.text[field.place.clone()])
    }

    /// A list as a conjunct, with one more value.
    fn write(&self, list: &List<'_>, more: Option<&str>) -> String {
        let sign = if list.inclusion == Inclusion::Excluded { "-" } else { "" };
        let name = list.tests.first().map_or("", |first| self.written_name(first));
        let is_exact = list.tests.iter().all(|test| matches!(test.test, Test::Equals(_)));
        let mut values: Vec<String> = list.tests.iter().map(|test| part(&test.test, is_exact)).collect();
        // Among numbers and truth values a word is exact by itself.
        let is_plain =
            is_exact || list.tests.iter().all(|test| matches!(&test.test, Test::Contains(word) if !word.is_text()));
        values.extend(more.map(|value| if is_plain { quote::value(value) } else { quote::quoted(value) }));
        format!("{sign}{name}{}{}", if is_exact { "=" } else { ":" }, values.join(","))
    }

    /// The text after a change to each of its conjuncts, and with one more.
    fn rewritten(&self, changes: &[Change], added: Option<String>) -> String {
        if added.is_none() && changes.iter().all(|change| *change == Change::Keep) {
            return self.text.clone();
        }
        let kept =
            || self.conjuncts.iter().zip(changes).enumerate().filter(|(_, (_, change))| **change != Change::Remove);
        let mut text = String::new();
        for (i, (conjunct, change)) in kept() {
            if !text.is_empty() {
                // What joined it to the one before: spaces, perhaps `and`.
                let joint = &self.text[self.conjuncts[i - 1].place.end..conjunct.place.start];
                text.push_str(if joint.is_empty() { " " } else { joint });
            }
            text.push_str(match change {
                Change::Replace(other) => other,
                _ => &self.text[conjunct.place.clone()],
            });
        }
        if let Some(added) = added {
            if self.has_alternatives && kept().any(|(_, (_, change))| *change == Change::Keep) {
                text = format!("({text})");
            }
            if !text.is_empty() {
                text.push(' ');
            }
            return text + &added;
        }
        // Parentheses around alternatives that a part after them made necessary go with it.
        match kept().next() {
            Some((_, (conjunct, Change::Keep))) if changes.len() > 1 && kept().count() == 1 => {
                without_parentheses(&text, &conjunct.expression).unwrap_or(&text).trim().to_owned()
            }
            _ => text,
        }
    }
}

/// A conjunct that includes or excludes values of one field.
struct List<'a> {
    inclusion: Inclusion,
    tests: Vec<&'a FieldTest>,
}

impl List<'_> {
    fn has(&self, value: &str) -> bool {
        self.tests.iter().any(|test| is_value(&test.test, value))
    }

    /// Whether one of its tests matches a value that reads so.
    fn matches(&self, value: &str) -> bool {
        self.tests.iter().any(|test| Value::readings(value).any(|value| test.test.matches(value)))
    }
}

fn is_about(test: &FieldTest, is_field: &impl Fn(&str) -> bool) -> bool {
    test.field.as_ref().is_some_and(|field| is_field(&field.name))
}

/// Whether the test asks for this value, be it a text, a number or a truth value.
fn is_value(test: &Test, value: &str) -> bool {
    match test {
        Test::Contains(word) | Test::Equals(word) if !word.is_class() => word.means(value),
        _ => false,
    }
}

/// Whether the test can stand between commas.
fn is_part(test: &Test) -> bool {
    match test {
        Test::Contains(_) | Test::Equals(_) | Test::Wildcard(_) => true,
        Test::Between(bounds) => bounds.is_closed(),
        Test::Regex(_) | Test::Has => false,
    }
}

/// The test as it stands between commas, after `=` or after a colon.
fn part(test: &Test, is_exact: bool) -> String {
    match test {
        Test::Equals(word) if !is_exact && !word.is_class() => quote::quoted(word.as_str()),
        test => test.source(),
    }
}

/// Alternatives without the parentheses around them. Of all conjuncts only those in parentheses begin with one.
fn without_parentheses<'a>(text: &'a str, expression: &Expression) -> Option<&'a str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    matches!(expression, Expression::Any(_)).then_some(inner)
}

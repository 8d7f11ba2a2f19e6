//! Why a filter matches nothing, by the values of the columns.

use super::Matches;
use super::subject::Subject;
use crate::filter::{FieldValues, Hint, Mask, Value, name_of_said, plain_name};
use crate::index::{Column, Table, fact_of};

/// The most values of a column that are looked at.
const MAX_VALUES: usize = 100_000;

impl Matches {
    /// Why no record matches, and what would. `None` if some do, or may once they are opened; but for a name that may be meant
    /// otherwise, which need not wait for that.
    #[must_use]
    pub fn hint(&self, table: &Table) -> Option<Hint> {
        if !self.rows.is_empty() || self.seen == 0 {
            return None;
        }
        if let Some(hint) = self.hint_of_member(table) {
            return Some(hint);
        }
        if !self.undecided.is_empty() {
            return None;
        }
        let masks = self.masks(table, 0);
        let blocks = || (0..table.records()).step_by(Mask::LANES).enumerate();
        let conjuncts = self.filter.conjuncts();
        let of_block = |conjunct: usize, at: usize, begin: usize| {
            conjuncts[conjunct].evaluate_many(|test| masks[test][at]).first(table.records() - begin)
        };
        let is_dead = |conjunct: &usize| blocks().all(|(at, begin)| of_block(*conjunct, at, begin).is_none());
        if let Some(dead) = (0..conjuncts.len()).find(is_dead) {
            return Some(self.hint_of(dead, table));
        }
        let mut without = vec![0; conjuncts.len()];
        for (at, begin) in blocks() {
            let of_each: Vec<_> = (0..conjuncts.len()).map(|conjunct| of_block(conjunct, at, begin)).collect();
            for (left_out, count) in without.iter_mut().enumerate() {
                let others = of_each.iter().enumerate().filter(|(conjunct, _)| *conjunct != left_out);
                let all = others.fold(Mask::all(Some(true)), |all, (_, mask)| all.and(*mask));
                *count += all.first(table.records() - begin).certain().count() as u64;
            }
        }
        Some(self.filter.hint_of_all(&without))
    }

    /// That a part asks of what bodies say, while the metadata has a member of that name, or may have.
    fn hint_of_member(&self, table: &Table) -> Option<Hint> {
        let is_member = |name: &str| {
            let is_it = |member: &str| plain_name(member) == plain_name(name);
            name_of_said(name).is_none() && table.members().into_iter().any(|(member, _)| is_it(member))
        };
        // People call a member `user` more often than what was said by one.
        let may_be_member = |name: &str| plain_name(name) == "user" && table.may_have_more_members();
        let tests = self.filter.tests().iter().zip(&self.subjects).enumerate();
        let mut said = tests.filter(|(_, (_, subject))| matches!(subject, Subject::Said(_)));
        let (test, _) = said.find(|(_, (test, _))| {
            test.field.as_ref().is_some_and(|field| is_member(&field.name) || may_be_member(&field.name))
        })?;
        self.filter.hint_of_member(test)
    }

    /// Why this part of the filter matches nothing.
    fn hint_of(&self, conjunct: usize, table: &Table) -> Hint {
        let part = &self.filter.conjuncts()[conjunct];
        let columns = table.columns();
        if let Some(test) = part.single_test() {
            return match self.subjects[test] {
                Subject::Column(column) => self.filter.hint_of_values(test, &values(&columns[column], table)),
                Subject::Any => self.filter.hint_of_values(test, &all_values(table)),
                Subject::Time => {
                    let begins = || table.files().iter().filter(|file| file.records > 0).filter_map(|file| file.window);
                    let first = begins().map(|window| window.start).min();
                    let span = first.zip(begins().map(|window| window.start).max());
                    self.filter.hint_of_time(test, span, |interval| {
                        let files = table.files().iter();
                        let those = files.filter(|file| file.window.is_some_and(|at| interval.contains(at.start)));
                        Some(those.map(|file| file.records as u64).sum())
                    })
                }
                Subject::Object { .. } | Subject::Said(_) | Subject::Member | Subject::File | Subject::Line => {
                    self.filter.hint_of_part(conjunct)
                }
            };
        }
        let mut asked = (0..self.subjects.len()).filter(|test| part.has(*test));
        match asked.next().map(|test| self.subjects[test]) {
            Some(Subject::Column(column))
                if part.is_list() && asked.all(|test| self.subjects[test] == Subject::Column(column)) =>
            {
                self.filter.hint_of_list(conjunct, &values(&columns[column], table))
            }
            _ => self.filter.hint_of_part(conjunct),
        }
    }
}

/// The values of a column.
fn values<'a>(column: &'a Column, table: &Table) -> FieldValues<'a> {
    let values: Vec<_> = table.value_counts(column).take(MAX_VALUES).collect();
    FieldValues { name: Some(column.name()), is_all: values.len() == column.distinct(), values }
}

/// The values of all columns.
fn all_values(table: &Table) -> FieldValues<'_> {
    let columns = table.columns().iter().filter(|column| fact_of(column.name()).is_none());
    let values = columns.flat_map(|column| table.value_counts(column)).take(MAX_VALUES).collect();
    FieldValues { name: None, values, is_all: false }
}

impl Table {
    /// The values of a column, and how many records have each.
    fn value_counts<'a>(&self, column: &'a Column) -> impl Iterator<Item = (Value<'a>, u64)> {
        column.values().map(Value::from).zip(self.counts_of(column))
    }
}

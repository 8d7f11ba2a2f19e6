//! What a filter over a table can name, and the values that it can ask for: what is suggested while somebody types.

use super::column::Column;
use super::facet::counts_of_parts;
use super::matches::column_named;
use super::said::{self, fact_of};
use super::table::Table;
use crate::filter::Vocabulary;

impl Table {
    /// How many records have each of a column's values, by their numbers.
    pub(super) fn counts_of(&self, column: &Column) -> Vec<u64> {
        let mut counts = vec![0; column.distinct()];
        for record in 0..self.records() {
            if let Ok(value) = column.value_number(record) {
                counts[value] += 1;
            }
        }
        counts
    }
}

impl Vocabulary for Table {
    fn names(&self) -> Vec<&str> {
        let columns = self.columns().iter().map(Column::name);
        let is_asked = |name: &&str| column_named(name, self).is_some();
        let mut names: Vec<_> = columns.map(|name| fact_of(name).filter(is_asked).unwrap_or(name)).collect();
        // What can be asked of bodies that were not opened so far.
        if self.bodies_read().1 > 0 {
            let more: Vec<_> = said::names().filter(|name| !names.contains(name)).collect();
            names.extend(more);
        }
        names
    }

    fn meant(&self, name: &str) -> Option<usize> {
        let column = column_named(name, self)?;
        self.columns().get(column).map(|_| column)
    }

    fn values(&self, column: usize) -> Vec<(&str, u64)> {
        let Some(column) = self.columns().get(column) else { return Vec::new() };
        let values = counts_of_parts(column.values().zip(self.counts_of(column)));
        values.into_iter().map(|(value, count)| (value.text, count)).collect()
    }
}

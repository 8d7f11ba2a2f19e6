//! How often each value of a column occurs.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::column::Cell;
use super::dictionary::{Kind, Value};
use super::rows::Rows;
use super::table::Table;

/// One value of a column, and how many of the records have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueCount {
    /// What kind of value it is.
    pub kind: Kind,
    /// What it says.
    pub text: String,
    /// Records.
    pub count: u64,
}

/// How often each value of a column occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facet {
    /// The most frequent values first; of equally frequent ones the one that came first.
    pub values: Vec<ValueCount>,
    /// How many further values occur, and in how many records.
    pub other_values: u64,
    /// Records with those values.
    pub other_records: u64,
    /// Records in which the field is sealed or too long for the index.
    pub hidden: u64,
    /// Records in which it is a member of a sealed field that was not opened.
    pub unopened: u64,
    /// Of a member of a sealed field: records of which that was opened.
    pub opened: Option<u64>,
    /// Records without the field.
    pub absent: u64,
}

impl Table {
    /// How often each value of a column occurs among these records: the `most` frequent ones.
    #[must_use]
    pub fn facet(&self, rows: Rows<'_>, column: usize, most: usize) -> Facet {
        let number = column;
        let Some(column) = self.columns().get(number) else { return Facet::default() };
        let mut facet = Facet::default();
        let mut counts = vec![0_u64; column.distinct()];
        for record in rows.iter() {
            match column.value_number(record) {
                Ok(value) => counts[value] += 1,
                Err(Cell::Absent) => facet.absent += 1,
                Err(_) => facet.hidden += 1,
            }
        }
        if let Some((opened, unopened)) = self.count_opened(number, rows) {
            (facet.opened, facet.unopened) = (Some(opened), unopened);
            facet.absent = facet.absent.saturating_sub(unopened);
        }
        let mut values = counts_of_parts(column.values().zip(counts).filter(|(_, count)| *count > 0));
        values.sort_by_key(|(_, count)| Reverse(*count));
        let others = values.split_off(values.len().min(most));
        facet.other_values = others.len() as u64;
        facet.other_records = others.iter().map(|(_, count)| count).sum();
        let count = |(Value { kind, text }, count)| ValueCount { kind, text: text.into(), count };
        facet.values = values.into_iter().map(count).collect();
        facet
    }
}

/// How often each part of these values occurs, in the order in which they came: a record with a list has several.
pub(super) fn counts_of_parts<'a>(values: impl Iterator<Item = (Value<'a>, u64)>) -> Vec<(Value<'a>, u64)> {
    let (mut places, mut parts): (HashMap<Value<'a>, usize>, Vec<(Value<'a>, u64)>) = Default::default();
    for (value, count) in values {
        if value.kind == Kind::List {
            for part in value.parts() {
                let place = *places.entry(part).or_insert_with(|| {
                    parts.push((part, 0));
                    parts.len() - 1
                });
                parts[place].1 += count;
            }
        } else {
            parts.push((value, count));
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixtures::{all, table};

    #[test]
    fn facets_count_values_and_what_has_none() {
        let table = table(&[(
            "a",
            "{\"m\":\"x\"}\n{\"m\":\"y\"}\n{\"m\":\"y\"}\n{\"m\":1}\n{\"m\":\"1\"}\n{}\n{\"m\":{\"key\":\"\",\"iv\":\"\",\"data\":\"\"}}\n",
        )]);
        let facet = table.facet(all(&table), 0, 2);
        let values: Vec<_> = facet.values.iter().map(|value| (value.text.as_str(), value.count)).collect();
        assert_eq!(values, [("y", 2), ("x", 1)]);
        assert_eq!((facet.other_values, facet.other_records, facet.hidden, facet.absent), (2, 2, 1, 1));
        assert_eq!(table.facet(all(&table), 7, 2), Facet::default());
    }
}

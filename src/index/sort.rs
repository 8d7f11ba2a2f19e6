//! Orders of records.

use super::column::{Cell, Column};
use super::dictionary::{Kind, Value};
use super::rows::Rows;
use super::table::Table;

/// By what records are in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    /// The windows in their files' names.
    Time,
    /// The column of this number.
    Column(usize),
}

/// An order of records. Records without what they are sorted by are last either way, and equal ones stay
/// in the order of files and lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// The greatest first.
    pub descending: bool,
}

/// So many different keys at most are counted instead of compared, which takes a tenth of the time.
const MOST_COUNTED: usize = 1 << 16;

impl Table {
    /// These records in another order.
    #[must_use]
    pub fn sorted(&self, rows: Rows<'_>, sort: Sort) -> Vec<u32> {
        let keys = match sort.by {
            SortBy::Time => Some(self.time_keys()),
            SortBy::Column(number) => self.columns().get(number).map(|column| column_keys(column, self.records())),
        };
        // A table counts its lines in 32 bits, and has no more records.
        #[allow(clippy::cast_possible_truncation)]
        let mut sorted: Vec<u32> = rows.iter().map(|record| record as u32).collect();
        let Some(keys) = keys else { return sorted };
        let key = |record: u32| keys.get(record as usize).copied().flatten();
        let most = sorted.iter().filter_map(|record| key(*record)).max().unwrap_or_default();
        let place = |record: u32| match key(record) {
            Some(key) if sort.descending => most - key,
            Some(key) => key,
            None => most.saturating_add(1),
        };
        if let Ok(most) = usize::try_from(most)
            && most < MOST_COUNTED
        {
            return sorted_by_counting(&sorted, most + 2, place);
        }
        sorted.sort_by_key(|record| place(*record));
        sorted
    }

    fn time_keys(&self) -> Vec<Option<u64>> {
        let mut keys = Vec::with_capacity(self.records());
        for file in self.files() {
            // Times before 1970 are as if they were then.
            let key = file.window.map(|window| u64::try_from(window.start).unwrap_or_default());
            keys.resize(keys.len() + file.records, key);
        }
        keys
    }
}

/// Records in the order of their places, of which there are so many; those of one place stay in their order.
fn sorted_by_counting(records: &[u32], places: usize, place: impl Fn(u32) -> u64) -> Vec<u32> {
    // Each is less than `places`.
    #[allow(clippy::cast_possible_truncation)]
    let place = |record: u32| place(record) as usize;
    let mut begins = vec![0_usize; places];
    for &record in records {
        begins[place(record)] += 1;
    }
    let mut begin = 0;
    for count in &mut begins {
        begin += std::mem::replace(count, begin);
    }
    let mut sorted = vec![0; records.len()];
    for &record in records {
        let at = &mut begins[place(record)];
        sorted[*at] = record;
        *at += 1;
    }
    sorted
}

/// What each record is sorted by: numbers, then other values as text, then sizes of what is not plain.
fn column_keys(column: &Column, records: usize) -> Vec<Option<u64>> {
    let mut order: Vec<_> = column.values().enumerate().collect();
    // What is compared is made once a value, and not at each comparison: columns have up to a value a record.
    order.sort_by_cached_key(|(_, value)| sort_key(*value));
    let mut ranks = vec![0_u64; order.len()];
    for (rank, (number, _)) in order.into_iter().enumerate() {
        ranks[number] = rank as u64;
    }
    let after = ranks.len() as u64;
    let key = |record| match column.value_number(record) {
        Ok(value) => Some(ranks[value]),
        Err(Cell::Long(bytes) | Cell::Sealed(bytes)) => Some(after + u64::from(bytes)),
        Err(_) => None,
    };
    (0..records).map(key).collect()
}

/// Numbers in their order, then all else without regard to upper and lower case.
fn sort_key(value: Value<'_>) -> (bool, u64, String, &str) {
    let number = (value.kind == Kind::Number).then(|| value.text.parse::<f64>().ok()).flatten();
    match number {
        Some(number) => (false, in_order(number), String::new(), value.text),
        None => (true, 0, value.text.to_lowercase(), value.text),
    }
}

/// Bits that are ordered as [`f64::total_cmp`] orders numbers.
fn in_order(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixtures::{all, table};

    #[test]
    fn records_are_sorted_by_number_then_text_and_those_without_are_last() {
        let table = table(&[(
            "a",
            "{\"x\":10}\n{\"x\":\"b\"}\n{}\n{\"x\":9}\n{\"x\":\"A\"}\n{\"x\":1e1}\n{\"x\":{\"key\":\"\",\"iv\":\"\",\"data\":\"\"}}\n",
        )]);
        let sort = |descending| table.sorted(all(&table), Sort { by: SortBy::Column(0), descending });
        assert_eq!(sort(false), [3, 0, 5, 4, 1, 6, 2]);
        assert_eq!(sort(true), [6, 1, 4, 5, 0, 3, 2]);
        assert_eq!(table.sorted(Rows::These(&[6, 3, 2]), Sort { by: SortBy::Column(0), descending: false }), [3, 6, 2]);
    }

    #[test]
    fn many_different_values_are_sorted_as_few_are() {
        // Of sealed fields the key is their size: too many to be counted.
        let size = |record: usize| (record * 7919) % 1000 * 1000;
        let sealed = |bytes| format!(r#"{{"x":{{"key":"","iv":"","data":"{}"}}}}"#, "A".repeat(bytes));
        let lines: Vec<_> = (0..40).map(|record| sealed(size(record))).collect();
        let table = table(&[("a", &lines.join("\n")), ("b", "{}\n{\"x\":3}\n{\"x\":3}\n{\"x\":1}\n")]);
        for descending in [false, true] {
            let mut expected: Vec<u32> = (0..40).collect();
            expected.sort_by_key(|record| size(*record as usize));
            let plain = if descending { [41, 42, 43] } else { [43, 41, 42] };
            if descending {
                expected.reverse();
                expected.extend(plain);
            } else {
                expected = plain.into_iter().chain(expected).collect();
            }
            expected.push(40);
            let sort = Sort { by: SortBy::Column(0), descending };
            assert_eq!(table.sorted(all(&table), sort), expected);
        }
    }

    #[test]
    fn numbers_have_keys_in_their_order() {
        let numbers = [f64::NEG_INFINITY, -2.5, -1e-300, -0.0, 0.0, 1e-300, 3.0, 4.0, 1e300, f64::INFINITY];
        assert!(numbers.map(in_order).is_sorted(), "{:?}", numbers.map(in_order));
    }
}

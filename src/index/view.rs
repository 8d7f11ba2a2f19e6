//! Which records are shown, in which order; and what they have in common.

use std::cmp::Reverse;

use super::column::{Cell, Column};
use super::dictionary::{Kind, Value};
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

/// Some records of a table, by their numbers from 0.
#[derive(Clone, Copy, Debug)]
pub enum Rows<'a> {
    /// So many, from the first on, in their own order.
    First(usize),
    /// These, in this order.
    These(&'a [u32]),
}

impl<'a> Rows<'a> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::First(count) => *count,
            Self::These(rows) => rows.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record in this place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<usize> {
        match self {
            Self::First(count) => Some(place).filter(|place| place < count),
            Self::These(rows) => rows.get(place).map(|&record| record as usize),
        }
    }

    /// All of them, in their order.
    pub fn iter(self) -> impl Iterator<Item = usize> + 'a {
        (0..self.len()).filter_map(move |place| self.get(place))
    }
}

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
    /// Records without the field.
    pub absent: u64,
}

/// How records are spread over time, by the windows in the names of their files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// When the first bin begins and the last one ends, in milliseconds since 1970 (UTC).
    pub from: i64,
    /// When the last bin ends.
    pub to: i64,
    /// Records of each bin, by the values of a column. The last text is empty: all other values.
    pub splits: Vec<(String, Vec<u64>)>,
    /// Records whose file's name has no time.
    pub untimed: u64,
}

/// So many different keys at most are counted instead of compared, which takes a tenth of the time.
const MOST_COUNTED: usize = 1 << 16;

/// Values that a histogram tells apart.
const SPLITS: usize = 7;

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

    /// How often each value of a column occurs among these records: the `most` frequent ones.
    #[must_use]
    pub fn facet(&self, rows: Rows<'_>, column: usize, most: usize) -> Facet {
        let Some(column) = self.columns().get(column) else { return Facet::default() };
        let mut facet = Facet::default();
        let mut counts = vec![0_u64; column.distinct()];
        for record in rows.iter() {
            match column.value_number(record) {
                Ok(value) => counts[value] += 1,
                Err(Cell::Absent) => facet.absent += 1,
                Err(_) => facet.hidden += 1,
            }
        }
        let mut values: Vec<_> = column.values().zip(counts).filter(|(_, count)| *count > 0).collect();
        values.sort_by_key(|(_, count)| Reverse(*count));
        let others = values.split_off(values.len().min(most));
        facet.other_values = others.len() as u64;
        facet.other_records = others.iter().map(|(_, count)| count).sum();
        let count = |(Value { kind, text }, count)| ValueCount { kind, text: text.into(), count };
        facet.values = values.into_iter().map(count).collect();
        facet
    }

    /// How these records are spread over time, in so many bins, split by a column. `None` if no file's name
    /// has a time. A record is counted where the middle of its file's window is.
    #[must_use]
    pub fn histogram(&self, rows: Rows<'_>, split: Option<usize>, bins: usize) -> Option<Histogram> {
        let windows = || self.files().iter().filter(|file| file.records > 0).filter_map(|file| file.window);
        let from = windows().map(|window| window.start).min()?;
        let to = windows().map(|window| window.end).max()?.max(from + 1000);
        let bins = bins.max(1);
        let bin = |file: usize| {
            let window = self.files()[file].window?;
            // The window lies within the whole, so the quotient is a number of bins.
            usize::try_from(
                i128::from(i64::midpoint(window.start, window.end) - from) * bins as i128 / i128::from(to - from),
            )
            .ok()
        };
        let file_bins: Vec<_> = (0..self.files().len()).map(|file| bin(file).map(|bin| bin.min(bins - 1))).collect();
        let column = split.and_then(|split| self.columns().get(split));
        let facet = split.map(|split| self.facet(rows, split, SPLITS)).unwrap_or_default();
        let mut splits: Vec<_> = facet.values.iter().map(|value| (value.text.clone(), vec![0; bins])).collect();
        splits.push((String::new(), vec![0; bins]));
        let others = splits.len() - 1;
        let told =
            |value: Value<'_>| facet.values.iter().position(|told| told.kind == value.kind && told.text == value.text);
        let split_of: Vec<_> =
            column.map_or_else(Vec::new, |column| column.values().map(|value| told(value).unwrap_or(others)).collect());
        let mut untimed = 0;
        for record in rows.iter() {
            let Some(bin) = self.place(record).and_then(|place| file_bins[place.file]) else {
                untimed += 1;
                continue;
            };
            let value = column.and_then(|column| column.value_number(record).ok());
            splits[value.map_or(others, |value| split_of[value])].1[bin] += 1;
        }
        Some(Histogram { from, to, splits, untimed })
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
    let behind = ranks.len() as u64;
    let key = |record| match column.value_number(record) {
        Ok(value) => Some(ranks[value]),
        Err(Cell::Long(bytes) | Cell::Sealed(bytes)) => Some(behind + u64::from(bytes)),
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
    use crate::Settings;
    use crate::index::Indexer;

    fn table(files: &[(&str, &str)]) -> Table {
        let mut table = Table::default();
        for (path, text) in files {
            let mut indexer = Indexer::new(Settings::default());
            indexer.push(text.as_bytes().to_vec());
            indexer.finish();
            table.add_file(path);
            table.append(indexer.take().chunk).expect("a chunk");
        }
        table
    }

    fn all(table: &Table) -> Rows<'static> {
        Rows::First(table.records())
    }

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

    #[test]
    fn histograms_count_every_record_once() {
        let table = table(&[
            ("20260418T000000Z_20260418T000010Z_a", "{\"s\":200}\n{\"s\":200}\n{\"s\":500}\n"),
            ("none", "{\"s\":200}\n"),
            ("20260418T000050Z_20260418T000100Z_b", "{\"s\":500}\n{}\n"),
            ("20270101T000050Z_20270101T000100Z_empty", ""),
        ]);
        let histogram = table.histogram(all(&table), Some(0), 6).expect("times");
        assert_eq!(histogram.to - histogram.from, 60_000);
        assert_eq!(histogram.untimed, 1);
        let [(a, first), (b, second), (c, others)] = &histogram.splits[..] else { panic!("{histogram:?}") };
        assert_eq!((a.as_str(), &first[..]), ("200", &[2, 0, 0, 0, 0, 0][..]));
        assert_eq!((b.as_str(), &second[..]), ("500", &[1, 0, 0, 0, 0, 1][..]));
        assert_eq!((c.as_str(), &others[..]), ("", &[0, 0, 0, 0, 0, 1][..]));
        let by_time = table.sorted(all(&table), Sort { by: SortBy::Time, descending: true });
        assert_eq!(by_time, [4, 5, 0, 1, 2, 3]);
        assert_eq!(Table::default().histogram(Rows::First(0), None, 5), None);
    }
}

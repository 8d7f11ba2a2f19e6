//! How records are spread over time.

use super::dictionary::Value;
use super::rows::Rows;
use super::table::Table;

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

/// Values that a histogram keeps apart.
const SPLITS: usize = 7;

impl Table {
    /// How these records are spread over time, in so many bins, split by a column. `None` if no file's name
    /// has a time. A record is counted where its file's window begins: the filter `time:` goes by that too.
    #[must_use]
    pub fn histogram(&self, rows: Rows<'_>, split: Option<usize>, bins: usize) -> Option<Histogram> {
        let windows = || self.files().iter().filter(|file| file.records > 0).filter_map(|file| file.window);
        let from = windows().map(|window| window.start).min()?;
        let to = windows().map(|window| window.end).max()?.max(from + 1000);
        let bins = bins.max(1);
        let bin = |file: usize| {
            let window = self.files()[file].window?;
            // The window lies within the whole, so the quotient is a number of bins.
            usize::try_from(i128::from(window.start - from) * bins as i128 / i128::from(to - from)).ok()
        };
        let file_bins: Vec<_> = (0..self.files().len()).map(|file| bin(file).map(|bin| bin.min(bins - 1))).collect();
        let column = split.and_then(|split| self.columns().get(split));
        let facet = split.map(|split| self.facet(rows, split, SPLITS)).unwrap_or_default();
        let mut splits: Vec<_> = facet.values.iter().map(|value| (value.text.clone(), vec![0; bins])).collect();
        splits.push((String::new(), vec![0; bins]));
        let others = splits.len() - 1;
        let listed = |value: Value<'_>| {
            facet.values.iter().position(|listed| listed.kind == value.kind && listed.text == value.text)
        };
        let split_of: Vec<_> = column
            .map_or_else(Vec::new, |column| column.values().map(|value| listed(value).unwrap_or(others)).collect());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixtures::{all, table};
    use crate::index::{Sort, SortBy};

    /// Records in each of six bins, of files of one record with these names.
    fn chunked(names: &[&str]) -> Option<Vec<u64>> {
        let files: Vec<_> = names.iter().map(|name| (*name, "{}\n")).collect();
        let table = table(&files);
        let mut splits = table.histogram(all(&table), None, 6)?.splits;
        splits.pop().map(|(_, records)| records)
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
        // One window is all there is, and one reaches over several bins.
        let one = chunked(&["20260418T000210Z_20260418T000243Z_a"]).expect("times");
        assert_eq!((one[0], one.iter().sum()), (1, 1));
        let two = chunked(&["20260418T000000Z_20260418T000100Z_a", "20260418T000012Z_20260418T000050Z_b"]);
        assert_eq!(two, Some(vec![1, 1, 0, 0, 0, 0]));
        let by_time = table.sorted(all(&table), Sort { by: SortBy::Time, descending: true });
        assert_eq!(by_time, [4, 5, 0, 1, 2, 3]);
        assert_eq!(Table::default().histogram(Rows::First(0), None, 5), None);
    }
}

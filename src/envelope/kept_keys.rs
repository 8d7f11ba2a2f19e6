//! Content keys that are kept by record, so that what was opened once costs no RSA when it is opened again:
//! in another search, or when it is saved.

use std::collections::HashMap;

use zeroize::{Zeroize, Zeroizing};

use super::line_keys::{MOST_LINE_BYTES, line_bytes};
use crate::wipe;

/// Bytes of keys that are kept at most: those of about a million records, each with one for all its fields.
const CAPACITY: usize = 64 << 20;
/// Bytes that are taken at once. A vector that grew would leave copies behind.
const PAGE: usize = 1 << 20;
// Every line has room in an empty page.
const _: () = assert!(MOST_LINE_BYTES <= PAGE);

/// The content keys of many records, as far as there is room. They are wiped when they are dropped.
#[derive(Default)]
pub struct KeptKeys {
    pages: Vec<Zeroizing<Vec<u8>>>,
    /// In which page those of a record are, and where.
    places: HashMap<u32, (u32, u32)>,
}

impl std::fmt::Debug for KeptKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeptKeys({} records)", self.places.len())
    }
}

impl KeptKeys {
    /// Keeps the keys of records: for each of them what [`LineKeys::write`] wrote, one after the other. Those
    /// of which nothing is known, and those that are kept already, are passed over.
    // Pages and offsets within them stay far below 32 bits.
    #[allow(clippy::cast_possible_truncation)]
    pub fn put(&mut self, records: &[u32], mut keys: &[u8]) {
        for &record in records {
            let Some(taken) = line_bytes(keys) else { return };
            let (line, rest) = keys.split_at(taken);
            keys = rest;
            if taken <= 1 || self.places.contains_key(&record) {
                continue;
            }
            if self.pages.last().is_none_or(|page| page.len() + taken > PAGE) {
                if (self.pages.len() + 1) * PAGE > CAPACITY {
                    return;
                }
                self.pages.push(Zeroizing::new(Vec::with_capacity(PAGE)));
            }
            let number = self.pages.len() - 1;
            let page = &mut self.pages[number];
            self.places.insert(record, (number as u32, page.len() as u32));
            page.extend_from_slice(line);
        }
    }

    /// Appends the keys of a record, as they were put; a single 0 if there are none.
    pub fn get(&self, record: u32, to: &mut Vec<u8>) {
        let place = self.places.get(&record).and_then(|&(page, at)| self.pages[page as usize].get(at as usize..));
        let kept = place.and_then(|bytes| Some(&bytes[..line_bytes(bytes)?]));
        let kept = kept.unwrap_or(&[0]);
        wipe::reserve(to, to.len() + kept.len());
        to.extend_from_slice(kept);
    }

    /// Whether keys of this record are kept.
    #[must_use]
    pub fn has(&self, record: u32) -> bool {
        self.places.contains_key(&record)
    }

    /// How many records' keys are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether none are.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Wipes all of them.
    pub fn clear(&mut self) {
        for page in &mut self.pages {
            page.zeroize();
        }
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::line_keys::tests::{bytes, unwrapped};
    use super::*;

    #[test]
    fn bytes_that_are_cut_off_are_not_kept() {
        let whole = bytes(&[unwrapped(1, 0), unwrapped(2, 0)]);
        for end in 0..whole.len() {
            let mut kept = KeptKeys::default();
            kept.put(&[1, 2], &whole[..end]);
            assert!(kept.is_empty(), "{end}");
        }
    }

    #[test]
    fn no_more_than_64_mib_are_kept_and_what_is_kept_stays() {
        // The most that one line takes, so that a page of 1 MiB has 250 of them and 64 pages have 16,000.
        let line = |record: u32| {
            let key = |at: u8| unwrapped(at ^ record.to_le_bytes()[0], 0);
            bytes(&(0..127).map(key).collect::<Vec<_>>())
        };
        assert_eq!(line(1).len(), 1 + 127 * 33);
        let mut kept = KeptKeys::default();
        for record in 0..16_010 {
            kept.put(&[record], &line(record));
            assert_eq!(kept.has(record), record < 16_000, "{record}");
        }
        assert_eq!((kept.len(), kept.pages.len()), (16_000, 64));
        assert!(kept.pages.iter().all(|page| page.capacity() == PAGE), "none grew, which would leave copies behind");
        for record in [0, 8_000, 15_999] {
            let mut got = Vec::new();
            kept.get(record, &mut got);
            assert_eq!(got, line(record));
        }
    }

    #[test]
    fn a_page_is_filled_to_its_last_byte() {
        let mut kept = KeptKeys::default();
        let mut records = 0..;
        let mut put = |kept: &mut KeptKeys, lines: usize, keys: u8| {
            let line = bytes(&(0..keys).map(|key| unwrapped(key, 0)).collect::<Vec<_>>());
            for record in records.by_ref().take(lines) {
                kept.put(&[record], &line);
            }
        };
        // 250 * 4192 + 100 + 14 * 34 bytes are 1 MiB.
        put(&mut kept, 250, 127);
        put(&mut kept, 1, 3);
        put(&mut kept, 14, 1);
        assert_eq!((kept.pages.len(), kept.pages[0].len()), (1, PAGE));
        put(&mut kept, 1, 1);
        assert_eq!(kept.pages.iter().map(|page| page.len()).collect::<Vec<_>>(), [PAGE, 34]);
    }

    #[test]
    fn records_give_what_was_put_until_all_is_wiped() {
        let mut kept = KeptKeys::default();
        let keys = |record: u32| bytes(&[unwrapped(record.to_le_bytes()[0], 0), unwrapped(1, 0)]);
        let records: Vec<_> = (0..60_000).collect();
        kept.put(&records, &records.iter().flat_map(|record| keys(*record)).collect::<Vec<_>>());
        kept.put(&[60_000, 5], &[0, 0]);
        assert_eq!((kept.len(), kept.is_empty()), (60_000, false));
        assert!(!kept.has(60_000));
        for record in [0, 5, 40_000, 59_999] {
            let mut got = Vec::new();
            kept.get(record, &mut got);
            assert_eq!(got, keys(record));
        }
        kept.clear();
        let mut got = Vec::new();
        kept.get(5, &mut got);
        assert_eq!((got, kept.is_empty()), (vec![0], true));
    }
}

//! One field of all records: a small number for each record, and its different values once.

use std::collections::HashMap;

use super::blocks::{Blocks, Lanes};
use super::dictionary::{Dictionary, Value};
use super::said::is_summed;
use crate::filter::Mask;

/// The codes that are not values.
const ABSENT: u32 = 0;
const SEALED: u32 = 1;
const LONG: u32 = 2;
/// The code of the dictionary's first value.
const FIRST: u32 = 3;

/// The most bytes of different values that a column keeps. What is beyond that is counted among the long
/// ones: it is found by reading its record.
pub(super) const MOST_BYTES: usize = 32 << 20;

/// What a record has in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing: it lacks the field.
    Absent,
    /// A plain value.
    Plain(Value<'a>),
    /// An envelope, with so many bytes of text inside.
    Sealed(u32),
    /// A plain value of so many bytes, too long to be kept in the index.
    Long(u32),
    /// A member of a sealed field that was not opened, or not noted in full: it may have any value, and may be missing.
    Unopened,
}

/// How many records have a field in which form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// As a plain value of the dictionary.
    pub plain: u64,
    /// As an envelope.
    pub sealed: u64,
    /// As a plain value that is too long.
    pub long: u64,
}

/// A field of all records.
#[derive(Clone, Debug)]
pub struct Column {
    name: String,
    dictionary: Dictionary,
    codes: Blocks,
    /// Bytes of sealed and long values; 0 for the other records.
    sizes: Blocks,
    counts: Counts,
    /// Records whose value was read from an opened field.
    secrets: u64,
    /// It is added up, so that none of its numbers may be missing: the limits of other columns are not its own.
    is_summed: bool,
}

impl Column {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            dictionary: Dictionary::default(),
            codes: Blocks::default(),
            sizes: Blocks::default(),
            counts: Counts::default(),
            secrets: 0,
            is_summed: is_summed(name),
        }
    }

    /// The names that lead to the field, such as `Metadata.user`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many records have it in which form.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Its different plain values, in the order in which they came.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        self.dictionary.values()
    }

    /// How many different plain values there are.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.dictionary.len()
    }

    /// Whether its plain values, of which there is at least one, are all numbers.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        self.dictionary.is_numeric()
    }

    /// What this record has, counted from 0.
    #[must_use]
    pub fn cell(&self, record: usize) -> Cell<'_> {
        let size = || self.sizes.get(record);
        match self.codes.get(record) {
            ABSENT => Cell::Absent,
            SEALED => Cell::Sealed(size()),
            LONG => Cell::Long(size()),
            code => self.dictionary.get(code - FIRST).map_or(Cell::Absent, Cell::Plain),
        }
    }

    /// The number of the plain value that this record has.
    ///
    /// # Errors
    /// What the record has instead.
    pub fn value_number(&self, record: usize) -> Result<usize, Cell<'_>> {
        match self.codes.get(record) {
            code @ FIRST.. => Ok((code - FIRST) as usize),
            _ => Err(self.cell(record)),
        }
    }

    /// Adds to `masks`, by `or`, what `test` makes of the cells of the records from `from` to before `to`, 64 of them
    /// to a place. `test` is asked at most once for each different value: a column of millions of records has few. Of
    /// fewer records than there are values, it is asked for what these have.
    pub fn mask_into(
        &self,
        from: usize,
        to: usize,
        mut test: impl FnMut(Cell<'_>) -> Option<bool>,
        masks: &mut [Mask],
    ) {
        if to - from < self.distinct() {
            return self.mask_few(from, to, test, masks);
        }
        let mut by_code = vec![test(Cell::Absent), test(Cell::Sealed(0)), test(Cell::Long(0))];
        by_code.extend(self.values().map(|value| test(Cell::Plain(value))));
        let Counts { plain, sealed, long } = self.counts;
        // Anywhere, also where it is not asked: then the records are looked at.
        let absent = to.max(self.codes.len()) as u64 > plain + sealed + long;
        let is_there = [(absent, ABSENT), (sealed > 0, SEALED), (long > 0, LONG)];
        let rare = is_there.into_iter().filter(|(is_there, _)| *is_there).map(|(_, code)| by_code[code as usize]);
        let mut all = rare.chain(by_code[FIRST as usize..].iter().copied());
        let first = all.next().unwrap_or(Some(false));
        if all.all(|answer| answer == first) {
            // Of a word that no value has, and of what is always sealed.
            if first != Some(false) {
                for before in masks {
                    *before = before.or(Mask::all(first));
                }
            }
            return;
        }
        let mut masks = masks.iter_mut();
        self.codes.each(from, to, Mask::LANES, |lanes| {
            let mask = match lanes {
                Lanes::None(count) => Mask::all(by_code[ABSENT as usize]).first(count),
                Lanes::Narrow(codes, count) => mask_of(codes, count, &by_code),
                Lanes::Middle(codes, count) => mask_of(codes, count, &by_code),
                Lanes::Wide(codes, count) => mask_of(codes, count, &by_code),
                Lanes::Mixed(codes, begin, end) => {
                    Mask::collect((begin..end).map(|record| by_code[codes.get(record) as usize]))
                }
            };
            if let Some(before) = masks.next() {
                *before = before.or(mask);
            }
        });
    }

    /// As [`Column::mask_into`], where there are fewer records than values: as when records are appended to many.
    fn mask_few(&self, from: usize, to: usize, mut test: impl FnMut(Cell<'_>) -> Option<bool>, masks: &mut [Mask]) {
        let mut known = HashMap::new();
        let mut answer = |record: usize| {
            let code = self.codes.get(record);
            *known.entry(code).or_insert_with(|| test(self.cell(record)))
        };
        for (begin, before) in (from..to).step_by(Mask::LANES).zip(masks) {
            let end = (begin + Mask::LANES).min(to);
            *before = before.or(Mask::collect((begin..end).map(&mut answer)));
        }
    }

    /// Bytes of memory that it takes, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.name.len() + self.codes.bytes() + self.sizes.bytes() + self.dictionary.memory()
    }

    /// Bytes of its different values.
    pub(super) fn value_bytes(&self) -> usize {
        self.dictionary.bytes()
    }

    /// Notes what a record has; records between the last one and this lack the field. `room`: bytes of new values that
    /// it may keep, besides its own limit.
    pub(super) fn note(&mut self, record: usize, cell: Cell<'_>, room: usize) {
        let code = match cell {
            // Which record is unopened is known by the field that was not opened.
            Cell::Absent | Cell::Unopened => ABSENT,
            Cell::Plain(value) => {
                let room = MOST_BYTES.min(self.dictionary.bytes().saturating_add(room));
                let most = if self.is_summed { usize::MAX } else { room };
                if let Some(number) = self.dictionary.number(value, most) {
                    FIRST + number
                } else {
                    // There is no room for further values.
                    let bytes = u32::try_from(value.text.len()).unwrap_or(u32::MAX);
                    return self.note(record, Cell::Long(bytes), room);
                }
            }
            Cell::Sealed(size) => self.note_size(record, size, SEALED),
            Cell::Long(size) => self.note_size(record, size, LONG),
        };
        // Of fields with the same name the last counts, as with `JSON.parse`.
        self.count(self.codes.get(record), -1);
        self.count(code, 1);
        self.codes.set(record, code);
    }

    /// Notes what a record has in a member of an opened field. Such values are wiped by [`Column::forget`].
    pub(super) fn note_secret(&mut self, record: usize, cell: Cell<'_>, room: usize) {
        self.dictionary.keep_secret();
        self.secrets += 1;
        self.note(record, cell, room);
    }

    /// Wipes what came of the records whose fields were opened, as `is_opened` says, and keeps the rest.
    pub(super) fn forget(&mut self, is_opened: impl Fn(usize) -> bool) {
        if self.secrets == 0 {
            return;
        }
        let Counts { plain, sealed, long } = self.counts;
        let mut kept = Self::new(&self.name);
        if plain + sealed + long > self.secrets {
            for record in (0..self.codes.len()).filter(|record| !is_opened(*record)) {
                let cell = self.cell(record);
                if cell != Cell::Absent {
                    kept.note(record, cell, usize::MAX);
                }
            }
        }
        *self = kept;
    }

    fn count(&mut self, code: u32, by: i64) {
        let count = match code {
            ABSENT => return,
            SEALED => &mut self.counts.sealed,
            LONG => &mut self.counts.long,
            _ => &mut self.counts.plain,
        };
        *count = count.saturating_add_signed(by);
    }

    fn note_size(&mut self, record: usize, size: u32, code: u32) -> u32 {
        self.sizes.set(record, size);
        code
    }
}

/// The loop of [`Column::mask_into`], for codes of one width. Records after the last code lack the field.
fn mask_of<T: Copy + Into<u32>>(codes: &[T], records: usize, by_code: &[Option<bool>]) -> Mask {
    let lacking = std::iter::repeat_n(by_code[ABSENT as usize], records - codes.len());
    Mask::collect(codes.iter().map(|&code| by_code[code.into() as usize]).chain(lacking))
}

#[cfg(test)]
mod tests {
    use super::super::dictionary::Kind;
    use super::*;

    #[test]
    fn codes_widen_as_values_come_and_every_cell_stays() {
        let mut column = Column::new("id");
        let text = |record: usize| format!("value {record}");
        for record in 0..70_000 {
            match record % 5 {
                0 => {}
                1 => column.note(record, Cell::Sealed(7), usize::MAX),
                _ => column.note(record, Cell::Plain(Value { kind: Kind::Text, text: &text(record) }), usize::MAX),
            }
        }
        for record in 0..70_000 {
            let text = text(record);
            let expected = match record % 5 {
                0 => Cell::Absent,
                1 => Cell::Sealed(7),
                _ => Cell::Plain(Value { kind: Kind::Text, text: &text }),
            };
            assert_eq!(column.cell(record), expected, "{record}");
        }
        assert_eq!(column.counts(), Counts { plain: 42_000, sealed: 14_000, long: 0 });
        assert_eq!(column.distinct(), 42_000);
        assert_eq!(column.cell(70_000), Cell::Absent);
    }

    #[test]
    fn values_beyond_the_room_for_them_are_long_ones() {
        // Each value takes 512 bytes with its kind.
        let text = |record: usize| format!("{record:0511}");
        let fill = |records: usize, room: usize| {
            let mut column = Column::new("id");
            for record in (0..records).chain(0..2) {
                // The last two have the values of the first two, which are there already.
                let at = if record < 2 && column.codes.len() > 1 { column.codes.len() } else { record };
                column.note(at, Cell::Plain(Value { kind: Kind::Text, text: &text(record) }), room);
            }
            column
        };
        let most = MOST_BYTES / 512;
        let column = fill(most + 3, usize::MAX);
        assert_eq!(column.counts(), Counts { plain: most as u64 + 2, sealed: 0, long: 3 });
        assert_eq!((column.distinct(), column.value_bytes()), (most, MOST_BYTES));
        assert_eq!(column.cell(most), Cell::Long(511));
        assert_eq!(column.cell(most + 2), Cell::Long(511));
        assert_eq!(column.cell(most + 3), Cell::Plain(Value { kind: Kind::Text, text: &text(0) }));
        // Of what is added up no number may be missing.
        let mut column = Column::new("conversation.cost");
        for record in 0..most + 3 {
            column.note(record, Cell::Plain(Value { kind: Kind::Number, text: &text(record) }), 0);
        }
        assert_eq!(column.counts(), Counts { plain: most as u64 + 3, sealed: 0, long: 0 });
        // Where there is less room for all columns: what is known stays, and nothing new comes.
        let column = fill(10, 511);
        assert_eq!(column.counts(), Counts { plain: 0, sealed: 0, long: 12 });
        assert_eq!(fill(10, 512).counts(), Counts { plain: 12, sealed: 0, long: 0 });
    }

    #[test]
    fn a_column_is_numeric_while_all_its_values_are_numbers() {
        let mut column = Column::new("x");
        assert!(!column.is_numeric(), "there is none");
        column.note(0, Cell::Sealed(1), usize::MAX);
        assert!(!column.is_numeric());
        column.note(1, Cell::Plain(Value { kind: Kind::Number, text: "1" }), usize::MAX);
        assert!(column.is_numeric());
        column.note(2, Cell::Plain(Value { kind: Kind::Text, text: "2" }), usize::MAX);
        assert!(!column.is_numeric());
    }

    #[test]
    fn values_of_different_kinds_are_different() {
        let mut column = Column::new("x");
        for (record, kind) in [Kind::Text, Kind::Number, Kind::Literal, Kind::Text].into_iter().enumerate() {
            column.note(record, Cell::Plain(Value { kind, text: "1" }), usize::MAX);
        }
        assert_eq!(column.distinct(), 3);
        let mut kinds = [Mask::all(Some(false))];
        let is_text = |cell: Cell<'_>| Some(matches!(cell, Cell::Plain(Value { kind: Kind::Text, .. })));
        column.mask_into(0, 4, is_text, &mut kinds);
        assert_eq!(kinds[0].certain().collect::<Vec<_>>(), [0, 3]);
    }

    #[test]
    fn what_is_said_of_cells_is_said_of_records_wherever_one_begins() {
        let mut column = Column::new("x");
        let text = |record: usize| (record % 7).to_string();
        for record in 0..300 {
            match record % 5 {
                0 => {}
                1 => column.note(record, Cell::Sealed(7), usize::MAX),
                _ => column.note(record, Cell::Plain(Value { kind: Kind::Text, text: &text(record) }), usize::MAX),
            }
        }
        let answer = |cell: Cell<'_>| match cell {
            Cell::Plain(value) => Some(value.text == "3"),
            Cell::Sealed(_) => None,
            _ => Some(false),
        };
        for (from, to) in [(0_usize, 300_usize), (1, 65), (63, 64), (10, 400), (320, 400), (5, 5)] {
            let mut masks = vec![Mask::all(Some(false)); (to - from).div_ceil(Mask::LANES)];
            column.mask_into(from, to, answer, &mut masks);
            for record in from..to {
                let at = record - from;
                assert_eq!(masks[at / 64].get(at % 64), answer(column.cell(record)), "{record} of {from} to {to}");
            }
        }
        // Of records before others, some of which lack the field.
        let mut before = Column::new("z");
        (0..5).filter(|record| *record != 1).for_each(|record| before.note(record, Cell::Sealed(1), usize::MAX));
        let mut masks = [Mask::all(Some(false))];
        before.mask_into(0, 2, answer, &mut masks);
        assert_eq!([0, 1].map(|lane| masks[0].get(lane)), [None, Some(false)]);
        // What all records have in common is said without looking at them, and beside what was said before.
        let mut sealed = Column::new("y");
        (0..70).for_each(|record| sealed.note(record, Cell::Sealed(1), usize::MAX));
        let mut masks = [Mask::collect([Some(true)].into_iter()); 2];
        sealed.mask_into(0, 70, answer, &mut masks);
        assert_eq!([0, 1].map(|lane| masks[1].get(lane)), [Some(true), None]);
    }
}

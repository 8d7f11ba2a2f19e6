//! Usage over the records of a table: counts, tokens and estimated costs of those whose bodies were read, by columns and time.
//!
//! [`crate::conversation::UsageTally`] adds up records as they come by; this adds up what was noted of them, so that another
//! grouping takes no decryption.

use hashbrown::HashMap;

use crate::calendar::minute;
use crate::conversation::{MOST_GROUPS, Sums, Usd};
use crate::decimal::Decimal;
use crate::index::{Cell, Column, Rows, Table, TableFile, Value, View, fact_of};

/// What records are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The values of a column. A record whose column has a list belongs to each value of it.
    Column(usize),
    /// The day on which the windows of their files begin (UTC).
    Day,
    /// The hour.
    Hour,
}

/// What a group has in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// This value; of a time `2026-04-18` or `2026-04-18T06`.
    Value(String),
    /// They lack the field, or a time.
    None,
    /// It is not known: it was not decrypted, or it is too long for the table.
    Unknown,
}

/// Usage of some records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// By the first [`By`] alone.
    pub one: Groups,
    /// By both, if there are two.
    pub two: Option<Groups>,
    /// The sums of all records.
    pub total: Sums,
    /// Records with bodies that were not read: they count as records, and nothing of their bodies is in the sums.
    pub unread: u64,
}

/// Sums by group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// For each [`By`] the keys of the groups, each once: names without regard to case and with the numbers in them as numbers, then
    /// [`Key::None`], then [`Key::Unknown`].
    pub keys: Vec<Vec<Key>>,
    /// For each group where its keys are in `keys`, one for each [`By`], and its sums; in the order of the keys.
    pub groups: Vec<(Vec<u32>, Sums)>,
    /// The records beyond [`MOST_GROUPS`].
    pub others: Option<Sums>,
}

impl View {
    /// Usage of the records that match the filter.
    #[must_use]
    pub fn usage(&self, first: Option<By>, then: Option<By>) -> Usage {
        self.table().usage(self.unordered(), first, then)
    }
}

impl Table {
    /// Usage of these records. Both groupings come of one walk over them: most of the time goes into what each record used.
    #[must_use]
    pub fn usage(&self, rows: Rows<'_>, first: Option<By>, then: Option<By>) -> Usage {
        let facts = Facts::of(self);
        let [first, then] = [first, then].map(|by| by.map(|by| Level::of(by, self)));
        let [mut one, mut two] = [Counted::default(), Counted::default()];
        let mut usage = Usage::default();
        for record in rows.iter() {
            let is_read = !self.has_unread_bodies(record, false);
            let sums = facts.sums(record, is_read);
            usage.unread += u64::from(!is_read);
            usage.total.merge(&sums);
            let Some(first) = &first else { continue };
            first.codes(self, record, |code| {
                one.add([code, NONE], &sums);
                if let Some(then) = &then {
                    then.codes(self, record, |within| two.add([code, within], &sums));
                }
            });
        }
        if let Some(first) = &first {
            usage.one = one.named(&[first]);
            usage.two = then.map(|then| two.named(&[first, &then]));
        }
        usage
    }
}

/// Sums by the codes of their keys.
#[derive(Default)]
struct Counted {
    groups: HashMap<[u32; 2], Sums>,
    others: Option<Sums>,
}

impl Counted {
    fn add(&mut self, key: [u32; 2], sums: &Sums) {
        if let Some(group) = self.groups.get_mut(&key) {
            group.merge(sums);
        } else if self.groups.len() < MOST_GROUPS {
            self.groups.insert(key, *sums);
        } else {
            self.others.get_or_insert_default().merge(sums);
        }
    }

    /// The groups by the names of their codes. Names are sorted once for each level, and not compared for each group.
    fn named(self, levels: &[&Level]) -> Groups {
        let mut sorted: Vec<(Vec<u32>, Sums)> =
            self.groups.into_iter().map(|(codes, sums)| (codes[..levels.len()].to_vec(), sums)).collect();
        let mut keys = Vec::new();
        for (at, level) in levels.iter().enumerate() {
            let order = level.in_order(sorted.iter().map(|(codes, _)| codes[at]).collect());
            // No level has more keys than codes.
            #[allow(clippy::cast_possible_truncation)]
            let places: HashMap<u32, u32> =
                order.iter().enumerate().map(|(place, code)| (*code, place as u32)).collect();
            for (codes, _) in &mut sorted {
                codes[at] = places[&codes[at]];
            }
            keys.push(order.into_iter().map(|code| level.key(code)).collect());
        }
        sorted.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Groups { keys, groups: sorted, others: self.others }
    }
}

const NONE: u32 = 0;
const UNKNOWN: u32 = 1;
/// The code of the first key of a level.
const FIRST: u32 = 2;

/// The keys of one [`By`], each with a code.
struct Level {
    source: Source,
    keys: Vec<String>,
}

enum Source {
    /// A column, and for each of its values the codes of the keys.
    Column { number: usize, codes: Vec<Vec<u32>> },
    /// For each file its code.
    Time { codes: Vec<u32> },
}

impl Level {
    fn of(by: By, table: &Table) -> Self {
        let mut names = Names::default();
        let source = match by {
            By::Column(number) => {
                let values = table.columns().get(number).into_iter().flat_map(Column::values);
                let codes =
                    values.map(|value: Value<'_>| value.parts().map(|part| names.code(part.text)).collect()).collect();
                Source::Column { number, codes }
            }
            By::Day | By::Hour => {
                // `2026-04-18T06:30` without minutes, or without the hour.
                let length = if by == By::Day { 10 } else { 13 };
                let code =
                    |file: &TableFile| file.window.map_or(NONE, |window| names.code(&minute(window.start)[..length]));
                Source::Time { codes: table.files().iter().map(code).collect() }
            }
        };
        Self { source, keys: names.keys }
    }

    fn codes(&self, table: &Table, record: usize, mut show: impl FnMut(u32)) {
        match &self.source {
            Source::Time { codes } => show(table.place(record).map_or(NONE, |place| codes[place.file])),
            Source::Column { number, codes } => match table.columns()[*number].value_number(record) {
                Ok(value) => codes[value].iter().for_each(|code| show(*code)),
                Err(Cell::Absent) if table.cell(*number, record) == Cell::Absent => show(NONE),
                Err(_) => show(UNKNOWN),
            },
        }
    }

    /// These codes in the order of their keys, each once.
    fn in_order(&self, mut codes: Vec<u32>) -> Vec<u32> {
        codes.sort_unstable();
        codes.dedup();
        codes.sort_by_cached_key(|code| match *code {
            NONE | UNKNOWN => (*code + 1, Vec::new(), ""),
            code => {
                let name = &self.keys[(code - FIRST) as usize];
                (0, by_alphabet(name), name.as_str())
            }
        });
        codes
    }

    fn key(&self, code: u32) -> Key {
        match code {
            NONE => Key::None,
            UNKNOWN => Key::Unknown,
            code => Key::Value(self.keys[(code - FIRST) as usize].clone()),
        }
    }
}

/// What a name is sorted by: its lower case, in which a number begins with how many digits it has, so that `a9` is before `a10`.
fn by_alphabet(name: &str) -> Vec<u8> {
    let lower = name.to_lowercase();
    let mut sorted_by = Vec::with_capacity(lower.len() + 2);
    let mut rest = lower.as_bytes();
    while let Some(first) = rest.first() {
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit() == first.is_ascii_digit()).count();
        let (mut run, after) = rest.split_at(length);
        if first.is_ascii_digit() {
            let zeros = run.iter().take_while(|digit| **digit == b'0').count();
            run = &run[zeros..];
            sorted_by.extend([b'0', u8::try_from(run.len()).unwrap_or(u8::MAX)]);
        }
        sorted_by.extend(run);
        rest = after;
    }
    sorted_by
}

/// Texts, each with a code.
#[derive(Default)]
struct Names {
    keys: Vec<String>,
    codes: HashMap<String, u32>,
}

impl Names {
    fn code(&mut self, name: &str) -> u32 {
        if let Some(code) = self.codes.get(name) {
            return *code;
        }
        let code = u32::try_from(self.keys.len()).unwrap_or(u32::MAX - FIRST) + FIRST;
        self.keys.push(name.into());
        self.codes.insert(name.into(), code);
        code
    }
}

/// A column that is added up, with the number that each of its values is.
struct Numbers<'a> {
    column: &'a Column,
    numbers: Vec<u64>,
}

impl<'a> Numbers<'a> {
    /// The numbers of a column, times 10 to the power of `digits`.
    fn of(column: &'a Column, digits: i64) -> Self {
        let number =
            |value: Value<'_>| Decimal::parse(value.text).and_then(|number| number.scaled(digits)).unwrap_or(0);
        Self { column, numbers: column.values().map(number).collect() }
    }

    fn get(&self, record: usize) -> Option<u64> {
        self.column.value_number(record).ok().map(|value| self.numbers[value])
    }
}

/// The columns that sums are made of.
struct Facts<'a> {
    counts: [Option<Numbers<'a>>; 6],
    cost: Option<Numbers<'a>>,
    error: Option<&'a Column>,
    status: Vec<Numbers<'a>>,
    cached: Vec<&'a Column>,
}

impl<'a> Facts<'a> {
    fn of(table: &'a Table) -> Self {
        let columns = table.columns();
        let fact = |name: &str| columns.iter().find(|column| fact_of(column.name()) == Some(name));
        let named =
            |last: &'static str| columns.iter().filter(move |column| column.name().rsplit('.').next() == Some(last));
        let counts = ["tokens", "input", "cachedInput", "cacheWrite", "output", "reasoning"];
        Self {
            counts: counts.map(|name| fact(name).map(|column| Numbers::of(column, 0))),
            // Dollars as picodollars.
            cost: fact("cost").map(|column| Numbers::of(column, 12)),
            error: fact("error"),
            status: named("StatusCode").map(|column| Numbers::of(column, 0)).collect(),
            cached: named("Cached").collect(),
        }
    }

    fn sums(&self, record: usize, is_read: bool) -> Sums {
        let count = |at: usize| self.counts[at].as_ref().and_then(|numbers| numbers.get(record));
        let one = |is_so: bool| u64::from(is_so);
        let has = |column: &Column, text: &str| matches!(column.cell(record), Cell::Plain(value) if value.text == text);
        let failed = self.error.is_some_and(|column| column.cell(record) != Cell::Absent)
            || self.status.iter().any(|status| status.get(record).is_some_and(|status| status >= 400));
        let counts = count(0).is_some();
        let cost = self.cost.as_ref().and_then(|cost| cost.get(record));
        Sums {
            records: 1,
            errors: one(failed),
            cached: one(self.cached.iter().any(|column| has(column, "true"))),
            input: count(1).unwrap_or(0),
            cached_input: count(2).unwrap_or(0),
            cache_write: count(3).unwrap_or(0),
            output: count(4).unwrap_or(0),
            reasoning: count(5).unwrap_or(0),
            usd: Usd::from_picodollars(cost.unwrap_or(0)),
            without_price: one(counts && cost.is_none()),
            without_usage: one(!counts && is_read),
        }
    }
}

#[cfg(test)]
mod tests;

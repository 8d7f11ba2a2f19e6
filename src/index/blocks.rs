//! A number for each record, in memory that follows how many records have one.
//!
//! Records come in blocks of 4,096. A block keeps its numbers the cheapest way: not at all where no record has one,
//! as pairs of place and number where few have, and otherwise as a list, as wide as its largest number needs. So a
//! field that begins late costs nothing before, and one that few records have costs 8 bytes for each of them.

/// Records of a block: a whole number of filter masks of 64.
pub(super) const BLOCK: usize = 4096;

/// How many more pairs come before a list is considered again.
const FEW: usize = 32;
/// Bytes of a pair.
const PAIR: usize = size_of::<(u16, u32)>();

/// The numbers of one block. 0 is "none".
#[derive(Clone, Debug)]
pub(super) enum Block {
    /// Places within the block, in ascending order, and their numbers.
    Pairs(Vec<(u16, u32)>),
    /// By place, up to the last one that has a number.
    Narrow(Vec<u8>),
    Middle(Vec<u16>),
    Wide(Vec<u32>),
}

impl Default for Block {
    fn default() -> Self {
        Self::Pairs(Vec::new())
    }
}

impl Block {
    fn get(&self, place: usize) -> u32 {
        let number = match self {
            Self::Pairs(pairs) => {
                let at = pairs.binary_search_by_key(&place, |pair| usize::from(pair.0));
                at.ok().map(|at| pairs[at].1)
            }
            Self::Narrow(list) => list.get(place).copied().map(u32::from),
            Self::Middle(list) => list.get(place).copied().map(u32::from),
            Self::Wide(list) => list.get(place).copied(),
        };
        number.unwrap_or_default()
    }

    fn set(&mut self, place: u16, number: u32) {
        match self {
            Self::Pairs(pairs) => {
                match pairs.last_mut() {
                    Some((last, before)) if *last == place => *before = number,
                    Some((last, _)) if *last > place => match pairs.binary_search_by_key(&place, |pair| pair.0) {
                        Ok(at) => pairs[at].1 = number,
                        Err(at) => pairs.insert(at, (place, number)),
                    },
                    _ => pairs.push((place, number)),
                }
                // Not with each pair, because it reads all of them.
                if pairs.len().is_multiple_of(FEW) && pairs.len() * PAIR > list_bytes(pairs) {
                    *self = list_of(pairs);
                }
            }
            Self::Narrow(list) => {
                if let Ok(number) = u8::try_from(number) {
                    return put(list, place.into(), number);
                }
                *self = Self::Middle(list.iter().copied().map(u16::from).collect());
                self.set(place, number);
            }
            Self::Middle(list) => {
                if let Ok(number) = u16::try_from(number) {
                    return put(list, place.into(), number);
                }
                *self = Self::Wide(list.iter().copied().map(u32::from).collect());
                self.set(place, number);
            }
            Self::Wide(list) => put(list, place.into(), number),
        }
    }

    /// Takes the cheapest form, once no more comes.
    fn settle(&mut self) {
        let mut pairs: Vec<(u16, u32)> = match &*self {
            Self::Pairs(pairs) => pairs.clone(),
            Self::Narrow(list) => pairs_of(list),
            Self::Middle(list) => pairs_of(list),
            Self::Wide(list) => pairs_of(list),
        };
        *self = if pairs.len() * PAIR > list_bytes(&pairs) {
            list_of(&pairs)
        } else {
            pairs.shrink_to_fit();
            Self::Pairs(pairs)
        };
    }

    /// Bytes of memory, with what is held ready for more.
    fn bytes(&self) -> usize {
        match self {
            Self::Pairs(pairs) => pairs.capacity() * PAIR,
            Self::Narrow(list) => list.capacity(),
            Self::Middle(list) => list.capacity() * 2,
            Self::Wide(list) => list.capacity() * 4,
        }
    }
}

/// Bytes that a list of these numbers takes.
fn list_bytes(pairs: &[(u16, u32)]) -> usize {
    let length = pairs.last().map_or(0, |(place, _)| usize::from(*place) + 1);
    length * width(pairs.iter().map(|(_, number)| *number).max().unwrap_or_default())
}

/// Bytes that a number takes in a list.
fn width(number: u32) -> usize {
    match number {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

fn list_of(pairs: &[(u16, u32)]) -> Block {
    let length = pairs.last().map_or(0, |(place, _)| usize::from(*place) + 1);
    let mut list = vec![0_u32; length];
    for (place, number) in pairs {
        list[usize::from(*place)] = *number;
    }
    // The width is that of the largest.
    #[allow(clippy::cast_possible_truncation)]
    match width(list.iter().copied().max().unwrap_or_default()) {
        1 => Block::Narrow(list.into_iter().map(|number| number as u8).collect()),
        2 => Block::Middle(list.into_iter().map(|number| number as u16).collect()),
        _ => Block::Wide(list),
    }
}

fn pairs_of<T: Copy + Into<u32>>(list: &[T]) -> Vec<(u16, u32)> {
    let all = list.iter().zip(0_u16..).map(|(number, place)| (place, (*number).into()));
    all.filter(|(_, number)| *number != 0).collect()
}

fn put<T: Copy + Default>(list: &mut Vec<T>, place: usize, number: T) {
    if place >= list.len() {
        list.resize(place + 1, T::default());
    }
    list[place] = number;
}

/// A number for each record; 0 for those that have none.
#[derive(Clone, Debug, Default)]
pub(super) struct Blocks {
    all: Vec<Block>,
    /// Bytes of all blocks but the last.
    settled: usize,
    /// Records up to the last that was set.
    len: usize,
}

impl Blocks {
    /// The number of a record, counted from 0.
    pub fn get(&self, record: usize) -> u32 {
        self.all.get(record / BLOCK).map_or(0, |block| block.get(record % BLOCK))
    }

    /// Sets the number of a record. Records come in ascending order; setting an earlier one works, but costs more.
    pub fn set(&mut self, record: usize, number: u32) {
        let at = record / BLOCK;
        if at >= self.all.len() {
            // The block before is whole now.
            if let Some(block) = self.all.last_mut() {
                block.settle();
                self.settled += block.bytes();
            }
            self.all.resize_with(at + 1, Block::default);
        }
        let is_last = at + 1 == self.all.len();
        let block = &mut self.all[at];
        let before = if is_last { 0 } else { block.bytes() };
        // Less than 4,096.
        #[allow(clippy::cast_possible_truncation)]
        block.set((record % BLOCK) as u16, number);
        if !is_last {
            self.settled = (self.settled + block.bytes()).saturating_sub(before);
        }
        self.len = self.len.max(record + 1);
    }

    /// Records up to the last that was set.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Bytes of memory that they take.
    pub fn bytes(&self) -> usize {
        self.all.capacity() * size_of::<Block>() + self.settled + self.all.last().map_or(0, Block::bytes)
    }

    /// Shows `show` what the records from `from` to before `to` have, `lanes` of them at a time: how many they are
    /// and a function that gives the number of each. Lists are shown as such, so that a loop over them is a loop over
    /// memory.
    pub fn each(&self, from: usize, to: usize, lanes: usize, mut show: impl FnMut(Lanes<'_>)) {
        for begin in (from..to).step_by(lanes) {
            let end = (begin + lanes).min(to);
            let block = self.all.get(begin / BLOCK);
            let within = begin % BLOCK..begin % BLOCK + (end - begin);
            let lanes = match block {
                _ if within.end > BLOCK => Lanes::Mixed(self, begin, end),
                None => Lanes::None(end - begin),
                Some(Block::Narrow(list)) => Lanes::Narrow(part(list, &within), end - begin),
                Some(Block::Middle(list)) => Lanes::Middle(part(list, &within), end - begin),
                Some(Block::Wide(list)) => Lanes::Wide(part(list, &within), end - begin),
                Some(Block::Pairs(pairs)) => {
                    let first = pairs.partition_point(|pair| usize::from(pair.0) < within.start);
                    match pairs.get(first) {
                        Some(pair) if usize::from(pair.0) < within.end => Lanes::Mixed(self, begin, end),
                        _ => Lanes::None(end - begin),
                    }
                }
            };
            show(lanes);
        }
    }
}

fn part<'a, T>(list: &'a [T], within: &std::ops::Range<usize>) -> &'a [T] {
    list.get(within.start..within.end.min(list.len())).unwrap_or_default()
}

/// The numbers of some records that follow each other.
pub(super) enum Lanes<'a> {
    /// None of so many has one.
    None(usize),
    /// Of the first ones of so many; the others have none.
    Narrow(&'a [u8], usize),
    Middle(&'a [u16], usize),
    Wide(&'a [u32], usize),
    /// To be looked up one by one: the records from one to before the other.
    Mixed(&'a Blocks, usize, usize),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `each` shows, as a list.
    fn shown(blocks: &Blocks, from: usize, to: usize) -> Vec<u32> {
        let mut all = Vec::new();
        blocks.each(from, to, 64, |lanes| {
            let (mut some, count): (Vec<u32>, usize) = match lanes {
                Lanes::None(count) => (Vec::new(), count),
                Lanes::Narrow(list, count) => (list.iter().copied().map(u32::from).collect(), count),
                Lanes::Middle(list, count) => (list.iter().copied().map(u32::from).collect(), count),
                Lanes::Wide(list, count) => (list.to_vec(), count),
                Lanes::Mixed(blocks, from, to) => ((from..to).map(|record| blocks.get(record)).collect(), to - from),
            };
            some.resize(count, 0);
            all.extend(some);
        });
        all
    }

    #[test]
    fn every_number_is_kept_whatever_the_form_of_its_block() {
        // How often a record has a number, and the largest number: each form, and the change from one to another.
        for (step, most) in [(1, 7), (1, 300), (1, 1 << 20), (3, 90), (100, 9), (5000, 1 << 31), (64, 40_000)] {
            let mut blocks = Blocks::default();
            let mut expected = vec![0_u32; 20_000];
            for record in (1234..20_000).step_by(step) {
                let number = u32::try_from(record * 7919 % most + 1).expect("small");
                blocks.set(record, number);
                expected[record] = number;
            }
            // One that comes once more, and one that comes late.
            for record in [19_999, 19_998, 5000, 1] {
                blocks.set(record, 3);
                expected[record] = 3;
            }
            assert_eq!(blocks.len(), 20_000);
            for (record, number) in expected.iter().enumerate() {
                assert_eq!(blocks.get(record), *number, "{record} of each {step}");
            }
            for (from, to) in [(0, 20_000), (1, 19_999), (4090, 4100), (4095, 12_300), (19_990, 25_000), (7, 7)] {
                let mut part = expected.get(from..to.min(20_000)).unwrap_or_default().to_vec();
                part.resize(to - from, 0);
                assert_eq!(shown(&blocks, from, to), part, "{from} to {to} of each {step}");
            }
        }
    }

    #[test]
    fn memory_follows_how_many_records_have_a_number() {
        let filled = |records: std::ops::Range<usize>, step: usize, number: u32| {
            let mut blocks = Blocks::default();
            records.step_by(step).for_each(|record| blocks.set(record, number));
            blocks.bytes()
        };
        // A byte a record, and as wide as it needs.
        assert!((1_000_000..1_060_000).contains(&filled(0..1_000_000, 1, 9)));
        assert!((2_000_000..2_100_000).contains(&filled(0..1_000_000, 1, 900)));
        // Nothing before a field begins but a place for each block.
        assert!(filled(999_000..1_000_000, 1, 9) < 24_000);
        // A pair for each of the few that have it.
        assert!(filled(0..1_000_000, 1000, 9) < 24_000);
        // Numbers that are dense at the beginning of a block and nowhere else are no list of the whole block.
        let mut blocks = Blocks::default();
        for block in 0..100 {
            (0..=FEW).chain([BLOCK - 1]).for_each(|place| blocks.set(block * BLOCK + place, 1));
        }
        assert!(blocks.bytes() < 100 * 2 * FEW * PAIR + 12_000, "{}", blocks.bytes());
        // Numbers that come late, in blocks before the last, are counted as well.
        let mut late = Blocks::default();
        (0..20_000).rev().for_each(|record| late.set(record, 1));
        assert!((20_000..80_000).contains(&late.bytes()), "{}", late.bytes());
    }
}

//! Reading chosen records again: which of which file, from where.

use super::table::Table;
use crate::input::Checkpoint;

/// Records or rejects of one file that are best read in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The number of the file.
    pub file: usize,
    /// Bytes of the file's text before each, in ascending order.
    pub begins: Vec<u64>,
    /// The number of each record, counted from 0; none if they are rejects.
    pub records: Vec<u32>,
}

/// Chosen records or rejects of a table's files, a read at a time.
#[derive(Clone, Debug)]
pub struct Reads {
    chosen: Chosen,
    /// How many of the chosen ones were given. Of rejects: those of the file that comes next.
    given: usize,
}

#[derive(Clone, Debug)]
enum Chosen {
    /// All records up to this one.
    First(usize),
    /// These records, in ascending order.
    These(Vec<u32>),
    /// All rejects, from this file.
    Rejected(usize),
}

/// The most records of a read, which bounds the memory that it takes.
const MOST: usize = 1 << 16;

impl Reads {
    /// All records of a table.
    #[must_use]
    pub fn all(table: &Table) -> Self {
        Self { chosen: Chosen::First(table.records()), given: 0 }
    }

    /// These records, in the order of files and of what is in them.
    #[must_use]
    pub fn of(mut records: Vec<u32>) -> Self {
        records.sort_unstable();
        records.dedup();
        Self { chosen: Chosen::These(records), given: 0 }
    }

    /// All rejects.
    #[must_use]
    pub fn rejected() -> Self {
        Self { chosen: Chosen::Rejected(0), given: 0 }
    }

    /// How many there are in all.
    #[must_use]
    pub fn lines(&self, table: &Table) -> usize {
        match &self.chosen {
            Chosen::First(records) => *records,
            Chosen::These(records) => records.len(),
            Chosen::Rejected(_) => table.files().iter().map(|file| file.rejected.len()).sum(),
        }
    }

    /// The chosen records, in ascending order; none if they are rejects.
    pub fn records(&self) -> impl Iterator<Item = usize> {
        let (first, these) = match &self.chosen {
            Chosen::First(records) => (*records, &[][..]),
            Chosen::These(records) => (0, &records[..]),
            Chosen::Rejected(_) => (0, &[][..]),
        };
        (0..first).chain(these.iter().map(|&record| record as usize))
    }

    /// The next ones. They are all in one file, and reading passes over no more than some MB between two
    /// of them.
    pub fn next(&mut self, table: &Table) -> Option<Read> {
        if let Chosen::Rejected(file) = &mut self.chosen {
            while table.files().get(*file)?.rejected.len() <= self.given {
                (*file, self.given) = (*file + 1, 0);
            }
        }
        let mut read = Read::default();
        let mut segment = 0;
        while read.begins.len() < MOST
            && let Some((file, begin, record)) = self.at(self.given, table)
        {
            let own = table.files()[file].segment(begin);
            if !read.begins.is_empty() && (file != read.file || own > segment + 1) {
                break;
            }
            (read.file, segment) = (file, own);
            read.begins.push(begin);
            read.records.extend(record);
            self.given += 1;
        }
        (!read.begins.is_empty()).then_some(read)
    }

    fn at(&self, given: usize, table: &Table) -> Option<(usize, u64, Option<u32>)> {
        let record = match &self.chosen {
            Chosen::First(records) => Some(given).filter(|record| record < records)?,
            Chosen::These(records) => *records.get(given)? as usize,
            Chosen::Rejected(file) => {
                return Some((*file, *table.files().get(*file)?.rejected.get(given)?, None));
            }
        };
        let place = table.place(record)?;
        Some((place.file, place.offset, u32::try_from(record).ok()))
    }
}

impl Read {
    /// Where reading has to begin; `None` for the file's beginning.
    #[must_use]
    pub fn begin<'a>(&self, table: &'a Table) -> Option<&'a Checkpoint> {
        table.checkpoint(self.file, *self.begins.first()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::index::Indexer;
    use crate::input::{Input, LineReader};

    /// A line of a MB, so that checkpoints come every four lines; each seventh is not a record.
    fn text(lines: u64) -> Vec<u8> {
        let line = |number| {
            if number % 7 == 0 { "x".repeat(1 << 20) } else { format!("{{\"a\":\"{}\"}}", "x".repeat(1 << 20)) }
        };
        (1..=lines).map(line).collect::<Vec<_>>().join("\n").into_bytes()
    }

    fn table(files: &[Vec<u8>]) -> Table {
        let mut table = Table::default();
        for file in files {
            let mut indexer = Indexer::new(Settings::default());
            // As it is read: there can be a checkpoint between two slices.
            for slice in file.chunks(1 << 20) {
                indexer.push(slice.to_vec());
            }
            indexer.finish();
            table.add_file("");
            table.append(indexer.take().chunk).expect("a chunk");
        }
        table
    }

    /// All reads as (file, lines), each read from where it begins.
    fn read(mut reads: Reads, table: &Table, files: &[Vec<u8>]) -> Vec<(usize, Vec<u64>)> {
        let mut seen = Vec::new();
        while let Some(read) = reads.next(table) {
            let max = Settings::default().max_record_bytes;
            let begin = read.begin(table);
            let reader = begin.map_or_else(|| LineReader::new(max), |checkpoint| LineReader::resume(max, checkpoint));
            let mut reader = reader.with_records(read.begins.iter().copied());
            let from = usize::try_from(reader.offset()).expect("an offset");
            reader.push(files[read.file][from..].to_vec());
            reader.finish();
            let (mut lines, mut begins) = (Vec::new(), Vec::new());
            while let Some(Input::Line(line)) = reader.next() {
                lines.push(line.number);
                begins.push(line.begin);
            }
            assert!(reader.is_done());
            assert_eq!(begins, read.begins);
            for (line, record) in lines.iter().zip(&read.records) {
                assert_eq!(table.find(read.file, *line), Some(*record as usize));
            }
            seen.push((read.file, lines));
        }
        seen
    }

    #[test]
    fn chosen_lines_are_read_from_the_checkpoints_before_them() {
        let files = [text(40), text(0), text(20)];
        let table = table(&files);
        let records = |file: u64, lines| (1..=lines).filter(move |line| file == 0 || line % 7 != 0).collect::<Vec<_>>();
        let all = read(Reads::all(&table), &table, &files);
        assert_eq!(all, [(0, records(1, 40)), (2, records(1, 20))]);
        // Records 0 and 1 are lines 1 and 2, 33 is line 39; 35 is the first of the third file.
        let some = read(Reads::of(vec![35, 33, 0, 1, 1]), &table, &files);
        assert_eq!(some, [(0, vec![1, 2]), (0, vec![39]), (2, vec![1])]);
        let rejected = read(Reads::rejected(), &table, &files);
        assert_eq!(
            rejected.iter().flat_map(|(file, lines)| lines.iter().map(move |line| (*file, *line))).collect::<Vec<_>>(),
            [(0, 7), (0, 14), (0, 21), (0, 28), (0, 35), (2, 7), (2, 14)]
        );
        assert_eq!(
            [Reads::all(&table), Reads::of(vec![3]), Reads::rejected()].map(|each| each.lines(&table)),
            [35 + 18, 1, 7]
        );
    }
}

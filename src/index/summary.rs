//! Counts over any number of records: which fields and values there are. It keeps no record, so the memory
//! that it takes is bounded.

use std::collections::BTreeMap;

use super::by_name::ByName;
use super::chunk::{Chunk, ChunkCell, ChunkError};
use super::dictionary::{Dictionary, Kind, Value};

/// The most bytes of different values that are kept: of one field, and of all. What comes after that is
/// counted without its value.
const FIELD_BYTES: usize = 1 << 20;
const ALL_BYTES: usize = 32 << 20;

/// How often a field occurs, in which form and with which values.
#[derive(Debug)]
pub struct FieldSummary {
    /// The names that lead to it, such as `Metadata.user`.
    pub name: String,
    /// Records in which it is sealed.
    pub sealed: u64,
    /// Records in which it is plain, and longer than values that are kept apart.
    pub long: u64,
    /// Records with a plain value that came when there was no room for it.
    pub others: u64,
    values: Dictionary,
    /// Records with each value.
    counts: Vec<u64>,
}

impl FieldSummary {
    fn new(name: &str) -> Self {
        Self { name: name.into(), sealed: 0, long: 0, others: 0, values: Dictionary::default(), counts: Vec::new() }
    }

    /// Its values and in how many records each is: the most frequent first, and where they are equal in
    /// the order in which they came.
    #[must_use]
    pub fn values(&self) -> Vec<(Value<'_>, u64)> {
        let mut values: Vec<_> = self.values.values().zip(self.counts.iter().copied()).collect();
        // Of members with the same name the last counts: the value of another may be in no record.
        values.retain(|(_, count)| *count > 0);
        values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        values
    }
}

/// Counts over the records of all files.
#[derive(Debug, Default)]
pub struct Summary {
    records: u64,
    fields: ByName<FieldSummary>,
    wrapped: BTreeMap<u32, u64>,
    left_out: u64,
    bytes: usize,
}

impl Summary {
    /// Counts what is in the records of a chunk.
    ///
    /// # Errors
    /// If the chunk does not fit together, because it was damaged on its way.
    pub fn add(&mut self, chunk: &Chunk) -> Result<(), ChunkError> {
        self.records += chunk.records() as u64;
        self.left_out += chunk.left_out;
        for (bytes, count) in &chunk.wrapped {
            *self.wrapped.entry(*bytes).or_default() += count;
        }
        for column in &chunk.columns {
            let Some(number) = self.fields.number(&column.name, FieldSummary::new) else {
                self.left_out += column.cells.len() as u64;
                continue;
            };
            let field = self.fields.get_mut(number);
            // Each different value of the chunk is looked up once.
            let mut counts = vec![0; column.values.len()];
            for (_, cell) in &column.cells {
                match cell {
                    ChunkCell::Sealed(_) => field.sealed += 1,
                    ChunkCell::Long(_) => field.long += 1,
                    ChunkCell::Plain(value) => *counts.get_mut(*value as usize).ok_or(ChunkError)? += 1,
                }
            }
            let before = field.values.bytes();
            let most = FIELD_BYTES.min(before + ALL_BYTES.saturating_sub(self.bytes));
            for ((kind, text), count) in column.values.iter().zip(counts) {
                let value = Value { kind: Kind::of(*kind).ok_or(ChunkError)?, text };
                match field.values.number(value, most) {
                    Some(number) => {
                        let number = number as usize;
                        field.counts.resize(field.counts.len().max(number + 1), 0);
                        field.counts[number] += count;
                    }
                    None => field.others += count,
                }
            }
            self.bytes += field.values.bytes() - before;
        }
        Ok(())
    }

    /// Records so far.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// The fields, in the order in which they were first seen.
    #[must_use]
    pub fn fields(&self) -> &[FieldSummary] {
        self.fields.all()
    }

    /// How many wrapped keys have how many bytes: as many as the modulus of the key that opens them.
    pub fn wrapped(&self) -> impl Iterator<Item = (u32, u64)> {
        self.wrapped.iter().map(|(bytes, count)| (*bytes, *count))
    }

    /// Fields that were left out, because there are too many different ones.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }
}

#[cfg(test)]
mod tests {
    use super::super::Indexer;
    use super::super::by_name::MAX_COLUMNS;
    use super::*;
    use crate::Settings;

    /// Counts the records of these lines, some at a time.
    fn summary(lines: &[String], at_once: usize) -> Summary {
        let mut summary = Summary::default();
        for some in lines.chunks(at_once) {
            let mut indexer = Indexer::new(Settings::default());
            indexer.push(some.join("\n").into_bytes());
            indexer.finish();
            summary.add(&indexer.take().chunk).expect("a chunk");
        }
        summary
    }

    /// Name, records in which it is sealed, long, or one of the others, and its values.
    type Counted<'a> = (&'a str, u64, u64, u64, Vec<(&'a str, u64)>);

    fn counted(summary: &Summary) -> Vec<Counted<'_>> {
        let mut counted = Vec::new();
        for field in summary.fields() {
            let values = field.values().into_iter().map(|(value, count)| (value.text, count)).collect();
            counted.push((&field.name[..], field.sealed, field.long, field.others, values));
        }
        counted
    }

    #[test]
    fn values_forms_and_wrapped_keys_are_counted() {
        let sealed = |bytes: usize| {
            let key = "A".repeat(bytes.div_ceil(3) * 4 - (3 - bytes % 3) % 3) + &"=".repeat((3 - bytes % 3) % 3);
            format!(r#"{{"key":"{key}","iv":"AAAA","data":"AAAA"}}"#)
        };
        let lines = [
            r#"{"Model":"a","Status":200}"#.to_string(),
            format!(r#"{{"Model":"b","Status":200,"Body":{}}}"#, sealed(512)),
            "no record".to_string(),
            format!(r#"{{"Model":"b","Status":429,"Body":{},"Metadata":{}}}"#, sealed(512), sealed(256)),
            format!(r#"{{"Model":"x","Model":"b","Body":"{}"}}"#, "long ".repeat(200)),
            format!(r#"{{"Body":{{"data":"{}"}}}}"#, "A".repeat(512)),
        ];
        for at_once in 1..=lines.len() {
            let summary = summary(&lines, at_once);
            assert_eq!(summary.records(), 5);
            let expected = [
                ("Model", 0, 0, 0, vec![("b", 3), ("a", 1)]),
                ("Status", 0, 0, 0, vec![("200", 2), ("429", 1)]),
                ("Body", 3, 1, 0, vec![]),
                ("Metadata", 1, 0, 0, vec![]),
            ];
            assert_eq!(counted(&summary), expected, "{at_once} at once");
            assert_eq!(summary.wrapped().collect::<Vec<_>>(), [(256, 1), (384, 1), (512, 2)]);
            assert_eq!(summary.left_out(), 0);
        }
    }

    #[test]
    fn values_beyond_the_room_for_them_are_counted_without_their_text() {
        let value = |record: usize| format!("{record:0500}");
        let lines: Vec<_> = (0..3000).map(|record| format!(r#"{{"id":"{}","n":1}}"#, value(record))).collect();
        let summary = summary(&lines, 100);
        let [id, n] = summary.fields() else { panic!("two fields") };
        assert!(id.values.bytes() <= FIELD_BYTES);
        assert_eq!(id.values().len() as u64 + id.others, 3000);
        assert!(id.others > 0);
        assert_eq!(n.values(), [(Value { kind: Kind::Number, text: "1" }, 3000)]);
    }

    #[test]
    fn fields_beyond_the_most_are_left_out() {
        let lines: Vec<_> = (0..2000).map(|record| format!(r#"{{"field {record}":1}}"#)).collect();
        let summary = summary(&lines, 100);
        assert_eq!(summary.fields().len(), MAX_COLUMNS);
        assert_eq!(summary.left_out(), 2000 - MAX_COLUMNS as u64);
    }
}

//! What comes of searching a batch.

use zeroize::Zeroizing;

use super::opened::note_said;
use super::{Batch, Pause, Turn};
use crate::envelope::LineKeys;
use crate::index::MemberNotes;
use crate::keys::{Engine, KeyRing};
use crate::search::Searcher;

/// What was found in a batch. Of a line that is not a record nothing is found.
#[derive(Debug, Default)]
pub struct SearchedBatch {
    /// Of each line: which of the tests match, a bit for each, the lowest for the first.
    pub matched: Vec<u32>,
    /// Which do not match as far as is known, while something that they ask about stayed sealed.
    pub undecided: Vec<u32>,
    /// Fields opened.
    pub opened: u32,
    /// Fields left sealed.
    pub sealed: u32,
    /// The content keys of each line, as [`LineKeys::write`] writes them.
    pub content_keys: Zeroizing<Vec<u8>>,
    /// What the records say in their metadata, and in their bodies if a test asks of that, as [`MemberNotes`] writes it, where
    /// that was opened.
    pub member_notes: Zeroizing<Vec<u8>>,
    /// RSA private operations done.
    pub private_operations: u64,
    /// A pause asked to stop before all lines were searched.
    pub stopped: bool,
}

impl Searcher {
    /// Searches a batch. `content_keys` are those of its lines that are known from before, as [`LineKeys::write`] wrote
    /// them. Between two lines it pauses when its turn is over.
    ///
    /// # Errors
    /// What [`Pause::pause`] reports.
    pub async fn search_batch<E: Engine, P: Pause>(
        &mut self,
        batch: Batch<'_>,
        mut content_keys: &[u8],
        keys: &mut KeyRing<E>,
        pause: P,
    ) -> Result<SearchedBatch, P::Error> {
        let mut result = SearchedBatch::default();
        let mut turn = Turn::new(pause);
        let operations = keys.private_operations();
        let mut notes = MemberNotes::new(self.max_nesting());
        for line in batch.lines() {
            let known = LineKeys::read(&mut content_keys);
            let record = result.matched.len();
            let note = |path: &str, text: &[u8]| notes.note(record, path, text);
            let findings = self.search(&line, &known, keys, note).await.unwrap_or_default();
            note_said(&mut notes, record, findings.said.as_ref());
            result.matched.push(findings.matched);
            result.undecided.push(findings.undecided);
            findings.keys.write(&mut result.content_keys);
            result.opened += findings.opened;
            result.sealed += findings.sealed;
            if !turn.should_continue().await? {
                result.stopped = true;
                break;
            }
        }
        result.member_notes = notes.into_bytes();
        result.private_operations = keys.private_operations() - operations;
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::batch::pause::tests::Ticks;
    use crate::index::Asked;
    use crate::keys::now;
    use crate::search::ColumnTest;

    #[test]
    fn each_line_has_its_answers_and_those_searched_before_a_stop_keep_theirs() {
        let long = format!(r#"{{"a":"{}"}}"#, "needle ".repeat(100));
        let bytes = format!("{{}}{long}no record{long}");
        let ends = [2, 2 + long.len(), 11 + long.len(), bytes.len()].map(|end| u32::try_from(end).expect("short"));
        let batch = Batch { bytes: bytes.as_bytes(), ends: &ends, numbers: &[1.0, 2.0, 3.0, 4.0], cut_off: None };
        for (step, last, matched) in [(0.0, u32::MAX, &[0, 1, 0, 1][..]), (30.0, 2, &[0, 1])] {
            let test = ColumnTest::parse("needle", Asked::Any).expect("a test");
            let mut searcher = Searcher::new(vec![test], Settings::default());
            let mut clock = Ticks { last, ..Ticks::new(step) };
            let found =
                now(searcher.search_batch(batch, &[], &mut KeyRing::new(), &mut clock)).expect("a searched batch");
            assert_eq!((found.matched.as_slice(), found.stopped), (matched, step > 0.0));
            assert_eq!(found.undecided, vec![0; matched.len()]);
            assert_eq!(found.content_keys[..], vec![0; matched.len()]);
        }
    }
}

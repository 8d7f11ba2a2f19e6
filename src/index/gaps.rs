//! Spans of time that no file's window covers.

use super::table::Table;
use super::window::Window;

/// A span is a gap if it is longer than so many usual steps from one file to the next, and than this.
const STEPS: i64 = 4;
const SHORTEST: i64 = 60_000;

/// Spans of time between the first file and the last that none covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// The longest first.
    pub spans: Vec<Window>,
    /// Milliseconds from one file to the next, as is usual: their median.
    pub usual: i64,
}

impl Table {
    /// Spans of time that no file's window covers and that are long by the pace of the others. A job writes
    /// no file while there is no traffic, so a gap is a question and no proof.
    #[must_use]
    pub fn gaps(&self) -> Gaps {
        let mut windows: Vec<_> = self.files().iter().filter_map(|file| file.window).collect();
        windows.sort_by_key(|window| window.start);
        windows.dedup();
        let mut steps: Vec<_> = windows.windows(2).map(|pair| pair[1].start - pair[0].start).collect();
        steps.sort_unstable();
        let usual = steps.get(steps.len().saturating_sub(1) / 2).copied().unwrap_or_default();
        let least = SHORTEST.max(usual * STEPS);
        let mut spans = Vec::new();
        let mut covered = windows.first().map_or(0, |window| window.end);
        for Window { start, end } in windows {
            if start - covered > least {
                spans.push(Window { start: covered, end: start });
            }
            covered = covered.max(end);
        }
        spans.sort_by_key(|span| span.start - span.end);
        Gaps { spans, usual }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_what_is_long_by_the_pace_of_the_files() {
        let mut table = Table::default();
        let file =
            |seconds: i64| format!("20260418T{:02}{:02}{:02}Z_", seconds / 3600, seconds / 60 % 60, seconds % 60);
        let windows =
            [(0, 30), (30, 60), (60, 95), (95, 130), (400, 430), (430, 3000), (500, 530), (2990, 3010), (3220, 3230)];
        // In whatever order they come.
        for (start, end) in windows.iter().rev() {
            table.add_file(&format!("{}{}x.log.gz", file(*start), file(*end)));
        }
        table.add_file("without a time");
        let gaps = table.gaps();
        let midnight = super::super::window("20260418T000000Z").expect("a time").start;
        let spans: Vec<_> =
            gaps.spans.iter().map(|span| ((span.start - midnight) / 1000, (span.end - midnight) / 1000)).collect();
        assert_eq!((spans, gaps.usual), (vec![(130, 400), (3010, 3220)], 35_000));
        assert_eq!(Table::default().gaps(), Gaps::default());
    }

    #[test]
    fn a_span_is_a_gap_beyond_four_usual_steps_and_a_minute() {
        // Seconds of a step, of the span without a file, and whether it is a gap.
        for (step, span, is_gap) in [
            (60, 240, false),
            (60, 241, true),
            (15, 60, false),
            (15, 61, true),
            (1, 60, false),
            (1, 61, true),
            (16, 64, false),
            (16, 65, true),
        ] {
            let mut table = Table::default();
            let stamp =
                |seconds: i64| format!("20260418T{:02}{:02}{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60);
            for number in 0..6 {
                let begin = number * step + if number == 5 { span } else { 0 };
                table.add_file(&format!("{}_{}_x.log.gz", stamp(begin), stamp(begin + step)));
            }
            let gaps = table.gaps();
            assert_eq!(
                (gaps.spans.len(), gaps.usual),
                (usize::from(is_gap), step * 1000),
                "{span} s by steps of {step} s"
            );
        }
    }
}

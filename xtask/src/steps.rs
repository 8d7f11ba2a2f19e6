//! The steps of a command: each is announced, several may run at the same time, and a table at the end says how long each took.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::{self, available_parallelism};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// When the first step began.
static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The steps that ended, in the order of their ends.
static ENDED: Mutex<Vec<Step>> = Mutex::new(Vec::new());

/// The steps of `side_by_side` that failed, each with the last lines that it printed.
static FAILED: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// As many lines of a step that failed are repeated at the end: test runners end with what failed in them.
const REPEATED: usize = 60;

thread_local! {
    static LANE: RefCell<Lane> = const { RefCell::new(Lane { step: None, kept: None }) };
}

/// A step that ended.
struct Step {
    what: String,
    /// From the beginning of the first step on.
    from: Duration,
    took: Duration,
}

/// What a thread does.
struct Lane {
    /// The step that it is at, and when that began.
    step: Option<(String, Instant)>,
    /// What the step printed, where it has to be kept because other threads print as well.
    kept: Option<String>,
}

/// Work of `side_by_side`, which begins steps of its own.
pub type Job<'a> = Box<dyn FnOnce() -> Result<()> + Send + 'a>;

/// Begins a step of this thread, and ends the one before. A step is printed with the minutes and seconds since the first one,
/// so that a log shows where the time went.
pub fn step(what: &str) {
    end();
    println!("\n── {}  {what}", minutes(START.elapsed()));
    LANE.with_borrow_mut(|lane| lane.step = Some((what.to_string(), Instant::now())));
}

/// Prints lines of this thread's step.
pub fn print(text: &str) {
    let text = text.trim_end_matches('\n');
    if text.is_empty() {
        return;
    }
    LANE.with_borrow_mut(|lane| match &mut lane.kept {
        Some(kept) => {
            kept.push_str(text);
            kept.push('\n');
        }
        None => println!("{text}"),
    });
}

/// Whether what this thread's commands print has to be kept until the step ends.
pub fn keeps() -> bool {
    LANE.with_borrow(|lane| lane.kept.is_some())
}

/// Runs jobs on as many threads as the machine has cores, begun in their order. What a step prints is kept until it ends and
/// printed as a whole. All jobs run, also after one that fails; the failures are returned, a line each.
///
/// On two cores that is worth most where a job keeps one of them busy for long: a linker that optimises, a browser.
pub fn side_by_side(jobs: Vec<Job<'_>>) -> Result<()> {
    // The step before is not one of the jobs.
    end();
    let threads = available_parallelism().map_or(1, NonZero::get).min(jobs.len());
    let jobs = Mutex::new(jobs.into_iter());
    let take = || lock(&jobs).next();
    let lane = || {
        LANE.with_borrow_mut(|lane| lane.kept = (threads > 1).then(String::new));
        let mut failures = Vec::new();
        while let Some(job) = take() {
            if let Err(error) = job() {
                print(&format!("error: {error:#}"));
                keep_failure();
                failures.push(error);
            }
            end();
        }
        failures
    };
    let failures: Vec<_> = thread::scope(|scope| {
        let lanes: Vec<_> = (0..threads).map(|_| scope.spawn(lane)).collect();
        lanes.into_iter().flat_map(|lane| lane.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    if failures.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> = failures.iter().map(|failure| format!("{failure:#}")).collect();
    bail!(lines.join("\n"))
}

/// Ends this thread's step, if it is at one, and prints what was kept of it.
fn end() {
    let (step, kept) = LANE.with_borrow_mut(|lane| (lane.step.take(), lane.kept.as_mut().map(std::mem::take)));
    let Some((what, began)) = step else {
        print!("{}", kept.unwrap_or_default());
        return;
    };
    let (from, took) = (began.duration_since(*START), began.elapsed());
    let mut ended = lock(&ENDED);
    if let Some(kept) = kept {
        println!("\n── {}  {what}: {} s\n{kept}", minutes(from + took), took.as_secs());
    }
    ended.push(Step { what, from, took });
}

/// Keeps the end of what this thread's step printed, since it failed.
fn keep_failure() {
    LANE.with_borrow(|lane| {
        if let (Some((what, _)), Some(kept)) = (&lane.step, &lane.kept) {
            let lines: Vec<_> = kept.lines().collect();
            let last = lines[lines.len().saturating_sub(REPEATED)..].join("\n");
            lock(&FAILED).push((what.clone(), last));
        }
    });
}

/// The ends of the steps that failed, so that nobody has to look for them in a log of an hour; empty where none did.
pub fn failures() -> String {
    lock(&FAILED).iter().fold(String::new(), |mut all, (what, last)| {
        let _ = write!(all, "\n── failed: {what}\n{last}\n");
        all
    })
}

/// All steps and the seconds that each took, by their beginnings. Ends this thread's step.
pub fn table() -> String {
    end();
    let mut ended = lock(&ENDED);
    ended.sort_by_key(|step| step.from);
    let mut table = String::from("from   seconds  step\n");
    for Step { what, from, took } in ended.iter() {
        // Writing to a string does not fail.
        let _ = writeln!(table, "{}  {:>7}  {what}", minutes(*from), took.as_secs());
    }
    let _ = write!(table, "{}           all", minutes(START.elapsed()));
    table
}

fn minutes(time: Duration) -> String {
    format!("{:02}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

/// A lock that stays usable after a panic, which `side_by_side` passes on anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use anyhow::ensure;

    use super::*;
    use crate::shell::{command, run_and_read};

    #[test]
    fn all_jobs_run_and_the_failures_are_returned() {
        let ran = Mutex::new(Vec::new());
        let job = |number: u32| -> Job<'_> {
            let ran = &ran;
            Box::new(move || {
                step(&format!("job {number}"));
                lock(ran).push(number);
                ensure!(number != 2 && number != 4, "job {number} failed");
                Ok(())
            })
        };
        let failure = side_by_side((1..=5).map(job).collect()).expect_err("two jobs fail").to_string();
        let mut failures: Vec<_> = failure.lines().collect();
        failures.sort_unstable();
        assert_eq!(failures, ["job 2 failed", "job 4 failed"]);
        if available_parallelism().map_or(1, NonZero::get) > 1 {
            let repeated = super::failures();
            for number in [2, 4] {
                let end = format!("\n── failed: job {number}\nerror: job {number} failed\n");
                assert!(repeated.contains(&end), "{repeated}");
            }
        }
        let mut ran = ran.into_inner().expect("no panic");
        ran.sort_unstable();
        assert_eq!(ran, [1, 2, 3, 4, 5]);
        let table = table();
        for number in 1..=5 {
            assert!(table.lines().any(|line| line.ends_with(&format!("  job {number}"))), "{table}");
        }
    }

    #[test]
    fn what_commands_print_is_kept_and_returned() {
        let printed = |number: u32| -> Job<'static> {
            Box::new(move || {
                step(&format!("echo {number}"));
                let printed = run_and_read(command("echo").arg(number.to_string()))?;
                assert_eq!(printed, format!("{number}\n"));
                Ok(())
            })
        };
        side_by_side((1..=4).map(printed).collect()).expect("all succeed");
    }
}

//! The corpora of the fuzz targets, each input once: what fuzzing found before is found again here, without libFuzzer
//! and the nightly compiler that it takes. `cargo xtask fuzz` looks for more.

// Not among the suites that run in browsers, for which these would be built too.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The names in a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name)
}

/// Runs a target over its corpus.
fn replay(target: &str) {
    let corpus = folder("corpus").join(target);
    let inputs = names(&corpus);
    assert!(inputs.len() >= 10, "{target} has {} inputs", inputs.len());
    for input in inputs {
        println!("{target}/{input}");
        fuzz::run(target, &fs::read(corpus.join(input)).expect("an input"));
    }
    // Whatever a target does, it does with nothing as well.
    fuzz::run(target, b"");
}

/// Makes a test of each target, and their list.
macro_rules! targets {
    ($($target:ident)*) => {
        $(
            #[test]
            fn $target() {
                replay(stringify!($target));
            }
        )*

        const NAMES: &[&str] = &[$(stringify!($target)),*];
    };
}

targets! {
    find_envelopes
    frame_records
    gunzip
    mask_record
    open_file
    parse_filter
    read_conversation
    read_keys
    read_record
    read_zstd
    resume
    rsa_kernels
}

#[test]
fn every_target_is_replayed_and_can_be_fuzzed() {
    let listed: BTreeSet<String> = NAMES.iter().map(ToString::to_string).collect();
    assert_eq!(fuzz::TARGETS.iter().map(|target| target.0.to_string()).collect::<BTreeSet<_>>(), listed);
    assert_eq!(names(&folder("corpus")), listed);
    let programs = names(&folder("fuzz_targets"));
    assert_eq!(programs, listed.iter().map(|name| format!("{name}.rs")).collect());
}

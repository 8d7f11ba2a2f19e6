//! Fuzzing: the targets in `fuzz/`, with libFuzzer and the nightly compiler.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::npm;
use crate::shell::{ask, command, root, run, step};
use crate::tools;
use crate::variants::Variants;

/// Bytes of an input, at most: longer ones find little more, and take longer.
const MOST_BYTES: u32 = 2048;
/// Seconds that one input may take, and MB that it may use.
const LIMITS: [&str; 2] = ["-timeout=20", "-rss_limit_mb=3000"];
/// Bytes of a target's corpus in the tree.
const MOST_CORPUS: u64 = 8192;
/// Seconds for each target where none are given.
pub const DEFAULT_SECONDS: u32 = 60;

/// What is fuzzed, and how.
pub struct Options {
    /// The only target; all if there is none.
    pub target: Option<String>,
    /// For each target.
    pub seconds: u32,
    /// The inputs that were found take the place of the corpus in the tree, as far as they reach something that no
    /// smaller one does.
    pub minimise: bool,
    /// `address` finds what unsafe code of dependencies does wrong, at half the speed.
    pub sanitizer: String,
}

/// Fuzzes one target after another. An input over which one fails is kept in `fuzz/artifacts`.
pub fn fuzz(options: &Options) -> Result<()> {
    ensure_nightly()?;
    tools::for_fuzzing(&Variants::read()?)?;
    let targets = targets()?;
    if let Some(target) = &options.target {
        ensure!(targets.contains(target), "there is no target '{target}'; the targets are {}", targets.join(", "));
    }
    step("Making the first inputs out of the fixtures");
    npm::ensure()?;
    let seeds = root().join("target/fuzz/seeds");
    run(command("node").arg("fuzz/seeds.mjs").arg(&seeds))?;
    for target in targets.iter().filter(|target| options.target.as_ref().is_none_or(|only| only == *target)) {
        if options.minimise {
            minimise(target, options)?;
        } else {
            step(&format!("Fuzzing {target} for {} s", options.seconds));
            let mut fuzz = cargo_fuzz(target, options);
            fuzz.args([grown(target)?, corpus(target)?, seeds.join(target)]).arg("--");
            fuzz.args(LIMITS).arg(format!("-max_len={MOST_BYTES}")).arg(format!("-max_total_time={}", options.seconds));
            fuzz.arg("-print_final_stats=1");
            let words = root().join("fuzz/dictionaries").join(target);
            if words.is_file() {
                fuzz.arg(format!("-dict={}", words.display()));
            }
            run(&mut fuzz)?;
        }
    }
    step("Nothing was found that is wrong");
    Ok(())
}

/// Replaces the corpus in the tree by inputs each of which reaches a branch that the others do not: the smallest of them.
fn minimise(target: &str, options: &Options) -> Result<()> {
    step(&format!("Choosing the inputs of {target}"));
    let (old, new) = (corpus(target)?, root().join("target/fuzz/minimised").join(target));
    if new.is_dir() {
        fs::remove_dir_all(&new).context("the folder of an earlier choice cannot be removed")?;
    }
    fs::create_dir_all(&new).context("no folder can be made in target")?;
    let mut merge = cargo_fuzz(target, options);
    merge.args([&new, &old, &grown(target)?, &root().join("target/fuzz/seeds").join(target)]).arg("--");
    merge.args(["-set_cover_merge=1", "-use_counters=0"]).args(LIMITS).arg(format!("-max_len={MOST_BYTES}"));
    run(&mut merge)?;
    leave_smallest(&new)?;
    fs::remove_dir_all(&old).context("the corpus cannot be replaced")?;
    fs::rename(&new, &old).context("the corpus cannot be replaced")
}

/// Removes the largest files of a folder until the others are as many bytes as a corpus may have.
fn leave_smallest(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.push((entry.metadata()?.len(), entry.path()));
    }
    files.sort();
    let mut bytes = 0;
    for (length, file) in files {
        bytes += length;
        if bytes > MOST_CORPUS {
            fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
        }
    }
    Ok(())
}

fn cargo_fuzz(target: &str, options: &Options) -> std::process::Command {
    let mut fuzz = command("cargo");
    fuzz.args(["+nightly", "fuzz", "run", "--sanitizer", &options.sanitizer, target]);
    fuzz
}

/// The names of all targets.
fn targets() -> Result<Vec<String>> {
    let entries = fs::read_dir(root().join("fuzz/fuzz_targets")).context("fuzz/fuzz_targets cannot be read")?;
    let name = |entry: fs::DirEntry| Some(entry.path().file_stem()?.to_str()?.to_string());
    let mut targets: Vec<String> = entries.filter_map(|entry| entry.ok().and_then(name)).collect();
    targets.sort();
    Ok(targets)
}

/// The inputs in the tree.
fn corpus(target: &str) -> Result<PathBuf> {
    folder(&format!("fuzz/corpus/{target}"))
}

/// The inputs that were found here, which the next run begins with.
fn grown(target: &str) -> Result<PathBuf> {
    folder(&format!("target/fuzz/grown/{target}"))
}

fn folder(name: &str) -> Result<PathBuf> {
    let folder = root().join(name);
    fs::create_dir_all(&folder).with_context(|| format!("{name} cannot be made"))?;
    Ok(folder)
}

fn ensure_nightly() -> Result<()> {
    if ask(command("cargo").args(["+nightly", "--version"])).is_some() {
        return Ok(());
    }
    step("Installing the nightly compiler, which libFuzzer's instrumentation needs");
    run(command("rustup").args(["toolchain", "install", "nightly", "--profile", "minimal"]))
}

//! Whether times depend on secrets: benches/timing.rs natively, benches/timing.mjs for the WebAssembly kernels.

use anyhow::Result;

use crate::build;
use crate::shell::{command, run, step};

/// Seconds for each comparison where none are given.
pub const DEFAULT_SECONDS: u32 = 60;

/// Prints a table of t values of each.
pub fn timing(seconds: u32) -> Result<()> {
    build::package()?;
    let seconds = seconds.to_string();
    step("Measuring native code: leave the machine alone meanwhile");
    run(command("cargo").args(["bench", "--quiet", "--bench", "timing", "--", &seconds]))?;
    step("Measuring the WebAssembly kernels");
    run(command("node").args(["benches/timing.mjs", &seconds]))
}

//! The benchmarks, which Node.js and the browsers run.

use crate::browsers::Browsers;
use crate::build;
use crate::npm;
use crate::shell::{command, run, step};
use crate::variants::Variants;
use anyhow::Result;

/// Builds everything and prints the tables; `arguments` go to benches/main.mjs.
pub fn bench(arguments: &[String]) -> Result<()> {
    build::package()?;
    build::benchmark_modules()?;
    build::scripts()?;
    npm::ensure_runtimes()?;
    let browsers = Browsers::ensure(&Variants::read()?)?;
    step("Measuring: leave the machine alone meanwhile");
    run(command("node").arg("benches/main.mjs").args(arguments).envs(browsers.environment()))
}

//! Spark, which runs one of the examples: Java from Debian, and PySpark in a virtual environment of its own.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::debian;
use crate::shell::{command, find, root, run, step};

/// Debian's names of what Spark runs on.
const DEBIAN_PACKAGES: [&str; 2] = ["default-jre-headless", "python3-venv"];

/// The versions that pip installs, each with its hash.
const REQUIREMENTS: &str = "examples/spark/test/requirements.txt";

/// Makes sure of Java and PySpark: for the test, as environment variables.
pub fn environment() -> Result<[(&'static str, OsString); 2]> {
    if java().is_none() {
        debian::install("Java", &DEBIAN_PACKAGES)?;
    }
    let java = java().with_context(|| {
        let packages = DEBIAN_PACKAGES.join(" ");
        format!("the test of examples/spark needs Java; on Debian or Ubuntu: sudo apt-get install {packages}")
    })?;
    let environment = root().join("target/spark");
    install(&environment)?;
    Ok([("JAVA_HOME", java.into()), ("PYSPARK_HOME", environment.into())])
}

/// The folder of Java: `bin/java` in it runs.
fn java() -> Option<PathBuf> {
    let program = fs::canonicalize(find(&["java"])?).ok()?;
    Some(program.parent()?.parent()?.to_path_buf())
}

/// Installs PySpark into a virtual environment unless it is there.
fn install(environment: &Path) -> Result<()> {
    let requirements = fs::read(root().join(REQUIREMENTS)).with_context(|| format!("{REQUIREMENTS} cannot be read"))?;
    let stamp = environment.join("xtask-installed");
    if fs::read(&stamp).ok().as_ref() == Some(&requirements) {
        return Ok(());
    }
    step("Installing PySpark into target/spark (some 450 MB, once)");
    let python = || find(&["python3"]).context("Python is not installed; it is python3 in Debian");
    let create = run(command(python()?).args(["-m", "venv", "--clear"]).arg(environment));
    if create.is_err() {
        // Debian has this part of Python as a package of its own.
        debian::install("Python's virtual environments", &DEBIAN_PACKAGES)?;
        run(command(python()?).args(["-m", "venv", "--clear"]).arg(environment))?;
    }
    let options = ["install", "--no-input", "--disable-pip-version-check", "--require-hashes", "--requirement"];
    run(command(environment.join("bin/pip")).args(options).arg(REQUIREMENTS))?;
    fs::write(&stamp, requirements).context("target/spark cannot be written to")
}

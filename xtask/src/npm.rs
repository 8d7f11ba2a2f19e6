//! Node.js and the npm packages of package-lock.json.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::shell::{ask, command, root, run, step};

/// The oldest Node.js that the packages run on.
const NODE: (u32, u32) = (20, 19);

/// Makes sure of Node.js and of `node_modules` as package-lock.json has it.
pub fn ensure() -> Result<()> {
    ensure_node()?;
    install(&root(), "Installing the npm packages")
}

/// Makes sure of Node.js.
pub fn ensure_node() -> Result<()> {
    let version = ask(command("node").arg("--version"))
        .context("Node.js does not run; install version 20.19 or newer, for instance from nodejs.org")?;
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < NODE {
        bail!("Node.js {version} is too old; install version {}.{} or newer", NODE.0, NODE.1);
    }
    Ok(())
}

/// Makes sure of the runtimes and bundlers that the npm package is tried in.
pub fn ensure_runtimes() -> Result<()> {
    install(&root().join("tests/package"), "Installing runtimes and bundlers for tests (some 800 MB, once)")
}

/// Installs what a folder's package-lock.json has, unless it is there.
fn install(folder: &Path, what: &str) -> Result<()> {
    let lock = fs::read(folder.join("package-lock.json")).context("package-lock.json cannot be read")?;
    let stamp = folder.join("node_modules/.xtask-installed");
    if fs::read(&stamp).ok().as_deref() == Some(&lock) {
        return Ok(());
    }
    step(what);
    run(command("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(folder))?;
    fs::write(&stamp, lock).context("node_modules cannot be written to")
}

/// A program of an installed package, to be run by Node.js.
pub fn script(path: &str) -> PathBuf {
    root().join("node_modules").join(path)
}

//! Where things are on this machine, which must not get into what is built.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::{ask, command, root};

/// The folder that Cargo keeps crates in.
pub fn cargo_home() -> Result<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("there is no home folder")
}

/// Flags of rustc. Messages of panics name source files: without the place of checkout, crates and compiler they are
/// shorter, and a module is the same wherever it is built. Of two that fit a path the last one counts.
pub fn flags() -> Result<Vec<String>> {
    let without = |folder: &Path, name: &str| format!("--remap-path-prefix={}={name}", folder.display());
    let mut flags = vec![without(&root(), "")];
    if let Some(target) = std::env::var_os("CARGO_TARGET_DIR") {
        flags.push(without(&root().join(target), "target"));
    }
    // The standard library has these names, unless its sources are installed: then it is found there.
    let sysroot = ask(command("rustc").args(["--print", "sysroot"])).context("rustc does not run")?;
    let version = ask(command("rustc").arg("-vV")).unwrap_or_default();
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: ")).context("rustc has no commit")?;
    flags.push(without(&Path::new(&sysroot).join("lib/rustlib/src/rust"), &format!("/rustc/{commit}")));
    // A folder for each registry. There is none where dependencies are vendored.
    let registries = fs::read_dir(cargo_home()?.join("registry/src")).into_iter().flatten();
    let mut registries = registries.map(|registry| Ok(registry?.path())).collect::<Result<Vec<_>>>()?;
    registries.sort();
    flags.extend(registries.iter().map(|registry| without(registry, "")));
    Ok(flags)
}

//! Programs that Debian has as packages.

use anyhow::{Result, ensure};

use crate::shell::{ask, command, find, run, step};

/// Makes sure of small programs that tests call, whose packages have their names.
pub fn programs(names: &[&str]) -> Result<()> {
    let missing = || names.iter().copied().filter(|name| find(&[name]).is_none()).collect::<Vec<_>>();
    if !missing().is_empty() {
        install("programs that tests call", &missing())?;
    }
    let missing = missing().join(" ");
    ensure!(missing.is_empty(), "the tests need {missing}; on Debian or Ubuntu: sudo apt-get install {missing}");
    Ok(())
}

/// Installs packages where that needs no questions asked: with apt-get, as root. Elsewhere it does nothing, and the one who needs
/// a program says how to get it.
pub fn install(what: &str, packages: &[&str]) -> Result<()> {
    let root_user = ask(command("id").arg("-u")).as_deref() == Some("0");
    if !root_user || find(&["apt-get"]).is_none() {
        return Ok(());
    }
    step(&format!("Installing {what}"));
    run(command("apt-get").args(["update", "-q"]))?;
    let install = ["install", "-q", "-y", "--no-install-recommends"];
    run(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(install).args(packages))
}

//! Programs that Debian has as packages.

use anyhow::Result;

use crate::shell::{ask, command, find, run, step};

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

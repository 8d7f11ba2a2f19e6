//! The web servers that serve the page in tests. (Cloudflare's runtime is one of the npm packages.)

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::debian;
use crate::shell::find;

const DEBIAN_PACKAGES: [&str; 2] = ["nginx-light", "caddy"];

/// Finds them, and installs what is missing where that needs no questions asked (Debian, as root): for the tests, as
/// environment variables.
pub fn environment() -> Result<[(&'static str, OsString); 2]> {
    if look().is_err() {
        debian::install("the web servers", &DEBIAN_PACKAGES)?;
    }
    look()
}

fn look() -> Result<[(&'static str, OsString); 2]> {
    let program = |name| {
        // Debian keeps nginx where only root's PATH looks.
        let found = find(&[name]).or_else(|| Some(PathBuf::from("/usr/sbin").join(name)).filter(|file| file.is_file()));
        found.with_context(|| {
            let packages = DEBIAN_PACKAGES.join(" ");
            format!(
                "the tests need {name}, which is not installed; on Debian or Ubuntu: sudo apt-get install {packages}"
            )
        })
    };
    Ok([("NGINX", program("nginx")?.into()), ("CADDY", program("caddy")?.into())])
}

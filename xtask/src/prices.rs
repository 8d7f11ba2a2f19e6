//! `cargo xtask prices`: brings src/conversation/prices.json up to date.
//!
//! The prices are those of the npm package @pydantic/genai-prices (MIT). What it knows of reading usage is not taken.
//! The same version of it gives the same file: nothing in it comes from a clock.

mod convert;
mod patterns;
mod source;

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::npm;
use crate::shell::{ask, command, root, run, step};

const PACKAGE: &str = "@pydantic/genai-prices";
const FILE: &str = "src/conversation/prices.json";

/// What an npm package says of itself.
#[derive(Deserialize)]
struct Manifest {
    version: String,
}

/// Writes the price list anew from the newest version of the package.
pub fn prices() -> Result<()> {
    npm::ensure_node()?;
    let folder = root().join("target/prices");
    fs::create_dir_all(&folder).context("target/prices cannot be made")?;
    // npm looks for a package.json above a folder that has none.
    fs::write(folder.join("package.json"), "{\"private\":true}\n").context("target/prices cannot be written to")?;
    step(&format!("Fetching {PACKAGE}"));
    run(command("npm")
        .args(["install", "--no-fund", "--no-audit", "--ignore-scripts", "--no-save"])
        .arg(format!("{PACKAGE}@latest"))
        .current_dir(&folder))?;
    let manifest = fs::read(folder.join("node_modules").join(PACKAGE).join("package.json"))
        .with_context(|| format!("{PACKAGE} was not installed"))?;
    let Manifest { version } = serde_json::from_slice(&manifest).with_context(|| format!("{PACKAGE}: package.json"))?;
    let released = released(&version)?;
    let print = format!(
        "import {{ waitForUpdate }} from '{PACKAGE}'; process.stdout.write(JSON.stringify(await waitForUpdate()))"
    );
    let data = ask(command("node").args(["--input-type=module", "--eval", &print]).current_dir(&folder))
        .with_context(|| format!("Node.js could not read the prices out of {PACKAGE} {version}"))?;
    let providers: Vec<source::Provider> =
        serde_json::from_str(&data).with_context(|| format!("{PACKAGE} {version} has prices in another form"))?;
    let list = convert::list(&providers, &version, &released)?;
    fs::write(root().join(FILE), list.text()?).with_context(|| format!("{FILE} cannot be written"))?;
    println!("{FILE}: {} models of {} providers, {version} of {released}", list.models(), list.providers());
    Ok(())
}

/// The day on which a version was published, as YYYY-MM-DD.
fn released(version: &str) -> Result<String> {
    let times = ask(command("npm").args(["view", PACKAGE, "time", "--json"])).context("npm does not answer")?;
    let times: Value = serde_json::from_str(&times).context("npm view gives no JSON")?;
    let time = times.get(version).and_then(Value::as_str);
    let day =
        time.and_then(|time| time.get(..10)).with_context(|| format!("npm has no time for {PACKAGE} {version}"))?;
    Ok(day.to_string())
}

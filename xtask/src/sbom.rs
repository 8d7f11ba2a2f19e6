//! What the page and the package are made of, in CycloneDX: crates, and npm packages.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::npm;
use crate::shell::{ask, command, root, run, step};
use crate::tools;
use crate::variants::Variants;

/// Leaves `crates.cdx.json` and `npm.cdx.json` in dist/sbom.
pub fn sbom() -> Result<()> {
    npm::ensure_node()?;
    let variants = Variants::read()?;
    tools::for_sbom(&variants)?;
    let out = root().join("dist/sbom");
    fs::create_dir_all(&out).context("dist/sbom cannot be made")?;
    step("Listing the crates in dist/sbom/crates.cdx.json");
    crates(&variants)?;
    step("Listing the npm packages in dist/sbom/npm.cdx.json");
    // Not the development dependencies, which build and test, and of which nothing is in what was built.
    let omitted = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"];
    let npm = ask(command("npm").args(omitted)).context("npm sbom failed; it needs npm 9.5 or newer")?;
    keep("npm.cdx.json", &npm, "pkg:npm/preact@")
}

/// The crates of all modules together.
fn crates(variants: &Variants) -> Result<()> {
    let features: BTreeSet<_> = variants.variants.iter().filter_map(|variant| variant.feature.as_deref()).collect();
    let features = features.into_iter().collect::<Vec<_>>().join(",");
    let mut list = command("cargo");
    list.args(["cyclonedx", "--format", "json", "--spec-version", "1.5", "--target", "wasm32-unknown-unknown"]);
    list.args(["--no-default-features", "--features", &features, "--override-filename", "sbom"]);
    // The time that is written into it: that of the commit, so that it is the same whenever it is made.
    let time = ask(command("git").args(["log", "-1", "--format=%ct"])).unwrap_or_else(|| "0".to_string());
    run(list.env("SOURCE_DATE_EPOCH", time))?;
    // It writes one beside the Cargo.toml of each member of the workspace.
    let made = root().join("sbom.json");
    let text = fs::read_to_string(&made).context("cargo cyclonedx left no list")?;
    for file in [made, root().join("kernel/sbom.json"), root().join("xtask/sbom.json")] {
        fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
    }
    // Where the checkout is does not belong in it.
    keep("crates.cdx.json", &text.replace(&root().display().to_string(), "/checkout"), "pkg:cargo/rsa@")
}

/// Keeps a list that is one, and has `known` in it.
fn keep(name: &str, text: &str, known: &str) -> Result<()> {
    let list: Value = serde_json::from_str(text).with_context(|| format!("{name} is not JSON"))?;
    ensure!(list["bomFormat"] == "CycloneDX", "{name} is not CycloneDX");
    let components = list["components"].as_array().with_context(|| format!("{name} lists nothing"))?;
    let urls: Vec<_> = components.iter().filter_map(|component| component["purl"].as_str()).collect();
    ensure!(urls.iter().any(|url| url.starts_with(known)), "{name} does not have {known}");
    println!("dist/sbom/{name} has {} components", components.len());
    fs::write(root().join("dist/sbom").join(name), text).with_context(|| format!("{name} cannot be written"))
}

//! Whether the same sources give the same bytes: two clean builds, in two folders with two homes of Cargo.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

use crate::places;
use crate::shell::{ask, command, root, run, run_and_read, step};

/// The names of the two folders under target/reproduce. Paths of another length move more than bytes.
const FOLDERS: [&str; 2] = ["one", "another-with-a-longer-name"];

/// Builds the last commit twice, from nothing but the tools, and compares page and package; or, if some are named, only
/// these modules. Everything takes as long as two builds.
pub fn reproduce(modules: &[String]) -> Result<()> {
    if ask(command("git").args(["status", "--porcelain"])).is_none_or(|changes| !changes.is_empty()) {
        println!("what is not committed is not built");
    }
    let top = root().join("target/reproduce");
    let built = FOLDERS.map(|name| build(&top.join(name), modules));
    let [one, another] = built;
    let (one, another) = (one?, another?);
    step("Comparing the two builds");
    ensure!(one.len() == another.len() && !one.is_empty(), "the builds left {} and {} files", one.len(), another.len());
    let mut different = Vec::new();
    for ((name, bytes), (other_name, other_bytes)) in one.iter().zip(&another) {
        ensure!(name == other_name, "one build left {name}, the other {other_name}");
        println!("{}  {name}", hash(bytes));
        if bytes != other_bytes {
            println!("{}  {name}, the second time", hash(other_bytes));
            different.push(name.as_str());
        }
    }
    ensure!(different.is_empty(), "not the same: {}", different.join(", "));
    println!("both builds are the same");
    Ok(())
}

/// Builds in a folder of its own, and gives the files to compare by their names, in order.
fn build(folder: &Path, modules: &[String]) -> Result<Vec<(String, Vec<u8>)>> {
    step(&format!("Building in {}", folder.display()));
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    let checkout = folder.join("checkout");
    run(command("git").args(["clone", "--quiet", "--no-hardlinks"]).arg(root()).arg(&checkout))?;
    let home = folder.join("home");
    fs::create_dir_all(&home).context("a home for Cargo cannot be made")?;
    // How crates are come by, if that is set.
    let settings = places::cargo_home()?.join("config.toml");
    if settings.is_file() {
        fs::copy(settings, home.join("config.toml")).context("Cargo's settings cannot be copied")?;
    }
    let mut build = command("cargo");
    build.args(["xtask", "build"]).args(modules).current_dir(&checkout);
    // Tools that are installed here are found on the PATH, and the compiler is the same.
    build.env("CARGO_HOME", &home).env_remove("CARGO_TARGET_DIR");
    if let Some(rustup) = ask(command("rustup").args(["show", "home"])) {
        build.env("RUSTUP_HOME", rustup);
    }
    run(&mut build)?;
    if modules.is_empty() {
        return package(&checkout);
    }
    let file = |name: &String| read(&checkout, &format!("target/wasm/{name}/logpush_decrypt_bg.wasm"));
    modules.iter().map(file).collect()
}

/// The page, the package as it is published, and each file in it.
fn package(checkout: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let package = checkout.join("dist/npm");
    let mut names: Vec<_> = files(&package)?.iter().map(|file| relative(file, checkout)).collect();
    names.sort();
    let packed = run_and_read(
        command("npm").args(["pack", "--silent", "--pack-destination", "dist", "./dist/npm"]).current_dir(checkout),
    )?;
    let archive = packed.trim().lines().next_back().context("npm pack names no file")?;
    names.splice(0..0, ["dist/index.html".to_string(), format!("dist/{archive}")]);
    names.iter().map(|name| read(checkout, name)).collect()
}

/// All files in a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}

fn relative(file: &Path, folder: &Path) -> String {
    file.strip_prefix(folder).unwrap_or(file).display().to_string()
}

fn read(checkout: &Path, name: &str) -> Result<(String, Vec<u8>)> {
    let bytes = fs::read(checkout.join(name)).with_context(|| format!("{name} was not built"))?;
    Ok((name.to_string(), bytes))
}

/// SHA-256 as `sha256sum` prints it.
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

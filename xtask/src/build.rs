//! The WebAssembly modules, optimised, and around them the page and the npm package.

use std::fs;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};

use crate::made_of::MadeOf;
use crate::npm;
use crate::places;
use crate::shell::{command, root, run, step};
use crate::steps::{Job, print, side_by_side};
use crate::tools;
use crate::variants::{Variant, Variants};

/// The most that `dist/index.html` may weigh, in bytes.
const PAGE_LIMIT: u64 = 1_600_000;

/// The projects of scripts: one for each thread and each runtime, which says what there is to be used.
const PROJECTS: [&str; 14] = [
    "src/wasm/types",
    "www",
    "www/src/worker",
    "www/build",
    "js",
    "js/cli",
    "js/node",
    "js/entries/node",
    "js/entries/web",
    "js/entries/worker",
    "js/entries/workerd",
    "tests",
    "tests/tsconfig.scripts.json",
    "benches",
];

/// Whether something was built, so that it is built once however often it is needed.
struct Once(Mutex<bool>);

impl Once {
    const fn new() -> Self {
        Self(Mutex::new(false))
    }

    /// Builds it unless it was built. One who needs it meanwhile waits.
    fn build(&self, build: impl FnOnce() -> Result<()>) -> Result<()> {
        let mut built = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !*built {
            build()?;
            *built = true;
        }
        Ok(())
    }
}

/// Leaves the page in `dist/index.html`, and in `dist/hosting` the headers that hosts send with it.
pub fn page() -> Result<()> {
    static PAGE: Once = Once::new();
    PAGE.build(build_page)
}

fn build_page() -> Result<()> {
    npm::ensure()?;
    tools::for_wasm(&Variants::read()?)?;
    side_by_side(modules()?)?;
    step("Checking types");
    for project in PROJECTS {
        run(command("node").arg(npm::script("typescript/bin/tsc")).args(["--project", project]))?;
    }
    step("Building the page into dist/index.html");
    run(command("node").arg(npm::script("vite/bin/vite.js")).args(["build", "www"]))?;
    step("Writing what hosts of the page copy into dist/hosting");
    run(command("node").arg("hosting/write.mjs"))?;
    let size = fs::metadata(root().join("dist/index.html")).context("the page was not built")?.len();
    println!("dist/index.html has {size} bytes");
    if size > PAGE_LIMIT {
        bail!("dist/index.html has {size} bytes, more than its limit of {PAGE_LIMIT}");
    }
    Ok(())
}

/// Leaves the page in `dist/index.html` and the npm package, which has it too, in `dist/npm`.
pub fn package() -> Result<()> {
    static PACKAGE: Once = Once::new();
    page()?;
    PACKAGE.build(|| {
        step("Building the npm package into dist/npm");
        run(command("node").arg("js/npm/build.mjs"))
    })
}

/// Leaves what Node.js runs of `js/` in target/js: for tests and benchmarks.
pub fn scripts() -> Result<()> {
    step("Building the scripts for Node.js into target/js");
    run(command("node").arg(npm::script("vite/bin/vite.js")).args(["build", "js/node"]))
}

/// Builds all WebAssembly modules, once their tools and the npm packages are there: a job for each profile, whose builds
/// Cargo lets nobody share.
pub fn modules() -> Result<Vec<Job<'static>>> {
    let mut profiles: Vec<Vec<Variant>> = Vec::new();
    for variant in Variants::read()?.variants.into_iter().filter(|variant| !variant.benchmark) {
        match profiles.iter_mut().find(|of| of[0].profile == variant.profile) {
            Some(of) => of.push(variant),
            None => profiles.push(vec![variant]),
        }
    }
    Ok(profiles.into_iter().map(|of| -> Job<'static> { Box::new(move || of.iter().try_for_each(wasm)) }).collect())
}

/// Builds the WebAssembly modules of these names.
pub fn named(names: &[String]) -> Result<()> {
    npm::ensure()?;
    let variants = Variants::read()?;
    tools::for_wasm(&variants)?;
    for name in names {
        let variant = variants.variants.iter().find(|variant| variant.name == *name);
        wasm(variant.with_context(|| format!("wasm-pack.toml has no variant '{name}'"))?)?;
    }
    Ok(())
}

/// Builds the WebAssembly modules that only benchmarks need.
pub fn benchmark_modules() -> Result<()> {
    for variant in Variants::read()?.variants.iter().filter(|variant| variant.benchmark) {
        wasm(variant)?;
    }
    Ok(())
}

/// The flags of rustc for a variant.
fn flags(variant: &Variant) -> Result<Vec<String>> {
    let mut flags = vec![format!("-Ctarget-feature={}", variant.target_features.join(","))];
    flags.extend(places::flags()?);
    Ok(flags)
}

fn wasm(variant: &Variant) -> Result<()> {
    let out_dir = root().join(&variant.out_dir);
    let module = out_dir.join("logpush_decrypt_bg.wasm");
    let flags = flags(variant)?.join("\u{1f}");
    let made_of = MadeOf::variant(variant, &module, &flags)?;
    if made_of.is_current() {
        print(&format!("The WebAssembly module of variant {} is up to date", variant.name));
        return Ok(());
    }
    step(&format!("Building the WebAssembly module, variant {}", variant.name));
    let mut build = command("wasm-pack");
    build.arg("build").arg(variant.folder()).args(["--out-name", "logpush_decrypt", "--out-dir"]).arg(&out_dir);
    build.args(["--mode", "no-install", "--target", &variant.target]);
    build.args(match variant.profile.as_str() {
        "release" => vec!["--release"],
        "dev" => vec!["--dev"],
        other => vec!["--profile", other],
    });
    build.arg("--").args(variant.features());
    build.env("CARGO_ENCODED_RUSTFLAGS", flags);
    run(&mut build)?;
    run(command("node")
        .arg(npm::script("binaryen/bin/wasm-opt"))
        .args(&variant.wasm_opt)
        .arg(&module)
        .arg("-o")
        .arg(&module))?;
    made_of.keep()
}

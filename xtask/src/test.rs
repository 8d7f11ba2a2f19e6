//! Every test there is: native, WebAssembly in browsers, the pool, the page, the command line tool and the npm
//! package.

use std::cmp::Reverse;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};

use crate::browser_suites::{self, KERNEL, RELAXED_SIMD, Runner, SIMD, WASM};
use crate::browsers::Browsers;
use crate::build;
use crate::debian;
use crate::hosts;
use crate::narrowed::{EngineName, Narrowed};
use crate::npm;
use crate::shell::{command, root, run, step};
use crate::spark;
use crate::steps::{Job, failures, side_by_side, table};
use crate::tools;
use crate::variants::Variants;

/// A part of the tests that can be run on its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Native,
    Wasm,
    Page,
    Hosting,
    Cli,
    Package,
}

impl FromStr for Part {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        Ok(match name {
            "native" => Self::Native,
            "wasm" => Self::Wasm,
            "page" => Self::Page,
            "hosting" => Self::Hosting,
            "cli" => Self::Cli,
            "package" => Self::Package,
            other => bail!("there is no part '{other}'; the parts are native, wasm, page, hosting, cli and package"),
        })
    }
}

/// Runs these parts, or all if none is named, and prints how long each step took.
pub fn test(parts: &[Part], narrowed: &Narrowed) -> Result<()> {
    let tested = run_parts(parts, narrowed);
    println!("\n{}", table());
    print!("{}", failures());
    tested?;
    println!("\nAll tests passed");
    Ok(())
}

fn run_parts(parts: &[Part], narrowed: &Narrowed) -> Result<()> {
    let wanted = |part| parts.is_empty() || parts.contains(&part);
    let scripts = [Part::Page, Part::Hosting, Part::Cli, Part::Package].into_iter().any(wanted);
    // What the jobs below have in common is there before them.
    if scripts {
        debian::programs(&["openssl", "zip"])?;
    }
    if wanted(Part::Native) || scripts {
        npm::ensure()?;
    }
    if wanted(Part::Wasm) || scripts {
        tools::target()?;
    }
    compile(&wanted, scripts, narrowed)?;
    run_compiled(&wanted, narrowed)
}

/// All that needs no compiler any more, as one queue of jobs of which each is short: so no core waits for the last of a part.
fn run_compiled(wanted: &dyn Fn(Part) -> bool, narrowed: &Narrowed) -> Result<()> {
    let [with_wasm, with_page, with_hosting] = [Part::Wasm, Part::Page, Part::Hosting].map(wanted);
    let [with_cli, with_package] = [Part::Cli, Part::Package].map(wanted);
    let with_browsers = with_wasm || with_page || with_hosting || with_package;
    let browsers = with_browsers.then(|| Browsers::ensure(&Variants::read()?)).transpose()?;
    let runner = match &browsers {
        Some(browsers) if with_wasm => Some(Runner::new(browsers, narrowed)?),
        _ => None,
    };
    let environment = browsers.as_ref().map(Browsers::environment).unwrap_or_default();
    if with_page || with_hosting {
        build::page()?;
    }
    if with_cli || with_package {
        build::package()?;
    }
    let mut jobs = Vec::new();
    if with_page {
        build::scripts()?;
        jobs.extend(page(narrowed, &environment)?);
    }
    if let Some(runner) = &runner {
        jobs.extend(runner.jobs());
    }
    if with_hosting || with_package {
        npm::ensure_runtimes()?;
    }
    if with_package {
        jobs.extend(package(narrowed, &environment)?);
    }
    if with_hosting {
        jobs.extend(hosting(narrowed, &environment)?);
    }
    if with_cli {
        jobs.extend(files("cli", "Testing the command line tool", narrowed, &Vec::new())?);
    }
    let wants_files = with_page || with_hosting || with_package || with_cli;
    ensure!(!(jobs.is_empty() && wants_files), "no test file has that in its name");
    side_by_side(jobs)
}

/// All that Cargo compiles, side by side, for its last steps take one core: what runs natively with its tests, and what is
/// for WebAssembly. Two jobs of one profile would wait for each other.
fn compile(wanted: &dyn Fn(Part) -> bool, with_modules: bool, narrowed: &Narrowed) -> Result<()> {
    let (with_native, with_wasm) = (wanted(Part::Native), wanted(Part::Wasm));
    let variants = Variants::read()?;
    let mut before: Vec<Job<'_>> = Vec::new();
    // The longest first, so that the last ones end together.
    let mut jobs: Vec<Job<'_>> = Vec::new();
    if with_wasm || with_modules {
        before.push(Box::new(|| tools::for_wasm(&variants)));
    }
    if with_wasm {
        jobs.push(Box::new(|| browser_suites::build(narrowed)));
    }
    if with_native {
        before.push(Box::new(|| lints(narrowed)));
        jobs.push(Box::new(|| native(narrowed)));
    }
    if with_wasm || wanted(Part::Page) || wanted(Part::Hosting) || wanted(Part::Package) {
        before.push(Box::new(|| Browsers::ensure(&variants).map(drop)));
    }
    if with_modules {
        jobs.extend(build::modules()?);
    }
    if with_wasm {
        jobs.push(Box::new(|| boundary_lints(narrowed)));
    }
    side_by_side(before)?;
    side_by_side(jobs)
}

fn lints(narrowed: &Narrowed) -> Result<()> {
    if narrowed.only.is_some() {
        return Ok(());
    }
    step("Checking form and lints");
    run(command("cargo").args(["fmt", "--all", "--check"]))?;
    run(command("node").arg(npm::script("@biomejs/biome/bin/biome")).args(["ci", "--error-on-warnings", "."]))?;
    run(command("cargo").args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    step("Building the documentation");
    run(command("cargo").args(["doc", "--quiet", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
}

fn native(narrowed: &Narrowed) -> Result<()> {
    step("Testing natively");
    run(command("cargo").args(["test", "--quiet", "--workspace"]).args(&narrowed.only))
}

fn boundary_lints(narrowed: &Narrowed) -> Result<()> {
    if narrowed.only.is_some() {
        return Ok(());
    }
    step("Checking the boundary's lints");
    // The small modules together: what is wrong in one alone does not build.
    let small = "conversation-module,filter-module,masks-module,zstd-module";
    let crates: [(&[&str], &str); 5] = [
        (&["--no-default-features", "--features", "explorer-module"], SIMD),
        (&["--no-default-features", "--features", "core-module"], SIMD),
        (&["--no-default-features", "--features", small], SIMD),
        (&["--package", KERNEL], SIMD),
        (&["--package", KERNEL], RELAXED_SIMD),
    ];
    for (of, target_feature) in crates {
        let mut clippy = command("cargo");
        clippy.args(["clippy", "--quiet", "--target", WASM]).args(of).args(["--", "-D", "warnings"]);
        run(clippy.env("RUSTFLAGS", target_feature))?;
    }
    Ok(())
}

/// The test files of a folder under `tests`, in the order of their names: a new one is run without being listed.
fn suites(folder: &str, narrowed: &Narrowed) -> Result<Vec<PathBuf>> {
    let folder = root().join("tests").join(folder);
    let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    ensure!(!files.is_empty(), "{} has no tests", folder.display());
    files.retain(|path| narrowed.runs(&path.file_name().unwrap_or_default().to_string_lossy()));
    Ok(files)
}

/// Variables of the environment.
type Variables = Vec<(&'static str, OsString)>;

/// A job for each test file of a folder.
fn files<'a>(folder: &str, what: &'a str, narrowed: &'a Narrowed, environment: &Variables) -> Result<Vec<Job<'a>>> {
    let job = |file: PathBuf| -> Job<'a> {
        let environment = environment.clone();
        Box::new(move || {
            step(&format!("{what}: {}", name_of(&file)));
            run(node_tests().arg(&file).envs(environment).envs(narrowed.environment()))
        })
    };
    Ok(suites(folder, narrowed)?.into_iter().map(job).collect())
}

/// The name of a test file without what all have.
fn name_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.trim_end_matches(".test.mjs").to_string()
}

/// Node.js, that runs test files, with the reporter that repeats at the end which tests failed, wherever it prints.
fn node_tests() -> Command {
    let mut node = command("node");
    node.args(["--test", "--test-reporter=spec"]);
    node
}

/// The page's tests, a job for each file and engine; and those of its logic without a browser.
fn page<'a>(narrowed: &'a Narrowed, environment: &'a Variables) -> Result<Vec<Job<'a>>> {
    let mut jobs: Vec<Job<'_>> = Vec::new();
    // Those with most in them first: they take longest, and short ones fill what time is left in the end.
    let mut files = suites("page", narrowed)?;
    files.sort_by_key(|file| Reverse(fs::metadata(file).map_or(0, |file| file.len())));
    for file in files {
        for engine in [EngineName::WebKit, EngineName::Firefox, EngineName::Chromium] {
            if narrowed.runs_in(engine) {
                let file = file.clone();
                jobs.push(Box::new(move || {
                    step(&format!("Testing the page in {}: {}", engine.title(), name_of(&file)));
                    run(node_tests().arg(&file).envs(environment.iter().cloned()).env("ENGINES", engine.name()))
                }));
            }
        }
    }
    let logic = suites("js", narrowed)?;
    if !logic.is_empty() {
        jobs.push(Box::new(|| {
            step("Testing the pool, and the page's logic without a browser");
            run(node_tests().arg("--test-concurrency=1").args(logic))
        }));
    }
    Ok(jobs)
}

fn hosting<'a>(narrowed: &'a Narrowed, environment: &Variables) -> Result<Vec<Job<'a>>> {
    let environment = environment.iter().cloned().chain(hosts::environment()?).collect();
    files("hosting", "Testing the page at nginx, Caddy, Cloudflare, Netlify", narrowed, &environment)
}

/// The tests of the packed package: what is in it, its examples, and in runtimes, bundlers and browsers.
fn package<'a>(narrowed: &'a Narrowed, environment: &Variables) -> Result<Vec<Job<'a>>> {
    step("Checking types of the package, as a program sees them");
    run(command("node").arg(npm::script("typescript/bin/tsc")).args(["--project", "tests/package"]))?;
    let mut jobs = files("package", "Testing the packed package", narrowed, environment)?;
    if narrowed.runs("many-machines") {
        jobs.extend(many_machines()?);
    }
    Ok(jobs)
}

/// The examples for more than one machine.
fn many_machines<'a>() -> Result<Vec<Job<'a>>> {
    let spark = spark::environment()?;
    Ok(vec![
        Box::new(|| {
            step("Testing the example for Spark, on a cluster whose tasks fail and are doubled");
            run(node_tests().arg("examples/spark/test/open_logs.test.mjs").envs(spark))
        }),
        Box::new(|| {
            step("Testing the Worker in workerd, with R2 and Queues");
            // miniflare wants a newer Node.js than the rest.
            let node = root().join("tests/package/node_modules/node22/bin/node");
            let tests = "examples/r2-queue-worker/test/worker.test.mjs";
            run(command(node).args(["--test", "--test-reporter=spec", "--test-force-exit", tests]))
        }),
        Box::new(|| {
            step("Testing the recipes for xargs");
            run(node_tests().arg("examples/xargs/test/recipes.test.mjs"))
        }),
    ])
}

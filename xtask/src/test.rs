//! Every test there is: native, WebAssembly in browsers, the pool, the page, the command line tool and the npm
//! package.

use std::ffi::OsString;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use std::thread::available_parallelism;

use anyhow::{Context, Result, bail, ensure};

use crate::browsers::Browsers;
use crate::build;
use crate::debian;
use crate::hosts;
use crate::npm;
use crate::shell::{command, root, run, run_and_read, step};
use crate::spark;
use crate::steps::{Job, side_by_side, table};
use crate::tools;
use crate::variants::Variants;

/// The test files that run in browsers as well.
const BROWSER_SUITES: [&str; 4] = ["conversations", "fixtures", "keys", "wycheproof"];

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

/// An engine of browsers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum EngineName {
    Chromium,
    Firefox,
    WebKit,
}

impl FromStr for EngineName {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        Ok(match name {
            "chromium" => Self::Chromium,
            "firefox" => Self::Firefox,
            "webkit" => Self::WebKit,
            other => bail!("there is no engine '{other}'; the engines are chromium, firefox and webkit"),
        })
    }
}

impl EngineName {
    const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKitGTK",
        }
    }
}

/// What is left of the tests, for somebody who works on one thing.
#[derive(Default)]
pub struct Narrowed {
    /// A part of the names of test files.
    pub only: Option<String>,
    /// The only engine.
    pub engine: Option<EngineName>,
}

impl Narrowed {
    fn runs(&self, file: &str) -> bool {
        self.only.as_ref().is_none_or(|only| file.contains(only.as_str()))
    }

    fn runs_in(&self, engine: EngineName) -> bool {
        self.engine.is_none_or(|only| only == engine)
    }

    /// For the tests that drive engines themselves.
    fn environment(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.engine.into_iter().map(|engine| ("ENGINES", engine.name()))
    }
}

/// Runs these parts, or all if none is named, and prints how long each step took.
pub fn test(parts: &[Part], narrowed: &Narrowed) -> Result<()> {
    let tested = run_parts(parts, narrowed);
    println!("\n{}", table());
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
    if wanted(Part::Wasm) {
        let page: Option<Job<'_>> = if scripts { Some(Box::new(build::page)) } else { None };
        wasm(narrowed, page)?;
    }
    if wanted(Part::Page) {
        page(narrowed)?;
    }
    if wanted(Part::Hosting) {
        hosting(narrowed)?;
    }
    if wanted(Part::Cli) {
        cli(narrowed)?;
    }
    if wanted(Part::Package) {
        package(narrowed)?;
    }
    Ok(())
}

/// All that Cargo compiles, side by side, for its last steps take one core: what runs natively with its tests, and what is
/// for WebAssembly. Two jobs of one profile would wait for each other.
fn compile(wanted: &dyn Fn(Part) -> bool, with_modules: bool, narrowed: &Narrowed) -> Result<()> {
    let (with_native, with_wasm) = (wanted(Part::Native), wanted(Part::Wasm));
    let variants = Variants::read()?;
    let mut before: Vec<Job<'_>> = Vec::new();
    let mut jobs: Vec<Job<'_>> = Vec::new();
    if with_native {
        before.push(Box::new(|| lints(narrowed)));
        jobs.push(Box::new(|| native(narrowed)));
    }
    if with_wasm || with_modules {
        before.push(Box::new(|| tools::for_wasm(&variants)));
    }
    if with_wasm || wanted(Part::Page) || wanted(Part::Hosting) || wanted(Part::Package) {
        before.push(Box::new(|| Browsers::ensure(&variants).map(drop)));
    }
    if with_modules {
        jobs.extend(build::modules()?);
    }
    if with_wasm {
        jobs.push(Box::new(|| build_suites(narrowed)));
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
    for (feature, target_feature) in [
        ("explorer-module", SIMD),
        ("core-module", SIMD),
        ("conversation-module", SIMD),
        ("zstd-module", SIMD),
        ("filter-module", SIMD),
        ("masks-module", SIMD),
        ("kernel-module", SIMD),
        ("kernel-module", RELAXED_SIMD),
    ] {
        let features = ["--no-default-features", "--features", feature];
        let mut clippy = command("cargo");
        clippy.args(["clippy", "--quiet", "--target", WASM]).args(features).args(["--", "-D", "warnings"]);
        run(clippy.env("RUSTFLAGS", target_feature))?;
    }
    Ok(())
}

/// Builds the tests that run in browsers: once for all engines.
fn build_suites(narrowed: &Narrowed) -> Result<()> {
    step("Building the tests that run in browsers");
    let suites = BROWSER_SUITES.into_iter().filter(|suite| narrowed.runs(suite)).flat_map(|suite| ["--test", suite]);
    let kernels = narrowed.runs("kernels").then_some("--lib");
    let tests: Vec<_> = suites.chain(kernels).collect();
    if !tests.is_empty() {
        run(browser_tests(SIMD).args(["--quiet", "--no-run"]).args(tests))?;
    }
    if kernels.is_some() {
        run(browser_tests(RELAXED_SIMD).args(["--quiet", "--no-run", "--lib"]))?;
    }
    Ok(())
}

/// `cargo test` for WebAssembly, with what the modules are built with.
fn browser_tests(target_feature: &str) -> Command {
    let mut tests = command("cargo");
    tests.args(["test", "--profile", "browser-test", "--target", WASM]).env("RUSTFLAGS", target_feature);
    tests
}

/// An engine with its WebDriver server, and the variable that names the server to the test runner.
struct Driven<'a> {
    engine: EngineName,
    variable: &'static str,
    driver: &'a Path,
}

/// Runs the tests that run in browsers, each engine beside the others; and something else `beside` them.
fn wasm<'a>(narrowed: &'a Narrowed, beside: Option<Job<'a>>) -> Result<()> {
    let browsers = Browsers::ensure(&Variants::read()?)?;
    let capabilities = browsers.capabilities()?;
    let screen = browsers.screen()?;
    let (chromium, firefox, webkit) = (
        Driven { engine: EngineName::Chromium, variable: "CHROMEDRIVER", driver: &browsers.chromedriver },
        Driven { engine: EngineName::Firefox, variable: "GECKODRIVER", driver: &browsers.geckodriver },
        Driven { engine: EngineName::WebKit, variable: "SAFARIDRIVER", driver: &browsers.webkit_driver },
    );
    let in_browser = |driven: &Driven<'_>, target_feature: &str, tests: &[&str]| {
        let mut command = browser_tests(target_feature);
        command.args(tests).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
        command.env(driven.variable, driven.driver).envs(screen.environment());
        command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities).env("WASM_BINDGEN_TEST_TIMEOUT", "900");
        // A suite that does not say that it runs in browsers is skipped, and counted as passed.
        command.env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
        passed_tests(&run_and_read(&mut command)?)
    };
    let suites = |driven: &Driven<'_>| {
        for suite in BROWSER_SUITES.into_iter().filter(|suite| narrowed.runs(suite)) {
            step(&format!("Testing WebAssembly in {}: {suite}", driven.engine.title()));
            let (passed, written) = (in_browser(driven, SIMD, &["--test", suite])?, written_tests(suite)?);
            ensure!(
                passed == written,
                "{} ran {passed} of the {written} tests in tests/{suite}.rs",
                driven.engine.title()
            );
        }
        Ok(())
    };
    // The kernels' own tests, which are inside the crate.
    let kernels = |driven: &Driven<'_>, target_features: &[&str]| {
        for target_feature in target_features.iter().filter(|_| narrowed.runs("kernels")) {
            step(&format!("Testing the kernels in {} with {target_feature}", driven.engine.title()));
            let passed = in_browser(driven, target_feature, &["--lib"])?;
            let written = kernel_tests(*target_feature == RELAXED_SIMD)?;
            ensure!(
                passed == written,
                "{} ran {passed} of the {written} tests in src/rsa/tests.rs",
                driven.engine.title()
            );
        }
        Ok(())
    };
    let mut jobs: Vec<Job<'_>> = Vec::new();
    for driven in [&chromium, &firefox] {
        if narrowed.runs_in(driven.engine) {
            jobs.push(Box::new(move || suites(driven).and_then(|()| kernels(driven, &[SIMD, RELAXED_SIMD]))));
        }
    }
    jobs.extend(beside);
    if narrowed.runs_in(webkit.engine) {
        // WebKit has no relaxed SIMD.
        jobs.push(Box::new(|| kernels(&webkit, &[SIMD])));
    }
    side_by_side(jobs)
}

/// The compiler's name of what the browsers run.
const WASM: &str = "wasm32-unknown-unknown";

/// What the core and one of the kernels are built with; see wasm-pack.toml.
const SIMD: &str = "-Ctarget-feature=+simd128";
const RELAXED_SIMD: &str = "-Ctarget-feature=+simd128,+relaxed-simd";

/// How many tests the kernels have: each name in the list, for one or both kinds of arithmetic, and one
/// of the fused kind alone.
fn kernel_tests(relaxed_simd: bool) -> Result<usize> {
    let source = fs::read_to_string(root().join("src/rsa/tests.rs")).context("src/rsa/tests.rs cannot be read")?;
    let list = source.split_once("\nfor_each_arithmetic! {\n").and_then(|(_, rest)| rest.split_once("\n}"));
    let names = list.context("src/rsa/tests.rs has no list of tests")?.0.lines().count();
    Ok(if relaxed_simd { 2 * names + 1 } else { names })
}

/// The number in `test result: ok. N passed; …`.
fn passed_tests(printed: &str) -> Result<usize> {
    let line = printed.lines().rev().find_map(|line| line.trim().strip_prefix("test result: ok. "));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).context("the browser's test runner gave no result")
}

/// How many browser tests a suite's source has: its attributes, and the fixtures in its list.
fn written_tests(suite: &str) -> Result<usize> {
    let file = format!("tests/{suite}.rs");
    let source = fs::read_to_string(root().join(&file)).with_context(|| format!("{file} cannot be read"))?;
    // Tests of what only relaxed SIMD can do are not built here.
    let only_relaxed = source.matches("target_feature = \"relaxed-simd\"))]\n#[wasm_bindgen_test").count();
    let attributes = source.lines().filter(|line| line.starts_with("#[wasm_bindgen_test")).count() - only_relaxed;
    let list = source.split_once("\nfixtures! {\n").and_then(|(_, rest)| rest.split_once("\n}"));
    Ok(attributes + list.map_or(0, |(list, _)| list.lines().count()))
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

/// Runs test files with Node.js: one on each core, or one after the other where they need the machine for themselves.
fn run_suites(
    folder: &str,
    narrowed: &Narrowed,
    alone: bool,
    environment: impl IntoIterator<Item = (&'static str, OsString)>,
) -> Result<()> {
    let files = suites(folder, narrowed)?;
    if files.is_empty() {
        return Ok(());
    }
    // By itself Node.js leaves a core to what else goes on.
    let together = if alone { 1 } else { available_parallelism().map_or(1, NonZero::get) };
    let mut tests = node_tests();
    tests.arg(format!("--test-concurrency={together}")).args(files);
    tests.envs(environment).envs(narrowed.environment());
    run(&mut tests)
}

/// Node.js, that runs test files, with the reporter that repeats at the end which tests failed, wherever it prints.
fn node_tests() -> Command {
    let mut node = command("node");
    node.args(["--test", "--test-reporter=spec"]);
    node
}

fn page(narrowed: &Narrowed) -> Result<()> {
    npm::ensure()?;
    build::page()?;
    build::scripts()?;
    step("Testing the pool, and the page's logic without a browser");
    run_suites("js", narrowed, false, [])?;
    let browsers = Browsers::ensure(&Variants::read()?)?;
    // An engine waits most of its time, for frames and for its driver: two share two cores.
    let mut jobs: Vec<Job<'_>> = Vec::new();
    for file in suites("page", narrowed)? {
        for engine in [EngineName::WebKit, EngineName::Firefox, EngineName::Chromium] {
            if narrowed.runs_in(engine) {
                let (file, browsers) = (file.clone(), &browsers);
                jobs.push(Box::new(move || {
                    let name = file.file_name().unwrap_or_default().to_string_lossy();
                    step(&format!("Testing the page in {}: {}", engine.title(), name.trim_end_matches(".test.mjs")));
                    let mut tests = node_tests();
                    run(tests.arg(&file).envs(browsers.environment()).env("ENGINES", engine.name()))
                }));
            }
        }
    }
    side_by_side(jobs)
}

fn hosting(narrowed: &Narrowed) -> Result<()> {
    build::page()?;
    npm::ensure_runtimes()?;
    let browsers = Browsers::ensure(&Variants::read()?)?;
    let servers = hosts::environment()?;
    step("Testing the page at its hosts: nginx, Caddy, Cloudflare, Netlify");
    run_suites("hosting", narrowed, true, browsers.environment().into_iter().chain(servers))
}

fn package(narrowed: &Narrowed) -> Result<()> {
    build::package()?;
    npm::ensure_runtimes()?;
    let browsers = Browsers::ensure(&Variants::read()?)?;
    step("Testing the packed package: what is in it, its examples, and in runtimes, bundlers and browsers");
    run(command("node").arg(npm::script("typescript/bin/tsc")).args(["--project", "tests/package"]))?;
    run_suites("package", narrowed, false, browsers.environment())?;
    if narrowed.runs("many-machines") { many_machines() } else { Ok(()) }
}

/// The examples for more than one machine. The built package and the runtimes are there.
fn many_machines() -> Result<()> {
    step("Testing the recipes for xargs");
    run(node_tests().arg("examples/xargs/test/recipes.test.mjs"))?;
    let spark = spark::environment()?;
    step("Testing the example for Spark, on a cluster whose tasks fail and are doubled");
    run(node_tests().arg("examples/spark/test/open_logs.test.mjs").envs(spark))?;
    step("Testing the Worker in workerd, with R2 and Queues");
    // miniflare wants a newer Node.js than the rest.
    let node = root().join("tests/package/node_modules/node22/bin/node");
    run(command(node).args([
        "--test",
        "--test-reporter=spec",
        "--test-force-exit",
        "examples/r2-queue-worker/test/worker.test.mjs",
    ]))
}

fn cli(narrowed: &Narrowed) -> Result<()> {
    build::package()?;
    step("Testing the command line tool, which runs as people run it");
    run_suites("cli", narrowed, false, [])
}

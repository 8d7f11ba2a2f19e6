//! Every test there is: native, WebAssembly in browsers, the pool, the page, the command line tool and the npm
//! package.

use std::fs;
use std::num::NonZero;
use std::path::PathBuf;
use std::str::FromStr;
use std::thread::available_parallelism;

use anyhow::{Context, Result, bail, ensure};

use crate::browsers::Browsers;
use crate::build;
use crate::npm;
use crate::shell::{command, root, run, run_and_read, step};
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
            "cli" => Self::Cli,
            "package" => Self::Package,
            other => bail!("there is no part '{other}'; the parts are native, wasm, page, cli and package"),
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

/// Runs these parts, or all if none is named.
pub fn test(parts: &[Part], narrowed: &Narrowed) -> Result<()> {
    let wanted = |part| parts.is_empty() || parts.contains(&part);
    if wanted(Part::Native) {
        native(narrowed)?;
    }
    if wanted(Part::Wasm) {
        wasm(narrowed)?;
    }
    if wanted(Part::Page) {
        page(narrowed)?;
    }
    if wanted(Part::Cli) {
        cli(narrowed)?;
    }
    if wanted(Part::Package) {
        package(narrowed)?;
    }
    step("All tests passed");
    Ok(())
}

fn native(narrowed: &Narrowed) -> Result<()> {
    if let Some(only) = &narrowed.only {
        step("Testing natively");
        return run(command("cargo").args(["test", "--quiet", "--workspace", only.as_str()]));
    }
    step("Checking form and lints");
    run(command("cargo").args(["fmt", "--all", "--check"]))?;
    run(command("cargo").args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    npm::ensure()?;
    run(command("node").arg(npm::script("@biomejs/biome/bin/biome")).args(["ci", "--error-on-warnings", "."]))?;
    step("Building the documentation");
    run(command("cargo").args(["doc", "--quiet", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))?;
    step("Testing natively");
    run(command("cargo").args(["test", "--quiet", "--workspace"]))
}

fn wasm(narrowed: &Narrowed) -> Result<()> {
    let variants = Variants::read()?;
    tools::for_wasm(&variants)?;
    let browsers = Browsers::ensure(&variants)?;
    let target = ["--target", "wasm32-unknown-unknown"];
    step("Checking the boundary's lints");
    for (feature, target_feature) in [
        ("explorer-module", SIMD),
        ("core-module", SIMD),
        ("conversation-module", SIMD),
        ("page-conversation-module", SIMD),
        ("zstd-module", SIMD),
        ("filter-module", SIMD),
        ("kernel-module", SIMD),
        ("kernel-module", RELAXED_SIMD),
    ] {
        let features = ["--no-default-features", "--features", feature];
        let mut clippy = command("cargo");
        clippy.args(["clippy", "--quiet"]).args(target).args(features).args(["--", "-D", "warnings"]);
        run(clippy.env("RUSTFLAGS", target_feature))?;
    }
    let capabilities = browsers.capabilities()?;
    let engines = [
        (EngineName::Chromium, "Chromium", ["--chrome", "--chromedriver"], &browsers.chromedriver),
        (EngineName::Firefox, "Firefox", ["--firefox", "--geckodriver"], &browsers.geckodriver),
    ];
    for (engine, name, flags, driver) in engines {
        for suite in BROWSER_SUITES {
            if !narrowed.runs_in(engine) || !narrowed.runs(suite) {
                continue;
            }
            step(&format!("Testing WebAssembly in {name}: {suite}"));
            let mut tests = command("wasm-pack");
            tests.args(["test", "--mode", "no-install", "--headless", "--release"]).args(flags).arg(driver);
            tests.args(["--test", suite]);
            tests.env("RUSTFLAGS", SIMD);
            tests.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities);
            tests.env("WASM_BINDGEN_TEST_TIMEOUT", "900");
            let printed = run_and_read(&mut tests)?;
            // A suite that does not say that it runs in browsers is skipped, and counted as passed.
            let (passed, written) = (passed_tests(&printed)?, written_tests(suite)?);
            ensure!(passed == written, "{name} ran {passed} of the {written} tests in tests/{suite}.rs");
        }
    }
    if narrowed.runs("kernels") { kernels(&browsers, narrowed) } else { Ok(()) }
}

/// What the core and one of the kernels are built with; see wasm-pack.toml.
const SIMD: &str = "-Ctarget-feature=+simd128";
const RELAXED_SIMD: &str = "-Ctarget-feature=+simd128,+relaxed-simd";

/// The kernels' own tests, which are inside the crate, in each engine that can run them. By the test
/// runner itself: wasm-pack does not drive WebKitGTK.
fn kernels(browsers: &Browsers, narrowed: &Narrowed) -> Result<()> {
    let capabilities = browsers.capabilities()?;
    let screen = browsers.screen()?;
    let webkit = (EngineName::WebKit, "WebKitGTK", "SAFARIDRIVER", &browsers.webkit_driver);
    let firefox = (EngineName::Firefox, "Firefox", "GECKODRIVER", &browsers.geckodriver);
    let chromium = (EngineName::Chromium, "Chromium", "CHROMEDRIVER", &browsers.chromedriver);
    // WebKit has no relaxed SIMD.
    for (features, engines) in [(SIMD, &[webkit, firefox, chromium][..]), (RELAXED_SIMD, &[firefox, chromium])] {
        for (engine, name, variable, driver) in engines {
            if !narrowed.runs_in(*engine) {
                continue;
            }
            step(&format!("Testing the kernels in {name} with {features}"));
            let mut tests = command("cargo");
            tests.args(["test", "--release", "--lib", "--target", "wasm32-unknown-unknown"]);
            tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
            tests.env("RUSTFLAGS", features).env(variable, driver).envs(screen.environment());
            tests.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities);
            tests.env("WASM_BINDGEN_TEST_TIMEOUT", "900");
            let passed = passed_tests(&run_and_read(&mut tests)?)?;
            let written = kernel_tests(features == RELAXED_SIMD)?;
            ensure!(passed == written, "{name} ran {passed} of the {written} tests in src/rsa/tests.rs");
        }
    }
    Ok(())
}

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
fn run_suites(folder: &str, narrowed: &Narrowed, alone: bool, browsers: Option<&Browsers>) -> Result<()> {
    let files = suites(folder, narrowed)?;
    if files.is_empty() {
        return Ok(());
    }
    let mut tests = command("node");
    // By itself Node.js leaves a core to what else goes on.
    let together = if alone { 1 } else { available_parallelism().map_or(1, NonZero::get) };
    // The reporter that repeats at the end which tests failed, wherever it prints.
    tests.args(["--test", "--test-reporter=spec", &format!("--test-concurrency={together}")]).args(files);
    tests.envs(browsers.map(Browsers::environment).unwrap_or_default()).envs(narrowed.environment());
    run(&mut tests)
}

fn page(narrowed: &Narrowed) -> Result<()> {
    npm::ensure()?;
    build::page()?;
    build::scripts()?;
    step("Testing the pool, and the page's logic without a browser");
    run_suites("js", narrowed, false, None)?;
    let browsers = Browsers::ensure(&Variants::read()?)?;
    step("Testing the page in Chromium, Firefox and WebKitGTK");
    run_suites("page", narrowed, true, Some(&browsers))
}

fn package(narrowed: &Narrowed) -> Result<()> {
    build::package()?;
    npm::ensure_runtimes()?;
    let browsers = Browsers::ensure(&Variants::read()?)?;
    step("Testing the packed package: what is in it, its examples, and in runtimes, bundlers and browsers");
    run(command("node").arg(npm::script("typescript/bin/tsc")).args(["--project", "tests/package"]))?;
    run_suites("package", narrowed, false, Some(&browsers))?;
    if narrowed.runs("many-machines") { many_machines() } else { Ok(()) }
}

/// The examples for more than one machine. The built package and the runtimes are there.
fn many_machines() -> Result<()> {
    step("Testing the recipes for xargs and Spark");
    run(command("node").args(["--test", "--test-reporter=spec", "examples/xargs/test/recipes.test.mjs"]))?;
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
    run_suites("cli", narrowed, false, None)
}

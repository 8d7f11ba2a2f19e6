//! The crate's tests that run in browsers, by wasm-bindgen's test runner: some files of `tests`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::browsers::{Browsers, Screen};
use crate::narrowed::{EngineName, Narrowed};
use crate::shell::{command, root, run, run_and_read, step};
use crate::steps::Job;

/// The compiler's name of what the browsers run.
pub const WASM: &str = "wasm32-unknown-unknown";

/// What the core and one of the kernels are built with; see wasm-pack.toml.
pub const SIMD: &str = "-Ctarget-feature=+simd128";
pub const RELAXED_SIMD: &str = "-Ctarget-feature=+simd128,+relaxed-simd";

/// The test files that run in browsers as well.
const SUITES: [&str; 4] = ["conversations", "fixtures", "keys", "wycheproof"];

/// The crate of the kernels, which has their tests alone.
pub const KERNEL: &str = "logpush-decrypt-kernel";
const KERNELS: [&str; 3] = ["--package", KERNEL, "--lib"];

/// Builds the tests that run in browsers: once for all engines.
pub fn build(narrowed: &Narrowed) -> Result<()> {
    step("Building the tests that run in browsers");
    let suites = SUITES.into_iter().filter(|suite| narrowed.runs(suite)).flat_map(|suite| ["--test", suite]);
    let tests: Vec<_> = suites.collect();
    if !tests.is_empty() {
        run(cargo_test(SIMD).args(["--quiet", "--no-run"]).args(tests))?;
    }
    if narrowed.runs("kernels") {
        run(cargo_test(SIMD).args(["--quiet", "--no-run"]).args(KERNELS))?;
        run(cargo_test(RELAXED_SIMD).args(["--quiet", "--no-run"]).args(KERNELS))?;
    }
    Ok(())
}

/// `cargo test` for WebAssembly, with what the modules are built with.
fn cargo_test(target_feature: &str) -> Command {
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

/// What the test runner is given.
pub struct Runner<'a> {
    browsers: &'a Browsers,
    narrowed: &'a Narrowed,
    capabilities: PathBuf,
    screen: Screen,
}

impl<'a> Runner<'a> {
    pub fn new(browsers: &'a Browsers, narrowed: &'a Narrowed) -> Result<Self> {
        Ok(Self { browsers, narrowed, capabilities: browsers.capabilities()?, screen: browsers.screen()? })
    }

    /// A job for each engine.
    pub fn jobs(&'a self) -> Vec<Job<'a>> {
        let Browsers { chromedriver, geckodriver, webkit_driver, .. } = self.browsers;
        let driven = [
            Driven { engine: EngineName::Chromium, variable: "CHROMEDRIVER", driver: chromedriver },
            Driven { engine: EngineName::Firefox, variable: "GECKODRIVER", driver: geckodriver },
            Driven { engine: EngineName::WebKit, variable: "SAFARIDRIVER", driver: webkit_driver },
        ];
        let wanted = driven.into_iter().filter(|driven| self.narrowed.runs_in(driven.engine));
        wanted.map(|driven| -> Job<'a> { Box::new(move || self.test_in(&driven)) }).collect()
    }

    fn test_in(&self, driven: &Driven<'_>) -> Result<()> {
        if driven.engine == EngineName::WebKit {
            // It has no relaxed SIMD.
            return self.kernels(driven, &[SIMD]);
        }
        self.suites(driven)?;
        self.kernels(driven, &[SIMD, RELAXED_SIMD])
    }

    fn suites(&self, driven: &Driven<'_>) -> Result<()> {
        for suite in SUITES.into_iter().filter(|suite| self.narrowed.runs(suite)) {
            step(&format!("Testing WebAssembly in {}: {suite}", driven.engine.title()));
            let (passed, written) = (self.passed(driven, SIMD, &["--test", suite])?, written_tests(suite)?);
            ensure!(
                passed == written,
                "{} ran {passed} of the {written} tests in tests/{suite}.rs",
                driven.engine.title()
            );
        }
        Ok(())
    }

    /// The kernels' own tests, for each of these kinds of arithmetic.
    fn kernels(&self, driven: &Driven<'_>, target_features: &[&str]) -> Result<()> {
        for target_feature in target_features.iter().filter(|_| self.narrowed.runs("kernels")) {
            step(&format!("Testing the kernels in {} with {target_feature}", driven.engine.title()));
            let passed = self.passed(driven, target_feature, &KERNELS)?;
            let written = kernel_tests(*target_feature == RELAXED_SIMD)?;
            ensure!(
                passed == written,
                "{} ran {passed} of the {written} tests in src/rsa/tests.rs",
                driven.engine.title()
            );
        }
        Ok(())
    }

    /// Runs tests, and gives how many passed.
    fn passed(&self, driven: &Driven<'_>, target_feature: &str, tests: &[&str]) -> Result<usize> {
        let mut command = cargo_test(target_feature);
        command.args(tests).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
        command.env(driven.variable, driven.driver).envs(self.screen.environment());
        command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &self.capabilities).env("WASM_BINDGEN_TEST_TIMEOUT", "900");
        // A suite that does not say that it runs in browsers is skipped, and counted as passed.
        command.env("WASM_BINDGEN_TEST_ONLY_WEB", "1");
        passed_tests(&run_and_read(&mut command)?)
    }
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

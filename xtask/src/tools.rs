//! The Rust side's tools, in exactly the versions that wasm-pack.toml names.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::{ask, command, root, run, step};
use crate::variants::Variants;

/// Where tools are installed that the machine lacks.
pub fn bin_folder() -> PathBuf {
    tools_folder().join("bin")
}

fn tools_folder() -> PathBuf {
    root().join("target/tools")
}

/// A tool that `cargo install` gives.
struct Tool<'a> {
    package: &'a str,
    program: &'a str,
    version: &'a str,
    /// Built with the dependencies its authors locked. Not so wasm-bindgen-cli, whose lock file may
    /// name versions that were withdrawn.
    locked: bool,
    /// Built without optimisation, which takes half as long. For tools whose own work takes no time.
    quickly: bool,
    /// What of it is built, if not all.
    only: &'a [&'a str],
    /// What comes before `--version` so that it prints that.
    before_version: &'a [&'a str],
}

/// Makes sure of the compiler's WebAssembly target and of what builds WebAssembly packages.
pub fn for_wasm(variants: &Variants) -> Result<()> {
    target()?;
    let tools = &variants.tools;
    ensure(&Tool {
        package: "wasm-pack",
        program: "wasm-pack",
        version: &tools.wasm_pack,
        locked: true,
        quickly: true,
        only: &[],
        before_version: &[],
    })?;
    ensure(&Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: &tools.wasm_bindgen_cli,
        locked: false,
        quickly: false,
        // Without TLS, which takes a minute: the test runner speaks to drivers on this machine alone.
        only: &["--no-default-features", "--bin", "wasm-bindgen", "--bin", "wasm-bindgen-test-runner"],
        before_version: &[],
    })
}

/// Makes sure of the compiler's WebAssembly target.
pub fn target() -> Result<()> {
    let target = "wasm32-unknown-unknown";
    let sysroot =
        ask(command("rustc").args(["--print", "sysroot"])).context("rustc does not run; install it with rustup")?;
    if !Path::new(&sysroot).join("lib/rustlib").join(target).is_dir() {
        step(&format!("Installing the compiler's target {target}"));
        run(command("rustup").args(["target", "add", target]))?;
    }
    Ok(())
}

/// Makes sure of what asks about the crates that this project depends on.
pub fn for_audit(variants: &Variants) -> Result<()> {
    let version = &variants.tools.cargo_deny;
    ensure(&Tool {
        package: "cargo-deny",
        program: "cargo-deny",
        version,
        locked: true,
        quickly: true,
        only: &[],
        before_version: &[],
    })
}

/// Makes sure of what lists crates in CycloneDX.
pub fn for_sbom(variants: &Variants) -> Result<()> {
    let version = &variants.tools.cargo_cyclonedx;
    ensure(&Tool {
        package: "cargo-cyclonedx",
        program: "cargo-cyclonedx",
        version,
        locked: true,
        quickly: true,
        only: &[],
        before_version: &["cyclonedx"],
    })
}

/// Makes sure of what runs fuzz targets.
pub fn for_fuzzing(variants: &Variants) -> Result<()> {
    let version = &variants.tools.cargo_fuzz;
    ensure(&Tool {
        package: "cargo-fuzz",
        program: "cargo-fuzz",
        version,
        locked: true,
        quickly: true,
        only: &[],
        before_version: &[],
    })
}

/// Makes sure of Firefox's WebDriver server.
pub fn for_firefox(variants: &Variants) -> Result<()> {
    let version = &variants.tools.geckodriver;
    ensure(&Tool {
        package: "geckodriver",
        program: "geckodriver",
        version,
        locked: true,
        quickly: true,
        only: &[],
        before_version: &[],
    })
}

fn ensure(tool: &Tool<'_>) -> Result<()> {
    // `NAME VERSION …` on the first line, as all of them print it.
    let printed = ask(command(tool.program).args(tool.before_version).arg("--version")).unwrap_or_default();
    if printed.split_whitespace().nth(1) == Some(tool.version) {
        return Ok(());
    }
    step(&format!("Installing {} {} into target/tools (some minutes, once)", tool.package, tool.version));
    let mut install = command("cargo");
    install.args(["install", tool.package, "--version", &format!("={}", tool.version), "--root"]).arg(tools_folder());
    install.args(tool.only);
    // Their builds are kept apart from the project's and thrown away.
    install.env_remove("CARGO_TARGET_DIR");
    if tool.locked {
        install.arg("--locked");
    }
    if tool.quickly {
        install.arg("--debug").env("CARGO_PROFILE_DEV_DEBUG", "0");
    } else {
        // Fast enough for a second of work, and built in half the time.
        install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    }
    run(&mut install)
}

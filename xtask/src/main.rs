//! `cargo xtask`: sets up what is missing, builds, serves, tests and measures.

mod audit;
mod bench;
mod browser_suites;
mod browsers;
mod build;
mod debian;
mod fuzz;
mod hosts;
mod made_of;
mod narrowed;
mod npm;
mod places;
mod prices;
mod reproduce;
mod sbom;
mod serve;
mod shell;
mod spark;
mod steps;
mod test;
mod timing;
mod tools;
mod variants;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::narrowed::Narrowed;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N]   build the page and serve it on 127.0.0.1 (port 8787)
  build [MODULE ...] leave the page in dist/index.html and the npm package in dist/npm; or only build these modules of
                     wasm-pack.toml
  test [--only NAME] [--engine NAME] [PART ...]
                     run every test, or only these parts: native wasm page hosting cli package; of their test files those
                     whose name has NAME in it; in one engine: chromium firefox webkit
  bench [--json FILE] [TABLE ...]
                     print every benchmark table, or only: operations stages gcm index explorer script page memory cli package
                     conversations sandbox exports
  audit              ask about advisories, licences and sources of everything this project depends on
  sbom               list what the page and the package are made of, in dist/sbom (CycloneDX)
  reproduce [MODULE ...]
                     build the last commit twice, in two folders with two homes of Cargo, and compare the bytes of page and
                     package, or of these modules
  fuzz [TARGET] [--seconds N] [--sanitizer address] [--minimise]
                     look for inputs over which a target fails, 60 s each, and keep those in fuzz/artifacts; or choose the
                     inputs of fuzz/corpus anew
  timing [--seconds N]
                     measure whether the time of private operations depends on secrets, 60 s for each comparison
  prices             bring src/conversation/prices.json up to date

Whatever a command needs and the machine lacks, it installs first, or says how to.
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = Parser::from_env();
    let command = match arguments.next()? {
        Some(Arg::Value(command)) => command.string()?,
        None | Some(Arg::Long("help") | Arg::Short('h')) => {
            print!("{HELP}");
            return Ok(());
        }
        Some(other) => return Err(other.unexpected().into()),
    };
    let mut port = serve::DEFAULT_PORT;
    let mut parts = Vec::new();
    let mut narrowed = Narrowed::default();
    let mut tables = Vec::new();
    let mut modules = Vec::new();
    let mut timing_seconds = timing::DEFAULT_SECONDS;
    let mut fuzzing =
        fuzz::Options { target: None, seconds: fuzz::DEFAULT_SECONDS, minimise: false, sanitizer: "none".to_string() };
    while let Some(argument) = arguments.next()? {
        match (command.as_str(), argument) {
            ("serve", Arg::Long("port")) => port = arguments.value()?.parse()?,
            ("test", Arg::Long("only")) => narrowed.only = Some(arguments.value()?.string()?),
            ("test", Arg::Long("engine")) => narrowed.engine = Some(arguments.value()?.parse()?),
            ("test", Arg::Value(part)) => parts.push(part.string()?.parse()?),
            ("build" | "reproduce", Arg::Value(module)) => modules.push(module.string()?),
            ("bench", Arg::Long("json")) => tables.extend(["--json".to_string(), arguments.value()?.string()?]),
            ("bench", Arg::Value(table)) => tables.push(table.string()?),
            ("timing", Arg::Long("seconds")) => timing_seconds = arguments.value()?.parse()?,
            ("fuzz", Arg::Long("seconds")) => fuzzing.seconds = arguments.value()?.parse()?,
            ("fuzz", Arg::Long("sanitizer")) => fuzzing.sanitizer = arguments.value()?.string()?,
            ("fuzz", Arg::Long("minimise")) => fuzzing.minimise = true,
            ("fuzz", Arg::Value(target)) => fuzzing.target = Some(target.string()?),
            (_, other) => return Err(other.unexpected().into()),
        }
    }
    match command.as_str() {
        "serve" => {
            build::page()?;
            serve::serve(port)
        }
        "build" if modules.is_empty() => build::package(),
        "build" => build::named(&modules),
        "reproduce" => reproduce::reproduce(&modules),
        "test" => test::test(&parts, &narrowed),
        "bench" => bench::bench(&tables),
        "audit" => audit::audit(),
        "sbom" => sbom::sbom(),
        "fuzz" => fuzz::fuzz(&fuzzing),
        "timing" => timing::timing(timing_seconds),
        "prices" => prices::prices(),
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command '{other}'\n\n{HELP}"),
    }
}

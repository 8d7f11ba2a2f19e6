//! `cargo xtask`: sets up what is missing, builds, serves, tests and measures.

mod bench;
mod browsers;
mod build;
mod made_of;
mod npm;
mod prices;
mod serve;
mod shell;
mod test;
mod tools;
mod variants;

use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

const HELP: &str = "\
Usage: cargo xtask COMMAND

  serve [--port N]   build the page and serve it on 127.0.0.1 (port 8787)
  build              leave the page in dist/index.html and the npm package in dist/npm
  test [--only NAME] [--engine NAME] [PART ...]
                     run every test, or only these parts: native wasm page cli package; of their test files those
                     whose name has NAME in it; in one engine: chromium firefox webkit
  bench [--json FILE] [TABLE ...]
                     print every benchmark table, or only: operations stages gcm index explorer script page memory cli package
                     conversations
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
    let mut narrowed = test::Narrowed::default();
    let mut tables = Vec::new();
    while let Some(argument) = arguments.next()? {
        match (command.as_str(), argument) {
            ("serve", Arg::Long("port")) => port = arguments.value()?.parse()?,
            ("test", Arg::Long("only")) => narrowed.only = Some(arguments.value()?.string()?),
            ("test", Arg::Long("engine")) => narrowed.engine = Some(arguments.value()?.parse()?),
            ("test", Arg::Value(part)) => parts.push(part.string()?.parse()?),
            ("bench", Arg::Long("json")) => tables.extend(["--json".to_string(), arguments.value()?.string()?]),
            ("bench", Arg::Value(table)) => tables.push(table.string()?),
            (_, other) => return Err(other.unexpected().into()),
        }
    }
    match command.as_str() {
        "serve" => {
            build::page()?;
            serve::serve(port)
        }
        "build" => build::package(),
        "test" => test::test(&parts, &narrowed),
        "bench" => bench::bench(&tables),
        "prices" => prices::prices(),
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command '{other}'\n\n{HELP}"),
    }
}

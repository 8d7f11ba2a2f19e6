//! Running commands, each printed before it runs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};

pub use crate::steps::step;
use crate::steps::{keeps, print};

/// The top of the checkout.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_path_buf()
}

/// A command run at the top of the checkout, with the tools of this project first on its PATH.
pub fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(crate::tools::bin_folder()).chain(std::env::split_paths(&path));
    if let Ok(path) = std::env::join_paths(paths) {
        command.env("PATH", path);
    }
    command.current_dir(root());
    command
}

/// Runs a command to its end; one that fails is an error.
pub fn run(command: &mut Command) -> Result<()> {
    if keeps() {
        return run_and_read(command).map(drop);
    }
    print(&format!("$ {}", shown(command)));
    let status = command.status().with_context(|| format!("could not start {}", shown(command)))?;
    ended_well(command, status)
}

/// Runs a command to its end and returns what it printed, errors too, which is shown as well.
pub fn run_and_read(command: &mut Command) -> Result<String> {
    print(&format!("$ {}", shown(command)));
    let file = output_file()?;
    // A file and no pipe: one who reads a pipe waits for whatever a command leaves running, such as a browser.
    let output = File::create(&file).with_context(|| format!("{} cannot be written", file.display()))?;
    command.stdout(output.try_clone().context("no second handle of a file")?).stderr(output);
    let status = command.status().with_context(|| format!("could not start {}", shown(command)))?;
    let printed = fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
    let printed = String::from_utf8_lossy(&printed).into_owned();
    print(&printed);
    ended_well(command, status)?;
    Ok(printed)
}

/// A file for what a command prints, where it can be followed meanwhile: target/steps/PROCESS-NUMBER.txt.
fn output_file() -> Result<PathBuf> {
    static COUNT: AtomicUsize = AtomicUsize::new(1);
    let folder = root().join("target/steps");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder.join(format!("{}-{}.txt", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))))
}

fn ended_well(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// What a command prints, without showing it; `None` if it cannot be run or fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The first of these programs that is on the PATH.
pub fn find(programs: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    programs
        .iter()
        .flat_map(|program| folders.iter().map(move |folder| folder.join(program)))
        .find(|file| file.is_file())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let top = root();
    words
        .map(|word| {
            let path = Path::new(word);
            path.strip_prefix(&top).unwrap_or(path).display().to_string()
        })
        .collect::<Vec<_>>()
        .join(" ")
}

//! What a WebAssembly module was made of, so that it is built anew only when that changed. Cargo does not know: the variants
//! write the same file, one after the other, so for Cargo each of them is out of date when its turn comes.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::{ask, command, root};
use crate::variants::Variant;

/// Files that every variant is made of: versions of crates, of tools and of the compiler.
const INPUTS: [&str; 5] = ["Cargo.toml", "Cargo.lock", "package-lock.json", "rust-toolchain.toml", "wasm-pack.toml"];

/// What a variant is made of now.
pub struct MadeOf {
    digest: u64,
    /// Where it is kept what the module that is there was made of.
    stamp: PathBuf,
    module: PathBuf,
}

impl MadeOf {
    /// `flags` are the compiler's.
    pub fn variant(variant: &Variant, module: &Path, flags: &str) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        // The kernels, which are the one crate of its own, need no other room of the crate.
        let sources = variant.own_crate.as_deref().map_or_else(|| vec!["src"], |folder| vec![folder, "src/rsa"]);
        for input in sources.into_iter().chain(INPUTS) {
            add(&mut hasher, &root().join(input))?;
        }
        flags.hash(&mut hasher);
        ask(command("rustc").arg("-vV")).hash(&mut hasher);
        let stamp = root().join("target/wasm").join(format!("{}.made-of", variant.name));
        Ok(Self { digest: hasher.finish(), stamp, module: module.to_path_buf() })
    }

    /// Whether the module that is there was made of this, and was not changed since.
    pub fn is_current(&self) -> bool {
        let kept = fs::read_to_string(&self.stamp).unwrap_or_default();
        self.text().is_ok_and(|text| text == kept)
    }

    /// Keeps that the module that is there was made of this.
    pub fn keep(&self) -> Result<()> {
        fs::write(&self.stamp, self.text()?).with_context(|| format!("{} cannot be written", self.stamp.display()))
    }

    fn text(&self) -> Result<String> {
        let mut hasher = DefaultHasher::new();
        add(&mut hasher, &self.module)?;
        Ok(format!("{:016x} {:016x}\n", self.digest, hasher.finish()))
    }
}

/// Adds the names and contents of a file, or of all files in a folder.
fn add(hasher: &mut DefaultHasher, path: &Path) -> Result<()> {
    path.hash(hasher);
    if !path.is_dir() {
        let content = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        content.hash(hasher);
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    paths.iter().try_for_each(|path| add(hasher, path))
}

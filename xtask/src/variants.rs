//! wasm-pack.toml: the builds of the WebAssembly module, and the tools' versions.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::shell::root;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variants {
    pub tools: Tools,
    #[serde(rename = "variant")]
    pub variants: Vec<Variant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tools {
    pub wasm_pack: String,
    pub wasm_bindgen_cli: String,
    pub geckodriver: String,
    pub cargo_deny: String,
    pub cargo_cyclonedx: String,
    pub cargo_fuzz: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Variant {
    pub name: String,
    /// wasm-pack's `--target`.
    pub target: String,
    pub out_dir: String,
    /// The profile of Cargo.toml.
    pub profile: String,
    /// The folder of a crate of its own, which needs no features.
    #[serde(rename = "crate")]
    pub own_crate: Option<String>,
    /// The feature of Cargo.toml that says what the module offers.
    pub feature: Option<String>,
    /// For rustc's `-C target-feature`.
    pub target_features: Vec<String>,
    /// Arguments of binaryen's wasm-opt.
    pub wasm_opt: Vec<String>,
    /// Only benchmarks need it.
    #[serde(default)]
    pub benchmark: bool,
}

impl Variant {
    /// The folder of the crate.
    pub fn folder(&self) -> PathBuf {
        self.own_crate.as_ref().map_or_else(root, |folder| root().join(folder))
    }

    /// What selects its features for Cargo.
    pub fn features(&self) -> Vec<&str> {
        let feature = self.feature.as_deref();
        feature.map_or_else(Vec::new, |feature| vec!["--no-default-features", "--features", feature])
    }
}

impl Variants {
    pub fn read() -> Result<Self> {
        let file = root().join("wasm-pack.toml");
        let text = fs::read_to_string(&file).context("wasm-pack.toml cannot be read")?;
        toml::from_str(&text).context("wasm-pack.toml is not as xtask expects it")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn cargo_toml(folder: &Path) -> toml::Table {
        let text = fs::read_to_string(folder.join("Cargo.toml")).expect("Cargo.toml");
        text.parse().expect("TOML")
    }

    /// What wasm-pack reads for a variant: profiles that are not Cargo's own have one table together.
    fn profile<'a>(cargo: &'a toml::Table, variant: &Variant) -> &'a toml::Value {
        let name = if ["release", "dev"].contains(&variant.profile.as_str()) { &variant.profile } else { "custom" };
        &cargo["package"]["metadata"]["wasm-pack"]["profile"][name]
    }

    #[test]
    fn the_wasm_bindgen_command_has_the_version_of_the_crates() {
        let Variants { tools, variants } = Variants::read().expect("variants");
        for variant in variants {
            let cargo = cargo_toml(&variant.folder());
            let wasm = &cargo["target"]["cfg(all(target_arch = \"wasm32\", target_os = \"unknown\"))"];
            let pinned = wasm["dependencies"]["wasm-bindgen"].as_str().expect("a version");
            assert_eq!(pinned, format!("={}", tools.wasm_bindgen_cli), "{}", variant.name);
        }
    }

    #[test]
    fn wasm_pack_leaves_wasm_opt_to_xtask_in_every_profile_used() {
        for variant in Variants::read().expect("variants").variants {
            let cargo = cargo_toml(&variant.folder());
            let profile = profile(&cargo, &variant);
            assert_eq!(profile["wasm-opt"].as_bool(), Some(false), "{}", variant.name);
            assert!(!variant.wasm_opt.is_empty(), "{} is optimised by xtask instead", variant.name);
        }
    }

    #[test]
    fn the_web_variants_hand_the_module_over_and_do_not_fetch_it() {
        for variant in Variants::read().expect("variants").variants.iter().filter(|variant| variant.target == "web") {
            let cargo = cargo_toml(&variant.folder());
            let profile = profile(&cargo, variant);
            assert_eq!(profile["wasm-bindgen"]["omit-default-module-path"].as_bool(), Some(true), "{}", variant.name);
        }
    }
}

//! The gates for what this project depends on: advisories, licences and sources of crates, and advisories of npm packages.

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;

use crate::shell::{command, root, run, step};
use crate::tools;
use crate::variants::Variants;

/// The folders whose package-lock.json is asked about: what builds and is in the page, and what only tests run.
const LOCKS: [&str; 3] = [".", "tests/package", "tests/conversations"];

/// What npm-audit.toml holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    #[serde(default, rename = "exception")]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    id: String,
    reason: String,
}

/// Asks about every dependency. Both need the network: the database of RustSec, and npm's registry.
pub fn audit() -> Result<()> {
    tools::for_audit(&Variants::read()?)?;
    step("Advisories, licences and sources of crates");
    run(command("cargo").args(["deny", "--workspace", "check"]))?;
    // Nothing of it is given to others, so its licences do not matter.
    let fuzz =
        ["deny", "--manifest-path", "fuzz/Cargo.toml", "--config", "deny.toml", "check", "advisories", "sources"];
    run(command("cargo").args(fuzz))?;
    step("Advisories of npm packages");
    let exceptions = fs::read_to_string(root().join("npm-audit.toml")).context("npm-audit.toml cannot be read")?;
    let exceptions: Exceptions = toml::from_str(&exceptions).context("npm-audit.toml is not as xtask expects it")?;
    let mut advisories = BTreeMap::new();
    for folder in LOCKS {
        println!("$ npm audit --json (in {folder})");
        let mut npm = command("npm");
        npm.args(["audit", "--json", "--package-lock-only"]).current_dir(root().join(folder)).stderr(Stdio::inherit());
        let printed = npm.output().context("npm does not run")?.stdout;
        advisories
            .extend(advisories_of(&String::from_utf8_lossy(&printed)).with_context(|| format!("npm in {folder}"))?);
    }
    judge(&advisories, &exceptions.exceptions)
}

/// The advisories in a report of `npm audit --json`, of version 2: what each says, by its number.
fn advisories_of(report: &str) -> Result<BTreeMap<String, String>> {
    let report: Value = serde_json::from_str(report).context("npm audit did not print a report")?;
    let version = &report["auditReportVersion"];
    ensure!(*version == 2, "npm audit gave no report of version 2: {}", report["message"]);
    let packages = report["vulnerabilities"].as_object().context("the report has no list of packages")?;
    let mut found = BTreeMap::new();
    // An advisory stands at the package that it is about; those that depend on it have its name only.
    for via in packages.values().flat_map(|package| package["via"].as_array().into_iter().flatten()) {
        let Some(url) = via["url"].as_str() else { continue };
        let id = url.rsplit('/').next().unwrap_or(url);
        let text = |name: &str| via[name].as_str().unwrap_or_default().to_string();
        found.insert(id.to_string(), format!("{} ({}): {}, {url}", text("name"), text("severity"), text("title")));
    }
    ensure!(packages.is_empty() || !found.is_empty(), "the report names packages and no advisory");
    Ok(found)
}

/// Every advisory fails but those with an exception, and an exception without its advisory fails too.
fn judge(advisories: &BTreeMap<String, String>, exceptions: &[Exception]) -> Result<()> {
    let mut wrong = Vec::new();
    for (id, text) in advisories {
        match exceptions.iter().find(|exception| exception.id == *id) {
            Some(exception) => println!("let pass: {text}\n  because {}", exception.reason),
            None => wrong.push(text.clone()),
        }
    }
    for Exception { id, reason } in exceptions {
        if reason.trim().len() < 20 {
            wrong.push(format!("npm-audit.toml gives no reason for {id}"));
        }
        if !advisories.contains_key(id) {
            wrong.push(format!("npm-audit.toml has {id}, which no longer applies: take it out"));
        }
    }
    if wrong.is_empty() {
        println!("{} advisories, each with its exception", advisories.len());
        return Ok(());
    }
    bail!("npm packages:\n  {}", wrong.join("\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shortened from what npm prints of a package with an advisory, and of one that depends on it.
    const REPORT: &str = r#"{
      "auditReportVersion": 2,
      "vulnerabilities": {
        "minimist": { "name": "minimist", "severity": "critical", "isDirect": false, "via": [
          { "source": 1097678, "name": "minimist", "dependency": "minimist", "title": "Prototype Pollution in minimist",
            "url": "https://github.com/advisories/GHSA-xvch-5gv4-984h", "severity": "critical", "range": "<0.2.4" } ],
          "effects": ["mkdirp"], "range": "<0.2.4", "nodes": ["node_modules/minimist"], "fixAvailable": true },
        "mkdirp": { "name": "mkdirp", "severity": "critical", "isDirect": true, "via": ["minimist"],
          "effects": [], "range": "0.4.1 - 0.5.1", "nodes": ["node_modules/mkdirp"], "fixAvailable": true }
      },
      "metadata": { "vulnerabilities": { "critical": 2, "total": 2 } } }"#;

    fn exception(id: &str, reason: &str) -> Exception {
        Exception { id: id.to_string(), reason: reason.to_string() }
    }

    #[test]
    fn an_advisory_fails_unless_it_has_an_exception_with_a_reason() {
        let advisories = advisories_of(REPORT).expect("a report");
        assert_eq!(advisories.keys().collect::<Vec<_>>(), ["GHSA-xvch-5gv4-984h"]);
        let error = judge(&advisories, &[]).expect_err("an advisory").to_string();
        assert!(error.contains("minimist (critical): Prototype Pollution in minimist, https://"), "{error}");
        let reason = "only a test reads its own arguments with it";
        judge(&advisories, &[exception("GHSA-xvch-5gv4-984h", reason)]).expect("an exception");
        judge(&advisories, &[exception("GHSA-xvch-5gv4-984h", "")]).expect_err("no reason");
        judge(&BTreeMap::new(), &[exception("GHSA-xvch-5gv4-984h", reason)]).expect_err("it no longer applies");
        judge(&BTreeMap::new(), &[]).expect("nothing");
    }

    #[test]
    fn what_is_no_report_fails() {
        assert!(advisories_of(r#"{"auditReportVersion":2,"vulnerabilities":{}}"#).expect("a report").is_empty());
        for report in ["", "{}", r#"{"message":"405 Method Not Allowed","statusCode":405}"#] {
            advisories_of(report).expect_err(report);
        }
    }
}

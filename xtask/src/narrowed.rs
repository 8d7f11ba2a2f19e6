//! What is left of the tests for somebody who works on one thing: files by their names, and one engine.

use std::str::FromStr;

use anyhow::{Result, bail};

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
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    pub const fn title(self) -> &'static str {
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
    pub fn runs(&self, file: &str) -> bool {
        self.only.as_ref().is_none_or(|only| file.contains(only.as_str()))
    }

    pub fn runs_in(&self, engine: EngineName) -> bool {
        self.engine.is_none_or(|only| only == engine)
    }

    /// For the tests that drive engines themselves.
    pub fn environment(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.engine.into_iter().map(|engine| ("ENGINES", engine.name()))
    }
}

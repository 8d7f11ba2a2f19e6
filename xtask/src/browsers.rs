//! The browsers and WebDriver servers that the tests drive.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::debian;
use crate::shell::{command, find, root};
use crate::tools;
use crate::variants::Variants;

/// Debian's names of what the tests need.
const DEBIAN_PACKAGES: [&str; 6] =
    ["chromium", "chromium-driver", "firefox-esr", "webkit2gtk-driver", "xvfb", "iproute2"];

/// Chromium without what it would do on its own: no sandbox (tests run as root in containers), no
/// GPU, and no look-ups of its maker's hosts.
const CHROMIUM_FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Where the browsers and their drivers are.
pub struct Browsers {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
    pub firefox: PathBuf,
    pub geckodriver: PathBuf,
    pub webkit_browser: PathBuf,
    pub webkit_driver: PathBuf,
    pub xvfb: PathBuf,
}

impl Browsers {
    /// Finds all of them. Installs what is missing where that needs no questions asked (Debian, as
    /// root), and says how to where it does.
    pub fn ensure(variants: &Variants) -> Result<Self> {
        tools::for_firefox(variants)?;
        if let Ok(browsers) = Self::look() {
            return Ok(browsers);
        }
        debian::install("the browsers", &DEBIAN_PACKAGES)?;
        Self::look()
    }

    fn look() -> Result<Self> {
        let program = |names: &[&str]| {
            find(names).with_context(|| {
                format!(
                    "the tests need {}, which is not installed; on Debian or Ubuntu: sudo apt-get install {}",
                    names.join(" or "),
                    DEBIAN_PACKAGES.join(" ")
                )
            })
        };
        let geckodriver = tools::bin_folder().join("geckodriver");
        Ok(Self {
            chromium: program(&["chromium", "chromium-browser", "google-chrome"])?,
            chromedriver: program(&["chromedriver"])?,
            firefox: program(&["firefox-esr", "firefox"])?,
            geckodriver: if geckodriver.is_file() { geckodriver } else { program(&["geckodriver"])? },
            webkit_browser: mini_browser()?,
            webkit_driver: program(&["WebKitWebDriver"])?,
            xvfb: program(&["Xvfb"])?,
        })
    }

    /// Writes the capabilities that wasm-bindgen's test runner gives to the WebDriver servers, and returns
    /// the file.
    pub fn capabilities(&self) -> Result<PathBuf> {
        let capabilities = json!({
            "goog:chromeOptions": { "binary": self.chromium, "args": CHROMIUM_FLAGS },
            "moz:firefoxOptions": { "binary": self.firefox, "args": ["-headless"] },
            "webkitgtk:browserOptions": { "binary": self.webkit_browser, "args": ["--automation"] },
        });
        let file = root().join("target/webdriver.json");
        fs::write(&file, capabilities.to_string()).context("target/webdriver.json cannot be written")?;
        Ok(file)
    }

    /// Starts an X server for WebKitGTK, which has no headless mode. It ends with what is returned.
    pub fn screen(&self) -> Result<Screen> {
        let mut server = command(&self.xvfb);
        // The server chooses a free display and prints its number.
        server.args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]);
        let mut server =
            server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("Xvfb could not be started")?;
        let mut display = String::new();
        let output = server.stdout.take().context("Xvfb prints nothing")?;
        BufReader::new(output).read_line(&mut display).context("Xvfb prints nothing")?;
        Ok(Screen { server, display: format!(":{}", display.trim()) })
    }

    /// The same for the tests that drive the page, as environment variables.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let path = |path: &Path| path.as_os_str().to_owned();
        vec![
            ("CHROMIUM", path(&self.chromium)),
            ("CHROMIUM_FLAGS", CHROMIUM_FLAGS.join(" ").into()),
            ("CHROMEDRIVER", path(&self.chromedriver)),
            ("FIREFOX", path(&self.firefox)),
            ("GECKODRIVER", path(&self.geckodriver)),
            ("WEBKIT_BROWSER", path(&self.webkit_browser)),
            ("WEBKIT_DRIVER", path(&self.webkit_driver)),
            ("XVFB", path(&self.xvfb)),
        ]
    }
}

/// An X server of its own.
pub struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    /// What WebKitGTK needs to find it. (Its sandbox does not start in containers.)
    pub fn environment(&self) -> [(&'static str, &str); 3] {
        [("DISPLAY", &self.display), ("GDK_BACKEND", "x11"), ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")]
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// WebKitGTK's own small browser, which its packages keep beside the library.
fn mini_browser() -> Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let versions = ["webkit2gtk-4.1/MiniBrowser", "webkitgtk-6.0/MiniBrowser", "webkit2gtk-4.0/MiniBrowser"];
    let folders: Vec<_> = folders.chain([PathBuf::from("/usr/lib"), PathBuf::from("/usr/libexec")]).collect();
    let found = versions.iter().flat_map(|version| folders.iter().map(move |folder| folder.join(version)));
    match found.into_iter().find(|file| file.is_file()) {
        Some(file) => Ok(file),
        None => {
            bail!("the tests need WebKitGTK's MiniBrowser; on Debian or Ubuntu: sudo apt-get install webkit2gtk-driver")
        }
    }
}

// Starts the three engines, each with its own WebDriver server, and hears what their consoles say.
//
// Where they are, `cargo xtask test` tells through the environment.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Builder, Capabilities } from "selenium-webdriver";

/** A variable that `cargo xtask test` sets. */
function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`the variable ${name} is not set; run the tests with: cargo xtask test page`);
  return value;
}

/** A port of 127.0.0.1 that is free now. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs a program until it is stopped, and keeps what it prints. */
function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
  const lines = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => lines.push(...String(data).split("\n")));
  return {
    lines,
    pid: child.pid,
    stop() {
      try {
        // The whole group: drivers start browsers of their own.
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    },
  };
}

/** Whether a WebDriver server comes to answer at this port, within ten seconds. */
async function answers(port) {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(100)) {
    // Somebody else who listens there may take the question and never answer.
    const asked = fetch(`http://127.0.0.1:${port}/status`, { signal: AbortSignal.timeout(2000) });
    const status = await asked.then((response) => response.json()).catch(() => null);
    if (typeof status?.value?.ready === "boolean") return true;
  }
  return false;
}

/** Starts a WebDriver server at a port that is free. Several are started at a time: another one may take the port first. */
async function startServer(program, argumentsFor, options = {}) {
  for (let tries = 0; tries < 3; tries++) {
    const port = await freePort();
    const server = start(program, await argumentsFor(port), options);
    if (await answers(port)) return { server, port };
    server.stop();
  }
  throw new Error(`${program} does not answer`);
}

/**
 * A started engine: its driver, the process all of it comes from, the folder its downloads go to (if it can be told one), what its
 * console said so far, how to end it, and, if it can, how to have a function run in every document before its own scripts, and in the
 * window's own document from within a frame, and press the mouse in a place of the window.
 *
 * @typedef {{ name: string, driver: import("selenium-webdriver").WebDriver, pid: number, downloads: string | null,
 *   complaints: () => Promise<string[]>, requests: () => Promise<string[]>, stop: (how?: { crash: boolean }) => Promise<void>,
 *   preload?: (run: () => void) => Promise<() => Promise<unknown>>,
 *   evaluate?: (run: (...given: any[]) => unknown, ...given: unknown[]) => Promise<any>,
 *   pressMouse?: (x: number, y: number) => Promise<void> }} Engine
 */

/** Runs in every document before its own scripts. */
function logViolations() {
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
    console.error(`the policy refused ${blockedURI} by ${effectiveDirective}`),
  );
}

/** Hears what the console says, and what is asked of the network: of every document, also in frames with a process of their own. */
async function listen(driver) {
  /** @type {string[]} */
  const complaints = [];
  /** @type {string[]} */
  const requests = [];
  const bidi = await driver.getBidi();
  await bidi.subscribe("log.entryAdded");
  await bidi.subscribe("network.beforeRequestSent");
  const preload = async (run) => {
    const method = "script.addPreloadScript";
    const { result } = await bidi.send({ method, params: { functionDeclaration: String(run) } });
    return () => bidi.send({ method: "script.removePreloadScript", params: { script: result.script } });
  };
  // Not every engine logs what the policy refuses where a driver hears it.
  await preload(logViolations);
  bidi.socket.on("message", (data) => {
    const { method, params } = JSON.parse(data);
    if (method === "network.beforeRequestSent") requests.push(params.request.url);
    if (method === "log.entryAdded" && /^(error|warn)/.test(params.level)) complaints.push(params.text);
  });
  return {
    complaints: async () => complaints,
    requests: async () => requests.filter((url) => !/^(data|blob):/.test(url)),
    preload,
  };
}

async function chromium({ dark = false, profile = "" } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "logpush-chromium-"));
  const { server, port } = await startServer(setting("CHROMEDRIVER"), (port) => [`--port=${port}`]);
  const capabilities = new Capabilities({
    browserName: "chrome",
    webSocketUrl: true,
    "goog:chromeOptions": {
      binary: setting("CHROMIUM"),
      args: [...setting("CHROMIUM_FLAGS").split(" "), `--user-data-dir=${profile || path.join(folder, "profile")}`],
      prefs: { "download.default_directory": path.join(folder, "downloads") },
    },
  });
  const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
  await driver.sendDevToolsCommand("Emulation.setEmulatedMedia", {
    features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
  });
  const heard = await listen(driver);
  return {
    name: "Chromium",
    driver,
    pid: server.pid,
    downloads: path.join(folder, "downloads"),
    ...heard,
    async evaluate(run, ...given) {
      const expression = `(${run})(...${JSON.stringify(given)})`;
      const parameters = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await driver.sendAndGetDevToolsCommand("Runtime.evaluate", parameters);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    async pressMouse(x, y) {
      const events = [
        { type: "mouseMoved" },
        { type: "mousePressed", clickCount: 1 },
        { type: "mouseReleased", clickCount: 1 },
      ];
      for (const event of events)
        await driver.sendDevToolsCommand("Input.dispatchMouseEvent", { x, y, button: "left", ...event });
    },
    async stop({ crash = false } = {}) {
      if (!crash) await driver.quit().catch(() => {});
      server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function firefox({ dark = false, profile = "" } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "logpush-firefox-"));
  const { server, port } = await startServer(setting("GECKODRIVER"), async (port) => [
    ...["--host", "127.0.0.1", "--port", String(port)],
    ...["--websocket-port", String(await freePort())],
  ]);
  const capabilities = new Capabilities({
    browserName: "firefox",
    webSocketUrl: true,
    "moz:firefoxOptions": {
      binary: setting("FIREFOX"),
      args: ["-headless", ...(profile ? ["-profile", profile] : [])],
      prefs: {
        "browser.download.folderList": 2,
        "browser.download.dir": path.join(folder, "downloads"),
        "browser.download.useDownloadDir": true,
        "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
      },
    },
  });
  const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
  const heard = await listen(driver);
  return {
    name: "Firefox",
    driver,
    pid: server.pid,
    downloads: path.join(folder, "downloads"),
    ...heard,
    async stop({ crash = false } = {}) {
      if (!crash) await driver.quit().catch(() => {});
      server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function webkit({ dark = false, profile = "" } = {}) {
  // The X server chooses a free display and prints its number.
  const screen = start(setting("XVFB"), ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]);
  const number = () => screen.lines.find((line) => /^\d+$/.test(line));
  for (let tries = 0; !number() && tries < 100; tries++) await sleep(100);
  const display = `:${number()}`;
  const { server, port } = await startServer(
    setting("WEBKIT_DRIVER"),
    (port) => [`--port=${port}`, "--host=127.0.0.1"],
    {
      env: {
        ...process.env,
        DISPLAY: display,
        ...(profile
          ? { HOME: profile, XDG_DATA_HOME: profile, XDG_CACHE_HOME: profile, XDG_CONFIG_HOME: profile }
          : {}),
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
        GDK_BACKEND: "x11",
        // It follows the theme of the desktop.
        GTK_THEME: dark ? "Adwaita:dark" : "Adwaita",
        // Without a GPU each frame is painted by the processor, and one thread takes less of it than several do.
        LP_NUM_THREADS: "1",
      },
    },
  );
  const capabilities = new Capabilities({
    browserName: "MiniBrowser",
    "webkitgtk:browserOptions": {
      binary: setting("WEBKIT_BROWSER"),
      args: [
        "--automation",
        "--enable-write-console-messages-to-stdout=true",
        // Its own scroll bars are painted anew all the time, also of a page that does nothing.
        "--features=+MockScrollbarsController",
      ],
    },
  });
  const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
  return {
    name: "WebKitGTK",
    driver,
    pid: server.pid,
    downloads: null,
    complaints: async () => server.lines.filter((line) => /CONSOLE.*(ERROR|WARN)/.test(line)),
    // It tells no requests; what reached the server, and what the page itself saw, has to do.
    requests: async () => [],
    async stop() {
      await driver.quit().catch(() => {});
      server.stop();
      screen.stop();
    },
  };
}

/** How each engine is started: for somebody who prefers light or dark pages, and with which folder for what it keeps. */
const all = { chromium, firefox, webkit };
// `ENGINES=chromium,firefox` runs the tests in these alone.
const wanted = process.env.ENGINES?.split(",");
export const engines = Object.fromEntries(Object.entries(all).filter(([name]) => !wanted || wanted.includes(name)));

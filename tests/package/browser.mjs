// Runs the suite in a page, and leaves what came of it in `window.finished`. The address says what to expect.
import * as api from "logpush-decrypt";
import { run } from "./suite.mjs";
import { unpack } from "./unpack.mjs";

try {
  const data = unpack(await (await fetch("/data.json")).json());
  const workers = new URLSearchParams(location.search).get("workers") === "yes";
  window.finished = await run(api, data, { workers }, (line) => (document.title = line));
} catch (error) {
  window.finished = { passed: 0, failures: [{ name: "the page", message: `${error?.stack ?? error}` }] };
}

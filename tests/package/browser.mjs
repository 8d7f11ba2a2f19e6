// Runs the suite in a page, and leaves what came of it in `window.finished`. The address says what to expect.
import * as api from "logpush-decrypt";
import * as conversation from "logpush-decrypt/conversation";
import { run } from "./suite.mjs";
import { unpack } from "./unpack.mjs";

/** @type {Window & { finished?: Awaited<ReturnType<typeof run>> }} */
const page = window;

try {
  const data = unpack(await (await fetch("/data.json")).json());
  const workers = new URLSearchParams(location.search).get("workers") === "yes";
  const filters = new URLSearchParams(location.search).get("filters") === "yes";
  page.finished = await run(api, data, { workers, filters, conversation }, (line) => {
    document.title = line;
  });
} catch (error) {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  page.finished = { passed: 0, failures: [{ name: "the page", message }] };
}

// Whether the page's policy confines its worker: tried by a worker that means to get out.
import crypto from "node:crypto";
import fs from "node:fs";
import { page } from "./fixtures.mjs";

/**
 * A page under the page's own policy, with a worker made as the page makes its own, that tries every
 * way out. Only the script's hash is another, and Trusted Types are left out, or the script could not
 * make a worker of its own.
 */
export function confinedPage() {
  const script = `
    const source = \`onmessage = async ({ data: target }) => {
      const refused = {};
      const attempt = async (name, action) => {
        refused[name] = await Promise.race([
          Promise.resolve().then(action).then(() => "went out", (error) => "refused: " + error),
          new Promise((resolve) => setTimeout(resolve, 2000, "refused: silence")),
        ]);
      };
      await attempt("fetch", () => fetch(target + "worker-fetch"));
      await attempt("XMLHttpRequest", () => new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open("GET", target + "worker-xhr");
        request.onload = resolve;
        request.onerror = reject;
        request.send();
      }));
      await attempt("WebSocket", () => new Promise((resolve, reject) => {
        Object.assign(new WebSocket(target.replace("http", "ws") + "worker-socket"), { onopen: resolve, onerror: reject });
      }));
      await attempt("eval", () => (0, eval)("1"));
      await attempt("importScripts", () => importScripts(target + "worker-import"));
      await attempt("worker", () => new Promise((resolve, reject) => {
        Object.assign(new Worker(target + "worker-worker"), { onmessage: resolve, onerror: reject });
      }));
      postMessage(refused);
    };\`;
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    window.answer = new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); });
    worker.postMessage(location.origin + "/");`;
  const hash = crypto.createHash("sha256").update(script).digest("base64");
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(fs.readFileSync(page, "utf8"));
  const confined = policy
    .replace(/'sha256-[^']+' 'wasm/, `'sha256-${hash}' 'wasm`)
    .replace(/; require-trusted-types-for.*/, "");
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${confined}">
    <link rel="icon" href="data:,"></head><body><script>${script}</script></body></html>`;
}

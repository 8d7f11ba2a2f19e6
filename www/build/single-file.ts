// The page as one file: script and style inside, and in its head the policy that forbids the rest; and around it the
// shell, which holds it as the document of a sandboxed frame.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";
import { documentOf } from "../src/shell/document.ts";
import { bundled } from "./bundled.ts";

/** Replaced in page.html by the policy. */
const POLICY_MARK = "%POLICY%";

/**
 * What a document may do, which is nothing but run these scripts, with these styles, and workers. The hashes make every other
 * script and style sheet, and every changed one, dead text. A frame's document has the policy of the one that it is in as well.
 */
function policy(scripts: readonly string[], styles: readonly string[]): string {
  const hashes = (texts: readonly string[]) =>
    texts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`).join(" ");
  return [
    "default-src 'none'",
    `script-src ${hashes(scripts)} 'wasm-unsafe-eval'`,
    `style-src ${hashes(styles)}`,
    // The page's own icon, and a picture that a record holds, once somebody asks for it. Nothing that a log names is loaded.
    "img-src data:",
    "worker-src blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types logpush-decrypt",
  ].join("; ");
}

/** A script as it can stand within its element, which these two would end, or open a comment in. */
const inElement = (script: string) => script.trim().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");

/** Puts the built script and style sheet into the page, the page into the shell, and leaves nothing beside it. */
export function singleFile(shell: { document: string; script: string; style: string }): Plugin {
  return {
    name: "single-file",
    enforce: "post",
    async generateBundle(_options, bundle) {
      const outputs = Object.values(bundle);
      const page = outputs.find((output) => output.type === "asset" && output.fileName === "page.html");
      const style = outputs.find((output) => output.type === "asset" && output.fileName.endsWith(".css"));
      const script = outputs.find((output) => output.type === "chunk");
      if (page?.type !== "asset" || style?.type !== "asset" || script?.type !== "chunk" || outputs.length !== 3) {
        const names = outputs.map((output) => output.fileName).join(", ");
        throw new Error(`expected page.html, one script and one style sheet, and got: ${names}`);
      }
      const code = inElement(script.code);
      const css = String(style.source).trim();
      const inside = String(page.source)
        .replace(/\s*<script[^>]*src=[^>]*><\/script>/, "")
        .replace(/\s*<link[^>]*rel="stylesheet"[^>]*>/, "")
        .replace(POLICY_MARK, policy([code], [css]))
        .replace("</head>", () => `<style>${css}</style>\n</head>`)
        .replace("</body>", () => `<script type="module">${code}</script>\n</body>`);
      const shellCode = inElement(await bundled(shell.script));
      const shellStyle = (await readFile(shell.style, "utf8")).trim();
      const source = documentOf(await readFile(shell.document, "utf8"), {
        policy: policy([shellCode, code], [shellStyle, css]),
        style: shellStyle,
        script: shellCode,
        page: inside,
      });
      if (source.includes("\r")) throw new Error("the page has a carriage return, which browsers do not keep");
      this.emitFile({ type: "asset", fileName: "index.html", source });
      for (const output of [page, style, script]) delete bundle[output.fileName];
    },
  };
}

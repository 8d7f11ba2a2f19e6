// The page as one file: script and style inside, and in its head the policy that forbids the rest.
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** Replaced in index.html by the policy. */
const POLICY_MARK = "%POLICY%";

/**
 * What the page may do, which is nothing but run its own script, style and worker. The hashes make
 * every other script and style sheet, and every changed one, dead text.
 */
function policy(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
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

/** Puts the built script and style sheet into the page and leaves nothing beside it. */
export function singleFile(): Plugin {
  return {
    name: "single-file",
    enforce: "post",
    generateBundle(_options, bundle) {
      const outputs = Object.values(bundle);
      const page = outputs.find((output) => output.type === "asset" && output.fileName === "index.html");
      const style = outputs.find((output) => output.type === "asset" && output.fileName.endsWith(".css"));
      const script = outputs.find((output) => output.type === "chunk");
      if (page?.type !== "asset" || style?.type !== "asset" || script?.type !== "chunk" || outputs.length !== 3) {
        const names = outputs.map((output) => output.fileName).join(", ");
        throw new Error(`expected index.html, one script and one style sheet, and got: ${names}`);
      }
      // Within a script element these two would end it or open a comment.
      const code = script.code.trim().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
      const css = String(style.source).trim();
      const head = String(page.source)
        .replace(/\s*<script[^>]*src=[^>]*><\/script>/, "")
        .replace(/\s*<link[^>]*rel="stylesheet"[^>]*>/, "")
        .replace(POLICY_MARK, policy(code, css))
        .replace("</head>", () => `<style>${css}</style>\n</head>`)
        .replace("</body>", () => `<script type="module">${code}</script>\n</body>`);
      page.source = head;
      delete bundle[style.fileName];
      delete bundle[script.fileName];
    },
  };
}

// Node.js, Deno and Bun.
import "./platform.ts";

export * from "../../package/index.ts";

// Archives in Node.js, Deno and Bun.
import "./platform.ts";

export * from "../../package/archive.ts";

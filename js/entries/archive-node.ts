// Archives in Node.js, Deno and Bun.
import "./node-platform.ts";

export * from "../package/archive.ts";

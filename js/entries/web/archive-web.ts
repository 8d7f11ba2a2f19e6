// Archives in browsers.
import "./web.ts";

export * from "../../package/archive.ts";

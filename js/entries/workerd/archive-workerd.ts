// Archives in workerd.
import "./workerd.ts";

export * from "../../package/archive.ts";

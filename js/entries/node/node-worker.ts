// A worker thread of Node.js, Deno or Bun.
import { serveThread } from "./serve-thread.ts";

serveThread();

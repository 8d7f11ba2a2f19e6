// Serves a folder as Cloudflare serves static assets, `_headers` included, until it is stopped:
//
//     node assets.mjs FOLDER PORT
//
// A process of its own, for miniflare wants a newer Node.js than the tests.
import { Miniflare } from "miniflare";

const [directory, port] = process.argv.slice(2);
new Miniflare({
  name: "page",
  modules: true,
  script: "export default { fetch: () => new Response('no asset', { status: 500 }) };",
  compatibilityDate: "2026-01-01",
  host: "127.0.0.1",
  port: Number(port),
  assets: {
    directory,
    workerName: "page",
    routerConfig: { has_user_worker: false },
    assetConfig: { not_found_handling: "none" },
  },
});

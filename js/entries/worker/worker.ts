// A web worker.

import type { Served } from "../../package/platform.ts";
import type { Modules } from "../../pool/messages.ts";
import { serve } from "../../pool/worker.ts";

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = ({ data }: MessageEvent<{ port: MessagePort; modules: Modules }>) => {
  void serve(data.port, data.modules).then((why) => self.postMessage({ why } satisfies Served));
};

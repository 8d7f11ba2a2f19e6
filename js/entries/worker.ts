// A web worker.
import type { Modules } from "../pool/messages.ts";
import { serve } from "../pool/worker.ts";

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = ({ data }: MessageEvent<{ port: MessagePort; modules: Modules }>) => {
  void serve(data.port, data.modules);
  self.postMessage("ready");
};

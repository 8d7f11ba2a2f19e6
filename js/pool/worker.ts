// A worker of the pool: opens lines with the keys that it was given.
import init, { Opener } from "core";
import { loadKernel } from "../kernel.ts";
import type { FromWorker, Lines, Modules, ToWorker } from "./messages.ts";

/** Lets messages in that came meanwhile. A timer would wait for some milliseconds each time. */
function breathe(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Serves the pool at the other end of this port until the worker is ended. */
export async function serve(port: MessagePort, modules: Modules): Promise<void> {
  const say = (message: FromWorker, moved: Transferable[] = []) => port.postMessage(message, moved);
  // Whatever is thrown here leaves the core in an unknown state: the pool starts another worker.
  const broken = (error: unknown) => say({ type: "broken", why: error instanceof Error ? error.message : String(error) });
  try {
    await init({ module_or_path: modules.core });
    const opener = new Opener({});
    const kernel = await loadKernel(modules.kernels);
    if (kernel) opener.useKernel(kernel.kernel);
    /** Grows with each `stop`. What was sent before is dropped. */
    let era = 0;
    /** Messages are worked off one by one: the opener can do one thing at a time. */
    let last: Promise<void> = Promise.resolve();
    const inTurn = (action: () => void | Promise<void>) => {
      last = last.then(action).catch(broken);
    };

    const open = async (job: number, { bytes, ends, numbers, cutOff }: Lines, begun: number) => {
      if (begun !== era) return;
      const begin = performance.now();
      const opened = await opener.open(bytes, ends, numbers, cutOff, async () => {
        await breathe();
        return begun === era;
      });
      if (opened.stopped) return;
      say({ type: "opened", job, opened: { ...opened, took: performance.now() - begin } }, [opened.output.buffer, opened.rejects.buffer]);
    };

    port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
      const begun = data.type === "stop" ? ++era : era;
      inTurn(() => {
        if (data.type === "open") return open(data.job, data.lines, begun);
        if (data.type === "choose") opener.choose(data.choices.engine, data.choices.strict);
        if (data.type === "keys") {
          opener.clear();
          for (const key of data.keys) {
            opener.add(key);
            key.fill(0);
          }
        }
        return undefined;
      });
    };
    say({ type: "ready", kernel: kernel?.name });
  } catch (error) {
    broken(error);
  }
}

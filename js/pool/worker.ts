// A worker of the pool: opens lines with the keys that it was given.
import init, { Opener } from "core";
import { loadKernel } from "../kernel.ts";
import { indexFiles, type ReadBytes } from "./index-files.ts";
import type { FilePart, FromWorker, Lines, Modules, ToWorker } from "./messages.ts";

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

const readBlob: ReadBytes = (file, start, end) => file.slice(start, end).arrayBuffer();

/** Serves the pool at the other end of this port until the worker is ended. */
export async function serve(port: MessagePort, modules: Modules, read = readBlob): Promise<void> {
  const say = (message: FromWorker, moved: Transferable[] = []) => port.postMessage(message, moved);
  // Whatever is thrown here leaves the core in an unknown state: the pool starts another worker.
  const broken = (error: unknown) => say({ type: "broken", why: error instanceof Error ? error.message : String(error) });
  try {
    await init({ module_or_path: modules.core });
    const opener = new Opener({});
    const kernel = await loadKernel(modules.kernels);
    if (kernel) opener.useKernel(kernel.kernel);
    /** Grow with each `stop`. What was sent before is dropped. */
    const eras = { open: 0, index: 0 };
    /** Messages are worked off one by one: the opener can do one thing at a time. */
    let last: Promise<void> = Promise.resolve();
    const inTurn = (action: () => void | Promise<void>) => {
      last = last.then(action).catch(broken);
    };

    const open = async (job: number, { bytes, ends, numbers, cutOff }: Lines, begun: number) => {
      if (begun !== eras.open) return;
      const begin = performance.now();
      const opened = await opener.open(bytes, ends, numbers, cutOff, async () => {
        await breathe();
        return begun === eras.open;
      });
      if (opened.stopped) return;
      say({ type: "opened", job, opened: { ...opened, took: performance.now() - begin } }, [opened.output.buffer, opened.rejects.buffer]);
    };

    const index = async (job: number, files: Blob[], begun: number) => {
      const wanted = () => begun === eras.index;
      const show = (part: FilePart) => say({ type: "part", job, part }, part.indexed ? [part.indexed.chunk.buffer] : []);
      if (wanted()) await indexFiles(files, read, show, wanted);
      if (wanted()) say({ type: "indexed", job });
    };

    port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
      if (data.type === "stop") eras[data.what]++;
      const { ...begun } = eras;
      inTurn(() => {
        if (data.type === "open") return open(data.job, data.lines, begun.open);
        if (data.type === "index") return index(data.job, data.files, begun.index);
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

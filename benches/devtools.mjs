// Chromium by its own protocol, beside WebDriver: traces, wheels that turn steadily, and what is inside of workers.
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";

/** A connection to the browser, and to the page in it. */
export class DevTools {
  #socket;
  #last = 0;
  #waiting = new Map();
  #listeners = new Set();
  /** The sessions of the window, which hears of pointers and keys, and of the frame in it that the page is in. */
  window;
  page;
  /** The sessions of its workers. */
  workers = [];

  static async connect(driver) {
    const made = new DevTools();
    const { debuggerAddress } = (await driver.getCapabilities()).get("goog:chromeOptions");
    const { webSocketDebuggerUrl } = await (await fetch(`http://${debuggerAddress}/json/version`)).json();
    made.#socket = new WebSocket(webSocketDebuggerUrl, { perMessageDeflate: false, maxPayload: 1 << 30 });
    await new Promise((resolve, reject) => made.#socket.on("open", resolve).on("error", reject));
    made.#socket.on("message", (data) => made.#take(JSON.parse(data)));
    made.listen(({ method, params }) => {
      if (method === "Target.attachedToTarget" && params.targetInfo.type === "worker")
        made.workers.push(params.sessionId);
    });
    const { targetInfos } = await made.send("Target.getTargets");
    const attach = async (wanted) => {
      const { targetId } = targetInfos.find(({ type }) => type === wanted);
      return (await made.send("Target.attachToTarget", { targetId, flatten: true })).sessionId;
    };
    made.window = await attach("page");
    made.page = await attach("iframe");
    return made;
  }

  #take(message) {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) waiting?.reject(new Error(`${waiting.method}: ${message.error.message}`));
    else if (waiting) waiting.resolve(message.result);
    else for (const listener of this.#listeners) listener(message);
  }

  /** Sends a command to the browser, or to a session. */
  send(method, params = {}, sessionId = "") {
    const id = ++this.#last;
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject, method }));
  }

  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close() {
    this.#socket.close();
  }

  /** The events of a trace of the browser, taken while something is done. */
  async trace(categories, action) {
    const events = [];
    const complete = deferred();
    const gone = this.listen(({ method, params }) => {
      if (method === "Tracing.dataCollected") events.push(...params.value);
      if (method === "Tracing.tracingComplete") complete.resolve();
    });
    await this.send("Tracing.start", {
      traceConfig: { includedCategories: categories, recordMode: "recordAsMuchAsPossible" },
    });
    await action();
    await this.send("Tracing.end");
    await complete.promise;
    gone();
    return events;
  }

  /** Bytes of all WebAssembly memories of the page and its workers. */
  async wasmBytes() {
    await this.send(
      "Target.setAutoAttach",
      { autoAttach: true, waitForDebuggerOnStart: false, flatten: true },
      this.page,
    );
    await sleep(500);
    let sum = 0;
    for (const session of [this.page, ...this.workers]) {
      const { result } = await this.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" }, session);
      const { objects } = await this.send("Runtime.queryObjects", { prototypeObjectId: result.objectId }, session);
      const functionDeclaration =
        "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }";
      const came = await this.send(
        "Runtime.callFunctionOn",
        { objectId: objects.objectId, functionDeclaration, returnByValue: true },
        session,
      );
      sum += came.result.value;
    }
    return sum;
  }

  /** Turns a wheel over a point for some seconds. */
  async wheel({ x, y }, pixels, speed) {
    const gesture = { x, y, yDistance: -pixels, speed, gestureSourceType: "mouse", preventFling: true };
    await this.send("Input.synthesizeScrollGesture", gesture, this.window);
  }

  /** Drags from a point through others, a step each 16 ms. */
  async drag(from, through) {
    const send = (type, { x, y }, buttons) =>
      this.send("Input.dispatchMouseEvent", { type, x, y, button: "left", buttons, clickCount: 1 }, this.window);
    await send("mouseMoved", from, 0);
    await send("mousePressed", from, 1);
    const begin = performance.now();
    const under = [];
    for (const [i, point] of through.entries()) {
      under.push(send("mouseMoved", point, 1));
      await sleep(Math.max(0, begin + (i + 1) * 16 - performance.now()));
    }
    await Promise.all(under);
    await send("mouseReleased", through.at(-1), 0);
  }
}

/** `Promise.withResolvers`, which Node.js 20 lacks. */
function deferred() {
  let resolve = () => {};
  const promise = new Promise((done) => (resolve = () => done(undefined)));
  return { promise, resolve: () => resolve() };
}

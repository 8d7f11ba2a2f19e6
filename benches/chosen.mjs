// Many files chosen at once, as somebody chooses a folder of a month: whether the page stands still.
import { engines } from "../tests/page/engines.mjs";
import { serve, Visitor } from "../tests/page/visitor.mjs";
import { DevTools } from "./devtools.mjs";

/** Chooses all files at once in Chromium, by its own protocol: WebDriver takes some hundreds. */
export async function chooseMany(files, records) {
  const engine = await engines.chromium();
  const server = await serve();
  try {
    const visitor = new Visitor(engine);
    await visitor.visit(server.address);
    await engine.driver.executeScript(() => {
      window.tasks = [];
      new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) window.tasks.push([startTime, startTime + duration]);
      }).observe({ type: "longtask" });
      document.addEventListener("change", () => (window.begun = performance.now()), true);
      new MutationObserver(() => {
        if (!window.begun || window.progress || !document.querySelector(".listing")) return;
        requestAnimationFrame(() => (window.progress = performance.now()));
      }).observe(document.body, { subtree: true, childList: true });
    });
    const devTools = await DevTools.connect(engine.driver);
    const { root } = await devTools.send("DOM.getDocument", {}, devTools.page);
    const { nodeId } = await devTools.send(
      "DOM.querySelector",
      { nodeId: root.nodeId, selector: "input[name='log-files']" },
      devTools.page,
    );
    await devTools.send("DOM.setFileInputFiles", { files, nodeId }, devTools.page);
    devTools.close();
    const all = `${records.toLocaleString("en")} records`;
    await visitor.until(
      "all is indexed",
      `return document.querySelector("main[aria-busy='false'] .outcome")?.textContent.startsWith(${JSON.stringify(all)})`,
      600,
    );
    return await engine.driver.executeScript(() => ({
      seconds: (performance.now() - window.begun) / 1000,
      progress: window.progress - window.begun,
      // The browser makes its list of files before it tells the page, in the same task.
      tasks: window.tasks.map(([start, end]) => end - Math.max(start, window.begun)).filter((task) => task > 50),
    }));
  } finally {
    server.stop();
    await engine.stop();
  }
}

// A Spark cluster on this machine: a master, and a worker on each of two hosts, which are two addresses of the machine
// itself. A task is doubled on another host only.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

/** The folder of the virtual environment that has PySpark, and the Java that runs it. */
function programs() {
  const { PYSPARK_HOME: home, JAVA_HOME: java } = process.env;
  if (!home || !java) throw new Error("PYSPARK_HOME and JAVA_HOME are not set; run: cargo xtask test package");
  return { bin: path.join(home, "bin"), python: path.join(home, "bin/python"), java };
}

/** The virtual machines live for seconds: they start sooner with this. */
const JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

/**
 * Starts a cluster whose files are in `folder`.
 *
 * @param {string} folder
 */
export async function startCluster(folder) {
  const { bin, python, java } = programs();
  const env = {
    ...process.env,
    JAVA_HOME: java,
    PYSPARK_PYTHON: python,
    SPARK_DAEMON_MEMORY: "256m",
    SPARK_DAEMON_JAVA_OPTS: JAVA_OPTIONS,
    SPARK_LOCAL_DIRS: path.join(folder, "scratch"),
  };
  const log = fs.openSync(path.join(folder, "cluster.log"), "a");
  const said = () => fs.readFileSync(path.join(folder, "cluster.log"), "utf8");
  /** @type {import("node:child_process").ChildProcess[]} */
  const daemons = [];
  /** @type {(name: string, args: string[], ready: RegExp) => Promise<string>} */
  const daemon = async (name, args, ready) => {
    const child = spawn(path.join(bin, "spark-class"), [`org.apache.spark.deploy.${name}`, "--port", "0", ...args], {
      env,
      stdio: ["ignore", log, log],
    });
    daemons.push(child);
    for (;;) {
      const found = ready.exec(said())?.[1];
      if (found) return found;
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}:\n${said()}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const ui = ["--webui-port", "0"];
  const master = await daemon(
    "master.Master",
    ["--host", "127.0.0.1", ...ui],
    /Starting Spark master at (spark:\/\/127\.0\.0\.1:\d+)/,
  );
  const work = path.join(folder, "work");
  const worker = (/** @type {string} */ host) =>
    daemon(
      "worker.Worker",
      ["--host", host, ...ui, "--cores", "2", "--memory", "1g", "--work-dir", work, master],
      new RegExp(`Registering worker (${host.replaceAll(".", "\\.")}):\\d+ with 2 cores`),
    );
  await Promise.all(["127.0.0.1", "127.0.0.2"].map(worker));
  return {
    said,
    /**
     * Runs a program of Spark to its end: gives its exit code and what it said.
     *
     * @type {(settings: Record<string, string>, args: string[]) => Promise<{ code: number | null, output: string }>}
     */
    submit: (settings, args) =>
      new Promise((resolve, reject) => {
        const given = Object.entries({
          "spark.driver.host": "127.0.0.1",
          "spark.driver.bindAddress": "127.0.0.1",
          "spark.driver.memory": "512m",
          "spark.driver.extraJavaOptions": JAVA_OPTIONS,
          "spark.executor.extraJavaOptions": JAVA_OPTIONS,
          "spark.executor.memory": "512m",
          "spark.ui.enabled": "false",
          ...settings,
        }).flatMap(([name, value]) => ["--conf", `${name}=${value}`]);
        const child = spawn(path.join(bin, "spark-submit"), ["--master", master, ...given, ...args], { env });
        let output = "";
        for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
        child.on("error", reject);
        child.on("close", (code) => resolve({ code, output }));
      }),
    async stop() {
      const running = daemons.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      await Promise.all(
        running.map((child) => {
          child.kill();
          return new Promise((resolve) => child.on("close", resolve));
        }),
      );
      fs.closeSync(log);
    },
  };
}

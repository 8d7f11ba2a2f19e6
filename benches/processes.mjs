// What the processes of a browser take of the machine's memory.
import fs from "node:fs";

/** A process and all that it started, by their numbers. */
function family(pid) {
  const children = new Map();
  for (const name of fs.readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    try {
      const parent = Number(fs.readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It ended meanwhile.
    }
  }
  const all = [pid];
  for (const each of all) all.push(...(children.get(each) ?? []));
  return all;
}

/** Those that show pages, among what engines start. */
const SHOWS_PAGES = /--type=renderer|-contentproc .*\btab\b/;

/** Ticks of the processor's time in a second, as Linux counts them for programs. */
const TICKS = 100;

/** Seconds of the processor's time that a browser's processes used so far: those that show pages. */
export function cpuOf(pid) {
  let ticks = 0;
  for (const each of family(pid)) {
    try {
      if (!SHOWS_PAGES.test(fs.readFileSync(`/proc/${each}/cmdline`, "utf8").replaceAll("\0", " "))) continue;
      const fields = fs.readFileSync(`/proc/${each}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It ended meanwhile.
    }
  }
  return ticks / TICKS;
}

/** Bytes that a browser's processes take, shared pages in shares (PSS): of those that show pages, and of all others. */
export function memoryOf(pid) {
  const sum = { pages: 0, others: 0 };
  for (const each of family(pid)) {
    try {
      const line = fs.readFileSync(`/proc/${each}/cmdline`, "utf8").replaceAll("\0", " ");
      const pss =
        Number(/^Pss:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${each}/smaps_rollup`, "utf8"))?.[1] ?? 0) * 1024;
      sum[SHOWS_PAGES.test(line) ? "pages" : "others"] += pss;
    } catch {
      // It ended meanwhile.
    }
  }
  return sum;
}

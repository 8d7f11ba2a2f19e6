// @ts-nocheck Most of this runs in the page, whose elements it knows by their selectors.
// A machine of its own for a walk through the page: a network namespace whose every address leads back to it, so that
// whatever the browser looks up, connects to or sends anywhere is noticed here. Run by outside.test.mjs through `unshare`:
//   unshare --net --mount node tests/page/isolated.mjs ENGINE http|disk|unconfined RESULT
import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import fs from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { completion, record } from "./conversations.mjs";
import { engines } from "./engines.mjs";
import { keyFile, page, scratch, writeLogs } from "./fixtures.mjs";
import { serve, Visitor } from "./visitor.mjs";

const [name, where, result] = process.argv.slice(2);

/** What the machine noticed. */
const noticed = { names: [], connections: [], packets: 0 };

execFileSync("ip", ["link", "set", "lo", "up"]);
// WebRTC sends nothing from a machine that has no other interface.
fs.writeFileSync("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
execFileSync("ip", ["link", "add", "outside", "type", "veth", "peer", "name", "other"]);
execFileSync("ip", ["address", "add", "10.9.9.1/24", "dev", "outside"]);
for (const end of ["outside", "other"]) execFileSync("ip", ["link", "set", end, "up"]);
// Every address is this machine's.
execFileSync("ip", ["route", "add", "local", "default", "dev", "lo", "src", "10.9.9.1"]);
const resolver = path.join(scratch, "resolv.conf");
fs.writeFileSync(resolver, "nameserver 127.0.0.1\n");
execFileSync("mount", ["--bind", resolver, "/etc/resolv.conf"]);

/** The name that a DNS message asks for (RFC 1035, section 4.1). */
function nameAsked(message) {
  const labels = [];
  for (let at = 12; message[at] > 0; at += message[at] + 1)
    labels.push(message.subarray(at + 1, at + 1 + message[at]).toString("latin1"));
  return labels.join(".");
}

/** Answers every question with an address, where someone listens. */
const dns = createSocket("udp4");
dns.on("message", (question, { address, port }) => {
  noticed.names.push(nameAsked(question));
  const end = question.indexOf(0, 12) + 5;
  const isA = question.readUInt16BE(end - 4) === 1;
  const head = Buffer.from(question.subarray(0, end));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(isA ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 51, 100, 7]);
  dns.send(isA ? Buffer.concat([head, answer]) : head, port, address);
});
await new Promise((resolve) => dns.bind(53, "127.0.0.1", () => resolve(undefined)));

for (const port of [80, 443, 853, 8080, 8443]) {
  const listener = createServer((socket) => {
    noticed.connections.push(`${socket.localAddress}:${port}`);
    socket.on("error", () => {});
    socket.on("data", () => socket.destroy());
  });
  await new Promise((resolve) => listener.listen(port, "0.0.0.0", () => resolve(undefined)));
}

/** Datagrams, and connections, that came to ports where nobody listens: of the whole namespace. */
function strays() {
  const lines = fs.readFileSync("/proc/net/snmp", "utf8").split("\n");
  const value = (protocol, counter) => {
    const [names, values] = lines.filter((line) => line.startsWith(`${protocol}: `)).map((line) => line.split(" "));
    return Number(values[names.indexOf(counter)]);
  };
  return value("Udp", "NoPorts");
}

const HOSTS = ["https://named-by-a-log.example/picture.png", "http://198.51.100.9/tracker.gif"];
const logs = writeLogs("isolated", "20260418T000000Z_20260418T000030Z_i.log.gz", [
  record({
    metadata: { user: "alice", home: HOSTS[0] },
    request: {
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: `Look at ![this](${HOSTS[0]}) and <img src="${HOSTS[1]}">` },
            { type: "image_url", image_url: { url: HOSTS[0] } },
          ],
        },
      ],
    },
    response: completion({ content: `[Here](${HOSTS[0]}) it is: <script src="${HOSTS[1]}"></script>` }),
  }),
]);

/** Everything that somebody does with a key and some logs. */
async function walk(visitor) {
  await visitor.chooseLogs([logs]);
  await visitor.chooseKey(keyFile("rsa2048.pem"));
  await visitor.untilWhole();
  await visitor.until("the conversation is there", () => document.querySelector(".turn.answer") !== null);
  for (const tab of ["Request", "Response", "Fields", "Raw", "Conversation"]) await visitor.showTab(tab);
  await visitor.filterBy("status:200 tent");
  await visitor.filterBy("");
  await visitor.exported({ form: "ndjson" });
  await visitor.exported({ form: "markdown" });
  await visitor.driver.executeScript(() => document.querySelector(".usage-button").click());
  await visitor.until("usage is there", () => document.querySelector(".usage-group") !== null);
  await visitor.driver.executeScript(() => document.querySelector(".usage-button").click());
  await visitor.forgetKeys();
  await visitor.closeFiles();
}

/** Ways out, as a script in the page would try them. */
const tryOut = (visitor) =>
  visitor.driver.executeScript(async () => {
    fetch("https://by-fetch.example/").catch(() => {});
    fetch("http://198.51.100.9/").catch(() => {});
    new Image().src = "https://by-image.example/";
    if (typeof RTCPeerConnection === "undefined") return;
    const connection = new RTCPeerConnection({ iceServers: [{ urls: "stun:198.51.100.10:3478" }] });
    connection.createDataChannel("x");
    await connection.setLocalDescription(await connection.createOffer());
    await new Promise((resolve) => setTimeout(resolve, 1500));
  });

const server = await serve({ "/empty": `<!doctype html><title>empty</title><link rel="icon" href="data:,">` });
const engine = await engines[name]();
try {
  const visitor = new Visitor(engine);
  await engine.driver.manage().window().setRect({ width: 1440, height: 900 });
  // What the browser does by itself, it does now or later: it is told apart by its names.
  await engine.driver.get(`${server.address}empty`);
  await sleep(1500);
  const byItself = [...noticed.names];
  if (where === "unconfined") {
    noticed.packets = -strays();
    await tryOut(visitor);
  } else {
    noticed.connections.length = 0;
    noticed.packets = -strays();
    await visitor.visit(where === "disk" ? pathToFileURL(page).href : server.address);
    await walk(visitor);
  }
  await sleep(1000);
  noticed.packets += strays();
  fs.writeFileSync(
    result,
    JSON.stringify({ ...noticed, byItself, asked: server.asked, complaints: await engine.complaints() }),
  );
} finally {
  await engine.stop();
  server.stop();
  fs.rmSync(scratch, { recursive: true, force: true });
}
process.exit(0);

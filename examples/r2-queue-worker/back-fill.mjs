// Asks the Worker page by page: `node back-fill.mjs URL [PREFIX]`, or with --counts how far it is.
// The token stands in the variable TOKEN. What was sent twice is opened once: it can be run again at any time.
const [url, prefix = ""] = process.argv.slice(2).filter((argument) => argument !== "--counts");
const { TOKEN } = process.env;
if (!url || !TOKEN) {
  console.error("Usage: TOKEN=… node back-fill.mjs [--counts] https://….workers.dev [PREFIX]");
  process.exit(2);
}
const counts = process.argv.includes("--counts");
const sums = {};
let cursor = "";
do {
  const page = new URL(counts ? "/counts" : "/back-fill", url);
  page.search = new URLSearchParams({ ...(prefix && { prefix }), ...(cursor && { cursor }) }).toString();
  const response = await fetch(page, {
    method: counts ? "GET" : "POST",
    headers: { Authorization: `Bearer ${TOKEN}` },
  });
  if (!response.ok) {
    console.error(`${page} answered ${response.status}: ${await response.text()}`);
    process.exit(1);
  }
  const { cursor: next, ...numbers } = await response.json();
  for (const [name, number] of Object.entries(numbers)) sums[name] = (sums[name] ?? 0) + number;
  process.stderr.write(`\r${JSON.stringify(sums)}`);
  cursor = next;
} while (cursor);
process.stderr.write("\n");
console.log(JSON.stringify(sums));

// Reads lines of {work, who, round, ...figures} and prints the medians side by side, with the ratio to ours.
import { readFileSync } from "node:fs";

const lines = readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (value) => (value === undefined ? "-" : value >= 100 ? value.toFixed(0) : value.toFixed(2));

const rows = [];
for (const work of new Set(lines.map((line) => line.work))) {
  for (const who of new Set(lines.filter((line) => line.work === work).map((line) => line.who))) {
    const of = lines.filter((line) => line.work === work && line.who === who);
    const all = (name) => of.map((line) => line[name]).filter((value) => typeof value === "number");
    const take = (name) => (all(name).length ? median(all(name)) : undefined);
    rows.push({ work, who, rounds: of.length, rate: take("requestsPerSecond") ?? take("createdPerSecond"), p50: take("p50ms"), p99: take("p99ms") ?? take("maxMs"), bytes: take("residentBytesEach"), probe: take("flushesPerSecond"), load: take("load") });
  }
}

console.log("| work | who | rounds | a second | ours is | p50 ms | p99 or worst ms | bytes each | flushes/s | load |\n|---|---|---|---|---|---|---|---|---|---|");
for (const row of rows) {
  // Over HTTP against HTTP, in process against in process; what waits for HTTP in another process is http5.
  const like = { restate: ["ours http", "ours http5", "ours"], dbos: ["ours in process", "ours"] }[row.who] ?? [];
  const ratios = like.map((who) => rows.find((one) => one.work === row.work && one.who === who)).filter(Boolean).map((ours) => `${(ours.rate / row.rate).toFixed(1)} x (${ours.who})`);
  console.log(`| ${row.work} | ${row.who} | ${row.rounds} | ${show(row.rate)} | ${ratios.join(", ")} | ${show(row.p50)} | ${show(row.p99)} | ${show(row.bytes)} | ${show(row.probe)} | ${show(row.load)} |`);
}

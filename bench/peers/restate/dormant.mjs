// dormant COUNT INGRESS SERVER_PID SERVICE_PID: so many workflows that wait; what they cost and how soon one goes on.
import { readFileSync } from "node:fs";
import http from "node:http";

const [count, ingress, ...pids] = process.argv.slice(2);
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const tag = Date.now();

function send(method, path) {
  return new Promise((resolve, reject) => {
    const request = http.request(ingress + path, { method, agent, headers: { "content-type": "application/json" } }, (response) => {
      response.resume();
      response.on("end", () => (response.statusCode < 300 ? resolve() : reject(new Error(`${path}: ${response.statusCode}`))));
    });
    request.on("error", reject);
    request.end(method === "POST" ? "1" : undefined);
  });
}

const resident = () => pids.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024, 0);

const before = resident();
let next = 0;
const began = performance.now();
await Promise.all(Array.from({ length: 64 }, async () => {
  while (next < count) await send("POST", `/Order/${tag}-${next++}/run/send`);
}));
const createdPerSecond = count / ((performance.now() - began) / 1000);

// Accepted is not yet waiting: the handlers run, and leave memory after a while without news.
await new Promise((resolve) => setTimeout(resolve, 10_000));
const residentBytesEach = (resident() - before) / count;
const times = [];
for (let i = 0; i < 50; i++) {
  const id = `${tag}-${(i * 97) % count}`;
  const start = performance.now();
  await send("POST", `/Order/${id}/pay`);
  await send("GET", `/restate/workflow/Order/${id}/attach`);
  times.push(performance.now() - start);
}

times.sort((a, b) => a - b);
console.log(JSON.stringify({ count: Number(count), createdPerSecond, residentBytesEach, p50ms: times[25], maxMs: times[49] }));
process.exit(0);

// bench DATABASE seq5|fan100 CLIENTS SECONDS | bench DATABASE dormant COUNT: the library and its load share this process.
import { DBOS } from "@dbos-inc/dbos-sdk";

const [database, what, first, second] = process.argv.slice(2);
const answer = { text: "x".repeat(85) };
const step = (name) => DBOS.runStep(async () => answer, { name });

DBOS.setConfig({ name: "bench", systemDatabaseUrl: database, systemDatabasePoolSize: 20, logLevel: "error", tracingEnabled: false });
const workflows = {
  seq5: DBOS.registerWorkflow(async () => {
    for (let i = 1; i <= 5; i++) await step(`step${i}`);
    return answer;
  }, { name: "seq5" }),
  fan100: DBOS.registerWorkflow(async () => {
    await Promise.allSettled(Array.from({ length: 100 }, (_, i) => step(`b${i}`)));
    return answer;
  }, { name: "fan100" }),
  dormant: DBOS.registerWorkflow(async () => DBOS.recv("paid", 36_000), { name: "dormant" }),
};
await DBOS.launch();

async function loop(workflow, clients, seconds) {
  const times = [];
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, async () => {
    while (performance.now() - began < seconds * 1000) {
      const start = performance.now();
      await (await DBOS.startWorkflow(workflow)()).getResult();
      times.push(performance.now() - start);
    }
  }));
  return { times: times.sort((a, b) => a - b), seconds: (performance.now() - began) / 1000 };
}

async function dormant(count) {
  const before = process.memoryUsage().rss;
  const tag = Date.now();
  let next = 0;
  const began = performance.now();
  await Promise.all(Array.from({ length: 32 }, async () => {
    while (next < count) await DBOS.startWorkflow(workflows.dormant, { workflowID: `${tag}-${next++}` })();
  }));
  const createdPerSecond = count / ((performance.now() - began) / 1000);
  const residentBytesEach = (process.memoryUsage().rss - before) / count;
  const times = [];
  for (let i = 0; i < 10; i++) {
    const id = `${tag}-${(i * 97) % count}`;
    const start = performance.now();
    await DBOS.send(id, 1, "paid");
    await DBOS.retrieveWorkflow(id).getResult();
    times.push(performance.now() - start);
  }

  times.sort((a, b) => a - b);
  return { count, createdPerSecond, residentBytesEach, p50ms: times[5], maxMs: times[9] };
}

if (what === "dormant") {
  console.log(JSON.stringify(await dormant(Number(first))));
} else {
  await loop(workflows[what], Number(first), 1);
  const { times, seconds } = await loop(workflows[what], Number(first), Number(second));
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  console.log(JSON.stringify({ requestsPerSecond: times.length / seconds, p50ms: at(0.5), p95ms: at(0.95), p99ms: at(0.99) }));
}

process.exit(0);

// The work of the table as a Restate service: five steps, a hundred at once, and one that waits.
if (!Promise.withResolvers) {
  // The SDK wants Node 22.
  Promise.withResolvers = () => {
    const parts = {};
    parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
    return parts;
  };
}

const { service, workflow, serve, RestatePromise } = await import("@restatedev/restate-sdk");
const answer = { text: "x".repeat(85) };
const step = (context, name) => context.run(name, () => answer);

const work = service({
  name: "Work",
  handlers: {
    seq5: async (context) => {
      for (let i = 1; i <= 5; i++) await step(context, `step${i}`);
      return answer;
    },
    fan100: async (context) => {
      await RestatePromise.all(Array.from({ length: 100 }, (_, i) => step(context, `b${i}`)));
      return answer;
    },
  },
});

const order = workflow({
  name: "Order",
  handlers: {
    run: async (context) => {
      await context.promise("paid");
      return answer;
    },
    pay: async (context) => {
      await context.promise("paid").resolve(1);
    },
  },
});

await serve({ services: [work, order], port: Number(process.argv[2]) });

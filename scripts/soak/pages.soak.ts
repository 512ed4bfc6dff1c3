// 200 visitors at the same moment: each loads the page and every file that it names, over connections of its own.
import { Agent, get } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../../e2e/server-process.ts";
import {
  describeMemory,
  measuredNode,
  measureMemory,
  residentMemory,
  summarize,
  wait,
} from "./memory.ts";

const visitors = 200;
const warmRounds = 3;

let server: ServerProcess;
let port: number;

beforeAll(async () => {
  server = startServer([...measuredNode, "scripts/serve.mjs"], {
    // As in the image.
    env: { PORT: "0", MALLOC_ARENA_MAX: "2" },
  });
  port = await server.port();
});

afterAll(async () => {
  server.process.kill("SIGTERM");
  await server.ended;
});

test(`${visitors} concurrent pages, and memory a minute later`, async () => {
  // The first rounds fill what the server keeps on purpose: compiled code, and the heap that such a load needs.
  for (let round = 1; round <= warmRounds; round += 1) {
    const { durations, errors } = await visitTogether();
    expect(errors).toEqual([]);
    await wait(round === warmRounds ? 60_000 : 10_000);
    console.log(
      `pages: round ${round}, ${summarize(durations)}; ${describeMemory(await measureMemory(server))}`,
    );
  }
  const before = await measureMemory(server);
  const { durations, requests, errors } = await visitTogether();
  const peak = residentMemory(server.process.pid ?? 0);
  await wait(60_000);
  const idle = residentMemory(server.process.pid ?? 0);
  const after = await measureMemory(server);
  console.log(
    `pages: ${visitors} visitors, ${requests} requests, ${errors.length} errors; ${summarize(durations)}; before: ${describeMemory(before)}; resident ${peak.toFixed(0)} MiB at the end, ${idle.toFixed(0)} MiB a minute later; after: ${describeMemory(after)}`,
  );
  expect(errors).toEqual([]);
  expect(after.live).toBeLessThan(before.live * 1.1);
  expect(after.resident).toBeLessThan(before.resident * 1.1);
});

interface Round {
  readonly durations: readonly number[];
  readonly requests: number;
  readonly errors: readonly string[];
}

async function visitTogether(): Promise<Round> {
  const visits = await Promise.all(Array.from({ length: visitors }, visit));
  return {
    durations: visits.map(({ duration }) => duration),
    requests: visits.reduce((sum, { requests }) => sum + requests, 0),
    errors: visits.flatMap(({ errors }) => errors),
  };
}

async function visit(): Promise<{ duration: number; requests: number; errors: string[] }> {
  // A browser opens six connections to a server.
  const agent = new Agent({ keepAlive: true, maxSockets: 6 });
  const errors: string[] = [];
  const begin = performance.now();
  const load = async (path: string): Promise<string> => {
    try {
      const { status, body } = await fetchText(path, agent);
      if (status !== 200) errors.push(`${status} ${path}`);
      return body;
    } catch (error) {
      errors.push(`${String(error)} ${path}`);
      return "";
    }
  };
  const page = await load("/");
  if (!page.includes("</html>")) errors.push("the page is not whole");
  const files = new Set(
    [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? ""),
  );
  await Promise.all([...files].map(load));
  agent.destroy();
  return { duration: performance.now() - begin, requests: files.size + 1, errors };
}

function fetchText(path: string, agent: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = get({ host: "127.0.0.1", port, path, agent }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", reject);
    });
    sent.setTimeout(120_000, () => sent.destroy(new Error("no answer within 120 s")));
    sent.on("error", reject);
  });
}

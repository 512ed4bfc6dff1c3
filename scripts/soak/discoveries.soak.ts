// 200 questions to an issuer at the same moment: each is answered, or refused with 429 and words, and none hangs.
import type { Server } from "node:http";
import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerProcess, startServer } from "../../e2e/server-process.ts";
import { createAuthority, serve } from "../../lib/testing/test-issuer.ts";
import { describeMemory, measuredNode, measureMemory, summarize, wait } from "./memory.ts";

const questions = 200;

let issuer: Server;
let issuerPort: number;
let certificateAuthority: string;
let server: ServerProcess;
let port: number;

beforeAll(async () => {
  const authority = await createAuthority();
  certificateAuthority = authority.certificate;
  ({ server: issuer, port: issuerPort } = await serve(
    await authority.issue(["127.0.0.1"]),
    (asked, response) => {
      const base = `https://127.0.0.1:${issuerPort}`;
      const [, name] = (asked.url ?? "").split("/");
      if (name === "silent") return;
      const body =
        name === "keys" ? { keys: [] } : { issuer: `${base}/${name}`, jwks_uri: `${base}/keys` };
      setTimeout(() => {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
      }, 20);
    },
  ));
  server = startServer([...measuredNode, "scripts/serve.mjs"], {
    env: {
      PORT: "0",
      // As in the image.
      MALLOC_ARENA_MAX: "2",
      CLAIMCHECK_TRUST_PROXY: "1",
      CLAIMCHECK_ALLOW_NETWORKS: `127.0.0.1/32:${issuerPort}`,
    },
  });
  port = await server.port();
});

afterAll(async () => {
  server.process.kill("SIGTERM");
  await server.ended;
  issuer.closeAllConnections();
  issuer.close();
});

const rounds = [
  { name: "of one client", issuer: "good", clients: 1, kinds: ["discovered"] },
  { name: "of 100 clients", issuer: "good", clients: 100, kinds: ["discovered"] },
  { name: "to an issuer that is silent", issuer: "silent", clients: 100, kinds: ["failed"] },
];

test(`${questions} discoveries at once, and memory a minute later`, async () => {
  await round("good", 100);
  await wait(60_000);
  const before = await measureMemory(server);
  for (const { name, issuer: path, clients, kinds } of rounds) {
    const answers = await round(path, clients);
    const answered = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 429);
    console.log(
      `discoveries ${name}: ${answered.length} answered, ${refused.length} refused; ${summarize(answers.map(({ duration }) => duration))}`,
    );
    expect(answered.length + refused.length).toBe(questions);
    expect(answered.length).toBeGreaterThan(0);
    expect([...new Set(answered.map(({ body }) => body.kind))]).toEqual(kinds);
    for (const { body, retryAfter } of refused) {
      expect([body.kind, Number(retryAfter) > 0]).toEqual(["refused", true]);
      expect(body.message).toMatch(/Try again in (a moment|\d+ s)\.$/);
    }
    // A new minute of the limits.
    await wait(60_000);
  }
  const after = await measureMemory(server);
  console.log(
    `discoveries: memory before: ${describeMemory(before)}; a minute later: ${describeMemory(after)}`,
  );
  expect(after.live).toBeLessThan(before.live * 1.1);
  expect(after.resident).toBeLessThan(before.resident * 1.1);
});

interface Answer {
  readonly status: number;
  readonly body: { readonly kind?: string; readonly message?: string };
  readonly retryAfter: string | undefined;
  readonly duration: number;
}

function round(path: string, clients: number): Promise<Answer[]> {
  return Promise.all(
    Array.from({ length: questions }, (_, index) => question(path, `192.0.2.${index % clients}`)),
  );
}

/** A question as the page asks it, from a client that the proxy in front names. */
function question(path: string, client: string): Promise<Answer> {
  const begin = performance.now();
  const text = JSON.stringify({
    issuer: `https://127.0.0.1:${issuerPort}/${path}`,
    certificateAuthority,
  });
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path: "/api/discover",
        method: "POST",
        agent: false,
        headers: {
          origin: `http://127.0.0.1:${port}`,
          "content-type": "application/json",
          "x-forwarded-for": client,
        },
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          body += part;
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(body) as Answer["body"],
            retryAfter: response.headers["retry-after"],
            duration: performance.now() - begin,
          }),
        );
      },
    );
    sent.setTimeout(45_000, () => sent.destroy(new Error("no answer within 45 s")));
    sent.on("error", reject);
    sent.end(text);
  });
}

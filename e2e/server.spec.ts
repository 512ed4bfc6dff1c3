import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, test } from "@playwright/test";
import { ask, type ServerProcess, startServer } from "./server-process.ts";

/** The server as `npm start` runs it: where it listens, to whom it answers, how it starts and ends. */

const command = [process.execPath, "scripts/serve.mjs"];
const running: ServerProcess[] = [];

function start(env: Readonly<Record<string, string>> = {}): ServerProcess {
  const server = startServer(command, { env: { PORT: "0", ...env } });
  running.push(server);
  return server;
}

test.afterEach(async () => {
  for (const server of running.splice(0)) {
    server.process.kill("SIGKILL");
    await server.ended;
  }
});

/** An address of this machine that others reach it by, if it has one. */
function outerAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flat()
    .find((found) => found?.family === "IPv4" && !found.internal)?.address;
}

test("it listens on the loopback only, whatever HOST and HOSTNAME say", async () => {
  const server = start({ HOST: "0.0.0.0", HOSTNAME: "0.0.0.0" });
  const port = await server.port();
  expect((await ask(port, "/")).status).toBe(200);
  const outer = outerAddress();
  test.skip(outer === undefined, "this machine has no other address");
  await expect(ask(port, "/", { host: "localhost" }, outer)).rejects.toThrow("ECONNREFUSED");
});

test("CLAIMCHECK_LISTEN opens it, to named hosts only", async () => {
  const outer = outerAddress();
  test.skip(outer === undefined, "this machine has no other address");
  const server = start({ CLAIMCHECK_LISTEN: "0.0.0.0", CLAIMCHECK_HOSTS: "named.test" });
  const port = await server.port();
  const statuses = async (path: string): Promise<number[]> =>
    Promise.all(
      [{ host: "named.test" }, { host: "evil.test" }, {}].map(
        async (headers) => (await ask(port, path, headers, outer)).status,
      ),
    );
  expect(await statuses("/")).toEqual([200, 421, 421]);
  expect(await statuses("/icon.svg")).toEqual([200, 421, 421]);
  expect(await statuses("/reference")).toEqual([200, 421, 421]);
  expect(await statuses("/healthz")).toEqual([200, 200, 200]);
  expect((await ask(port, "/healthz")).body).toBe("");
});

test("a page of another site that resolves to this machine gets neither page nor file nor key", async () => {
  const port = await start().port();
  const page = (await ask(port, "/")).body;
  const script = /\/_next\/static\/[^"]+\.js/.exec(page)?.[0] ?? "";
  expect((await ask(port, script)).status).toBe(200);
  for (const path of ["/", script, "/api/discover", "/_next/image?url=%2Ficon.svg&w=64&q=75"]) {
    expect([path, (await ask(port, path, { host: `rebound.test:${port}` })).status]).toEqual([
      path,
      421,
    ]);
  }
});

test("a burst of visitors waits until a busy server takes them, and none is sent away", async () => {
  const longest = existsSync(waitingLimit) ? Number(readFileSync(waitingLimit, "utf8")) : 0;
  test.skip(longest < visitors, "this machine lets fewer connections wait");
  const server = start();
  const port = await server.port();
  // It takes none, as while it draws a page.
  server.process.kill("SIGSTOP");
  const sockets = Array.from({ length: visitors }, () => connect({ port, host: "127.0.0.1" }));
  try {
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
  } finally {
    for (const socket of sockets) socket.destroy();
  }
});

/** As many as browsers open for 200 visitors at once. */
const visitors = 1200;
const waitingLimit = "/proc/sys/net/core/somaxconn";

test("no picture is made smaller: there is no /_next/image", async () => {
  const port = await start().port();
  expect((await ask(port, "/_next/image?url=%2Ficon.svg&w=64&q=75")).status).toBe(404);
});

test("a port in use is said, and ends the start", async () => {
  const port = await start().port();
  const second = start({ PORT: String(port) });
  expect([await second.ended, second.said()]).toEqual([
    1,
    `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1}.\n`,
  ]);
});

test("settings that cannot be read end the start, each with its name", async () => {
  const server = start({
    CLAIMCHECK_ALLOW_NETWORKS: "10.0.0.0/8 [fd00::/]:443",
    CLAIMCHECK_HOSTS: "https://a.example.com",
    CLAIMCHECK_LISTEN: "everywhere",
  });
  expect([await server.ended, server.said().split("\n")]).toEqual([
    1,
    [
      'CLAIMCHECK_LISTEN: "everywhere" is no address to listen on. Write an IP address: 127.0.0.1, or 0.0.0.0 for every interface.',
      'CLAIMCHECK_HOSTS: "https://a.example.com" is no host. Write a name or an address, with a port if only that one counts: claimcheck.example.com, 10.0.0.5:3000, [fd00::5].',
      'CLAIMCHECK_ALLOW_NETWORKS: "[fd00::/]:443" has no prefix length from 0 to 128 after its slash.',
      "",
    ],
  ]);
});

for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
  test(`${signal} ends it and frees its port`, async () => {
    const server = start();
    const port = await server.port();
    server.process.kill(signal);
    expect(await server.ended).toBe(0);
    await expect(ask(port, "/healthz")).rejects.toThrow("ECONNREFUSED");
  });
}

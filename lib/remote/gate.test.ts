import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createGate, type GateOptions } from "./gate.ts";

const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A gate before a page that says which host and forwarded headers it sees, and reads the body. */
async function listen(options: Partial<GateOptions> = {}): Promise<number> {
  const server = createGate(
    async (request, response) => {
      let size = 0;
      for await (const chunk of request) size += (chunk as Buffer).length;
      const forwarded = Object.keys(request.headers).filter((name) => name.includes("forward"));
      const { host } = request.headers;
      response.end(`passed ${[host, `${size} bytes`, ...forwarded].join(", ")}`);
    },
    {
      hosts: [{ name: "named.test" }, { name: "10.0.0.5", port: 3000 }],
      trustProxy: false,
      ...options,
    },
  );
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Sends bytes over a socket and gives all that came back until the other side closed. */
function send(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

function get(path: string, ...headers: string[]): string {
  return `GET ${path} HTTP/1.1\r\n${[...headers, "Connection: close"].join("\r\n")}\r\n\r\n`;
}

/** Status and body of an answer. */
function read(answer: string): string {
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const text = /^transfer-encoding: chunked/im.test(head) ? (body.split("\r\n")[1] ?? "") : body;
  return `${head.split(" ")[1]} ${text}`.trim();
}

const stranger =
  '421 {"kind":"refused","message":"This server does not answer to that host name. Its operator names the hosts in CLAIMCHECK_HOSTS."}';

describe("by its host", () => {
  const cases: { name: string; headers: string[]; path?: string; want: string; trust?: true }[] = [
    {
      name: "localhost",
      headers: ["Host: LocalHost:3000"],
      want: "200 passed LocalHost:3000, 0 bytes",
    },
    { name: "loopback", headers: ["Host: 127.0.0.1"], want: "200 passed 127.0.0.1, 0 bytes" },
    { name: "IPv6 loopback", headers: ["Host: [::1]:1"], want: "200 passed [::1]:1, 0 bytes" },
    {
      name: "a named host",
      headers: ["Host: named.test:8443"],
      want: "200 passed named.test:8443, 0 bytes",
    },
    {
      name: "a named host and port",
      headers: ["Host: 10.0.0.5:3000"],
      want: "200 passed 10.0.0.5:3000, 0 bytes",
    },
    { name: "a named host, other port", headers: ["Host: 10.0.0.5:3001"], want: stranger },
    {
      name: "DNS rebinding: the other site's own name",
      headers: ["Host: evil.test:3000"],
      want: stranger,
    },
    {
      name: "DNS rebinding, a file",
      headers: ["Host: evil.test"],
      path: "/_next/static/a.js",
      want: stranger,
    },
    {
      name: "DNS rebinding, the route",
      headers: ["Host: evil.test"],
      path: "/api/discover",
      want: stranger,
    },
    {
      name: "a neighbour by this machine's address",
      headers: ["Host: 192.168.1.7:3000"],
      want: stranger,
    },
    { name: "every interface", headers: ["Host: 0.0.0.0:3000"], want: stranger },
    {
      name: "a name that begins like ours",
      headers: ["Host: localhost.evil.test"],
      want: stranger,
    },
    { name: "a name that ends like ours", headers: ["Host: evil-named.test"], want: stranger },
    {
      name: "a name that begins like a loopback",
      headers: ["Host: 127.0.0.1.evil.test"],
      want: stranger,
    },
    { name: "a user before the host", headers: ["Host: named.test@evil.test"], want: stranger },
    { name: "no host", headers: ["Host:"], want: stranger },
    { name: "two hosts", headers: ["Host: named.test", "Host: evil.test"], want: stranger },
    {
      name: "an untrusted forwarded host",
      headers: ["Host: evil.test", "X-Forwarded-Host: named.test"],
      want: stranger,
    },
    {
      name: "untrusted forwarded headers do not get through",
      headers: ["Host: named.test", "X-Forwarded-Host: evil.test", "X-Forwarded-Proto: https"],
      want: "200 passed named.test, 0 bytes",
    },
    {
      name: "a forwarded host of a trusted proxy",
      trust: true,
      headers: ["Host: localhost:3000", "X-Forwarded-Host: named.test", "X-Forwarded-For: 1.1.1.1"],
      want: "200 passed named.test, 0 bytes",
    },
    {
      name: "another forwarded host of a trusted proxy",
      trust: true,
      headers: ["Host: named.test", "X-Forwarded-Host: evil.test"],
      want: stranger,
    },
    {
      name: "/healthz, which says nothing",
      headers: ["Host: evil.test"],
      path: "/healthz",
      want: "200",
    },
    {
      name: "/healthz with a query",
      headers: ["Host: evil.test"],
      path: "/healthz?x",
      want: "200",
    },
    {
      name: "what only begins like /healthz",
      headers: ["Host: evil.test"],
      path: "/healthz/x",
      want: stranger,
    },
  ];
  test.each(cases)(
    "admits or refuses $name",
    async ({ headers, path = "/", trust = false, want }) => {
      const port = await listen({ trustProxy: trust });
      expect(read(await send(port, get(path, ...headers)))).toBe(want);
    },
  );
});

describe("by the request", () => {
  const post = (path: string, headers: string[], body = ""): string =>
    `POST ${path} HTTP/1.1\r\n${["Host: localhost", "Connection: close", ...headers].join("\r\n")}\r\n\r\n${body}`;
  const refused = (status: number, message: string): string =>
    `${status} ${JSON.stringify({ kind: "refused", message })}`;
  const cases = [
    {
      name: "a question",
      text: post("/api/discover", ["Content-Length: 2"], "{}"),
      want: "200 passed localhost, 2 bytes",
    },
    {
      name: "a body that says that it is too large",
      text: post("/api/discover", ["Content-Length: 65537"]),
      want: refused(413, "The body is larger than 65536 bytes."),
    },
    {
      name: "a compressed body",
      text: post("/api/discover", ["Content-Length: 2", "Content-Encoding: gzip"], "{}"),
      want: refused(415, "A compressed body is not taken."),
    },
    {
      name: "a question by GET",
      text: get("/api/discover", "Host: localhost"),
      want: refused(405, "Only POST is answered here."),
    },
    {
      name: "POST to the page",
      text: post("/", ["Content-Length: 0"]),
      want: refused(405, "Only GET and HEAD are answered here."),
    },
    {
      name: "a body for the page",
      text: get("/", "Host: localhost", "Content-Length: 5"),
      want: refused(400, "No body is taken here."),
    },
    {
      name: "a whole URL as target",
      text: get("http://evil.test/", "Host: localhost"),
      want: refused(400, "The request's target must be a path."),
    },
    {
      name: "a head that is too large",
      text: get("/", "Host: localhost", `X: ${"x".repeat(20_000)}`),
      want: "431",
    },
  ];
  test.each(cases)("admits or refuses $name", async ({ text, want }) => {
    expect(read(await send(await listen(), text))).toBe(want);
  });
});

describe("by time", () => {
  const times = { request: 300, body: 100, idle: 60_000 };
  const cases = [
    { name: "half a head", text: "GET / HTTP/1.1\r\nHost: localhost\r\n", want: "408" },
    {
      name: "half a body",
      text: "POST /api/discover HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{",
      want: '408 {"kind":"refused","message":"The body did not come in time."}',
    },
  ];
  test.each(cases)("$name is given up", async ({ text, want }) => {
    expect(read(await send(await listen({ times }), text))).toBe(want);
  });

  test("a connection that says nothing is closed", async () => {
    expect(read(await send(await listen({ times: { ...times, idle: 200 } }), "G"))).toMatch(
      /^(408|undefined)$/,
    );
  });
});

test("what is over the limit is refused with words and a time to wait", async () => {
  const limits = { atOnce: 10, atOncePerClient: 2, perMinute: 10, perMinutePerClient: 10 };
  const port = await listen({ limits });
  const head = "POST /api/discover HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
  const slow = [1, 2].map(() => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write(`${head}Content-Length: 5\r\n\r\n{`),
    );
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const refused = await send(port, `${head}Content-Length: 2\r\n\r\n{}`);
  expect(read(refused)).toBe(
    '429 {"kind":"refused","message":"You have 2 requests to issuers under way, and no more are made at once. Try again in a moment."}',
  );
  expect(refused).toMatch(/^retry-after: 1\r$/im);
  for (const socket of slow) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(read(await send(port, `${head}Content-Length: 2\r\n\r\n{}`))).toBe(
    "200 passed localhost, 2 bytes",
  );
});

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIP } from "node:net";
import { hostsVariable, isNamedHost, type NamedHost } from "./hosts.ts";
import { createLimiter, type RequestLimits } from "./limiter.ts";

/**
 * The HTTP server in front of Next: what is not meant for the page or its one route never gets further. Every route
 * but /healthz wants a host that this server is named; methods, bodies and times are bounded.
 */

/** What the gate lets through. */
export interface GateOptions {
  readonly hosts: readonly NamedHost[];
  readonly trustProxy: boolean;
  readonly limits?: RequestLimits;
  readonly times?: GateTimes;
}

/** Milliseconds. */
export interface GateTimes {
  /** For the head of a request, and for the whole of one. Node counts them while the server is busy with others too. */
  readonly request: number;
  /** For the body of a question. */
  readonly body: number;
  /** Without a byte in either direction. */
  readonly idle: number;
}

/** Requests to issuers: a person presses a button, so a few at once are many. */
const defaultRequestLimits: RequestLimits = {
  atOnce: 16,
  atOncePerClient: 4,
  perMinute: 240,
  perMinutePerClient: 60,
};

const defaultTimes: GateTimes = { request: 60_000, body: 15_000, idle: 60_000 };
const longestBody = 65_536;
const mostConnections = 4096;
/** Half of all: one client cannot take the server from the others. */
const mostConnectionsOfClient = 2048;
const discoveryRoute = "/api/discover";

/** Answers a request. It may fail, as when the visitor has gone: the connection is closed then. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Makes the server; `handle` answers what passes. It does not listen yet. */
export function createGate(handle: Handler, options: GateOptions): Server {
  const times = options.times ?? defaultTimes;
  const limiter = createLimiter(options.limits ?? defaultRequestLimits, () => performance.now());
  const server = createServer(
    {
      headersTimeout: times.request,
      requestTimeout: times.request,
      connectionsCheckingInterval: Math.min(1000, times.request / 2),
      // Longer than a minute, which proxies keep a connection: they must not send into one that is being closed.
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      if (pathOf(request) === "/healthz") {
        answerHealth(request, response);
        return;
      }
      const refusal = judgeHost(request, options) ?? judgeRequest(request);
      if (refusal) {
        refuse(response, refusal);
        return;
      }
      if (pathOf(request) === discoveryRoute) {
        const entry = limiter.enter(clientOf(request, options.trustProxy));
        if (entry.kind === "refused") {
          response.setHeader("retry-after", String(entry.retryAfter));
          refuse(response, { status: 429, message: entry.message });
          return;
        }
        response.once("close", entry.leave);
        boundBody(request, response, times.body);
      }
      settleForwarded(request, options.trustProxy);
      Promise.resolve(handle(request, response)).catch(() => response.destroy());
    },
  );
  server.maxConnections = mostConnections;
  if (!options.trustProxy) boundConnections(server);
  server.timeout = times.idle;
  // The production page opens no WebSocket.
  server.on("upgrade", (_request, socket) => socket.destroy());
  return server;
}

function boundConnections(server: Server): void {
  const open = new Map<string, number>();
  server.on("connection", (socket) => {
    const client = groupOf(socket.remoteAddress ?? "");
    const own = (open.get(client) ?? 0) + 1;
    open.set(client, own);
    socket.once("close", () => {
      const left = (open.get(client) ?? 1) - 1;
      if (left === 0) open.delete(client);
      else open.set(client, left);
    });
    if (own > mostConnectionsOfClient) socket.destroy();
  });
}

interface Refusal {
  readonly status: number;
  readonly message: string;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}

/** For probes: that the server answers, and nothing else, whatever name it is called by. */
function answerHealth(request: IncomingMessage, response: ServerResponse): void {
  const isRead = request.method === "GET" || request.method === "HEAD";
  response.writeHead(isRead ? 200 : 405, {
    "cache-control": "no-store",
    "content-length": 0,
    ...(isRead ? {} : { connection: "close" }),
  });
  response.end();
}

function judgeHost(request: IncomingMessage, options: GateOptions): Refusal | undefined {
  const named = request.headersDistinct.host ?? [];
  const forwarded = options.trustProxy ? (request.headersDistinct["x-forwarded-host"] ?? []) : [];
  const isFine =
    named.length === 1 &&
    forwarded.length <= 1 &&
    [...named, ...forwarded].every((host) => isNamedHost(host, options.hosts));
  if (isFine) return undefined;
  return {
    status: 421,
    message: `This server does not answer to that host name. Its operator names the hosts in ${hostsVariable}.`,
  };
}

function judgeRequest(request: IncomingMessage): Refusal | undefined {
  const { method = "", url = "", headers } = request;
  if (!url.startsWith("/")) return { status: 400, message: "The request's target must be a path." };
  const length = headers["content-length"] ?? "0";
  const hasBody = headers["transfer-encoding"] !== undefined || length !== "0";
  if (pathOf(request) !== discoveryRoute) {
    if (method !== "GET" && method !== "HEAD")
      return { status: 405, message: "Only GET and HEAD are answered here." };
    return hasBody ? { status: 400, message: "No body is taken here." } : undefined;
  }
  if (method !== "POST") return { status: 405, message: "Only POST is answered here." };
  if (Number(length) > longestBody)
    return { status: 413, message: `The body is larger than ${longestBody} bytes.` };
  if ((headers["content-encoding"] ?? "identity") !== "identity")
    return { status: 415, message: "A compressed body is not taken." };
  return undefined;
}

/** A body that does not come in time is answered with 408, and its connection closed. */
function boundBody(request: IncomingMessage, response: ServerResponse, time: number): void {
  const timer = setTimeout(() => {
    if (request.complete || response.headersSent) return;
    response.once("finish", () => request.destroy());
    refuse(response, { status: 408, message: "The body did not come in time." });
  }, time);
  response.once("close", () => clearTimeout(timer));
}

/** The page reads the words of a refusal as it reads those of the route. What was sent is not repeated. */
function refuse(response: ServerResponse, { status, message }: Refusal): void {
  const body = JSON.stringify({ kind: "refused", message });
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    // What is left of the body is not read.
    connection: "close",
  });
  response.end(body);
}

/** Who asks: the address of the connection, or what the proxy in front says of it. */
function clientOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy
    ? request.headersDistinct["x-forwarded-for"]?.at(-1)?.split(",").at(-1)?.trim()
    : undefined;
  return groupOf(
    forwarded !== undefined && isIP(forwarded) !== 0
      ? forwarded
      : (request.socket.remoteAddress ?? ""),
  );
}

/** An IPv4 address, or the first 64 bits of an IPv6 one: what one client has. */
function groupOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const canonical = new URL(`http://[${address.split("%")[0]}]/`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const groups = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(Math.max(0, 8 - groups.length - after.length)).fill("0");
  return [...groups, ...zeros, ...after].slice(0, 4).join(":");
}

/** Next and the routes see one Host, the one that was judged, and no header that a stranger could have forged. */
function settleForwarded(request: IncomingMessage, trustProxy: boolean): void {
  const host = trustProxy ? request.headers["x-forwarded-host"] : undefined;
  if (typeof host === "string") request.headers.host = host;
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith("x-forwarded-") || name === "forwarded" || name.startsWith("x-middleware-"))
      delete request.headers[name];
  }
}

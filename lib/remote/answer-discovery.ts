import { type DiscoveryRequest, discoverKeys } from "./discover.ts";
import type { FetchLimits } from "./fetch-pinned.ts";
import { isOriginOfHost } from "./hosts.ts";
import { parseAllowedNetworks } from "./networks.ts";

/** Settings of the operator, as written in the environment. */
export interface DiscoverySettings {
  /** `CLAIMCHECK_ALLOW_NETWORKS`. */
  readonly allowedNetworks: string;
  /** `HTTPS_PROXY`, which is not used. */
  readonly proxy: string;
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  readonly limits?: Partial<FetchLimits>;
  /** Milliseconds for the body of the question; five seconds if absent. */
  readonly bodyTime?: number;
}

const longestBody = 65_536;
const fields = ["issuer", "discoveryURL", "certificateAuthority"];

/**
 * Answers a POST of the page with a Discovery as JSON. Only the page itself may ask (same origin, so that no other
 * site makes this server fetch), and only with the fields that a fetch needs: anything else, a token above all, is
 * refused unread.
 */
export async function answerDiscovery(
  request: Request,
  settings: DiscoverySettings,
): Promise<Response> {
  const stranger = refuseStranger(request);
  if (stranger) return problem(403, stranger);
  if (!/^application\/json\b/.test(request.headers.get("content-type") ?? "")) {
    return problem(415, "The body must be application/json.");
  }
  if ((request.headers.get("content-encoding") ?? "identity") !== "identity")
    return problem(415, "A compressed body is not taken.");
  const body = await readBody(request, settings.bodyTime ?? 5000);
  if (body === "too large") return problem(413, `The body is larger than ${longestBody} bytes.`);
  if (body === "too slow") return problem(408, "The body did not come in time.");
  const asked = parseRequest(body.text);
  if (typeof asked === "string") return problem(400, asked);

  // The server does not start with such a list; a development server does.
  const { networks, problems } = parseAllowedNetworks(settings.allowedNetworks);
  if (problems.length > 0) return problem(503, problems.join(" "));
  const discovery = await discoverKeys(asked, {
    allowed: networks,
    signal: request.signal,
    ...(settings.resolve ? { resolve: settings.resolve } : {}),
    ...(settings.limits ? { limits: settings.limits } : {}),
  });
  const notes = [
    ...(discovery.kind === "discovered" && discovery.message ? [discovery.message] : []),
    ...(settings.proxy
      ? [
          "HTTPS_PROXY is set but not used: through a proxy the address reached could not be checked.",
        ]
      : []),
  ];
  return json(200, { ...discovery, notes });
}

function refuseStranger(request: Request): string | undefined {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin") ?? "";
  // Behind a reverse proxy the request's own URL is not the visitor's; the Host header is. The gate has judged it.
  const host = request.headers.get("host") ?? "";
  if (!isOriginOfHost(origin, host) || (site !== null && site !== "same-origin"))
    return "Only Claimcheck's own page may ask for keys.";
  return undefined;
}

type Body = { readonly text: string } | "too large" | "too slow";

async function readBody(request: Request, time: number): Promise<Body> {
  const reader = request.body?.getReader();
  if (!reader) return { text: "" };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"too slow">((resolve) => {
    timer = setTimeout(() => resolve("too slow"), time);
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const part = await Promise.race([reader.read(), late]);
      if (part === "too slow") return stopReading(reader, part);
      if (part.done) return { text: Buffer.concat(chunks).toString("utf8") };
      size += part.value.length;
      if (size > longestBody) return stopReading(reader, "too large");
      chunks.push(part.value);
    }
  } finally {
    clearTimeout(timer);
  }
}

function stopReading(reader: ReadableStreamDefaultReader<Uint8Array>, why: Body): Body {
  // Whether the other side takes notice does not matter for the answer.
  reader.cancel().catch(() => undefined);
  return why;
}

function parseRequest(body: string): DiscoveryRequest | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return "The body is no JSON.";
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return "The body is no JSON object.";
  for (const [name, value] of Object.entries(parsed)) {
    if (!fields.includes(name)) return "The body has a field that a fetch does not need.";
    if (typeof value !== "string") return `${name} must be a string.`;
  }
  const asked = parsed as Partial<Record<string, string>>;
  const { issuer = "", discoveryURL = "", certificateAuthority = "" } = asked;
  if (issuer === "") return "issuer is missing.";
  return {
    issuer,
    ...(discoveryURL ? { discoveryURL } : {}),
    ...(certificateAuthority ? { certificateAuthority } : {}),
  };
}

function problem(status: number, message: string): Response {
  return json(status, { kind: "refused", message });
}

function json(status: number, value: unknown): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}

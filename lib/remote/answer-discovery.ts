import { type DiscoveryRequest, discoverKeys } from "./discover.ts";
import type { FetchLimits } from "./fetch-pinned.ts";
import { parseAllowedNetworks } from "./networks.ts";

/** Settings of the operator, as they stand in the environment. */
export interface DiscoverySettings {
  /** `CLAIMCHECK_ALLOW_NETWORKS`. */
  readonly allowedNetworks: string;
  /** `HTTPS_PROXY`, which is not used. */
  readonly proxy: string;
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  readonly limits?: Partial<FetchLimits>;
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
  const body = await readBody(request);
  if (body === undefined) return problem(413, `The body is larger than ${longestBody} bytes.`);
  const asked = parseRequest(body);
  if (typeof asked === "string") return problem(400, asked);

  const { networks, unreadable } = parseAllowedNetworks(settings.allowedNetworks);
  const discovery = await discoverKeys(asked, {
    allowed: networks,
    ...(settings.resolve ? { resolve: settings.resolve } : {}),
    ...(settings.limits ? { limits: settings.limits } : {}),
  });
  const notes = [
    ...(settings.proxy
      ? [
          "HTTPS_PROXY is set but not used: through a proxy the address reached could not be checked.",
        ]
      : []),
    ...unreadable.map(
      (entry) => `CLAIMCHECK_ALLOW_NETWORKS: ${entry} is no network; it allows nothing.`,
    ),
  ];
  return json(200, { ...discovery, notes });
}

function refuseStranger(request: Request): string | undefined {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  // Behind a reverse proxy the request's own URL is not the visitor's; the Host header is.
  const host = request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  const sameOrigin = origin !== null && URL.canParse(origin) && new URL(origin).host === host;
  if (!sameOrigin || (site !== null && site !== "same-origin"))
    return "Only Claimcheck's own page may ask for keys.";
  return undefined;
}

async function readBody(request: Request): Promise<string | undefined> {
  const reader = request.body?.getReader();
  if (!reader) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > longestBody) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks).toString("utf8");
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

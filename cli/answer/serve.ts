import type { CompiledIssuer } from "../../lib/authn/compile.ts";
import { toByteString } from "../../lib/go/byte-string.ts";
import { marshalJson } from "../../lib/go/json.ts";
import { type GoJsonText, memberOf, parseGoJson, rawText } from "../../lib/go/parse-json.ts";
import { quote } from "../../lib/go/quote.ts";
import { type GoResult, ok } from "../../lib/go/result.ts";
import { formatUrl, parseUrl } from "../../lib/go/url.ts";
import type { Minor } from "../../lib/kube/minor.ts";
import { discoveryUrlOf, readDiscovery } from "../../lib/token/discovery.ts";
import type { ExternalData, IssuerKeys } from "../../lib/token/stage.ts";
import { readKeySet } from "../../lib/token/verify.ts";
import type { Provider } from "./request.ts";

/** Answers requests to issuers with the contents of a request; every other address fails. */
export async function serve(
  providers: Readonly<Record<string, Provider>>,
  line: string,
  issuers: readonly CompiledIssuer[],
  minor: Minor,
): Promise<ExternalData> {
  const bodies = collectBodies(providers, line);
  const keys = new Map<string, IssuerKeys>();
  const urls = new Map(issuers.map((issuer) => [issuer.url, issuer.discoveryURL]));
  for (const url of Object.keys(providers)) if (!urls.has(url)) urls.set(url, "");
  for (const [url, discoveryURL] of urls)
    keys.set(url, await initialize(bodies, url, discoveryURL, minor));
  return {
    keysOf: (url) => keys.get(url) ?? { kind: "unreachable" },
    fetch(url) {
      const body = bodies.get(url);
      return body === undefined ? { kind: "error", message: unreachable } : { kind: "body", body };
    },
  };
}

async function initialize(
  bodies: ReadonlyMap<string, string>,
  url: string,
  discoveryURL: string,
  minor: Minor,
): Promise<IssuerKeys> {
  const at = toRequestUrl(discoveryUrlOf(url, discoveryURL));
  const document = at.kind === "ok" ? bodies.get(at.value) : undefined;
  if (document === undefined) return { kind: "unreachable" };
  const discovery = readDiscovery(document, url, minor);
  if (discovery.kind === "error") return { kind: "unreachable" };
  const address = toRequestUrl(discovery.value.jwksUri);
  if (address.kind === "error") return brokenKeys(`can't create request: ${address.message}`);
  const body = bodies.get(address.value);
  if (body !== undefined) return { kind: "keys", keySet: readKeySet(body, minor) };
  return brokenKeys(`get keys failed Get ${quote(address.value)}: ${unreachable}`);
}

function brokenKeys(reason: string): IssuerKeys {
  const failure = `fetching keys oidc: ${reason}`;
  return { kind: "keys", keySet: { keys: [], failure, imported: new Map() } };
}

// An address as http.NewRequest writes it into the request.
function toRequestUrl(address: string): GoResult<string> {
  const parsed = parseUrl(address);
  if (parsed.kind === "error") return parsed;
  const url = parsed.value;
  return ok(formatUrl({ ...url, host: url.host.replace(/:$/, "") }));
}

// The answer by URL: discovery, keys and distributed claims of every issuer.
function collectBodies(
  providers: Readonly<Record<string, Provider>>,
  line: string,
): ReadonlyMap<string, string> {
  const bodies = new Map<string, string>();
  const parsed = parseGoJson(toByteString(line));
  const written = parsed.kind === "ok" ? parsed.value : undefined;
  for (const [issuer, provider] of Object.entries(providers)) {
    for (const url of Object.keys(provider.claims ?? {})) {
      const claim = provider.claims?.[url];
      const body =
        typeof claim === "string"
          ? toByteString(claim)
          : written && raw(written, issuer, "claims", url);
      if (body !== undefined) bodies.set(url, body);
    }
    const base = issuer.replace(/\/$/, "");
    const document: Record<string, unknown> = {
      issuer,
      jwks_uri: `${base}/keys`,
      ...provider.discovery,
    };
    let at = `${base}/.well-known/openid-configuration`;
    if (typeof document.url === "string") {
      at = document.url;
      delete document.url;
    }
    if (typeof document.jwks_uri === "string") {
      bodies.set(document.jwks_uri, (written && raw(written, issuer, "jwks")) ?? "");
    }
    bodies.set(at, marshalJson(document as Parameters<typeof marshalJson>[0]));
  }
  return bodies;
}

// The text of a member in the request, as an issuer would serve it.
function raw(text: GoJsonText, issuer: string, ...path: string[]): string | undefined {
  let node = text.root;
  for (const key of ["providers", issuer, ...path]) {
    const member = memberOf(node, key);
    if (member === undefined) return undefined;
    node = member;
  }
  return rawText(text, node);
}

const unreachable = "dial tcp: no such host";

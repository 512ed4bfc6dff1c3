import { quote } from "../go/quote.ts";
import { decodeDiscovery, type ProviderJson } from "../token/discovery.ts";
import type {
  CertificateSummary,
  FetchedDocument,
  FetchFailure,
  FetchOptions,
} from "./fetch-pinned.ts";
import { fetchPinned } from "./fetch-pinned.ts";
import { cut, passKeys } from "./reflect.ts";

/**
 * What kube-apiserver does to initialise an issuer: go-oidc's NewProvider and the key set that it names
 * (github.com/coreos/go-oidc oidc.go, k8s.io/apiserver plugin/pkg/authenticator/token/oidc/oidc.go).
 */

/** Which issuer's keys are wanted. */
export interface DiscoveryRequest {
  /** `issuer.url` of the configuration. */
  readonly issuer: string;
  readonly discoveryURL?: string;
  /** PEM; replaces the system's roots. */
  readonly certificateAuthority?: string;
}

/** What the requests to an issuer gave. */
export interface Discovery {
  readonly kind: "discovered" | "failed";
  readonly discovery: RequestReport;
  readonly keySet?: RequestReport;
  /**
   * The key set's text as the issuer served it, to be used as if it had been pasted. What is in it beside public keys
   * is left out, and the message says so.
   */
  readonly jwks?: string;
  readonly keys: readonly KeySummary[];
  /** Of the discovery document: `id_token_signing_alg_values_supported`. */
  readonly algorithms: readonly string[];
  /** The line that kube-apiserver logs if the issuer cannot be initialised. */
  readonly log?: string;
  /** What went wrong, in our words. */
  readonly message?: string;
  /** Commands whose output can be pasted instead. */
  readonly curl: readonly string[];
}

/** One request and how it went. */
export interface RequestReport {
  readonly url: string;
  readonly status?: number;
  readonly address?: string;
  readonly date?: string;
  readonly cacheControl?: string;
  readonly redirects: readonly string[];
  readonly chain: readonly CertificateSummary[];
}

/** One key of a key set, as it states itself; "" for what it leaves out. */
export interface KeySummary {
  readonly kid: string;
  readonly kty: string;
  readonly alg: string;
  readonly use: string;
  /** "P-256", or the length of an RSA modulus in bits as "2048". */
  readonly size: string;
}

/** Asks the issuer for its discovery document and its keys, through `fetchPinned`. Never throws. */
export async function discoverKeys(
  request: DiscoveryRequest,
  options: FetchOptions,
): Promise<Discovery> {
  const wellKnown = wellKnownUrl(request.issuer);
  const target = request.discoveryURL || wellKnown;
  const withCa: FetchOptions = request.certificateAuthority
    ? { ...options, certificateAuthority: request.certificateAuthority }
    : options;
  const curl = [curlCommand(target, request)];

  const document = await fetchPinned(target, withCa);
  const discovery = reportOf(target, document);
  const failed = (message: string, serverWords?: string): Discovery => ({
    kind: "failed",
    discovery,
    keys: [],
    algorithms: [],
    message,
    curl,
    ...(serverWords ? { log: `oidc authenticator: initializing plugin: ${serverWords}` } : {}),
  });

  // The server's request always names the well-known URL; discoveryURL replaces it on the way.
  if (document.kind === "failed") return failed(document.message, getWords(wellKnown, document));
  if (document.status !== 200) {
    return failed(
      `The issuer answered ${document.status} ${document.statusText} at its discovery URL.`,
      `${document.status} ${document.statusText}: ${cut(document.body)}`,
    );
  }
  const provider = parseProvider(document);
  if (typeof provider === "string")
    return failed(
      document.body.trimStart().startsWith("<")
        ? "The discovery document is HTML or XML, not JSON."
        : "The server cannot read the discovery document.",
      provider,
    );
  if (provider.issuer !== request.issuer) {
    return failed(
      `The discovery document names the issuer ${JSON.stringify(cut(provider.issuer))}, not ${JSON.stringify(request.issuer)}; the server compares character by character.`,
      `oidc: issuer did not match the issuer returned by provider, expected ${quote(request.issuer)} got ${quote(cut(provider.issuer))}`,
    );
  }
  if (provider.jwksUri === "") {
    const log = "provider did not return JWKS URL";
    return { ...failed("The discovery document has no jwks_uri."), log };
  }
  curl.push(curlCommand(provider.jwksUri, request));

  const keyDocument = await fetchPinned(provider.jwksUri, withCa);
  const keySet = reportOf(provider.jwksUri, keyDocument);
  const algorithms = provider.algorithms.filter((name) => name.length < 20).slice(0, 50);
  const base = { discovery, keySet, algorithms, curl };
  if (keyDocument.kind === "failed") {
    return {
      ...base,
      kind: "failed",
      keys: [],
      message: `The key set could not be fetched: ${keyDocument.message}`,
    };
  }
  if (keyDocument.status !== 200) {
    const message = `The issuer answered ${keyDocument.status} ${keyDocument.statusText} for its key set. Tokens fail with “get keys failed: ${keyDocument.status} ${keyDocument.statusText} …”.`;
    return { ...base, kind: "failed", keys: [], message };
  }
  const keys = summarizeKeys(keyDocument.body);
  if (keys === undefined) {
    return {
      ...base,
      kind: "failed",
      keys: [],
      message: "The key set is no JSON object with a list `keys`.",
    };
  }
  const { text, leftOut } = passKeys(keyDocument.body);
  return {
    ...base,
    kind: "discovered",
    keys,
    jwks: text,
    ...(leftOut.length > 0 && {
      message: `The key set has more than public keys; this was left out: ${leftOut.join(", ")}. kube-apiserver reads the key set whole.`,
    }),
  };
}

/** go-oidc's NewProvider: one trailing slash of the issuer is cut. */
function wellKnownUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

function reportOf(url: string, answer: FetchedDocument | FetchFailure): RequestReport {
  if (answer.kind === "failed") return { url, redirects: [], chain: [] };
  const { status, address, date, cacheControl, redirects, chain } = answer;
  return { url: answer.url, status, address, date, cacheControl, redirects, chain };
}

function getWords(url: string, failure: FetchFailure): string | undefined {
  return failure.serverWords ? `Get ${JSON.stringify(url)}: ${failure.serverWords}` : undefined;
}

/** go-oidc's unmarshalResp: the provider, or the server's words for a document that it cannot decode. */
function parseProvider(document: FetchedDocument): ProviderJson | string {
  const decoded = decodeDiscovery(document.body);
  if (decoded.kind === "ok") return decoded.value;
  const prefix = "oidc: failed to decode provider discovery object: ";
  const mediaType = document.contentType.split(";")[0]?.trim() ?? "";
  return mediaType === "application/json"
    ? `${prefix}got Content-Type = application/json, but could not unmarshal as JSON: ${decoded.message}`
    : `${prefix}expected Content-Type = application/json, got ${quote(cut(document.contentType))}: ${decoded.message}`;
}

function summarizeKeys(body: string): KeySummary[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const keys =
    typeof parsed === "object" && parsed !== null && "keys" in parsed ? parsed.keys : undefined;
  if (!Array.isArray(keys)) return undefined;
  return keys.map((key: Record<string, unknown> | null) => ({
    kid: cut(stringOf(key?.kid)),
    kty: cut(stringOf(key?.kty)),
    alg: cut(stringOf(key?.alg)),
    use: cut(stringOf(key?.use)),
    size: cut(stringOf(key?.crv)) || modulusBits(stringOf(key?.n)),
  }));
}

function modulusBits(modulus: string): string {
  const bytes = Buffer.from(modulus, "base64url");
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first < 0) return "";
  return String((bytes.length - first - 1) * 8 + (32 - Math.clz32(bytes[first] ?? 0)));
}

function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function curlCommand(url: string, request: DiscoveryRequest): string {
  const ca = request.certificateAuthority ? "--cacert ca.pem " : "";
  return `curl -sS ${ca}'${url.replaceAll("'", "'\\''")}'`;
}

import { findProxy, isLoopback } from "./proxy.ts";
import { type Reply, send, surroundingsOf } from "./send.ts";

/** A key set from the network, and what its discovery document said. */
export type FetchedKeys =
  | {
      readonly kind: "keys";
      /** Of the key set. */
      readonly url: string;
      readonly text: string;
      /** Sentences. */
      readonly notes: readonly string[];
    }
  | { readonly kind: "failed"; readonly message: string };

/** How keys are fetched. */
export interface FetchKeysOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Is told of each request before it is made. */
  readonly announce: (line: string) => void;
}

const limits = { milliseconds: 10_000, size: 1_048_576 };
const mostRedirects = 5;

/**
 * Fetches the key set of a URL: of an issuer, of a discovery document or of a key set itself. A key set is one request,
 * a discovery document two. Never throws.
 */
export async function fetchKeys(text: string, options: FetchKeysOptions): Promise<FetchedKeys> {
  if (!URL.canParse(text)) return fail(`${text} is no URL`);
  const first = await get(text, options);
  if (typeof first === "string") return fail(first);
  const found = parseObject(first.body);
  if (first.status === 200 && Array.isArray(found.keys)) return finish(text, first.body, []);
  if (first.status === 200 && typeof found.jwks_uri === "string") {
    return follow(found, text.replace(/\/\.well-known\/openid-configuration$/, ""), options);
  }
  const wellKnown = "/.well-known/openid-configuration";
  if (text.endsWith(wellKnown)) return fail(describeReply(text, first));
  // As go-oidc makes the URL of an issuer: one slash at the end is cut.
  const address = `${text.replace(/\/$/, "")}${wellKnown}`;
  const document = await get(address, options);
  if (typeof document === "string") return fail(document);
  const provider = parseObject(document.body);
  if (document.status !== 200 || typeof provider.jwks_uri !== "string") {
    return fail(describeReply(address, document));
  }
  return follow(provider, text, options);
}

async function follow(
  { issuer, jwks_uri: address }: Readonly<Record<string, unknown>>,
  wanted: string,
  options: FetchKeysOptions,
): Promise<FetchedKeys> {
  const url = String(address);
  if (!URL.canParse(url)) return fail(`the discovery document's jwks_uri is no URL: ${url}`);
  const notes =
    issuer === wanted
      ? []
      : [
          `The discovery document names the issuer ${JSON.stringify(issuer ?? "")}, not ${JSON.stringify(wanted)}; kube-apiserver compares character by character.`,
        ];
  const set = await get(url, options);
  if (typeof set === "string") return fail(set);
  if (set.status !== 200) return fail(describeReply(url, set));
  return finish(url, set.body, notes);
}

function finish(url: string, text: string, notes: readonly string[]): FetchedKeys {
  return { kind: "keys", url, text, notes };
}

function fail(message: string): FetchedKeys {
  return { kind: "failed", message };
}

function describeReply(url: string, { status }: Reply): string {
  return status === 200
    ? `${url} serves neither a key set nor a discovery document`
    : `${url} answered ${status}`;
}

/** GET with redirects; a text says why there is no answer. */
async function get(
  start: string,
  { environment, announce }: FetchKeysOptions,
): Promise<Reply | string> {
  let url = new URL(start);
  for (let redirects = 0; ; redirects++) {
    const problem = checkUrl(url);
    if (problem !== undefined) return problem;
    const proxy = findProxy(url, environment);
    const through = proxy === undefined ? "" : ` through the proxy ${new URL(proxy).host}`;
    announce(`GET ${url.href}${through}`);
    let own: Awaited<ReturnType<typeof surroundingsOf>>;
    try {
      own = await surroundingsOf(url, environment);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    const headers = { accept: "application/json", "user-agent": "claimcheck" };
    const reply = await send(url, { ...own, headers }, undefined, limits);
    if (reply.kind === "failed") return `${url.href}: ${reply.message}`;
    const { status, location } = reply;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return reply;
    if (redirects >= mostRedirects) return `${start}: more than ${mostRedirects} redirects`;
    if (!URL.canParse(location, url.href)) return `${url.href} redirects to what is no URL`;
    const next = new URL(location, url.href);
    if (url.protocol === "https:" && next.protocol !== "https:") {
      return `${url.href} redirects to ${next.href}, which is not encrypted`;
    }
    url = next;
  }
}

// Keys that come unencrypted are anybody's, unless they come from this machine.
function checkUrl(url: URL): string | undefined {
  if (url.username !== "" || url.password !== "") return "the URL carries a user or password";
  if (url.protocol === "https:") return undefined;
  if (url.protocol === "http:" && isLoopback(url.hostname)) return undefined;
  return `${url.href}: only https is fetched`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

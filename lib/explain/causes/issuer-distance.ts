/** How an iss and an issuer.url differ. */
export interface IssuerDifference {
  readonly kind: "slash" | "scheme" | "case" | "port" | "path" | "auth" | "host" | "placeholder";
  readonly sentence: string;
  readonly remedy: string;
}

/**
 * The configured URL that is almost the token's issuer, with how they differ; undefined if none is. Almost means: one
 * difference in slash, scheme, letter case, port, path or host, or a placeholder in the configuration.
 */
export function closestIssuer(
  issuer: string,
  urls: readonly string[],
): { readonly url: string; readonly difference: IssuerDifference } | undefined {
  const found = urls.flatMap((url) => {
    const difference = compareIssuers(issuer, url);
    return difference === undefined ? [] : [{ url, difference }];
  });
  return found.sort((a, b) => rank(a.difference) - rank(b.difference))[0];
}

/** How an iss differs from an issuer.url that it is not equal to; undefined if it is another issuer. */
export function compareIssuers(issuer: string, url: string): IssuerDifference | undefined {
  if (trimSlash(issuer) === trimSlash(url)) return differences.slash;
  const a = parse(issuer);
  const b = parse(url);
  if (a === undefined || b === undefined) return undefined;
  if (issuer.toLowerCase() === url.toLowerCase()) return differences.case;
  const sameHost = a.host === b.host;
  const samePath = trimSlash(a.path) === trimSlash(b.path);
  if (sameHost && samePath && a.port === b.port) return differences.scheme;
  if (sameHost && samePath) return differences.port;
  if (sameHost && withoutAuth(a.path) === withoutAuth(b.path)) return differences.auth;
  if (sameHost) return differences.path;
  if (hasPlaceholder(b.host) && samePath && sameTail(a.host, b.host)) {
    return differences.placeholder;
  }
  // Two hosts without a path are two issuers, as far as anybody can tell.
  if (samePath && a.path.length > 1) return differences.host;
  return undefined;
}

const differences: Readonly<Record<IssuerDifference["kind"], IssuerDifference>> = {
  slash: {
    kind: "slash",
    sentence: "The URLs differ in the slash at the end.",
    remedy: "Write issuer.url exactly as the token's iss, with or without the slash.",
  },
  case: {
    kind: "case",
    sentence: "The URLs differ in upper and lower case.",
    remedy: "Write issuer.url exactly as the token's iss.",
  },
  scheme: {
    kind: "scheme",
    sentence: "The token's iss begins with another scheme (http instead of https, or the reverse).",
    remedy:
      "kube-apiserver takes https issuers only. Set the public https URL at the issuer (Keycloak: KC_HOSTNAME and KC_PROXY_HEADERS behind a proxy), so that tokens carry it as iss.",
  },
  port: {
    kind: "port",
    sentence: "The URLs differ in the port.",
    remedy: "Write issuer.url exactly as the token's iss, or set the public URL at the issuer.",
  },
  path: {
    kind: "path",
    sentence: "The host is the same and the path differs.",
    remedy:
      "Write issuer.url exactly as the token's iss if this is the right realm, tenant or application. Otherwise log in at the one that is configured.",
  },
  auth: {
    kind: "auth",
    sentence: "The host is the same and the path differs by /auth.",
    remedy:
      "Write issuer.url exactly as the token's iss. Keycloak has had no /auth in the path since version 17, unless KC_HTTP_RELATIVE_PATH sets it.",
  },
  host: {
    kind: "host",
    sentence: "The path is the same and the host differs.",
    remedy:
      "The issuer is reached under two names. Set its public host name at the issuer, so that iss is the same for every client, or write issuer.url as the token's iss and the reachable address into issuer.discoveryURL.",
  },
  placeholder: {
    kind: "placeholder",
    sentence: "issuer.url still holds a placeholder.",
    remedy: "Replace it with the token's iss.",
  },
};

const order: readonly IssuerDifference["kind"][] = [
  "slash",
  "case",
  "placeholder",
  "port",
  "auth",
  "path",
  "host",
  "scheme",
];

function rank({ kind }: IssuerDifference): number {
  return order.indexOf(kind);
}

interface Parts {
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

function parse(url: string): Parts | undefined {
  const found = /^https?:\/\/([^/?#:@\s]{1,253})(?::(\d{1,5}))?(\/[^?#\s]*)?$/i.exec(url);
  if (found === null) return undefined;
  const [, host = "", port = "", path = "/"] = found;
  return { host: host.toLowerCase(), port, path };
}

// Keycloak before version 17: /auth/realms/main.
function withoutAuth(path: string): string {
  return trimSlash(path.startsWith("/auth/realms/") ? path.slice("/auth".length) : path);
}

function trimSlash(text: string): string {
  return text.endsWith("/") ? text.slice(0, -1) : text;
}

// xxx, your-…, my-…, example: what guides leave to be filled in, as the first label of the host.
function hasPlaceholder(host: string): boolean {
  const [first = ""] = host.split(".");
  return /^(?:x{3,}|your[\w-]*|my[\w-]*|changeme|todo|tenant|domain|account|[\w-]*-(?:id|name))$/.test(
    first,
  );
}

// All labels but the first are the same, and there are at least two of them.
function sameTail(a: string, b: string): boolean {
  const tail = (host: string) => host.split(".").slice(1);
  return tail(a).length > 1 && tail(a).join(".") === tail(b).join(".");
}

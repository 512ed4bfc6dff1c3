import type { CauseCode } from "../../diagnostics/cause-code.ts";
import { readQuoted } from "../../go/unquote.ts";
import { after, type Cause, type CauseReader } from "./cause.ts";

/** What oidc.go says of an issuer that cannot be used yet: discovery and its state. */
export const explainIssuerState: CauseReader = (message) => {
  if (message === "oidc: authenticator not initialized") {
    return {
      code: "issuer-not-ready",
      field: "issuer.url",
      cause: "The API server has not read this issuer's discovery document yet.",
      remedy:
        "Look for “oidc authenticator: initializing plugin” in the log of kube-apiserver: it says why. It tries again every 10 seconds.",
    };
  }
  const initializing = after(message, "oidc authenticator: initializing plugin: ");
  if (initializing !== undefined) return explainFetch(initializing, "discovery");
  if (message === "provider did not return JWKS URL") {
    return {
      code: "issuer-keys-unreadable",
      field: "issuer.url",
      cause: "The issuer's discovery document has no jwks_uri.",
      remedy:
        "issuer.url or issuer.discoveryURL must lead to an OpenID Connect discovery document.",
    };
  }
  const unhealthy = healthError(message);
  return unhealthy === undefined ? undefined : explainFetch(unhealthy, "discovery");
};

/** Why a document of the issuer could not be read, from Go's error. */
export function explainFetch(error: string, what: "discovery" | "keys"): Cause {
  const document = what === "keys" ? "keys (jwks_uri)" : "discovery document";
  const at = urlOf(error);
  const from = at === undefined ? "" : ` at ${at}`;
  const reason = reasonOf(error);
  return {
    code: reason.code ?? (what === "keys" ? "issuer-keys-unreadable" : "issuer-unreachable"),
    field: reason.field ?? "issuer.url",
    cause: `The API server cannot read the issuer's ${document}${from}: ${reason.cause(error)}`,
    remedy: reason.remedy,
  };
}

interface Reason {
  readonly has: (error: string) => boolean;
  readonly code?: CauseCode;
  readonly field?: string;
  readonly cause: (error: string) => string;
  readonly remedy: string;
}

/** The first that fits counts. */
const reasons: readonly Reason[] = [
  {
    has: saysMismatch,
    code: "issuer-mismatch",
    cause: (error) => {
      const [expected = "", got = ""] = mismatchOf(error);
      return `it names the issuer ${got}, and the configuration says ${expected}.`;
    },
    remedy:
      "Set issuer.url to exactly the issuer that the discovery document names. It is also the iss of its tokens.",
  },
  {
    has: (error) => error.includes("x509: certificate signed by unknown authority"),
    code: "issuer-tls",
    field: "issuer.certificateAuthority",
    cause: () => "its certificate is signed by an authority that the API server does not trust.",
    remedy:
      "Put the certificate of the issuer's authority into issuer.certificateAuthority as PEM (with flags: --oidc-ca-file).",
  },
  {
    has: (error) => error.includes("relies on legacy Common Name field"),
    code: "issuer-tls",
    cause: () =>
      "its certificate names the host only in the Common Name, which Go has not read since 1.15.",
    remedy:
      "Issue a certificate for the issuer with the host name as a DNS subject alternative name (SAN).",
  },
  {
    has: (error) => error.includes("x509: certificate has expired or is not yet valid"),
    code: "issuer-tls",
    cause: (error) => `its certificate is not valid now (${error.slice(tlsAt(error))}).`,
    remedy:
      "Renew the issuer's certificate. If it is new, compare the clocks of the issuer and of the control plane.",
  },
  {
    has: (error) =>
      /x509: certificate is (?:valid for|not valid for)|doesn't contain any IP SANs/.test(error),
    code: "issuer-tls",
    cause: (error) => `its certificate is for another name (${error.slice(tlsAt(error))}).`,
    remedy:
      "Write a host name into issuer.url that the certificate names, or issue the certificate for this one. It is also the host in the tokens' iss.",
  },
  {
    has: (error) => error.includes("TLS handshake timeout"),
    code: "issuer-unreachable",
    cause: () => "the connection was made, and the TLS handshake had no answer in time.",
    remedy:
      "Check the port in issuer.url and what is between the control plane and the issuer: a proxy, a firewall or a load balancer that does not pass TLS on.",
  },
  {
    has: (error) => error.includes("x509: ") || error.includes("tls: "),
    code: "issuer-tls",
    field: "issuer.certificateAuthority",
    cause: (error) => `the TLS connection fails (${error.slice(tlsAt(error))}).`,
    remedy:
      "The certificate must be valid for the host name in issuer.url, not expired, and signed by issuer.certificateAuthority or by an authority that the control plane trusts.",
  },
  {
    has: (error) => error.includes("server gave HTTP response to HTTPS client"),
    code: "issuer-tls",
    cause: () => "the port answers plain HTTP, not TLS.",
    remedy: "issuer.url must lead to a port that serves HTTPS.",
  },
  {
    has: (error) => /(?:^|: )(?:unexpected )?EOF$/.test(error),
    cause: () => "the connection was closed without an answer (EOF).",
    remedy:
      "Check the host and port in issuer.url: the port may not serve TLS, or a proxy or load balancer closes the connection. Fetch the URL from a control-plane node with curl.",
  },
  {
    has: (error) => error.includes("no such host"),
    code: "issuer-unreachable",
    cause: () => "its host name is not resolved.",
    remedy:
      "kube-apiserver resolves names with the DNS of its node, not with cluster DNS: names of Services (.svc) do not resolve there. Check the host name from a control-plane node.",
  },
  {
    has: (error) => error.includes("connection refused"),
    code: "issuer-unreachable",
    cause: () => "the connection was refused.",
    remedy:
      "Check that the issuer runs and that the control plane reaches its host and port. Fetch the URL from a control-plane node with curl.",
  },
  {
    has: (error) =>
      error.includes("deadline exceeded") ||
      error.includes("i/o timeout") ||
      error.includes("request canceled") ||
      error.includes("context canceled"),
    code: "issuer-unreachable",
    cause: () => "it did not answer in time.",
    remedy:
      "Check the network between control plane and issuer: firewall, proxy (HTTPS_PROXY of kube-apiserver) and route. issuer.egressSelectorType chooses the way if an egress selector is configured.",
  },
  {
    has: (error) => error.includes("dial tcp") || error.includes("network is unreachable"),
    code: "issuer-unreachable",
    cause: () => "there is no connection to it.",
    remedy:
      "Check the network between control plane and issuer. Fetch the URL from a control-plane node with curl.",
  },
  {
    has: (error) => error.includes("failed to decode"),
    cause: () => "the answer is not the expected JSON document.",
    remedy:
      "A login page or a proxy answers instead of the issuer, or the path of issuer.url is wrong. Open the URL with /.well-known/openid-configuration behind it.",
  },
  {
    has: (error) => /(?:^|: )[1-5]\d\d /.test(error),
    cause: (error) => `it answers ${/[1-5]\d\d [A-Za-z ]*/.exec(error)?.[0].trim() ?? "an error"}.`,
    remedy:
      "Check the path of issuer.url: the discovery document is at issuer.url + /.well-known/openid-configuration (or at issuer.discoveryURL) and must be readable without a login.",
  },
  {
    has: (error) => error.includes("go-jose") || error.includes("unsupported"),
    cause: (error) => `a key in the set is not understood (${error}).`,
    remedy:
      "Up to 1.37 one key of an unknown type makes the whole set unreadable. Remove that key at the issuer. From 1.38 such a key is skipped.",
  },
];

const otherReason: Reason = {
  has: () => true,
  cause: (error) => `${error.endsWith(".") ? error.slice(0, -1) : error}.`,
  remedy: "Fetch the document from a control-plane node, with the same authority and network.",
};

function reasonOf(error: string): Reason {
  return reasons.find(({ has }) => has(error)) ?? otherReason;
}

function tlsAt(error: string): number {
  const at = error.indexOf("x509: ");
  return at >= 0 ? at : error.indexOf("tls: ");
}

// Get "https://…": what went wrong
function urlOf(error: string): string | undefined {
  const at = error.indexOf('"http');
  return at < 0 ? undefined : readQuoted(error, at)?.value;
}

/** Whether go-oidc says that the discovery document names another issuer, in the words of its old or new versions. */
export function saysMismatch(error: string): boolean {
  return /did not match the issuer (?:URL )?returned by provider/.test(error);
}

/**
 * The two issuers of go-oidc's `did not match … expected "a" got "b"`, or `provided to client ("a") did not match the issuer
 * URL returned by provider ("b")`; empty if the text says otherwise.
 */
export function mismatchOf(error: string): readonly string[] {
  const newer =
    / \("([^"]{0,2000})"\) did not match the issuer URL returned by provider \("([^"]{0,2000})"\)/.exec(
      error,
    );
  if (newer !== null) return newer.slice(1);
  const at = error.indexOf('expected "');
  const expected = at < 0 ? undefined : readQuoted(error, at + "expected ".length);
  if (expected === undefined) return [];
  const got = readQuoted(error, expected.end + " got ".length);
  return got === undefined ? [] : [expected.value, got.value];
}

// oidc: authenticator for issuer "…" is not healthy: why
function healthError(message: string): string | undefined {
  const rest = after(message, "oidc: authenticator for issuer ");
  const issuer = rest === undefined ? undefined : readQuoted(rest);
  if (rest === undefined || issuer === undefined) return undefined;
  return after(rest.slice(issuer.end), " is not healthy: ");
}

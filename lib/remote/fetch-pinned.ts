import { lookup as systemLookup } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { pipeline } from "node:stream/promises";
import type { PeerCertificate, TLSSocket } from "node:tls";
import { createGunzip } from "node:zlib";
import { type AllowedNetwork, allowVariable, judgeAddress } from "./networks.ts";

/**
 * GET over https for a visitor, without becoming the visitor's way into the operator's network: every address that a
 * name resolves to is judged, the connection is pinned to one of them, and what it really reached is judged again
 * before a byte is sent. Redirects go through the same gate.
 */

/** What a request may reach and how long it may take. */
export interface FetchOptions {
  readonly allowed: readonly AllowedNetwork[];
  /** PEM; if given it replaces the system's roots, as in kube-apiserver. */
  readonly certificateAuthority?: string;
  readonly limits?: Partial<FetchLimits>;
  /** Names to addresses; the system's resolver if absent. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Ends the requests, as when the visitor has gone. */
  readonly signal?: AbortSignal;
}

/** Where a request ends. */
export interface FetchLimits {
  /** Milliseconds for the whole chain of requests. */
  readonly time: number;
  /** Bytes of one body, as sent and again once decompressed. */
  readonly size: number;
  readonly redirects: number;
}

/** Ten seconds, a mebibyte, five redirects. */
const defaultLimits: FetchLimits = { time: 10_000, size: 1_048_576, redirects: 5 };

/** An answer, whatever its status. */
export interface FetchedDocument {
  readonly kind: "fetched";
  /** After redirects. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly contentType: string;
  /** The `Date` header as sent, empty if there is none. */
  readonly date: string;
  readonly cacheControl: string;
  readonly body: string;
  readonly address: string;
  readonly redirects: readonly string[];
  readonly chain: readonly CertificateSummary[];
}

/** The certificate with which a server showed itself. */
export interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly sha256: string;
}

/** Why there is no answer. */
export type FetchFailure = {
  readonly kind: "failed";
  readonly url: string;
  /** Why: refused by our own gate, a limit of ours, or the network. */
  readonly reason: "refused" | "limit" | "network" | "tls";
  readonly message: string;
  /** What kube-apiserver would write after `Get "…": `, if it is known. */
  readonly serverWords?: string;
};

/** Fetches `url`; a failure is a value, with the reason in words. */
export async function fetchPinned(
  url: string,
  options: FetchOptions,
): Promise<FetchedDocument | FetchFailure> {
  const limits = { ...defaultLimits, ...options.limits };
  const time = AbortSignal.timeout(limits.time);
  const deadline = options.signal ? AbortSignal.any([time, options.signal]) : time;
  const redirects: string[] = [];
  let target = url;
  for (;;) {
    const answer = await requestOnce(target, options, limits, deadline);
    if (answer.kind === "failed") return answer;
    if (answer.kind === "fetched") return { ...answer, redirects };
    redirects.push(target);
    if (redirects.length > limits.redirects) {
      return failure(target, "limit", `more than ${limits.redirects} redirects`);
    }
    target = answer.location;
  }
}

type Redirect = { readonly kind: "redirect"; readonly location: string };

async function requestOnce(
  target: string,
  options: FetchOptions,
  limits: FetchLimits,
  deadline: AbortSignal,
): Promise<FetchedDocument | FetchFailure | Redirect> {
  const url = parseTarget(target);
  if (typeof url === "string") return failure(target, "refused", url);
  const port = url.port === "" ? 443 : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, "");

  let addresses: readonly string[];
  try {
    addresses = isIP(host)
      ? [host]
      : await within(deadline, (options.resolve ?? resolveHost)(host));
  } catch (error) {
    if (deadline.aborted) return tooSlow(target, limits);
    const words = `dial tcp: lookup ${host}: no such host`;
    return {
      ...failure(target, "network", `${host} has no address (${messageOf(error)})`),
      serverWords: words,
    };
  }
  // One bad address refuses the name: which of them a connection takes is not for the name's owner to choose.
  for (const address of addresses) {
    const judgement = judgeAddress(address, port, options.allowed);
    if (judgement.kind === "refused") return refusal(target, judgement.reason);
  }
  const [address] = addresses;
  if (address === undefined) return failure(target, "network", `${host} has no address`);
  return connect(url, { host, port, address }, { options, limits, deadline });
}

function parseTarget(target: string): URL | string {
  if (!URL.canParse(target)) return "this is no URL";
  const url = new URL(target);
  if (url.protocol !== "https:")
    return `only https is fetched, not ${url.protocol.replace(":", "")}`;
  if (url.username !== "" || url.password !== "") return "the URL carries a user or password";
  return url;
}

function connect(
  url: URL,
  { host, port, address }: { host: string; port: number; address: string },
  bounds: { options: FetchOptions; limits: FetchLimits; deadline: AbortSignal },
): Promise<FetchedDocument | FetchFailure | Redirect> {
  const { options, limits, deadline } = bounds;
  return new Promise((settle) => {
    const family = isIP(address);
    const request = https.request(
      url,
      {
        method: "GET",
        // Go's client asks for gzip too and unpacks it.
        headers: {
          accept: "application/json",
          "accept-encoding": "gzip",
          "user-agent": "claimcheck",
        },
        // A fresh connection each time: a pooled one would escape the check below.
        agent: false,
        port,
        signal: deadline,
        ...(isIP(host) ? {} : { servername: host }),
        ...(options.certificateAuthority ? { ca: options.certificateAuthority } : {}),
        lookup: (_name, lookupOptions, callback) => {
          if (typeof lookupOptions === "object" && lookupOptions.all)
            callback(null, [{ address, family }]);
          else callback(null, address, family);
        },
      },
      (response) => {
        const status = response.statusCode ?? 0;
        if ([301, 302, 303, 307, 308].includes(status) && response.headers.location) {
          response.destroy();
          const next = URL.canParse(response.headers.location, url.href)
            ? new URL(response.headers.location, url.href).href
            : undefined;
          settle(
            next === undefined
              ? failure(url.href, "network", "redirects to something that is no URL")
              : { kind: "redirect", location: next },
          );
          return;
        }
        const socket = response.socket as TLSSocket;
        const chain = summarizeChain(socket);
        const ended = (result: FetchedDocument | FetchFailure): void => {
          settle(result);
          // A body that is not read to its end would keep the connection.
          request.destroy();
        };
        readBody(response, limits.size).then(
          (body) =>
            ended(
              body === undefined
                ? failure(url.href, "limit", `the answer is larger than ${limits.size} bytes`)
                : {
                    kind: "fetched",
                    url: url.href,
                    status,
                    statusText: response.statusMessage ?? "",
                    contentType: response.headers["content-type"] ?? "",
                    date: response.headers.date ?? "",
                    cacheControl: response.headers["cache-control"] ?? "",
                    body,
                    address,
                    redirects: [],
                    chain,
                  },
            ),
          (error: Error) => ended(explainFailure(url.href, error, limits, deadline)),
        );
      },
    );
    request.on("socket", (socket) => {
      // Whatever stood between the check and the connection, this is what was reached.
      socket.on("connect", () => {
        const reached = socket.remoteAddress ?? "";
        const judgement = judgeAddress(reached, port, options.allowed);
        if (judgement.kind === "allowed") return;
        settle(refusal(url.href, judgement.reason));
        request.destroy();
      });
    });
    request.on("error", (error) => settle(explainFailure(url.href, error, limits, deadline)));
    request.end();
  });
}

/** The text of a body, unpacked if it is gzip; undefined if it is too large, packed or unpacked. */
async function readBody(response: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  const bounded = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      if (size > most) throw new TooLarge();
      yield chunk;
    }
  };
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) chunks.push(chunk);
  };
  try {
    if (response.headers["content-encoding"]?.toLowerCase() === "gzip")
      await pipeline(response, bounded, createGunzip(), bounded, collect);
    else await pipeline(response, bounded, collect);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
  return Buffer.concat(chunks).toString("utf8");
}

class TooLarge extends Error {}

async function resolveHost(host: string): Promise<string[]> {
  return (await systemLookup(host, { all: true })).map(({ address }) => address);
}

function within<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    deadline.addEventListener("abort", () => reject(deadline.reason), { once: true });
    work.then(resolve, reject);
  });
}

function failure(url: string, reason: FetchFailure["reason"], message: string): FetchFailure {
  return { kind: "failed", url, reason, message };
}

function refusal(url: string, reason: string): FetchFailure {
  return failure(
    url,
    "refused",
    `${reason}. This server connects to public addresses on port 443 only; its operator can allow others in ${allowVariable}.`,
  );
}

function tooSlow(url: string, limits: FetchLimits): FetchFailure {
  return failure(url, "limit", `no answer within ${limits.time / 1000} s`);
}

function explainFailure(
  url: string,
  error: Error,
  limits: FetchLimits,
  deadline: AbortSignal,
): FetchFailure {
  if (deadline.aborted) return tooSlow(url, limits);
  const code = "code" in error ? String(error.code) : "";
  const words = tlsWords[code];
  if (words !== undefined) {
    return {
      ...failure(url, "tls", `${messageOf(error)} (${code})`),
      ...(words ? { serverWords: words } : {}),
    };
  }
  return failure(url, "network", messageOf(error));
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : String(error);
}

/** OpenSSL's codes and what Go says; empty if Go's words carry values that are not at hand. */
const tlsWords: Record<string, string> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  SELF_SIGNED_CERT_IN_CHAIN:
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  UNABLE_TO_GET_ISSUER_CERT:
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
  CERT_HAS_EXPIRED: "",
  CERT_NOT_YET_VALID: "",
  ERR_TLS_CERT_ALTNAME_INVALID: "",
  CERT_SIGNATURE_FAILURE: "",
};

function summarizeChain(socket: TLSSocket): CertificateSummary[] {
  const chain: CertificateSummary[] = [];
  let certificate = socket.getPeerCertificate(true) as PeerCertificate & {
    issuerCertificate?: PeerCertificate;
  };
  while (certificate?.fingerprint256 && chain.length < 10) {
    chain.push({
      subject: formatName(certificate.subject),
      issuer: formatName(certificate.issuer),
      notBefore: certificate.valid_from,
      notAfter: certificate.valid_to,
      sha256: certificate.fingerprint256,
    });
    // A root names itself as its issuer.
    if (!certificate.issuerCertificate || certificate.issuerCertificate === certificate) break;
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

function formatName(name: PeerCertificate["subject"] | undefined): string {
  return Object.entries(name ?? {})
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join("+") : value}`)
    .join(", ");
}

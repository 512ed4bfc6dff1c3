import { readFileSync } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import https, { type RequestOptions } from "node:https";
import { rootCertificates } from "node:tls";
import { findProxy } from "./proxy.ts";

/** An answer, whatever its status. */
export interface Reply {
  readonly kind: "reply";
  readonly status: number;
  readonly location?: string;
  readonly body: string;
}

/** Why there is no answer: a sentence without a full stop. */
export interface SendFailure {
  readonly kind: "failed";
  readonly message: string;
}

/** Where a request ends. */
export interface SendLimits {
  readonly milliseconds: number;
  /** Bytes of the body. */
  readonly size: number;
}

/** One request. Redirects are not followed. Never throws. */
export function send(
  url: URL,
  options: RequestOptions,
  body: string | undefined,
  limits: SendLimits,
): Promise<Reply | SendFailure> {
  const client = url.protocol === "https:" ? https : http;
  return new Promise((resolve) => {
    const fail = (message: string) => resolve({ kind: "failed", message });
    try {
      const request = client.request(
        url,
        { ...options, signal: AbortSignal.timeout(limits.milliseconds) },
        (response) =>
          readBody(response, limits.size).then(resolve, (error) => fail(wordsOf(error))),
      );
      request.on("error", (error) => fail(wordsOf(error)));
      request.end(body);
    } catch (error) {
      fail(wordsOf(error));
    }
  });
}

async function readBody(response: IncomingMessage, size: number): Promise<Reply | SendFailure> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > size) {
      response.destroy();
      return { kind: "failed", message: `the answer has more than ${size} bytes` };
    }
    parts.push(part);
  }
  const { location } = response.headers;
  return {
    kind: "reply",
    status: response.statusCode ?? 0,
    ...(location !== undefined && { location }),
    body: Buffer.concat(parts).toString("utf8"),
  };
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError") return "no answer in time";
  // Node leaves the message empty if a name has several addresses and none answers.
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return error.message === "" ? code : error.message;
}

/** The agent and the authorities that the environment asks for: a proxy, SSL_CERT_FILE beside Node's own NODE_EXTRA_CA_CERTS. */
export async function surroundingsOf(
  url: URL,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RequestOptions> {
  const file = environment.SSL_CERT_FILE ?? "";
  const ca = file === "" ? {} : { ca: [...rootCertificates, readFileSync(file, "utf8")] };
  const proxy = findProxy(url, environment);
  if (proxy === undefined) return ca;
  const { HttpProxyAgent, HttpsProxyAgent } = await import("hpagent");
  const Agent = url.protocol === "https:" ? HttpsProxyAgent : HttpProxyAgent;
  return { ...ca, agent: new Agent({ proxy }) };
}

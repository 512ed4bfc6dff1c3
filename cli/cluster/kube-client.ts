import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import type { Cluster } from "@kubernetes/client-node/dist/config_types.js";
import { findProxy, isLoopback } from "../network/proxy.ts";
import { type Reply, type SendFailure, send } from "../network/send.ts";

/** A cluster that can be read. */
export interface KubeClient {
  readonly server: string;
  readonly context: string;
  /** With the credentials of the kubeconfig. */
  readonly get: (path: string) => Promise<Reply | SendFailure>;
  /** A review with a token, and with no other credential: a client certificate would be looked at first. */
  readonly review: (
    api: "authentication.k8s.io" | "authorization.k8s.io",
    kind: "SelfSubjectReview" | "SelfSubjectAccessReview",
    spec: object | undefined,
    token: string,
    /** What is asked, for the line that announces the request. */
    about?: string,
  ) => Promise<Reply | SendFailure>;
}

/** How to find the kubeconfig, and a function that is called before each request and each program. */
export interface KubeClientOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly announce: (line: string) => void;
}

/** A minute, and the size of a page of 500 objects in a large cluster. */
const limits = { milliseconds: 60_000, size: 128 * 1_048_576 };

/**
 * A client for a context of the kubeconfig. It can make GET requests and self-subject reviews, which change nothing; no
 * other request can be made by it. Returns a text if something is wrong.
 */
export function openCluster(options: KubeClientOptions): KubeClient | string {
  const { announce, environment } = options;
  const config = new KubeConfig();
  try {
    if (options.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(options.kubeconfig);
  } catch (error) {
    return `the kubeconfig cannot be read: ${error instanceof Error ? error.message : error}`;
  }
  if (options.context !== undefined) config.setCurrentContext(options.context);
  const context = config.getCurrentContext();
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    const names = config.getContexts().map(({ name }) => name);
    return `the kubeconfig has no usable context ${JSON.stringify(context ?? "")}; it has ${names.join(", ") || "none"}`;
  }
  if (!URL.canParse(cluster.server)) return `the server ${cluster.server} is no URL`;
  const base = new URL(cluster.server);
  // As in kubectl, the proxy of the kubeconfig takes precedence over that of the environment.
  const proxyUrl = cluster.proxyUrl ?? findProxy(base, environment);
  const reached: Cluster = {
    ...cluster,
    ...(proxyUrl !== undefined && { proxyUrl }),
    // The library refuses plain http without this; there is no TLS to skip.
    ...(base.protocol === "http:" && { skipTLSVerify: true }),
  };
  // Without a user the library would not read the cluster's certificate authority.
  if (config.getCurrentUser() === null) {
    const user = { name: "" };
    config.users = [...config.users, user];
    config.contexts = config.contexts.map((one) =>
      one.name === context ? { ...one, user: user.name } : one,
    );
  }
  config.clusters = config.clusters.map((one) => (one.name === cluster.name ? reached : one));
  const program = config.getCurrentUser()?.exec?.command;
  if (program !== undefined) announce(`The kubeconfig's user is got by the program ${program}.`);

  const request = async (
    as: KubeConfig,
    method: "GET" | "POST",
    path: string,
    body?: object,
    about?: string,
  ): Promise<Reply | SendFailure> => {
    const who = as === config ? "" : " with the token";
    announce(`${method} ${base.origin}${path}${who}${about === undefined ? "" : `: ${about}`}`);
    const url = new URL(`${base.href.replace(/\/$/, "")}${path}`);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const own: RequestOptions = {
      method,
      headers: {
        accept: "application/json",
        "user-agent": "claimcheck",
        ...(text !== undefined && { "content-type": "application/json" }),
      },
    };
    try {
      await as.applyToHTTPSOptions(own);
    } catch (error) {
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    }
    return send(url, own, text, limits);
  };

  return {
    server: base.origin,
    context,
    get: (path) => request(config, "GET", path),
    review: async (api, kind, spec, token, about) => {
      if (base.protocol !== "https:" && !isLoopback(base.hostname)) {
        return { kind: "failed", message: "a token is not sent to a server without https" };
      }
      const bearer = new KubeConfig();
      bearer.loadFromClusterAndUser(reached, { name: "token", token });
      const path = `/apis/${api}/v1/${kind.toLowerCase()}s`;
      const body = { apiVersion: `${api}/v1`, kind, ...(spec !== undefined && { spec }) };
      return request(bearer, "POST", path, body, about);
    },
  };
}

import { isIP } from "node:net";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL by the variables that Go and curl read: HTTPS_PROXY or HTTP_PROXY unless NO_PROXY names the host.
 * This machine itself is reached without one. Undefined if there is none. Follows golang.org/x/net/http/httpproxy.
 */
export function findProxy(url: URL, environment: Environment): string | undefined {
  const of = (name: string) => environment[name] || environment[name.toLowerCase()] || undefined;
  const proxy = of(url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY");
  if (proxy === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (isLoopback(host)) return undefined;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const exempt = (of("NO_PROXY") ?? "").split(",").some((rule) => isExempt(rule, host, port));
  return exempt ? undefined : proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** Whether a host is this machine. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));
}

// "*", a name for itself and what is below it, ".example.com" for what is below, an address, a network, each with a port or without.
function isExempt(text: string, host: string, port: string): boolean {
  const rule = text.trim().toLowerCase();
  if (rule === "") return false;
  if (rule === "*") return true;
  if (rule.includes("/")) return isIn(rule, host);
  const colon = isIP(rule) === 6 ? -1 : rule.lastIndexOf(":");
  if (colon !== -1 && rule.slice(colon + 1) !== port) return false;
  const name = (colon === -1 ? rule : rule.slice(0, colon)).replace(/^\*(?=\.)/, "");
  if (name.startsWith(".")) return host.endsWith(name);
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

// IPv4 only: a network of IPv6 addresses in NO_PROXY is rare, and the proxy is then asked.
function isIn(rule: string, host: string): boolean {
  const [network = "", length = ""] = rule.split("/");
  if (isIP(host) !== 4 || isIP(network) !== 4 || !/^\d+$/.test(length)) return false;
  const bits = Math.min(32, Number(length));
  const mask = bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
  return (toNumber(host) & mask) >>> 0 === (toNumber(network) & mask) >>> 0;
}

function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

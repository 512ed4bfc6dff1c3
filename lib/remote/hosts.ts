import { isIP } from "node:net";

/**
 * By which names this server may be called. A page of another site whose name is made to resolve to this machine (DNS
 * rebinding) still sends its own name as Host, so a name that was not configured for this server is refused.
 */

/** A name that the operator gave to this server; without a port, any port. */
export interface NamedHost {
  /** In lower case, an IPv6 address in brackets. */
  readonly name: string;
  readonly port?: number;
}

/** The variable that names the hosts. */
export const hostsVariable = "CLAIMCHECK_HOSTS";

/**
 * Reads the operator's list, names with or without a port, separated by commas or blanks:
 * `claimcheck.example.com, 10.0.0.5:3000, [fd00::5]`. Each entry that cannot be read gives a problem that names it.
 */
export function parseHosts(text: string): { hosts: NamedHost[]; problems: string[] } {
  const hosts: NamedHost[] = [];
  const problems: string[] = [];
  for (const entry of splitList(text)) {
    const host = parseHost(entry);
    if (entry === "") problems.push(`${hostsVariable}: an entry is empty (a comma too many).`);
    else if (host) hosts.push(host);
    else {
      problems.push(
        `${hostsVariable}: ${JSON.stringify(entry)} is no host. Write a name or an address, with a port if only that one counts: claimcheck.example.com, 10.0.0.5:3000, [fd00::5].`,
      );
    }
  }
  return { hosts, problems };
}

/** The entries of a list with commas or blanks between; a comma too many gives an empty entry. */
export function splitList(text: string): string[] {
  const trimmed = text.trim();
  return trimmed === "" ? [] : trimmed.split(",").flatMap((part) => part.trim().split(/\s+/));
}

/** Whether a Host header names this server: localhost, a loopback address, or what the operator named. */
export function isNamedHost(header: string, hosts: readonly NamedHost[]): boolean {
  const host = parseHost(header);
  if (host === undefined) return false;
  if (host.name === "localhost" || host.name === "[::1]") return true;
  if (isIP(host.name) === 4 && host.name.startsWith("127.")) return true;
  return hosts.some(
    ({ name, port }) => name === host.name && (port === undefined || port === host.port),
  );
}

/** Whether an Origin header and a Host header name the same server; a default port may be left out in either. */
export function isOriginOfHost(origin: string, header: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, port } = new URL(origin);
  const standard = { "http:": 80, "https:": 443 }[protocol];
  const host = parseHost(header);
  if (standard === undefined || host === undefined) return false;
  const from = parseHost(hostname);
  return (
    from?.name === host.name && (port === "" ? standard : Number(port)) === (host.port ?? standard)
  );
}

function parseHost(text: string): NamedHost | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([1-9]\d{0,4}))?$/i.exec(text);
  if (!match) return undefined;
  const name = canonicalName(match[1] ?? "");
  const port = match[2] === undefined ? undefined : Number(match[2]);
  if (name === undefined || (port !== undefined && port > 65535)) return undefined;
  return port === undefined ? { name } : { name, port };
}

function canonicalName(text: string): string | undefined {
  if (text.startsWith("[")) {
    // The URL parser writes IPv6 in one canonical form.
    return isIP(text.slice(1, -1)) === 6 ? new URL(`http://${text}/`).hostname : undefined;
  }
  const name = text.toLowerCase().replace(/\.$/, "");
  if (isIP(name) === 4) return name;
  const labels = name.split(".");
  // A last label of digits would be read as an IPv4 address by a browser.
  const isName =
    name.length <= 253 &&
    labels.every(
      (label) => label.length <= 63 && /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/.test(label),
    ) &&
    !/^\d+$/.test(labels.at(-1) ?? "");
  return isName ? name : undefined;
}

import { BlockList, isIP } from "node:net";

/**
 * Which addresses the server may connect to on a visitor's behalf: public ones on port 443, and what the operator
 * allowed. Special-purpose ranges follow the IANA registries (RFC 6890 and successors).
 */

/** A network that may be reached although it is not public. */
export interface AllowedNetwork {
  readonly network: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
  readonly ports: readonly number[];
}

/** Whether an address may be reached. */
export type AddressJudgement =
  | { readonly kind: "allowed" }
  | { readonly kind: "refused"; readonly reason: string };

/** The variable that names networks which may be reached although they are not public. */
export const allowVariable = "CLAIMCHECK_ALLOW_NETWORKS";

const refusedNetworks: readonly [reason: string, networks: readonly string[]][] = [
  ["the address of no host", ["0.0.0.0/8", "::/128"]],
  ["a loopback address", ["127.0.0.0/8", "::1/128"]],
  ["a private address", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"]],
  ["a link-local address", ["169.254.0.0/16", "fe80::/10"]],
  ["an address shared by a carrier", ["100.64.0.0/10"]],
  ["the metadata address of a cloud", ["168.63.129.16/32"]],
  [
    "reserved for protocols, documentation or tests",
    [
      "192.0.0.0/24",
      "192.0.2.0/24",
      "192.88.99.0/24",
      "198.18.0.0/15",
      "198.51.100.0/24",
      "203.0.113.0/24",
      "100::/64",
      "2001::/23",
      "2001:db8::/32",
      "3fff::/20",
      "5f00::/16",
    ],
  ],
  ["a multicast or reserved address", ["224.0.0.0/4", "240.0.0.0/4", "ff00::/8"]],
  // These carry an IPv4 address inside, which a gateway on the way may unwrap. ::ffff:0:0/96 is unwrapped before.
  ["an IPv6 form of an IPv4 address", ["::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"]],
];

const refused = refusedNetworks.map(([reason, networks]) => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    list.addSubnet(address, Number(prefix), isIP(address) === 4 ? "ipv4" : "ipv6");
  }
  return { reason, list };
});

/**
 * May the server connect to this address and port? `address` is a literal IPv4 or IPv6 address, as a resolver or a
 * socket gives it. IPv4-mapped IPv6 addresses are judged as the IPv4 address that they reach.
 */
export function judgeAddress(
  address: string,
  port: number,
  allowed: readonly AllowedNetwork[],
): AddressJudgement {
  const plain = unmap(address.replace(/%.*$/, "").replace(/^\[|\]$/g, ""));
  const version = isIP(plain);
  if (version === 0) return { kind: "refused", reason: `${address} is no IP address` };
  const family = version === 4 ? "ipv4" : "ipv6";
  if (allowed.some((network) => network.ports.includes(port) && contains(network, plain, family)))
    return { kind: "allowed" };
  for (const { reason, list } of refused) {
    if (list.check(plain, family)) return { kind: "refused", reason: `${address} is ${reason}` };
  }
  if (port !== 443) return { kind: "refused", reason: `port ${port} is not 443` };
  return { kind: "allowed" };
}

/**
 * Reads the operator's list: CIDRs with ports, separated by commas or blanks. `10.0.0.0/8` allows port 443,
 * `127.0.0.1/32:9443` and `[fd00::/8]:8443` the port named; several ports are written `…:443;8443`. Entries that
 * cannot be read allow nothing and are given back.
 */
export function parseAllowedNetworks(text: string): {
  networks: AllowedNetwork[];
  unreadable: string[];
} {
  const networks: AllowedNetwork[] = [];
  const unreadable: string[] = [];
  for (const entry of text.split(/[\s,]+/).filter((part) => part !== "")) {
    const network = parseAllowedNetwork(entry);
    if (network) networks.push(network);
    else unreadable.push(entry);
  }
  return { networks, unreadable };
}

function parseAllowedNetwork(entry: string): AllowedNetwork | undefined {
  const match =
    /^\[([^\]]+)\](?::([\d;]+))?$/.exec(entry) ??
    /^(\d+\.\d+\.\d+\.\d+(?:\/\d+)?)(?::([\d;]+))?$/.exec(entry) ??
    /^([0-9a-fA-F:.]+(?:\/\d+)?)()$/.exec(entry);
  const [network = "", prefixText] = match?.[1]?.split("/") ?? [];
  const version = isIP(network);
  if (version === 0) return undefined;
  const most = version === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? most : Number(prefixText);
  const ports = match?.[2] ? match[2].split(";").map(Number) : [443];
  if (prefix > most || ports.some((port) => port < 1 || port > 65535)) return undefined;
  return { network, prefix, family: version === 4 ? "ipv4" : "ipv6", ports };
}

function contains(allowed: AllowedNetwork, address: string, family: "ipv4" | "ipv6"): boolean {
  if (allowed.family !== family) return false;
  const list = new BlockList();
  list.addSubnet(allowed.network, allowed.prefix, allowed.family);
  return list.check(address, family);
}

/** `::ffff:127.0.0.1` and `::ffff:7f00:1` to `127.0.0.1`; everything else unchanged. */
function unmap(address: string): string {
  if (isIP(address) !== 6) return address;
  // The URL parser writes IPv6 in one canonical form.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!match) return canonical;
  const high = Number.parseInt(match[1] ?? "", 16);
  const low = Number.parseInt(match[2] ?? "", 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

import { BlockList, isIP } from "node:net";
import { splitList } from "./hosts.ts";
import { globalUnicast, specialNetworks } from "./special-networks.ts";

/**
 * Which addresses the server may connect to for a visitor: public ones on port 443, and those that the operator
 * allowed.
 */

type Family = "ipv4" | "ipv6";

/** A network that may be reached although it is not public. */
export interface AllowedNetwork {
  readonly network: string;
  readonly prefix: number;
  readonly family: Family;
  readonly ports: readonly number[];
}

/** Whether an address may be reached. */
export type AddressJudgement =
  | { readonly kind: "allowed" }
  | { readonly kind: "refused"; readonly reason: string };

/** The variable that names networks which may be reached although they are not public. */
export const allowVariable = "CLAIMCHECK_ALLOW_NETWORKS";

const refused = specialNetworks.map(([reason, networks]) => ({ reason, list: listOf(networks) }));
const unicast = listOf([globalUnicast]);

/** Each family has a list of its own, because Node's list treats an IPv4 address as the mapped IPv6 one. */
function listOf(networks: readonly string[]): { check(address: string, family: Family): boolean } {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const family = familyOf(address);
    lists[family].addSubnet(address, Number(prefix), family);
  }
  return { check: (address, family) => lists[family].check(address, family) };
}

/**
 * Whether the server may connect to this address and port. `address` is a literal IPv4 or IPv6 address, as a resolver or a
 * socket gives it. An IPv4-mapped IPv6 address may be reached if the operator allowed the IPv4 address in it.
 */
export function judgeAddress(
  address: string,
  port: number,
  allowed: readonly AllowedNetwork[],
): AddressJudgement {
  const plain = (address.split("%")[0] ?? "").replace(/^\[|\]$/g, "");
  if (isIP(plain) === 0) return { kind: "refused", reason: `${address} is no IP address` };
  const reached = unmap(plain);
  const isAllowed = allowed.some(
    (network) => network.ports.includes(port) && contains(network, reached, familyOf(reached)),
  );
  if (isAllowed) return { kind: "allowed" };
  const family = familyOf(plain);
  // In the order of the table: ::1 and :: are in ::/96 as well.
  for (const { reason, list } of refused) {
    if (list.check(plain, family)) return { kind: "refused", reason: `${address} is ${reason}` };
  }
  if (family === "ipv6" && !unicast.check(plain, family))
    return { kind: "refused", reason: `${address} is outside of ${globalUnicast}` };
  if (port !== 443) return { kind: "refused", reason: `port ${port} is not 443` };
  return { kind: "allowed" };
}

/**
 * Reads the operator's list: CIDRs with ports, separated by commas or blanks. `10.0.0.0/8` allows port 443,
 * `127.0.0.1/32:9443` and `[fd00::/8]:8443` the port named; several ports are written `…:443;8443`. An entry that
 * cannot be read, or can be read in two ways, allows nothing and gives a problem that names it.
 */
export function parseAllowedNetworks(text: string): {
  networks: AllowedNetwork[];
  problems: string[];
} {
  const networks: AllowedNetwork[] = [];
  const problems: string[] = [];
  for (const entry of splitList(text)) {
    const network = parseAllowedNetwork(entry);
    if (typeof network === "string")
      problems.push(
        entry === ""
          ? `${allowVariable}: an entry is empty (a comma too many).`
          : `${allowVariable}: ${JSON.stringify(entry)} ${network}.`,
      );
    else networks.push(network);
  }
  return { networks, problems };
}

/** The network, or what is wrong with the entry. */
function parseAllowedNetwork(entry: string): AllowedNetwork | string {
  const match =
    /^\[([0-9a-f.]*:[0-9a-f:.]*)(?:\/(\w*))?\](?::(.*))?$/i.exec(entry) ??
    /^([\d.]+)(?:\/(\w*))?(?::(.*))?$/.exec(entry) ??
    /^([0-9a-f.]*:[0-9a-f:.]*)(?:\/(\w*))?$/i.exec(entry);
  const [, network = "", prefixText, portsText] = match ?? [];
  const version = isIP(network);
  if (version === 0) return "is no network; write 10.0.0.0/8, 10.1.2.3:8443 or [fd00::/8]:443;8443";
  if (version === 6 && prefixText === undefined && !entry.startsWith("["))
    return `can be read as an address or as an address and a port; write [${entry}] or ${entry}/128`;
  const most = version === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? most : readNumber(prefixText, most);
  if (prefix === undefined) return `has no prefix length from 0 to ${most} after its slash`;
  const ports = portsText === undefined ? [443] : portsText.split(";").map(readPort);
  if (!ports.every((port) => port !== undefined))
    return "has something after its colon that is no list of ports from 1 to 65535";
  const family = version === 4 ? "ipv4" : "ipv6";
  if (family === "ipv6" && mapped.check(network, family))
    return "is an IPv4 network in IPv6 form; write it as IPv4";
  const first = maskAddress(network, prefix, family);
  if (first !== canonicalOf(network, family))
    return `names a network or one address in it; write ${bracket(`${first}/${prefix}`)} or ${bracket(`${network}/${most}`)}`;
  return { network, prefix, family, ports };
}

const mapped = listOf(["::ffff:0:0/96"]);

function bracket(network: string): string {
  return network.includes(":") ? `[${network}]` : network;
}

function readPort(text: string): number | undefined {
  const port = readNumber(text, 65535);
  return port === 0 ? undefined : port;
}

/** Decimal digits without a leading zero, at most `most`. */
function readNumber(text: string, most: number): number | undefined {
  return /^(?:0|[1-9]\d{0,4})$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}

/** The address with every bit after the prefix cleared, in canonical form. */
function maskAddress(address: string, prefix: number, family: Family): string {
  const [width, groups] =
    family === "ipv4"
      ? [8, address.split(".").map(Number)]
      : [16, expandGroups(canonicalOf(address, family))];
  const kept = groups.map((group, index) => {
    const bits = Math.min(width, Math.max(0, prefix - index * width));
    return group & ((0xffff << (width - bits)) & (2 ** width - 1));
  });
  if (family === "ipv4") return kept.join(".");
  return canonicalOf(kept.map((group) => group.toString(16)).join(":"), family);
}

/** The eight groups of a canonical IPv6 address. */
function expandGroups(canonical: string): number[] {
  const [head = "", tail] = canonical.split("::");
  const read = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  if (tail === undefined) return read(head);
  const before = read(head);
  const after = read(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function contains(allowed: AllowedNetwork, address: string, family: Family): boolean {
  if (allowed.family !== family) return false;
  const list = new BlockList();
  list.addSubnet(allowed.network, allowed.prefix, allowed.family);
  return list.check(address, family);
}

function familyOf(address: string): Family {
  return isIP(address) === 4 ? "ipv4" : "ipv6";
}

/** The URL parser writes IPv6 in one canonical form. */
function canonicalOf(address: string, family: Family): string {
  return family === "ipv4" ? address : new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

/** `::ffff:127.0.0.1` and `::ffff:7f00:1` to `127.0.0.1`; everything else unchanged. */
function unmap(address: string): string {
  const family = familyOf(address);
  if (family === "ipv4" || !mapped.check(address, family)) return address;
  const [high = 0, low = 0] = expandGroups(canonicalOf(address, family)).slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

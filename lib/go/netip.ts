import { toByteString } from "./byte-string.ts";
import { quoteBytes } from "./quote.ts";
import { fail, type GoResult, ok } from "./result.ts";

/** An IP address as Go's net/netip.Addr. */
export interface Addr {
  /** 4 or 6; an IPv4-mapped IPv6 address is 6. */
  readonly version: 4 | 6;
  /** 32 or 128 bits. */
  readonly bits: bigint;
  /** A byte string; "" if there is none. */
  readonly zone: string;
}

/** An address and the length of its prefix, as net/netip.Prefix. */
export interface Prefix {
  readonly addr: Addr;
  readonly length: number;
}

/** netip.ParseAddr. */
export function parseAddr(text: string): GoResult<Addr> {
  return parseAddrBytes(toByteString(text));
}

/** netip.ParseAddr of a byte string. */
export function parseAddrBytes(input: string): GoResult<Addr> {
  const found = /[.:%]/.exec(input);
  if (found?.[0] === ".") {
    const fields = parseIPv4Fields(input, input);
    return typeof fields === "bigint" ? ok({ version: 4, bits: fields, zone: "" }) : fields;
  }
  if (found?.[0] === ":") return parseIPv6(input);
  return addrError(input, found ? "missing IPv6 address" : "unable to parse IP");
}

/** netip.ParsePrefix. */
export function parsePrefix(text: string): GoResult<Prefix> {
  const input = toByteString(text);
  const refuse = (reason: string) => fail(`netip.ParsePrefix(${quoteBytes(input)}): ${reason}`);
  const slash = input.lastIndexOf("/");
  if (slash < 0) return refuse("no '/'");
  const addr = parseAddrBytes(input.slice(0, slash));
  if (addr.kind === "error") return refuse(addr.message);
  if (addr.value.zone !== "") return refuse("IPv6 zones cannot be present in a prefix");
  const length = input.slice(slash + 1);
  // A single character goes through Atoi, which fails on a sign alone; longer ones must start with 1 to 9.
  if (!/^(?:[0-9]|[1-9][0-9]+)$/.test(length) || BigInt(length) > 2n ** 63n - 1n) {
    return refuse(`bad bits after slash: ${quoteBytes(length)}`);
  }
  if (Number(length) > width(addr.value)) return refuse("prefix length out of range");
  return ok({ addr: addr.value, length: Number(length) });
}

/** Addr.String: IPv6 with its longest run of zeros cut, a mapped IPv4 as `::ffff:1.2.3.4`. */
export function formatAddr(addr: Addr): string {
  if (addr.version === 4) return formatIPv4(addr.bits);
  const zone = addr.zone === "" ? "" : `%${addr.zone}`;
  return (
    (is4In6(addr) ? `::ffff:${formatIPv4(addr.bits & 0xffffffffn)}` : formatIPv6(addr.bits)) + zone
  );
}

/** Prefix.String. */
export function formatPrefix(prefix: Prefix): string {
  return `${formatAddr(prefix.addr)}/${prefix.length}`;
}

/** Addr.Is4In6: an IPv4 address in IPv6's clothes. */
export function is4In6(addr: Addr): boolean {
  return addr.version === 6 && addr.bits >> 32n === 0xffffn;
}

/** 32 or 128. */
function width(addr: Addr): number {
  return addr.version === 4 ? 32 : 128;
}

/** Whether two addresses are equal, zones included (Go's `==`). */
export function isSameAddr(a: Addr, b: Addr): boolean {
  return a.version === b.version && a.bits === b.bits && a.zone === b.zone;
}

/** Prefix.Masked: the prefix with the bits after its length cleared. */
export function mask(prefix: Prefix): Prefix {
  const rest = BigInt(width(prefix.addr) - prefix.length);
  return {
    addr: { ...prefix.addr, bits: (prefix.addr.bits >> rest) << rest },
    length: prefix.length,
  };
}

/** Prefix.Contains: an address of the same version, without a zone, under the prefix. */
export function contains(prefix: Prefix, addr: Addr): boolean {
  if (addr.zone !== "" || addr.version !== prefix.addr.version) return false;
  const rest = BigInt(width(addr) - prefix.length);
  return addr.bits >> rest === prefix.addr.bits >> rest;
}

/** Addr.IsUnspecified: exactly 0.0.0.0 or ::. */
export function isUnspecified(addr: Addr): boolean {
  return addr.bits === 0n && addr.zone === "";
}

/** Addr.IsLoopback. */
export function isLoopback(addr: Addr): boolean {
  const plain = unmap(addr);
  return plain.version === 4 ? plain.bits >> 24n === 127n : plain.bits === 1n;
}

/** Addr.IsLinkLocalMulticast. */
export function isLinkLocalMulticast(addr: Addr): boolean {
  const plain = unmap(addr);
  return plain.version === 4
    ? plain.bits >> 8n === 0xe00000n
    : ((plain.bits >> 112n) & 0xff0fn) === 0xff02n;
}

/** Addr.IsLinkLocalUnicast. */
export function isLinkLocalUnicast(addr: Addr): boolean {
  const plain = unmap(addr);
  return plain.version === 4
    ? plain.bits >> 16n === 0xa9fen
    : ((plain.bits >> 112n) & 0xffc0n) === 0xfe80n;
}

/** Addr.IsMulticast. */
function isMulticast(addr: Addr): boolean {
  const plain = unmap(addr);
  return plain.version === 4 ? plain.bits >> 28n === 0xen : plain.bits >> 120n === 0xffn;
}

/** Addr.IsGlobalUnicast; private addresses count. */
export function isGlobalUnicast(addr: Addr): boolean {
  const plain = unmap(addr);
  if (plain.version === 4 && (plain.bits === 0n || plain.bits === 0xffffffffn)) return false;
  if (isUnspecified(plain)) return false;
  return !isLoopback(plain) && !isMulticast(plain) && !isLinkLocalUnicast(plain);
}

// netip's Unmap drops the zone of a mapped address.
function unmap(addr: Addr): Addr {
  return is4In6(addr) ? { version: 4, bits: addr.bits & 0xffffffffn, zone: "" } : addr;
}

function parseIPv4Fields(input: string, text: string): bigint | GoResult<never> {
  let bits = 0n;
  let value = 0;
  let fields = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x30 && unit <= 0x39) {
      if (digits === 1 && value === 0) {
        return addrError(input, "IPv4 field has octet with leading zero");
      }
      value = value * 10 + unit - 0x30;
      digits++;
      if (value > 255) return addrError(input, "IPv4 field has value >255");
    } else if (text[i] === ".") {
      if (i === 0 || i === text.length - 1 || text[i - 1] === ".") {
        return addrError(input, "IPv4 field must have at least one digit", text.slice(i));
      }
      if (fields === 3) return addrError(input, "IPv4 address too long");
      bits = (bits << 8n) | BigInt(value);
      fields++;
      value = 0;
      digits = 0;
    } else {
      return addrError(input, "unexpected character", text.slice(i));
    }
  }
  if (fields < 3) return addrError(input, "IPv4 address too short");
  return (bits << 8n) | BigInt(value);
}

function parseIPv6(input: string): GoResult<Addr> {
  const percent = input.indexOf("%");
  const zone = percent < 0 ? "" : input.slice(percent + 1);
  let rest = percent < 0 ? input : input.slice(0, percent);
  if (percent >= 0 && zone === "") return addrError(input, "zone must be a non-empty string");
  const groups: number[] = [];
  let ellipsis = -1;
  if (rest.startsWith("::")) {
    ellipsis = 0;
    rest = rest.slice(2);
    if (rest === "") return ok({ version: 6, bits: 0n, zone });
  }
  while (groups.length < 8) {
    const digits = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? "";
    if (digits.length > 4) {
      return addrError(input, "each group must have 4 or less digits", rest);
    }
    if (digits === "") {
      return addrError(input, "each colon-separated field must have at least one digit", rest);
    }
    if (rest[digits.length] === ".") {
      if (ellipsis < 0 && groups.length !== 6) {
        return addrError(
          input,
          "embedded IPv4 address must replace the final 2 fields of the address",
          rest,
        );
      }
      if (groups.length > 6) {
        return addrError(
          input,
          "too many hex fields to fit an embedded IPv4 at the end of the address",
          rest,
        );
      }
      const embedded = parseIPv4Fields(input, rest);
      if (typeof embedded !== "bigint") return embedded;
      groups.push(Number(embedded >> 16n), Number(embedded & 0xffffn));
      rest = "";
      break;
    }
    groups.push(Number.parseInt(digits, 16));
    rest = rest.slice(digits.length);
    if (rest === "") break;
    if (rest[0] !== ":") return addrError(input, "unexpected character, want colon", rest);
    if (rest.length === 1) {
      return addrError(input, "colon must be followed by more characters", rest);
    }
    rest = rest.slice(1);
    if (rest[0] === ":") {
      if (ellipsis >= 0) return addrError(input, "multiple :: in address", rest);
      ellipsis = groups.length;
      rest = rest.slice(1);
      if (rest === "") break;
    }
  }
  if (rest !== "") return addrError(input, "trailing garbage after address", rest);
  if (groups.length < 8) {
    if (ellipsis < 0) return addrError(input, "address string too short");
    groups.splice(ellipsis, 0, ...new Array<number>(8 - groups.length).fill(0));
  } else if (ellipsis >= 0) {
    return addrError(input, "the :: must expand to at least one field of zeros");
  }
  return ok({
    version: 6,
    bits: groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n),
    zone,
  });
}

function addrError(input: string, reason: string, at = ""): GoResult<never> {
  const place = at === "" ? "" : ` (at ${quoteBytes(at)})`;
  return fail(`ParseAddr(${quoteBytes(input)}): ${reason}${place}`);
}

function formatIPv4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join(".");
}

function formatIPv6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    Number((bits >> BigInt(112 - 16 * i)) & 0xffffn),
  );
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) {
      start = i;
      length = end - i;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  if (start < 0) return hex.join(":");
  return `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}

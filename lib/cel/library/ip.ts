import {
  type Addr,
  formatAddr,
  is4In6,
  isGlobalUnicast,
  isLinkLocalMulticast,
  isLinkLocalUnicast,
  isLoopback,
  isSameAddr,
  isUnspecified,
  parseAddr,
} from "../../go/netip.ts";
import { quote } from "../../go/quote.ts";
import { fail, type GoResult } from "../../go/result.ts";
import { bool, int, opaque, string, typeOf } from "../types.ts";
import {
  CelError,
  type CelObject,
  type CelResult,
  type CelValue,
  noSuchOverload,
} from "../values.ts";
import { declare, global, receiver } from "./build.ts";
import type { Evaluate, FunctionDeclaration, Library } from "./declaration.ts";
import { costOfParsing, costOfRewriting, nominalCost } from "./kubernetes-cost.ts";

/** The type of an address. */
export const ipType = opaque("net.IP");

/** An address as a CEL value. */
export interface IpValue extends CelObject {
  readonly addr: Addr;
}

const functions: readonly FunctionDeclaration[] = [
  declare(
    "ip",
    "An IPv4 or IPv6 address; no zone, no IPv4 address in IPv6 form.",
    [
      ["ip('2001:db8::1').family()", "6"],
      [
        "ip('10.0.0')",
        'IP Address "10.0.0" parse error during conversion from string: ParseAddr("10.0.0"): IPv4 address too short',
      ],
    ],
    [global("string_to_ip", [string], ipType, ([text]) => toIp(text), { cost: costOfParsing })],
  ),
  declare(
    "ip.isCanonical",
    "Whether an address is written in its canonical form; an error if it is no address.",
    [
      ["ip.isCanonical('2001:db8::abcd')", "true"],
      ["ip.isCanonical('2001:DB8::ABCD')", "false"],
    ],
    [global("ip_is_canonical", [string], bool, isCanonical, { cost: costOfRewriting })],
  ),
  declare(
    "isIP",
    "Whether the text is an address that ip takes.",
    [
      ["isIP('127.0.0.1')", "true"],
      ["isIP('127.0.0.1/8')", "false"],
    ],
    [global("is_ip", [string], bool, isIp, { cost: costOfParsing })],
  ),
  declare(
    "string",
    "The address in its canonical form.",
    [["string(ip('0:0::1'))", "'::1'"]],
    [global("ip_to_string", [ipType], string, onAddr(formatAddr))],
  ),
  declare(
    "family",
    "4 or 6.",
    [["ip('127.0.0.1').family()", "4"]],
    [
      receiver(
        "ip_family",
        [ipType],
        int,
        onAddr((addr) => BigInt(addr.version)),
        {
          cost: nominalCost,
        },
      ),
    ],
  ),
  test("isUnspecified", "ip_is_unspecified", "0.0.0.0 or ::", isUnspecified, "0.0.0.0"),
  test("isLoopback", "ip_is_loopback", "in 127.0.0.0/8, or ::1", isLoopback, "::1"),
  test(
    "isLinkLocalMulticast",
    "ip_is_link_local_multicast",
    "in 224.0.0.0/24 or ff02::/16",
    isLinkLocalMulticast,
    "224.0.0.1",
  ),
  test(
    "isLinkLocalUnicast",
    "ip_is_link_local_unicast",
    "in 169.254.0.0/16 or fe80::/10",
    isLinkLocalUnicast,
    "fe80::1",
  ),
  test(
    "isGlobalUnicast",
    "ip_is_global_unicast",
    "an ordinary one: not unspecified, loopback, multicast, link-local or broadcast; private ones count",
    isGlobalUnicast,
    "192.168.0.1",
  ),
];

/** IP addresses. Follows apiserver pkg/cel/library/ip.go. */
export const ipLibrary: Library = {
  name: "ip",
  title: "IP addresses",
  doc: "Read IP addresses and ask what kind they are.",
  since: 30,
  functions,
  identifiers: [{ name: "net.IP", type: typeOf(ipType), doc: "The type of an address." }],
};

/** The value of an address. */
export function newIp(addr: Addr): IpValue {
  return {
    kind: "object",
    type: ipType,
    typeName: "net.IP",
    size: addr.version === 4 ? 4 : 16,
    text: formatAddr(addr),
    addr,
    equals: (other) => (isIpValue(other) ? isSameAddr(addr, other.addr) : noSuchOverload),
  };
}

/** An address from text, or the server's words. */
export function toIp(text: CelValue | undefined): CelResult {
  if (typeof text !== "string") return noSuchOverload;
  const parsed = parseIpAddr(text);
  return parsed.kind === "error" ? new CelError(parsed.message) : newIp(parsed.value);
}

/** Whether a value is an address. */
export function isIpValue(value: CelResult | undefined): value is IpValue {
  return typeof value === "object" && value !== null && "addr" in value;
}

function test(
  name: string,
  id: string,
  kind: string,
  holds: (addr: Addr) => boolean,
  example: string,
): FunctionDeclaration {
  return declare(
    name,
    `Whether the address is ${kind}.`,
    [[`ip('${example}').${name}()`, "true"]],
    [receiver(id, [ipType], bool, onAddr(holds), { cost: nominalCost })],
  );
}

function onAddr(evaluate: (addr: Addr) => CelResult): Evaluate {
  return ([value]) => (isIpValue(value) ? evaluate(value.addr) : noSuchOverload);
}

function isIp([text]: readonly CelValue[]): CelResult {
  return typeof text === "string" ? parseIpAddr(text).kind === "ok" : noSuchOverload;
}

function isCanonical([text]: readonly CelValue[]): CelResult {
  if (typeof text !== "string") return noSuchOverload;
  const parsed = parseIpAddr(text);
  return parsed.kind === "error" ? new CelError(parsed.message) : formatAddr(parsed.value) === text;
}

function parseIpAddr(text: string): GoResult<Addr> {
  const parsed = parseAddr(text);
  if (parsed.kind === "error") {
    return fail(
      `IP Address ${quote(text)} parse error during conversion from string: ${parsed.message}`,
    );
  }
  if (parsed.value.zone !== "") {
    return fail(`IP address ${quote(text)} with zone value is not allowed`);
  }
  if (is4In6(parsed.value)) {
    return fail(`IPv4-mapped IPv6 address ${quote(text)} is not allowed`);
  }
  return parsed;
}

import {
  contains,
  formatPrefix,
  is4In6,
  isSameAddr,
  mask,
  type Prefix,
  parsePrefix,
} from "../../go/netip.ts";
import { quote } from "../../go/quote.ts";
import { fail, type GoResult } from "../../go/result.ts";
import type { Minor } from "../../kube/minor.ts";
import { bool, int, opaque, string, typeOf } from "../types.ts";
import {
  CelError,
  type CelObject,
  type CelResult,
  type CelValue,
  isError,
  noSuchOverload,
} from "../values.ts";
import { declare, global, receiver } from "./build.ts";
import { stringTraversalCost } from "./cost.ts";
import type { Cost, Evaluate, FunctionDeclaration, Library } from "./declaration.ts";
import { ipType, isIpValue, newIp, toIp } from "./ip.ts";
import { actualSize, costOfParsing, nominalCost, traverse } from "./kubernetes-cost.ts";

const cidrType = opaque("net.CIDR");

interface CidrValue extends CelObject {
  readonly prefix: Prefix;
}

/** Two runs over the bytes of the prefix. */
const costOfComparing: Cost = (args) => traverse(args[0], 2);

/** The same, another run for the mask, and one for it. */
const costOfMasking: Cost = (args) =>
  Math.ceil(2 * actualSize(args[0]) * stringTraversalCost) + traverse(args[0]) + 1;

const functions: readonly FunctionDeclaration[] = [
  declare(
    "cidr",
    "A network: an address, a slash, the length of the prefix. Bits behind the prefix may be set.",
    [
      ["cidr('192.168.0.0/24').prefixLength()", "24"],
      [
        "cidr('192.168.0.0')",
        "network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix(\"192.168.0.0\"): no '/'",
      ],
    ],
    [
      global("string_to_cidr", [string], cidrType, ([text]) => toCidr(text), {
        cost: costOfParsing,
      }),
    ],
  ),
  declare(
    "isCIDR",
    "Whether the text is a network that cidr takes.",
    [
      ["isCIDR('10.0.0.0/8')", "true"],
      ["isCIDR('10.0.0.0/33')", "false"],
    ],
    [global("is_cidr", [string], bool, isCidr, { cost: costOfParsing })],
  ),
  declare(
    "string",
    "The network as text.",
    [["string(cidr('10.0.0.1/8').masked())", "'10.0.0.0/8'"]],
    [global("cidr_to_string", [cidrType], string, onPrefix(formatPrefix))],
  ),
  declare(
    "containsIP",
    "Whether an address, or its text, is in the network.",
    [
      ["cidr('10.0.0.0/8').containsIP('10.1.2.3')", "true"],
      ["cidr('10.0.0.0/8').containsIP(ip('11.0.0.1'))", "false"],
    ],
    [
      receiver("cidr_contains_ip_string", [cidrType, string], bool, containsIp, {
        cost: (args, result, minor) => costOfComparing(args, result, minor) + traverse(args[1]),
      }),
      receiver("cidr_contains_ip_ip", [cidrType, ipType], bool, containsIp, {
        cost: costOfComparing,
      }),
    ],
    { cost: costOfComparing },
  ),
  declare(
    "containsCIDR",
    "Whether another network, or its text, is in the network.",
    [
      ["cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16'))", "true"],
      ["cidr('10.0.0.0/8').containsCIDR('0.0.0.0/0')", "false"],
    ],
    [
      receiver("cidr_contains_cidr_string", [cidrType, string], bool, containsCidr, {
        cost: (args, result, minor) => costOfMasking(args, result, minor) + traverse(args[1]),
      }),
      receiver("cidr_contains_cidr", [cidrType, cidrType], bool, containsCidr, {
        cost: costOfMasking,
      }),
    ],
    { cost: costOfMasking },
  ),
  declare(
    "ip",
    "The address of the network as it was written.",
    [["cidr('10.0.0.1/8').ip() == ip('10.0.0.1')", "true"]],
    [
      receiver(
        "cidr_ip",
        [cidrType],
        ipType,
        onPrefix(({ addr }) => newIp(addr)),
        { cost: nominalCost },
      ),
    ],
  ),
  declare(
    "masked",
    "The network with the bits behind its prefix cleared.",
    [["cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')", "true"]],
    [
      receiver(
        "cidr_masked",
        [cidrType],
        cidrType,
        onPrefix((prefix) => newCidr(mask(prefix))),
        {
          cost: nominalCost,
        },
      ),
    ],
  ),
  {
    ...declare(
      "isMask",
      "Whether the bits behind the prefix are zero, as in a network's own address.",
      [
        ["cidr('192.168.0.0/24').isMask()", "true"],
        ["cidr('192.168.0.1/24').isMask()", "false"],
      ],
      [
        receiver(
          "cidr_is_mask",
          [cidrType],
          bool,
          onPrefix((prefix) => isSameAddr(prefix.addr, mask(prefix).addr)),
          { cost: nominalCost },
        ),
      ],
    ),
    since: 38,
  },
  declare(
    "prefixLength",
    "The length of the prefix in bits.",
    [["cidr('10.0.0.0/8').prefixLength()", "8"]],
    [
      receiver(
        "cidr_prefix_length",
        [cidrType],
        int,
        onPrefix(({ length }) => BigInt(length)),
        {
          cost: nominalCost,
        },
      ),
    ],
  ),
];

/** Networks. Follows apiserver pkg/cel/library/cidr.go. */
export const cidrLibrary: Library = {
  name: "cidr",
  title: "CIDR",
  doc: "Read networks and ask what is in them.",
  since: 30,
  functions,
  identifiers: [{ name: "net.CIDR", type: typeOf(cidrType), doc: "The type of a network." }],
};

function newCidr(prefix: Prefix): CidrValue {
  return {
    kind: "object",
    type: cidrType,
    typeName: "net.CIDR",
    size: Math.ceil(prefix.length / 8),
    text: formatPrefix(prefix),
    prefix,
    equals: (other) => {
      if (!isCidrValue(other)) return noSuchOverload;
      return isSameAddr(prefix.addr, other.prefix.addr) && prefix.length === other.prefix.length;
    },
  };
}

function toCidr(text: CelValue | undefined): CelResult {
  if (typeof text !== "string") return noSuchOverload;
  const parsed = parseCidr(text);
  if (parsed.kind === "ok") return newCidr(parsed.value);
  return new CelError(
    `network address parse error during conversion from string: ${parsed.message}`,
  );
}

function isCidrValue(value: CelResult | undefined): value is CidrValue {
  return typeof value === "object" && value !== null && "prefix" in value;
}

function onPrefix(evaluate: (prefix: Prefix) => CelResult): Evaluate {
  return ([value]) => (isCidrValue(value) ? evaluate(value.prefix) : noSuchOverload);
}

function isCidr([text]: readonly CelValue[]): CelResult {
  return typeof text === "string" ? parseCidr(text).kind === "ok" : noSuchOverload;
}

function containsIp([network, other]: readonly CelValue[]): CelResult {
  const ip = typeof other === "string" ? toIp(other) : other;
  // What is wrong with the text of an address gets lost: the server only says that there is no such overload.
  if (!isCidrValue(network) || !isIpValue(ip)) return noSuchOverload;
  return contains(network.prefix, ip.addr);
}

function containsCidr([network, other]: readonly CelValue[], minor: Minor): CelResult {
  const inner = typeof other === "string" ? toCidr(other) : other;
  if (inner !== undefined && isError(inner)) return inner;
  if (!isCidrValue(network) || !isCidrValue(inner)) return noSuchOverload;
  const { addr, length } = network.prefix;
  if (length > inner.prefix.length) return false;
  // Up to 1.31 only the network's own address counted as inside.
  if (minor < 32) return isSameAddr(mask(network.prefix).addr, inner.prefix.addr);
  return addr.version === inner.prefix.addr.version && contains(network.prefix, inner.prefix.addr);
}

function parseCidr(text: string): GoResult<Prefix> {
  const parsed = parsePrefix(text);
  if (parsed.kind === "error") {
    return fail(`network address parse error during conversion from string: ${parsed.message}`);
  }
  if (is4In6(parsed.value.addr)) {
    return fail(`IPv4-mapped IPv6 address ${quote(text)} is not allowed`);
  }
  return parsed;
}

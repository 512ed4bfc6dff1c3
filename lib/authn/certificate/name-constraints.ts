import {
  type Der,
  isEmpty,
  peekTag,
  readAny,
  readElement,
  restOf,
  tagSequence,
} from "../../go/cryptobyte.ts";
import { parseAddr } from "../../go/netip.ts";
import { quoteBytes } from "../../go/quote.ts";

/** Why crypto/x509 refuses an extension of name constraints: parseNameConstraintsExtension of parser.go. */
export function checkNameConstraints(value: Der): string | undefined {
  const der = readElement(value, tagSequence)?.content;
  if (der === undefined || !isEmpty(value)) return invalid;
  const subtrees: Der[] = [];
  for (const tag of [0xa0, 0xa1]) {
    if (peekTag(der) !== tag) continue;
    const element = readElement(der, tag);
    if (element === undefined) return invalid;
    subtrees.push(element.content);
  }
  if (!isEmpty(der)) return invalid;
  if (subtrees.every(isEmpty)) return "x509: empty name constraints extension";
  for (const list of subtrees) {
    const message = checkSubtrees(list);
    if (message !== undefined) return message;
  }
  return undefined;
}

function checkSubtrees(list: Der): string | undefined {
  while (!isEmpty(list)) {
    const subtree = readElement(list, tagSequence)?.content;
    const base = subtree && readAny(subtree);
    if (base === undefined) return invalid;
    const message = checkConstraint(base.tag, restOf(base.content));
    if (message !== undefined) return message;
  }
  return undefined;
}

function checkConstraint(tag: number, bytes: Uint8Array): string | undefined {
  if (tag === 0x87) return checkAddresses(bytes);
  const kind = kinds[tag];
  if (kind === undefined) return undefined;
  const text = String.fromCharCode(...bytes);
  if (bytes.some((byte) => byte > 0x7f)) {
    return `x509: invalid constraint value: x509: ${quoteBytes(text)} cannot be encoded as an IA5String`;
  }
  const failure = `x509: failed to parse ${kind} constraint ${quoteBytes(text)}`;
  if (kind === "URI" && parseAddr(text).kind === "ok" && !text.includes("%")) {
    return `${failure}: cannot be IP address`;
  }
  const isValid =
    kind === "rfc822Name" && text.includes("@") ? isMailbox(text) : isDomainName(text);
  return isValid ? undefined : failure;
}

function checkAddresses(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 8 && bytes.length !== 32) {
    return `x509: IP constraint contained value of length ${bytes.length}`;
  }
  const mask = Array.from(bytes.subarray(bytes.length / 2));
  const bits = mask.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  if (/^1*0*$/.test(bits)) return undefined;
  const digits = mask.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `x509: IP constraint contained invalid mask ${digits}`;
}

// domainNameValid of a constraint: labels that are not empty, after a dot perhaps.
function isDomainName(text: string): boolean {
  return text === "" || /^\.?[!-\-/-~]+(?:\.[!-\-/-~]+)*$/.test(text);
}

// parseRFC2821Mailbox of verify.go.
function isMailbox(text: string): boolean {
  const local = /^"(?:\\[^\0\n\r]|[^\0\t\n\r"\\])*"/.exec(text);
  const atoms = local ?? /^(?:\\?[\w!#$%&'*+\-/=?^`{|}~.]|\\.)*/s.exec(text);
  const part = atoms?.[0] ?? "";
  const plain = part.replace(/\\(.)/gs, "$1");
  if (local === null && (plain === "" || /^\.|\.$|\.\./.test(plain))) return false;
  const rest = text.slice(part.length);
  return /^@(?:[!-\-/-~]+(?:\.[!-\-/-~]+)*)?$/.test(rest);
}

const invalid = "x509: invalid NameConstraints extension";

/** Names whose constraints are texts, by their tag. */
const kinds: Readonly<Record<number, string>> = {
  129: "rfc822Name",
  130: "dnsName",
  134: "URI",
};

import { fromByteString } from "../go/byte-string.ts";
import { type GoJson, type GoJsonText, rawText, stringValue } from "../go/parse-json.ts";
import { type Minor, newestMinor } from "../kube/minor.ts";
import { formatClaimPath, formatClaimRange } from "./claim-path.ts";
import { type DecodedToken, readMember } from "./decode-token.ts";
import { detectIssuerKind, type IssuerKind } from "./issuer-kinds.ts";
import type { PastedToken } from "./read.ts";
import { standardClaims } from "./standard-claims.ts";
import { detectTokenType, type TokenType } from "./token-type.ts";
import { type TokenLife, verdictChanges } from "./verdict-changes.ts";

/** What there is to say about a pasted token without any configuration. All texts may hold claim values: untrusted text. */
export interface TokenDescription {
  readonly kind: PastedToken["kind"];
  readonly wrapping?: string;
  /** "ID token · GitLab · jane", or what is wrong with the text. */
  readonly summary: string;
  /** What to do about a text that is no token, or about one of the wrong type. */
  readonly hint?: string;
  readonly type?: TokenType;
  readonly issuerKind?: IssuerKind;
  readonly claims: readonly ClaimDescription[];
  /** JSON, indented, as the token carries it. */
  readonly headerText?: string;
  readonly claimsText?: string;
  /** Unix seconds. */
  readonly issuedAt?: number;
  readonly notBefore?: number;
  readonly expiresAt?: number;
  /** The times at which the verdict changes, for a slider over the token's life. */
  readonly life?: TokenLife;
}

/** One claim for people. */
export interface ClaimDescription {
  readonly name: string;
  /** The value as JSON on one line. */
  readonly text: string;
  readonly type: "string" | "number" | "boolean" | "null" | "array" | "object";
  readonly meaning?: string;
  /** Unix seconds if the claim is a time. */
  readonly time?: number;
  /** How an expression reads it: `claims.sub`, `claims['a:b']`. */
  readonly expression: string;
  /** How a comprehension walks it, for lists and objects: `dyn(claims.groups)`. */
  readonly range?: string;
}

/** Describes a decoded token. */
export function describeToken(
  { pasted, header, claims }: DecodedToken,
  minor: Minor = newestMinor,
): TokenDescription {
  switch (pasted.kind) {
    case "empty":
      return { kind: "empty", summary: "No token", claims: [] };
    case "unreadable":
      return { ...keep(pasted), summary: pasted.problem, hint: pasted.hint, claims: [] };
    case "opaque":
      return {
        ...keep(pasted),
        summary: pasted.name === undefined ? "An opaque token" : `This is ${pasted.name}`,
        hint: pasted.hint,
        claims: [],
      };
    case "agent":
      return {
        ...keep(pasted),
        summary: "A bearer of GitLab's agent",
        hint: pasted.hint,
        claims: [],
      };
    case "jwe":
      return {
        ...keep(pasted),
        summary: "An encrypted token (JWE)",
        hint: "Only its audience can read it. kube-apiserver takes signed tokens: switch encryption off at the issuer.",
        claims: [],
        ...(header !== undefined && { headerText: indent(header) }),
      };
    case "claims":
      return { ...keep(pasted), ...describeParts(undefined, claims, minor) };
    case "jwt":
      return { ...keep(pasted), ...describeParts(header, claims, minor) };
  }
}

function keep(pasted: PastedToken): Pick<TokenDescription, "kind" | "wrapping"> {
  const { kind } = pasted;
  if (kind === "empty" || pasted.wrapping === undefined) return { kind };
  return { kind, wrapping: pasted.wrapping };
}

function describeParts(
  header: GoJsonText | undefined,
  claims: GoJsonText | undefined,
  minor: Minor,
): Omit<TokenDescription, "kind" | "wrapping"> {
  if (claims?.root.kind !== "object") {
    return {
      summary:
        claims === undefined
          ? "A token whose claims cannot be read"
          : "A token whose claims are no object",
      claims: [],
      ...(header !== undefined && { headerText: indent(header) }),
    };
  }
  const described = describeClaims(claims);
  const byName = new Map(described.map((claim) => [claim.name, claim]));
  const text = (name: string) => readMember(claims, name);
  const issuerKind = detectIssuerKind(text("iss") ?? "", new Set(byName.keys()));
  const type = detectTokenType({
    header: header === undefined ? undefined : (name) => readMember(header, name),
    claim: text,
    has: (name) => byName.has(name),
    ...(issuerKind !== undefined && { issuer: issuerKind.id }),
  });
  const who = nameClaims.map(text).find((name) => name !== undefined && name !== "");
  const issuedAt = byName.get("iat")?.time;
  const notBefore = byName.get("nbf")?.time;
  const expiresAt = byName.get("exp")?.time;
  const life = verdictChanges(claims, issuedAt, minor);
  return {
    summary: [type.title, issuerKind?.title, who].filter(Boolean).join(" · "),
    ...(type.hint !== undefined && { hint: type.hint }),
    type,
    ...(issuerKind !== undefined && { issuerKind }),
    claims: described,
    ...(header !== undefined && { headerText: indent(header) }),
    claimsText: indent(claims),
    ...(issuedAt !== undefined && { issuedAt }),
    ...(notBefore !== undefined && { notBefore }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(life !== undefined && { life }),
  };
}

// If a claim occurs twice, the last one counts, as for the server's expressions.
function describeClaims(claims: GoJsonText): ClaimDescription[] {
  const { root } = claims;
  if (root.kind !== "object") return [];
  const described = new Map<string, ClaimDescription>();
  root.keys.forEach((name, i) => {
    const node = root.values[i];
    if (node !== undefined) described.set(name, describeClaim(claims, name, node));
  });
  return [...described.values()];
}

function describeClaim(claims: GoJsonText, name: string, node: GoJson): ClaimDescription {
  const known = Object.hasOwn(standardClaims, name) ? standardClaims[name] : undefined;
  const text = fromByteString(compact(rawText(claims, node)));
  const time = known?.time && readTime(claims, node);
  const collection = node.kind === "array" || node.kind === "object";
  return {
    name,
    text,
    type: node.kind === "bool" ? "boolean" : node.kind,
    ...(known !== undefined && { meaning: known.meaning }),
    ...(typeof time === "number" && { time }),
    expression: formatClaimPath([name]),
    ...(collection && { range: formatClaimRange([name]) }),
  };
}

function readTime(claims: GoJsonText, node: GoJson): number | undefined {
  if (node.kind !== "number" && node.kind !== "string") return undefined;
  const written = node.kind === "number" ? rawText(claims, node) : stringValue(claims, node);
  const seconds = written === "" ? Number.NaN : Math.trunc(Number(written));
  return Math.abs(seconds) <= latestTime ? seconds : undefined;
}

// JSON on one line: what is between its tokens is left out.
function compact(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"?|[ \t\r\n]+/g, (found) =>
    found.startsWith('"') ? found : "",
  );
}

// Indented as written: parsing would round numbers, drop doubles and sort names that are numbers.
function indent(text: GoJsonText): string {
  let depth = 0;
  const tokens =
    rawText(text, text.root).match(/"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let written = "";
  tokens.forEach((token, i) => {
    const next = tokens[i + 1] ?? "";
    if (token === "{" || token === "[") {
      const empty = next === "}" || next === "]";
      if (!empty) depth++;
      written += empty ? token : `${token}\n${pad(depth)}`;
    } else if (token === "}" || token === "]") {
      const empty = written.endsWith("{") || written.endsWith("[");
      if (!empty) depth--;
      written += empty ? token : `\n${pad(depth)}${token}`;
    } else if (token === ",") written += `,\n${pad(depth)}`;
    else written += token === ":" ? ": " : token;
  });
  return fromByteString(written);
}

function pad(depth: number): string {
  return "  ".repeat(Math.min(depth, 40));
}

/** Claims that name the user to people, best first. */
const nameClaims = [
  "preferred_username",
  "email",
  "upn",
  "unique_name",
  "name",
  "project_path",
  "repository",
  "sub",
];

/** The last second that JavaScript has a date for. */
const latestTime = 8_640_000_000_000;

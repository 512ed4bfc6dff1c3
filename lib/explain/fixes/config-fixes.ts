import { quoteText } from "../../cel/quote-text.ts";
import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import { decodeBase64 } from "../../go/base64.ts";
import { findData, findMember } from "../../yaml/data.ts";
import { insertMember, removeMember, replaceMember, replaceScalar } from "../../yaml/edit.ts";
import { repairDecode } from "./decode-fixes.ts";
import { repairExpression, sourceOf } from "./expression-fixes.ts";
import { addValidationRule, issuerPathOf, makeFix, objectAt, showValue } from "./fix-context.ts";
import {
  type RepairContext,
  type Repairs,
  remove,
  removeItem,
  setMember,
  splitPath,
} from "./member-fixes.ts";
import { mergeIssuers } from "./merge-issuers.ts";

/**
 * Repairs of one error of the server about the configuration, best first: those that the finding has already, then those
 * from the message. Each mends this error only; the engine applies them one after the other and checks the result.
 */
export function repairError(error: Diagnostic, context: RepairContext): readonly Fix[] {
  const own = error.fixes ?? [];
  const made = error.code.startsWith("decode/")
    ? repairDecode(error, context)
    : repairField(error, context);
  return [...own, ...made.filter((fix) => fix !== undefined)];
}

// Errors of validation.go.
function repairField(error: Diagnostic, context: RepairContext): Repairs {
  const { path, message } = error;
  const name = path.split(".").at(-1) ?? "";
  const at = (says: string) => message.includes(says);
  if (at("compilation failed: ") || at("must evaluate to ")) {
    return repairExpression(error, context);
  }
  if (name === "prefix" && at("prefix is required when claim is set")) {
    return [
      setMember(context, path, "", 'Add prefix: "" (the claim is used as it is)'),
      setMember(context, path, "oidc:", "Add the prefix oidc:"),
    ];
  }
  if (name === "prefix" && at("may not be specified when expression is set")) {
    return [movePrefix(context, path), remove(context, path, "Remove the prefix")];
  }
  if (name === "audienceMatchPolicy") {
    return [setMember(context, path, "MatchAny", "Set audienceMatchPolicy to MatchAny")];
  }
  if (name === "certificateAuthority") return [decodeAuthority(context, path)];
  if (name === "egressSelectorType") {
    return [
      setMember(context, path, "cluster", "Set egressSelectorType to cluster"),
      setMember(context, path, "controlplane", "Set egressSelectorType to controlplane"),
    ];
  }
  if (/^(?:url|discoveryURL)$/.test(name) && at("URL must not contain")) {
    return [cutUrl(context, path), ...(name === "url" ? [writeTokenIssuer(context, path)] : [])];
  }
  if (/^(?:url|discoveryURL)$/.test(name) && at("URL scheme must be https")) {
    return [writeHttps(context, path)];
  }
  if (name === "url" && at("Duplicate value")) return [mergeIssuers(context, path)];
  if (name === "url" && at("must not overlap with disallowed issuers")) {
    return [
      removeItem(context, issuerPathOf(path), "Remove the entry for the cluster's own issuer"),
    ];
  }
  if (name === "url") return [writeTokenIssuer(context, path)];
  if (name === "discoveryURL" && at("must be different from URL")) {
    return [remove(context, path, "Remove discoveryURL: it is the same as url")];
  }
  if (name === "audiences" && at("Required value")) return addAudience(context, path);
  if (/audiences\[\d+\]$/.test(path) && (at("Duplicate value") || at("Required value"))) {
    return [removeItem(context, path, "Remove this audience")];
  }
  if (/\.claimMappings\.username$/.test(path) && at("Required value")) {
    return [addUsername(context, path)];
  }
  if (/ValidationRules\[\d+\]\.\w+$/.test(path) && at("Duplicate value")) {
    return [removeItem(context, path.slice(0, path.lastIndexOf(".")), "Remove the second rule")];
  }
  if (at("may not be specified when")) {
    return [remove(context, path, `Remove ${name}`)];
  }
  if (at("claims.email_verified must be used")) return [addEmailRule(context, path)];
  if (at("claim and expression can't both be set")) {
    return [
      remove(context, `${path}.claim`, "Keep the expression, remove the claim", ["prefix"]),
      remove(context, `${path}.expression`, "Keep the claim, remove the expression"),
    ];
  }
  if (/\.extra\[\d+\]\.key$/.test(path)) return repairKey(context, path);
  if (name === "conditions" && at("enabled")) {
    return [remove(context, path, "Remove the conditions")];
  }
  return [];
}

// The prefix of an expression goes into it.
function movePrefix(context: RepairContext, path: string): Fix | undefined {
  const { text, root, loaded } = context;
  const { parent } = splitPath(path);
  const object = objectAt(root, parent);
  const prefix = findMember(object, "prefix");
  const expression = findMember(object, "expression");
  const source = sourceOf(loaded, `${parent}.expression`);
  if (object === undefined || prefix?.value.kind !== "string" || expression === undefined) {
    return undefined;
  }
  const removed = removeMember(text, object, prefix);
  if (removed === undefined || source === undefined) return undefined;
  const literal = quoteText(prefix.value.value);
  const whole = parent.endsWith(".groups")
    ? `dyn(${source.trim()}).map(g, ${literal} + g)`
    : `${literal} + (${source.trim()})`;
  const edits = [replaceMember(text, object, expression, whole), removed];
  return makeFix(`move-prefix/${path}`, "Move the prefix into the expression", edits);
}

// base64 of a PEM file, or PEM whose line breaks were written as \n.
function decodeAuthority({ text, root }: RepairContext, path: string): Fix | undefined {
  const { parent, name } = splitPath(path);
  const object = objectAt(root, parent);
  const member = findMember(object, name);
  if (object === undefined || member?.value.kind !== "string") return undefined;
  const written = member.value.value.trim();
  const pem = written.includes("-----BEGIN CERTIFICATE-----")
    ? written.replaceAll("\\n", "\n")
    : decodeText(written);
  if (pem === undefined || pem === written || !pem.startsWith("-----BEGIN CERTIFICATE-----")) {
    return undefined;
  }
  const value = pem.endsWith("\n") ? pem : `${pem}\n`;
  return makeFix(
    `authority/${path}`,
    "Write the certificate as PEM: this value is its base64 encoding",
    [replaceMember(text, object, member, value)],
  );
}

function decodeText(base64: string): string | undefined {
  if (!/^[A-Za-z0-9+/=\s]+$/.test(base64)) return undefined;
  const decoded = decodeBase64(base64.replace(/\s/g, ""));
  if (decoded.kind === "error" || decoded.value.length > longestAuthority) return undefined;
  const text = new TextDecoder().decode(decoded.value);
  return /^[\x20-\x7e\s]+$/.test(text) ? text : undefined;
}

/** In bytes. */
const longestAuthority = 1_000_000;

function writeHttps({ text, root }: RepairContext, path: string): Fix | undefined {
  const url = findData(root, path);
  if (url?.kind !== "string" || !/^(?:http:\/\/|[\w.-]+\.[a-z]{2,}(?:[:/]|$))/i.test(url.value)) {
    return undefined;
  }
  const value = `https://${url.value.replace(/^http:\/\//i, "")}`;
  return makeFix(`https/${path}`, "Use https", [replaceScalar(text, url.span, value)]);
}

// Without user, query and fragment.
function cutUrl({ text, root }: RepairContext, path: string): Fix | undefined {
  const url = findData(root, path);
  if (url?.kind !== "string") return undefined;
  const value = url.value.replace(/[?#].*/s, "").replace(/^(https:\/\/)[^/@]*@/i, "$1");
  if (value === url.value) return undefined;
  return makeFix(`cut/${path}`, `Shorten the URL to ${showValue(value)}`, [
    replaceScalar(text, url.span, value),
  ]);
}

function writeTokenIssuer({ text, root, claims }: RepairContext, path: string): Fix | undefined {
  const url = findData(root, path);
  const issuer = claims?.iss;
  if (url?.kind !== "string" || typeof issuer !== "string" || !issuer.startsWith("https://")) {
    return undefined;
  }
  const title = `Set issuer.url to the token's iss, ${showValue(issuer)}`;
  return makeFix(`issuer/${path}`, title, [replaceScalar(text, url.span, issuer)]);
}

function addAudience(context: RepairContext, path: string): Repairs {
  const { text, root, claims } = context;
  const { parent, name } = splitPath(path);
  const object = objectAt(root, parent);
  if (object === undefined) return [];
  const aud = claims?.aud;
  const audience = typeof aud === "string" && aud !== "" ? aud : undefined;
  if (audience === undefined) return [];
  const member = findMember(object, name);
  const edit =
    member === undefined
      ? insertMember(text, object, name, [audience])
      : replaceMember(text, object, member, [audience]);
  return [makeFix(`audiences/${path}`, `Set audiences to ${showValue(audience)}`, [edit])];
}

function addUsername({ text, root }: RepairContext, path: string): Fix | undefined {
  const issuer = issuerPathOf(path);
  const entry = issuer === undefined ? undefined : objectAt(root, issuer);
  if (entry === undefined) return undefined;
  const mappings = objectAt(root, `${issuer}.claimMappings`);
  const written = findMember(mappings, "username");
  const prefix =
    written?.value.kind === "object" ? findMember(written.value, "prefix")?.value : undefined;
  const username = { claim: "sub", prefix: prefix?.kind === "string" ? prefix.value : "oidc:" };
  const edit =
    mappings === undefined
      ? insertMember(text, entry, "claimMappings", { username })
      : written === undefined
        ? insertMember(text, mappings, "username", username)
        : replaceMember(text, mappings, written, username);
  return makeFix(
    `username/${path}`,
    `Name users by sub, with the prefix ${username.prefix || '""'}`,
    [edit],
  );
}

function addEmailRule({ text, root }: RepairContext, path: string): Fix | undefined {
  const issuer = issuerPathOf(path);
  const entry = issuer === undefined ? undefined : objectAt(root, issuer);
  if (entry === undefined) return undefined;
  const rule = {
    expression: "claims.?email_verified.orValue(true) == true",
    message: "the e-mail address is not verified",
  };
  return makeFix(`email/${path}`, "Add a rule that email_verified is true", [
    addValidationRule(text, entry, rule),
  ]);
}

// Lower case, and a domain in front: that of the issuer.
function repairKey({ text, root }: RepairContext, path: string): Repairs {
  const key = findData(root, path);
  const url = findData(root, `${issuerPathOf(path) ?? ""}.issuer.url`);
  if (key?.kind !== "string") return [];
  const host = url?.kind === "string" ? /^https:\/\/([\w.-]+)/.exec(url.value)?.[1] : undefined;
  const lower = key.value.toLowerCase();
  const slash = lower.includes("/");
  const domain = host?.toLowerCase();
  const candidates = [
    ...(slash ? [lower] : []),
    ...(domain === undefined
      ? []
      : [`${domain}/${lower.replace(/^.*\//, "").replace(/[^a-z0-9._-]/g, "-")}`]),
  ].filter((value) => value !== key.value);
  return candidates.map((value) =>
    makeFix(`key/${path}/${value}`, `Write the key as ${value}`, [
      replaceScalar(text, key.span, value),
    ]),
  );
}

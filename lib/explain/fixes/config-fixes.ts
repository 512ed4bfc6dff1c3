import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import { decodeBase64 } from "../../go/base64.ts";
import {
  configurationGroup,
  newestConfigurationVersion,
} from "../../kube/configuration-versions.ts";
import { type DataNode, findData, findMember, type ObjectData } from "../../yaml/data.ts";
import {
  insertMember,
  removeMember,
  replaceMember,
  replaceScalar,
  type TextEdit,
} from "../../yaml/edit.ts";
import {
  addValidationRule,
  type FixContext,
  issuerPathOf,
  makeFix,
  objectAt,
  showValue,
} from "./fix-context.ts";
import { mergeIssuers } from "./merge-issuers.ts";

type Context = Omit<FixContext, "cause">;
type Repairs = readonly (Fix | undefined)[];

/**
 * Repairs of one error of the server about the configuration, best first: those that the finding has already, then those
 * from the message. Each mends this error only; the engine applies them one after the other and checks the result.
 */
export function repairError(error: Diagnostic, context: Context): readonly Fix[] {
  const own = error.fixes ?? [];
  const made = error.code.startsWith("decode/")
    ? repairDecode(error, context)
    : repairField(error, context);
  return [...own, ...made.filter((fix) => fix !== undefined)];
}

// Errors of validation.go.
function repairField(error: Diagnostic, context: Context): Repairs {
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

// Errors of decoding.
function repairDecode(error: Diagnostic, context: Context): Repairs {
  const { text, root } = context;
  const { code, span, path } = error;
  switch (code) {
    case "decode/kind-missing":
    case "decode/version-missing":
      return [addHead(context)];
    case "decode/kind-unknown":
      return [writeKnownVersion(context)];
    case "decode/duplicate-key":
      return [removeLine(text, span, "Remove the second of the two")];
    case "decode/unknown-field":
      return [remove(context, path, `Remove the field ${path.split(".").at(-1) ?? ""}`)];
    case "decode/type":
      return repairType(error, context);
    case "decode/syntax":
      return root === undefined ? repairSyntax(text) : [];
    default:
      return [];
  }
}

// A value of another type than the field's: one value instead of a list, a boolean or number instead of a string.
function repairType(error: Diagnostic, { text, root }: Context): Repairs {
  const found = /cannot unmarshal (\w+) into Go struct field (\S+) of type (\S+)/.exec(
    error.message,
  );
  if (found === null) return [];
  const [, got, written = "", type = ""] = found;
  // The Go type stands in front: AuthenticationConfiguration.jwt.issuer.url.
  const field = written.slice(Math.max(0, written.search(/jwt|anonymous/)));
  const members = membersAt(root, field.split("."));
  if (type.startsWith("[]")) {
    return members
      .filter(({ member }) => member.value.kind !== "array" && member.value.kind !== "null")
      .map(({ object, member }) => {
        const title = `Make ${member.key} a list`;
        const edit = wrapInList(text, object, member.value, member.keySpan.start);
        return makeFix(`list/${member.keySpan.start}`, title, edit === undefined ? [] : [edit]);
      });
  }
  if (type === "string" && (got === "bool" || got === "number")) {
    return members
      .flatMap(({ member }) =>
        (member.value.kind === "array" ? member.value.items : [member.value]).map((value) => ({
          member,
          value,
        })),
      )
      .filter(({ value }) => value.kind === "bool" || value.kind === "number")
      .map(({ member, value }) => {
        const { span } = value;
        const written = text.slice(span.start, span.end).trimEnd();
        const edit = {
          span: { start: span.start, end: span.start + written.length },
          newText: JSON.stringify(written),
        };
        return makeFix(`quote/${span.start}`, `Put ${member.key}: ${written} in quotes`, [edit]);
      });
  }
  if (type === "string" && got === "array") {
    return members.map(({ object, member }) => {
      const [only, ...more] = member.value.kind === "array" ? member.value.items : [];
      if (only?.kind !== "string" || more.length > 0) return undefined;
      const edit = replaceMember(text, object, member, only.value);
      return makeFix(`string/${member.keySpan.start}`, `Make ${member.key} one string`, [edit]);
    });
  }
  return [];
}

// A mapping or scalar becomes the only item of a list, in its own style.
function wrapInList(
  text: string,
  object: ObjectData,
  value: DataNode,
  keyStart: number,
): TextEdit | undefined {
  const { start, end } = value.span;
  const written = text.slice(start, end).trimEnd();
  const flow = "{[\"'".includes(text[start] ?? " ") || value.kind !== "object";
  if (flow) {
    return { span: { start, end: start + written.length }, newText: `[${written}]` };
  }
  if ("{".includes(text[object.span.start] ?? " ")) return undefined;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const indent = text.slice(lineStart, start);
  const keyColumn = keyStart - (text.lastIndexOf("\n", keyStart - 1) + 1);
  if (!/^ *$/.test(indent) || indent.length <= keyColumn) return undefined;
  const dash = `${" ".repeat(keyColumn)}- `;
  const lines = written.split("\n").map((line) => line.slice(indent.length));
  const [first = "", ...rest] = written.split("\n");
  const moved = [
    `${dash}${first}`,
    ...rest.map((line, i) =>
      line.trim() === "" ? line : `${" ".repeat(dash.length)}${lines[i + 1] ?? ""}`,
    ),
  ];
  return { span: { start: lineStart, end: start + written.length }, newText: moved.join("\n") };
}

interface Found {
  readonly object: ObjectData;
  readonly member: ObjectData["members"][number];
}

// All members at a path of names; lists on the way are walked through.
function membersAt(root: DataNode | undefined, names: readonly string[]): readonly Found[] {
  const [name, ...rest] = names;
  if (root === undefined || name === undefined) return [];
  if (root.kind === "array") return root.items.flatMap((item) => membersAt(item, names));
  if (root.kind !== "object") return [];
  const member = findMember(root, name);
  if (member === undefined) return [];
  return rest.length === 0 ? [{ object: root, member }] : membersAt(member.value, rest);
}

// YAML that cannot be read: tabs in the indentation are the one fault that can be mended for certain.
function repairSyntax(text: string): Repairs {
  return [2, 4, 8].map((width) => {
    const edits: TextEdit[] = [];
    for (const { index, 0: blanks } of text.matchAll(/^[ ]*\t[ \t]*/gm)) {
      const span = { start: index, end: index + blanks.length };
      edits.push({ span, newText: blanks.replaceAll("\t", " ".repeat(width)) });
    }
    return makeFix(`tabs/${width}`, "Replace the tabs in the indentation with spaces", edits);
  });
}

// Operators of other languages.
function repairExpression({ path, message }: Diagnostic, { text, loaded }: Context): Repairs {
  const location = loaded.decoded?.locate(path);
  const source = sourceOf(loaded, path);
  if (location === undefined || source === undefined) return [];
  const write = (id: string, title: string, written: string) =>
    written === source
      ? undefined
      : makeFix(`${id}/${path}`, `${title}: ${showValue(written)}`, [
          replaceScalar(text, location.span, written),
        ]);
  const isRule = path.includes("ValidationRules[");
  return [
    write("operators", "Write the operators as CEL has them", rewriteOperators(source)),
    write("variable", "Use the variable that exists here", renameVariable(source, path)),
    write("list", "Convert the claims in the list to strings", convertInLists(source)),
    isRule && /must evaluate to bool/.test(message)
      ? write("bool", "Compare the value", `${source.trim()} == true`)
      : undefined,
  ];
}

// `claim.x` and `token.x` as `claims.x`; `user.name` as `user.username`.
function renameVariable(source: string, path: string): string {
  return outsideStrings(source, (part) =>
    path.includes("userValidationRules[")
      ? part.replace(/\buser\.name\b/g, "user.username")
      : part.replace(/\b(?:claim|token|jwt)\b(?=[.[])/g, "claims"),
  );
}

// `["x", claims.a]`: a list holds one type, and a claim has the type any.
function convertInLists(source: string): string {
  return outsideStrings(source, (part) =>
    part.replace(/(?<=[[,]\s{0,20})claims\.[A-Za-z_]\w*(?=\s{0,20}[\],])/g, "string($&)"),
  );
}

function sourceOf(loaded: Context["loaded"], path: string): string | undefined {
  const value = findData(loaded.decoded?.data, path);
  return value?.kind === "string" ? value.value : undefined;
}

/** `===` as `==`, `and` as `&&`, `not x` as `!x`, a lone `=` as `==`: outside of string literals. */
function rewriteOperators(source: string): string {
  return outsideStrings(source, (part) =>
    part
      .replaceAll("!==", "!=")
      .replaceAll("===", "==")
      .replaceAll("<>", "!=")
      .replace(/(?<![=!<>])=(?![=~])/g, "==")
      .replace(/\b(?:and|AND)\b/g, "&&")
      .replace(/\b(?:or|OR)\b/g, "||")
      .replace(/\b(?:not|NOT) (?! )/g, "!")
      .replace(/\bnil\b|\bNone\b/g, "null")
      .replace(/\bTrue\b/g, "true")
      .replace(/\bFalse\b/g, "false"),
  );
}

// Changes the parts of an expression that are no string literals. One that does not end goes to the end.
function outsideStrings(source: string, change: (part: string) => string): string {
  return source
    .split(/("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join("");
}

function setMember(
  { text, root }: Context,
  path: string,
  value: string,
  title: string,
): Fix | undefined {
  const { parent, name } = splitPath(path);
  const object = objectAt(root, parent);
  if (object === undefined) return undefined;
  const member = findMember(object, name);
  const edit =
    member === undefined
      ? insertMember(text, object, name, value)
      : replaceMember(text, object, member, value);
  return makeFix(`set/${path}/${value}`, title, [edit]);
}

function remove(
  { text, root }: Context,
  path: string,
  title: string,
  along: readonly string[] = [],
): Fix | undefined {
  const { parent, name } = splitPath(path);
  const object = objectAt(root, parent);
  if (object === undefined) return undefined;
  const edits = [name, ...along].flatMap((each) => {
    const member = findMember(object, each);
    const edit = member === undefined ? undefined : removeMember(text, object, member);
    return edit === undefined ? [] : [edit];
  });
  return makeFix(`remove/${path}`, title, edits);
}

// The prefix of an expression goes into it.
function movePrefix(context: Context, path: string): Fix | undefined {
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
  const literal = JSON.stringify(prefix.value.value);
  const whole = parent.endsWith(".groups")
    ? `dyn(${source.trim()}).map(g, ${literal} + g)`
    : `${literal} + (${source.trim()})`;
  const edits = [replaceMember(text, object, expression, whole), removed];
  return makeFix(`move-prefix/${path}`, "Move the prefix into the expression", edits);
}

// base64 of a PEM file, or PEM whose line breaks were written as \n.
function decodeAuthority({ text, root }: Context, path: string): Fix | undefined {
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

function writeHttps({ text, root }: Context, path: string): Fix | undefined {
  const url = findData(root, path);
  if (url?.kind !== "string" || !/^(?:http:\/\/|[\w.-]+\.[a-z]{2,}(?:[:/]|$))/i.test(url.value)) {
    return undefined;
  }
  const value = `https://${url.value.replace(/^http:\/\//i, "")}`;
  return makeFix(`https/${path}`, "Use https", [replaceScalar(text, url.span, value)]);
}

// Without user, query and fragment.
function cutUrl({ text, root }: Context, path: string): Fix | undefined {
  const url = findData(root, path);
  if (url?.kind !== "string") return undefined;
  const value = url.value.replace(/[?#].*/s, "").replace(/^(https:\/\/)[^/@]*@/i, "$1");
  if (value === url.value) return undefined;
  return makeFix(`cut/${path}`, `Shorten the URL to ${showValue(value)}`, [
    replaceScalar(text, url.span, value),
  ]);
}

function writeTokenIssuer({ text, root, claims }: Context, path: string): Fix | undefined {
  const url = findData(root, path);
  const issuer = claims?.iss;
  if (url?.kind !== "string" || typeof issuer !== "string" || !issuer.startsWith("https://")) {
    return undefined;
  }
  const title = `Set issuer.url to the token's iss, ${showValue(issuer)}`;
  return makeFix(`issuer/${path}`, title, [replaceScalar(text, url.span, issuer)]);
}

function addAudience(context: Context, path: string): Repairs {
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

function addUsername({ text, root }: Context, path: string): Fix | undefined {
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

function addEmailRule({ text, root }: Context, path: string): Fix | undefined {
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
function repairKey({ text, root }: Context, path: string): Repairs {
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

function removeItem(
  { text, root }: Context,
  path: string | undefined,
  title: string,
): Fix | undefined {
  if (path === undefined) return undefined;
  const at = /^(.*)\[(\d+)\]$/.exec(path);
  const list = findData(root, at?.[1] ?? "");
  const index = Number(at?.[2]);
  const item = list?.kind === "array" ? list.items[index] : undefined;
  if (list?.kind !== "array" || item === undefined || list.items.length < 2) return undefined;
  if ("[".includes(text[list.span.start] ?? " ")) {
    const next = list.items[index + 1];
    const previous = list.items[index - 1];
    const span =
      next !== undefined
        ? { start: item.span.start, end: next.span.start }
        : { start: previous?.span.end ?? item.span.start, end: item.span.end };
    return makeFix(`remove/${path}`, title, [{ span, newText: "" }]);
  }
  const dash = text.lastIndexOf("-", item.span.start);
  const lineStart = text.lastIndexOf("\n", dash) + 1;
  const next = list.items[index + 1];
  const end =
    next === undefined
      ? Math.max(item.span.end, lineStart)
      : text.lastIndexOf("\n", text.lastIndexOf("-", next.span.start)) + 1;
  if (!/^ *$/.test(text.slice(lineStart, dash))) return undefined;
  return makeFix(`remove/${path}`, title, [{ span: { start: lineStart, end }, newText: "" }]);
}

function removeLine(
  text: string,
  span: { start: number; end: number },
  title: string,
): Fix | undefined {
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const lineEnd = text.indexOf("\n", span.end);
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  const line = text.slice(start, end);
  // Only a key with its value on the same line can go without looking at what follows.
  if (!/^ *[\w."'-]+: *[^\s|>&*[{].*$/.test(line.trimEnd())) return undefined;
  return makeFix(`remove-line/${start}`, title, [{ span: { start, end }, newText: "" }]);
}

function addHead({ text, root, minor }: Context): Fix | undefined {
  if (root?.kind !== "object" || "{".includes(text[root.span.start] ?? " ")) return undefined;
  const version = newestConfigurationVersion(minor);
  const lines = [
    ...(findMember(root, "apiVersion") === undefined
      ? [`apiVersion: ${configurationGroup}/${version}`]
      : []),
    ...(findMember(root, "kind") === undefined ? ["kind: AuthenticationConfiguration"] : []),
  ];
  if (findMember(root, "jwt") === undefined) return undefined;
  const at = Math.min(...root.members.map(({ keySpan }) => keySpan.start));
  const newText = lines.map((line) => `${line}\n`).join("");
  return makeFix("head", `Add ${lines.join(" and ")}`, [{ span: { start: at, end: at }, newText }]);
}

function writeKnownVersion({ text, root, minor }: Context): Fix | undefined {
  const version = findMember(root, "apiVersion")?.value;
  const kind = findMember(root, "kind")?.value;
  if (version?.kind !== "string" || kind?.kind !== "string") return undefined;
  if (kind.value !== "AuthenticationConfiguration") return undefined;
  const value = `${configurationGroup}/${newestConfigurationVersion(minor)}`;
  return makeFix("version", `Write apiVersion: ${value}, which this server reads`, [
    replaceScalar(text, version.span, value),
  ]);
}

function splitPath(path: string): { readonly parent: string; readonly name: string } {
  const at = path.lastIndexOf(".");
  return { parent: path.slice(0, Math.max(at, 0)), name: path.slice(at + 1) };
}

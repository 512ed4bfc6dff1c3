import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import {
  configurationGroup,
  newestConfigurationVersion,
} from "../../kube/configuration-versions.ts";
import { type DataNode, findMember, type ObjectData } from "../../yaml/data.ts";
import { readYaml } from "../../yaml/document.ts";
import { replaceMember, replaceScalar, type TextEdit } from "../../yaml/edit.ts";
import { makeFix, showValue } from "./fix-context.ts";
import type { RepairContext, Repairs } from "./member-fixes.ts";
import { repairUnknown } from "./move-field.ts";

/** Repairs of an error of decoding: the head, an unknown field, a value of another type, tabs. */
export function repairDecode(error: Diagnostic, context: RepairContext): Repairs {
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
      return repairUnknown(context, path);
    case "decode/type":
      return repairType(error, context);
    case "decode/syntax":
      return root === undefined ? [...repairSyntax(text), ...repairIndent(text, error)] : [];
    default:
      return [];
  }
}

// A value of another type than the field's: one value instead of a list, a boolean or number instead of a string.
function repairType(error: Diagnostic, { text, root }: RepairContext): Repairs {
  const found = /cannot unmarshal (\w+) into Go struct field (\S+) of type (\S+)/.exec(
    error.message,
  );
  if (found === null) return [];
  const [, got, written = "", type = ""] = found;
  // The Go type is in front: AuthenticationConfiguration.jwt.issuer.url.
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
  // `issuer: https://…`: the URL alone.
  if (type.endsWith(".Issuer") && got === "string") {
    return members.map(({ object, member }) => {
      if (member.value.kind !== "string") return undefined;
      const edit = replaceMember(text, object, member, { url: member.value.value });
      return makeFix(`issuer/${member.keySpan.start}`, "Make issuer a mapping with this URL", [
        edit,
      ]);
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

// A line that is a few blanks too far left or right: the parser stumbles over it or over the next one. Each way is tried,
// and counts only if the server then decodes the file.
function repairIndent(text: string, { message }: Diagnostic): Repairs {
  const number = /^(?:error converting YAML to JSON: )?yaml: line (\d{1,6}): /.exec(message)?.[1];
  if (number === undefined) return [];
  const lines = text.split("\n");
  const starts: number[] = [];
  for (let at = 0, i = 0; i < lines.length; i++) {
    starts.push(at);
    at += (lines[i]?.length ?? 0) + 1;
  }
  const blanksOf = (i: number) => /^ */.exec(lines[i] ?? "")?.[0].length ?? 0;
  const found: (Fix | undefined)[] = [];
  for (const i of [0, -1, 1, -2].map((by) => Number(number) - 1 + by)) {
    const line = lines[i];
    const start = starts[i];
    if (line === undefined || start === undefined || !/^ *[\w"'-]/.test(line)) continue;
    const own = blanksOf(i);
    const around = [blanksOf(i - 1), blanksOf(i + 1), blanksOf(i - 1) + 2, blanksOf(i - 1) - 2];
    for (const wanted of new Set(around)) {
      if (wanted === own || wanted < 0 || Math.abs(wanted - own) > 4) continue;
      const title = `Indent line ${i + 1} by ${wanted} blanks: ${showValue(line.trim())}`;
      const edit = { span: { start, end: start + own }, newText: " ".repeat(wanted) };
      const changed = text.slice(0, start) + edit.newText + text.slice(start + own);
      if (readYaml(changed).kind !== "read") continue;
      found.push(makeFix(`indent/${i}/${wanted}`, title, [edit]));
    }
  }
  return found;
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
  // The same key on the line before has nothing below it: that line is the one too many.
  const before = text.lastIndexOf("\n", start - 2) + 1;
  if (start > 0 && /^ *[\w.-]+: *$/.test(line.trimEnd())) {
    const first = text.slice(before, start);
    if (first.trim() !== line.trim()) return undefined;
    return makeFix(`remove-line/${before}`, title, [
      { span: { start: before, end: start }, newText: "" },
    ]);
  }
  // Only a key with its value on the same line can go without looking at what follows.
  if (!/^ *[\w."'-]+: *[^\s|>&*[{].*$/.test(line.trimEnd())) return undefined;
  return makeFix(`remove-line/${start}`, title, [{ span: { start, end }, newText: "" }]);
}

function addHead({ text, root, minor }: RepairContext): Fix | undefined {
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

function writeKnownVersion({ text, root, minor }: RepairContext): Fix | undefined {
  const version = findMember(root, "apiVersion")?.value;
  const kind = findMember(root, "kind")?.value;
  if (version?.kind !== "string" || kind?.kind !== "string") return undefined;
  if (kind.value !== "AuthenticationConfiguration") return undefined;
  const value = `${configurationGroup}/${newestConfigurationVersion(minor)}`;
  return makeFix("version", `Write apiVersion: ${value}, which this server reads`, [
    replaceScalar(text, version.span, value),
  ]);
}

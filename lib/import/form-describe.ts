import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import { type Piece, placeOf } from "./piece.ts";
import { type Written, writeText } from "./write-text.ts";

/**
 * Takes what `kubectl describe` prints of roles and bindings, and the tables of `kubectl get -o wide`; false for every
 * other text. Follows k8s.io/kubectl/pkg/describe and pkg/printers/internalversion. Neither prints the kind of the object
 * or the subjects' apiGroup, so these are told by the command above them or assumed, and said.
 */
export function foundOfDescribe(x: Exploration, piece: Piece): boolean {
  const { text } = piece;
  const described = /^Name:[ \t]/m.test(text) && /^(?:Role|PolicyRule):[ \t]*\r?$/m.test(text);
  if (!described && !tableHead.test(text)) return false;
  const lines = splitLines(text);
  const objects: Printed[] = [];
  let command: Command = {};
  for (let i = 0; i < lines.length; i++) {
    const { line, start } = lines[i] as Line;
    command = readCommand(line) ?? command;
    if (tableHead.test(line)) {
      const rows = rowsBelow(lines, i + 1);
      objects.push(...readTable(line, rows, command, start));
      i += rows.length;
      continue;
    }
    const name = line.startsWith("Name:") ? line.slice("Name:".length).trim() : "";
    if (name === "") continue;
    const body = linesOfObject(lines, i + 1);
    const object = readObject(name, body, command, start);
    if (object !== undefined) objects.push(object);
    i += body.length;
  }
  if (objects.length === 0) return false;
  for (const object of objects) push(x, piece, object);
  return true;
}

const tableHead =
  /^(?:NAMESPACE +)?NAME +ROLE +AGE(?: +USERS +GROUPS +SERVICEACCOUNTS)?[ \t]*\r?$/m;

interface Line {
  readonly line: string;
  readonly start: number;
  readonly end: number;
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    lines.push({ line: text.slice(start, end).replace(/\r$/, ""), start, end });
    start = end + 1;
  }
  return lines;
}

/** What the command above a piece of output says. */
interface Command {
  readonly kind?: "RoleBinding" | "ClusterRoleBinding" | "Role" | "ClusterRole";
  readonly namespace?: string;
}

// `$ kubectl describe rolebinding team -n app`
function readCommand(line: string): Command | undefined {
  const words = line.trim().split(/\s+/);
  const program = words.findIndex((word) => programs.has(word.slice(word.lastIndexOf("/") + 1)));
  const verb = words.findIndex((word, i) => i > program && (word === "describe" || word === "get"));
  if (program < 0 || verb < 0) return undefined;
  const resource = (words[verb + 1] ?? "").toLowerCase().split(/[./]/)[0] ?? "";
  const kind = kinds[resource.replace(/s$/, "")];
  const short = words.findIndex((word) => word === "-n" || word === "--namespace");
  const long = words.find((word) => word.startsWith("--namespace="))?.slice("--namespace=".length);
  const namespace = long ?? (short < 0 ? undefined : words[short + 1]);
  return {
    ...(kind !== undefined && { kind }),
    ...(namespace !== undefined && { namespace }),
  };
}

const programs: ReadonlySet<string> = new Set(["kubectl", "oc", "k"]);

const kinds: Readonly<Record<string, Command["kind"]>> = {
  rolebinding: "RoleBinding",
  clusterrolebinding: "ClusterRoleBinding",
  role: "Role",
  clusterrole: "ClusterRole",
};

interface Printed {
  readonly kind: NonNullable<Command["kind"]>;
  readonly span: Span;
  readonly notes: readonly string[];
  readonly body: Readonly<Record<string, Written>>;
  readonly refused?: string;
}

// Up to the next object, the next command or the end.
function linesOfObject(lines: readonly Line[], from: number): Line[] {
  let to = from;
  while (to < lines.length) {
    const { line } = lines[to] as Line;
    if (/^Name:[ \t]/.test(line) || readCommand(line) !== undefined || tableHead.test(line)) break;
    to++;
  }
  return lines.slice(from, to);
}

function rowsBelow(lines: readonly Line[], from: number): Line[] {
  let to = from;
  while (to < lines.length && isRow(lines[to]?.line ?? "")) to++;
  return lines.slice(from, to);
}

// A row names its role as KIND/NAME.
function isRow(line: string): boolean {
  return line !== "" && !line.startsWith(" ") && line.includes("Role/");
}

function readObject(
  name: string,
  body: readonly Line[],
  command: Command,
  start: number,
): Printed | undefined {
  const end = body.at(-1)?.end ?? start + name.length;
  const span = { start, end };
  const at = (head: string) => body.findIndex(({ line }) => line.trimEnd() === head);
  const role = at("Role:");
  if (role >= 0) return readBinding(name, body, role, at("Subjects:"), command, span);
  const rules = at("PolicyRule:");
  return rules < 0 ? undefined : readRole(name, body.slice(rules + 1), command, span);
}

const groupNote =
  "kubectl does not print the apiGroup of subjects: rbac.authorization.k8s.io was taken for users and groups.";

function readBinding(
  name: string,
  body: readonly Line[],
  role: number,
  subjects: number,
  command: Command,
  span: Span,
): Printed | undefined {
  const field = (key: string) =>
    body
      .slice(role + 1, role + 3)
      .map(({ line }) => line.trim())
      .find((line) => line.startsWith(`${key}:`))
      ?.slice(key.length + 1)
      .trim();
  const [refKind, refName] = [field("Kind"), field("Name")];
  if (refKind === undefined || refName === undefined) return undefined;
  const rows =
    subjects < 0 ? [] : readRows(body.slice(subjects + 1), ["Kind", "Name", "Namespace"]);
  const members = rows.map(([kind = "", member = "", namespace = ""]) =>
    subjectOf(kind, member, namespace),
  );
  return bindingOf(name, { kind: refKind, name: refName }, members, command, undefined, span);
}

function bindingOf(
  name: string,
  role: { readonly kind: string; readonly name: string },
  subjects: readonly Record<string, Written>[],
  command: Command,
  home: string | undefined,
  span: Span,
): Printed {
  const notes: string[] = subjects.length === 0 ? [] : [groupNote];
  const told = command.kind === "RoleBinding" || command.kind === "ClusterRoleBinding";
  const namespaced =
    home !== undefined || (told ? command.kind === "RoleBinding" : role.kind === "Role");
  if (!told && home === undefined && role.kind === "ClusterRole") {
    notes.push(
      `kubectl does not print whether ${name} is a RoleBinding or a ClusterRoleBinding: ClusterRoleBinding was assumed. Paste it with the command above it, or with -o yaml, to be sure.`,
    );
  }
  const namespace = home ?? command.namespace ?? "default";
  if (namespaced && home === undefined && command.namespace === undefined) {
    notes.push(`kubectl does not print the namespace of ${name}: default was taken.`);
  }
  const kind = namespaced ? "RoleBinding" : "ClusterRoleBinding";
  return {
    ...{ kind, span, notes },
    body: {
      metadata: namespaced ? { name, namespace } : { name },
      roleRef: { apiGroup: rbacGroup, kind: role.kind, name: role.name },
      subjects: [...subjects],
    },
  };
}

const rbacGroup = "rbac.authorization.k8s.io";

function subjectOf(kind: string, name: string, namespace: string): Record<string, Written> {
  return kind === "ServiceAccount"
    ? { kind, name, namespace }
    : { apiGroup: rbacGroup, kind, name };
}

function readRole(
  name: string,
  body: readonly Line[],
  command: Command,
  span: Span,
): Printed | undefined {
  const rows = readRows(body, ["Resources", "Non-Resource URLs", "Resource Names", "Verbs"]);
  const notes: string[] = [];
  const paths = rows.some(([, urls = ""]) => urls !== "[]" && urls !== "");
  const told = command.kind === "Role" || command.kind === "ClusterRole";
  const namespaced = command.kind === "Role";
  if (!told && !paths) {
    notes.push(
      `kubectl does not print whether ${name} is a Role or a ClusterRole: ClusterRole was assumed.`,
    );
  }
  if (namespaced && command.namespace === undefined) {
    notes.push(`kubectl does not print the namespace of ${name}: default was taken.`);
  }
  const moved = rows.some((row) => row.length !== 4);
  const rules = rows.map(([resource = "", urls = "", names = "", verbs = ""]) => {
    const own = readResource(resource);
    const resourceNames = readList(names);
    return {
      ...(own === undefined
        ? { nonResourceURLs: readList(urls) }
        : { apiGroups: [own.group], resources: [own.resource] }),
      ...(resourceNames.length > 0 ? { resourceNames } : {}),
      verbs: readList(verbs),
    };
  });
  return {
    ...{ kind: namespaced ? "Role" : "ClusterRole", span, notes },
    ...(moved && {
      refused: `The columns of the rules of ${name} cannot be told apart: paste the table as kubectl prints it, or open it with -o yaml.`,
    }),
    body: {
      metadata: namespaced ? { name, namespace: command.namespace ?? "default" } : { name },
      rules,
    },
  };
}

// `deployments.apps/scale`: the resource ends at the first dot, a subresource follows the slash.
function readResource(
  written: string,
): { readonly resource: string; readonly group: string } | undefined {
  if (written === "") return undefined;
  const [whole = "", ...sub] = written.split("/");
  const dot = whole.indexOf(".");
  const resource = dot < 0 ? whole : whole.slice(0, dot);
  return {
    resource: [resource, ...sub].join("/"),
    group: dot < 0 ? "" : whole.slice(dot + 1),
  };
}

function readList(cell: string): string[] {
  return cell
    .replace(/^\[|\]$/g, "")
    .split(" ")
    .filter((part) => part !== "");
}

// The cells below a head, cut where its columns begin; the line of dashes between them is left out.
function readRows(body: readonly Line[], heads: readonly string[]): string[][] {
  const head = body.findIndex(({ line }) => heads.every((name) => line.includes(name)));
  if (head < 0) return [];
  const first = body[head]?.line ?? "";
  let from = 0;
  const columns = heads.map((name) => {
    const at = first.indexOf(name, from);
    from = at + name.length;
    return at;
  });
  const rows: string[][] = [];
  for (const { line } of body.slice(head + 1)) {
    if (line.trim() === "") break;
    if (!/^\s/.test(line)) break;
    if (/^[\s-]+$/.test(line)) continue;
    rows.push(cutRow(line, columns) ?? line.trim().split(/ {2,}/));
  }
  return rows;
}

// Undefined if a column of the head begins inside of a word: the row was moved, and only blanks tell its cells.
function cutRow(line: string, columns: readonly number[]): string[] | undefined {
  if (columns.some((at) => at > 0 && at < line.length && line[at - 1] !== " ")) return undefined;
  return columns.map((start, i) => line.slice(start, columns[i + 1]).trim());
}

// NAMESPACE  NAME  ROLE  AGE  USERS  GROUPS  SERVICEACCOUNTS
function readTable(
  head: string,
  rows: readonly Line[],
  command: Command,
  start: number,
): Printed[] {
  const names = head.trim().split(/ +/);
  let from = 0;
  const columns = names.map((name) => {
    const at = head.indexOf(name, from);
    from = at + name.length;
    return at;
  });
  return rows.map(({ line, start: at, end }) => {
    const cells = columns.map((column, i) => line.slice(column, columns[i + 1]).trim());
    const cell = (name: string) => cells[names.indexOf(name)] ?? "";
    const [kind = "", ...rest] = cell("ROLE").split("/");
    const role = { kind, name: rest.join("/") };
    const home = names.includes("NAMESPACE") ? cell("NAMESPACE") : undefined;
    const span = { start: Math.min(at, Math.max(start, at)), end };
    const subjects = [
      ...splitCell(cell("USERS")).map((name) => subjectOf("User", name, "")),
      ...splitCell(cell("GROUPS")).map((name) => subjectOf("Group", name, "")),
      ...splitCell(cell("SERVICEACCOUNTS")).map((account) => {
        const slash = account.indexOf("/");
        return subjectOf("ServiceAccount", account.slice(slash + 1), account.slice(0, slash));
      }),
    ];
    // With several types in one command each name has its own before it.
    const [, type, own] =
      /^((?:cluster)?rolebinding)\.rbac\.authorization\.k8s\.io\/(.+)$/.exec(cell("NAME")) ?? [];
    const typed: Command =
      type === undefined
        ? command
        : { ...command, kind: type === "rolebinding" ? "RoleBinding" : "ClusterRoleBinding" };
    const made = bindingOf(
      own ?? cell("NAME"),
      role,
      subjects,
      typed,
      type === "clusterrolebinding" ? undefined : home,
      span,
    );
    return names.includes("GROUPS")
      ? made
      : {
          ...made,
          refused:
            "The table does not show who the bindings are for: open the output of kubectl get with -o wide or -o yaml.",
        };
  });
}

function splitCell(cell: string): string[] {
  return cell.split(", ").filter((name) => name !== "");
}

function push(x: Exploration, piece: Piece, object: Printed): void {
  const { kind, notes, body, refused } = object;
  const base = {
    format: "kubectl-describe",
    title: `a ${kind} as kubectl prints it`,
    span: placeOf(piece, object.span),
    notes,
  };
  if (refused !== undefined) {
    x.found.push({ kind: "refused", ...base, reason: refused, about: "bindings" });
    return;
  }
  const { text } = writeText({ apiVersion: `${rbacGroup}/v1`, kind, ...body }, x.holes);
  x.found.push({ kind: "bindings", ...base, text, placeholders: [] });
}

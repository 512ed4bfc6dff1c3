import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import { variablesOf } from "./form-configuration.ts";
import { type KubectlArguments, readKubectlArguments, readTargets } from "./kubectl-arguments.ts";
import { type Piece, placeOf } from "./piece.ts";
import type { ShellCommand } from "./read-shell.ts";
import { readYamlDocuments } from "./read-yaml.ts";
import { get, itemsOf, type Tree, textOf } from "./tree.ts";
import { toWritten, type Written, writeText } from "./write-text.ts";
import { WrittenFiles } from "./written-files.ts";

/** A subject as it is written. */
type Subject = { readonly [key: string]: Written | undefined };

/** One change of the subjects of a binding. */
type Change =
  | { readonly kind: "add" | "replace"; readonly subjects: readonly Subject[] }
  | { readonly kind: "unknown"; readonly reason: string };

interface Binding {
  readonly kind: "ClusterRoleBinding" | "RoleBinding";
  readonly name: string;
  readonly namespace: string;
}

interface Changed extends Binding {
  readonly changes: Change[];
  readonly notes: string[];
  readonly title: string;
  span: Span;
}

const group = "rbac.authorization.k8s.io";

/**
 * Takes `kubectl patch` and `kubectl set subject` of bindings: what they add to a binding of the text, or to one that every
 * cluster has. Of other bindings the role is not known.
 */
export class SubjectCommands {
  readonly #x: Exploration;
  readonly #changed = new Map<string, Changed>();
  readonly #files = new WrittenFiles();

  constructor(x: Exploration) {
    this.#x = x;
  }

  /** Takes a command, whose words have their variables hidden; false if it is another one. */
  take(command: ShellCommand, next: ShellCommand | undefined, piece: Piece): boolean {
    this.#files.add(command, next);
    const words = command.words.map(({ value }) => value);
    const start = words.findIndex((word) => /(?:^|\/)(?:kubectl|oc|k)$/.test(word));
    if (start === -1 || start > 4) return this.#takeOutput(words, command, piece);
    const { flags, names } = readKubectlArguments(words.slice(start + 1));
    const isSet = names[0] === "set" && names[1] === "subject";
    if (!isSet && names[0] !== "patch") return false;
    const rest = names.slice(isSet ? 2 : 1);
    const targets = readTargets(rest);
    const kind = kinds[targets?.type ?? ""];
    const span = placeOf(piece, command.span);
    const title = isSet ? "kubectl set subject" : "kubectl patch of a binding";
    const base = { format: "kubectl-subjects", title, span, notes: [] } as const;
    const refuse = (reason: string) => {
      const shown = this.#x.holes.reveal(reason);
      this.#x.found.push({ kind: "refused", ...base, reason: shown, about: "bindings" });
      return true;
    };
    if (kind === undefined || targets === undefined || targets.names.length === 0) {
      const file = flags.get("filename")?.at(-1);
      if (isSet && file !== undefined)
        return refuse(`The command changes the bindings of the file ${file}: open that file.`);
      const role = roles[targets?.type ?? ""];
      const name = targets?.names[0];
      if (role === undefined || name === undefined) return false;
      return refuse(
        `The command changes the ${role} ${name}, and what else it holds is not in the text: open the role after it (kubectl get ${role.toLowerCase()} ${name} -o yaml).`,
      );
    }
    const change = isSet ? changesOfSet(flags) : this.#changesOfPatch(flags);
    if (typeof change === "string") return refuse(change);
    for (const name of targets.names) this.#note({ kind, name }, { flags, change, title, span });
    return true;
  }

  #note(
    { kind, name }: Pick<Binding, "kind" | "name">,
    { flags, change, title, span }: Made & { readonly title: string; readonly span: Span },
  ): void {
    const given = flags.get("namespace")?.at(-1);
    const namespace = kind === "RoleBinding" ? (given ?? "default") : "";
    const key = `${kind} ${namespace} ${name}`;
    const known = this.#changed.get(key);
    const changed = known ?? { kind, name, namespace, changes: [], notes: [], title, span };
    this.#changed.set(key, changed);
    changed.span = { start: changed.span.start, end: span.end };
    const shown = this.#x.holes.reveal(name);
    if (kind === "RoleBinding" && given === undefined)
      changed.notes.push(
        `The command names no namespace for ${shown}: default was taken, kubectl takes that of its context.`,
      );
    const dry = flags.get("dry-run")?.at(-1);
    if (dry !== undefined && dry !== "none" && dry !== "false")
      changed.notes.push(
        `With --dry-run nothing is changed in the cluster: this is what ${shown} would be.`,
      );
    for (const one of change) {
      const from = one.kind === "unknown" ? [] : one.subjects;
      const inner = from.map((subject) =>
        subject.kind === "ServiceAccount" && subject.namespace === ""
          ? { ...subject, namespace }
          : subject,
      );
      changed.changes.push(one.kind === "unknown" ? one : { ...one, subjects: inner });
    }
  }

  // `clusterrolebinding.rbac.authorization.k8s.io/x patched`.
  #takeOutput(words: readonly string[], command: ShellCommand, piece: Piece): boolean {
    const [first = "", verb = ""] = words;
    const match = /^((?:cluster)?rolebinding)\.rbac\.authorization\.k8s\.io\/(.+)$/.exec(first);
    if (match === null || !/^(?:patched|subjects|created|configured)$/.test(verb)) return false;
    const [, type = "", name = ""] = match;
    this.#x.found.push({
      ...{ kind: "log", format: "kubectl-output", title: "a line that kubectl printed" },
      span: placeOf(piece, command.span),
      notes: [
        `The line says only that the ${kinds[type] ?? ""} ${name} was written: whom it binds to which role is in the output of kubectl get ${type} ${name} -o yaml.`,
      ],
    });
    return true;
  }

  #changesOfPatch(flags: KubectlArguments["flags"]): readonly Change[] | string {
    const file = flags.get("patch-file")?.at(-1);
    const heredoc = file === undefined ? undefined : this.#files.get(this.#x.holes.reveal(file));
    const text = flags.get("patch")?.at(-1) ?? heredoc?.value;
    if (text === undefined)
      return file === undefined
        ? "The command has no patch (-p)."
        : `The patch is in the file ${file}, which is not in the text: open that file together with the binding.`;
    const [document, ...more] = readYamlDocuments(text);
    const tree = more.length === 0 ? document?.tree : undefined;
    if (tree === undefined) return "The patch cannot be read: it is neither JSON nor YAML.";
    const type = (flags.get("type")?.at(-1) ?? "strategic").toLowerCase();
    if (type === "json") {
      if (tree.kind !== "list")
        return "The patch cannot be read: --type=json wants a list of operations.";
      return tree.items.flatMap(changeOfOperation);
    }
    if (tree.kind !== "map") return "The patch cannot be read: it is no mapping in YAML or JSON.";
    return changesOfMerge(tree);
  }

  /** Writes what became of the bindings. */
  finish(): void {
    const x = this.#x;
    if (this.#changed.size === 0) return;
    const known = indexBindings(x);
    for (const [key, changed] of this.#changed) {
      const { kind, notes, title, span } = changed;
      const at = known.get(x.holes.reveal(key));
      const found = at === undefined ? undefined : x.found[at];
      const own = found?.kind === "bindings" ? readObject(found.text, found.span) : undefined;
      const object = own ?? defaultBinding(changed);
      const base = { format: "kubectl-subjects", title, span, notes: [...new Set(notes)] };
      const subjects = object && apply(itemsOfWritten(object.subjects), changed.changes);
      if (object === undefined || typeof subjects === "string" || subjects === undefined) {
        const reason = x.holes.reveal(
          typeof subjects === "string" ? subjects : explainAbsentRole(changed),
        );
        x.found.push({ kind: "refused", ...base, reason, about: "bindings" });
        continue;
      }
      const { text, variables } = writeText({ ...object, subjects }, x.holes);
      const placeholders = variablesOf(text, variables);
      if (at !== undefined && found?.kind === "bindings") {
        const all = [...new Set([...found.placeholders, ...placeholders])];
        const noted = [...found.notes, ...base.notes];
        x.found[at] = { ...found, format: base.format, notes: noted, text, placeholders: all };
        continue;
      }
      const assumed = `It is assumed that the ${kind} ${changed.name} was before as Kubernetes creates it.`;
      const all = [...base.notes, assumed];
      x.found.push({ ...base, kind: "bindings", notes: all, text, placeholders });
    }
  }
}

/** The files that commands name as a patch of a binding: they are read with it. */
export function listPatchFiles(commands: readonly ShellCommand[]): ReadonlySet<string> {
  const files = new Set<string>();
  for (const { words } of commands) {
    const at = words.findIndex(({ value }) => value.startsWith("--patch-file"));
    if (at === -1 || !words.some(({ value }) => /^(?:cluster)?rolebindings?\b/i.test(value)))
      continue;
    const [, glued] = words[at]?.value.split("=", 2) ?? [];
    files.add(glued ?? words[at + 1]?.value ?? "");
  }
  return files;
}

interface Made {
  readonly flags: KubectlArguments["flags"];
  readonly change: readonly Change[];
}

const kinds: Readonly<Record<string, Binding["kind"]>> = {
  clusterrolebinding: "ClusterRoleBinding",
  clusterrolebindings: "ClusterRoleBinding",
  rolebinding: "RoleBinding",
  rolebindings: "RoleBinding",
};

const roles: Readonly<Record<string, string>> = {
  clusterrole: "ClusterRole",
  clusterroles: "ClusterRole",
  role: "Role",
  roles: "Role",
};

// Sorted, each once: users, groups, service accounts (Run of kubectl's pkg/cmd/set/set_subject.go).
function changesOfSet(flags: KubectlArguments["flags"]): readonly Change[] | string {
  const of = (name: string) => [...new Set(flags.get(name) ?? [])].sort();
  const accounts = of("serviceaccount").map((value) => value.split(":"));
  if (accounts.some((parts) => parts.length !== 2 || parts[1] === ""))
    return "kubectl wants --serviceaccount as namespace:name.";
  const subjects = [
    ...of("user").map((name) => ({ apiGroup: group, kind: "User", name })),
    ...of("group").map((name) => ({ apiGroup: group, kind: "Group", name })),
    ...accounts.map(([namespace = "", name = ""]) => ({ kind: "ServiceAccount", name, namespace })),
  ];
  if (subjects.length === 0)
    return "kubectl wants at least one --user, --group or --serviceaccount.";
  return [{ kind: "add", subjects }];
}

const immutable =
  "The API server refuses the command: the role of a binding (roleRef) cannot be changed. Delete the binding and create it anew.";

// The list of subjects has no key to merge by: it is replaced as a whole (k8s.io/api/rbac/v1/types.go).
function changesOfMerge(tree: Tree): readonly Change[] | string {
  if (get(tree, "roleRef") !== undefined) return immutable;
  const subjects = get(tree, "subjects");
  if (subjects === undefined)
    return "The command changes no subjects: whom the binding binds stays as it is.";
  const items = itemsOf(subjects);
  const isNull = subjects.kind === "plain" && subjects.value === null;
  if ((subjects.kind !== "list" && !isNull) || !items.every(isSubject))
    return "The subjects of the patch cannot be read: each has kind and name.";
  return [{ kind: "replace", subjects: items.map(subjectOf) }];
}

function changeOfOperation(item: Tree): Change[] {
  const path = textOf(get(item, "path")) ?? "";
  const operation = textOf(get(item, "op")) ?? "";
  const value = get(item, "value");
  const writes = operation === "add" || operation === "replace";
  if (path === "/roleRef" || path.startsWith("/roleRef/"))
    return operation === "test" ? [] : [{ kind: "unknown", reason: immutable }];
  if (path !== "/subjects" && !path.startsWith("/subjects/")) return [];
  if (path === "/subjects/-" && operation === "add" && value !== undefined && isSubject(value))
    return [{ kind: "add", subjects: [subjectOf(value)] }];
  if (path === "/subjects" && writes && value?.kind === "list" && value.items.every(isSubject))
    return [{ kind: "replace", subjects: value.items.map(subjectOf) }];
  const reason = `What the operation ${operation} at ${path} changes depends on the subjects that are there, which are not in the text. Open the binding after it (kubectl get -o yaml).`;
  return [{ kind: "unknown", reason }];
}

function isSubject(tree: Tree): boolean {
  return textOf(get(tree, "kind")) !== undefined && textOf(get(tree, "name")) !== undefined;
}

function subjectOf(tree: Tree): Subject {
  const text = (key: string) => textOf(get(tree, key));
  return {
    ...{ apiGroup: text("apiGroup"), kind: text("kind"), name: text("name") },
    namespace: text("namespace"),
  };
}

function indexBindings(x: Exploration): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (const [at, one] of x.found.entries()) {
    const object = one.kind === "bindings" ? readObject(one.text, one.span) : undefined;
    const kind = leafOf(object?.kind);
    if (kind !== "ClusterRoleBinding" && kind !== "RoleBinding") continue;
    const metadata = object?.metadata as Subject | undefined;
    const namespace = kind === "RoleBinding" ? leafOf(metadata?.namespace) || "default" : "";
    index.set(`${kind} ${namespace} ${leafOf(metadata?.name)}`, at);
  }
  return index;
}

function readObject(text: string, span: Span): Subject | undefined {
  const [document, ...more] = readYamlDocuments(text);
  const tree = more.length === 0 ? document?.tree : undefined;
  return tree?.kind === "map" ? (toWritten(tree, () => span) as Subject) : undefined;
}

function leafOf(written: Written | undefined): string {
  if (typeof written === "string") return written;
  return written !== undefined && typeof written === "object" && "leaf" in written
    ? String(written.leaf)
    : "";
}

function itemsOfWritten(written: Written | undefined): readonly Subject[] {
  return Array.isArray(written) ? (written as readonly Subject[]) : [];
}

function apply(
  before: readonly Subject[],
  changes: readonly Change[],
): readonly Subject[] | string {
  let subjects = [...before];
  let keys = new Set(subjects.map(keyOf));
  for (const change of changes) {
    if (change.kind === "unknown") return change.reason;
    if (change.kind === "replace") {
      subjects = [];
      keys = new Set();
    }
    for (const subject of change.subjects) {
      const key = keyOf(subject);
      if (keys.has(key)) continue;
      keys.add(key);
      subjects.push(subject);
    }
  }
  return subjects;
}

function keyOf(subject: Subject): string {
  const kind = leafOf(subject.kind);
  const api = leafOf(subject.apiGroup) || (kind === "ServiceAccount" ? "" : group);
  return JSON.stringify([kind, api, leafOf(subject.name), leafOf(subject.namespace)]);
}

/** Bindings of every cluster that commands change: the role has the binding's name (bootstrappolicy/policy.go). */
export const defaultSubjects: Readonly<Record<string, readonly string[]>> = {
  "cluster-admin": ["system:masters"],
  "system:basic-user": ["system:authenticated"],
  "system:discovery": ["system:authenticated"],
  "system:public-info-viewer": ["system:authenticated", "system:unauthenticated"],
  "system:service-account-issuer-discovery": ["system:serviceaccounts"],
  "system:monitoring": ["system:monitoring"],
  "system:node": [],
};

function defaultBinding({ kind, name }: Binding): Subject | undefined {
  const groups = kind === "ClusterRoleBinding" && Object.hasOwn(defaultSubjects, name);
  if (!groups) return undefined;
  return {
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name },
    roleRef: { apiGroup: group, kind: "ClusterRole", name },
    subjects: (defaultSubjects[name] ?? []).map((one) => ({
      ...{ apiGroup: group, kind: "Group", name: one },
    })),
  };
}

// Which subjects a command writes is known even if the role is not.
function explainAbsentRole({ kind, name, namespace, changes }: Changed): string {
  const unknown = changes.find((one) => one.kind === "unknown");
  if (unknown?.kind === "unknown") return unknown.reason;
  const replaces = changes.findLast(({ kind }) => kind === "replace") !== undefined;
  const subjects = changes.flatMap((one) => (one.kind === "unknown" ? [] : one.subjects));
  const shown = subjects.slice(0, 5).map((subject) => {
    const space = leafOf(subject.namespace);
    return `${leafOf(subject.kind)} ${space === "" ? "" : `${space}/`}${leafOf(subject.name)}`;
  });
  const more = subjects.length > 5 ? ` and ${subjects.length - 5} more` : "";
  const where = namespace === "" ? "" : ` in the namespace ${namespace}`;
  const get = `kubectl get ${kind.toLowerCase()} ${name}${namespace === "" ? "" : ` -n ${namespace}`} -o yaml`;
  const binding = `the ${kind} ${name}${where}`;
  const list = `${shown.join(", ")}${more}`;
  const does =
    subjects.length === 0
      ? `removes all subjects of ${binding}`
      : replaces
        ? `replaces all subjects of ${binding} by ${list}`
        : `adds ${list} to ${binding}`;
  return `The command ${does}; which role that gives is not in the text. Open the binding after it (${get}).`;
}

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stringify as write } from "yaml";
import { decodePolicy } from "../rbac/manifest/decode.ts";
import type { Binding } from "../rbac/types.ts";
import { type Choices, createRandom } from "../testing/random.ts";
import { withComments } from "../testing/random-form-edit.ts";
import { type BindingChange, editBinding, type FormSubject, nameCopy } from "./bindings.ts";

/** Roles and bindings that a server was asked about. */
const recorded = readFileSync(new URL("../testing/recorded/rbac.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .flatMap((line) => {
    const { objects = "" } = (JSON.parse(line) as { request: { objects?: string } }).request;
    return objects.split("\n---\n").filter((text) => text.startsWith("{"));
  })
  .map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
const bindings = recorded.filter(({ kind }) => String(kind).endsWith("Binding"));
const roles = recorded.filter(({ kind }) => /^(?:Cluster)?Role$/.test(String(kind)));

/** How the same objects may be written in one text. */
const dresses: Readonly<Record<string, (objects: readonly object[], choices: Choices) => string>> =
  {
    "documents in block style": (objects) => objects.map((one) => stringify(one)).join("---\n"),
    "documents of all styles, with comments": (objects, choices) =>
      objects
        .map((one, index) => {
          const style = choices.below(3);
          if (style === 0) return `${JSON.stringify(one)}\n`;
          if (style === 1) return `${stringify(one, { collectionStyle: "flow" })}`;
          // A text that begins with a bracket is read as JSON.
          return withComments(`${index === 0 ? "# first\n" : ""}${stringify(one)}`, choices);
        })
        .map((text, index) => (index === 0 ? `# the file\n${text}` : text))
        .join(choices.chance(0.5) ? "---\n" : "--- # next\n"),
    "with CRLF, without an end of line": (objects) =>
      objects
        .map((one) => stringify(one))
        .join("---\n")
        .trimEnd()
        .replaceAll("\n", "\r\n"),
    "a list": (objects, choices) =>
      withComments(stringify({ apiVersion: "v1", kind: "List", items: objects }), choices),
    "a list and documents": (objects) =>
      `${stringify({ apiVersion: "v1", kind: "List", items: objects.slice(2) })}---\n${objects
        .slice(0, 2)
        .map((one) => stringify(one))
        .join("---\n")}`,
  };

test.each(Object.keys(dresses))(
  "random edits of bindings change one of them and nothing else: %s",
  (dress) => {
    const choices = createRandom(dress.length);
    const wrong: unknown[] = [];
    const refusals = new Set<string>();
    let made = 0;
    for (let round = 0; round < 100; round++) {
      const text = dresses[dress]?.(someObjects(choices), choices) ?? "";
      const before = decodePolicy(text);
      const list = before.policy.bindings;
      const index = choices.below(list.length);
      const change = randomChange(list, index, choices);
      const edited = editBinding(text, index, change);
      if (edited.kind === "refused") {
        refusals.add(edited.reason);
        continue;
      }
      made++;
      const after = decodePolicy(edited.text);
      const same =
        plain(after.policy.bindings) === plain(modelAfter(list, index, change)) &&
        plain(after.policy.roles) === plain(before.policy.roles);
      if (!same || !isSmall(text, edited.text, change))
        wrong.push({ text, index, change, after: edited.text });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect([...refusals]).toEqual(
      dress === "a list and documents"
        ? ["The one that it would change places with is not in the same list. Move it in the text."]
        : [],
    );
    expect(made).toBeGreaterThan(80);
  },
);

/** Three to six objects, at least two of them bindings, with names of their own. */
function someObjects({ pick, below }: Choices): readonly object[] {
  const count = 3 + below(4);
  return Array.from({ length: count }, (_, index) => {
    const one = index < 2 ? pick(bindings) : pick([...bindings, ...roles]);
    return { ...one, metadata: { ...(one.metadata as object), name: `n${index}` } };
  });
}

function randomChange(
  list: readonly Binding[],
  index: number,
  { pick, below, chance }: Choices,
): BindingChange {
  const binding = list[index];
  const subjects = binding?.subjects.length ?? 0;
  const at = below(Math.max(subjects, 1));
  const name = pick(names);
  const subject: FormSubject = pick([
    { kind: "User", name, namespace: "" },
    { kind: "Group", name, namespace: "" },
    { kind: "ServiceAccount", name, namespace: "app" },
  ]);
  const changes: BindingChange[] = [
    { kind: "add-subject", subject },
    ...(subjects > 0
      ? [
          { kind: "set-subject", index: at, subject } as const,
          { kind: "remove-subject", index: at } as const,
        ]
      : []),
    { kind: "set-role", role: { kind: pick(["ClusterRole", "Role"]), name } },
    ...(binding?.kind === "RoleBinding"
      ? [{ kind: "set-namespace", namespace: name } as const]
      : []),
    { kind: "duplicate" },
    { kind: "remove" },
  ];
  const by = index === 0 ? 1 : index === list.length - 1 ? -1 : chance(0.5) ? 1 : -1;
  return list.length > 1 && chance(0.3) ? { kind: "move", by } : pick(changes);
}

/** The bindings as they must be. */
function modelAfter(
  list: readonly Binding[],
  index: number,
  change: BindingChange,
): readonly Binding[] {
  const binding = list[index];
  if (binding === undefined) return list;
  const { subjects, roleRef } = binding;
  const group = "rbac.authorization.k8s.io";
  const written = (subject: FormSubject) => ({
    ...subject,
    apiGroup: subject.kind === "ServiceAccount" ? "" : group,
  });
  const replace = (over: Partial<Binding>) => list.toSpliced(index, 1, { ...binding, ...over });
  switch (change.kind) {
    case "add-subject":
      return replace({ subjects: [...subjects, written(change.subject)] });
    case "remove-subject":
      return replace({ subjects: subjects.toSpliced(change.index, 1) });
    case "set-subject": {
      const old = subjects[change.index];
      const kept =
        old !== undefined &&
        (old.kind === "ServiceAccount") === (change.subject.kind === "ServiceAccount");
      const subject = { ...written(change.subject), ...(kept && { apiGroup: old.apiGroup }) };
      return replace({ subjects: subjects.toSpliced(change.index, 1, subject) });
    }
    case "set-role":
      return replace({ roleRef: { ...roleRef, ...change.role } });
    case "set-namespace":
      return replace({ namespace: change.namespace });
    case "remove":
      return list.toSpliced(index, 1);
    case "move":
      return list.toSpliced(index, 1).toSpliced(index + change.by, 0, binding);
    case "duplicate":
      return list.toSpliced(index + 1, 0, { ...binding, name: nameCopy(list, binding) });
  }
}

/** No line is lost but those of what was taken out, and only what was asked for is new. */
function isSmall(before: string, after: string, change: BindingChange): boolean {
  const [old, now] = [countLines(before), countLines(after)];
  const gone = [...old].reduce(
    (sum, [line, count]) => sum + Math.max(0, count - (now.get(line) ?? 0)),
    0,
  );
  const fresh = [...now].reduce(
    (sum, [line, count]) => sum + Math.max(0, count - (old.get(line) ?? 0)),
    0,
  );
  switch (change.kind) {
    case "move":
      return gone === 0 && fresh === 0;
    case "duplicate":
      return gone === 0;
    case "add-subject":
      return gone <= 1;
    case "remove":
      return fresh === 0;
    case "remove-subject":
      return fresh <= 1;
    case "set-role":
      return gone <= 2 && fresh <= 2;
    case "set-subject":
      return gone <= 4 && fresh <= 4;
    case "set-namespace":
      return gone <= 1 && fresh <= 1;
  }
}

function countLines(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split(/\r?\n/)) {
    if (line !== "") counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}

function plain(list: readonly object[]): string {
  return JSON.stringify(
    list.map((one) => ({ ...one, origin: undefined })),
    (_, value) =>
      isObject(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without anchors, of which a binding cannot be moved. */
function stringify(value: object, options = {}): string {
  return write(value, { aliasDuplicateObjects: false, ...options });
}

const names = ["jane", "oidc:jane", "a, b: #c", "it's", '"q"', "true", "12", "{x}", "日本", "- x"];

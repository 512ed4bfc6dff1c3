import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import { variablesOf } from "./form-configuration.ts";
import { readFlags } from "./login-arguments.ts";
import { writeText } from "./write-text.ts";

/**
 * Takes `oc adm policy add-cluster-role-to-group ROLE NAME…` and its like: the binding that OpenShift's client makes.
 * `words` begin behind the program. False for other commands.
 */
export function takePolicy(x: Exploration, words: readonly string[], span: Span): boolean {
  const verb = words.findIndex((word) => /^add-(?:cluster-)?role-to-(?:user|group)$/.test(word));
  if (verb === -1 || words[verb - 1] !== "policy") return false;
  const [name = "", ...rest] = words.slice(verb);
  const names = withoutFlags(rest);
  const [role, ...subjects] = names;
  const base = { format: "oc-policy", title: `oc adm policy ${name}`, span };
  const flags = readFlags(rest);
  const accounts = (flags.get("serviceaccount") ?? []).concat(flags.get("z") ?? []);
  if (role === undefined || subjects.length === 0 || accounts.length > 0) {
    const reason =
      accounts.length > 0
        ? "A service account in the namespace of the context is not read here: name it as system:serviceaccount:NAMESPACE:NAME."
        : "The command wants a role and at least one name.";
    x.found.push({ kind: "refused", ...base, notes: [], reason, about: "bindings" });
    return true;
  }
  const cluster = name.includes("cluster-role");
  const wanted = flags.get("namespace")?.at(-1) ?? flags.get("n")?.at(-1);
  const local = flags.get("role-namespace")?.at(-1);
  const notes = [
    "oc chooses the name of the binding itself if none is given: this one is made up.",
  ];
  if (!cluster && wanted === undefined)
    notes.push("The command names no namespace: default was taken, oc takes that of its context.");
  const group = "rbac.authorization.k8s.io";
  const kind = name.endsWith("group") ? "Group" : "User";
  const binding = flags.get("rolebinding-name")?.at(-1);
  const { text, variables } = writeText(
    {
      apiVersion: `${group}/v1`,
      kind: cluster ? "ClusterRoleBinding" : "RoleBinding",
      metadata: {
        name: binding ?? `${role}-${subjects[0]?.replaceAll(/[^a-z0-9.-]+/gi, "-") ?? ""}`,
        namespace: cluster ? undefined : (wanted ?? "default"),
      },
      roleRef: { apiGroup: group, kind: local === undefined ? "ClusterRole" : "Role", name: role },
      subjects: subjects.map((subject) => ({ apiGroup: group, kind, name: subject })),
    },
    x.holes,
  );
  const placeholders = variablesOf(text, variables);
  x.found.push({ kind: "bindings", ...base, notes, text, placeholders });
  return true;
}

// Names stand anywhere among the flags; `-n` and its like take the next word.
function withoutFlags(words: readonly string[]): string[] {
  const names: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (!word.startsWith("-")) names.push(word);
    else if (takesValue.test(word)) i++;
  }
  return names;
}

const takesValue =
  /^(?:-n|-z|-o|--(?:namespace|rolebinding-name|role-namespace|serviceaccount|output|as|context|dry-run))$/;

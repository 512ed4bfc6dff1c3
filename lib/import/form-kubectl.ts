import { authenticatedGroup } from "../kube/user-info.ts";
import { rows } from "../rbac/api-resources.generated.ts";
import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import { takeCanI } from "./form-can-i.ts";
import { variablesOf } from "./form-configuration.ts";
import { takeActingCommand, takeCurl } from "./form-impersonation.ts";
import { takePolicy } from "./form-oc-policy.ts";
import { readFlags, readLoginArguments } from "./login-arguments.ts";
import { type Written, writeText } from "./write-text.ts";

/**
 * Takes a command of kubectl, kubelogin or openssl that says a binding, how tokens are got, or who asks; false for every
 * other command. `words` have their variables hidden.
 */
export function takeClientCommand(x: Exploration, words: readonly string[], span: Span): boolean {
  const program = baseName(words[0] ?? "");
  const plain = words.map(x.holes.reveal);
  if (program === "kubectl" || program === "oc" || program === "k") {
    const rest = withVerbFirst(words.slice(1));
    if (rest[0] === "create" && takeCreate(x, rest.slice(1), span)) return true;
    if (/^(?:adm|policy)$/.test(rest[0] ?? "")) return takePolicy(x, rest, span);
    if (rest[0] === "config" && rest[1] === "set-credentials")
      return takeSetCredentials(x, plain.slice(3), span);
    if (rest[0] === "auth" && rest[1] === "can-i")
      return takeCanI(x, rest.slice(2).map(x.holes.reveal), span);
    if (takeActingCommand(x, words.slice(1), span)) return true;
  }
  if (program === "curl") return takeCurl(x, words.slice(1), span);
  if (program === "openssl" && words[1] === "req") return takeSubject(x, plain, span);
  const notes: string[] = [];
  const client = readLoginArguments(plain, notes);
  if (client === undefined) return false;
  x.found.push({
    kind: "client",
    format: "login-command",
    title: "a command that gets tokens",
    span,
    notes,
    client,
  });
  return true;
}

// `kubectl -n dev create …`: flags may be before the verb.
function withVerbFirst(words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length && words[at]?.startsWith("-"))
    at += words[at]?.includes("=") || !takesValue.test(words[at] ?? "") ? 1 : 2;
  return [...words.slice(at), ...words.slice(0, at)];
}

const takesValue =
  /^(?:-n|-s|--(?:namespace|context|kubeconfig|cluster|user|server|as|as-group|as-uid|token))$/;

// `--exec-command`, `--exec-arg` and `--auth-provider-arg` hold the client's own command line.
function takeSetCredentials(x: Exploration, words: readonly string[], span: Span): boolean {
  const flags = readFlags(joinDashed(words));
  const notes: string[] = [];
  const base = {
    kind: "client",
    format: "set-credentials",
    title: "kubectl config set-credentials",
    span,
    notes,
  } as const;
  const command = flags.get("exec-command")?.at(-1);
  if (command !== undefined) {
    const args = (flags.get("exec-arg") ?? []).flatMap((value) => value.split(","));
    if (
      flags.get("exec-api-version")?.at(-1)?.endsWith("/v1") &&
      !flags.has("exec-interactive-mode")
    ) {
      notes.push(
        "kubectl refuses this plugin: client.authentication.k8s.io/v1 needs --exec-interactive-mode.",
      );
    }
    const client = readLoginArguments([command, ...args], notes);
    if (client === undefined)
      notes.push(
        `The token comes from the program ${command}; which issuer it asks is not in the command.`,
      );
    x.found.push({ ...base, client: client ?? { notes } });
    return true;
  }
  const provider = (flags.get("auth-provider-arg") ?? []).map(
    (pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const,
  );
  if (flags.get("auth-provider")?.at(-1) === "oidc") {
    notes.push(
      "kubectl has had no auth-provider oidc since 1.26: a credential plugin takes its place.",
    );
    const of = (name: string) => provider.findLast(([key]) => key === name)?.[1];
    const [issuer, clientId] = [of("idp-issuer-url"), of("client-id")];
    x.found.push({
      ...base,
      client: {
        ...(issuer !== undefined && { issuer }),
        ...(clientId !== undefined && { clientId }),
        notes,
      },
    });
    return true;
  }
  if (flags.has("token")) {
    notes.push(
      flags.get("token")?.at(-1)?.startsWith("pat:")
        ? "The token is one of GitLab for its agent (pat:): the agent impersonates the user, and no AuthenticationConfiguration is involved."
        : "The command holds a token or names one; it is not shown.",
    );
    x.found.push({ ...base, client: { notes } });
    return true;
  }
  return false;
}

// `--exec-arg --oidc-issuer-url=x`: the value begins with dashes of its own.
function joinDashed(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const next = words[i + 1];
    if (word === "--exec-arg" && next !== undefined) {
      joined.push(`${word}=${next}`);
      i++;
    } else joined.push(word);
  }
  return joined;
}

function takeCreate(x: Exploration, words: readonly string[], span: Span): boolean {
  const kind = words[0] ?? "";
  const name = words[1] ?? "";
  if (!/^(?:cluster)?role(?:binding)?$/.test(kind) || name === "" || name.startsWith("-"))
    return false;
  const flags = readFlags(words.slice(2));
  const base = { format: "kubectl-create", title: `kubectl create ${kind}`, span };
  const notes: string[] = [];
  const cluster = kind.startsWith("cluster");
  let namespace = flags.get("namespace")?.at(-1) ?? flags.get("n")?.at(-1);
  if (!cluster && namespace === undefined) {
    namespace = "default";
    notes.push(
      `kubectl create ${kind} ${x.holes.reveal(name)} names no namespace: default was taken, kubectl takes that of its context.`,
    );
  }
  const body = kind.endsWith("binding") ? bindingOf(flags, namespace) : roleOf(flags);
  if (typeof body === "string") {
    const reason = x.holes.reveal(body);
    x.found.push({ kind: "refused", ...base, notes, reason, about: "bindings" });
    return true;
  }
  const capital =
    {
      role: "Role",
      clusterrole: "ClusterRole",
      rolebinding: "RoleBinding",
      clusterrolebinding: "ClusterRoleBinding",
    }[kind] ?? "";
  const { text, variables } = writeText(
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: capital,
      metadata: { name, namespace: cluster ? undefined : namespace },
      ...body,
    },
    x.holes,
  );
  x.found.push({
    kind: "bindings",
    ...base,
    notes,
    text,
    placeholders: variablesOf(text, variables),
  });
  return true;
}

type Flags = ReadonlyMap<string, readonly string[]>;

function bindingOf(flags: Flags, namespace: string | undefined): Record<string, Written> | string {
  const clusterRole = flags.get("clusterrole")?.at(-1);
  const role = flags.get("role")?.at(-1);
  if ((clusterRole === undefined) === (role === undefined))
    return "kubectl wants exactly one of --clusterrole and --role.";
  const group = "rbac.authorization.k8s.io";
  const accounts = (flags.get("serviceaccount") ?? []).map((value) => value.split(":"));
  if (accounts.some((parts) => parts.length !== 2 || parts.includes(""))) {
    return "kubectl wants --serviceaccount as namespace:name.";
  }
  return {
    roleRef: {
      apiGroup: group,
      kind: clusterRole === undefined ? "Role" : "ClusterRole",
      name: clusterRole ?? role ?? "",
    },
    subjects: [
      ...(flags.get("user") ?? []).map((name) => ({ apiGroup: group, kind: "User", name })),
      ...(flags.get("group") ?? []).map((name) => ({ apiGroup: group, kind: "Group", name })),
      ...accounts.map(([own = "", name = ""]) => ({
        kind: "ServiceAccount",
        name,
        namespace: own || (namespace ?? ""),
      })),
    ],
  };
}

// A rule for each API group of the resources, as kubectl makes them.
function roleOf(flags: Flags): Record<string, Written> | string {
  if (flags.has("aggregation-rule"))
    return "--aggregation-rule is not read: open the ClusterRole as YAML (--dry-run=client -o yaml).";
  const verbs = (flags.get("verb") ?? []).flatMap(split);
  const names = flags.get("resource-name") ?? [];
  const byGroup = new Map<string, string[]>();
  for (const resource of (flags.get("resource") ?? []).flatMap(split)) {
    const found = resolve(resource);
    if (found === undefined) {
      return `Which API group serves ${resource} is not known here: write it as ${resource}.GROUP.`;
    }
    byGroup.set(found.group, [...(byGroup.get(found.group) ?? []), found.resource]);
  }
  const paths = (flags.get("non-resource-url") ?? []).flatMap(split);
  if (verbs.length === 0 || (byGroup.size === 0 && paths.length === 0))
    return "kubectl wants --verb, and --resource or --non-resource-url.";
  return {
    rules: [
      ...[...byGroup].map(([group, resources]) => ({
        apiGroups: [group],
        resources,
        resourceNames: names.length > 0 ? [...names] : undefined,
        verbs,
      })),
      ...(paths.length > 0 ? [{ nonResourceURLs: paths, verbs }] : []),
    ],
  };
}

// `deployments.apps/scale`, `deploy`, `pods/log`, `*`.
function resolve(written: string): { group: string; resource: string } | undefined {
  const [whole = "", ...sub] = written.split("/");
  const suffix = sub.length > 0 ? `/${sub.join("/")}` : "";
  if (whole === "*") return { group: "*", resource: `*${suffix}` };
  const dot = whole.indexOf(".");
  const name = dot === -1 ? whole : whole.slice(0, dot);
  const group = dot === -1 ? undefined : whole.slice(dot + 1);
  const row = rows.find(
    ([own, , plural, , , , short, singular]) =>
      (group === undefined || own === group) &&
      (plural === name || singular === name || short.split(",").includes(name)),
  );
  if (row !== undefined) return { group: row[0], resource: row[2] + suffix };
  return group === undefined ? undefined : { group, resource: name + suffix };
}

// `/CN=jane/O=dev/O=ops` as openssl reads it: a slash begins the next part, a backslash takes it as it is.
function takeSubject(x: Exploration, words: readonly string[], span: Span): boolean {
  const subject = readFlags(words.slice(2)).get("subj")?.at(-1);
  if (subject === undefined) return false;
  if (/\\(?!\/)/.test(subject) || subject.startsWith("//")) {
    x.found.push({
      ...{ kind: "refused", format: "openssl-subject", span, notes: [] },
      title: "the subject of a certificate request",
      about: "log",
      reason:
        "What the shell makes of the slashes in front and of the backslashes depends on the system: write the subject as /CN=name/O=group.",
    });
    return true;
  }
  const parts = subject
    .split(/(?<!\\)\//)
    .slice(1)
    .map((part) => part.replaceAll("\\/", "/"));
  pushSubject(x, parts, {
    format: "openssl-subject",
    title: "the subject of a certificate request",
    span,
  });
  return true;
}

/** The user of a certificate with such a subject; `parts` are as `CN=jane`. */
export function pushSubject(
  x: Exploration,
  parts: readonly string[],
  base: { readonly format: string; readonly title: string; readonly span: Span },
): void {
  const of = (type: string) =>
    parts.flatMap((part) => (part.startsWith(`${type}=`) ? [part.slice(type.length + 1)] : []));
  const username = of("CN").at(-1);
  if (username === undefined || username === "") {
    x.found.push({
      kind: "refused",
      ...base,
      notes: [],
      about: "log",
      reason: "The subject has no CN: the API server takes such a certificate for no user.",
    });
    return;
  }
  x.found.push({
    kind: "user",
    ...base,
    notes: [],
    user: { username, groups: [...of("O"), authenticatedGroup] },
  });
}

function split(value: string): string[] {
  return value.split(",").filter((part) => part !== "");
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

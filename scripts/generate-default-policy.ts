// Makes lib/rbac/default-policy/objects.generated.ts: every role and binding that kube-apiserver creates at its first
// start, each with the minor versions that create it in that form.
//
//   npx tsx scripts/generate-default-policy.ts DIRECTORY
//
// DIRECTORY holds one `1.<minor>.yaml` a version: a List of the bootstrap policy's objects, as
// plugin/pkg/auth/authorizer/rbac/bootstrappolicy returns them.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

interface PolicyObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  }[];
  readonly aggregationRule?: {
    readonly clusterRoleSelectors: readonly {
      readonly matchLabels: Readonly<Record<string, string>>;
    }[];
  };
  readonly rules?: readonly Readonly<Record<string, readonly string[]>>[];
}

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error("usage: generate-default-policy.ts DIRECTORY");

/** The order of bootstrappolicy.ClusterRoleBindings(): which binding a reason names depends on it. Others follow as they come. */
const bindingOrder = [
  "cluster-admin",
  "system:monitoring",
  "system:discovery",
  "system:basic-user",
  "system:public-info-viewer",
  "system:node-proxier",
  "system:kube-controller-manager",
  "system:kube-dns",
  "system:kube-scheduler",
  "system:volume-scheduler",
  "system:node",
  "system:service-account-issuer-discovery",
  "system:cluster-trust-bundle-discovery",
];

const known = new Set([
  "aggregationRule",
  "apiVersion",
  "kind",
  "metadata",
  "roleRef",
  "rules",
  "subjects",
]);

const minors = readdirSync(directory)
  .map((name) => /^1\.(\d+)\.yaml$/.exec(name)?.[1])
  .filter((minor) => minor !== undefined)
  .map(Number)
  .sort((a, b) => a - b);

/** From the compact object to the minors that have it, in the order of first sight from the newest version down. */
const rows = new Map<string, number[]>();
for (const minor of [...minors].reverse()) {
  const { items }: { items: PolicyObject[] } = parse(
    readFileSync(path.join(directory, `1.${minor}.yaml`), "utf8"),
  );
  for (const item of sorted(items)) {
    const key = JSON.stringify(compact(item));
    rows.set(key, [...(rows.get(key) ?? []), minor]);
  }
}

const lines = [...rows].map(([key, list]) => {
  const since = Math.min(...list);
  const until = Math.max(...list);
  if (list.length !== until - since + 1) throw new Error(`came back after it went: ${key}`);
  return `[${since},${until},${key.slice(1)}`;
});

const output = fileURLToPath(
  new URL("../lib/rbac/default-policy/objects.generated.ts", import.meta.url),
);
const header =
  "// Made by `npx tsx scripts/generate-default-policy.ts DIRECTORY` from the bootstrap policies (bootstrappolicy/policy.go) of Kubernetes 1.30 to 1.37 and 1.38.0-beta.0; do not edit.\n";
writeFileSync(
  output,
  `${header}import type { Row } from "./row.ts";\n\nexport const rows: readonly Row[] = [\n${lines.join(",\n")},\n];\n`,
);

/** Roles as they come, then bindings in the order in which the server lists them. */
function sorted(items: readonly PolicyObject[]): PolicyObject[] {
  const rank = (item: PolicyObject) => {
    if (!item.kind.endsWith("Binding")) return -1;
    const index =
      item.kind === "ClusterRoleBinding" ? bindingOrder.indexOf(item.metadata.name) : -1;
    return index === -1 ? bindingOrder.length : index;
  };
  return items
    .map((item, index) => ({ item, index }))
    .sort((a, b) => rank(a.item) - rank(b.item) || a.index - b.index)
    .map(({ item }) => item);
}

function compact(item: PolicyObject): unknown[] {
  for (const key of Object.keys(item)) if (!known.has(key)) throw new Error(`new field ${key}`);
  const { name, namespace = "", labels = {} } = item.metadata;
  const head = [item.kind, namespace, name, pairs(labels)];
  if (item.kind.endsWith("Binding")) {
    return [
      ...head,
      item.roleRef?.kind,
      item.roleRef?.name,
      (item.subjects ?? []).map((subject) => [
        subject.kind,
        subject.name,
        ...(subject.namespace ? [subject.namespace] : []),
      ]),
    ];
  }
  const selectors = item.aggregationRule?.clusterRoleSelectors;
  return [
    ...head,
    (item.rules ?? []).map((rule) =>
      trimmed([
        joined(rule.verbs),
        joined(rule.apiGroups),
        joined(rule.resources),
        joined(rule.resourceNames),
        joined(rule.nonResourceURLs),
      ]),
    ),
    ...(selectors ? [selectors.map((selector) => pairs(selector.matchLabels))] : []),
  ];
}

function pairs(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** A list as one string; 0 if there is none, as `[""]` is the string "". */
function joined(list: readonly string[] | undefined): string | 0 {
  if (list === undefined || list.length === 0) return 0;
  if (list.some((entry) => entry.includes(","))) throw new Error(`a comma in ${list}`);
  return list.join(",");
}

function trimmed(list: unknown[]): unknown[] {
  while (list.at(-1) === 0) list.pop();
  return list;
}

// Prints the RBAC objects of a big made-up cluster, as `kubectl get clusterroles,clusterrolebindings,roles,rolebindings
// -A -o yaml` would.
//
//   npx tsx scripts/generate-cluster.ts [BINDINGS=10000] [ROLES=2000] [NAMESPACES=100] [yaml|json|documents]
import { fileURLToPath } from "node:url";
import { createRandom } from "../lib/testing/random.ts";

const group = "rbac.authorization.k8s.io";

interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Record<string, unknown>;
  readonly [key: string]: unknown;
}

/** The same objects each time for the same numbers. */
export function generateCluster(bindings: number, roles: number, namespaces: number): KubeObject[] {
  const { below, pick, some, chance } = createRandom(bindings + roles + namespaces);
  const objects: KubeObject[] = [];
  const spaces = Array.from({ length: namespaces }, (_, i) => `team-${i}`);
  const metadata = (name: string, namespace?: string, labels?: Record<string, string>) => ({
    annotations: {
      "kubectl.kubernetes.io/last-applied-configuration": `{"apiVersion":"${group}/v1","metadata":{"name":"${name}"}}\n`,
    },
    creationTimestamp: "2026-01-01T00:00:00Z",
    ...(labels && { labels }),
    name,
    ...(namespace && { namespace }),
    resourceVersion: String(1000 + objects.length),
    uid: `00000000-0000-4000-8000-${String(objects.length).padStart(12, "0")}`,
  });
  const clusterRoles: string[] = [];
  const localRoles = new Map<string, string[]>();
  for (let i = 0; i < roles; i++) {
    const cluster = i % 4 === 0;
    const namespace = cluster ? undefined : pick(spaces);
    const name = `${cluster ? "cluster-role" : "role"}-${i}`;
    if (cluster) clusterRoles.push(name);
    else localRoles.set(namespace ?? "", [...(localRoles.get(namespace ?? "") ?? []), name]);
    const labels = chance(0.1) ? { [`example.com/aggregate-to-${below(5)}`]: "true" } : undefined;
    objects.push({
      apiVersion: `${group}/v1`,
      kind: cluster ? "ClusterRole" : "Role",
      metadata: metadata(name, namespace, labels),
      rules: Array.from({ length: 1 + below(5) }, () => ({
        apiGroups: [pick(apiGroups)],
        resources: [pick(resources), pick(resources)],
        ...(chance(0.1) && { resourceNames: [`object-${below(100)}`] }),
        verbs: ["get", "list", "watch", ...some(["create", "update", "patch", "delete"])],
      })),
    });
  }
  for (let i = 0; i < 5; i++) {
    clusterRoles.push(`aggregate-${i}`);
    objects.push({
      aggregationRule: {
        clusterRoleSelectors: [{ matchLabels: { [`example.com/aggregate-to-${i}`]: "true" } }],
      },
      apiVersion: `${group}/v1`,
      kind: "ClusterRole",
      metadata: metadata(`aggregate-${i}`),
      rules: [],
    });
  }
  for (let i = 0; i < bindings; i++) {
    const cluster = i % 10 === 0;
    const namespace = cluster ? undefined : pick(spaces);
    const local = localRoles.get(namespace ?? "") ?? [];
    const toLocal = !cluster && local.length > 0 && chance(0.5);
    objects.push({
      apiVersion: `${group}/v1`,
      kind: cluster ? "ClusterRoleBinding" : "RoleBinding",
      metadata: metadata(`binding-${i}`, namespace),
      roleRef: {
        apiGroup: group,
        kind: toLocal ? "Role" : "ClusterRole",
        name: chance(0.01) ? `gone-${i}` : pick(toLocal ? local : clusterRoles),
      },
      subjects: Array.from({ length: 1 + below(3) }, () => makeSubject(below(3))),
    });
  }
  return objects;

  function makeSubject(kind: number) {
    if (kind === 0) {
      return { kind: "ServiceAccount", name: `bot-${below(50)}`, namespace: pick(spaces) };
    }
    return kind === 1
      ? { apiGroup: group, kind: "Group", name: `oidc:group-${below(300)}` }
      : { apiGroup: group, kind: "User", name: `oidc:user-${below(2000)}@example.com` };
  }
}

/** As kubectl prints a list: keys sorted, two blanks a level, lists as deep as their key. */
export function formatYamlList(objects: readonly KubeObject[]): string {
  const items = objects.map((object) => `- ${formatMap(object, "  ").trimStart()}`).join("");
  return `apiVersion: v1\nitems:\n${items}kind: List\nmetadata:\n  resourceVersion: ""\n`;
}

function formatMap(map: Record<string, unknown>, indent: string): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${indent}${key}:${formatValue(map[key], indent)}`)
    .join("");
}

function formatValue(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return " []\n";
    return `\n${value
      .map((entry) =>
        typeof entry === "string"
          ? `${indent}- ${formatText(entry)}\n`
          : `${indent}- ${formatMap(entry, `${indent}  `).trimStart()}`,
      )
      .join("")}`;
  }
  if (typeof value === "object") return `\n${formatMap(value as never, `${indent}  `)}`;
  const text = String(value);
  return text.endsWith("\n") ? ` |\n${indent}  ${text}` : ` ${formatText(text)}\n`;
}

function formatText(text: string): string {
  const plain =
    /^[A-Za-z][\w:@./-]*$/.test(text) && !/:$|^(true|false|null|yes|no|on|off|y|n)$/.test(text);
  return plain ? text : JSON.stringify(text);
}

const apiGroups = ["", "apps", "batch", "networking.k8s.io", "example.com", "*"];
const resources = [
  "pods",
  "pods/log",
  "configmaps",
  "secrets",
  "services",
  "deployments",
  "jobs",
  "ingresses",
  "widgets",
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [bindings = "10000", roles = "2000", namespaces = "100", format = "yaml"] =
    process.argv.slice(2);
  const objects = generateCluster(Number(bindings), Number(roles), Number(namespaces));
  process.stdout.write(
    format === "yaml"
      ? formatYamlList(objects)
      : format === "json"
        ? `${JSON.stringify({ apiVersion: "v1", items: objects, kind: "List" }, null, 4)}\n`
        : objects.map((object) => `${JSON.stringify(object)}\n`).join("---\n"),
  );
}

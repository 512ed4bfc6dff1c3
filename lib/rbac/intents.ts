import type { PolicyRule } from "./types.ts";

/** A named task, with the permissions that it needs. */
export type IntentId =
  | "view"
  | "edit"
  | "admin"
  | "deploy-apply"
  | "deploy-helm"
  | "read-logs"
  | "exec"
  | "read-nodes"
  | "cluster-admin";

/** A wish in the words of those who have it, with the least that it needs. */
export interface Intent {
  readonly id: IntentId;
  readonly title: string;
  /** What it gives, and what it leaves out: sentences. */
  readonly gives: string;
  /** What else follows from it: sentences. */
  readonly notes: readonly string[];
  /** Nodes and the whole cluster are in no namespace: such an intent needs a ClusterRoleBinding. */
  readonly scope: "any" | "cluster";
  readonly role:
    | { readonly kind: "default"; readonly name: string }
    | { readonly kind: "new"; readonly name: string; readonly rules: readonly PolicyRule[] };
}

/** The intent of that name. */
export function findIntent(id: string): Intent | undefined {
  return intents.find((intent) => intent.id === id);
}

const read = ["get", "list", "watch"];
const apply = ["get", "create", "patch"];
const applyAndWait = ["get", "list", "watch", "create", "patch"];
const manage = ["get", "list", "watch", "create", "update", "patch", "delete"];

const runsAsAny =
  "Whoever can create workloads can run them as any service account of the namespace and mount every Secret in it.";

/** Every intent, from the least to the most. */
export const intents: readonly Intent[] = [
  {
    id: "view",
    title: "View",
    gives: "Reads most objects of a namespace, but no Secrets, roles or role bindings.",
    notes: [],
    scope: "any",
    role: { kind: "default", name: "view" },
  },
  {
    id: "read-logs",
    title: "Read logs",
    gives: "Lists pods and reads their logs: kubectl get pods, kubectl logs POD.",
    notes: ["kubectl logs deployment/NAME reads the deployment too, which this does not give."],
    scope: "any",
    role: {
      kind: "new",
      name: "read-logs",
      rules: [rule("", ["pods"], ["get", "list"]), rule("", ["pods/log"], ["get"])],
    },
  },
  {
    id: "exec",
    title: "Exec and port-forward",
    gives: "Lists pods, runs commands in their containers and forwards their ports.",
    notes: [
      "A command in a container has the Secrets and the service account of its pod.",
      // kubernetes/kubernetes pull request 134577, KEP-4006.
      "Both verbs are needed: kubectl 1.30 and later opens exec by a WebSocket, kubectl 1.31 and later port-forward too, which the server asks as get. Older clients ask as create, and kube-apiserver 1.35 and later wants create for WebSockets as well.",
    ],
    scope: "any",
    role: {
      kind: "new",
      name: "exec-and-port-forward",
      rules: [
        rule("", ["pods"], ["get", "list"]),
        rule("", ["pods/exec", "pods/portforward"], ["get", "create"]),
      ],
    },
  },
  {
    id: "deploy-apply",
    title: "Deploy by kubectl apply",
    gives:
      "Applies workloads, services, config maps, claims, service accounts, ingresses, autoscalers and disruption budgets, and waits for their rollout. It deletes nothing and reads no Secrets.",
    notes: [
      runsAsAny,
      "Left out: Secrets, roles, custom resources, kubectl delete and kubectl apply --prune.",
    ],
    scope: "any",
    role: {
      kind: "new",
      name: "deploy-by-kubectl-apply",
      rules: [
        rule("", ["configmaps", "persistentvolumeclaims", "serviceaccounts", "services"], apply),
        rule("apps", ["daemonsets", "deployments", "statefulsets"], applyAndWait),
        rule("autoscaling", ["horizontalpodautoscalers"], apply),
        rule("batch", ["cronjobs", "jobs"], applyAndWait),
        rule("networking.k8s.io", ["ingresses"], apply),
        rule("policy", ["poddisruptionbudgets"], apply),
      ],
    },
  },
  {
    id: "deploy-helm",
    title: "Deploy by Helm",
    gives:
      "Installs, upgrades and uninstalls charts of workloads, services, config maps, Secrets, claims, service accounts, ingresses, autoscalers and disruption budgets, with --wait.",
    notes: [
      "Helm keeps its releases in Secrets, and lists them: every Secret of the namespace can be read.",
      runsAsAny,
      "Left out: roles, custom resources and what is in no namespace. A chart that has such objects needs more.",
    ],
    scope: "any",
    role: {
      kind: "new",
      name: "deploy-by-helm",
      rules: [
        rule("", ["configmaps", "persistentvolumeclaims", "serviceaccounts", "services"], manage),
        rule("", ["pods"], read),
        rule("", ["secrets"], ["get", "list", "create", "update", "patch", "delete"]),
        rule("apps", ["daemonsets", "deployments", "statefulsets"], manage),
        rule("apps", ["replicasets"], read),
        rule("autoscaling", ["horizontalpodautoscalers"], manage),
        rule("batch", ["cronjobs", "jobs"], manage),
        rule("networking.k8s.io", ["ingresses"], manage),
        rule("policy", ["poddisruptionbudgets"], manage),
      ],
    },
  },
  {
    id: "edit",
    title: "Edit",
    gives: "Reads and writes most objects of a namespace, Secrets too, but no roles or bindings.",
    notes: [runsAsAny],
    scope: "any",
    role: { kind: "default", name: "edit" },
  },
  {
    id: "admin",
    title: "Admin",
    gives: "As edit, and manages the roles and role bindings of the namespace.",
    notes: ["Whoever has it can give it to others."],
    scope: "any",
    role: { kind: "default", name: "admin" },
  },
  {
    id: "read-nodes",
    title: "Read nodes and metrics",
    gives: "Reads nodes, and what the metrics server says: kubectl get nodes, kubectl top.",
    notes: ["Nodes are in no namespace: this is always for the whole cluster."],
    scope: "cluster",
    role: {
      kind: "new",
      name: "read-nodes-and-metrics",
      rules: [
        rule("", ["nodes"], read),
        rule("metrics.k8s.io", ["nodes", "pods"], ["get", "list"]),
      ],
    },
  },
  {
    id: "cluster-admin",
    title: "Cluster admin",
    gives: "Everything in the whole cluster.",
    notes: [],
    scope: "cluster",
    role: { kind: "default", name: "cluster-admin" },
  },
];

function rule(
  apiGroup: string,
  resources: readonly string[],
  verbs: readonly string[],
): PolicyRule {
  return { apiGroups: [apiGroup], resources, verbs, resourceNames: [], nonResourceURLs: [] };
}

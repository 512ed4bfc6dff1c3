/** A permission with which its holder can get more than it has. */
export interface EscalationRule {
  readonly id: string;
  readonly title: string;
  /** What follows, in one sentence. */
  readonly leadsTo: string;
  readonly severity: "critical" | "high" | "medium";
  /** Any of these is enough. */
  readonly any: readonly Wanted[];
  /** Each of these is needed beside it. */
  readonly all?: readonly Wanted[];
  /** The holder acts as any service account of the namespace. */
  readonly takesServiceAccounts?: boolean;
  /** Only what a ClusterRoleBinding gives counts: the resource is cluster-scoped. */
  readonly clusterOnly?: boolean;
}

/** Verbs on a resource, each of which leads further. */
export interface Wanted {
  readonly group: string;
  readonly resource: string;
  /** "exec" of "pods/exec"; none if undefined. */
  readonly subresource?: string;
  readonly verbs: readonly string[];
}

const write = ["create", "update", "patch"];
const rbac = "rbac.authorization.k8s.io";
const admission = "admissionregistration.k8s.io";

/** Worst first. */
export const escalationRules: readonly EscalationRule[] = [
  {
    id: "wildcard",
    title: "Everything",
    leadsTo: "Every verb on every resource, those that come later included.",
    severity: "critical",
    any: [{ group: "*", resource: "*", verbs: ["*"] }],
  },
  {
    id: "impersonate",
    title: "Impersonate",
    leadsTo:
      "Acts as any user, group or service account that the rule names; without names, as any.",
    severity: "critical",
    any: [
      { group: "", resource: "users", verbs: ["impersonate"] },
      { group: "", resource: "groups", verbs: ["impersonate"] },
    ],
    clusterOnly: true,
  },
  {
    id: "escalate",
    title: "Escalate roles",
    leadsTo: "Writes roles with more rights than it has itself.",
    severity: "critical",
    any: [
      { group: rbac, resource: "clusterroles", verbs: ["escalate"] },
      { group: rbac, resource: "roles", verbs: ["escalate"] },
    ],
  },
  {
    id: "bind",
    title: "Bind any role",
    leadsTo: "Binds roles with more rights than it has itself, to itself.",
    severity: "critical",
    any: [
      { group: rbac, resource: "clusterroles", verbs: ["bind"] },
      { group: rbac, resource: "roles", verbs: ["bind"] },
    ],
  },
  {
    id: "csr-approve",
    title: "Approve certificate requests",
    leadsTo: "Approves a client certificate for any user and any group but system:masters.",
    severity: "critical",
    any: [
      {
        group: "certificates.k8s.io",
        resource: "certificatesigningrequests",
        subresource: "approval",
        verbs: ["update", "patch"],
      },
    ],
    all: [{ group: "certificates.k8s.io", resource: "signers", verbs: ["approve"] }],
    clusterOnly: true,
  },
  {
    id: "webhook-write",
    title: "Write admission webhooks",
    leadsTo: "Sees and changes every object that passes admission, secrets included.",
    severity: "critical",
    any: [
      { group: admission, resource: "mutatingwebhookconfigurations", verbs: write },
      { group: admission, resource: "validatingwebhookconfigurations", verbs: write },
      { group: admission, resource: "mutatingadmissionpolicies", verbs: write },
    ],
    clusterOnly: true,
  },
  {
    id: "nodes-proxy",
    title: "Reach the kubelets",
    leadsTo: "Runs commands in every pod of a node through the kubelet, past admission and audit.",
    severity: "critical",
    any: [{ group: "", resource: "nodes", subresource: "proxy", verbs: ["get", "create"] }],
    clusterOnly: true,
  },
  {
    id: "secrets-read",
    title: "Read secrets",
    leadsTo: "Reads credentials: tokens of service accounts, certificates, passwords.",
    severity: "high",
    any: [{ group: "", resource: "secrets", verbs: ["get", "list", "watch"] }],
    takesServiceAccounts: true,
  },
  {
    id: "token-request",
    title: "Request tokens",
    leadsTo: "Gets a token of any service account of the namespace.",
    severity: "high",
    any: [{ group: "", resource: "serviceaccounts", subresource: "token", verbs: ["create"] }],
    takesServiceAccounts: true,
  },
  {
    id: "impersonate-service-account",
    title: "Impersonate service accounts",
    leadsTo: "Acts as any service account of the namespace.",
    severity: "high",
    any: [{ group: "", resource: "serviceaccounts", verbs: ["impersonate"] }],
    takesServiceAccounts: true,
  },
  {
    id: "pods-create",
    title: "Create pods",
    leadsTo:
      "Runs a pod as any service account of the namespace and mounts its secrets; without Pod Security, it takes the node.",
    severity: "high",
    any: [
      { group: "", resource: "pods", verbs: ["create"] },
      { group: "", resource: "replicationcontrollers", verbs: write },
      { group: "apps", resource: "deployments", verbs: write },
      { group: "apps", resource: "daemonsets", verbs: write },
      { group: "apps", resource: "statefulsets", verbs: write },
      { group: "apps", resource: "replicasets", verbs: write },
      { group: "batch", resource: "jobs", verbs: ["create"] },
      { group: "batch", resource: "cronjobs", verbs: write },
    ],
    takesServiceAccounts: true,
  },
  {
    id: "exec",
    title: "Run commands in pods",
    leadsTo: "Acts as the service account of every running pod of the namespace.",
    severity: "high",
    any: [
      { group: "", resource: "pods", subresource: "exec", verbs: ["create", "get"] },
      { group: "", resource: "pods", subresource: "attach", verbs: ["create", "get"] },
      {
        group: "",
        resource: "pods",
        subresource: "ephemeralcontainers",
        verbs: ["update", "patch"],
      },
    ],
    takesServiceAccounts: true,
  },
  {
    id: "roles-write",
    title: "Write roles and bindings",
    leadsTo: "Gives what it has itself to others; with bind or escalate, anything.",
    severity: "medium",
    any: [
      { group: rbac, resource: "clusterrolebindings", verbs: write },
      { group: rbac, resource: "rolebindings", verbs: write },
      { group: rbac, resource: "clusterroles", verbs: write },
      { group: rbac, resource: "roles", verbs: write },
    ],
  },
  {
    id: "api-services",
    title: "Serve APIs",
    leadsTo: "Answers for a part of the API and sees the requests of others to it.",
    severity: "high",
    any: [{ group: "apiregistration.k8s.io", resource: "apiservices", verbs: write }],
    clusterOnly: true,
  },
  {
    id: "volumes-create",
    title: "Create persistent volumes",
    leadsTo: "Mounts any directory of a node through a hostPath volume.",
    severity: "medium",
    any: [{ group: "", resource: "persistentvolumes", verbs: ["create"] }],
    clusterOnly: true,
  },
];

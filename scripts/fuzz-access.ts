// Asks random questions about random roles and bindings of our authorizer and of the program that KUBE_ORACLE names,
// which answers op "rbac" (one JSON request a line in, one answer a line out, in order), and prints where the two differ.
//
//   VERSION=1.37 COUNT=1000 SEED=1 KUBE_ORACLE=… npx tsx scripts/fuzz-access.ts

import { spawnSync } from "node:child_process";
import { createAuthorizer } from "../lib/rbac/authorize.ts";
import { loadDefaultPolicy } from "../lib/rbac/default-policy/load.ts";
import { decodePolicy } from "../lib/rbac/manifest/decode.ts";
import { reviewRules } from "../lib/rbac/rules-review.ts";
import type { AccessRequest } from "../lib/rbac/types.ts";
import { createRandom } from "../lib/testing/random.ts";
import { readFuzzSettings, requireOracle } from "./fuzz-settings.ts";

const { minor, count, seed } = readFuzzSettings({ count: 1000 });

const { below, pick, some, chance } = createRandom(seed);
const group = "rbac.authorization.k8s.io";
const names = ["a", "b", "view", "dev", "x:y", "ü\u{1F600}", 'q"uote', "a/b"];
const users = [
  "jane",
  "oidc:jane",
  "system:serviceaccount:app:bot",
  "system:serviceaccount:a:b:c",
  "*",
  "",
];
const groups = ["dev", "ops", "system:authenticated", "*", "Dev"];
const namespaces = ["app", "other", "a", "a:b"];
const verbs = ["get", "list", "*", "create", "Get", "impersonate"];
const apiGroups = ["", "apps", "*", "rbac.authorization.k8s.io"];
const resources = [
  "pods",
  "pods/log",
  "*",
  "*/log",
  "pods/*",
  "deployments",
  "deployments/scale",
  "*/*",
  "/log",
];
const urls = ["/metrics", "/api/*", "*", "/x**", "/healthz", "/a*b", ""];
const paths = ["/metrics", "/api/v1", "/api/", "/x", "/xy", "/a*b", "/healthz", "/"];

const requests = Array.from({ length: count }, makeRequest);
const { stdout } = spawnSync(requireOracle(), [], {
  input: requests.map((request) => `${JSON.stringify(request)}\n`).join(""),
  maxBuffer: 1 << 30,
  encoding: "utf8",
});
const answers = stdout.trim().split("\n");
const base = await loadDefaultPolicy(minor);
let different = 0;
let decisions = 0;
for (const [index, request] of requests.entries()) {
  const want = normalize(JSON.parse(answers[index] ?? "{}"));
  const got = normalize(answer(request));
  decisions += request.requests.length;
  if (want === got) continue;
  different++;
  if (different <= 5)
    console.log(
      `${JSON.stringify(request)}\n  want ${want.slice(0, 1000)}\n  got  ${got.slice(0, 1000)}`,
    );
}
console.log(`${requests.length} policies, ${decisions} decisions, ${different} policies differ`);
process.exitCode = different === 0 ? 0 : 1;

type Request = ReturnType<typeof makeRequest>;

function makeRequest() {
  const objects: unknown[] = [];
  const used = new Set<string>();
  const add = (object: { kind: string; metadata: { name: string; namespace?: string } }) => {
    const key = `${object.kind}\n${object.metadata.namespace}\n${object.metadata.name}`;
    if (!used.has(key)) objects.push({ apiVersion: `${group}/v1`, ...object });
    used.add(key);
  };
  for (let i = below(7); i > 0; i--) {
    const kind = pick(["Role", "ClusterRole"]);
    add({
      kind,
      metadata: {
        name: pick(names.filter((name) => name !== "view")),
        ...(kind === "Role" && chance(0.9) && { namespace: pick(namespaces) }),
        ...(chance(0.5) && {
          labels: Object.fromEntries(some(["l", "m"]).map((key) => [key, pick(["1", "2"])])),
        }),
      },
      ...(chance(0.95) && { rules: Array.from({ length: below(4) }, makeRule) }),
      ...(kind === "ClusterRole" &&
        chance(0.3) && {
          aggregationRule: {
            clusterRoleSelectors: Array.from({ length: 1 + below(2) }, makeSelector),
          },
        }),
    } as never);
  }
  for (let i = below(8); i > 0; i--) {
    const kind = pick(["RoleBinding", "ClusterRoleBinding"]);
    add({
      kind,
      metadata: {
        name: pick(names),
        ...((kind === "RoleBinding" ? chance(0.9) : chance(0.05)) && {
          namespace: pick(namespaces),
        }),
      },
      roleRef: {
        apiGroup: group,
        kind: pick(["Role", "ClusterRole", "ClusterRole", chance(0.1) ? "Robot" : "Role"]),
        name: pick(names),
      },
      ...(chance(0.95) && { subjects: Array.from({ length: below(4) }, makeSubject) }),
    } as never);
  }
  return {
    op: "rbac",
    objects: objects.map((object) => JSON.stringify(object)).join("\n---\n"),
    user: { username: pick(users), groups: some(groups) },
    requests: Array.from({ length: 12 }, () =>
      chance(0.2)
        ? { verb: pick(verbs), path: pick(paths) }
        : {
            verb: pick(verbs),
            group: pick(apiGroups),
            resource: pick(["pods", "deployments", "*", ""]),
            subresource: chance(0.4) ? pick(["log", "scale", "*"]) : "",
            name: chance(0.4) ? pick(names) : "",
            namespace: chance(0.7) ? pick(namespaces) : "",
          },
    ) as Record<string, string>[],
    namespace: chance(0.8) ? pick(namespaces) : "",
    bootstrap: chance(0.2),
  };
}

function makeRule() {
  if (chance(0.25)) return { nonResourceURLs: some(urls), verbs: some(verbs) };
  return {
    ...(chance(0.95) && { apiGroups: some(apiGroups) }),
    ...(chance(0.95) && { resources: some(resources) }),
    ...(chance(0.25) && { resourceNames: some([...names, ""]) }),
    ...(chance(0.95) && { verbs: some(verbs) }),
    ...(chance(0.05) && { nonResourceURLs: some(urls) }),
  };
}

function makeSelector() {
  return {
    ...(chance(0.7) && { matchLabels: { [pick(["l", "m"])]: pick(["1", "2"]) } }),
    ...(chance(0.4) && {
      matchExpressions: [
        chance(0.5)
          ? {
              key: pick(["l", "m", "n"]),
              operator: pick(["In", "NotIn"]),
              values: [pick(["1", "2"])],
            }
          : { key: pick(["l", "m", "n"]), operator: pick(["Exists", "DoesNotExist"]) },
      ],
    }),
  };
}

function makeSubject() {
  const kind = pick(["User", "Group", "ServiceAccount", chance(0.1) ? "Robot" : "User"]);
  return {
    kind,
    name:
      kind === "Group" ? pick(groups) : kind === "User" ? pick(users) : pick(["bot", "b:c", "c"]),
    ...(kind === "ServiceAccount"
      ? chance(0.7) && { namespace: pick(namespaces) }
      : chance(0.5) && { apiGroup: group }),
  };
}

function answer(request: Request) {
  const { policy } = decodePolicy(request.objects);
  const authorizer = createAuthorizer(
    request.bootstrap
      ? {
          roles: [...base.roles, ...policy.roles],
          bindings: [...base.bindings, ...policy.bindings],
        }
      : policy,
  );
  const rules = authorizer.rulesFor(request.user, request.namespace);
  return {
    decisions: request.requests.map((entry) => {
      const { verdict, reason } = authorizer.authorize(request.user, accessRequest(entry));
      return { allowed: verdict === "allowed", reason };
    }),
    ...reviewRules(rules),
    ...(rules.error !== undefined && { rulesError: rules.error }),
  };
}

function accessRequest(entry: Record<string, string>): AccessRequest {
  const { verb = "", path, resource = "", subresource = "", name = "", namespace = "" } = entry;
  if (path !== undefined) return { kind: "path", verb, path };
  return {
    kind: "resource",
    verb,
    apiGroup: entry.group ?? "",
    resource,
    subresource,
    name,
    namespace,
  };
}

/** Without the differences that are meant: the other program's role store words a missing role in its own way. */
function normalize(answer: Record<string, unknown>): string {
  const { decisions, resourceRules, nonResourceRules, rulesError } = answer;
  const text = JSON.stringify({
    decisions,
    rules: (resourceRules as Record<string, unknown>[])?.map((rule) => [
      rule.verbs ?? [],
      rule.apiGroups ?? [],
      rule.resources ?? [],
      rule.resourceNames ?? [],
    ]),
    urls: (nonResourceRules as Record<string, unknown>[])?.map((rule) => [
      rule.verbs ?? [],
      rule.nonResourceURLs ?? [],
    ]),
    error: rulesError !== undefined,
  });
  return text.replace(/"reason":"RBAC: (?!allowed)(?:[^"\\]|\\.)*"/g, '"reason":"RBAC: error"');
}

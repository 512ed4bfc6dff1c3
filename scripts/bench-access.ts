// Measures reading, access decisions and the matrix on a large made-up cluster, and if a COMMAND is given that answers op
// "rbac" with `repeat` (nanoseconds of one decision), the same decisions there.
//
//   npx tsx scripts/bench-access.ts [COMMAND...]
import { spawnSync } from "node:child_process";
import { loadApiResources, withNamedResources } from "../lib/rbac/api-resources.ts";
import { createAuthorizer } from "../lib/rbac/authorize.ts";
import { listEffectivePermissions } from "../lib/rbac/effective.ts";
import { decodeDump } from "../lib/rbac/manifest/dump.ts";
import { findNearMisses } from "../lib/rbac/near-miss.ts";
import type { AccessRequest } from "../lib/rbac/types.ts";
import { listWhoCan } from "../lib/rbac/who-can.ts";
import { formatYamlList, generateCluster } from "./generate-cluster.ts";

const objects = generateCluster(10_000, 2_000, 100);
const text = formatYamlList(objects);
console.log(`${(text.length / 1e6).toFixed(1)} MB of YAML, ${objects.length} objects`);

let longest = 0;
const started = performance.now();
const reading = decodeDump(text);
let step = reading.next();
for (let last = started; ; step = reading.next()) {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
  if (step.done) break;
}
console.log(`read in ${ms(performance.now() - started)}, longest step ${ms(longest)}`);
const { policy } = step.value;

const authorizer = time("index", () => createAuthorizer(policy));
const user = {
  username: "oidc:user-7@example.com",
  groups: ["oidc:group-1", "oidc:group-2", "oidc:group-3", "system:authenticated"],
};
const request: AccessRequest = {
  kind: "resource",
  verb: "impersonate",
  apiGroup: "nowhere.example",
  resource: "nothing",
  subresource: "",
  name: "",
  namespace: "team-7",
};
time("first can-i of a user", () => authorizer.authorize(user, request));
const rounds = 200_000;
const before = performance.now();
for (let i = 0; i < rounds; i++) authorizer.authorize(user, request);
const ours = ((performance.now() - before) / rounds) * 1e6;
console.log(`can-i ${ours.toFixed(0)} ns (a denial, which looks at every rule)`);
// As a server sees it: each request is of a user it has not looked at yet.
const freshRounds = 20_000;
const freshBefore = performance.now();
for (let i = 0; i < freshRounds; i++) authorizer.authorize({ ...user }, request);
const fresh = ((performance.now() - freshBefore) / freshRounds) * 1e6;
console.log(`can-i of a new user ${fresh.toFixed(0)} ns`);

const resources = withNamedResources(await loadApiResources(), policy);
for (const namespace of ["", "team-7"]) {
  const name = `matrix of ${resources.length} resources ${namespace === "" ? "cluster-wide" : "in a namespace"}`;
  time(name, () => listEffectivePermissions(authorizer, user, namespace, resources));
}
time("who-can", () =>
  listWhoCan(authorizer, { ...request, verb: "get", apiGroup: "", resource: "pods" }),
);
time("near misses", () => findNearMisses(policy, user));

const [command, ...args] = process.argv.slice(2);
if (command !== undefined) {
  const { verb, apiGroup, resource, namespace } = request;
  const question = {
    op: "rbac",
    objects: objects.map((object) => JSON.stringify(object)).join("\n---\n"),
    user,
    requests: [{ verb, group: apiGroup, resource, namespace }],
    repeat: 2000,
  };
  const { stdout } = spawnSync(command, args, {
    input: `${JSON.stringify(question)}\n`,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const { nanoseconds } = JSON.parse(stdout);
  console.log(
    `${command.split("/").at(-1)} ${nanoseconds.toFixed(0)} ns: ${(nanoseconds / ours).toFixed(0)} × ours, ${(nanoseconds / fresh).toFixed(0)} × a new user's`,
  );
}

function time<T>(name: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  console.log(`${name} ${ms(performance.now() - start)}`);
  return result;
}

function ms(duration: number): string {
  return `${duration.toFixed(1)} ms`;
}

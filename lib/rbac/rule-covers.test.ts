import fc from "fast-check";
import { expect, test } from "vitest";
import { ruleAllows } from "./rule-allows.ts";
import { listUncovered, ruleCovers, rulesMeet } from "./rule-covers.ts";
import type { AccessRequest, PolicyRule } from "./types.ts";

const none: PolicyRule = {
  verbs: [],
  apiGroups: [],
  resources: [],
  resourceNames: [],
  nonResourceURLs: [],
};

function on(verbs: string, resources: string, groups = "", names = ""): PolicyRule {
  return {
    ...none,
    verbs: verbs.split(" "),
    apiGroups: groups === "" ? [""] : groups.split(" "),
    resources: resources.split(" "),
    resourceNames: names === "" ? [] : names.split(" "),
  };
}

function at(verbs: string, urls: string): PolicyRule {
  return { ...none, verbs: verbs.split(" "), nonResourceURLs: urls.split(" ") };
}

const cases: readonly {
  name: string;
  owner: readonly PolicyRule[];
  rules: readonly PolicyRule[];
  want: readonly PolicyRule[];
}[] = [
  { name: "the same rule", owner: [on("get", "pods")], rules: [on("get", "pods")], want: [] },
  { name: "nothing before", owner: [], rules: [on("get", "pods")], want: [on("get", "pods")] },
  {
    name: "a verb more",
    owner: [on("get list", "pods")],
    rules: [on("get list watch", "pods")],
    want: [on("watch", "pods")],
  },
  {
    name: "by several rules together",
    owner: [on("get", "pods"), on("list", "pods services")],
    rules: [on("get list", "pods services")],
    want: [on("get", "services")],
  },
  {
    name: "a wildcard is more than what it stands for",
    owner: [on("get", "pods services")],
    rules: [on("get", "*")],
    want: [on("get", "*")],
  },
  {
    name: "a wildcard covers subresources, a resource does not",
    owner: [on("get", "pods"), on("create", "*")],
    rules: [on("get create", "pods/log")],
    want: [on("get", "pods/log")],
  },
  {
    name: "a subresource of every resource",
    owner: [on("update", "*/scale", "*")],
    rules: [on("update", "deployments/scale deployments", "apps")],
    want: [on("update", "deployments", "apps")],
  },
  {
    name: "names: some more, and all instead of some",
    owner: [on("get", "secrets", "", "db")],
    rules: [on("get", "secrets", "", "db web"), on("list", "secrets")],
    want: [on("get", "secrets", "", "web"), on("list", "secrets")],
  },
  {
    name: "no names are all names",
    owner: [on("get", "secrets", "", "db")],
    rules: [on("get", "secrets")],
    want: [on("get", "secrets")],
  },
  {
    name: "paths",
    owner: [at("get", "/api/* /metrics")],
    rules: [at("get post", "/api/v1 /metrics /healthz")],
    want: [at("get post", "/healthz"), at("post", "/api/v1 /metrics")],
  },
  {
    name: "with everything, nothing else counts",
    owner: [],
    rules: [on("get", "pods"), on("get", "*", "apps"), on("*", "*", "*"), at("get", "/a /*")],
    want: [on("*", "*", "*"), at("get", "/*")],
  },
  {
    name: "resources of several groups stay together",
    owner: [],
    rules: [
      on("get", "deployments", "apps extensions"),
      on("list", "deployments", "extensions apps"),
    ],
    want: [on("get list", "deployments", "apps extensions")],
  },
];

test.each(cases)(
  "listUncovered lists the rights that the owner lacks: $name",
  ({ owner, rules, want }) => {
    expect(listUncovered(owner, rules)).toEqual(want);
  },
);

test("a rule that names thousands of objects is compared as written", () => {
  const names = Array.from({ length: 30_000 }, (_, index) => `object-${index}`);
  const rule = { ...on("get", "secrets"), resourceNames: names };
  expect(listUncovered([on("get list", "secrets")], [rule])).toEqual([]);
  expect(listUncovered([on("list", "secrets")], [rule])).toEqual([rule]);
});

const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1 });
const anyRule: fc.Arbitrary<PolicyRule> = fc.record({
  verbs: some(["get", "list", "*"]),
  apiGroups: some(["", "apps", "*"]),
  resources: some(["pods", "pods/log", "*/log", "*"]),
  resourceNames: fc.subarray(["a", "b"]),
  nonResourceURLs: fc.constant([]),
});
const requests: readonly AccessRequest[] = ["get", "list", "other"].flatMap((verb) =>
  ["", "apps", "x"].flatMap((apiGroup) =>
    ["", "log", "exec"].flatMap((subresource) =>
      ["", "a", "z"].map(
        (name): AccessRequest => ({
          kind: "resource",
          verb,
          apiGroup,
          resource: "pods",
          subresource,
          name,
          namespace: "",
        }),
      ),
    ),
  ),
);

test("what is allowed now and was not is allowed by what is gained, and nothing else", () => {
  fc.assert(
    fc.property(
      fc.array(anyRule, { maxLength: 3 }),
      fc.array(anyRule, { maxLength: 3 }),
      (a, b) => {
        const gained = listUncovered(a, b);
        for (const request of requests) {
          const had = a.some((rule) => ruleAllows(request, rule));
          const has = b.some((rule) => ruleAllows(request, rule));
          const gains = gained.some((rule) => ruleAllows(request, rule));
          if (has && !had) expect(gains).toBe(true);
          if (gains) expect(has).toBe(true);
        }
      },
    ),
  );
});

test("a rule that covers another allows whatever that allows, and they meet", () => {
  fc.assert(
    fc.property(anyRule, anyRule, (a, b) => {
      if (!ruleCovers(a, b)) return;
      expect(rulesMeet(a, b)).toBe(true);
      for (const request of requests) {
        if (ruleAllows(request, b)) expect(ruleAllows(request, a)).toBe(true);
      }
    }),
  );
});

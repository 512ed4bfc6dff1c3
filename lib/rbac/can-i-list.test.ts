import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createAuthorizer } from "./authorize.ts";
import { breakDownRule, compactRules, formatCanIList } from "./can-i-list.ts";
import { loadDefaultPolicy } from "./default-policy/load.ts";
import { decodePolicy, mergePolicies } from "./manifest/decode.ts";
import { reviewRules } from "./rules-review.ts";

interface Recorded {
  readonly name: string;
  readonly objects: string;
  readonly user: { readonly username: string; readonly groups: readonly string[] };
  readonly namespace: string;
  readonly want: string;
}

const recorded: Recorded[] = JSON.parse(
  readFileSync(new URL("../testing/recorded/can-i-list.json", import.meta.url), "utf8"),
);

describe("kubectl auth can-i --list on a real 1.37 cluster", () => {
  test.each(recorded)("$name", async ({ objects, user, namespace, want }) => {
    const policy = mergePolicies(await loadDefaultPolicy(37), decodePolicy(objects).policy);
    const review = reviewRules(createAuthorizer(policy).rulesFor(user, namespace));
    expect(formatCanIList(review)).toBe(want);
  });
});

const rule = { verbs: [], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] };

describe("breakDownRule", () => {
  test("one rule for each combination", () => {
    const wide = {
      ...rule,
      verbs: ["get"],
      apiGroups: ["", "apps"],
      resources: ["a"],
      resourceNames: ["x", "y"],
    };
    expect(
      breakDownRule(wide).map(({ apiGroups, resourceNames }) => [...apiGroups, ...resourceNames]),
    ).toEqual([
      ["", "x"],
      ["", "y"],
      ["apps", "x"],
      ["apps", "y"],
    ]);
  });
});

describe("compactRules", () => {
  test("joins verbs of one resource and keeps paths apart", () => {
    const pods = { ...rule, apiGroups: [""], resources: ["pods"] };
    const path = { ...rule, nonResourceURLs: ["/x"], verbs: ["get"] };
    expect(
      compactRules([
        { ...pods, verbs: ["get"] },
        path,
        { ...pods, verbs: ["list", "get"] },
        path,
        { ...pods, verbs: ["get"], resourceNames: ["a"] },
      ]),
    ).toEqual([
      path,
      path,
      { ...pods, verbs: ["get", "list"] },
      { ...pods, verbs: ["get"], resourceNames: ["a"] },
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { minors } from "../../kube/minor.ts";
import { aggregateClusterRoles } from "../aggregate.ts";
import { createAuthorizer } from "../authorize.ts";
import { validateObject } from "../manifest/validate.ts";
import { loadDefaultPolicy } from "./load.ts";

describe("the default policy of each version", () => {
  test("roles and bindings that the first start creates", async () => {
    const counts = await Promise.all(
      minors.map(async (minor) => {
        const { roles, bindings } = await loadDefaultPolicy(minor);
        return [minor, roles.length, bindings.length];
      }),
    );
    expect(counts).toEqual([
      [30, 71, 52],
      [31, 71, 52],
      [32, 71, 52],
      [33, 73, 54],
      [34, 75, 56],
      [35, 75, 56],
      [36, 76, 57],
      [37, 80, 61],
      [38, 80, 61],
    ]);
  });

  test.each(minors)("1.%i: every object is one that the server takes, each once", async (minor) => {
    const { roles, bindings } = await loadDefaultPolicy(minor);
    const all = [...roles, ...bindings];
    expect(all.flatMap((object) => validateObject(object))).toEqual([]);
    const names = all.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(minors)("1.%i: no binding names a role that is not there", async (minor) => {
    const policy = await loadDefaultPolicy(minor);
    const authorizer = createAuthorizer(policy);
    for (const { roleRef, namespace } of policy.bindings) {
      expect(authorizer.roleRules(roleRef.kind, namespace, roleRef.name)).toBeDefined();
    }
  });

  test("aggregated roles grow from view to edit to admin", async () => {
    const rules = aggregateClusterRoles((await loadDefaultPolicy(37)).roles);
    const [view, edit, admin] = ["view", "edit", "admin"].map(
      (name) => rules.get(name)?.length ?? 0,
    );
    expect(view).toBeGreaterThan(0);
    expect(edit).toBeGreaterThan(view ?? 0);
    expect(admin).toBeGreaterThan(edit ?? 0);
  });
});

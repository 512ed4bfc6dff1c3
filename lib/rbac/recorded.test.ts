import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createAuthorizer } from "./authorize.ts";
import { loadDefaultPolicy } from "./default-policy/load.ts";
import { decodePolicy } from "./manifest/decode.ts";
import { reviewRules } from "./rules-review.ts";
import type { AccessRequest, Policy } from "./types.ts";

interface Recorded {
  readonly id: string;
  readonly request: {
    readonly objects: string;
    readonly user: { readonly username: string; readonly groups?: string[] };
    readonly requests: readonly Record<string, string>[];
    readonly namespace: string;
    readonly bootstrap?: boolean;
  };
  readonly answer: {
    readonly decisions: readonly { allowed: boolean; reason: string }[];
    readonly resourceRules: readonly Record<string, string[] | null>[];
    readonly nonResourceRules: readonly Record<string, string[] | null>[];
    readonly rulesError?: string;
  };
}

const recorded = readFileSync(new URL("../testing/recorded/rbac.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Recorded);

describe("recorded answers of the RBAC authorizer", () => {
  test.each(recorded)("$id gives the recorded decisions and rules", async ({ request, answer }) => {
    const { policy, diagnostics } = decodePolicy(request.objects);
    // The recorder's authorizer takes objects that a server would refuse.
    const unread = diagnostics.filter(
      ({ severity, code }) => severity === "error" && code !== "rbac/invalid",
    );
    expect(unread).toEqual([]);
    const base: Policy = request.bootstrap
      ? await loadDefaultPolicy(37)
      : { roles: [], bindings: [] };
    const authorizer = createAuthorizer({
      roles: [...base.roles, ...policy.roles],
      bindings: [...base.bindings, ...policy.bindings],
    });
    const user = { username: request.user.username, groups: request.user.groups ?? [] };

    const decisions = request.requests.map((entry) => {
      const { verdict, reason } = authorizer.authorize(user, accessRequest(entry));
      return { allowed: verdict === "allowed", reason };
    });
    const rules = authorizer.rulesFor(user, request.namespace);
    const review = reviewRules(rules);

    expect(decisions).toEqual(
      answer.decisions.map((decision) => ({
        ...decision,
        reason: asServer(decision.reason, rules),
      })),
    );
    expect(review.resourceRules).toEqual(answer.resourceRules.map(withLists));
    expect(review.nonResourceRules).toEqual(answer.nonResourceRules.map(withLists));
    expect(review.evaluationError !== undefined).toBe(answer.rulesError !== undefined);
  });
});

function accessRequest(entry: Record<string, string>): AccessRequest {
  const { verb = "", path, group = "", resource = "", subresource = "", name = "" } = entry;
  if (path !== undefined) return { kind: "path", verb, path };
  const namespace = entry.namespace ?? "";
  return { kind: "resource", verb, apiGroup: group, resource, subresource, name, namespace };
}

/** The recorder's role store says "clusterrole not found"; a server's says which. */
function asServer(reason: string, rules: { error?: string }): string {
  return /\bnot found\b|must provide namespace/.test(reason) ? `RBAC: ${rules.error}` : reason;
}

/** Go writes a list that was never set as null. */
function withLists(rule: Record<string, string[] | null>) {
  return Object.fromEntries(Object.entries(rule).map(([key, list]) => [key, list ?? []]));
}

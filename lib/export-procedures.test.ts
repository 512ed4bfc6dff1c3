import { describe, expect, test } from "vitest";
import { createEngine } from "./engine/engine.ts";
import type { AnalysisInput } from "./engine/input.ts";
import { targets } from "./export/targets.ts";
import { findGuide } from "./testing/bundles.ts";
import { followGuide } from "./testing/follow-guide.ts";
import {
  type ClusterModel,
  follow,
  makeWorld,
  removeWorld,
  startServer,
} from "./testing/procedure-world.ts";

// One guide for each target, with and without --oidc-* flags before; `npm run soak` follows all of them.

describe("a README is followed: applied, checked, and gone back from", () => {
  for (const { id } of targets)
    for (const legacy of [false, true])
      test(`${id}${legacy ? ", from --oidc-* flags" : ""}`, async () => {
        const guide = findGuide("emk-basic-corrected");
        expect(await followGuide({ guide, target: id, minor: 37, legacy })).toEqual([]);
      });
});

test("the README of the ways in without an issuer can be followed, and gone back from", async () => {
  const input: AnalysisInput = {
    ...{ minor: 34, configuration: "", token: "", keys: {}, now: 0, target: "kubeadm" },
    ...{ authorizationModes: ["Node", "RBAC"], disallowedIssuers: [], defaultPolicy: true },
    bindings: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: dev-view, namespace: app}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: Group, name: dev, apiGroup: rbac.authorization.k8s.io}]
`,
    ways: {
      x509: { people: ["jane: dev", "joe: dev"], hours: "12" },
      "gitlab-agent": { url: "https://gitlab.com", agent: "prod", groups: ["my-team 7"] },
    },
  };
  const bundle = await createEngine().export(input, {
    comments: "kept",
    cluster: { name: "prod", server: "https://api.example.com:6443" },
  });
  if (bundle.kind === "refused") throw new Error(bundle.problems[0]);
  expect(bundle.problems).toEqual([]);
  const world = makeWorld(bundle, false);
  // No part of it touches the API server.
  const model: ClusterModel = {
    ...{ init: () => undefined, hands: [], onCall: () => undefined },
    ...{ args: () => new Map(), seen: () => undefined },
  };
  try {
    const server = startServer(model, world, 34);
    for (const steps of [bundle.target.guide.order, bundle.target.guide.check])
      expect(follow(steps, model, world, 34, server)).toEqual({ server, faults: [] });
    for (const name of ["jane", "joe"]) {
      expect(world.readBundle(`clients/x509/${name}/${name}.crt`)).toContain("CERTIFICATE-----");
      expect(world.readBundle(`clients/x509/${name}/ca.crt`)).toBe("ok\n");
    }
    expect(follow(bundle.target.guide.rollback, model, world, 34, server).faults).toEqual([]);
  } finally {
    removeWorld(world);
  }
});

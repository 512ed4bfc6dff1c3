import { expect, test } from "vitest";
import { clusterTargets } from "../../kube/targets.ts";
import { exportTarget } from "../targets.ts";
import type { ExportInput, TargetOptions } from "../types.ts";

// One issuer without expressions, which every target can take; AKS wants its own prefix.
const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "aks:jwt:"}
`;

function textOf(target: string, object: TargetOptions["object"]): string {
  const input: ExportInput = {
    ...{ configuration, bindings: "", minor: 37, comments: "kept", issuers: [] },
    cluster: { name: "cluster", server: "https://<server>:6443" },
    options: object === undefined ? {} : { object },
  };
  const result = exportTarget(input, target);
  if (result.kind === "refused") throw new Error(result.reason);
  const { files, guide } = result.target;
  const { order, later, check, rollback } = guide;
  return [...files.map(({ text }) => text), ...order, ...later, ...check, ...rollback].join("\n");
}

const named = clusterTargets.filter(({ object }) => object !== undefined);

test.each(named.map(({ id, object }) => [id, object?.namespaced === true] as const))(
  "the commands for %s name the object that was opened",
  (target, namespaced) => {
    const text = textOf(target, { namespace: "team-a", name: "prod" });
    expect(text).not.toMatch(/'(?:tenant-)?<(?:name|namespace|cluster|id|type)>'/);
    expect(text).toContain("prod");
    expect(text.includes("team-a")).toBe(namespaced);
  },
);

test.each([
  ["nothing is known", undefined],
  ["a name would be a flag", { namespace: "--all", name: "-f" }],
  ["a text is empty", { namespace: "", name: "" }],
])("if %s the placeholders stay", (_, object) => {
  expect(textOf("kamaji", object)).toBe(textOf("kamaji", undefined));
  expect(textOf("kamaji", object)).toContain("-n '<namespace>' edit tenantcontrolplane '<name>'");
});

test("a name that is no plain word is quoted", () => {
  const text = textOf("hypershift", { namespace: "a b", name: "$(id)" });
  expect(text).toContain("-n 'a b' patch hostedcluster '$(id)' --type merge");
});

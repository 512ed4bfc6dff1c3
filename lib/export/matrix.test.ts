import { describe, expect, test } from "vitest";
import { clusterTargets } from "../kube/targets.ts";
import { listTargetRows, type TargetRow } from "./matrix.ts";
import { exportTarget } from "./targets.ts";
import type { ExportInput } from "./types.ts";

const rows = listTargetRows();

test("a row for each target", () => {
  expect(rows.map(({ id }) => id)).toEqual(clusterTargets.map(({ id }) => id));
});

describe("rows, written by hand from the facts", () => {
  const cases: (Pick<TargetRow, "id" | "issuers" | "expressions" | "takes" | "lost"> & {
    readonly minimum: string;
  })[] = [
    {
      ...{ id: "k3s", takes: "file", issuers: "many", expressions: true, lost: [] },
      minimum:
        "Kubernetes 1.30; this file needs Kubernetes 1.34, for apiVersion v1. These files are for a build that leaves anonymous requests to the file, from 1.31.9, 1.32.5 and 1.33.1",
    },
    {
      ...{ id: "gardener", takes: "file", issuers: "many", expressions: true },
      minimum: "Gardener 1.102, Kubernetes 1.30",
      lost: [
        "apiVersion apiserver.config.k8s.io/v1 became apiserver.config.k8s.io/v1beta1: Gardener's admission does not read v1",
      ],
    },
    {
      ...{ id: "openshift", takes: "schema", issuers: "one", expressions: true },
      minimum: "OpenShift 4.20",
      lost: [
        "OpenShift takes one issuer, and this one is lost: https://second.example.com",
        "The object has no egressSelectorType: that keys are fetched through cluster is lost.",
      ],
    },
    {
      ...{ id: "pinniped", takes: "schema", issuers: "many", expressions: true },
      minimum:
        "Pinniped's concierge in the cluster, with the fields of July 2026 (66e2f56): an older one may have no expressions",
      lost: [
        "Pinniped takes one audience for an issuer, and this one of https://first.example.com is lost: other",
        "Pinniped has no discoveryURL: it asks https://first.example.com itself.",
        "Pinniped has no egressSelectorType: that keys of https://first.example.com are fetched through cluster is lost.",
        "The uid is lost: the certificates that Pinniped gives have none.",
        "extra does not reach Kubernetes: a client certificate cannot carry it there.",
        'The prefix "first:" of the claim "sub" became part of an expression, because Pinniped has no prefixes.',
        'The prefix "second:" of the claim "sub" became part of an expression, because Pinniped has no prefixes.',
      ],
    },
    {
      ...{ id: "kcp", takes: "schema", issuers: "many", expressions: true },
      minimum: "kcp with the gate WorkspaceAuthentication on its front-proxy",
      lost: [
        "kcp has no egressSelectorType: that keys of https://first.example.com are fetched through cluster is lost.",
      ],
    },
    {
      ...{ id: "eks", takes: "one-issuer", issuers: "one", expressions: false },
      minimum: "An EKS cluster without another OIDC identity provider: it takes one",
      lost: [
        "EKS takes one issuer, and this one is lost: https://second.example.com",
        "EKS takes one audience for an issuer, and this one of https://first.example.com is lost: other",
        "EKS has no discoveryURL: it asks https://first.example.com itself.",
        "EKS has no egressSelectorType: that keys of https://first.example.com are fetched through cluster is lost.",
        "EKS takes groups from one claim with a fixed text in front, and this expression does more, so that users have no groups there: claims.marker.map(g, 'first:' + g)",
        "EKS cannot say this rule, and tokens that it refuses get in: has(claims.tid)",
        "EKS cannot say this rule, and tokens that it refuses get in: !user.username.startsWith('system:')",
        "The uid is lost: EKS has no setting for it.",
        "extra is lost: example.com/tenant",
        "Only tokens signed with RS256 get in: the file takes more algorithms, and EKS has no setting for them.",
      ],
    },
  ];
  for (const want of cases)
    test(want.id, () => expect(rows.find(({ id }) => id === want.id)).toMatchObject(want));
});

test("what a row says is what the export of any other configuration says", () => {
  const wrong: string[] = [];
  for (const { id, issuers, activation, location } of rows) {
    const result = exportTarget(twoIssuers, id);
    if (result.kind === "refused") throw new Error(result.reason);
    const { guide, problems, files } = result.target;
    if (guide.activation !== activation || guide.location !== location) wrong.push(`${id}: guide`);
    const told = problems.some((line) => line.includes("https://b.example.com"));
    const kept = files.some(({ text }) => text.includes("https://b.example.com"));
    // A file inside of base64 is no text.
    if (told !== (issuers === "one") || told === kept) wrong.push(`${id}: issuers`);
  }
  expect(wrong).toEqual([]);
});

const issuer = (name: string) => `- issuer: {url: https://${name}.example.com, audiences: [x]}
  claimMappings:
    username: {expression: claims.sub}
`;
const twoIssuers: ExportInput = {
  configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
${issuer("a")}${issuer("b")}`,
  bindings: "",
  minor: 36,
  comments: "kept",
  issuers: [],
  cluster: { name: "prod", server: "https://api.example.com:6443" },
};

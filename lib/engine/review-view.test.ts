import { describe, expect, test } from "vitest";
import type { AccessInput } from "./access-input.ts";
import { createEngine } from "./engine.ts";
import type { ReviewView } from "./review-view.ts";

const { analyze } = createEngine();

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
anonymous:
  enabled: false
jwt:
- issuer:
    url: https://people.example.com
    audiences: [kubernetes]
  claimMappings:
    username: {claim: sub, prefix: "people:"}
    groups: {claim: groups, prefix: "people:"}
- issuer:
    url: https://ci.example.com
    audiences: [kubernetes]
  claimValidationRules:
  - {claim: org, requiredValue: acme}
  claimMappings:
    username:
      expression: '"ci:" + claims.repository'
    groups:
      expression: 'claims.ref == "main" ? ["ci:deployers"] : ["ci:readers"]'
`;

const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: secrets}
rules:
- {apiGroups: [""], resources: [secrets, nodes], verbs: [list]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: everywhere}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: secrets}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "ci:deployers"}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: one, namespace: app}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: secrets}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: "people:5f1c"}
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: jane}
- {kind: ServiceAccount, name: bot, namespace: app}
`;

async function review(
  access: Partial<AccessInput> = {},
  text = configuration,
): Promise<ReviewView | undefined> {
  const analysis = await analyze({
    ...{ minor: 37, configuration: text, bindings, token: "", keys: {}, now: 0 },
    ...{ target: "static-pod", authorizationModes: ["Node", "RBAC"], disallowedIssuers: [] },
    defaultPolicy: false,
    access: {
      ...{ part: "matrix", question: "", wanted: "", grantee: "", asker: { kind: "token" } },
      ...access,
    },
  });
  expect(analysis.access).toBe(undefined);
  return analysis.review;
}

describe("who can get in without a token", () => {
  const issuers = configuration.slice(0, configuration.indexOf("- issuer"));
  const username = (mapping: string) => `${issuers}- issuer:
    url: https://x.example.com
    audiences: [kubernetes]
  claimMappings:
    username: ${mapping}
`;
  test.each<{ name: string; text: string; notes?: readonly string[]; want: readonly string[] }>([
    {
      name: "names by issuer with conditions and what they have",
      text: configuration,
      want: [
        'https://people.example.com User people:{sub} | ClusterRole "secrets" in the namespace "app" to User "people:5f1c"',
        "https://people.example.com Group people:{groups[]} |",
        'https://ci.example.com User ci:{repository} if org is "acme" and ref is there |',
        'https://ci.example.com Group ci:deployers if ref is "main" and org is "acme" and repository is there | ClusterRole "secrets" to Group "ci:deployers"',
        'https://ci.example.com Group ci:readers if ref is not "main" and org is "acme" and repository is there and ref is there |',
      ],
    },
    {
      name: "requests without a token on a path",
      text: "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: []\nanonymous: {enabled: true, conditions: [{path: /livez}]}\n",
      want: [
        'no token User system:anonymous if the path is "/livez" |',
        'no token Group system:unauthenticated if the path is "/livez" |',
      ],
    },
    {
      name: "a name that is not followed is unknown",
      text: username(`{expression: '"x:" + claims.sub.find("[a-z]+")'}`),
      want: [
        "https://x.example.com User x:{any text: what find() gives} unknown: what find() gives |",
      ],
    },
    {
      name: "rules that cannot be fulfilled",
      text: `${username("{claim: sub, prefix: ''}")}  claimValidationRules:
  - {claim: org, requiredValue: a}
  - {expression: 'claims.org == "b"'}
`,
      notes: [
        "No token of https://x.example.com gets in: its rules or its user name cannot be fulfilled.",
      ],
      want: [],
    },
    {
      name: "a configuration that does not load",
      text: username("{claim: sub, prefix: 'x:'}").replace("[kubernetes]", "[]"),
      notes: [
        "kube-apiserver does not load this configuration. The names are those of its mappings as written.",
      ],
      want: ["https://x.example.com User x:{sub} |"],
    },
    {
      name: "a text that is not read",
      text: "a: [",
      notes: ["The configuration cannot be read, so who could get in is unknown."],
      want: [],
    },
    {
      name: "no text",
      text: "",
      notes: ["There is no configuration yet, so who could get in is unknown."],
      want: [],
    },
  ])("$name", async ({ text, notes = [], want }) => {
    const found = await review({}, text);
    expect(
      found?.entries.map(({ url = "no token", kind, name, unknown, conditions, bound }) =>
        [
          `${url} ${kind} ${name}${unknown === undefined ? "" : ` unknown: ${unknown}`}`,
          conditions.length === 0 ? "" : ` if ${conditions.join(" and ")}`,
          ` | ${bound.join(", ")}`,
        ]
          .join("")
          .trim(),
      ),
    ).toEqual(want);
    expect(found?.notes).toEqual(notes);
  });
});

describe("who may do something", () => {
  test.each<{ question: string; text?: string; want: readonly string[] }>([
    {
      question: "list secrets",
      want: [
        "Group ci:deployers everywhere from https://ci.example.com",
        "User jane in app from ",
        "User people:5f1c in app from https://people.example.com",
        "ServiceAccount app/bot in app from ",
      ],
    },
    {
      question: "list secrets -n other",
      want: ["Group ci:deployers everywhere from https://ci.example.com"],
    },
    {
      question: "list nodes",
      want: ["Group ci:deployers everywhere from https://ci.example.com"],
    },
    { question: "list pods -A", want: [] },
    {
      question: "list nodes",
      text: "a: [",
      want: ["Group ci:deployers everywhere from unknown"],
    },
  ])("$question", async ({ question, text, want }) => {
    const answer = (await review({ question }, text))?.answer;
    const subjects = answer?.kind === "who" ? answer.who.subjects : undefined;
    expect(
      subjects?.map(
        ({ kind, name, namespaces, from }) =>
          `${kind} ${name} ${namespaces.length === 0 ? "everywhere" : `in ${namespaces.join(", ")}`} from ${from?.join(", ") ?? "unknown"}`,
      ),
    ).toEqual(want);
  });

  test("a question that is not read", async () => {
    expect((await review({ question: "list" }))?.answer).toEqual({
      kind: "unreadable",
      message: "you must specify two arguments: verb resource or verb resource/resourceName.",
    });
  });
});

describe("giving access without a token", () => {
  test.each([
    { name: "the first fixed name", grantee: "", want: "Group/ci:deployers" },
    { name: "a chosen one", grantee: "Group/ci:readers", want: "Group/ci:readers" },
    { name: "a typed one", grantee: "User/people:77", want: "User/people:77" },
    {
      name: "a service account",
      grantee: "ServiceAccount/app/bot",
      want: "ServiceAccount/app/bot",
    },
    { name: "no name yet", grantee: "User/", want: "" },
    { name: "no service account yet", grantee: "ServiceAccount/app", want: "" },
  ])("to $name", async ({ grantee, want }) => {
    const grant = (await review({ part: "grant", wanted: "get pods -n app", grantee }))?.grant;
    expect(grant?.grantees).toEqual([
      { id: "Group/ci:deployers", kind: "Group", name: "ci:deployers", own: false },
      { id: "Group/ci:readers", kind: "Group", name: "ci:readers", own: false },
    ]);
    expect(grant?.grantee).toBe(want);
    if (want === "") expect(grant?.proposals).toEqual([]);
    else
      expect(grant?.proposals[0]?.manifest).toContain(
        `  name: ${want.slice(want.lastIndexOf("/") + 1)}\n`,
      );
  });

  test("the forms of names, with what is open in them", async () => {
    const grant = (await review({ part: "grant" }))?.grant;
    const text = (value: string) => ({ kind: "text", text: value });
    const claim = (value: string) => ({ kind: "claim", text: value });
    const [people, ci] = ["https://people.example.com", "https://ci.example.com"];
    expect(grant?.forms.map(({ kind, url, parts }) => [kind, url, parts])).toEqual([
      ["User", people, [text("people:"), claim("sub")]],
      ["User", ci, [text("ci:"), claim("repository")]],
      ["Group", people, [text("people:"), claim("groups[]")]],
    ]);
  });

  test.each([
    { grantee: "Group/people:42", want: ["https://people.example.com"] },
    { grantee: "Group/nobody:42", want: [] },
    { grantee: "Group/system:authenticated", want: undefined },
    { grantee: "ServiceAccount/app/bot", want: undefined },
  ])("who gives $grantee", async ({ grantee, want }) => {
    expect((await review({ part: "grant", grantee }))?.grant?.givers).toEqual(want);
  });

  test("an intent is a role with its proof; anonymous users need a second press", async () => {
    const grant = (
      await review({ part: "grant", intent: "read-logs", grantee: "User/system:anonymous" })
    )?.grant;
    expect(grant?.intent).toEqual({
      id: "read-logs",
      gives: "Lists pods and reads their logs: kubectl get pods, kubectl logs POD.",
      notes: ["kubectl logs deployment/NAME reads the deployment too, which this does not give."],
      scope: "any",
    });
    expect(
      grant?.proposals.map(({ title, proof, caution }) => ({ title, proof, caution })),
    ).toEqual([
      {
        title: 'Make ClusterRole "read-logs"',
        proof: {
          gained: ["get pods -A", "list pods -A", "get pods --subresource=log -A"],
          had: 0,
          perhaps: false,
        },
        caution:
          "Everyone who reaches the API server gets it, without a token or a certificate, if the server admits anonymous requests.",
      },
    ]);
  });

  test("a default role that was not supplied is bound without a proof", async () => {
    const grant = (await review({ part: "grant", intent: "cluster-admin" }))?.grant;
    expect(grant?.proposals.map(({ title, proof, caution }) => [title, proof, caution])).toEqual([
      [
        'Bind ClusterRole "cluster-admin"',
        undefined,
        "It gives everything in the whole cluster: reading every Secret, and giving anything to anybody.",
      ],
    ]);
  });
});

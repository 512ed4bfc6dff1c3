import { expect, test } from "vitest";
import { compareAnswer } from "./compare-answer.ts";

const user = {
  username: "oidc:jane",
  uid: "u1",
  groups: ["oidc:dev", "system:authenticated"],
  extra: { "example.com/tenant": ["a"] },
};

test.each([
  { name: "no text", text: " ", want: undefined },
  {
    name: "the table of kubectl, groups in another order",
    text: "ATTRIBUTE   VALUE\nUsername    oidc:jane\nUID         u1\nGroups      [system:authenticated oidc:dev]\nExtra: example.com/tenant   [a]\n",
    want: { kind: "equal" },
  },
  {
    name: "a SelfSubjectReview that differs in everything",
    text: JSON.stringify({
      kind: "SelfSubjectReview",
      apiVersion: "authentication.k8s.io/v1",
      status: { userInfo: { username: "jane", groups: ["system:authenticated", "dev"] } },
    }),
    want: {
      kind: "differs",
      lines: [
        'Username: the cluster says "jane", here it is "oidc:jane".',
        'UID: the cluster says "", here it is "u1".',
        'Groups: only the cluster has "dev".',
        'Groups: only this user has "oidc:dev".',
        'Extra example.com/tenant: only this user has "a".',
      ],
    },
  },
  {
    name: "extra of the credential, as YAML",
    text: "apiVersion: authentication.k8s.io/v1\nkind: SelfSubjectReview\nstatus:\n  userInfo:\n    username: oidc:jane\n    uid: u1\n    groups: [oidc:dev, system:authenticated]\n    extra:\n      example.com/tenant: [a]\n      authentication.kubernetes.io/credential-id: [JTI=1]\n",
    want: {
      kind: "differs",
      lines: ['Extra authentication.kubernetes.io/credential-id: only the cluster has "JTI=1".'],
    },
  },
  {
    name: "another text",
    text: "hello",
    want: {
      kind: "unreadable",
      message:
        "This is not the output of kubectl auth whoami, a SelfSubjectReview or a TokenReview.",
    },
  },
])("compares $name", ({ text, want }) => {
  expect(compareAnswer(text, user)).toEqual(want);
});

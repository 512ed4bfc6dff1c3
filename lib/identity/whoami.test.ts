import { describe, expect, test } from "vitest";
import { formatWhoami, formatWhoamiYaml } from "./whoami.ts";

// What kubectl 1.37 printed on a real cluster.
const admin = {
  username: "sim-admin",
  uid: "",
  groups: ["system:masters", "system:authenticated"],
  extra: {
    "authentication.kubernetes.io/credential-id": [
      "X509SHA256=7bee2a5d347454f95e05ad7ecf56e1d85aeb12f8164dfb9d3e675eb567a786a8",
    ],
  },
};
const alice = {
  username: "a:alice",
  uid: "0d1c-42",
  groups: ["dev", "sre", "a:everyone", "system:authenticated"],
  extra: {
    "example.com/scopes": ["read", "write"],
    "authentication.kubernetes.io/credential-id": ["JTI=tok-0001"],
    "example.com/tenant": ["acme"],
  },
};

describe("formatWhoami", () => {
  test("a certificate's user", () => {
    expect(formatWhoami(admin)).toBe(
      `ATTRIBUTE                                           VALUE
Username                                            sim-admin
Groups                                              [system:masters system:authenticated]
Extra: authentication.kubernetes.io/credential-id   [X509SHA256=7bee2a5d347454f95e05ad7ecf56e1d85aeb12f8164dfb9d3e675eb567a786a8]
`,
    );
  });

  test("a user without anything but a name", () => {
    expect(formatWhoami({ username: "x", uid: "", groups: [], extra: {} })).toBe(
      "ATTRIBUTE   VALUE\nUsername    x\n",
    );
  });
});

describe("formatWhoamiYaml", () => {
  test("a token's user", () => {
    expect(formatWhoamiYaml(alice, Date.UTC(2026, 10, 22, 1, 1, 18) / 1000)).toBe(
      `apiVersion: authentication.k8s.io/v1
kind: SelfSubjectReview
metadata:
  creationTimestamp: "2026-11-22T01:01:18Z"
status:
  userInfo:
    extra:
      authentication.kubernetes.io/credential-id:
      - JTI=tok-0001
      example.com/scopes:
      - read
      - write
      example.com/tenant:
      - acme
    groups:
    - dev
    - sre
    - a:everyone
    - system:authenticated
    uid: 0d1c-42
    username: a:alice
`,
    );
  });
});

import { describe, expect, test } from "vitest";
import { admitOnGardener } from "./gardener.ts";
import { acceptedOn } from "./matrix.ts";

const issuer = "- issuer: {url: https://a.example.com, audiences: [k]}\n";
const jwt = `jwt:\n${issuer}  claimMappings:\n    username: {claim: sub, prefix: ''}\n`;

function configuration(version: string, rest: string): string {
  return `apiVersion: apiserver.config.k8s.io/${version}\nkind: AuthenticationConfiguration\n${rest}`;
}

describe("on which versions a configuration is accepted", () => {
  const cases: {
    name: string;
    text: string;
    accepted: number[];
    advice: Record<number, string>;
  }[] = [
    {
      name: "v1beta1",
      text: configuration("v1beta1", jwt),
      accepted: [30, 31, 32, 33, 34, 35, 36, 37, 38],
      advice: {},
    },
    {
      name: "v1",
      text: configuration("v1", jwt),
      accepted: [34, 35, 36, 37, 38],
      advice: { 33: "1.33 knows apiserver.config.k8s.io/v1beta1, not this version of the API." },
    },
    {
      name: "anonymous",
      text: configuration("v1beta1", `${jwt}anonymous: {enabled: true}\n`),
      accepted: [32, 33, 34, 35, 36, 37, 38],
      advice: {
        30: "Remove it and use the flag --anonymous-auth: the field came with 1.31.",
        31: "1.31 reads the field and refuses it unless the feature gate AnonymousAuthConfigurableEndpoints is on. Remove it and use --anonymous-auth.",
      },
    },
    {
      name: "egressSelectorType",
      text: configuration("v1beta1", jwt.replace("[k]", "[k], egressSelectorType: cluster")),
      accepted: [34, 35, 36, 37, 38],
      advice: { 33: "Remove jwt[0].issuer.egressSelectorType: the field came with 1.34." },
    },
    {
      name: "a reserved key",
      text: configuration(
        "v1beta1",
        `${jwt}    extra: [{key: x.k8s.io/a, valueExpression: claims.a}]\n`,
      ),
      accepted: [30, 31],
      advice: {
        32: "From 1.32 on keys under k8s.io and kubernetes.io are reserved: use a domain of your own, and change every program that reads this key.",
      },
    },
    {
      name: "a young function",
      text: configuration(
        "v1beta1",
        `${jwt}    groups: {expression: 'dyn(claims.g).map(x, x).distinct()'}\n`,
      ),
      accepted: [34, 35, 36, 37, 38],
      advice: {
        30: "This expression does not compile on 1.30: write it with what every version in use knows.",
      },
    },
    {
      name: "two colons in a host",
      text: configuration(
        "v1beta1",
        jwt
          .replace("a.example.com", "a.example.com:1:2")
          .replace("{url: https", "{url: 'https")
          .replace(":2,", ":2',"),
      ),
      accepted: [30, 31, 32, 33, 34, 35],
      advice: { 36: "1.36 is stricter with URLs: give host and port only." },
    },
    {
      name: "wrong everywhere",
      text: configuration("v1beta1", "jwt: 1\n"),
      accepted: [],
      advice: {},
    },
  ];
  test.each(cases)("$name", ({ text, accepted, advice }) => {
    const verdicts = acceptedOn(text);
    expect(verdicts.filter((v) => v.accepted).map(({ minor }) => minor)).toEqual(accepted);
    for (const [minor, want] of Object.entries(advice)) {
      expect(verdicts.find((v) => v.minor === Number(minor))?.advice?.text).toBe(want);
    }
    expect(verdicts.every(({ everywhere }) => everywhere)).toBe(accepted.length === 0);
  });
});

test("the API version can be rewritten as it was written", () => {
  const text = configuration("v1", jwt).replace(/apiVersion: (.*)/, 'apiVersion: "$1"');
  const [oldest] = acceptedOn(text);
  const [edit] = oldest?.advice?.fix?.edits ?? [];
  const fixed = edit && text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
  expect(fixed).toBe(configuration("v1beta1", jwt).replace(/apiVersion: (.*)/, 'apiVersion: "$1"'));
  expect(acceptedOn(fixed ?? "").every(({ accepted }) => accepted)).toBe(true);
});

test("the reason is the server's", () => {
  expect(acceptedOn(configuration("v1", jwt))[0]?.reason).toBe(
    'no kind "AuthenticationConfiguration" is registered for version "apiserver.config.k8s.io/v1" in scheme "pkg/kubeapiserver/options/authentication.go:874"',
  );
});

describe("Gardener's admission", () => {
  const groups = `${jwt}    groups: {claims: groups, prefix: 'oidc:'}\n`;
  const cases = [
    {
      name: "takes v1beta1",
      text: configuration("v1beta1", jwt),
      want: { verdict: "admitted", reasons: [], dropped: [] },
    },
    {
      name: "knows no v1",
      text: configuration("v1", jwt),
      want: {
        verdict: "refused",
        reasons: [
          "apiserver.config.k8s.io/v1 is not among the versions that Gardener's admission reads, v1alpha1 and v1beta1",
        ],
        dropped: [],
      },
    },
    {
      name: "drops what it does not know",
      text: configuration("v1beta1", groups),
      want: { verdict: "admitted", reasons: [], dropped: ["jwt[0].claimMappings.groups.claims"] },
    },
    {
      name: "validates what is left",
      text: configuration("v1beta1", groups.replace("claim: sub", "claims: sub")),
      want: {
        verdict: "refused",
        reasons: ["jwt[0].claimMappings.username: Required value: claim or expression is required"],
        dropped: ["jwt[0].claimMappings.groups.claims", "jwt[0].claimMappings.username.claims"],
      },
    },
    {
      name: "refuses what is no configuration",
      text: "[]",
      want: {
        verdict: "refused",
        reasons: [expect.stringMatching(/cannot unmarshal array/)],
        dropped: [],
      },
    },
  ];
  test.each(cases)("$name", ({ text, want }) => {
    const { verdict, reasons, dropped } = admitOnGardener(text, 34);
    expect({ verdict, reasons, dropped: dropped.map(({ path }) => path) }).toEqual(want);
  });

  test("keeps a prefix without a claim, which maps no groups", () => {
    const { kept } = admitOnGardener(configuration("v1beta1", groups), 33);
    expect(kept?.jwt[0]?.claimMappings.groups).toEqual({
      claim: "",
      prefix: "oidc:",
      expression: "",
    });
  });
});

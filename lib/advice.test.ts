import { expect, test } from "vitest";
import { createEngine } from "./engine/engine.ts";
import type { AnalysisInput } from "./engine/input.ts";
import { examples as authentik } from "./examples/authentik.ts";
import { examples as emk } from "./examples/emk.ts";
import type { Example } from "./examples/example.ts";
import { examples as gitlab } from "./examples/gitlab.ts";
import { applyFix } from "./testing/lint-draft.ts";

const { analyze } = createEngine();

function inputOf(example: Example | undefined, tokenId: string): AnalysisInput {
  if (example === undefined) throw new Error("no such example");
  const { configuration, bindings, keys, now, tokens } = example;
  return {
    minor: 37,
    configuration,
    bindings,
    token: tokens.find(({ id }) => id === tokenId)?.text ?? "",
    keys,
    now,
    target: "kubeadm",
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: false,
  };
}

const find = (examples: readonly Example[], id: string) => examples.find((each) => each.id === id);

test.each([
  {
    name: "GitLab's groups for a person",
    input: inputOf(find(gitlab, "gitlab"), "user"),
    want: ["Add the string to each entry of groups_direct"],
  },
  {
    name: "Authentik's people without groups",
    input: inputOf(find(authentik, "authentik"), "groupless"),
    want: ["Allow for a missing groups"],
  },
])("a refusal offers its repair, which lets the token in: $name", async ({ input, want }) => {
  const { headline } = await analyze(input);
  expect(headline.verdict).toBe("refused");
  expect(headline.fixes?.map(({ title }) => title)).toEqual(want);
  const [fix] = headline.fixes ?? [];
  const configuration = fix ? applyFix(input.configuration, fix) : "";
  const repaired = await analyze({ ...input, configuration });
  expect([repaired.headline.verdict, repaired.headline.fixes]).toEqual(["accepted", undefined]);
});

const githubUrl = "https://token.actions.githubusercontent.com";
const job = {
  iss: githubUrl,
  aud: "kubernetes",
  exp: 2_000_000_000,
  sub: "repo:acme@123/app@456:ref:refs/heads/main",
  repository: "acme/app",
  repository_id: "456",
  repository_owner_id: "123",
};
const tailnet = "https://idp.example.ts.net";
const person = { iss: tailnet, aud: "kubernetes", exp: 2_000_000_000, sub: "x", uid: 5 };
const owned = { ...job, iss: tailnet, uid: 3_142_563_291_823_401 };

interface Repaired {
  readonly title: string;
  readonly user: string;
  /** Which of `jobs` get in then. */
  readonly admits?: readonly boolean[];
}

test.each<{
  readonly name: string;
  readonly rest: string;
  readonly claims: typeof job | typeof person | typeof owned;
  readonly want: readonly Repaired[];
}>([
  {
    name: "a subject without ids",
    rest: `  claimValidationRules:
  - expression: 'claims.sub == "repo:acme/app:ref:refs/heads/main"'
  claimMappings:
    username: {claim: sub, prefix: "gha:"}
`,
    claims: job,
    want: [
      {
        title: "Compare repository_id, which is 456 in the token",
        user: "gha:repo:acme@123/app@456:ref:refs/heads/main",
        admits: [true, true, false, false],
      },
      {
        title: "Take subjects with ids as well",
        user: "gha:repo:acme@123/app@456:ref:refs/heads/main",
        admits: [true, true, false, false],
      },
    ],
  },
  {
    name: "a list of subjects without ids",
    rest: `  claimValidationRules:
  - expression: claims.sub in ["repo:acme/app:ref:refs/heads/main", "repo:acme/web:pull_request"]
  claimMappings:
    username: {claim: sub, prefix: "gha:"}
`,
    claims: job,
    want: [
      {
        title: "Take subjects with ids as well",
        user: "gha:repo:acme@123/app@456:ref:refs/heads/main",
        admits: [true, true, false, false],
      },
    ],
  },
  {
    name: "requiredValue without ids",
    rest: `  claimValidationRules:
  - {claim: sub, requiredValue: "repo:acme/app:ref:refs/heads/main"}
  claimMappings:
    username: {claim: repository_id, prefix: "gha:"}
`,
    claims: job,
    want: [
      {
        title: "Compare repository_id, which is 456 in the token",
        user: "gha:456",
        admits: [true, true, false, false],
      },
      {
        title: "Take subjects with ids as well",
        user: "gha:456",
        admits: [true, true, false, false],
      },
    ],
  },
  {
    name: "a number in a sum",
    rest: `  claimMappings:\n    username: {expression: '"ts:" + claims.uid'}\n`,
    claims: owned,
    want: [{ title: "Write string(int(claims.uid))", user: "ts:3142563291823401" }],
  },
  {
    name: "a number by claim",
    rest: `  claimMappings:\n    username:\n      claim: uid\n      prefix: "ts:"\n`,
    claims: person,
    want: [{ title: "Map string(int(claims.uid))", user: "ts:5" }],
  },
  {
    name: "a number as group",
    rest: `  claimMappings:
    username: {claim: sub, prefix: "ts:"}
    groups: {claim: uid, prefix: "ts:"}
`,
    claims: person,
    want: [{ title: "Map string(int(claims.uid))", user: "ts:x" }],
  },
])("each repair lets in whom it should: $name", async ({ rest, claims, want }) => {
  const input: AnalysisInput = {
    ...inputOf(find(gitlab, "gitlab"), "user"),
    bindings: "",
    now: 1_900_000_000,
    configuration: `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: ${claims.iss}
    audiences: [kubernetes]
${rest}`,
  };
  const ask = async (configuration: string, changed: object = {}) =>
    analyze({ ...input, configuration, token: JSON.stringify({ ...claims, ...changed }) });
  const before = await ask(input.configuration);
  expect(before.headline.verdict).toBe("refused");
  const codes = ["lint/immutable-subject", "lint/number-identity"];
  const found = before.diagnostics.filter(({ code }) => codes.includes(code));
  const fixes = found.flatMap((each) => each.fixes ?? []);
  expect(fixes.map(({ title }) => title)).toEqual(want.map(({ title }) => title));
  expect(before.headline.fixes?.[0]?.title).toBe(want[0]?.title);
  for (const [i, { user, admits = [true] }] of want.entries()) {
    const fix = fixes[i];
    const repaired = fix ? applyFix(input.configuration, fix) : "";
    const answers = await Promise.all(
      jobs.slice(0, admits.length).map((changed) => ask(repaired, changed)),
    );
    const [first] = answers;
    expect(answers.map(({ headline }) => headline.verdict !== "refused")).toEqual(admits);
    expect(first?.identity?.user.username).toBe(user);
  }
});

/** The job itself, one of before the change, one of another ref and one of another repository. */
const jobs: readonly object[] = [
  {},
  { sub: "repo:acme/app:ref:refs/heads/main" },
  { sub: "repo:acme@123/app@456:ref:refs/heads/main2" },
  { sub: "repo:acme@123/evil@789:ref:refs/heads/main", repository_id: "789" },
];

test("an issuer that differs by its last slash", async () => {
  const input = inputOf(find(gitlab, "gitlab-corrected"), "user");
  const configuration = input.configuration.replace("gitlab.example.com", "gitlab.example.com/");
  const { headline } = await analyze({ ...input, configuration });
  expect(headline.fixes?.map(({ title }) => title)).toEqual(["Remove the slash"]);
  const [fix] = headline.fixes ?? [];
  expect(fix && applyFix(configuration, fix)).toBe(input.configuration);
});

test("nothing is offered for a token that gets in, an empty page or a refusal that is meant", async () => {
  const accepted = inputOf(find(gitlab, "gitlab-corrected"), "user");
  const meant = inputOf(find(authentik, "authentik"), "unverified");
  const empty = { ...accepted, configuration: " \n" };
  const answers = await Promise.all([accepted, meant, empty].map((input) => analyze(input)));
  expect(answers.map(({ headline }) => [headline.verdict, headline.fixes])).toEqual([
    ["accepted", undefined],
    ["refused", undefined],
    ["no-configuration", undefined],
  ]);
  expect(answers[2]?.diagnostics.filter(({ source }) => source === "claimcheck")).toEqual([]);
});

test("a configuration that does not load offers the repairs of its errors at once", async () => {
  const input = inputOf(find(emk, "emk-basic"), "user");
  const { headline } = await analyze(input);
  expect([headline.verdict, headline.fixes?.map(({ title }) => title)]).toEqual([
    "no-configuration",
    ["Apply both fixes", "Write claim", "Write claim"],
  ]);
  const [all] = headline.fixes ?? [];
  const configuration = all ? applyFix(input.configuration, all) : "";
  expect(configuration).toBe(input.configuration.replaceAll("claims: ", "claim: "));
  const repaired = await analyze({ ...input, configuration });
  expect(repaired.headline.verdict).toBe("accepted");
});

test("ours come after the server's findings and are marked as ours", async () => {
  const { diagnostics } = await analyze({
    ...inputOf(find(gitlab, "gitlab"), "user"),
    minor: 33,
    configuration: (find(gitlab, "gitlab")?.configuration ?? "").replace("https:", "http:"),
  });
  expect(diagnostics.map(({ source, code }) => `${source} ${code}`)).toEqual([
    "kube-apiserver validate/invalid",
    "claimcheck lint/placeholder",
    "claimcheck lint/placeholder",
    "claimcheck lint/string-plus-list",
    "claimcheck lint/missing-claim",
    "claimcheck lint/mutable-username",
  ]);
});

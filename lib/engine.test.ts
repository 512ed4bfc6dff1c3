import { describe, expect, test } from "vitest";
import { createEngine } from "./engine/engine.ts";
import type { AnalysisInput } from "./engine/input.ts";
import { loadExample } from "./examples/catalogue.ts";

const { analyze } = createEngine();

/** What each guide's tokens come to, read off the guides and the server's rules. */
const guides: {
  example: string;
  token: string;
  verdict: string;
  title: string;
  user?: string;
  groups?: string[];
}[] = [
  { example: "gitlab", token: "user", verdict: "refused", title: "401 Unauthorized" },
  {
    example: "gitlab",
    token: "job",
    verdict: "accepted",
    title: "Authenticated",
    user: "gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main",
    groups: ["gitlab-ci:foo", "system:authenticated"],
  },
  {
    example: "gitlab-corrected",
    token: "user",
    verdict: "accepted",
    title: "Authenticated",
    user: "gitlab:MyUserName",
    groups: ["gitlab:foo", "system:authenticated"],
  },
  { example: "authentik", token: "groupless", verdict: "refused", title: "401 Unauthorized" },
  { example: "authentik", token: "unverified", verdict: "refused", title: "401 Unauthorized" },
  {
    example: "github-open",
    token: "stranger",
    verdict: "accepted",
    title: "Authenticated",
    user: "github-actions:repo:mallory/miner:ref:refs/heads/main",
    groups: ["system:authenticated"],
  },
  { example: "github-listed", token: "stranger", verdict: "refused", title: "401 Unauthorized" },
  { example: "emk-basic", token: "user", verdict: "no-configuration", title: "No verdict" },
  {
    example: "emk-advanced-corrected",
    token: "long",
    verdict: "refused",
    title: "401 Unauthorized",
  },
  {
    example: "emk-advanced-corrected",
    token: "numeric",
    verdict: "refused",
    title: "401 Unauthorized",
  },
  { example: "kanidm", token: "user", verdict: "no-configuration", title: "No verdict" },
];

describe("analyze", () => {
  test.each(guides)(
    "the example $example with the token $token",
    async ({ example, token, verdict, title, user, groups }) => {
      const analysis = await analyze(await inputOf(example, token));
      expect([analysis.headline.verdict, analysis.headline.title]).toEqual([verdict, title]);
      expect(analysis.identity?.user.username).toBe(user);
      expect(analysis.identity?.user.groups).toEqual(groups);
    },
  );

  test("without keys no token is accepted for sure", async () => {
    const input = await inputOf("gitlab-corrected", "user");
    const analysis = await analyze({ ...input, keys: {} });
    expect([analysis.headline.verdict, analysis.headline.title]).toEqual([
      "unknown",
      "Would be authenticated",
    ]);
    expect(analysis.identity?.user.username).toBe("gitlab:MyUserName");
    expect(analysis.headline.sentence).toBe(
      "As the user gitlab:MyUserName, if the signature is valid. No keys of this issuer were given.",
    );
  });

  test("what we give up is unknown, not refused", async () => {
    const input = await inputOf("gitlab-corrected", "user");
    const doubling = `[dyn([1])${".map(x, [x, x])".repeat(40)}].map(y, y == y) == [true]`;
    const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://gitlab.example.com, audiences: [group_application_id]}
  claimMappings: {username: {claim: sub, prefix: ""}}
  claimValidationRules:
  - {expression: '${doubling}', message: slow}
`;
    const { headline, authentication, identity } = await analyze({ ...input, configuration });
    expect(headline).toEqual({
      verdict: "unknown",
      title: "Not known",
      sentence:
        "Claimcheck stopped this evaluation: it takes very long, though its cost is within kube-apiserver's limit.",
      step: "jwt[0].claimValidationRules[0]",
    });
    expect([authentication?.log, identity]).toEqual([undefined, undefined]);
    expect(authentication?.issuers[0]?.steps.slice(-2).map(({ verdict }) => verdict)).toEqual([
      "unknown",
      "skipped",
    ]);
  });

  test.each([
    { anonymous: "", want: "anonymous, unless the server runs with --anonymous-auth=false" },
    { anonymous: "anonymous: {enabled: false}\n", want: "refused with 401" },
    {
      anonymous: "anonymous: {enabled: true}\n",
      want: "anonymous: the user system:anonymous",
    },
    {
      anonymous: "anonymous: {enabled: true, conditions: [{path: /livez}, {path: /readyz}]}\n",
      want: "anonymous on /livez, /readyz only, and refused with 401 elsewhere",
    },
  ])("without a token a request is $want", async ({ anonymous, want }) => {
    const input = await inputOf("gitlab-corrected", "user");
    const configuration = input.configuration.replace(/^jwt:/m, `${anonymous}jwt:`);
    const { headline } = await analyze({ ...input, configuration, token: "" });
    expect(headline.sentence).toBe(
      `Paste a token, or only its claims, to see what the server makes of it. A request without any is ${want}.`,
    );
  });

  test("flags of kube-apiserver become the file that replaces them", async () => {
    const input = await inputOf("gitlab-corrected", "user");
    const configuration = `--oidc-client-id=group_application_id \\
    --oidc-groups-claim=groups_direct \\
    --oidc-groups-prefix='gitlab:' \\
    --oidc-issuer-url=https://gitlab.example.com \\
    --oidc-username-claim=preferred_username \\
    --oidc-username-prefix='oidc:'`;
    const { headline, diagnostics } = await analyze({ ...input, configuration });
    expect(diagnostics.map(({ code }) => code)).toContain("import/flags");
    const fix = headline.fixes?.find(({ id }) => id === "import/open");
    const after = await analyze({ ...input, configuration: fix?.edits[0]?.newText ?? "" });
    expect(after.identity?.user).toMatchObject({
      username: "oidc:MyUserName",
      groups: ["gitlab:foo", "system:authenticated"],
    });
  });

  test("a line of the log in the token's place leads to the expression it quotes", async () => {
    const input = await inputOf("gitlab", "user");
    const { headline: refused } = await analyze(input);
    const { logLine, token, headline } = await analyze({ ...input, token: refused.log ?? "" });
    expect(logLine?.places).toEqual([
      {
        path: "jwt[0].claimMappings.groups.expression",
        span: {
          start: input.configuration.indexOf("'has(claims.groups_direct)"),
          end:
            input.configuration.indexOf(
              "'\n",
              input.configuration.indexOf("'has(claims.groups_direct)"),
            ) + 1,
        },
      },
    ]);
    expect([token.kind, headline.verdict]).toEqual(["unreadable", "no-token"]);
  });

  test("a draft of claims is never accepted", async () => {
    const input = await inputOf("gitlab-corrected", "user");
    const claims = {
      iss: "https://gitlab.example.com",
      sub: "2",
      aud: "group_application_id",
      preferred_username: "jane",
      groups_direct: [],
      exp: input.now + 60,
    };
    const analysis = await analyze({ ...input, token: JSON.stringify(claims) });
    expect([analysis.token.kind, analysis.headline.verdict]).toEqual(["claims", "unknown"]);
  });

  test("the same token is expired an hour later", async () => {
    const input = await inputOf("gitlab-corrected", "user");
    const analysis = await analyze({ ...input, now: input.now + 86_400 });
    expect(analysis.headline.verdict).toBe("refused");
    expect(analysis.headline.log).toContain("oidc: token is expired");
  });

  test("nothing at all is no error", async () => {
    const input = await inputOf("gitlab", "user");
    const analysis = await analyze({
      ...input,
      configuration: "",
      bindings: "",
      token: "",
      keys: {},
    });
    expect([
      analysis.headline.verdict,
      analysis.configuration.verdict,
      analysis.token.kind,
    ]).toEqual(["no-configuration", "empty", "empty"]);
  });
});

async function inputOf(id: string, tokenId: string): Promise<AnalysisInput> {
  const example = await loadExample(id);
  const token = example?.tokens.find((each) => each.id === tokenId);
  if (example === undefined || token === undefined) throw new Error(`no token ${tokenId} in ${id}`);
  return {
    minor: 37,
    configuration: example.configuration,
    bindings: example.bindings,
    token: token.text,
    keys: example.keys,
    now: example.now,
    target: "static-pod",
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: true,
  };
}

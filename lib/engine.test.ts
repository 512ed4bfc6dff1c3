import { describe, expect, test } from "vitest";
import { type AnalysisInput, analyze } from "./engine.ts";
import { loadExample } from "./examples/catalogue.ts";

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
    "$example, $token",
    async ({ example, token, verdict, title, user, groups }) => {
      const analysis = await analyze(await inputOf(example, token));
      expect([analysis.headline.verdict, analysis.headline.title]).toEqual([verdict, title]);
      expect(analysis.identity?.user.username).toBe(user);
      expect(analysis.identity?.user.groups).toEqual(groups);
    },
  );

  test("without keys nobody is accepted, only would be", async () => {
    const input = await inputOf("gitlab-corrected", "user");
    const analysis = await analyze({ ...input, keys: {} });
    expect([analysis.headline.verdict, analysis.headline.title]).toEqual([
      "unknown",
      "Would be authenticated",
    ]);
    expect(analysis.identity?.user.username).toBe("gitlab:MyUserName");
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

import { expect, test } from "vitest";
import { exampleAnswers } from "../catalogue/answers.ts";
import { catalogue } from "../catalogue/catalogue.ts";
import type { Answers } from "../catalogue/entry.ts";
import { type ComposeView, viewComposition } from "./compose-view.ts";
import type { AnalysisInput } from "./input.ts";

const base: AnalysisInput = {
  minor: 37,
  configuration: "",
  bindings: "",
  token: "",
  keys: {},
  now: 1_790_000_000,
  target: "kubeadm",
  authorizationModes: ["Node", "RBAC"],
  disallowedIssuers: ["https://kubernetes.default.svc.cluster.local"],
  defaultPolicy: true,
};

function view(
  id: string,
  over: Answers = {},
  input: Partial<AnalysisInput> = {},
): Promise<ComposeView | undefined> {
  const entry = catalogue.find((each) => each.id === id);
  const answers = { ...(entry && exampleAnswers(entry)), ...over };
  return viewComposition({ ...base, ...input }, { entry: id, answers });
}

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n";

function spanOf(text: string, part: string) {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}

test("nothing is said of answers that are not complete, and of an entry that is not known", async () => {
  expect(await view("okta", { audience: "" })).toBeUndefined();
  expect(await view("no-such-issuer")).toBeUndefined();
});

test("each persona has what must become of it, what does, and where it is from", async () => {
  const composed = await view("kanidm");
  if (composed?.kind !== "composed") throw new Error("refused");
  expect(composed.findings).toEqual([]);
  expect(composed.alone).toBe(false);
  expect(composed.fix.title).toBe("Add Kanidm");
  expect(composed.personas.map(({ id, got, agrees }) => ({ id, got, agrees }))).toEqual([
    {
      id: "member",
      got: {
        verdict: "authenticated",
        username: "kanidm:d6a1f2b3-4c5d-4e6f-8a9b-0c1d2e3f4a5b",
        groups: ["kanidm:k8s_admins@idm.example.com"],
      },
      agrees: true,
    },
    {
      id: "other-group",
      got: {
        verdict: "authenticated",
        username: "kanidm:d6a1f2b3-4c5d-4e6f-8a9b-0c1d2e3f4a5b",
        groups: ["kanidm:another_group@idm.example.com"],
      },
      agrees: true,
    },
    {
      id: "no-groups",
      got: {
        verdict: "authenticated",
        username: "kanidm:d6a1f2b3-4c5d-4e6f-8a9b-0c1d2e3f4a5b",
        groups: [],
      },
      agrees: true,
    },
    {
      id: "ids-too",
      got: {
        verdict: "authenticated",
        username: "kanidm:d6a1f2b3-4c5d-4e6f-8a9b-0c1d2e3f4a5b",
        groups: ["kanidm:k8s_admins@idm.example.com"],
      },
      agrees: true,
    },
    {
      id: "no-name",
      got: { verdict: "unauthorized", reason: "the token has no sub" },
      agrees: true,
    },
    {
      id: "other-audience",
      got: {
        verdict: "unauthorized",
        reason: `The token's audience is "https://another.example.net", and the configuration wants "k8s".`,
      },
      agrees: true,
    },
    {
      id: "other-issuer",
      got: {
        verdict: "unauthorized",
        reason:
          "No issuer of the configuration took the token: its iss equals no issuer.url (compared character by character, a trailing slash counts), or it is not a JWT at all.",
      },
      agrees: true,
    },
  ]);
});

test("two issuers that can give the same names are said", async () => {
  const configuration = `${head}- issuer: {url: "https://old.example.com", audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "kanidm:"}}
`;
  const composed = await view("kanidm", {}, { configuration });
  expect(composed?.kind === "composed" && composed.findings).toEqual([
    {
      severity: "warning",
      message:
        "The users of this issuer can have the same names as those of https://old.example.com.",
      hint: "Give each issuer a prefix of its own.",
    },
  ]);
});

test("with other errors in the configuration the new entry is judged alone, and they are not told again", async () => {
  const configuration = `${head}- issuer: {url: "http://old.example.com", audiences: [k8s]}
  claimMappings: {username: {claim: sub, prefix: "old:"}}
`;
  const composed = await view("kanidm", {}, { configuration });
  if (composed?.kind !== "composed") throw new Error("refused");
  expect(composed.alone).toBe(true);
  expect(composed.findings).toEqual([]);
  expect(composed.personas.every(({ agrees }) => agrees)).toBe(true);
});

test("whom an entry lets in that is there may still get in by it", async () => {
  const first = await view("entra");
  if (first?.kind !== "composed") throw new Error("refused");
  const configuration = first.fix.edits[0]?.newText ?? "";
  const composed = await view("entra-workload", {}, { configuration });
  if (composed?.kind !== "composed") throw new Error("refused");
  expect(composed.merge?.index).toBe(0);
  const person = composed.personas.find(({ id }) => id === "person");
  expect(person).toMatchObject({ agrees: true, asBefore: true });
});

test("a token of the page that would become another user stands in the way", async () => {
  const configuration = `${head}- issuer: {url: "https://gitlab.com", audiences: [app]}
  claimValidationRules:
  - expression: 'claims.?job_id.orValue("") == "" || claims.?kind.orValue("") == "robot"'
  claimMappings: {username: {claim: preferred_username, prefix: "gitlab:"}}
`;
  const claims = {
    iss: "https://gitlab.com",
    aud: "app",
    job_id: "1",
    preferred_username: "robot",
  };
  const token = JSON.stringify({ ...claims, kind: "robot" });
  expect((await view("gitlab-ci", {}, { configuration }))?.kind).toBe("composed");
  const refused = {
    kind: "refused",
    reason:
      "It would change what becomes of tokens that jwt[0] is about. The token: gitlab:robot would become 401. If such tokens are to stay out, add the rule !has(claims.job_id) to jwt[0] first.",
    entry: spanOf(configuration, '"https://gitlab.com"'),
  };
  expect(await view("gitlab-ci", {}, { configuration, token })).toEqual(refused);
  const savedTokens = [{ id: "1", name: "The robot", text: token }];
  expect(await view("gitlab-ci", {}, { configuration, savedTokens })).toEqual({
    ...refused,
    reason: refused.reason.replace("The token", "The robot"),
  });
});

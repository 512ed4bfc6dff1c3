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
    want: ["Add it to each entry of groups_direct"],
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
    ["Apply all 2 repairs", "Write claim", "Write claim"],
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

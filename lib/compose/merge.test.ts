import { describe, expect, test } from "vitest";
import { minors } from "../kube/minor.ts";
import { lintConfiguration } from "../lint/lint.ts";
import { mergedPairs, mergePair, personasOf } from "../testing/merged-cases.ts";
import { composeIssuer } from "./compose-issuer.ts";
import { judgeClaims } from "./judge.ts";

const now = 1_790_000_000;

test("the pairs of the catalogue", () => {
  expect(mergedPairs.map(({ name }) => name).sort()).toEqual([
    "entra + entra-workload",
    "entra-v1 + entra-workload",
    "entra-workload + entra",
    "entra-workload + entra-v1",
    "gitlab + gitlab-ci",
    "gitlab-ci + gitlab",
    "google + google-workload",
    "google-workload + google",
  ]);
});

describe.each(mergedPairs)("$name", (pair) => {
  test.each(minors)("in one entry on 1.%i: every persona ends as stated", async (minor) => {
    const { loaded, text } = await mergePair(pair, minor, now);
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.decoded?.configuration.jwt).toHaveLength(1);
    const findings = lintConfiguration({ text, minor, target: "static-pod", loaded, now });
    expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
    for (const { id, claims, want } of personasOf(pair)) {
      const got = loaded.compiled && (await judgeClaims(loaded.compiled, claims, { minor, now }));
      expect({ id, username: got?.user?.username, groups: got?.user?.groups }).toEqual({
        id,
        username: want.verdict === "authenticated" ? want.username : undefined,
        groups: want.verdict === "authenticated" ? want.groups : undefined,
      });
    }
  });

  // What either of two entries of their own would let in.
  test("with the same audience: each population keeps to its rules", async () => {
    const minor = 37;
    const audience = pair.firstAnswers.audience ?? "";
    const shared = { ...pair, secondAnswers: { ...pair.secondAnswers, audience } };
    const alone = await Promise.all(
      [
        { entry: pair.first, answers: pair.firstAnswers },
        { entry: pair.second, answers: shared.secondAnswers },
      ].map((each) => composeIssuer({ text: "", ...each, minor, now })),
    );
    const merged = await mergePair(shared, minor, now);
    expect(merged.text).not.toContain("claims.aud");
    const personas = [
      ...pair.first.personas(pair.firstAnswers),
      ...pair.second.personas(shared.secondAnswers),
    ];
    for (const { title, claims } of personas) {
      const ends = [];
      for (const one of alone) {
        const compiled = one.kind === "composed" ? one.loaded.compiled : undefined;
        const end = compiled && (await judgeClaims(compiled, claims, { minor, now }));
        if (end?.user) ends.push(end.user);
      }
      const { compiled } = merged.loaded;
      const got = compiled && (await judgeClaims(compiled, claims, { minor, now }));
      expect({ title, got: got?.user }).toEqual({ title, got: ends[0] });
    }
  });
});

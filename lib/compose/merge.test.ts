import { describe, expect, test } from "vitest";
import { exampleAnswers } from "../catalogue/answers.ts";
import { catalogue } from "../catalogue/catalogue.ts";
import type { Answers, CatalogueEntry } from "../catalogue/entry.ts";
import { minors } from "../kube/minor.ts";
import { lintConfiguration } from "../lint/lint.ts";
import { composeIssuer } from "./compose-issuer.ts";
import { judgeClaims } from "./judge.ts";

const now = 1_790_000_000;

function find(id: string): CatalogueEntry {
  const entry = catalogue.find((each) => each.id === id);
  if (entry === undefined) throw new Error(id);
  return entry;
}

function answersOf(id: string, over: Answers = {}): Answers {
  return { ...exampleAnswers(find(id)), ...over };
}

/** Every two entries of the catalogue that can have the same URL, in both orders. */
const pairs: readonly (readonly [string, Answers, string, Answers])[] = catalogue.flatMap((first) =>
  (first.population?.beside ?? []).map((second) => {
    const version = first.id === "entra-v1" || second === "entra-v1" ? { version: "1.0" } : {};
    const other = { ...version, audience: "of-the-second" };
    return [first.id, answersOf(first.id, version), second, answersOf(second, other)] as const;
  }),
);

test("the pairs of the catalogue", () => {
  expect(pairs.map(([a, , b]) => `${a} + ${b}`).sort()).toEqual([
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

describe.each(pairs)("%s", (first, firstAnswers, second, secondAnswers) => {
  test.each(minors)(
    `with ${second} in one entry on 1.%i: every persona ends as stated`,
    async (minor) => {
      const one = await composeIssuer({
        text: "",
        entry: find(first),
        answers: firstAnswers,
        minor,
        now,
      });
      expect(one.kind === "refused" ? one.reason : one.kind).toBe("composed");
      if (one.kind === "refused") return;
      const two = await composeIssuer({
        text: one.text,
        entry: find(second),
        answers: secondAnswers,
        minor,
        now,
      });
      expect(two.kind === "refused" ? two.reason : two.kind).toBe("composed");
      if (two.kind === "refused") return;
      const { loaded, text } = two;
      expect(loaded.diagnostics).toEqual([]);
      expect(loaded.decoded?.configuration.jwt).toHaveLength(1);
      const findings = lintConfiguration({ text, minor, target: "static-pod", loaded, now });
      expect(findings.filter(({ severity }) => severity !== "info")).toEqual([]);
      const ends = [...find(first).personas(firstAnswers), ...find(second).personas(secondAnswers)];
      for (const persona of ends) {
        const got =
          loaded.compiled && (await judgeClaims(loaded.compiled, persona.claims, { minor, now }));
        const { want } = persona;
        expect([persona.title, got?.user?.username, got?.user?.groups]).toEqual([
          persona.title,
          want.verdict === "authenticated" ? want.username : undefined,
          want.verdict === "authenticated" ? want.groups : undefined,
        ]);
      }
    },
  );
});

// What either of two entries of their own would let in, with one audience for both.
test.each(pairs)(
  "%s with the same audience: each population keeps to its rules",
  async (...pair) => {
    const [first, firstAnswers, second, secondAnswers] = pair;
    const minor = 37;
    const shared = { ...secondAnswers, audience: firstAnswers.audience ?? "" };
    const alone = await Promise.all(
      [
        { entry: find(first), answers: firstAnswers },
        { entry: find(second), answers: shared },
      ].map((each) => composeIssuer({ text: "", ...each, minor, now })),
    );
    const text = alone[0]?.kind === "composed" ? alone[0].text : "";
    const merged = await composeIssuer({ text, entry: find(second), answers: shared, minor, now });
    if (merged.kind === "refused") throw new Error(merged.reason);
    expect(merged.text).not.toContain("claims.aud");
    const personas = [...find(first).personas(firstAnswers), ...find(second).personas(shared)];
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
  },
);

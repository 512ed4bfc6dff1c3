import { expect, test } from "vitest";
import { writeDraft } from "./catalogue/draft.ts";
import { toWant } from "./testing/catalogue-cases.ts";
import { mergedPairs, mergePair, personasOf } from "./testing/merged-cases.ts";
import {
  askEngine,
  payloadOf,
  readRecordedTokens,
  recordedVersions,
} from "./testing/recorded-tokens.ts";

/** Recorded from kube-apiserver's own code by scripts/record-catalogue.ts: two entries of the catalogue in one. */
const file = readRecordedTokens("merged");
const { versions, now, recorded } = file;

test("the versions that answered", () => {
  expect(versions).toEqual(recordedVersions);
});

test.each(mergedPairs)(
  "$name: recorded is what is written, and the server ends as stated",
  async (pair) => {
    const found = recorded.find(({ id }) => id === pair.name);
    expect(found?.config).toBe((await mergePair(pair, 33, now)).text);
    const personas = personasOf(pair);
    expect(found?.tokens.map(({ persona, token }) => [persona, payloadOf(token)])).toEqual(
      personas.map((persona) => [persona.id, writeDraft(persona, now)]),
    );
    for (const { persona, answers } of found?.tokens ?? []) {
      const want = personas.find(({ id }) => id === persona)?.want;
      for (const [version, answer] of Object.entries(answers)) {
        const got = toWant(answer);
        // Which rule refuses a token of the other population is no matter.
        expect({
          version,
          persona,
          got: got?.verdict === "authenticated" ? got : got?.verdict,
        }).toEqual({
          version,
          persona,
          got: want?.verdict === "authenticated" ? want : want?.verdict,
        });
      }
    }
  },
);

test.each(recorded)("$id: the engine answers as the server did, word by word", async (one) => {
  for (const { version, persona, user, log, want } of await askEngine(file, one)) {
    const groups = user?.groups ?? [];
    const got = user
      ? { user: { username: user.username, ...(groups.length > 0 && { groups }) } }
      : { log };
    expect({ version, persona, got }).toEqual({ version, persona, got: want });
  }
});

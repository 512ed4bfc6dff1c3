import { describe, expect, test } from "vitest";
import { writeDraft } from "./catalogue/draft.ts";
import type { UserInfo } from "./kube/user-info.ts";
import { catalogueCases, toWant } from "./testing/catalogue-cases.ts";
import {
  askEngine,
  payloadOf,
  readRecordedTokens,
  recordedVersions,
} from "./testing/recorded-tokens.ts";

/** Recorded from kube-apiserver's own code by scripts/record-catalogue.ts. */
const file = readRecordedTokens("catalogue");
const { versions, now, recorded } = file;

test("the versions that answered", () => {
  expect(versions).toEqual(recordedVersions);
});

test("what was recorded is what the catalogue writes: record again if it changes", () => {
  const want = catalogueCases.map(({ name, entry, answers, text }) => ({
    id: name,
    config: text,
    tokens: entry.personas(answers).map((persona) => [persona.id, writeDraft(persona, now)]),
  }));
  const got = recorded.map(({ id, config, tokens }) => ({
    id,
    config,
    tokens: tokens.map(({ persona, token }) => [persona, payloadOf(token)]),
  }));
  expect(got).toEqual(want);
});

describe.each(recorded)("$id", (one) => {
  test("the server ends every persona as stated", () => {
    const found = catalogueCases.find(({ name }) => name === one.id);
    const wants = found?.entry.personas(found.answers) ?? [];
    for (const { persona, answers } of one.tokens) {
      const want = wants.find((each) => each.id === persona)?.want;
      for (const [version, answer] of Object.entries(answers)) {
        expect({ version, persona, got: toWant(answer) }).toEqual({ version, persona, got: want });
      }
    }
  });

  test("the engine answers as the server did, word by word", async () => {
    for (const { version, persona, user, log, want } of await askEngine(file, one)) {
      const got = user ? { user: show(user) } : { log };
      expect({ version, persona, got }).toEqual({ version, persona, got: want });
    }
  });
});

function show({ username, uid, groups, extra }: UserInfo) {
  return {
    username,
    ...(uid !== "" && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

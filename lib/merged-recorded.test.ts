import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadConfiguration } from "./authn/load.ts";
import { writeDraft } from "./catalogue/draft.ts";
import { parseMinor } from "./kube/minor.ts";
import { answerOf, type Ending, toWant } from "./testing/catalogue-cases.ts";
import { mergedPairs, mergePair, personasOf } from "./testing/merged-cases.ts";
import { authenticate } from "./token/authenticate.ts";
import { readKeySet } from "./token/verify.ts";

/** Recorded from kube-apiserver's own code by scripts/record-catalogue.ts: two entries of the catalogue in one. */
const [first = "", ...rest] = readFileSync(
  new URL("./testing/recorded/merged.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n");

const { versions, now, keys }: Head = JSON.parse(first);
const recorded = rest.map((line): Recorded => JSON.parse(line));

interface Head {
  readonly versions: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly now: number;
  readonly keys: readonly unknown[];
}

interface Recorded {
  readonly id: string;
  readonly config: string;
  readonly tokens: readonly {
    readonly persona: string;
    readonly token: string;
    /** By the versions that answer so: "1.30 1.31". */
    readonly answers: Readonly<Record<string, Ending>>;
  }[];
}

test("the versions that answered", () => {
  expect(versions).toEqual({
    "1.30": "v0.30.14",
    "1.31": "v0.31.14",
    "1.32": "v0.32.13",
    "1.33": "v0.33.13",
    "1.34": "v0.34.13",
    "1.35": "v0.35.10",
    "1.36": "v0.36.6",
    "1.37": "v0.37.1",
    "1.38": "v0.38.0-beta.0",
  });
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
  for (const version of Object.keys(versions)) {
    const minor = parseMinor(version);
    const { compiled } = minor ? loadConfiguration(one.config, { minor }) : {};
    if (minor === undefined || compiled === undefined) throw new Error(`${one.id}: not loaded`);
    const keySet = readKeySet(JSON.stringify({ keys }), minor);
    for (const { persona, token, answers } of one.tokens) {
      const { user, log } = await authenticate({
        configuration: compiled,
        minor,
        credential: { kind: "bearer", token },
        now,
        external: {
          keysOf: () => ({ kind: "keys", keySet }),
          fetch: () => ({ kind: "missing", reason: "not asked for" }),
        },
      });
      const groups = user?.groups ?? [];
      const got = user
        ? { user: { username: user.username, ...(groups.length > 0 && { groups }) } }
        : { log };
      expect({ version, persona, got }).toEqual({
        version,
        persona,
        got: answerOf(answers, version),
      });
    }
  }
});

function payloadOf(token: string): string {
  return Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
}

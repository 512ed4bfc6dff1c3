import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadConfiguration } from "./authn/load.ts";
import { writeDraft } from "./catalogue/draft.ts";
import { parseMinor } from "./kube/minor.ts";
import type { UserInfo } from "./kube/user-info.ts";
import { answerOf, catalogueCases, type Ending, toWant } from "./testing/catalogue-cases.ts";
import { authenticate } from "./token/authenticate.ts";
import { readKeySet } from "./token/verify.ts";

/** Recorded from kube-apiserver's own code by scripts/record-catalogue.ts. */
const [first = "", ...rest] = readFileSync(
  new URL("./testing/recorded/catalogue.jsonl", import.meta.url),
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

describe.each(recorded)("$id", ({ id, config, tokens }) => {
  test("the server ends every persona as stated", () => {
    const found = catalogueCases.find(({ name }) => name === id);
    const wants = found?.entry.personas(found.answers) ?? [];
    for (const { persona, answers } of tokens) {
      const want = wants.find((each) => each.id === persona)?.want;
      for (const [version, answer] of Object.entries(answers)) {
        expect({ version, persona, got: toWant(answer) }).toEqual({ version, persona, got: want });
      }
    }
  });

  test("the engine answers as the server did, word by word", async () => {
    for (const version of Object.keys(versions)) {
      const minor = parseMinor(version);
      const { compiled } = minor ? loadConfiguration(config, { minor }) : {};
      if (minor === undefined || compiled === undefined) throw new Error(`${id}: not loaded`);
      const keySet = readKeySet(JSON.stringify({ keys }), minor);
      for (const { persona, token, answers } of tokens) {
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
        expect({ version, persona, got: user ? { user: show(user) } : { log } }).toEqual({
          version,
          persona,
          got: answerOf(answers, version),
        });
      }
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

function payloadOf(token: string): string {
  return Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
}

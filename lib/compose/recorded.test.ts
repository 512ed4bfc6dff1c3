import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadConfiguration } from "../authn/load.ts";
import { exampleAnswers } from "../catalogue/answers.ts";
import { kanidm } from "../catalogue/issuers/kanidm.ts";
import { composeIssuer } from "./compose-issuer.ts";

interface Recorded {
  readonly request: { readonly op: string; readonly config?: string };
}

const minor = 37;

// What the server's decoder takes, valid or not: in any style, indentation and order.
const texts = [
  ...new Set(
    ["validate", "authenticate"]
      .flatMap((file) =>
        readFileSync(new URL(`../testing/recorded/${file}.jsonl`, import.meta.url), "utf8")
          .trim()
          .split("\n")
          .map((line): Recorded => JSON.parse(line)),
      )
      .flatMap(({ request: { config } }) => (config === undefined ? [] : [config])),
  ),
]
  // Every third says as much: the others differ in their expressions.
  .filter((text, index) => index % 3 === 0 && loadConfiguration(text, { minor }).decoded);

test("recorded configurations take a new entry, and nothing else of their texts changes", async () => {
  expect(texts.length).toBeGreaterThan(100);
  for (const text of texts) {
    const request = {
      text,
      entry: kanidm,
      answers: exampleAnswers(kanidm),
      minor,
      now: 0,
    } as const;
    const composed = await composeIssuer(request);
    if (composed.kind === "refused") throw new Error(`${composed.reason}\n${text}`);
    const [edit, ...more] = composed.edits;
    expect(more).toEqual([]);
    // An empty list, or none, is what is replaced.
    const gone = text.slice(edit?.span.start, edit?.span.end).trim();
    expect(["", "[]", "null", "~"]).toContain(gone);
    const count = loadConfiguration(text, { minor }).decoded?.configuration.jwt.length ?? 0;
    const jwt = composed.loaded.decoded?.configuration.jwt ?? [];
    expect(jwt.length).toBe(count + 1);
    expect(jwt.at(-1)?.issuer.url).toBe("https://idm.example.com/oauth2/openid/k8s");
  }
});

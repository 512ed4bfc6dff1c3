import { expect, test } from "vitest";
import { catalogue, firstExample, loadExample } from "./catalogue.ts";

test("every entry loads, with tokens of its issuers and no private key", async () => {
  for (const { id, corrected } of catalogue) {
    const example = await loadExample(id);
    expect(example?.id).toBe(id);
    expect(example?.tokens.length).toBeGreaterThan(0);
    expect(JSON.stringify(example)).not.toMatch(/"d\\?":|PRIVATE KEY/);
    for (const { text } of example?.tokens ?? []) {
      const payload = text.split(".")[1];
      if (!text.startsWith("ey") || payload === undefined) continue;
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
        iss: string;
        iat: number;
        exp: number;
      };
      expect(Object.keys(example?.keys ?? {})).toContain(claims.iss);
      expect(claims.iat).toBeLessThan(example?.now ?? 0);
      expect(claims.exp).toBeGreaterThan(example?.now ?? 0);
    }
    if (corrected !== undefined) expect(await loadExample(corrected)).toBeDefined();
  }
});

test("ids are unique and the first example exists", () => {
  const ids = catalogue.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain(firstExample);
});

test("an unknown id loads nothing", async () => {
  expect(await loadExample("nosuch")).toBeUndefined();
});

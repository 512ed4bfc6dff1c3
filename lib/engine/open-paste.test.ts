import { expect, test } from "vitest";
import { parse } from "yaml";
import { parseMinor } from "../kube/minor.ts";
import cases from "../testing/cases/open.json" with { type: "json" };
import { openPaste } from "./open-paste.ts";

interface Want {
  readonly kind?: readonly string[];
  readonly configuration?: readonly string[];
  readonly orRefused?: boolean;
  readonly refused?: boolean;
  readonly noConfiguration?: boolean;
  readonly placeholders?: readonly string[];
  readonly notes?: readonly string[];
  readonly says?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
}

for (const { name, text, version, want: plain } of cases) {
  test(`pasted text: ${name}`, () => {
    const want: Want = plain;
    const minor = parseMinor(version);
    if (minor === undefined) throw new Error(version);
    const opened = openPaste(text, { version: minor });
    if (want.kind !== undefined) expect(want.kind).toContain(opened.kind);
    if (want.refused) expect(opened.refused).toBeTruthy();
    if (want.refused || want.noConfiguration) expect(opened.configuration).toBeUndefined();
    const free = want.orRefused === true && opened.refused !== undefined;
    if (want.configuration !== undefined && !free) {
      const withVersion = text.includes("kind: AuthenticationConfiguration");
      const found = meaningOf(opened.configuration ?? "", withVersion);
      expect(want.configuration.map((one) => meaningOf(one, withVersion))).toContainEqual(found);
    }
    if (!free)
      expect(opened.placeholders).toEqual(expect.arrayContaining([...(want.placeholders ?? [])]));
    const said = [...opened.notes, opened.refused ?? ""].join("\n");
    for (const pattern of want.notes ?? []) expect(said).toMatch(toRegExp(pattern));
    for (const pattern of want.says ?? [])
      expect(JSON.stringify(opened)).toMatch(toRegExp(pattern));
    if (want.claims !== undefined) expect(opened.claims).toMatchObject(want.claims);
  });
}

// The patterns are written for another program: `(?i)` at their beginning is a flag here.
function toRegExp(pattern: string): RegExp {
  return pattern.startsWith("(?i)") ? new RegExp(pattern.slice(4), "i") : new RegExp(pattern);
}

/** What a file means: empty lists and the order of keys do not count, the policy for one audience neither. */
function meaningOf(text: string, withVersion: boolean): unknown {
  const value = tidy(parse(text, { version: "1.1" })) as Record<string, unknown>;
  return withVersion ? value : { ...value, apiVersion: "any" };
}

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, tidy(inner)] as const)
    .filter(([, inner]) => inner !== null && !(Array.isArray(inner) && inner.length === 0));
  const found: Record<string, unknown> = Object.fromEntries(entries);
  const { audiences } = found;
  if (Array.isArray(audiences) && audiences.length < 2) delete found.audienceMatchPolicy;
  return found;
}

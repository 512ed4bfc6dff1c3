import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { openText } from "../import/open.ts";
import { nestable, type Wrapper, type WrapStyle, wrappers } from "./wrap-text.ts";

/** A wrapped configuration that did not come out as it went in. */
export interface WrongOpening {
  readonly wrappers: readonly string[];
  readonly text: string;
  readonly got: string | undefined;
}

/** Wraps recorded configurations at random, opens them, and gives those that differ: at most five. */
export function findWrongOpenings({
  runs,
  seed,
}: {
  readonly runs: number;
  readonly seed?: number;
}): { readonly wrong: readonly WrongOpening[]; readonly opened: number } {
  const sources = readConfigurations();
  const wrong: WrongOpening[] = [];
  let opened = 0;
  const chosen = fc.record({
    source: fc.constantFrom(...sources),
    inner: fc.array(fc.constantFrom(...nestable), { maxLength: 2 }),
    outer: fc.constantFrom(...wrappers),
    style: fc.record<WrapStyle>({
      indent: fc.integer({ min: 1, max: 8 }),
      quoting: fc.constantFrom("block", "block", "double", "single"),
      noise: fc.constantFrom("", "kept", "a: b", "# no comment", "--oidc", "{ x }"),
    }),
  });
  for (const { source, inner, outer, style } of fc.sample(chosen, {
    numRuns: runs,
    ...(seed !== undefined && { seed }),
  })) {
    const chain = [...inner, outer];
    const text = wrapAll(source, chain, style);
    if (text === undefined) continue;
    opened += 1;
    const { configuration } = openText(text, { version: 37 });
    if (meaningOf(configuration) === meaningOf(source)) continue;
    wrong.push({ wrappers: chain.map(({ name }) => name), text, got: configuration });
    if (wrong.length >= 5) break;
  }
  return { wrong, opened };
}

function wrapAll(source: string, chain: readonly Wrapper[], style: WrapStyle): string | undefined {
  return chain.reduce<string | undefined>(
    (text, { wrap }) => (text === undefined ? undefined : wrap(text, style)),
    source,
  );
}

function meaningOf(text: string | undefined): string {
  if (text === undefined) return "";
  const [first] = parseAllDocuments(text, { logLevel: "silent" });
  return JSON.stringify(first?.toJS());
}

/** Configurations that were recorded, as far as they are one mapping that can be read and no template. */
function readConfigurations(): string[] {
  const found = new Set<string>();
  for (const file of ["authenticate", "validate"]) {
    const path = fileURLToPath(new URL(`./recorded/${file}.jsonl`, import.meta.url));
    for (const line of readFileSync(path, "utf8").trim().split("\n")) {
      const { request } = JSON.parse(line) as { request: { config?: string } };
      if (request.config !== undefined) found.add(request.config);
    }
  }
  return [...found].filter((text) => {
    if (/\{\{|\{%|\$\{/.test(text)) return false;
    const documents = parseAllDocuments(text, { logLevel: "silent" });
    const [only, ...more] = documents;
    if (only === undefined || more.length > 0 || only.errors.length > 0) return false;
    const value: unknown = only.toJS();
    return (
      typeof value === "object" &&
      value !== null &&
      Reflect.get(value, "kind") === "AuthenticationConfiguration"
    );
  });
}

import type { CompiledConfiguration } from "../authn/compile.ts";
import type { JwtAuthenticator } from "../authn/types.ts";
import { exampleAnswers } from "../catalogue/answers.ts";
import { catalogue } from "../catalogue/catalogue.ts";
import type { Answers, CatalogueEntry } from "../catalogue/entry.ts";
import type { Minor } from "../kube/minor.ts";
import { readExpression, readsOf } from "./claims-read.ts";
import { type Claims, describeEnding, type Ending, isSameEnding, judgeClaims } from "./judge.ts";

/** A token to compare before and after. Untrusted text: it may be a visitor's. */
export interface ProofCase {
  readonly title: string;
  readonly claims: Claims;
}

/** What is compared. */
export interface ProofInput {
  /** The configuration that is there. */
  readonly before: CompiledConfiguration;
  /** The new entry in a configuration of its own. */
  readonly alone: CompiledConfiguration;
  /** The configuration with the merged entry. */
  readonly after: CompiledConfiguration;
  readonly cases: readonly ProofCase[];
  readonly minor: Minor;
  /** Unix seconds. */
  readonly now: number;
}

/** That nothing changed for any case, or the first one for which something did. */
export type Proof =
  | { readonly kind: "same"; readonly tokens: number }
  | {
      readonly kind: "differs";
      readonly reason: string;
      /** Someone gets in today whom the new entry would keep out. */
      readonly losesAccess: boolean;
    };

/**
 * Compares what becomes of tokens with what two entries would make of them: users who got in get in as the same user,
 * users whom the new entry lets in by itself get in, and all others stay out. What could not be known before, groups that
 * are elsewhere, may be refused.
 */
export async function proveMerge(input: ProofInput): Promise<Proof> {
  const { minor, now } = input;
  for (const { title, claims } of input.cases) {
    const [before, alone, after] = await Promise.all(
      [input.before, input.alone, input.after].map((each) =>
        judgeClaims(each, claims, { minor, now }),
      ),
    );
    if (before === undefined || alone === undefined || after === undefined) continue;
    const problem = compare(title, before, alone, after);
    if (problem !== undefined) {
      const losesAccess = before.user !== undefined && after.user === undefined;
      return { kind: "differs", reason: problem, losesAccess };
    }
  }
  return { kind: "same", tokens: input.cases.length };
}

function compare(title: string, before: Ending, alone: Ending, after: Ending): string | undefined {
  if (before.unknown && after.user === undefined && !after.unknown) return undefined;
  const want = before.user !== undefined || before.unknown ? before : alone;
  if (before.user && alone.user && !isSameEnding(before, alone)) {
    return `${title}: the entry lets it in as ${describeEnding(before)} today, and the new one would as ${describeEnding(alone)}.`;
  }
  if (isSameEnding(want, after)) return undefined;
  return `${title}: ${describeEnding(want)} would become ${describeEnding(after)}.`;
}

/**
 * Made-up tokens of both populations: the personas of the new entry, those of every entry of the catalogue that has the
 * same URL, each with every audience, and variants of the claims that the entry that is there reads.
 */
export function listCases(
  entry: CatalogueEntry,
  answers: Answers,
  old: JwtAuthenticator,
  minor: Minor,
): readonly ProofCase[] {
  const { url, audiences } = old.issuer;
  const own = entry.personas(answers).map(({ title, claims }) => ({ title, claims }));
  const known = entriesOf(url).map((one) => ({
    id: one.entry.id,
    cases: one.entry
      .personas({ ...one.answers, audience: audiences[0] ?? "" })
      .map(({ title, claims }) => ({ title, claims })),
  }));
  const personas = [...own, ...known.flatMap(({ cases }) => cases)];
  const all = [...new Set([...audiences, ...entry.write(answers).issuer.audiences])];
  const spread = all.flatMap((aud) =>
    personas.map(({ title, claims }) => ({
      title: `${title}, for the audience ${aud}`,
      claims: {
        ...claims,
        iss: claims.iss === "https://issuer.example.net" ? claims.iss : url,
        aud,
      },
    })),
  );
  const bases = known.flatMap(({ id, cases }) => (id === entry.id ? [] : cases.slice(0, 1)));
  const cases = [...personas, ...spread, ...vary(bases, old, entry.population?.marker, minor)];
  const first = new Map<string, ProofCase>();
  for (const each of cases) {
    const key = JSON.stringify(each.claims);
    if (!first.has(key)) first.set(key, each);
  }
  return [...first.values()];
}

/** Entries of the catalogue whose tokens have the URL as their issuer, with answers for it. */
export function entriesOf(url: string): readonly { entry: CatalogueEntry; answers: Answers }[] {
  return catalogue.flatMap((entry) => {
    const found = entry.recognise({ issuer: url, claims: {}, discovery: {} });
    if (found === undefined || entry.id === "generic-oidc") return siblingsOf(entry, url);
    const answers = { ...exampleAnswers(entry), ...found };
    return entry.write(answers).issuer.url === url ? [{ entry, answers }] : siblingsOf(entry, url);
  });
}

// An entry that is recognised by claims only, of which the URL is the answer.
function siblingsOf(entry: CatalogueEntry, url: string) {
  const answers = { ...exampleAnswers(entry), url };
  const fits = entry.population !== undefined && entry.write(answers).issuer.url === url;
  return fits ? [{ entry, answers }] : [];
}

function vary(
  bases: readonly ProofCase[],
  old: JwtAuthenticator,
  marker: string | undefined,
  minor: Minor,
): ProofCase[] {
  // What tells the populations apart stays: the variants are of the one that is there.
  const fixed = readExpression(marker ?? "", minor).claims;
  const reads = [...readsOf(old, minor)].filter(([claim]) => !fixed.has(claim));
  const { username } = old.claimMappings;
  // An empty name is what an expression cannot keep.
  const strict = new Set(username.prefix === "" ? [username.claim] : []);
  const fitting = Object.fromEntries(
    reads.flatMap(([claim, texts]) => {
      const [first] = [...texts].filter((text) => text !== "");
      return first === undefined ? [] : [[claim, first] as const];
    }),
  );
  return bases.flatMap(({ title, claims }) => {
    const aud = old.issuer.audiences[0];
    const base = { ...claims, iss: old.issuer.url, aud };
    const whole = { title: `${title}, as the rules ask`, claims: { ...base, ...fitting } };
    return [
      whole,
      ...reads.flatMap(([claim, texts]) =>
        [...values, ...[...texts].flatMap((text) => [text, [text]])]
          .filter((value) => !(strict.has(claim) && (value === null || value === "")))
          .map((value) => ({
            title: `${title}, with ${claim} ${value === undefined ? "missing" : JSON.stringify(value)}`,
            claims: { ...base, ...fitting, [claim]: value },
          })),
      ),
    ];
  });
}

const values: readonly unknown[] = [undefined, "x", "", 7, true, null, [], ["a", "b"], {}];

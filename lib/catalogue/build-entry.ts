import { quoteText } from "../cel/quote-text.ts";
import { textOf } from "./answers.ts";
import { audienceOf, known } from "./clues.ts";
import type { Answers, CatalogueEntry, Clues, Input, Persona, Rule, Source } from "./entry.ts";
import { prefixInput } from "./inputs.ts";
import { guards } from "./write-item.ts";

/** Facts about every issuer, independent of who gets its tokens. */
export interface SharedFacts
  extends Pick<
    CatalogueEntry,
    "id" | "title" | "words" | "openTo" | "population" | "claims" | "caveats" | "setup"
  > {
  url(answers: Answers): string;
  /** Proposed for the names. */
  readonly prefix: string;
  /** What the personas' claims are from. */
  readonly source: Source;
  recognise(clues: Clues): Answers | undefined;
}

/** What differs between entries for people and for workloads. */
export interface EntryParts extends Pick<CatalogueEntry, "kind" | "scopes"> {
  /** The questions before the one for the prefix. */
  readonly inputs: readonly Input[];
  /** CEL: what must hold of a token, the name behind the prefix, and the groups as a list, or none. */
  map(answers: Answers): {
    readonly rules: readonly Rule[];
    readonly name: string;
    readonly groups?: string | undefined;
  };
  /** The token that gets in, and what differs from it. */
  personas(answers: Answers): readonly [Persona, ...Persona[]];
}

/** An entry: one audience, a prefix for names, rules before mappings, guards behind them. */
export function buildEntry(facts: SharedFacts, parts: EntryParts): CatalogueEntry {
  const { openTo, population } = facts;
  return {
    id: facts.id,
    title: facts.title,
    kind: parts.kind,
    words: facts.words,
    ...(openTo !== undefined && { openTo }),
    ...(population && { population }),
    inputs: [...parts.inputs, prefixInput(facts.prefix)],
    recognise: (clues) => {
      const found = facts.recognise(clues);
      return found && known({ ...found, audience: found.audience ?? audienceOf(clues) });
    },
    write: (answers) => {
      const { rules, name, groups } = parts.map(answers);
      return {
        issuer: { url: facts.url(answers), audiences: [textOf(answers, "audience")] },
        claimValidationRules: [
          ...(population ? [{ expression: population.marker, message: population.message }] : []),
          ...rules,
        ],
        claimMappings: {
          username: { expression: `${quoteText(textOf(answers, "prefix"))} + ${name}` },
          ...(groups !== undefined && { groups: { expression: groups } }),
        },
        userValidationRules: guards,
      };
    },
    personas: (answers) => {
      const personas = parts.personas(answers);
      return [...personas, ...makeStrangers(personas[0])];
    },
    claims: facts.claims,
    caveats: facts.caveats,
    setup: facts.setup,
    scopes: parts.scopes,
    proved: facts.source.kind !== "unproved",
  };
}

/** Personas that every entry has: a token for another audience, and one of an issuer with another URL. */
function makeStrangers(base: Persona): Persona[] {
  return [
    {
      id: "other-audience",
      title: "A token for another audience",
      claims: { ...base.claims, aud: "https://another.example.net" },
      want: { verdict: "unauthorized", code: "token-audience" },
      source: base.source,
    },
    {
      id: "other-issuer",
      title: "A token of another issuer",
      claims: { ...base.claims, iss: "https://issuer.example.net" },
      want: { verdict: "unauthorized", code: "token-issuer-unknown" },
      source: base.source,
    },
  ];
}

import { quoteText } from "../cel/quote-text.ts";
import { textOf } from "./answers.ts";
import { audienceOf, known } from "./clues.ts";
import type {
  Answers,
  CatalogueEntry,
  Clues,
  Input,
  IssuerItem,
  Persona,
  Rule,
  Source,
} from "./entry.ts";
import { audienceInput, prefixInput } from "./inputs.ts";
import { strangers } from "./people.ts";
import { guards } from "./write-item.ts";

/** Facts about a service whose pipelines or machines get tokens, from which its entry is made. */
export interface WorkloadFacts
  extends Pick<
    CatalogueEntry,
    "id" | "title" | "words" | "openTo" | "population" | "claims" | "caveats" | "setup"
  > {
  readonly inputs: readonly Input[];
  url(answers: Answers): string;
  readonly audience: Parameters<typeof audienceInput>[0];
  readonly prefix: string;
  /** What a name says after the prefix, as CEL of a string that is never an error. */
  name(answers: Answers): string;
  /** Groups as CEL of a list of strings that is never an error; none if absent. */
  groups?(answers: Answers): string;
  rules(answers: Answers): readonly Rule[];
  /** Claims of the token that gets in, without iss and aud, and what follows the prefix in its name. */
  token(answers: Answers): {
    readonly title: string;
    readonly claims: Readonly<Record<string, unknown>>;
    readonly name: string;
    readonly groups?: readonly string[];
  };
  /** The token that gets in with other claims (undefined: without the claim), and what refuses it or what it becomes. */
  variants(answers: Answers): readonly Variant[];
  readonly source: Source;
  recognise(clues: Clues): Answers | undefined;
}

/** A persona as a difference to the one that gets in. */
export interface Variant {
  readonly id: string;
  readonly title: string;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The message of the rule that refuses it; or the name that it gets, after the prefix. */
  readonly want:
    | { readonly refused: string }
    | { readonly name: string; readonly groups?: readonly string[] };
  /** If it is not the entry's own. */
  readonly source?: Source;
}

/** A variant that a rule refuses, with the rule's message. */
export function refusal(
  id: string,
  title: string,
  claims: Variant["claims"],
  message: string,
): Variant {
  return { id, title, claims, want: { refused: message } };
}

/** An entry for pipelines or machines: pinned by ids, one audience, guards. */
export function workloadEntry(facts: WorkloadFacts): CatalogueEntry {
  const { openTo, population } = facts;
  return {
    id: facts.id,
    title: facts.title,
    kind: "workload",
    words: facts.words,
    ...(openTo !== undefined && { openTo }),
    ...(population && { population }),
    inputs: [...facts.inputs, audienceInput(facts.audience), prefixInput(facts.prefix)],
    recognise: (clues) => {
      const found = facts.recognise(clues);
      return found && known({ ...found, audience: found.audience ?? audienceOf(clues) });
    },
    write: (answers) => write(facts, answers),
    personas: (answers) => makePersonas(facts, answers),
    claims: facts.claims,
    caveats: facts.caveats,
    setup: facts.setup,
    scopes: [],
    proved: facts.source.kind !== "unproved",
  };
}

function write(facts: WorkloadFacts, answers: Answers): IssuerItem {
  const { population } = facts;
  const groups = facts.groups?.(answers);
  return {
    issuer: { url: facts.url(answers), audiences: [textOf(answers, "audience")] },
    claimValidationRules: [
      ...(population ? [{ expression: population.marker, message: population.message }] : []),
      ...facts.rules(answers),
    ],
    claimMappings: {
      username: { expression: `${quoteText(textOf(answers, "prefix"))} + ${facts.name(answers)}` },
      ...(groups !== undefined && { groups: { expression: groups } }),
    },
    userValidationRules: guards,
  };
}

function makePersonas(facts: WorkloadFacts, answers: Answers): Persona[] {
  const prefix = textOf(answers, "prefix");
  const { title, claims, name, groups = [] } = facts.token(answers);
  const base: Persona = {
    id: "right",
    title,
    claims: { iss: facts.url(answers), aud: textOf(answers, "audience"), ...claims },
    want: { verdict: "authenticated", username: prefix + name, groups },
    source: facts.source,
  };
  return [
    base,
    ...facts.variants(answers).map(
      ({ want, ...variant }): Persona => ({
        id: variant.id,
        title: variant.title,
        claims: change(base.claims, variant.claims),
        want:
          "refused" in want
            ? { verdict: "unauthorized", code: "rule-false", message: want.refused }
            : {
                verdict: "authenticated",
                username: prefix + want.name,
                groups: want.groups ?? [],
              },
        source: variant.source ?? facts.source,
      }),
    ),
    ...strangers(base),
  ];
}

function change(
  claims: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ ...claims, ...over }).filter(([, value]) => value !== undefined),
  );
}

import { textOf } from "./answers.ts";
import { buildEntry, type SharedFacts } from "./build-entry.ts";
import type { Answers, CatalogueEntry, Input, Persona, Rule, Source } from "./entry.ts";
import { audienceInput } from "./inputs.ts";

/** Facts about a service whose pipelines or machines get tokens, from which its entry is made. */
export interface WorkloadFacts extends SharedFacts {
  readonly inputs: readonly Input[];
  readonly audience: Parameters<typeof audienceInput>[0];
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
  return buildEntry(facts, {
    kind: "workload",
    inputs: [...facts.inputs, audienceInput(facts.audience)],
    map: (answers) => ({
      rules: facts.rules(answers),
      name: facts.name(answers),
      groups: facts.groups?.(answers),
    }),
    personas: (answers) => makePersonas(facts, answers),
    scopes: [],
  });
}

function makePersonas(facts: WorkloadFacts, answers: Answers): [Persona, ...Persona[]] {
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

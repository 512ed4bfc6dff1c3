import { exampleAnswers } from "../catalogue/answers.ts";
import { catalogue } from "../catalogue/catalogue.ts";
import type { Answers, CatalogueEntry, Persona } from "../catalogue/entry.ts";
import { composeIssuer } from "../compose/compose-issuer.ts";
import type { Minor } from "../kube/minor.ts";

/** Two entries of the catalogue that can have the same URL, in the order in which they are added. */
export interface MergedPair {
  /** "gitlab + gitlab-ci" */
  readonly name: string;
  readonly first: CatalogueEntry;
  readonly firstAnswers: Answers;
  readonly second: CatalogueEntry;
  readonly secondAnswers: Answers;
}

/** Every pair, in both orders, with an audience for each entry. */
export const mergedPairs: readonly MergedPair[] = catalogue.flatMap((first) =>
  (first.population?.beside ?? []).map((id): MergedPair => {
    const second = catalogue.find((each) => each.id === id) ?? first;
    const version =
      first.id === "entra-v1" || second.id === "entra-v1" ? { version: "1.0" } : undefined;
    return {
      name: `${first.id} + ${second.id}`,
      first,
      firstAnswers: { ...exampleAnswers(first), ...version },
      second,
      secondAnswers: { ...exampleAnswers(second), ...version, audience: "of-the-second" },
    };
  }),
);

/** The configuration with both in one entry; the reason as an error if it is refused. */
export async function mergePair(
  { first, firstAnswers, second, secondAnswers }: MergedPair,
  minor: Minor,
  now: number,
) {
  const one = await composeIssuer({ text: "", entry: first, answers: firstAnswers, minor, now });
  if (one.kind === "refused") throw new Error(one.reason);
  const { text } = one;
  const two = await composeIssuer({ text, entry: second, answers: secondAnswers, minor, now });
  if (two.kind === "refused") throw new Error(two.reason);
  return two;
}

/** The personas of both, and those who get in with the audience of the other. */
export function personasOf(pair: MergedPair): readonly Persona[] {
  const { first, firstAnswers, second, secondAnswers } = pair;
  return [
    ...named(first, first.personas(firstAnswers)),
    ...named(second, second.personas(secondAnswers)),
    ...swapped(first, first.personas(firstAnswers)[0], secondAnswers.audience),
    ...swapped(second, second.personas(secondAnswers)[0], firstAnswers.audience),
  ];
}

function named({ id }: CatalogueEntry, personas: readonly Persona[]): readonly Persona[] {
  return personas.map((persona) => ({ ...persona, id: `${id}/${persona.id}` }));
}

function swapped(
  { id }: CatalogueEntry,
  persona: Persona | undefined,
  aud: unknown,
): readonly Persona[] {
  if (persona === undefined) return [];
  return [
    {
      ...persona,
      id: `${id}/audience-of-the-other`,
      title: `${persona.title}, for the audience of the other`,
      claims: { ...persona.claims, aud },
      want: { verdict: "unauthorized", code: "rule-false" },
    },
  ];
}

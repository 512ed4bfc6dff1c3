import { exampleAnswers, isAsked } from "../catalogue/answers.ts";
import { catalogue } from "../catalogue/catalogue.ts";
import type { Answers, CatalogueEntry, Want } from "../catalogue/entry.ts";
import { writeItem } from "../catalogue/write-item.ts";
import { explainError } from "../explain/causes/explain-error.ts";

/** An entry with answers, and the file that follows from them. */
export interface CatalogueCase {
  /** "okta, who groups" */
  readonly name: string;
  readonly entry: CatalogueEntry;
  readonly answers: Answers;
  /** A whole configuration with this entry alone. */
  readonly text: string;
  /** An option that warns of strangers was chosen. */
  readonly risky: boolean;
  /** Made of the examples alone. */
  readonly plain: boolean;
}

/** How a server ended: the user that it made of a token, or its line in the log. */
export interface Ending {
  readonly user?: {
    readonly username: string;
    readonly groups?: readonly string[] | undefined;
  };
  readonly log?: string;
}

/** The example answers of every entry, each option of each choice, and all options of a choice of several at once. */
export const catalogueCases: readonly CatalogueCase[] = catalogue.flatMap((entry) => {
  const base = exampleAnswers(entry);
  const choices = entry.inputs
    .filter((input) => input.options !== undefined && isAsked(input, base))
    .flatMap(({ id, kind, options = [] }) => {
      const values = options.map(({ value }) => value);
      const each = options.map(({ value, warning }) => ({
        name: `${id} ${value}`,
        answers: { ...base, [id]: kind === "choices" ? [value] : value },
        risky: warning !== undefined,
      }));
      const all = {
        name: `${id} all`,
        answers: { ...base, [id]: values },
        risky: options.some(({ warning }) => warning !== undefined),
      };
      return kind === "choices" ? [...each, all] : each;
    })
    .filter(({ answers }) => JSON.stringify(answers) !== JSON.stringify(base));
  return [{ name: "examples", answers: base, risky: false }, ...choices].map((one, index) => ({
    ...one,
    name: `${entry.id}, ${one.name}`,
    entry,
    plain: index === 0,
    text: `apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\njwt:\n${writeItem(entry.write(one.answers))}`,
  }));
});

/** What a version answers, of endings by the versions that have them: "1.30 1.31". */
export function answerOf(
  answers: Readonly<Record<string, Ending>>,
  version: string,
): Ending | undefined {
  return Object.entries(answers).find(([versions]) => versions.split(" ").includes(version))?.[1];
}

/** An ending in the words of a persona, without system:authenticated. */
export function toWant({ user, log = "" }: Ending): Want | undefined {
  if (user !== undefined) {
    const groups = (user.groups ?? []).filter((group) => group !== "system:authenticated");
    return { verdict: "authenticated", username: user.username, groups };
  }
  const code = explainError(log)?.code;
  const message = /validation expression '.*' failed: (.*?)\]?$/s.exec(log)?.[1];
  return code && { verdict: "unauthorized", code, ...(message !== undefined && { message }) };
}

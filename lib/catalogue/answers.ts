import type { Answers, CatalogueEntry, Input } from "./entry.ts";

/** Whatever has questions. */
type Asking = Pick<CatalogueEntry, "inputs">;

/** A problem with an answer. */
export interface AnswerProblem {
  readonly input: string;
  /** Of a list: the item's place. */
  readonly index?: number;
  readonly message: string;
}

/** The answer to a question of one text; "" if there is none. */
export function textOf(answers: Answers, id: string): string {
  const value = answers[id];
  return typeof value === "string" ? value : (value?.[0] ?? "");
}

/** The answer to a question of several texts, without empty ones. */
export function listOf(answers: Answers, id: string): readonly string[] {
  const value = answers[id] ?? [];
  return (typeof value === "string" ? [value] : value).filter((text) => text !== "");
}

/** Whether a question is asked, given the other answers. */
export function isAsked({ when }: Input, answers: Answers): boolean {
  return when === undefined || listOf(answers, when.input).some((value) => when.is.includes(value));
}

/** The answers with the defaults for what is not answered; answers to questions that the entry has not are dropped. */
export function fillAnswers({ inputs }: Asking, answers: Answers): Answers {
  return Object.fromEntries(
    inputs.map(({ id, kind, default: preset }): [string, string | readonly string[]] => [
      id,
      answers[id] ?? preset ?? (kind === "text" || kind === "choice" ? "" : []),
    ]),
  );
}

/** Answers made of the examples, and of the defaults of choices: a whole entry to look at. */
export function exampleAnswers({ inputs }: Asking): Answers {
  return Object.fromEntries(
    inputs.map(({ id, kind, example, default: preset }): [string, string | readonly string[]] => [
      id,
      kind === "choice" || kind === "choices" ? (preset ?? example) : example,
    ]),
  );
}

/** What is wrong with the answers (with defaults filled in), in the order of the questions; empty if nothing is. */
export function checkAnswers(entry: Asking, answers: Answers): readonly AnswerProblem[] {
  return entry.inputs
    .filter((input) => isAsked(input, answers))
    .flatMap((input) => checkAnswer(input, answers));
}

function checkAnswer(input: Input, answers: Answers): AnswerProblem[] {
  const values = listOf(answers, input.id);
  if (values.length === 0) {
    return input.required ? [{ input: input.id, message: `${input.label} is needed.` }] : [];
  }
  const many = input.kind === "list" || input.kind === "choices";
  return values.flatMap((value, index): AnswerProblem[] => {
    const message = checkText(input, value);
    return message === undefined ? [] : [{ input: input.id, ...(many && { index }), message }];
  });
}

function checkText({ options, validate }: Input, value: string): string | undefined {
  if (options !== undefined) {
    return options.some((option) => option.value === value)
      ? undefined
      : "Choose one of the options.";
  }
  return unprintable.test(value)
    ? "Control characters and broken characters cannot be part of it."
    : validate(value);
}

// Control characters, and halves of surrogate pairs.
const unprintable = /\p{Cc}|\p{Cs}/u;

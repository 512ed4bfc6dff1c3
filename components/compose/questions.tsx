"use client";

import { useId, useState } from "react";
import { type AnswerProblem, isAsked, listOf, textOf } from "@/lib/catalogue/answers.ts";
import type { Answers, CatalogueEntry, Input } from "@/lib/catalogue/entry.ts";
import { Button } from "../ui/button.tsx";
import styles from "./questions.module.css";

export interface QuestionsProps {
  readonly entry: Pick<CatalogueEntry, "inputs">;
  readonly answers: Answers;
  readonly problems: readonly AnswerProblem[];
  /** True after an attempt to add it: questions without an answer are then marked. */
  readonly tried: boolean;
  readonly onAnswer: (id: string, value: string | readonly string[]) => void;
}

/** The questions of an entry, those that other answers make superfluous left out. */
export function Questions({ entry, answers, problems, tried, onAnswer }: QuestionsProps) {
  return entry.inputs
    .filter((input) => isAsked(input, answers))
    .map((input) => (
      <Question
        key={input.id}
        input={input}
        answers={answers}
        problems={problems.filter((one) => one.input === input.id)}
        tried={tried}
        onAnswer={(value) => onAnswer(input.id, value)}
      />
    ));
}

interface QuestionProps {
  readonly input: Input;
  readonly answers: Answers;
  readonly problems: readonly AnswerProblem[];
  readonly tried: boolean;
  readonly onAnswer: (value: string | readonly string[]) => void;
}

function Question(props: QuestionProps) {
  switch (props.input.kind) {
    case "text":
      return <TextQuestion {...props} />;
    case "list":
      return <ListQuestion {...props} />;
    default:
      return <ChoiceQuestion {...props} />;
  }
}

function TextQuestion({ input, answers, problems, tried, onAnswer }: QuestionProps) {
  const id = useId();
  const value = textOf(answers, input.id);
  const problem = shown(problems[0], value, tried);
  return (
    <div className={styles.question}>
      <label htmlFor={id} className={styles.label}>
        {input.label}
      </label>
      <Field
        id={id}
        input={input}
        value={value}
        problem={problem}
        missing={problems.length > 0}
        onChange={onAnswer}
      />
      <Help id={id} text={input.help} problem={problem} />
    </div>
  );
}

function ListQuestion({ input, answers, problems, tried, onAnswer }: QuestionProps) {
  const id = useId();
  const given = answers[input.id];
  const [open, setOpen] = useState(0);
  const values = typeof given === "string" ? [given] : (given ?? []);
  // The last row is for what comes next.
  const rows = values.length === 0 || open > 0 ? [...values, ""] : values;
  const set = (at: number, text: string) => {
    const next = rows.map((each, index) => (index === at ? text : each));
    setOpen(0);
    onAnswer(next.at(-1) === "" ? next.slice(0, -1) : next);
  };
  const filled = listOf(answers, input.id);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as the other questions.
    <div className={styles.question} role="group" aria-labelledby={`${id}-label`}>
      <span id={`${id}-label`} className={styles.label}>
        {input.label}
      </span>
      {rows.map((value, at) => {
        const rowId = `${id}-${at}`;
        const own = problems.find(({ index }) => index === undefined || filled[index] === value);
        const problem = shown(own, value, tried);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the list.
          <div key={at} className={styles.row}>
            <Field
              id={rowId}
              label={rows.length > 1 ? `${input.label}, ${at + 1}` : input.label}
              input={input}
              value={value}
              problem={problem}
              missing={own !== undefined && (value !== "" || filled.length === 0)}
              onChange={(text) => set(at, text)}
            />
            {values.length > 1 && value !== "" && (
              <Button
                icon="cross"
                label={`Remove ${value}`}
                onClick={() => onAnswer(values.filter((_, index) => index !== at))}
              />
            )}
            {problem !== undefined && (
              <p id={`${rowId}-problem`} className={styles.problem}>
                {problem}
              </p>
            )}
          </div>
        );
      })}
      {rows.at(-1) !== "" && (
        <Button icon="plus" className={styles.more ?? ""} onClick={() => setOpen(1)}>
          Add another
        </Button>
      )}
      <Help id={id} text={input.help} problem={undefined} />
    </div>
  );
}

function ChoiceQuestion({ input, answers, problems, tried, onAnswer }: QuestionProps) {
  const id = useId();
  const many = input.kind === "choices";
  const chosen = listOf(answers, input.id);
  const problem = tried ? problems[0]?.message : undefined;
  return (
    <fieldset className={styles.question} aria-describedby={`${id}-help ${id}-problem`}>
      <legend className={styles.label}>{input.label}</legend>
      {input.options?.map(({ value, label, warning }) => (
        <label key={value}>
          <input
            type={many ? "checkbox" : "radio"}
            name={id}
            data-input={input.id}
            checked={chosen.includes(value)}
            onChange={(event) => {
              if (!many) return onAnswer(value);
              const rest = chosen.filter((each) => each !== value);
              const next = event.target.checked ? [...rest, value] : rest;
              const order = input.options?.map((option) => option.value) ?? [];
              onAnswer(order.filter((each) => next.includes(each)));
            }}
          />
          <span>
            {label}
            {warning !== undefined && (
              <span className={styles.warning} data-on={chosen.includes(value)}>
                {" "}
                {warning}
              </span>
            )}
          </span>
        </label>
      ))}
      <Help id={id} text={input.help} problem={problem} />
    </fieldset>
  );
}

interface FieldProps {
  readonly id: string;
  /** If no label element names it. */
  readonly label?: string;
  readonly input: Input;
  readonly value: string;
  readonly problem: string | undefined;
  /** It has no good answer yet. */
  readonly missing: boolean;
  readonly onChange: (text: string) => void;
}

function Field({ id, label, input, value, problem, missing, onChange }: FieldProps) {
  const { example } = input;
  return (
    <input
      id={id}
      type="text"
      className={styles.field}
      data-input={input.id}
      data-missing={missing}
      data-default={value !== "" && value === input.default}
      aria-label={label}
      aria-required={input.required}
      aria-invalid={problem !== undefined}
      aria-describedby={`${id}-help ${id}-problem`}
      placeholder={typeof example === "string" ? example : example[0]}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Help({
  id,
  text,
  problem,
}: {
  readonly id: string;
  readonly text: string | undefined;
  readonly problem: string | undefined;
}) {
  return (
    <>
      {problem !== undefined && (
        <p id={`${id}-problem`} className={styles.problem}>
          {problem}
        </p>
      )}
      {text !== undefined && (
        <p id={`${id}-help`} className={styles.help}>
          {text}
        </p>
      )}
    </>
  );
}

// That something is missing is no mistake before one tried to go on.
function shown(problem: AnswerProblem | undefined, value: string, tried: boolean) {
  return problem !== undefined && (value !== "" || tried) ? problem.message : undefined;
}

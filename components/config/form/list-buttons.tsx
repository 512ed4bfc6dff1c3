"use client";

import type { KeyboardEvent } from "react";
import { Button } from "../../ui/button.tsx";
import { useForm } from "./form-context.ts";
import { itemInWords, nameInWords } from "./names.ts";

export interface ListButtonsProps {
  /** Of the list. */
  readonly path: string;
  readonly name: string;
  readonly index: number;
  readonly count: number;
  /** The list goes with its last item, if the file does without it. */
  readonly optional: boolean;
  readonly duplicates?: boolean;
}

/** Buttons of one item of a list: up, down, duplicate, remove. */
export function ListButtons(props: ListButtonsProps) {
  const { path, name, index, count, duplicates = false } = props;
  const { readOnly, press } = useForm();
  const { move, remove } = useListChanges(props);
  const title = itemInWords(name, index);
  const first = index === 0;
  const last = index === count - 1;
  if (readOnly) return null;
  return (
    <span>
      {count > 1 && (
        <>
          <Button
            label={`Move ${title} up`}
            icon="up"
            data-move="up"
            aria-disabled={first}
            onClick={() => move(-1, true)}
          />
          <Button
            label={`Move ${title} down`}
            icon="down"
            data-move="down"
            aria-disabled={last}
            onClick={() => move(1, true)}
          />
        </>
      )}
      {duplicates && (
        <Button
          label={`Duplicate ${title}`}
          icon="copy"
          onClick={() =>
            press(
              `Duplicate an entry of ${nameInWords(name)}`,
              [{ kind: "duplicate", path, index }],
              `${path}[${index + 1}]`,
              path,
            )
          }
        />
      )}
      <Button label={`Remove ${title}`} icon="cross" onClick={remove} />
    </span>
  );
}

/** Moving and removing an item, for buttons and keys. */
export function useListChanges({ path, name, index, count, optional }: ListButtonsProps) {
  const { press, readOnly } = useForm();
  const move = (by: -1 | 1, byButton = false) => {
    const to = index + by;
    if (readOnly || to < 0 || to >= count) return;
    const way = by < 0 ? "up" : "down";
    press(
      `Move an entry of ${nameInWords(name)} ${way}`,
      [{ kind: "move", path, from: index, to }],
      `${path}[${to}]${byButton ? `@${way}` : ""}`,
      path,
    );
  };
  const remove = () => {
    const whole = optional && count === 1;
    press(
      `Remove an entry of ${nameInWords(name)}`,
      [{ kind: "remove", path: whole ? path : `${path}[${index}]` }],
      whole ? path : `${path}[${Math.min(index, count - 2)}]`,
      path,
    );
  };
  /** Alt with an arrow moves the item that has the focus. */
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    event.stopPropagation();
    move(event.key === "ArrowUp" ? -1 : 1);
  };
  return { move, remove, onKeyDown };
}

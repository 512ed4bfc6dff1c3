"use client";

import { fieldsBelow } from "@/lib/authn/field-docs.ts";
import { findData } from "@/lib/yaml/data.ts";
import type { NewValue } from "@/lib/yaml/new-value.ts";
import { Button } from "../../ui/button.tsx";
import { FieldFindings, FieldFrame, Live } from "./field-frame.tsx";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";
import { ListButtons, type ListButtonsProps, useListChanges } from "./list-buttons.tsx";
import { isMapping } from "./mapping-field.tsx";
import { MappingSwitch } from "./mapping-switch.tsx";
import { itemInWords, nameInWords } from "./names.ts";
import { type FieldProps, Misfit, type OuterFieldProps, scalarText } from "./text-fields.tsx";

/** A list of texts: the audiences. */
export function TextListField({ field, path }: FieldProps) {
  const { data, readOnly, press } = useForm();
  const found = findData(data, path);
  if (found !== undefined && found.kind !== "array" && found.kind !== "null")
    return <Misfit field={field} path={path} />;
  const items = found?.kind === "array" ? found.items : [];
  const optional = field.required === undefined;
  return (
    <FieldFrame field={field} path={path} unlabelled>
      {() => (
        <ul className={styles.texts}>
          {items.map((item, index) => (
            <TextItem
              // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in the list.
              key={index}
              value={scalarText(item)}
              list={{ path, name: field.name, index, count: items.length, optional }}
            />
          ))}
          {!readOnly && (
            <li>
              <Button
                look="soft"
                icon="plus"
                onClick={() =>
                  press(
                    `Add to ${nameInWords(field.name)}`,
                    [{ kind: "insert", path, index: items.length, value: "" }],
                    `${path}[${items.length}]`,
                  )
                }
              >
                Add {nameInWords(field.name).toLowerCase().replace(/s$/, "")}
              </Button>
            </li>
          )}
        </ul>
      )}
    </FieldFrame>
  );
}

function TextItem({
  value,
  list,
}: {
  readonly value: string | undefined;
  readonly list: ListButtonsProps;
}) {
  const { readOnly, type, findings } = useForm();
  const { onKeyDown } = useListChanges(list);
  const path = `${list.path}[${list.index}]`;
  return (
    <li data-path={path} onKeyDown={onKeyDown}>
      <div className={styles.row}>
        <input
          type="text"
          aria-label={itemInWords(list.name, list.index)}
          aria-invalid={findings.get(path)?.some(({ severity }) => severity === "error") ?? false}
          className={styles.input}
          readOnly={readOnly || value === undefined}
          spellCheck={false}
          autoComplete="off"
          value={value ?? "not a text: change it in the text view"}
          onChange={(event) => type({ kind: "set", path, value: event.target.value })}
        />
        <ListButtons {...list} />
      </div>
      <FieldFindings path={path} />
    </li>
  );
}

/** A list of rules, extra attributes or conditions, each with its fields. */
export function ItemListField({ field, path, below }: OuterFieldProps) {
  const { data, readOnly, press } = useForm();
  const found = findData(data, path);
  if (found !== undefined && found.kind !== "array" && found.kind !== "null")
    return <Misfit field={field} path={path} />;
  const items = found?.kind === "array" ? found.items : [];
  const optional = field.required === undefined;
  const add = (value: NewValue) =>
    press(
      `Add to ${nameInWords(field.name)}`,
      [{ kind: "insert", path, index: items.length, value }],
      `${path}[${items.length}]`,
      path,
    );
  return (
    <FieldFrame field={field} path={path} unlabelled>
      {() => (
        <>
          {items.length > 0 && (
            <ol className={styles.items}>
              {items.map((_, index) => (
                <Item
                  // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in the list.
                  key={index}
                  path={path}
                  name={field.name}
                  index={index}
                  count={items.length}
                  optional={optional}
                  below={below}
                />
              ))}
            </ol>
          )}
          {!readOnly && (
            <div className={styles.adds}>
              {newItems(path).map(({ title, value }) => (
                <Button key={title} look="soft" icon="plus" onClick={() => add(value)}>
                  {title}
                </Button>
              ))}
            </div>
          )}
        </>
      )}
    </FieldFrame>
  );
}

interface ItemProps extends ListButtonsProps, Pick<OuterFieldProps, "below"> {}

function Item({ below, ...list }: ItemProps) {
  const { readOnly } = useForm();
  const { onKeyDown } = useListChanges(list);
  const path = `${list.path}[${list.index}]`;
  const title = itemInWords(list.name, list.index);
  return (
    <li className={styles.item} data-path={path} onKeyDown={onKeyDown}>
      <div className={styles.itemHead}>
        <span className={styles.itemTitle}>{title}</span>
        {!readOnly && isMapping(path) && <MappingSwitch path={path} title={title} />}
        <ListButtons {...list} duplicates />
      </div>
      {below(path)}
      <Live path={path} />
      <FieldFindings path={path} />
    </li>
  );
}

// The ways to begin an item: one field of the file excludes others if there is both a claim and an expression.
function newItems(path: string): readonly { title: string; value: NewValue }[] {
  const fields = fieldsBelow(path);
  const names = fields.map(({ name }) => name);
  const blank = (chosen: readonly string[]) => Object.fromEntries(chosen.map((name) => [name, ""]));
  if (names.includes("claim") && names.includes("expression"))
    return [
      { title: "Add a claim with its value", value: blank(["claim", "requiredValue"]) },
      { title: "Add an expression", value: blank(["expression", "message"]) },
    ];
  return [{ title: "Add", value: blank(names) }];
}

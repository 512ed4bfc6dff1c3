"use client";

import type { ReactNode } from "react";
import type { DescribedField } from "@/lib/authn/field-docs.ts";
import { fieldsBelow } from "@/lib/authn/field-docs.ts";
import type { FormChange } from "@/lib/form/change.ts";
import { splitLast } from "@/lib/form/path.ts";
import { type DataNode, findData } from "@/lib/yaml/data.ts";
import { Button } from "../../ui/button.tsx";
import { FieldFrame } from "./field-frame.tsx";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";

export interface FieldProps {
  readonly field: DescribedField;
  readonly path: string;
  readonly title?: string;
}

/** A field whose value has fields of its own. */
export interface OuterFieldProps extends FieldProps {
  /** The fields of the mapping at a path. */
  readonly below: (path: string) => ReactNode;
}

/** A scalar as the text of a field; undefined for what is no scalar. */
export function scalarText(data: DataNode | undefined): string | undefined {
  if (data === undefined) return "";
  switch (data.kind) {
    case "null":
      return "";
    case "array":
    case "object":
      return undefined;
    default:
      return String(data.value);
  }
}

/** What changes the text of a field: one that may be left out goes when it is emptied. */
export function textChange(field: DescribedField, path: string, value: string): FormChange {
  const { parent } = splitLast(path);
  if (value === "" && field.required === undefined) return { kind: "remove", path };
  return { kind: "set", path, value, order: fieldsBelow(parent).map(({ name }) => name) };
}

/** A line of text, a choice of few values, or a PEM. */
export function TextField({ field, path, title }: FieldProps) {
  const { data, readOnly, type } = useForm();
  const found = findData(data, path);
  const value = scalarText(found);
  if (value === undefined) return <Misfit field={field} path={path} />;
  const change = (next: string) => {
    if (next === "" && found === undefined) return;
    type(textChange(field, path, next));
  };
  return (
    <FieldFrame field={field} path={path} {...(title !== undefined && { title })}>
      {(control) => {
        if (field.values !== undefined)
          return (
            <select
              {...control}
              className={styles.input}
              disabled={readOnly}
              value={value}
              onChange={(event) => change(event.target.value)}
            >
              {[...new Set([value, ...(field.required === true ? [] : [""]), ...field.values])].map(
                (option) => (
                  <option key={option} value={option}>
                    {option === "" ? "not set" : option}
                  </option>
                ),
              )}
            </select>
          );
        const common = {
          ...control,
          className: styles.input,
          readOnly,
          spellCheck: false,
          autoComplete: "off",
          value,
          placeholder: placeholderOf(field),
          onChange: (event: { target: { value: string } }) => change(event.target.value),
        };
        // A line break has no place in an input.
        return field.example.startsWith("|") || value.includes("\n") ? (
          <textarea {...common} rows={Math.min(Math.max(value.split("\n").length, 2), 8)} />
        ) : (
          <input {...common} type="text" />
        );
      }}
    </FieldFrame>
  );
}

/** Yes or no. */
export function FlagField({ field, path, title }: FieldProps) {
  const { data, readOnly, type } = useForm();
  const found = findData(data, path);
  if (found !== undefined && found.kind !== "bool" && found.kind !== "null")
    return <Misfit field={field} path={path} />;
  const { parent } = splitLast(path);
  const order = fieldsBelow(parent).map(({ name }) => name);
  return (
    <FieldFrame field={field} path={path} {...(title !== undefined && { title })}>
      {(control) => (
        <input
          {...control}
          type="checkbox"
          className={styles.flag}
          disabled={readOnly}
          checked={found?.kind === "bool" && found.value}
          onChange={(event) => type({ kind: "set", path, value: event.target.checked, order })}
        />
      )}
    </FieldFrame>
  );
}

/** A value of another type than the field's, which only the text can mend. */
export function Misfit({ field, path, title }: FieldProps) {
  const { data, showText } = useForm();
  const found = findData(data, path);
  const kind =
    found?.kind === "array" ? "list" : found?.kind === "object" ? "mapping" : found?.kind;
  return (
    <FieldFrame field={field} path={path} unlabelled {...(title !== undefined && { title })}>
      {() => (
        <p className={styles.note}>
          The value is a {kind}, and the field takes a {field.type}.{" "}
          {found && (
            <Button look="soft" onClick={() => showText(found.span)}>
              Change it in the text
            </Button>
          )}
        </p>
      )}
    </FieldFrame>
  );
}

function placeholderOf({ example, required, default: left }: DescribedField): string {
  if (required === undefined && left !== undefined && left.length < 60) return left;
  if (/^[|[{]/.test(example)) return "-----BEGIN CERTIFICATE-----";
  return example.replace(/^(['"])(.*)\1$/, "$2");
}

"use client";

import { type DescribedField, fieldsBelow } from "@/lib/authn/field-docs.ts";
import { findData } from "@/lib/yaml/data.ts";
import { CelField } from "./cel-field.tsx";
import { FieldFindings } from "./field-frame.tsx";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";
import { ItemListField, TextListField } from "./lists.tsx";
import { isMapping, MappingField } from "./mapping-field.tsx";
import { nameInWords } from "./names.ts";
import { OptionalObject } from "./optional-object.tsx";
import { type FieldProps, FlagField, Misfit, TextField } from "./text-fields.tsx";

export interface FieldsBelowProps {
  /** Of a mapping, with indices; "" for the file. */
  readonly path: string;
  /** Which of its fields; all without it. */
  readonly only?: (field: DescribedField) => boolean;
}

/** All fields of a mapping, as the schema has them. One that excludes another is shown while it is in use. */
export function FieldsBelow({ path, only = () => true }: FieldsBelowProps) {
  const { data } = useForm();
  const own = findData(data, path);
  const fields = fieldsBelow(path).filter(only);
  const has = (name: string) =>
    own?.kind === "object" && own.members.some(({ key }) => key === name);
  const names = fields.map(({ name }) => name);
  const isEither = names.includes("claim") && names.includes("expression");
  const usesExpression = has("expression") || (has("message") && !has("claim"));
  const shown = fields.filter(({ name }) => {
    if (!isEither || has(name)) return true;
    return ["expression", "message"].includes(name) === usesExpression;
  });
  return shown.map((field) => (
    <AnyField
      key={field.name}
      field={field}
      path={path === "" ? field.name : `${path}.${field.name}`}
    />
  ));
}

// Fields that hold fields are given them: their files do not know this one.
const fieldsAt = (path: string) => <FieldsBelow path={path} />;

function AnyField({ field, path }: FieldProps) {
  if (field.type === "boolean") return <FlagField field={field} path={path} />;
  if (field.type === "list")
    return field.items === "string" ? (
      <TextListField field={field} path={path} />
    ) : (
      <ItemListField field={field} path={path} below={fieldsAt} />
    );
  if (field.type === "object") {
    if (isMapping(path)) return <MappingField field={field} path={path} below={fieldsAt} />;
    if (field.required === undefined)
      return <OptionalObject field={field} path={path} below={fieldsAt} />;
    return <ObjectSection field={field} path={path} />;
  }
  if (field.expression !== undefined) return <CelField field={field} path={path} />;
  return <TextField field={field} path={path} />;
}

function ObjectSection({ field, path }: FieldProps) {
  const found = findData(useForm().data, path);
  if (found !== undefined && found.kind !== "object" && found.kind !== "null")
    return <Misfit field={field} path={path} />;
  const title = nameInWords(field.name);
  return (
    <section className={styles.section} aria-label={title} data-path={path}>
      <h3 className={styles.sectionTitle}>{title}</h3>
      <p className={styles.sectionText}>{field.text}</p>
      <FieldsBelow path={path} />
      <FieldFindings path={path} />
    </section>
  );
}

import Link from "next/link";
import { Fragment } from "react";
import { type DescribedField, describedFields } from "@/lib/authn/field-docs.ts";
import { listSharedFields } from "@/lib/rbac/json-schema.ts";
import styles from "./cause-pages.module.css";
import { schemaFiles } from "./schemas.ts";

/** Every field of AuthenticationConfiguration: what it is for, its default and its limits. */
export function ConfigurationReference() {
  return (
    <div className={styles.page}>
      <Link href="/" className={styles.home}>
        Claimcheck
      </Link>
      <main>
        <h1>Fields of AuthenticationConfiguration, roles and bindings</h1>
        <p>
          The versions v1, v1beta1 and v1alpha1 have the same fields. For editors with a YAML
          language server there are JSON Schemas:{" "}
          {schemaFiles.map((file, index) => (
            <Fragment key={file}>
              {index > 0 && ", "}
              <a href={`/schema/${file}`}>{file}</a>
            </Fragment>
          ))}
          . The fields of <a href="#rbac">roles and bindings</a> are below.
        </p>
        {describedFields.map((field) => (
          <FieldSection key={field.path} field={field} />
        ))}
        <h2 id="rbac">Roles and bindings</h2>
        {sharedFields.map(({ field, kinds }) => (
          <FieldSection key={field.path} field={field} prefix="rbac-" kinds={kinds} />
        ))}
      </main>
    </div>
  );
}

const sharedFields = listSharedFields();

interface FieldSectionProps {
  readonly field: DescribedField;
  /** In front of the path, for an id of its own. */
  readonly prefix?: string;
  /** The kinds that have the field, if there are several kinds. */
  readonly kinds?: readonly string[];
}

function FieldSection({ field, prefix = "", kinds }: FieldSectionProps) {
  const { path, text, type, items, needs, limits, values, since, required, example } = field;
  const shape = type === "list" ? `list of ${items === "string" ? "strings" : "objects"}` : type;
  return (
    <section aria-labelledby={`${prefix}${path}`} className={styles.field}>
      <h2 id={`${prefix}${path}`}>
        <code>{path}</code>
      </h2>
      <p className={styles.facts}>
        {[
          shape,
          required === true ? "required" : undefined,
          since === undefined ? undefined : `since 1.${since}`,
          kinds?.join(", "),
        ]
          .filter((part) => part !== undefined)
          .join(" · ")}
      </p>
      <p>{text}</p>
      {needs !== undefined && <p>{needs}</p>}
      {limits !== undefined && <p>Limits: {limits}</p>}
      {field.default !== undefined && <p>Default: {field.default}</p>}
      {values !== undefined && <p>Values: {values.join(", ")}</p>}
      <pre className={styles.example}>{example}</pre>
    </section>
  );
}

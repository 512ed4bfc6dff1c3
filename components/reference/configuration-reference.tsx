import Link from "next/link";
import { type DescribedField, describedFields } from "@/lib/authn/field-docs.ts";
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
        <h1>Fields of AuthenticationConfiguration</h1>
        <p>
          The versions v1, v1beta1 and v1alpha1 have the same fields. For editors with a YAML
          language server there is a JSON Schema:{" "}
          {schemaFiles.map((file) => (
            <a key={file} href={`/schema/${file}`}>
              {file}
            </a>
          ))}
          .
        </p>
        {describedFields.map((field) => (
          <FieldSection key={field.path} field={field} />
        ))}
      </main>
    </div>
  );
}

function FieldSection({ field }: { readonly field: DescribedField }) {
  const { path, text, type, items, needs, limits, values, since, required, example } = field;
  const shape = type === "list" ? `list of ${items === "string" ? "strings" : "objects"}` : type;
  return (
    <section aria-labelledby={path} className={styles.field}>
      <h2 id={path}>
        <code>{path}</code>
      </h2>
      <p className={styles.facts}>
        {[
          shape,
          required === true ? "required" : undefined,
          since === undefined ? undefined : `since 1.${since}`,
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

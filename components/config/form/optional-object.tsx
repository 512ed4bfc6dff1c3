"use client";

import { findData } from "@/lib/yaml/data.ts";
import { Button } from "../../ui/button.tsx";
import { FieldFrame } from "./field-frame.tsx";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";
import { nameInWords } from "./names.ts";
import { Misfit, type OuterFieldProps } from "./text-fields.tsx";

/** A mapping that the file does without: `anonymous`. */
export function OptionalObject({ field, path, below }: OuterFieldProps) {
  const { data, readOnly, press } = useForm();
  const found = findData(data, path);
  if (found !== undefined && found.kind !== "object" && found.kind !== "null")
    return <Misfit field={field} path={path} />;
  const title = nameInWords(field.name);
  const isThere = found?.kind === "object";
  return (
    <FieldFrame field={field} path={path} unlabelled>
      {() => (
        <>
          {isThere ? (
            <div className={styles.item}>{below(path)}</div>
          ) : (
            <p className={styles.note}>Not set. {field.default}</p>
          )}
          {!readOnly && (
            <div className={styles.adds}>
              {isThere ? (
                <Button
                  look="soft"
                  icon="cross"
                  onClick={() => press(`Remove ${title}`, [{ kind: "remove", path }], path)}
                >
                  Remove
                </Button>
              ) : (
                <Button
                  look="soft"
                  icon="plus"
                  onClick={() =>
                    press(
                      `Set ${title}`,
                      [{ kind: "set", path, value: { enabled: false } }],
                      `${path}.enabled`,
                      path,
                    )
                  }
                >
                  Set {title.toLowerCase()} here
                </Button>
              )}
            </div>
          )}
        </>
      )}
    </FieldFrame>
  );
}

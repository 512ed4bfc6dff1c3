"use client";

import { fieldsBelow } from "@/lib/authn/field-docs.ts";
import { type DataNode, findData } from "@/lib/yaml/data.ts";
import type { NewValue } from "@/lib/yaml/new-value.ts";
import { Button } from "../../ui/button.tsx";
import { FieldFrame } from "./field-frame.tsx";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";
import { MappingSwitch } from "./mapping-switch.tsx";
import { nameInWords } from "./names.ts";
import { Misfit, type OuterFieldProps, scalarText } from "./text-fields.tsx";

/** Whether a mapping takes its value either from a claim or from an expression. */
export function isMapping(path: string): boolean {
  const names = fieldsBelow(path).map(({ name }) => name);
  return names.includes("claim") && names.includes("expression");
}

/** Username, groups or UID: a claim with its prefix, or an expression, with a switch that keeps the meaning. */
export function MappingField({ field, path, below }: OuterFieldProps) {
  const { data, readOnly, press } = useForm();
  const found = findData(data, path);
  if (found !== undefined && found.kind !== "object" && found.kind !== "null")
    return <Misfit field={field} path={path} />;
  const title = nameInWords(field.name);
  const isSet = found?.kind === "object" && found.members.length > 0;
  if (!isSet)
    return (
      <FieldFrame field={field} path={path} unlabelled>
        {() => (
          <>
            <p className={styles.note}>Not set. {field.default}</p>
            {!readOnly && (
              <div className={styles.adds}>
                {(["claim", "expression"] as const).map((kind) => (
                  <Button
                    key={kind}
                    look="soft"
                    icon="plus"
                    onClick={() =>
                      press(
                        `Set ${title}`,
                        [{ kind: "set", path, value: firstValue(data, path, field.name, kind) }],
                        `${path}.${kind}`,
                        path,
                      )
                    }
                  >
                    {kind === "claim" ? "From a claim" : "By an expression"}
                  </Button>
                ))}
              </div>
            )}
          </>
        )}
      </FieldFrame>
    );
  return (
    <FieldFrame field={field} path={path} unlabelled>
      {() => (
        <div className={styles.item}>
          {!readOnly && (
            <div className={styles.itemHead}>
              <MappingSwitch path={path} title={title} />
              {field.required === undefined && (
                <Button
                  label={`Remove ${title}`}
                  icon="cross"
                  onClick={() => press(`Remove ${title}`, [{ kind: "remove", path }], path)}
                />
              )}
            </div>
          )}
          {below(path)}
        </div>
      )}
    </FieldFrame>
  );
}

// A claim begins with the prefix of the same issuer's user names, which separates its names from those of other issuers.
function firstValue(
  data: DataNode,
  path: string,
  name: string,
  kind: "claim" | "expression",
): NewValue {
  if (kind === "expression") return { expression: "" };
  const hasPrefix = fieldsBelow(path).some((below) => below.name === "prefix");
  const sibling = `${path.slice(0, path.lastIndexOf(".") + 1)}username.prefix`;
  const prefix = scalarText(findData(data, sibling)) ?? "";
  return { claim: name === "groups" ? "groups" : "sub", ...(hasPrefix && { prefix }) };
}

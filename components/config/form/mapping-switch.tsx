"use client";

import { fieldsBelow } from "@/lib/authn/field-docs.ts";
import type { ConversionView } from "@/lib/engine/conversion-view.ts";
import type { FormChange } from "@/lib/form/change.ts";
import { findData, findMember } from "@/lib/yaml/data.ts";
import { Segments } from "../../ui/segments.tsx";
import { useDispatch, useReadInputs } from "../../workspace/context.ts";
import { ConversionNotice } from "./conversion-notice.tsx";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";
import { scalarText } from "./text-fields.tsx";
import { useConversion } from "./use-conversion.ts";

type Way = "claim" | "expression";

const ways: Readonly<Record<Way, string>> = { claim: "Claim", expression: "Expression" };

export interface MappingSwitchProps {
  /** Of the mapping. */
  readonly path: string;
  readonly title: string;
}

/** Claim or expression. What is written is converted, and stays as it is if that would change what it means. */
export function MappingSwitch({ path, title }: MappingSwitchProps) {
  const { data, press } = useForm();
  const dispatch = useDispatch();
  const readInputs = useReadInputs();
  const mapping = findData(data, path);
  const has = (name: string) => findMember(mapping, name) !== undefined;
  const textIn = (name: string) => scalarText(findMember(mapping, name)?.value) ?? "";
  const way: Way = has("expression") && !has("claim") ? "expression" : "claim";
  const apply = (view: ConversionView, text: string) => {
    if (view.kind === "converted" && readInputs().documents.configuration === text)
      dispatch({ kind: "apply-fix", fix: view.fix });
  };
  const [state, ask] = useConversion((view, text) => {
    if (view.kind === "converted" && view.differences.length === 0) apply(view, text);
  });
  const choose = (next: Way) => {
    if (next === way) return;
    if (textIn(way) !== "") return ask({ path, to: next });
    // Nothing is written yet that could change its meaning.
    press(`Write ${title} the other way`, begin(path, next, has), `${path}.${next}`, path);
  };
  const answered = state.kind === "answered" ? state : undefined;
  const isOpen = answered?.view.kind === "converted" && answered.view.differences.length > 0;
  return (
    <div className={styles.switch}>
      <Segments label={`${title} from`} options={ways} chosen={way} onChoose={choose} />
      {state.kind === "asking" && <span className={styles.muted}>Comparing the two …</span>}
      {answered && (
        <ConversionNotice
          view={answered.view}
          to={answered.asked.to}
          onApply={
            isOpen
              ? () => {
                  apply(answered.view, answered.text);
                  ask(undefined);
                }
              : undefined
          }
          onShorten={
            way === "expression"
              ? (expression) => {
                  const change = {
                    kind: "set",
                    path: `${path}.expression`,
                    value: expression,
                  } as const;
                  press("Use the shorter expression", [change], undefined, path);
                  ask(undefined);
                }
              : undefined
          }
          onClose={() => ask(undefined)}
        />
      )}
    </div>
  );
}

function begin(path: string, next: Way, has: (name: string) => boolean): readonly FormChange[] {
  const names = fieldsBelow(path).map(({ name }) => name);
  const added =
    next === "expression"
      ? ["expression"]
      : // A message is for an expression only.
        names.filter((name) => name !== "expression" && name !== "message");
  const order = names;
  return [
    ...added
      .filter((name) => !has(name))
      .map((name) => ({ kind: "set", path: `${path}.${name}`, value: "", order }) as const),
    ...names
      .filter((name) => !added.includes(name) && has(name))
      .map((name) => ({ kind: "remove", path: `${path}.${name}` }) as const),
  ];
}

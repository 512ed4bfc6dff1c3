"use client";

import { type DataNode, findData } from "@/lib/yaml/data.ts";
import { Button } from "../../ui/button.tsx";
import { HiddenText } from "../../ui/hidden-text.tsx";
import { UntrustedText } from "../../ui/untrusted-text.tsx";
import { VerdictMark } from "../../ui/verdict-mark.tsx";
import { markOfStep } from "../../ui/verdict-words.ts";
import { openComposer } from "../../workspace/composer.ts";
import { useAnalysis } from "../../workspace/context.ts";
import styles from "./form.module.css";
import { useForm } from "./form-context.ts";
import { useListChanges } from "./list-buttons.tsx";
import { shortIssuer } from "./names.ts";
import { scalarText } from "./text-fields.tsx";

/** What the form shows: an issuer by its index, or what belongs to the whole file. */
export type Chosen = number | "file";

export interface IssuerListProps {
  readonly chosen: Chosen;
  readonly onChoose: (chosen: Chosen) => void;
}

/** The issuers with what each makes of the token, and the rest of the file. */
export function IssuerList({ chosen, onChoose }: IssuerListProps) {
  const { data, readOnly, press } = useForm();
  const jwt = findData(data, "jwt");
  const issuers = jwt?.kind === "array" ? jwt.items : [];
  const add = () =>
    press(
      "Add an issuer",
      [{ kind: "insert", path: "jwt", index: issuers.length, value: emptyIssuer }],
      `jwt[${issuers.length}].issuer.url`,
      "jwt",
    );
  return (
    <nav className={styles.issuers} aria-label="Issuers">
      <div className={styles.issuersInner}>
        <ul>
          <li>
            <button
              type="button"
              className={styles.issuer}
              aria-current={chosen === "file" ? "true" : undefined}
              onClick={() => onChoose("file")}
            >
              <span>
                <span className={styles.issuerName}>The file</span>
                <small>version, anonymous access</small>
              </span>
              <Count of={(path) => !path.startsWith("jwt")} />
            </button>
          </li>
          {issuers.map((issuer, index) => (
            <IssuerRow
              // biome-ignore lint/suspicious/noArrayIndexKey: an issuer is its place in the list.
              key={index}
              issuer={issuer}
              index={index}
              count={issuers.length}
              chosen={chosen === index}
              onChoose={onChoose}
            />
          ))}
        </ul>
        {!readOnly && (
          <div className={styles.addIssuer}>
            <Button icon="book" onClick={openComposer}>
              From the catalogue
            </Button>
            {data.kind === "object" && data.members.length > 0 && (
              <Button icon="plus" onClick={add}>
                Empty issuer
              </Button>
            )}
          </div>
        )}
      </div>
    </nav>
  );
}

interface IssuerRowProps {
  readonly issuer: DataNode;
  readonly index: number;
  readonly count: number;
  readonly chosen: boolean;
  readonly onChoose: (chosen: Chosen) => void;
}

function IssuerRow({ issuer, index, count, chosen, onChoose }: IssuerRowProps) {
  const { onKeyDown } = useListChanges({ path: "jwt", name: "jwt", index, count, optional: false });
  const url = scalarText(findData(issuer, "issuer.url")) ?? "";
  const { name, rest } = shortIssuer(url);
  const trace = useAnalysis(({ authentication }) =>
    authentication?.issuers.find((one) => one.index === index),
  );
  const mark = trace && markOfStep(trace.verdict);
  return (
    <li>
      <button
        type="button"
        className={styles.issuer}
        data-path={`jwt[${index}]`}
        aria-current={chosen ? "true" : undefined}
        title="Alt with an arrow moves the issuer up or down"
        onClick={() => onChoose(index)}
        onKeyDown={onKeyDown}
      >
        {mark && <VerdictMark mark={mark.mark} word={mark.word} />}
        <span>
          <HiddenText>Issuer {index + 1}: </HiddenText>
          <span className={styles.issuerName}>
            <UntrustedText text={name} limit={200} />
          </span>
          {rest !== "" && (
            <small>
              <UntrustedText text={rest} limit={200} />
            </small>
          )}
        </span>
        <Count of={(path) => path.startsWith(`jwt[${index}]`)} />
      </button>
    </li>
  );
}

function Count({ of }: { readonly of: (path: string) => boolean }) {
  const { findings } = useForm();
  let errors = 0;
  for (const [path, own] of findings)
    if (of(path)) errors += own.filter(({ severity }) => severity === "error").length;
  if (errors === 0) return null;
  const words = `${errors} ${errors === 1 ? "error" : "errors"}`;
  return (
    <span className={styles.count} title={words}>
      <span aria-hidden="true">{errors}</span>
      <HiddenText>{words}</HiddenText>
    </span>
  );
}

/** What an issuer cannot be without, still to be filled in. */
const emptyIssuer = {
  issuer: { url: "", audiences: [""] },
  claimMappings: { username: { claim: "sub", prefix: "" } },
};

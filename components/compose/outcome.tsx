"use client";

import { useMemo } from "react";
import type { AnswerProblem } from "@/lib/catalogue/answers.ts";
import type { CatalogueEntry, Persona, Want } from "@/lib/catalogue/entry.ts";
import type { ComposeRequest, ComposeView, PersonaView } from "@/lib/engine/compose-view.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { TextDifference } from "../ui/text-difference.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { closeComposer } from "../workspace/composer.ts";
import { useInputs, usePointing } from "../workspace/context.ts";
import { editDocuments } from "../workspace/inputs.ts";
import type { Composition } from "../workspace/use-composition.ts";
import { Cited } from "./about.tsx";
import styles from "./outcome.module.css";

export interface OutcomeProps {
  readonly entry: CatalogueEntry;
  readonly composition: Composition;
  readonly request: ComposeRequest | undefined;
  readonly missing: readonly AnswerProblem[];
}

/** What will be written, and which made-up tokens get in then. */
export function Outcome({ entry, composition, request, missing }: OutcomeProps) {
  const { view, of, problem } = composition;
  const late = request !== undefined && of !== request;
  return (
    <section className={styles.outcome} aria-label="What is added" data-late={late}>
      {problem !== undefined && <Notice kind="bad">{problem}</Notice>}
      {request === undefined && (
        <p className={styles.waiting}>
          {missing.length === 1
            ? "Answer the open question"
            : `Answer the ${missing.length} open questions`}{" "}
          to see what will be written and who gets in.
        </p>
      )}
      {request !== undefined && view === undefined && problem === undefined && (
        <p className={styles.waiting} role="status">
          Trying …
        </p>
      )}
      {request !== undefined && view !== undefined && <Shown entry={entry} view={view} />}
    </section>
  );
}

function Shown({ entry, view }: { readonly entry: CatalogueEntry; readonly view: ComposeView }) {
  const { goTo } = usePointing();
  if (view.kind === "refused") {
    const place = view.entry;
    return (
      <Notice
        kind="bad"
        urgent
        actions={
          place && (
            <Button
              look="soft"
              onClick={() => {
                closeComposer();
                goTo("configuration", place);
              }}
            >
              Close and show the entry
            </Button>
          )
        }
      >
        <strong>It cannot be added.</strong> <UntrustedText text={view.reason} limit={1200} />
      </Notice>
    );
  }
  return (
    <>
      {view.merge !== undefined && <MergeNotice entry={entry} merge={view.merge} />}
      {view.findings.map(({ message, hint, severity }) => (
        <Notice key={message} kind={severity === "error" ? "bad" : "unsure"}>
          <UntrustedText text={message} limit={600} />{" "}
          {hint !== undefined && <UntrustedText text={hint} limit={600} />}
        </Notice>
      ))}
      <h4 className={styles.title}>
        {view.merge === undefined ? "What will be added" : "What will change"}
      </h4>
      <Added fix={view.fix} />
      <h4 className={styles.title}>Who gets in</h4>
      {view.alone && (
        <p className={styles.waiting}>
          The configuration has other errors: these are the verdicts of the new entry alone.
        </p>
      )}
      <Personas personas={view.personas} />
    </>
  );
}

type Done = Extract<ComposeView, { kind: "composed" }>;

function MergeNotice({
  entry,
  merge: { index, tokens, differences },
}: {
  readonly entry: CatalogueEntry;
  readonly merge: NonNullable<Done["merge"]>;
}) {
  return (
    <Notice kind={differences.length > 0 ? "unsure" : "plain"}>
      <code>jwt[{index}]</code> has this URL already, and the server takes one entry for a URL. Both
      kinds of tokens go into it, distinguished by <code>{entry.population?.marker ?? ""}</code>;
      rules and mappings hold for their own tokens only. {tokens.toLocaleString("en")} made-up
      tokens keep their result.
      {differences.length > 0 && (
        <ul className={styles.differences}>
          {differences.map((text) => (
            <li key={text}>
              <UntrustedText text={text} limit={400} />
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}

function Added({ fix }: { readonly fix: Done["fix"] }) {
  const documents = useInputs((inputs) => inputs.documents);
  const texts = useMemo(() => {
    const after = editDocuments(documents, fix.edits);
    return after === undefined
      ? []
      : [{ before: documents.configuration, after: after.configuration }];
  }, [documents, fix]);
  return (
    <div className={styles.diff}>
      <TextDifference texts={texts} label="What will be added" />
    </div>
  );
}

function Personas({ personas }: { readonly personas: readonly PersonaView[] }) {
  const wrong = personas.filter(({ agrees }) => !agrees).length;
  return (
    <>
      <p className={styles.sum} role="status">
        {wrong === 0
          ? `All ${personas.length} made-up tokens have the expected result.`
          : `${wrong} of ${personas.length} made-up tokens do not have the expected result.`}
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Made-up token</th>
            <th scope="col">Verdict</th>
            <th scope="col">Becomes, or why not</th>
          </tr>
        </thead>
        <tbody>
          {personas.map((persona) => (
            <Row key={persona.id} persona={persona} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Row({ persona }: { readonly persona: PersonaView }) {
  const { title, want, got, agrees, asBefore, source } = persona;
  const isIn = got.verdict === "authenticated";
  return (
    <tr data-wrong={!agrees}>
      <td>
        <UntrustedText text={title} limit={200} />
        <div className={styles.groups}>
          {sourceKinds[source.kind]} <Cited source={source} />
          {source.kind === "unproved" && (
            <>
              : <UntrustedText text={source.title} limit={200} />
            </>
          )}
        </div>
      </td>
      <td className={styles.verdict}>
        <VerdictMark
          mark={got.verdict === "unknown" ? "unsure" : isIn ? "good" : "bad"}
          word={isIn ? "gets in" : got.verdict === "unknown" ? "not known" : "refused"}
        />{" "}
        {isIn ? "200" : got.verdict === "unknown" ? "?" : "401"}
      </td>
      <td>
        {isIn ? (
          <code>
            <UntrustedText text={got.username ?? ""} limit={200} />
          </code>
        ) : (
          <UntrustedText text={got.reason ?? ""} limit={200} />
        )}
        {isIn && got.groups !== undefined && got.groups.length > 0 && (
          <div className={styles.groups}>
            in{" "}
            <code>
              <UntrustedText text={got.groups.join(", ")} limit={300} />
            </code>
          </div>
        )}
        {asBefore && (
          <div className={styles.groups}>by the rules of the entry that is there, as before</div>
        )}
        {!agrees && <div className={styles.wrong}>Expected: {describeWant(want)}</div>}
      </td>
    </tr>
  );
}

/** What shows that the provider's tokens have such claims. */
const sourceKinds: Readonly<Record<Persona["source"]["kind"], string>> = {
  documentation: "Claims as in",
  code: "Claims as in the source code",
  token: "Claims as in a published token:",
  unproved: "Claims",
};

function describeWant(want: Want): string {
  if (want.verdict === "unauthorized") return want.message ? `401, ${want.message}` : "401";
  return want.groups.length === 0 ? want.username : `${want.username} in ${want.groups.join(", ")}`;
}

"use client";

import type { MarkedText, NearMissView } from "@/lib/engine/near-miss-view.ts";
import type { Span } from "@/lib/source/span.ts";
import { FixPreview } from "../fixes/fix-preview.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useDispatch, usePointing } from "../workspace/context.ts";
import styles from "./near-misses.module.css";
import { OriginLink } from "./rule-list.tsx";

const shownLimit = 50;

/** Bindings that do not name the one who asks and almost do, each with its repairs. */
export function NearMisses({ misses }: { readonly misses: readonly NearMissView[] }) {
  if (misses.length === 0)
    return (
      <p className={styles.none}>
        No binding names almost this user: every other binding names other subjects.
      </p>
    );
  return (
    <>
      <ul className={styles.list}>
        {misses.slice(0, shownLimit).map((miss, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a binding may miss in several places.
          <Miss key={index} miss={miss} />
        ))}
      </ul>
      {misses.length > shownLimit && (
        <p className={styles.none}>… and {misses.length - shownLimit} more.</p>
      )}
    </>
  );
}

function Miss({ miss }: { readonly miss: NearMissView }) {
  const dispatch = useDispatch();
  const { point } = usePointing();
  const { binding, role, ours, theirs, message, fixes } = miss;
  const span = binding.origin.span;
  return (
    <li
      className={styles.miss}
      onPointerEnter={() =>
        span && point({ kind: "place", document: "bindings", spans: [span], claims: [] })
      }
      onPointerLeave={() => point(undefined)}
    >
      <p className={styles.head}>
        {binding.kind}{" "}
        <strong className={styles.name}>
          <UntrustedText
            text={binding.namespace === "" ? binding.name : `${binding.namespace}/${binding.name}`}
            limit={200}
          />
        </strong>
        <OriginLink origin={binding.origin} what="the binding" />{" "}
        <span className={styles.faint}>
          would give {role.kind} <UntrustedText text={role.name} limit={200} />
        </span>
      </p>
      <dl className={styles.pair}>
        <Side title="The binding says" marked={theirs} />
        <Side title="The user has" marked={ours} />
      </dl>
      <p className={styles.faint}>
        <UntrustedText text={message} limit={600} />
      </p>
      {fixes.map((fix) => (
        <FixPreview key={fix.id} fix={fix} onApply={() => dispatch({ kind: "apply-fix", fix })} />
      ))}
    </li>
  );
}

function Side({ title, marked }: { readonly title: string; readonly marked: MarkedText }) {
  return (
    <div className={styles.side}>
      <dt>
        {title} <span className={styles.what}>{marked.what}</span>
      </dt>
      <dd>
        <code>
          <Marked text={marked.text} marks={marked.marks} />
        </code>
      </dd>
    </div>
  );
}

function Marked({ text, marks }: { readonly text: string; readonly marks: readonly Span[] }) {
  if (text === "") return <span className={styles.faint}>(empty)</span>;
  const pieces: { start: number; text: string; differs: boolean }[] = [];
  let end = 0;
  for (const mark of [...marks, { start: text.length, end: text.length }]) {
    if (mark.start > end) {
      pieces.push({ start: end, text: text.slice(end, mark.start), differs: false });
    }
    if (mark.end > mark.start) {
      pieces.push({ start: mark.start, text: text.slice(mark.start, mark.end), differs: true });
    }
    end = mark.end;
  }
  return pieces.map((piece) =>
    piece.differs ? (
      <mark key={piece.start} className={styles.mark}>
        <UntrustedText text={piece.text} limit={500} />
      </mark>
    ) : (
      <UntrustedText key={piece.start} text={piece.text} limit={500} />
    ),
  );
}

"use client";

import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ClaimReader } from "@/lib/engine/fields-view.ts";
import type { ClaimDescription } from "@/lib/token/describe.ts";
import { formatDistance, formatMoment } from "../ui/time.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useAnalysis, usePointed, usePointing, useReadAnalysis } from "../workspace/context.ts";
import { useNow } from "../workspace/use-now.ts";
import type { Pointed } from "../workspace/workspace.ts";
import styles from "./claims-table.module.css";
import { type InsertOutcome, insertClaim } from "./insert-claim.ts";

/** The claims, what they mean, and which fields of the configuration read them. */
export function ClaimsTable({ claims }: { readonly claims: readonly ClaimDescription[] }) {
  const all = useAnalysis(({ claimReaders }) => claimReaders);
  const decidedBy = useAnalysis(({ authentication }) => authentication?.decidedBy);
  const readAnalysis = useReadAnalysis();
  const [outcome, setOutcome] = useState<InsertOutcome | undefined>();
  const readers = useMemo(() => readersByClaim(all ?? [], decidedBy), [all, decidedBy]);
  const insert = useCallback(
    async (claim: ClaimDescription, form: "path" | "range") =>
      setOutcome(await insertClaim(claim, readAnalysis(), form)),
    [readAnalysis],
  );
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Claim</th>
              <th scope="col">Value</th>
              <th scope="col">Used for</th>
            </tr>
          </thead>
          <tbody>
            {claims.map((claim) => (
              <ClaimRow
                key={claim.name}
                claim={claim}
                readers={readers.get(claim.name)}
                onInsert={insert}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className={styles.outcome} role="status">
        {outcome === undefined ? (
          "Press a claim’s name to write it into the expression at the cursor."
        ) : (
          <Outcome outcome={outcome} />
        )}
      </p>
    </>
  );
}

interface ClaimRowProps {
  readonly claim: ClaimDescription;
  readonly readers: readonly ClaimReader[] | undefined;
  readonly onInsert: (claim: ClaimDescription, form: "path" | "range") => void;
}

const ClaimRow = memo(function ClaimRow({ claim, readers, onInsert }: ClaimRowProps) {
  const { point, goTo } = usePointing();
  const isMarked = usePointed(({ pointed }) => isPointed(pointed, claim.name));
  const wanted = usePointed(({ claim: asked }) => (asked?.name === claim.name ? asked : undefined));
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (wanted === undefined) return;
    row.current?.scrollIntoView({ block: "center" });
    row.current?.querySelector("button")?.focus({ preventScroll: true });
  }, [wanted]);
  const { name, expression, range, type, text, time, meaning } = claim;
  return (
    <tr
      ref={row}
      className={isMarked ? styles.pointed : ""}
      onPointerEnter={() => point({ kind: "claim", name })}
      onPointerLeave={() => point(undefined)}
      onFocus={() => point({ kind: "claim", name })}
      onBlur={() => point(undefined)}
    >
      <th scope="row">
        <InsertButton text={expression} onInsert={() => onInsert(claim, "path")}>
          <UntrustedText text={name} limit={200} />
        </InsertButton>
        {range !== undefined && (
          <InsertButton
            text={range}
            onInsert={() => onInsert(claim, "range")}
            written={type === "array" ? "as a list" : "as a map"}
          />
        )}
      </th>
      <td>
        <code>
          <UntrustedText text={text} limit={600} secret notation />
        </code>
        {time !== undefined && <MomentOf seconds={time} />}
        {meaning && time === undefined && <span className={styles.meaning}>{meaning}</span>}
      </td>
      <td className={styles.readers}>
        {readers?.map(({ path, field, effect, span }) => (
          <button
            key={`${path} ${effect}`}
            type="button"
            className={styles.reader}
            disabled={span === undefined}
            title={`${path}: ${effect}`}
            aria-label={`${field}: ${effect}. Show ${path}`}
            onClick={() => span && goTo("configuration", span)}
          >
            {field}
          </button>
        ))}
      </td>
    </tr>
  );
});

function MomentOf({ seconds }: { readonly seconds: number }) {
  const now = useNow();
  return (
    <span className={styles.meaning}>
      {formatMoment(seconds)}
      {now !== undefined && `, ${formatDistance(seconds, now)}`}
    </span>
  );
}

interface InsertButtonProps {
  readonly text: string;
  readonly onInsert: () => void;
  /** Words on a small button; they are part of its name. */
  readonly written?: string;
  readonly children?: ReactNode;
}

function InsertButton({ text, onInsert, written, children }: InsertButtonProps) {
  return (
    <button
      type="button"
      className={written === undefined ? styles.insert : styles.range}
      title={`Insert ${text}`}
      aria-label={written === undefined ? `Insert ${text}` : `Insert ${text} ${written}`}
      // The cursor is to stay in the expression.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onInsert}
    >
      {written ?? children}
    </button>
  );
}

function Outcome({ outcome }: { readonly outcome: InsertOutcome }) {
  const text = (
    <code>
      <UntrustedText text={outcome.text} limit={200} />
    </code>
  );
  switch (outcome.kind) {
    case "inserted":
      return (
        <>
          Wrote {text} into {outcome.into}.
        </>
      );
    case "copied":
      return (
        <>
          {outcome.reason}, so {text} was copied.
        </>
      );
    case "refused":
      return <>The browser refused to copy {text}.</>;
  }
}

/** The readers of the issuer that the token is from; of every issuer if it is from none of them. */
function readersByClaim(
  all: readonly ClaimReader[],
  decided: number | undefined,
): ReadonlyMap<string, ClaimReader[]> {
  const own = all.filter(({ issuer }) => issuer === decided);
  const byClaim = new Map<string, ClaimReader[]>();
  for (const reader of own.length > 0 ? own : all) {
    const found = byClaim.get(reader.claim) ?? [];
    if (!found.some(({ path, effect }) => path === reader.path && effect === reader.effect))
      byClaim.set(reader.claim, [...found, reader]);
  }
  return byClaim;
}

function isPointed(pointed: Pointed | undefined, name: string): boolean {
  if (pointed?.kind === "claim") return pointed.name === name;
  return pointed?.claims.includes(name) ?? false;
}

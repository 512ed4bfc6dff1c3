"use client";

import { type ReactNode, useMemo, useState } from "react";
import type { Analysis } from "@/lib/engine/analysis.ts";
import type { ClaimReader } from "@/lib/engine/fields-view.ts";
import type { ClaimDescription } from "@/lib/token/describe.ts";
import { HostileText } from "../ui/hostile-text.tsx";
import { formatDistance, formatMoment } from "../ui/time.ts";
import { useAnalysisState, usePointing } from "../workspace/context.tsx";
import { useNow } from "../workspace/use-now.ts";
import styles from "./claims-table.module.css";
import { type InsertOutcome, insertClaim } from "./insert-claim.ts";

/** The claims, what they mean, and which fields of the configuration read them. */
export function ClaimsTable({ claims }: { readonly claims: readonly ClaimDescription[] }) {
  const { analysis } = useAnalysisState();
  const { pointed, point, goTo } = usePointing();
  const now = useNow();
  const [outcome, setOutcome] = useState<InsertOutcome | undefined>();
  const readers = useMemo(() => readersByClaim(analysis), [analysis]);
  const insert = async (claim: ClaimDescription, form: "path" | "range") =>
    setOutcome(await insertClaim(claim, analysis, form));
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
              <tr
                key={claim.name}
                className={isPointed(pointed, claim.name) ? styles.pointed : ""}
                onPointerEnter={() => point({ kind: "claim", name: claim.name })}
                onPointerLeave={() => point(undefined)}
                onFocus={() => point({ kind: "claim", name: claim.name })}
                onBlur={() => point(undefined)}
              >
                <th scope="row">
                  <InsertButton text={claim.expression} onInsert={() => insert(claim, "path")}>
                    <HostileText text={claim.name} limit={200} />
                  </InsertButton>
                  {claim.range !== undefined && (
                    <InsertButton text={claim.range} onInsert={() => insert(claim, "range")} small>
                      {claim.type === "array" ? "as a list" : "as a map"}
                    </InsertButton>
                  )}
                </th>
                <td>
                  <code>
                    <HostileText text={claim.text} limit={600} />
                  </code>
                  {claim.time !== undefined && (
                    <span className={styles.meaning}>
                      {formatMoment(claim.time)}
                      {now !== undefined && `, ${formatDistance(claim.time, now)}`}
                    </span>
                  )}
                  {claim.meaning && claim.time === undefined && (
                    <span className={styles.meaning}>{claim.meaning}</span>
                  )}
                </td>
                <td className={styles.readers}>
                  {readers.get(claim.name)?.map(({ path, field, effect, span }) => (
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

interface InsertButtonProps {
  readonly text: string;
  readonly onInsert: () => void;
  readonly small?: boolean;
  readonly children: ReactNode;
}

function InsertButton({ text, onInsert, small = false, children }: InsertButtonProps) {
  return (
    <button
      type="button"
      className={small ? styles.range : styles.insert}
      title={`Insert ${text}`}
      aria-label={`Insert ${text}`}
      // The cursor is to stay in the expression.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onInsert}
    >
      {children}
    </button>
  );
}

function Outcome({ outcome }: { readonly outcome: InsertOutcome }) {
  const text = (
    <code>
      <HostileText text={outcome.text} limit={200} />
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

/** The readers of the issuer that the token is from; of every issuer where it is from none of them. */
function readersByClaim(analysis: Analysis | undefined): ReadonlyMap<string, ClaimReader[]> {
  const all = analysis?.claimReaders ?? [];
  const decided = analysis?.authentication?.decidedBy;
  const own = all.filter(({ issuer }) => issuer === decided);
  const byClaim = new Map<string, ClaimReader[]>();
  for (const reader of own.length > 0 ? own : all) {
    const found = byClaim.get(reader.claim) ?? [];
    if (!found.some(({ path, effect }) => path === reader.path && effect === reader.effect))
      byClaim.set(reader.claim, [...found, reader]);
  }
  return byClaim;
}

function isPointed(pointed: ReturnType<typeof usePointing>["pointed"], name: string): boolean {
  if (pointed?.kind === "claim") return pointed.name === name;
  return pointed?.claims.includes(name) ?? false;
}

"use client";

import { useMemo } from "react";
import type { ClaimView } from "@/lib/engine.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { HostileText } from "../ui/hostile-text.tsx";
import { useAnalysisState, usePointing } from "../workbench/context.tsx";
import { formatDistance, formatMoment } from "../workbench/time.ts";
import { useNow } from "../workbench/use-now.ts";
import styles from "./claims-table.module.css";

/** The claims, what they mean, and which fields of the configuration read them. */
export function ClaimsTable({ claims }: { readonly claims: readonly ClaimView[] }) {
  const { analysis } = useAnalysisState();
  const { pointed, point } = usePointing();
  const now = useNow();
  const readers = useMemo(() => {
    const byClaim = new Map<string, string[]>();
    for (const { steps } of analysis?.authentication?.issuers ?? [])
      for (const step of steps) {
        // That its type is right is asked of every standard claim: it says nothing about this configuration.
        if (step.kind === "claims") continue;
        for (const claim of step.claims) {
          const fields = byClaim.get(claim) ?? [];
          const field = shortField(step.path) || step.kind;
          if (!fields.includes(field)) byClaim.set(claim, [...fields, field]);
        }
      }
    return byClaim;
  }, [analysis]);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Claim</th>
            <th scope="col">Value</th>
            <th scope="col">Read by</th>
            <th scope="col">
              <span className={styles.hidden}>Copy</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {claims.map((claim) => (
            <tr
              key={claim.name}
              className={isPointed(pointed, claim.name) ? styles.pointed : ""}
              onPointerEnter={() => point({ kind: "claim", name: claim.name })}
              onPointerLeave={() => point(undefined)}
            >
              <th scope="row">
                <code>
                  <HostileText text={claim.name} limit={200} />
                </code>
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
                {readers.get(claim.name)?.map((field) => (
                  <span key={field} className={styles.reader}>
                    {field}
                  </span>
                ))}
              </td>
              <td className={styles.copy}>
                <CopyButton text={claim.expression} label={`Copy ${claim.expression}`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isPointed(pointed: ReturnType<typeof usePointing>["pointed"], name: string): boolean {
  if (pointed?.kind === "claim") return pointed.name === name;
  return pointed?.claims.includes(name) ?? false;
}

/** "jwt[0].claimMappings.username.expression" to "username". */
function shortField(path: string): string {
  return path
    .replace(/^jwt\[\d+\]\.?/, "")
    .replace(/^claimMappings\./, "")
    .replace(/\.(?:expression|valueExpression|claim)$/, "");
}

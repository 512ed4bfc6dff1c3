"use client";

import type { GardenerView } from "@/lib/engine/gardener-view.ts";
import type { VersionView } from "@/lib/engine/versions-view.ts";
import { formatMinor, type Minor } from "@/lib/kube/minor.ts";
import { FixPreview } from "../fixes/fix-preview.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { useDispatch } from "../workspace/context.ts";
import styles from "./panels.module.css";
import { PlaceLink } from "./place-link.tsx";
import { Reasons } from "./reasons.tsx";
import { type AskingPanels, useIsCurrent } from "./use-panels.ts";

/** What Gardener's admission says, in a few words. */
export function GardenerSummary({ view }: { readonly view: GardenerView }) {
  const admitted = view.verdict === "admitted";
  const dropped = view.dropped.length;
  return (
    <>
      <span className={styles.cut}>
        {admitted ? "admits it" : "refuses it"}
        {dropped > 0 && `, ignoring ${countFields(dropped)}`}
      </span>
      <VerdictMark mark={admitted ? "good" : "bad"} word={admitted ? "admitted" : "refused"} />
    </>
  );
}

export interface GardenerPanelProps {
  readonly view: GardenerView;
  readonly minor: Minor;
  readonly versions: readonly VersionView[];
  /** The text that the places are of. */
  readonly asking: AskingPanels;
}

const shownAtOnce = 100;

/** Two readers of one text: Gardener's loose admission, and after it the shoot's kube-apiserver. */
export function GardenerPanel({ view, minor, versions, asking }: GardenerPanelProps) {
  const { verdict, reasons, dropped } = view;
  const dispatch = useDispatch();
  const current = useIsCurrent(asking);
  const server = versions.find((version) => version.minor === minor);
  // It knows no v1, as the versions before 1.34: what makes them take the file makes it take the file.
  const fix =
    verdict === "refused"
      ? versions.find(({ advice }) => advice?.fix?.id === "matrix/api-version")?.advice?.fix
      : undefined;
  return (
    <div className={styles.groups}>
      <div className={styles.group}>
        <h3 className={styles.range}>
          <VerdictMark
            mark={verdict === "admitted" ? "good" : "bad"}
            word={verdict === "admitted" ? "admitted by" : "refused by"}
          />
          Gardener
        </h3>
        <div className={styles.stack}>
          <p>
            {verdict === "admitted"
              ? "Its admission takes the ConfigMap."
              : "Its admission refuses the ConfigMap:"}
          </p>
          <Reasons reasons={reasons} />
          {current && fix && (
            <FixPreview fix={fix} onApply={() => dispatch({ kind: "apply-fix", fix })} />
          )}
          {dropped.length > 0 && (
            <div>
              <p>It silently ignores {countFields(dropped.length)} and judges what is left:</p>
              <ul>
                {dropped.slice(0, shownAtOnce).map(({ path, span }) => (
                  <li key={`${path}@${span.start}`}>
                    <PlaceLink span={span} text={path} />
                  </li>
                ))}
              </ul>
              {dropped.length > shownAtOnce && (
                <p className={styles.muted}>
                  and {(dropped.length - shownAtOnce).toLocaleString("en")} more
                </p>
              )}
            </div>
          )}
        </div>
      </div>
      {server && (
        <div className={styles.group}>
          <h3 className={styles.range}>
            <VerdictMark
              mark={server.accepted ? "good" : "bad"}
              word={server.accepted ? "accepted on" : "refused on"}
            />
            {formatMinor(minor)}
          </h3>
          <div>
            <p>
              {server.accepted
                ? "The shoot’s kube-apiserver loads the same text."
                : "The shoot’s kube-apiserver reads the same text strictly and does not start with it:"}
            </p>
            <ul>
              {server.findings.map((finding, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may occur twice at one place.
                <li key={index}>
                  <PlaceLink span={finding.span} text={finding.message} />
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </div>
  );
}

function countFields(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "field" : "fields"}`;
}

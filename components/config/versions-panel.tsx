"use client";

import { memo } from "react";
import type { Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { VersionView } from "@/lib/engine/versions-view.ts";
import { describePrerelease, formatMinor, type Minor, newestMinor } from "@/lib/kube/minor.ts";
import { FixPreview } from "../fixes/fix-preview.tsx";
import { Button } from "../ui/button.tsx";
import { HiddenText } from "../ui/hidden-text.tsx";
import { Icon } from "../ui/icon.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { groupVersions, rangeWords, type VersionGroup } from "./group-versions.ts";
import styles from "./panels.module.css";
import { PlaceLink } from "./place-link.tsx";
import { type AskingPanels, useIsCurrent } from "./use-panels.ts";

/** Which versions would load the configuration: a cell each, and a sentence for those who do not see them. */
export const VersionsSummary = memo(function VersionsSummary({
  versions,
}: {
  readonly versions: readonly VersionView[];
}) {
  const chosen = useInputs(({ minor }) => minor);
  const names = (accepted: boolean) =>
    rangeWords(versions.filter((one) => one.accepted === accepted).map(({ minor }) => minor));
  const sentence = [
    names(true) && `accepted on ${names(true)}`,
    names(false) && `refused on ${names(false)}`,
  ]
    .filter(Boolean)
    .join("; ");
  return (
    <>
      <HiddenText>{sentence}</HiddenText>
      <span className={styles.cells} aria-hidden="true">
        {versions.map(({ minor, accepted }) => (
          <span
            key={minor}
            className={[
              styles.cell,
              accepted ? styles.good : styles.bad,
              minor === chosen && styles.chosen,
            ]
              .filter(Boolean)
              .join(" ")}
          >
            <Icon name={accepted ? "check" : "cross"} size={12} />
            1.{minor}
          </span>
        ))}
      </span>
      <span className={styles.ranges} aria-hidden="true">
        {[true, false].map(
          (accepted) =>
            names(accepted) && (
              <span
                key={String(accepted)}
                className={`${styles.cell} ${accepted ? styles.good : styles.bad}`}
              >
                <Icon name={accepted ? "check" : "cross"} size={12} />
                {names(accepted)}
              </span>
            ),
        )}
      </span>
    </>
  );
});

interface VersionsPanelProps {
  readonly versions: readonly VersionView[];
  /** The text that the places are of. */
  readonly asking: AskingPanels;
}

/** Why a version refuses the configuration, in its own words, and what to change. */
export function VersionsPanel({ versions, asking }: VersionsPanelProps) {
  const minor = useInputs((inputs) => inputs.minor);
  const dispatch = useDispatch();
  const current = useIsCurrent(asking);
  const everywhere = versions.every(({ everywhere }) => everywhere);
  if (everywhere) {
    return <p>Every version refuses it, for the same reasons: see the findings above.</p>;
  }
  return (
    <div className={styles.groups}>
      {groupVersions(versions).map((group) => (
        <Group
          key={group.minors[0]}
          group={group}
          chosen={minor}
          current={current}
          onChoose={(to) => dispatch({ kind: "set-minor", minor: to })}
          onFix={(fix) => dispatch({ kind: "apply-fix", fix })}
        />
      ))}
    </div>
  );
}

interface GroupProps {
  readonly group: VersionGroup;
  readonly chosen: Minor;
  readonly current: boolean;
  readonly onChoose: (minor: Minor) => void;
  readonly onFix: (fix: Fix) => void;
}

function Group({ group, chosen, current, onChoose, onFix }: GroupProps) {
  const { minors, version } = group;
  const { accepted, findings, more, advice } = version;
  const newest = minors.findLast((minor) => minor <= newestMinor) ?? minors.at(-1);
  const prerelease = minors.map(describePrerelease).find((text) => text !== undefined);
  return (
    <div className={styles.group}>
      <h3 className={styles.range}>
        <VerdictMark
          mark={accepted ? "good" : "bad"}
          word={accepted ? "accepted on" : "refused on"}
        />
        {rangeWords(minors)}
      </h3>
      <div>
        {accepted && <p>kube-apiserver loads it.</p>}
        {prerelease && <p>{prerelease}</p>}
        {findings.length > 0 && (
          <ul>
            {findings.map((finding, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may occur twice at one place.
              <li key={index}>
                <PlaceLink span={finding.span} text={finding.message} />
              </li>
            ))}
          </ul>
        )}
        {more > 0 && <p className={styles.muted}>and {more.toLocaleString("en")} more</p>}
        {advice && !advice.fix && (
          <p>
            <UntrustedText text={advice.text} limit={1000} />
          </p>
        )}
        {advice?.fix && (
          <>
            <p>
              <UntrustedText text={advice.text} limit={1000} />
            </p>
            {current && <FixPreview fix={advice.fix} onApply={onFix} />}
          </>
        )}
        {!minors.includes(chosen) && newest !== undefined && (
          <p>
            <Button look="soft" onClick={() => onChoose(newest)}>
              Look at {formatMinor(newest)}
            </Button>
          </p>
        )}
      </div>
    </div>
  );
}

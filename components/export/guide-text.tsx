import { memo } from "react";
import type { TargetGuide } from "@/lib/export/types.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import styles from "./export-panel.module.css";

/** How the files are applied, checked and taken back. */
export const GuideText = memo(function GuideText({ guide }: { readonly guide: TargetGuide }) {
  return (
    <div className={styles.guide}>
      <dl className={styles.facts}>
        <dt>Needs</dt>
        <dd>
          <WithCode text={guide.minimum} />
        </dd>
        <dt>Takes effect</dt>
        <dd>
          <WithCode text={guide.activation} />
        </dd>
        <dt>Place</dt>
        <dd>
          <WithCode text={guide.location} />
        </dd>
        <dt>Meanwhile</dt>
        <dd>
          <WithCode text={guide.oldWay} />
        </dd>
      </dl>
      <Disclosure title="How to apply it">
        <Steps lines={guide.order} />
      </Disclosure>
      <Disclosure title="How to check it">
        <Steps lines={guide.check} />
      </Disclosure>
      <Disclosure title="How to go back">
        <Steps lines={guide.rollback} />
      </Disclosure>
      <Disclosure title="How to change it later">
        <Steps lines={guide.later} />
      </Disclosure>
    </div>
  );
});

/** Numbered sentences, the commands of each below it. */
function Steps({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ol className={styles.steps}>
      {groupSteps(lines).map(({ sentence, commands }) => (
        <li key={sentence}>
          <WithCode text={sentence} />
          {commands.map((command) => (
            <div key={command} className={styles.command}>
              <code>{command}</code>
              <CopyButton text={command} label={`Copy ${command}`} />
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}

/** A sentence whose words between back quotes are code, as they are in README.md. */
function WithCode({ text }: { readonly text: string }) {
  // Every other piece stood between quotes; a piece has no name but its place.
  return text.split("`").map((piece, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places.
    place % 2 === 1 ? <code key={place}>{piece}</code> : piece,
  );
}

interface Step {
  readonly sentence: string;
  readonly commands: string[];
}

function groupSteps(lines: readonly string[]): Step[] {
  const steps: Step[] = [];
  for (const line of lines) {
    if (line.startsWith("$ ")) steps.at(-1)?.commands.push(line.slice(2));
    else steps.push({ sentence: line, commands: [] });
  }
  return steps;
}

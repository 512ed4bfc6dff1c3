"use client";

import type { AccessPart } from "@/lib/engine/access-input.ts";
import type { AccessView } from "@/lib/engine/access-view.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import styles from "./access-panel.module.css";
import { BindingsList, OtherNamespaces } from "./bindings-list.tsx";
import { CanI } from "./can-i.tsx";
import { GiveAccess } from "./give-access.tsx";
import { Matrix } from "./matrix.tsx";
import { NearMisses } from "./near-misses.tsx";
import { Risks } from "./risks.tsx";
import { focusChosenTab, useAccess } from "./use-access.ts";

/** What the user may do, and by which binding. */
export function Answers({ access }: { readonly access: AccessView }) {
  const [{ part }, setAccess] = useAccess();
  const { notes, nearMisses, risks, afterFix } = access;
  const choose = (chosen: AccessPart) => setAccess({ part: chosen });
  const found =
    risks.escalations.length +
    risks.publicBindings.length +
    risks.outsiders.filter(({ severity }) => severity !== "info").length +
    risks.unobtainable.length;
  return (
    <>
      {notes.length > 0 && (
        <div className={styles.notes}>
          {notes.map((note) => (
            <Notice key={note} kind="unsure">
              <UntrustedText text={note} limit={1000} />
            </Notice>
          ))}
        </div>
      )}
      {afterFix !== undefined && (
        <div className={styles.notes}>
          <Notice kind="plain">
            Shown for the user after the fix “
            <UntrustedText text={afterFix} limit={300} />
            ”.
          </Notice>
        </div>
      )}
      <CanI answer={access.answer} />
      {nearMisses.length > 0 && part !== "near-misses" && (
        <div className={styles.notes}>
          <Notice
            kind="unsure"
            actions={
              <Button
                look="soft"
                onClick={() => {
                  choose("near-misses");
                  focusChosenTab();
                }}
              >
                Show
              </Button>
            }
          >
            {nearMisses.length === 1
              ? "One binding almost names this user."
              : `${nearMisses.length} bindings almost name this user.`}
          </Notice>
        </div>
      )}
      <Tabs
        label="Access"
        look="pills"
        tabs={[
          { id: "matrix", title: "Permissions" },
          { id: "bindings", title: `Bindings (${access.grants.length.toLocaleString("en")})` },
          { id: "near-misses", title: `Near misses (${nearMisses.length.toLocaleString("en")})` },
          { id: "grant", title: "Give access" },
          { id: "risks", title: `Risks (${found.toLocaleString("en")})` },
          { id: "list", title: "can-i --list" },
        ]}
        chosen={part}
        onChoose={choose}
      >
        {part === "matrix" && access.matrix && <Matrix matrix={access.matrix} />}
        {part === "bindings" && <BindingsList access={access} />}
        {part === "near-misses" && <NearMisses misses={nearMisses} />}
        {part === "grant" && <GiveAccess grant={access.grant} />}
        {part === "risks" && <Risks risks={risks} />}
        {part === "list" && <CodeBlock text={access.canIList} label="kubectl auth can-i --list" />}
        {(part === "matrix" || part === "bindings") && <OtherNamespaces access={access} />}
      </Tabs>
    </>
  );
}

"use client";

import { useEffect, useState } from "react";
import type { TokenDescription } from "@/lib/token/describe.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Section } from "../ui/section.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { useNarrow } from "../ui/use-narrow.ts";
import { useAnalysis, useDispatch, usePointed } from "../workspace/context.ts";
import { ClaimsTable } from "./claims-table.tsx";
import styles from "./token-panel.module.css";

/** The claims of the token: as a table with what reads each, as JSON, and the header. */
export function ClaimsPanel() {
  const reading = useAnalysis(({ token }) => token);
  const narrow = useNarrow();
  // One column has room for them.
  const [open, setOpen] = useState(narrow);
  const asked = usePointed(({ claim }) => claim);
  useEffect(() => setOpen(narrow), [narrow]);
  useEffect(() => {
    if (asked !== undefined) setOpen(true);
  }, [asked]);
  if (reading?.kind !== "jwt" && reading?.kind !== "claims") return null;
  return (
    <Section title="Claims">
      <Disclosure
        open={open}
        onToggle={setOpen}
        place="claims"
        title={`Claims (${reading.claims.length})`}
      >
        <ClaimViews reading={reading} />
      </Disclosure>
    </Section>
  );
}

type ClaimTab = "table" | "json" | "header";

function ClaimViews({ reading }: { readonly reading: TokenDescription }) {
  const dispatch = useDispatch();
  const [tab, setTab] = useState<ClaimTab>("table");
  const asked = usePointed(({ claim }) => claim);
  useEffect(() => {
    if (asked !== undefined) setTab("table");
  }, [asked]);
  const tabs = [
    { id: "table" as const, title: "Table" },
    { id: "json" as const, title: "JSON" },
    ...(reading.headerText === undefined ? [] : [{ id: "header" as const, title: "Header" }]),
  ];
  const chosen = tabs.some(({ id }) => id === tab) ? tab : "table";
  return (
    <Tabs
      label="Claims"
      look="pills"
      tabs={tabs}
      chosen={chosen}
      onChoose={setTab}
      className={styles.claims ?? ""}
    >
      {chosen === "table" && <ClaimsTable claims={reading.claims} />}
      {chosen === "json" && (
        <>
          <CodeBlock text={reading.claimsText ?? ""} label="the claims" wrap secret />
          <Button
            icon="pencil"
            title="Turns the token into a draft: its claims without the signature"
            onClick={() => dispatch({ kind: "draft-token", text: reading.claimsText ?? "" })}
          >
            Edit claims
          </Button>
        </>
      )}
      {chosen === "header" && <CodeBlock text={reading.headerText ?? ""} label="the header" wrap />}
    </Tabs>
  );
}

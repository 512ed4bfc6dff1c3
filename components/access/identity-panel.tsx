"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import type { IdentityView } from "@/lib/engine/identity-view.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { PasteBox } from "../ui/paste-box.tsx";
import { Section } from "../ui/section.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useAnalysis } from "../workspace/context.ts";
import styles from "./identity-panel.module.css";
import { useAccess } from "./use-access.ts";

/** For users in many groups: loaded when there is one. */
const ValueList = dynamic(() => import("./value-list.tsx").then((loaded) => loaded.ValueList), {
  ssr: false,
});

/** More values are folded, with a filter and one button to copy them all. */
const fewValues = 12;

type Tab = "details" | "whoami" | "subjects";

/** Who the token became. */
export function IdentityPanel() {
  const afterFix = useAnalysis((analysis) => analysis.afterFix);
  const own = useAnalysis((analysis) => analysis.identity);
  const verdict = useAnalysis(({ headline }) => headline.verdict);
  const identity = own ?? afterFix?.identity;
  if (identity === undefined) {
    if (verdict !== "refused") return null;
    return (
      <Section
        title="User"
        summary={<span className={styles.none}>none: the request was refused</span>}
      />
    );
  }
  const would = verdict === "unknown";
  return (
    <Section
      title="User"
      summary={
        <span className={styles.name}>
          <UntrustedText text={identity.user.username} limit={200} />
          {would && <span className={styles.would}>if the signature is valid</span>}
          {afterFix && <span className={styles.would}>after the fix</span>}
        </span>
      }
    >
      {afterFix && (
        <p className={styles.after}>
          The token is refused. This is its user after the fix “
          <UntrustedText text={afterFix.title} limit={300} />
          ”.
        </p>
      )}
      <IdentityTabs identity={identity} compares={own !== undefined} />
    </Section>
  );
}

/** A user in its three forms: as a list, as kubectl prints it, and as bindings name it. */
export function IdentityTabs({
  identity,
  compares = false,
}: {
  readonly identity: IdentityView;
  /** Whether the answer of a cluster can be compared with it. */
  readonly compares?: boolean;
}) {
  const [tab, setTab] = useState<Tab>("details");
  return (
    <Tabs
      label="User"
      look="pills"
      tabs={[
        { id: "details", title: "Details" },
        { id: "whoami", title: "kubectl auth whoami" },
        { id: "subjects", title: "subjects:" },
      ]}
      chosen={tab}
      onChoose={setTab}
    >
      {tab === "details" && <Details identity={identity} />}
      {tab === "whoami" && (
        <>
          <CodeBlock text={identity.whoami} label="kubectl auth whoami" />
          {compares && <CompareAnswer compared={identity.compared} />}
        </>
      )}
      {tab === "subjects" && (
        <CodeBlock text={identity.subjects} label="the subjects of a binding" />
      )}
    </Tabs>
  );
}

/** The field for a cluster's own answer, and what differs. */
function CompareAnswer({ compared }: { readonly compared: IdentityView["compared"] }) {
  const [{ whoami = "" }, setAccess] = useAccess();
  return (
    <div className={styles.compare}>
      <span className={styles.caption} aria-hidden="true">
        The cluster’s answer
      </span>
      <PasteBox
        label="The cluster’s answer"
        placeholder="Paste what kubectl auth whoami prints on the cluster, to compare"
        rows={whoami === "" ? 2 : 5}
        value={whoami}
        onChange={(text) => setAccess({ whoami: text })}
      />
      {compared?.kind === "equal" && (
        <Notice kind="plain">The cluster names the same user: name, UID, groups and extra.</Notice>
      )}
      {compared?.kind === "unreadable" && <Notice kind="unsure">{compared.message}</Notice>}
      {compared?.kind === "differs" && (
        <Notice kind="unsure">
          <strong>The cluster names another user.</strong>
          <ul>
            {compared.lines.map((line) => (
              <li key={line}>
                <UntrustedText text={line} limit={2000} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

function Details({ identity }: { readonly identity: IdentityView }) {
  const { username, uid, groups, extra } = identity.user;
  return (
    <>
      {identity.withoutGroups !== undefined && (
        <Notice kind="unsure">
          <UntrustedText text={identity.withoutGroups} limit={600} />
        </Notice>
      )}
      <dl className={styles.details}>
        <Row name="Username" values={[username]} />
        {uid !== "" && <Row name="UID" values={[uid]} />}
        <Row name="Groups" values={groups} />
        {Object.entries(extra).map(([key, values]) => (
          <Row key={key} name="Extra" of={key} values={values} />
        ))}
      </dl>
    </>
  );
}

interface RowProps {
  readonly name: string;
  /** The key of extra. */
  readonly of?: string;
  readonly values: readonly string[];
}

function Row({ name, of, values }: RowProps) {
  return (
    <div className={styles.row}>
      <dt>{name}</dt>
      <dd>
        {of !== undefined && (
          <code className={styles.of}>
            <UntrustedText text={of} limit={200} />
          </code>
        )}
        {values.length > fewValues ? (
          <ValueList name={of ?? name.toLowerCase()} values={values} />
        ) : (
          values.map((value, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the server keeps duplicates, and so does the list.
            <span key={index} className={styles.value}>
              <code>{value === "" ? "“”" : <UntrustedText text={value} limit={600} />}</code>
              <CopyButton text={value} label={`Copy ${value.slice(0, 100)}`} />
            </span>
          ))
        )}
      </dd>
    </div>
  );
}

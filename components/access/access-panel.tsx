"use client";

import { useState } from "react";
import type { AccessDecision, AccessView, Grant } from "@/lib/engine.ts";
import type { Origin, PolicyRule } from "@/lib/rbac/types.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { HostileText } from "../ui/hostile-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { type Mark, VerdictMark } from "../ui/verdict-mark.tsx";
import { useAnalysisState, useDispatch, usePointing, useWorkbench } from "../workbench/context.tsx";
import styles from "./access-panel.module.css";

type Tab = "grants" | "questions" | "list";

/** What the user may do, and by which binding. */
export function AccessPanel() {
  const { analysis } = useAnalysisState();
  const [tab, setTab] = useState<Tab>("grants");
  const access = analysis?.access;
  if (analysis === undefined) return null;
  if (access === undefined)
    return (
      <Section
        title="Access"
        summary={<span className={styles.none}>nobody to ask about: there is no user</span>}
      />
    );
  return (
    <Section title="Access" actions={<NamespaceSelect access={access} />}>
      {access.notes.length > 0 && (
        <div className={styles.notes}>
          {access.notes.map((note) => (
            <Notice key={note} kind="unsure">
              <HostileText text={note} limit={1000} />
            </Notice>
          ))}
        </div>
      )}
      <Tabs
        label="Access"
        look="pills"
        tabs={[
          { id: "grants", title: `Bindings (${access.grants.length})` },
          { id: "questions", title: "Usual questions" },
          { id: "list", title: "kubectl auth can-i --list" },
        ]}
        chosen={tab}
        onChoose={setTab}
      >
        {tab === "grants" && (
          <>
            <Grants grants={access.grants} />
            <OtherNamespaces access={access} />
          </>
        )}
        {tab === "questions" && <Decisions decisions={access.decisions} />}
        {tab === "list" && <CodeBlock text={access.canIList} label="kubectl auth can-i --list" />}
      </Tabs>
    </Section>
  );
}

const clusterWide = "";

function NamespaceSelect({ access }: { readonly access: AccessView }) {
  const { inputs } = useWorkbench();
  const dispatch = useDispatch();
  const offered = [
    ...new Set(["default", ...access.namespaces, ...(inputs.namespace ? [inputs.namespace] : [])]),
  ];
  return (
    <>
      <label className={styles.defaults}>
        <input
          type="checkbox"
          checked={inputs.defaultPolicy}
          onChange={(event) => dispatch({ kind: "set-default-policy", on: event.target.checked })}
        />
        default roles
      </label>
      <label className={styles.namespace}>
        <span>Namespace</span>
        <select
          value={inputs.namespace ?? clusterWide}
          onChange={(event) =>
            dispatch({
              kind: "set-namespace",
              namespace: event.target.value === clusterWide ? undefined : event.target.value,
            })
          }
        >
          <option value={clusterWide}>cluster-wide</option>
          {offered.map((namespace) => (
            <option key={namespace} value={namespace}>
              {namespace}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Grants({ grants }: { readonly grants: readonly Grant[] }) {
  if (grants.length === 0)
    return <p className={styles.none}>No binding names this user or one of its groups.</p>;
  // Every authenticated user has the default ones: one's own come first and stay apart.
  const own = grants.filter(({ binding }) => binding.origin.kind === "document");
  const standard = grants.filter(({ binding }) => binding.origin.kind === "default");
  return (
    <div className={styles.grants}>
      {own.length === 0 && (
        <p className={styles.none}>None of your bindings names this user or one of its groups.</p>
      )}
      <ul>
        {own.map((grant) => (
          <GrantRow key={grantKey(grant)} grant={grant} />
        ))}
      </ul>
      {standard.length > 0 && (
        <>
          <h3 className={styles.group}>Everybody’s, by the defaults of Kubernetes</h3>
          <ul>
            {standard.map((grant) => (
              <GrantRow key={grantKey(grant)} grant={grant} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** Role bindings hold in one namespace: looking at the whole cluster does not show them. */
function OtherNamespaces({ access }: { readonly access: AccessView }) {
  const dispatch = useDispatch();
  // The defaults have bindings in these, which hardly anybody looks for.
  const others = access.namespaces.filter((namespace) => !namespace.startsWith("kube-"));
  if (access.namespace !== undefined || others.length === 0) return null;
  return (
    <div className={styles.namespaces}>
      <span className={styles.none}>There are bindings in single namespaces too. Look into</span>
      {others.slice(0, 12).map((namespace) => (
        <Button
          key={namespace}
          look="soft"
          onClick={() => dispatch({ kind: "set-namespace", namespace })}
        >
          {namespace}
        </Button>
      ))}
    </div>
  );
}

function GrantRow({ grant }: { readonly grant: Grant }) {
  const { point, goTo } = usePointing();
  const [open, setOpen] = useState(false);
  const { binding, role, subject, rules } = grant;
  const span = binding.origin.span;
  return (
    <li
      className={styles.grant}
      onPointerEnter={() =>
        span && point({ kind: "place", document: "bindings", spans: [span], claims: [] })
      }
      onPointerLeave={() => point(undefined)}
    >
      <button
        type="button"
        className={styles.grantHead}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <VerdictMark
          mark={role.known ? "good" : "unsure"}
          word={role.known ? "grants" : "unknown role"}
        />
        <span className={styles.grantWords}>
          <strong>
            {role.kind} <HostileText text={role.name} limit={200} />
          </strong>
          <span>
            {binding.namespace === ""
              ? "in the whole cluster"
              : `in namespace ${binding.namespace}`}
          </span>
          <span className={styles.faint}>
            by {binding.kind} <HostileText text={binding.name} limit={200} /> to {subject.kind}{" "}
            <HostileText text={subject.name} limit={200} />
          </span>
        </span>
      </button>
      {open && (
        <div className={styles.rules}>
          {span && (
            <button type="button" className={styles.link} onClick={() => goTo("bindings", span)}>
              Binding: {placeOf(binding.origin)}
            </button>
          )}
          {role.known ? (
            <Rules rules={rules} />
          ) : (
            <p>
              Nobody supplied this role, so what it allows is unknown. Add it to the role bindings
              to see.
            </p>
          )}
        </div>
      )}
    </li>
  );
}

function Rules({ rules }: { readonly rules: readonly PolicyRule[] }) {
  if (rules.length === 0) return <p className={styles.none}>The role has no rules.</p>;
  return (
    <div className={styles.tableScroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Verbs</th>
            <th scope="col">Resources</th>
            <th scope="col">API groups</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the role.
            <tr key={index}>
              <td>
                <code>{rule.verbs.join(", ")}</code>
              </td>
              <td>
                <code>
                  {[...rule.resources, ...rule.nonResourceURLs].join(", ")}
                  {rule.resourceNames.length > 0 && ` named ${rule.resourceNames.join(", ")}`}
                </code>
              </td>
              <td>
                <code>
                  {rule.resources.length === 0
                    ? "–"
                    : rule.apiGroups.map((group) => (group === "" ? "core" : group)).join(", ")}
                </code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const decisionMarks: Readonly<Record<AccessDecision["verdict"], { mark: Mark; word: string }>> = {
  allowed: { mark: "good", word: "yes" },
  denied: { mark: "bad", word: "no" },
  unknown: { mark: "unsure", word: "unknown" },
};

function Decisions({ decisions }: { readonly decisions: readonly AccessDecision[] }) {
  return (
    <ul className={styles.decisions}>
      {decisions.map((decision) => (
        <li key={decision.question} className={styles.decision} data-verdict={decision.verdict}>
          <VerdictMark {...decisionMarks[decision.verdict]} />
          <code className={styles.question}>{decision.question}</code>
          <span className={styles.reason}>
            {decision.reason === "" ? (
              decisionMarks[decision.verdict].word
            ) : (
              <HostileText text={decision.reason} limit={600} />
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function placeOf({ file, line }: Origin): string {
  return (
    [file, line === undefined ? undefined : `line ${line}`].filter(Boolean).join(", ") || "show"
  );
}

function grantKey({ binding, subject }: Grant): string {
  return `${binding.kind}/${binding.namespace}/${binding.name}/${subject.kind}/${subject.name}`;
}

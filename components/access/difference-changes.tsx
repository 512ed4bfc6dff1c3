"use client";

import type { ScopeView, TokenSide } from "@/lib/engine/difference-view.ts";
import type { PolicyRule } from "@/lib/rbac/types.ts";
import { HiddenText } from "../ui/hidden-text.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import styles from "./difference-panel.module.css";
import { formatRule } from "./rule-list.tsx";

export interface ChangesProps {
  readonly before: TokenSide["user"];
  readonly after: TokenSide["user"];
}

const groupsShown = 30;

/** The changes of the user: its name, and groups gained or lost. Empty if the user is the same. */
export function Changes({ before, after }: ChangesProps) {
  const gone = (before?.groups ?? []).filter((group) => !after?.groups.includes(group));
  const come = (after?.groups ?? []).filter((group) => !before?.groups.includes(group));
  const kept = (after?.groups ?? []).length - come.length;
  return (
    <dl className={styles.user}>
      <dt>User</dt>
      <dd>
        {before?.username !== after?.username && (
          <>
            <Name text={before?.username} />
            <span aria-hidden="true"> → </span>
            <HiddenText>becomes</HiddenText>
          </>
        )}
        <Name text={after?.username} />
      </dd>
      {(gone.length > 0 || come.length > 0) && (
        <>
          <dt>Groups</dt>
          <dd className={styles.groups}>
            <Groups sign="−" word="no longer" groups={gone} />
            <Groups sign="+" word="new" groups={come} />
            {kept > 0 && <span className={styles.faint}>{kept} as before</span>}
          </dd>
        </>
      )}
    </dl>
  );
}

function Name({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return <span className={styles.faint}>no user</span>;
  return <code>{text === "" ? "“”" : <UntrustedText text={text} limit={200} />}</code>;
}

interface GroupsProps {
  readonly sign: "+" | "−";
  readonly word: string;
  readonly groups: readonly string[];
}

function Groups({ sign, word, groups }: GroupsProps) {
  return (
    <>
      {groups.slice(0, groupsShown).map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the server keeps duplicates, and so does the list.
        <span key={index} className={sign === "+" ? styles.gained : styles.lost}>
          <span aria-hidden="true">{sign} </span>
          <HiddenText>{word}: </HiddenText>
          <code>
            <UntrustedText text={group} limit={200} />
          </code>
        </span>
      ))}
      {groups.length > groupsShown && (
        <span className={styles.faint}>
          and {groups.length - groupsShown} more {word}
        </span>
      )}
    </>
  );
}

/** The permissions that are lost and gained in one namespace, or in the whole cluster. */
export function Permissions({ scope }: { readonly scope: ScopeView }) {
  const { namespace, gained, lost, gainedRoles, lostRoles, keptIn, hadIn, more } = scope;
  const place = namespace === "" ? "in the whole cluster" : `in namespace ${namespace}`;
  return (
    <>
      <Rules
        sign="−"
        title={`Loses ${place}`}
        rules={lost}
        roles={lostRoles}
        note={keptIn.length > 0 ? `Some of it stays in ${listNames(keptIn)}.` : undefined}
      />
      <Rules
        sign="+"
        title={`Gains ${place}`}
        rules={gained}
        roles={gainedRoles}
        note={hadIn.length > 0 ? `Some of it was there before in ${listNames(hadIn)}.` : undefined}
      />
      {more > 0 && <p className={styles.faint}>… and {more} more rules.</p>}
    </>
  );
}

interface RulesProps {
  readonly sign: "+" | "−";
  readonly title: string;
  readonly rules: readonly PolicyRule[];
  readonly roles: readonly string[];
  readonly note: string | undefined;
}

function Rules({ sign, title, rules, roles, note }: RulesProps) {
  if (rules.length === 0 && roles.length === 0) return null;
  const look = sign === "+" ? styles.gained : styles.lost;
  return (
    <div className={styles.rules}>
      <h3 className={styles.title}>
        <UntrustedText text={title} limit={100} />
      </h3>
      <ul aria-label={title}>
        {rules.map((rule, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no other identity.
          <li key={index} className={look}>
            <span aria-hidden="true">{sign} </span>
            {describeWildcards(rule)}
            <code>
              <UntrustedText text={formatRule(rule)} limit={400} />
            </code>
          </li>
        ))}
        {roles.map((role) => (
          <li key={role} className={look}>
            <span aria-hidden="true">{sign} </span>
            whatever <UntrustedText text={role} limit={200} /> allows, which is unknown
          </li>
        ))}
      </ul>
      {note !== undefined && (
        <p className={styles.faint}>
          <UntrustedText text={note} limit={300} />
        </p>
      )}
    </div>
  );
}

/** The text before a row of asterisks, which alone says little. */
function describeWildcards(rule: PolicyRule): string {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const all = (...lists: readonly (readonly string[])[]) =>
    lists.every((entries) => entries.includes("*"));
  if (all(verbs, nonResourceURLs)) return "every path: ";
  return all(verbs, apiGroups, resources) && resourceNames.length === 0 ? "everything: " : "";
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more namespaces` : shown;
}

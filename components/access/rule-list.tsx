"use client";

import type { RuleView } from "@/lib/engine/rule-view.ts";
import type { Origin, PolicyRule } from "@/lib/rbac/types.ts";
import type { Span } from "@/lib/source/span.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { usePointing } from "../workspace/context.ts";
import { FilePlace } from "./file-place.tsx";
import styles from "./rule-list.module.css";

export interface RuleListProps {
  readonly rules: readonly RuleView[];
  /** What a rule lacks, by its place in `rules`. */
  readonly lacks?: readonly (readonly string[])[];
  readonly label: string;
}

const shownLimit = 50;

/** Rules with the way they come: binding, subject, role, and the lines where each is written. */
export function RuleList({ rules, lacks, label }: RuleListProps) {
  return (
    <>
      <ol className={styles.list} aria-label={label}>
        {rules.slice(0, shownLimit).map((rule, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no other identity.
          <RuleItem key={index} rule={rule} lacks={lacks?.[index]} />
        ))}
      </ol>
      {rules.length > shownLimit && (
        <p className={styles.faint}>… and {rules.length - shownLimit} more.</p>
      )}
    </>
  );
}

interface RuleItemProps {
  readonly rule: RuleView;
  readonly lacks: readonly string[] | undefined;
}

function RuleItem({ rule, lacks }: RuleItemProps) {
  const { point } = usePointing();
  const { binding, subject, role, source, place } = rule;
  const spans = [binding.origin.kind === "document" ? binding.origin.span : undefined, place?.span];
  const marked = spans.filter((span): span is Span => span !== undefined);
  const borrowed = source.name !== role.name || source.kind !== role.kind;
  return (
    <li
      className={styles.rule}
      onPointerEnter={() =>
        marked.length > 0 &&
        point({ kind: "place", document: "bindings", spans: marked, claims: [] })
      }
      onPointerLeave={() => point(undefined)}
    >
      {lacks && (
        <p className={styles.lacks}>
          lacks <UntrustedText text={lacks.join("; ")} limit={300} />
        </p>
      )}
      <p className={styles.words}>
        <code>
          <UntrustedText text={formatRule(rule.rule)} limit={300} />
        </code>
        <span className={styles.line}>
          of {source.kind} <Name>{fullName(source)}</Name>
          <OriginLink
            origin={source.origin}
            line={place?.line}
            span={place?.span}
            what="the rule"
          />
        </span>
      </p>
      <p className={styles.way}>
        {borrowed && (
          <>
            joined into {role.kind} <Name>{role.name}</Name>,{" "}
          </>
        )}
        given by {binding.kind} <Name>{fullName(binding)}</Name>
        <OriginLink origin={binding.origin} what="the binding" /> to {subject.kind}{" "}
        <Name>{subject.name}</Name>
      </p>
    </li>
  );
}

function Name({ children }: { readonly children: string }) {
  return (
    <strong className={styles.name}>
      <UntrustedText text={children} limit={200} />
    </strong>
  );
}

export interface OriginLinkProps {
  readonly origin: Origin;
  readonly line?: number | undefined;
  readonly span?: Span | undefined;
  /** What is there: "the rule". */
  readonly what: string;
}

/** If something is written: a way into the editor, a place in an opened file, or the defaults. */
export function OriginLink({
  origin,
  line = origin.line,
  span = origin.span,
  what,
}: OriginLinkProps) {
  const { goTo } = usePointing();
  if (origin.kind === "default") return <span className={styles.faint}> (default)</span>;
  if (origin.file !== undefined) return <FilePlace origin={origin} what={what} />;
  if (span === undefined) {
    return line === undefined ? null : <span className={styles.faint}> (line {line})</span>;
  }
  return (
    <>
      {" "}
      <button
        type="button"
        className={styles.link}
        aria-label={`Line ${line ?? "?"}, ${what}: show it in the editor`}
        // The cursor goes to the line that the link names, not behind the whole.
        onClick={() => goTo("bindings", { start: span.start, end: span.start })}
      >
        line {line ?? "?"}
      </button>
    </>
  );
}

/** Where a name is made: a way to a mapping in the configuration. */
export function MappingLink({ path, span }: { readonly path: string; readonly span: Span }) {
  const { goTo } = usePointing();
  return (
    <>
      {" "}
      <button
        type="button"
        className={styles.link}
        aria-label={`${path}: show it in the editor`}
        onClick={() => goTo("configuration", { start: span.start, end: span.start })}
      >
        <UntrustedText text={path} breaks />
      </button>
    </>
  );
}

/** `get, list · pods, pods/log · core · only db` */
export function formatRule(rule: PolicyRule): string {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = rule;
  const groups = apiGroups.map((group) => (group === "" ? "core" : group)).join(", ");
  return [
    verbs.join(", "),
    [...resources, ...nonResourceURLs].join(", "),
    resources.length === 0 ? "" : groups,
    resourceNames.length === 0 ? "" : `only ${resourceNames.join(", ")}`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

function fullName({ name, namespace }: { readonly name: string; readonly namespace: string }) {
  return namespace === "" ? name : `${namespace}/${name}`;
}

import type { LoadedConfiguration } from "../authn/load.ts";
import { fieldOfSubject, findGivers } from "../authn/names/match.ts";
import { type NamesByIssuer, namesOf } from "../authn/names/names.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { hasImmutableSubjects, immutableSince, pinsOldSubject } from "../lint/immutable-subject.ts";
import type { Binding, Policy } from "../rbac/types.ts";
import { findUnobtainable } from "./name-risks.ts";

const mostFindings = 50;

/**
 * Our findings about the edited bindings: names that no issuer of the accepted configuration can give, which may still
 * come another way, so that these are no errors; and those that GitHub gives by the old form of its subjects only.
 */
export function adviseOnBindings(loaded: LoadedConfiguration, own: Policy): readonly Diagnostic[] {
  if (loaded.compiled === undefined) return [];
  const names = namesOf(loaded);
  const make =
    (code: string, severity: Diagnostic["severity"]) =>
    ({ binding, message, hint }: BindingFinding): Diagnostic => ({
      code,
      source: "claimcheck",
      severity,
      document: "bindings",
      path: "subjects",
      span: binding.origin.span ?? { start: 0, end: 0 },
      message,
      ...(hint !== undefined && { hint }),
    });
  return [
    ...findUnobtainable(names, own).map(make("lint/unobtainable-name", "info")),
    ...findOldSubjects(names, own).map(make("lint/immutable-subject", "warning")),
  ].slice(0, mostFindings);
}

interface BindingFinding {
  readonly binding: Binding;
  readonly message: string;
  readonly hint?: string;
}

function findOldSubjects(names: NamesByIssuer, own: Policy): readonly BindingFinding[] {
  return own.bindings.flatMap((binding) => {
    if (binding.origin.kind === "default" || binding.roleRef.kind === "") return [];
    return binding.subjects.flatMap(({ kind, name }): BindingFinding[] => {
      const field = fieldOfSubject(kind);
      const givers = field === undefined ? [] : findGivers(names, field, name);
      const isOld = givers.every(
        ({ issuer, when, values }) =>
          hasImmutableSubjects(issuer.url) &&
          pinsOldSubject([
            ...when,
            ...values.map(({ part, text }) => ({
              kind: "text" as const,
              subject: [part],
              test: { kind: "one-of" as const, texts: [text] },
              holds: true,
            })),
          ]),
      );
      if (givers.length === 0 || !isOld) return [];
      return [
        {
          binding,
          message: `${kind} "${name}" of ${binding.kind} "${binding.name}" is no repository created, renamed or transferred after ${immutableSince}: the subject of those has ids, as in repo:OWNER@123/REPOSITORY@456.`,
          hint: "Map the name from repository_id, which both forms have, or bind the subject with ids as well.",
        },
      ];
    });
  });
}

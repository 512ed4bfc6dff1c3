import type { LoadedConfiguration } from "../authn/load.ts";
import { fieldOfSubject, findGivers } from "../authn/names/match.ts";
import { type NamesByIssuer, namesOf } from "../authn/names/names.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { hasImmutableSubjects, immutableSince, pinsOldSubject } from "../lint/immutable-subject.ts";
import { locateObject } from "../rbac/manifest/locate.ts";
import type { Binding, Policy, Subject } from "../rbac/types.ts";
import type { Span } from "../source/span.ts";
import { findUnobtainable } from "./name-risks.ts";

const mostFindings = 50;

/**
 * Our findings about the edited bindings: names that no issuer of the accepted configuration can give, which may still
 * come another way, so that these are no errors; and those that GitHub gives by the old form of its subjects only. Each is
 * at the name in `text`, which `own` was read from.
 */
export function adviseOnBindings(
  loaded: LoadedConfiguration,
  own: Policy,
  text: string,
): readonly Diagnostic[] {
  if (loaded.compiled === undefined) return [];
  const names = namesOf(loaded);
  const make =
    (code: string, severity: Diagnostic["severity"]) =>
    ({ binding, subject, message, hint }: BindingFinding): Diagnostic => ({
      code,
      source: "claimcheck",
      severity,
      document: "bindings",
      path: "subjects",
      span: spanOfName(binding, subject, text),
      message,
      ...(hint !== undefined && { hint }),
    });
  return [
    ...findUnobtainable(names, own, mostFindings).map(make("lint/unobtainable-name", "info")),
    ...findOldSubjects(names, own)
      .slice(0, mostFindings)
      .map(make("lint/immutable-subject", "warning")),
  ].slice(0, mostFindings);
}

interface BindingFinding {
  readonly binding: Binding;
  readonly subject: Subject;
  readonly message: string;
  readonly hint?: string;
}

/** The name of a subject; the whole binding if the name is written in another way. */
function spanOfName({ origin, subjects }: Binding, subject: Subject, text: string): Span {
  const whole = origin.span ?? { start: 0, end: 0 };
  const path = ["subjects", subjects.indexOf(subject), "name"] as const;
  const locator = locateObject(origin, text);
  if (!locator?.has(path)) return whole;
  const found = locator.value(path);
  return text.slice(found.start, found.end).includes(subject.name) ? found : whole;
}

function findOldSubjects(names: NamesByIssuer, own: Policy): readonly BindingFinding[] {
  return own.bindings.flatMap((binding) => {
    if (binding.origin.kind === "default" || binding.roleRef.kind === "") return [];
    return binding.subjects.flatMap((subject): BindingFinding[] => {
      const { kind, name } = subject;
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
          ...{ binding, subject },
          message: `${kind} "${name}" of ${binding.kind} "${binding.name}" is no repository created, renamed or transferred after ${immutableSince}: the subject of those has ids, as in repo:OWNER@123/REPOSITORY@456.`,
          hint: "Map the name from repository_id, which both forms have, or bind the subject with ids as well.",
        },
      ];
    });
  });
}

import { type LoadedConfiguration, loadConfiguration } from "../../authn/load.ts";
import { applyEdits } from "../../diagnostics/apply-edits.ts";
import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import type { Claims } from "../../explain/causes/verdict.ts";
import { repairError } from "../../explain/fixes/config-fixes.ts";
import { lintConfiguration } from "../../lint/lint.ts";
import { readYaml } from "../../yaml/document.ts";
import type { Login } from "./judge.ts";

/** A configuration that the server takes, made from one that it refuses. */
export interface Repaired {
  readonly configuration: string;
  readonly titles: readonly string[];
}

/** What a repair is made for. */
export type RepairTarget = Pick<Login, "minor" | "disallowedIssuers" | "compile" | "now"> & {
  readonly target: string;
  readonly claims: Claims | undefined;
};

/**
 * Ways to make a refused configuration one that the server takes: each begins with another repair of the first error that
 * has one, and goes on with the first repair that helps for every other. Empty if some error has none.
 */
export function repairConfiguration(text: string, target: RepairTarget): readonly Repaired[] {
  const first = loadText(text, target);
  if (first.loaded.compiled !== undefined) return [];
  // A chain repairs one error a step: for so many it does not end, and to find that out takes many seconds.
  if (first.errors.length > longestChain) return [];
  const found: Repaired[] = [];
  for (const { fix, next } of stepsFrom(text, first, target)) {
    const rest = finish(next, target);
    if (rest === undefined) continue;
    const titles = [fix.title, ...rest.titles];
    if (found.some(({ configuration }) => configuration === rest.configuration)) continue;
    found.push({ configuration: rest.configuration, titles });
    if (found.length >= mostWays) break;
  }
  return found;
}

/** Each way is a chain of whole configurations to load. */
const mostWays = 3;
const longestChain = 24;
/** For one error: advice about every issuer touches an error about the list. */
const mostTried = 24;

// Repairs error after error until the server takes the file.
function finish(text: string, target: RepairTarget): Repaired | undefined {
  const titles: string[] = [];
  let current = text;
  for (let steps = 0; steps < longestChain; steps++) {
    const state = loadText(current, target);
    if (state.loaded.compiled !== undefined) return { configuration: current, titles };
    const step = stepsFrom(current, state, target).next().value;
    if (step === undefined) return undefined;
    titles.push(step.fix.title);
    current = step.next;
  }
  return undefined;
}

interface State {
  readonly loaded: LoadedConfiguration;
  readonly errors: readonly Diagnostic[];
  readonly findings: readonly Diagnostic[];
}

function loadText(text: string, target: RepairTarget): State {
  const { minor, disallowedIssuers, compile, now } = target;
  const loaded = loadConfiguration(text, { minor, disallowedIssuers, compile });
  const errors = loaded.diagnostics.filter(({ severity }) => severity === "error");
  const findings = lintConfiguration({ text, minor, target: target.target, loaded, now });
  return { loaded, errors, findings };
}

// Repairs that lessen the errors, in the order of the errors.
function* stepsFrom(
  text: string,
  { loaded, errors, findings }: State,
  target: RepairTarget,
): Generator<{ readonly fix: Fix; readonly next: string }> {
  const read = readYaml(text);
  const root = read.kind === "read" ? read.data : undefined;
  const { minor, claims } = target;
  for (const error of errors) {
    const ours = findings
      .filter(({ path, span }) => path === error.path || touches(span, error.span))
      .flatMap(({ fixes = [] }) => fixes);
    const context = { text, minor, loaded, findings, claims, root };
    for (const fix of [...repairError(error, context), ...ours].slice(0, mostTried)) {
      const next = applyEdits(text, "configuration", fix.edits);
      if (next === undefined || next === text) continue;
      const after = loadText(next, target);
      if (isBetter(after, { loaded, errors, findings }, error)) yield { fix, next };
    }
  }
}

function touches(a: Diagnostic["span"], b: Diagnostic["span"]): boolean {
  return a.start <= b.end && b.start <= a.end;
}

// The error is gone, and nothing worse is there: text that decodes stays so.
function isBetter(after: State, before: State, error: Diagnostic): boolean {
  if (after.loaded.compiled !== undefined) return true;
  const decodedBefore = before.loaded.decoded !== undefined;
  const decodedAfter = after.loaded.decoded !== undefined;
  if (decodedBefore !== decodedAfter) return decodedAfter;
  const gone = !after.errors.some(
    ({ path, message }) => path === error.path && message === error.message,
  );
  return gone && after.errors.length <= before.errors.length;
}

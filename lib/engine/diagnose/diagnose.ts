import { applyEdits } from "../../diagnostics/apply-edits.ts";
import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import { explainRefusedConfiguration } from "../../explain/causes/refused-configuration.ts";
import { explainRefusal, readClaims, type VerdictCause } from "../../explain/causes/verdict.ts";
import { listFixes } from "../../explain/fixes/list-fixes.ts";
import { lintConfiguration } from "../../lint/lint.ts";
import { describeMapping } from "../../rbac/describe-mapping.ts";
import { decodePolicy } from "../../rbac/manifest/decode.ts";
import { findNearMisses, type NearMissCandidate } from "../../rbac/near-miss.ts";
import type { NearMiss } from "../../rbac/near-miss-types.ts";
import type { TokenDescription } from "../../token/describe.ts";
import { readYaml } from "../../yaml/document.ts";
import { explainDenied } from "./explain-denied.ts";
import { findIssuer, listGroupFixes } from "./group-fixes.ts";
import { type Judgement, judge, type Login } from "./judge.ts";
import { repairConfiguration } from "./repair.ts";
import { listUserFixes } from "./user-fixes.ts";

/** A login, and what is known of its token besides. */
export interface DiagnoseInput extends Login {
  /** The kind of cluster, `ClusterTarget.id`. */
  readonly target: string;
  readonly token: TokenDescription;
}

/** A change of the documents with what becomes of the login. Exactly what the server does, by the same engine. */
export interface TriedFix {
  readonly id: string;
  readonly title: string;
  /** The whole configuration after the change; undefined if it stays. */
  readonly configuration?: string;
  /** All bindings after the change; undefined if they stay. */
  readonly bindings?: string;
  readonly after: Pick<Judgement, "verdict" | "user" | "allowed">;
}

/** A binding that almost matches, with changes that make it match. */
export interface TriedNearMiss {
  readonly miss: NearMiss;
  readonly fixes: readonly TriedFix[];
}

/** Why, and what to do. */
export interface Diagnosis {
  readonly judgement: Judgement;
  readonly cause?: VerdictCause;
  readonly fixes: readonly TriedFix[];
  readonly nearMisses: readonly TriedNearMiss[];
  readonly findings: readonly Diagnostic[];
}

/** Finds the cause of a failure, and the changes that mend it: each was tried, and only those that help are given. */
export async function diagnose(input: DiagnoseInput): Promise<Diagnosis> {
  const judgement = await judge(input);
  const { loaded, authentication } = judgement;
  const { configuration: text, minor, target, now } = input;
  const findings = [
    ...loaded.diagnostics,
    ...lintConfiguration({ text, minor, target, loaded, now }),
  ];
  if (judgement.verdict === "refused") {
    const cause = explainRefusedConfiguration(loaded);
    const fixes = await repair(input);
    return { judgement, ...(cause && { cause }), fixes, nearMisses: [], findings };
  }
  if (judgement.verdict === "unauthorized" && authentication !== undefined) {
    const cause = explainRefusal(authentication, input.token);
    const fixes = cause === undefined ? [] : await mend(input, { judgement, cause, findings });
    return { judgement, ...(cause && { cause }), fixes, nearMisses: [], findings };
  }
  const { fixes, nearMisses } = await findMisses(input, judgement);
  const { user } = judgement;
  const cause =
    judgement.allowed === false && user !== undefined
      ? explainDenied({
          ...{ user, loaded, token: input.token },
          issuer: authentication && findIssuer(authentication),
          claims: readClaims(input.token),
          policy: decodePolicy(input.bindings).policy,
        })
      : undefined;
  return { judgement, ...(cause && { cause }), fixes, nearMisses, findings };
}

/** Each is a whole configuration to compile and a token to authenticate. */
const mostTried = 12;
const mostOffered = 4;

// The file is refused: repairs that make it load, those that let the token in first.
async function repair(input: DiagnoseInput): Promise<readonly TriedFix[]> {
  const claims = readClaims(input.token);
  const ways = repairConfiguration(input.configuration, { ...input, claims });
  const found: TriedFix[] = [];
  for (const { configuration, titles } of ways) {
    const next = { ...input, configuration };
    const after = await judge(next);
    const further = after.verdict === "unauthorized" ? await mendFurther(next, after, titles) : [];
    found.push(...further);
    found.push(toTried("repair", titleOf(titles), after, { configuration }));
  }
  return distinct(found.sort((a, b) => rank(a) - rank(b))).slice(0, mostOffered);
}

async function mendFurther(
  input: DiagnoseInput,
  judgement: Judgement,
  titles: readonly string[],
): Promise<readonly TriedFix[]> {
  const { authentication, loaded } = judgement;
  const cause = authentication && explainRefusal(authentication, input.token);
  if (cause === undefined) return [];
  const { configuration: text, minor, target, now } = input;
  const findings = lintConfiguration({ text, minor, target, loaded, now });
  const fixes = await mend(input, { judgement, cause, findings }, 1);
  return fixes.slice(0, 1).map((fix) => ({ ...fix, title: titleOf([...titles, fix.title]) }));
}

interface Refusal {
  readonly judgement: Judgement;
  readonly cause: VerdictCause;
  readonly findings: readonly Diagnostic[];
}

// The token is refused: fixes after which it is not. If one only leads to the next failure, that is mended too.
async function mend(
  input: DiagnoseInput,
  { judgement: { loaded, authentication }, cause, findings }: Refusal,
  depth = 0,
): Promise<readonly TriedFix[]> {
  const { configuration: text, minor } = input;
  const claims = readClaims(input.token);
  const read = readYaml(text);
  const root = read.kind === "read" ? read.data : undefined;
  const proposed = listFixes({ text, minor, loaded, cause, findings, claims, root });
  const found: TriedFix[] = [];
  for (const fix of proposed.slice(0, mostTried)) {
    const configuration = applyEdits(text, "configuration", fix.edits);
    if (configuration === undefined || configuration === text) continue;
    const next = { ...input, configuration };
    const after = await judge(next);
    if (lets(after)) found.push(toTried(fix.id, fix.title, after, { configuration }));
    else if (depth < 2 && after.verdict === "unauthorized" && isFurther(after, authentication)) {
      const nextCause = after.authentication && explainRefusal(after.authentication, input.token);
      if (nextCause === undefined) continue;
      const refusal = { judgement: after, cause: nextCause, findings: lintOf(next, after) };
      const [first] = await mend(next, refusal, depth + 1);
      if (first !== undefined) found.push({ ...first, title: titleOf([fix.title, first.title]) });
    }
  }
  return distinct(found.sort((a, b) => rank(a) - rank(b))).slice(0, mostOffered);
}

function lintOf(input: DiagnoseInput, { loaded }: Judgement): readonly Diagnostic[] {
  const { configuration: text, minor, target, now } = input;
  return lintConfiguration({ text, minor, target, loaded, now });
}

// A later step fails than before.
function isFurther(after: Judgement, before: Judgement["authentication"]): boolean {
  return failedAt(after.authentication) > failedAt(before);
}

function failedAt(authentication: Judgement["authentication"]): number {
  const decided = authentication?.issuers.find(({ index }) => index === authentication.decidedBy);
  return decided?.steps.findIndex(({ verdict }) => verdict === "failed") ?? -1;
}

// The token gets in, and may not do what was asked: near misses and groups that were never mapped.
async function findMisses(
  input: DiagnoseInput,
  { loaded, authentication, user, allowed }: Judgement,
): Promise<Pick<Diagnosis, "fixes" | "nearMisses">> {
  const { decoded } = loaded;
  if (user === undefined || decoded === undefined || authentication === undefined) {
    return { fixes: [], nearMisses: [] };
  }
  const { policy } = decodePolicy(input.bindings);
  const index = findIssuer(authentication);
  const claims = readClaims(input.token);
  const { configuration: text, bindings } = input;
  const question = index !== undefined &&
    claims !== undefined && { text, loaded, issuer: index, claims, policy };
  const mappings = question ? [...listGroupFixes(question), ...listUserFixes(question, user)] : [];
  const candidates: NearMissCandidate[] = [];
  const fixes: TriedFix[] = [];
  for (const fix of mappings) {
    const tried = await tryFix(input, fix);
    if (tried === undefined || !lets(tried.after) || tried.after.user === undefined) continue;
    candidates.push({ ...tried.after.user, fix });
    if (allowed !== false || tried.after.allowed === true) fixes.push(tried);
  }
  const mapping = index === undefined ? undefined : describeMapping(text, decoded, index);
  const misses = findNearMisses(policy, user, {
    bindings,
    candidates,
    ...(mapping && { mapping }),
  });
  const nearMisses: TriedNearMiss[] = [];
  for (const miss of misses.slice(0, mostTried)) {
    const tried: TriedFix[] = [];
    for (const fix of miss.fixes) {
      const result = await tryFix(input, fix);
      if (result === undefined || !lets(result.after)) continue;
      // With a question only what answers it with yes is a remedy.
      if (allowed === false && result.after.allowed !== true) continue;
      tried.push(result);
    }
    nearMisses.push({ miss, fixes: tried });
  }
  return { fixes: allowed === true ? [] : distinct(fixes), nearMisses };
}

async function tryFix(input: DiagnoseInput, fix: Fix): Promise<TriedFix | undefined> {
  const configuration = applyEdits(input.configuration, "configuration", fix.edits);
  const bindings = applyEdits(input.bindings, "bindings", fix.edits);
  if (configuration === undefined || bindings === undefined) return undefined;
  if (configuration === input.configuration && bindings === input.bindings) return undefined;
  if (bindings !== input.bindings) {
    const { diagnostics } = decodePolicy(bindings);
    if (diagnostics.some(({ severity }) => severity === "error")) return undefined;
  }
  const after = await judge({ ...input, configuration, bindings });
  return toTried(fix.id, fix.title, after, {
    ...(configuration !== input.configuration && { configuration }),
    ...(bindings !== input.bindings && { bindings }),
  });
}

// In: for certain, or if what is not known holds.
function lets({ verdict, user }: Pick<Judgement, "verdict" | "user">): boolean {
  return user !== undefined && (verdict === "authenticated" || verdict === "unknown");
}

function toTried(
  id: string,
  title: string,
  { verdict, user, allowed }: Judgement,
  documents: Pick<TriedFix, "configuration" | "bindings">,
): TriedFix {
  const after = {
    verdict,
    ...(user !== undefined && { user }),
    ...(allowed !== undefined && { allowed }),
  };
  return { id, title, ...documents, after };
}

/** The titles of changes that are made together; one that is made at several places is named once. */
function titleOf(titles: readonly string[]): string {
  return [...new Set(titles)]
    .map((title) => {
      const count = titles.filter((other) => other === title).length;
      return count === 1 ? title : `${title} (${count} places)`;
    })
    .join("; ");
}

function distinct(fixes: readonly TriedFix[]): TriedFix[] {
  const seen = new Set<string>();
  return fixes.filter(({ title, configuration = "", bindings = "" }) => {
    // Two ways with one title differ in nothing that a person could choose by.
    const keys = [title, `${configuration}\n---\n${bindings}`];
    const isNew = keys.every((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    return isNew;
  });
}

// What is allowed before what gets in, and that before what only loads.
function rank({ after }: TriedFix): number {
  if (after.allowed === true) return 0;
  return lets(after) ? 1 : 2;
}

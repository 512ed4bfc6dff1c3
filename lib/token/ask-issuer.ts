import type { CompiledIssuer } from "../authn/compile.ts";
import type { Minor } from "../kube/minor.ts";
import type { UserInfo } from "../kube/user-info.ts";
import { distributedClaimsStage } from "./distributed-claims.ts";
import {
  credentialIdStage,
  extraStage,
  groupsStage,
  uidStage,
  usernameStage,
} from "./mapping-stages.ts";
import {
  claimRulesStage,
  requiredClaimsStage,
  systemGroupsStage,
  userRulesStage,
} from "./rule-stages.ts";
import { makeStep, type Outcome, type Run, type Slot, type Stage, type State } from "./stage.ts";
import {
  algorithmStage,
  audienceStage,
  audiencesStage,
  claimsStage,
  expiryStage,
  initializedStage,
  issuerStage,
  notBeforeStage,
  parseStage,
  signatureStage,
} from "./token-stages.ts";
import type { IssuerTrace, Step, Verdict } from "./trace.ts";

/** How one issuer answers for a token when it is asked alone: its AuthenticateToken. */
export interface IssuerAnswer {
  readonly trace: IssuerTrace;
  readonly ok: boolean;
  readonly error?: string;
  readonly user?: UserInfo;
  /** What could not be checked; if there is something, `ok` means "would be". */
  readonly unknowns: readonly string[];
  /** We stopped before the end: it is not known what the issuer answers. */
  readonly givenUp?: true;
}

/** Asks an issuer for a token, or a draft's claims: its AuthenticateToken, step by step. */
export async function askIssuer(
  run: Run,
  issuer: CompiledIssuer,
  token: string,
  draft: boolean,
): Promise<IssuerAnswer> {
  const state: State = {
    run,
    issuer,
    token,
    draft,
    claims: new Map(),
    username: "",
    groups: [],
    uid: "",
    extra: {},
    unknowns: [],
  };
  const steps: Step[] = [];
  let error: string | undefined;
  let noOpinion = false;
  for (const { stage, slots } of planOf(run.minor, issuer)) {
    if (noOpinion) break;
    if (slots.length === 0 || stage.applies?.(state) === false) continue;
    const goesOn = error === undefined && state.givenUp === undefined;
    const result = goesOn ? stage.run(state) : undefined;
    if (stage === signatureStage) await run.handOver();
    const { givenUp } = state;
    slots.forEach(({ slot, id, skipped }, i) => {
      const found = result?.outcomes[i];
      const outcome = found && givenUp !== undefined ? doubtFailure(found, givenUp) : found;
      steps.push(outcome === undefined ? skipped : makeStep(slot, id, outcome));
    });
    error ??= result?.error;
    noOpinion = result?.noOpinion === true;
  }
  const { unknowns } = state;
  const { index, url } = issuer;
  if (state.givenUp !== undefined) {
    unknowns.push(state.givenUp);
    return { trace: { index, url, steps, verdict: "unknown" }, ok: false, unknowns, givenUp: true };
  }
  if (noOpinion)
    return { trace: { index, url, steps, verdict: "no-opinion" }, ok: false, unknowns };
  if (error !== undefined) {
    return { trace: { index, url, steps, verdict: "failed", error }, ok: false, error, unknowns };
  }
  const { username, uid, groups, extra } = state;
  const user = { username, uid, groups, extra };
  const verdict: Verdict = unknowns.length === 0 ? "passed" : "unknown";
  return { trace: { index, url, steps, verdict }, ok: true, user, unknowns };
}

// A failure that we made ourselves says nothing of the server.
function doubtFailure(outcome: Outcome, reason: string): Outcome {
  if (outcome.verdict !== "failed") return outcome;
  const { message: _, ...rest } = outcome;
  return { ...rest, verdict: "unknown", summary: reason };
}

/** The answer of an issuer that is not asked, because an earlier one decided. */
export function skipIssuer(run: Run, issuer: CompiledIssuer): IssuerAnswer {
  const [first] = planOf(run.minor, issuer);
  const steps = first?.slots.map(({ skipped }) => skipped) ?? [];
  return {
    trace: { index: issuer.index, url: issuer.url, verdict: "skipped", steps },
    ok: false,
    unknowns: [],
  };
}

interface PlannedStage {
  readonly stage: Stage;
  readonly slots: readonly { readonly slot: Slot; readonly id: string; readonly skipped: Step }[];
}

// The stages of an issuer with what their steps are called, made once for all tokens.
function planOf(minor: Minor, issuer: CompiledIssuer): readonly PlannedStage[] {
  const late = minor >= 36;
  const found = plans.get(issuer);
  if (found?.late === late) return found.stages;
  const stages = stagesOf(late, issuer.audiences.length === 1).map((stage) => ({
    stage,
    slots: stage.slots(issuer).map((slot) => {
      const id = slot.name === undefined ? slot.path : `${issuer.path}/${slot.name}`;
      const skipped = makeStep(slot, id, { verdict: "skipped", summary: slot.title });
      return { slot, id, skipped };
    }),
  }));
  plans.set(issuer, { late, stages });
  return stages;
}

// go-oidc checks the signature after the claims up to 1.35 and before them since.
function stagesOf(late: boolean, single: boolean): readonly Stage[] {
  const signature = [algorithmStage, signatureStage];
  const claims = [claimsStage, ...(single ? [audienceStage] : []), expiryStage, notBeforeStage];
  return [
    issuerStage,
    initializedStage,
    parseStage,
    ...(late ? [...signature, ...claims] : [...claims, ...signature]),
    ...(single ? [] : [audiencesStage]),
    distributedClaimsStage,
    usernameStage,
    groupsStage,
    uidStage,
    credentialIdStage,
    extraStage,
    requiredClaimsStage,
    claimRulesStage,
    userRulesStage,
    systemGroupsStage,
  ];
}

const plans = new WeakMap<
  CompiledIssuer,
  { readonly late: boolean; readonly stages: readonly PlannedStage[] }
>();

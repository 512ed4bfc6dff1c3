import type { LoadedConfiguration } from "../authn/load.ts";
import { loadApiResources, withNamedResources } from "../rbac/api-resources.ts";
import { describeMapping } from "../rbac/describe-mapping.ts";
import type { NearMissCandidate } from "../rbac/near-miss.ts";
import type { Policy, User } from "../rbac/types.ts";
import type { Authentication } from "../token/trace.ts";
import { type AccessView, viewAccess } from "./access-view.ts";
import type { FixedUser } from "./after-fix.ts";
import { answerQuestion } from "./answer-view.ts";
import { type AskerView, askInAnotherWay } from "./asker-view.ts";
import type { AnalysisInput } from "./input.ts";
import { viewMatrix } from "./matrix-view.ts";
import { createMemo } from "./memo.ts";
import { viewNearMisses } from "./near-miss-view.ts";
import { editedPolicyStage } from "./policy-stage.ts";
import { viewRisks } from "./risks-view.ts";
import type { KeptTokenView } from "./saved-token-view.ts";

/** What the stages before found out. */
export interface AccessContext {
  /** Of the user's documents, without the defaults. */
  readonly policy: Policy;
  readonly loaded: LoadedConfiguration;
  readonly authentication?: Authentication;
  readonly keptTokens: readonly KeptTokenView[];
  /** Who the token would become by proposed changes. */
  readonly fixed: readonly FixedUser[];
}

/**
 * What the one who asks may do: the token's user, or whoever was chosen instead. Each part is remembered by what it was
 * made from, so a key press in the question does not draw the matrix again.
 */
export async function viewAccessStage(
  input: AnalysisInput,
  { policy: own, loaded, authentication, keptTokens, fixed }: AccessContext,
): Promise<{ readonly asker?: AskerView; readonly access?: AccessView }> {
  const asker = input.access?.asker ?? { kind: "token" };
  const authorizer = await editedPolicyStage(own, input.defaultPolicy ? input.minor : undefined);
  const other =
    asker.kind === "token" ? undefined : await askInAnotherWay(asker, input, authorizer);
  const [proposal] = other === undefined && authentication?.user === undefined ? fixed : [];
  const user = other === undefined ? (authentication?.user ?? proposal?.user) : other.user;
  const resources = withNamedStage(await resourcesStage(), authorizer.policy);
  const { bindings, namespace = "" } = input;

  const part = other === undefined ? {} : { asker: other.view };
  if (user === undefined) return part;

  const known = userStage(user.username, JSON.stringify(user.groups));
  const { access } = input;
  const mapping =
    authentication && asker.kind === "token" ? mappingOf(input, loaded, authentication) : undefined;
  const candidates = candidatesStage(
    JSON.stringify(asker.kind === "token" && proposal === undefined ? fixed : []),
  );
  const context = {
    authorizer,
    user: known,
    resources,
    namespace,
    bindings,
    modes: input.authorizationModes,
    keptTokens,
  };
  const answer = access && answerQuestion(access.question, context);
  return {
    ...part,
    access: {
      ...viewAccess(authorizer, user, input),
      ...(proposal === undefined ? {} : { afterFix: proposal.title }),
      nearMisses: nearMissStage(authorizer, known, bindings, mapping, candidates),
      risks: risksStage(authorizer, known, own, loaded, bindings),
      ...(answer === undefined ? {} : { answer }),
      ...(access?.part === "matrix"
        ? { matrix: matrixStage(authorizer, known, namespace, resources, bindings) }
        : {}),
      ...(access?.part === "grant"
        ? {
            grant: (await grantStage())(
              access.wanted,
              access.grantee,
              authorizer,
              known,
              resources,
              namespace,
              bindings,
            ),
          }
        : {}),
    },
  };
}

const resourcesStage = createMemo(() => loadApiResources());

const withNamedStage = createMemo(withNamedResources);

/** The same user for the same names, so that what is remembered by user stays. */
const userStage = createMemo(
  (username: string, groups: string): User => ({ username, groups: JSON.parse(groups) }),
);

/** The same list for the same texts, for what is remembered by it. */
const candidatesStage = createMemo((fixed: string): readonly NearMissCandidate[] =>
  JSON.parse(fixed).map(({ user, fix }: FixedUser) => ({ ...user, fix })),
);

const matrixStage = createMemo(viewMatrix);
const nearMissStage = createMemo(viewNearMisses);
const risksStage = createMemo(viewRisks);
/** Loaded when somebody wants to give access. */
const grantStage = createMemo(async () => createMemo((await import("./grant-view.ts")).viewGrant));
const mappingStage = createMemo(describeMapping);

function mappingOf(
  { configuration }: AnalysisInput,
  { decoded }: LoadedConfiguration,
  { decidedBy, issuers }: Authentication,
) {
  const index =
    decidedBy ??
    issuers.find(({ verdict }) => verdict === "passed" || verdict === "unknown")?.index;
  return decoded === undefined || index === undefined
    ? undefined
    : mappingStage(configuration, decoded, index);
}

import type { ApiResource } from "../rbac/api-resources.ts";
import type { Authentication } from "../token/trace.ts";
import type { AccessQueries, AccessQuestion, NearMissQuestion } from "./access-queries.ts";
import { policySourceOf } from "./access-queries.ts";
import { type AccessView, viewAccess } from "./access-view.ts";
import type { FixedUser } from "./after-fix.ts";
import type { AnswerContext, AnswerView } from "./answer-view.ts";
import { type AskerView, askInAnotherWay } from "./asker-view.ts";
import type { AnalysisInput } from "./input.ts";
import { sourceOf } from "./queries.ts";
import type { ReviewView } from "./review-view.ts";
import type { SavedTokenView } from "./saved-token-view.ts";

/** What the stages before found out. */
export interface AccessContext {
  readonly authentication?: Authentication;
  readonly savedTokens: readonly SavedTokenView[];
  /** The users after the proposed fixes, if authentication yields none. */
  readonly fixed: readonly FixedUser[];
}

/** What the one who asks may do: the token's user, or the one that was chosen instead. Without a user, who could get in. */
export async function viewAccessStage(
  input: AnalysisInput,
  { authentication, savedTokens, fixed }: AccessContext,
  queries: AccessQueries,
): Promise<{
  readonly asker?: AskerView;
  readonly access?: AccessView;
  readonly review?: ReviewView;
}> {
  const asker = input.access?.asker ?? { kind: "token" };
  const policy = policySourceOf(input);
  const authorizer = await queries.authorizer(policy);
  const other =
    asker.kind === "token" ? undefined : await askInAnotherWay(asker, input, authorizer);
  const [proposal] = other === undefined && authentication?.user === undefined ? fixed : [];
  const user = other === undefined ? (authentication?.user ?? proposal?.user) : other.user;
  const { bindings, namespace = "", access } = input;

  const part = other === undefined ? {} : { asker: other.view };
  if (user === undefined) {
    return asker.kind === "token" ? { review: await reviewAccess(input, queries) } : part;
  }

  const { username, groups } = user;
  const asked: AccessQuestion = { policy, user: { username, groups } };
  const answer = await answerWith({
    ...{ authorizer, user: asked.user, namespace, bindings, savedTokens },
    ...{ question: access?.question ?? "", modes: input.authorizationModes, minor: input.minor },
    resources: () => queries.resources(policy),
  });
  const byToken = asker.kind === "token";
  return {
    ...part,
    access: {
      ...viewAccess(authorizer, user, input),
      ...(proposal === undefined ? {} : { afterFix: proposal.title }),
      nearMisses: await queries.nearMisses({
        ...asked,
        mapping: byToken ? mappingOf(input, authentication) : undefined,
        candidates:
          byToken && proposal === undefined
            ? fixed.map((each) => ({ ...each.user, fix: each.fix }))
            : [],
      }),
      risks: await queries.risks({ ...asked, source: sourceOf(input) }),
      ...(answer === undefined ? {} : { answer }),
      ...(access?.part === "matrix"
        ? { matrix: await queries.matrix({ ...asked, namespace }) }
        : {}),
      ...(access?.part === "grant"
        ? {
            grant: await queries.grant({
              ...{ ...asked, namespace },
              ...{ intent: access.intent ?? "", wanted: access.wanted, grantee: access.grantee },
              source: sourceOf(input),
            }),
          }
        : {}),
    },
  };
}

/** The answer to a question, worked out by code that is loaded once there is one. */
async function answerWith({
  question,
  resources,
  ...context
}: Omit<AnswerContext, "resources"> & {
  readonly question: string;
  readonly resources: () => Promise<readonly ApiResource[]>;
}): Promise<AnswerView | undefined> {
  if (question.trim() === "") return undefined;
  const { answerQuestion } = await import("./answer-view.ts");
  return answerQuestion(question, { ...context, resources: await resources() });
}

/** What needs no user: who could get in, who may do what is asked, and how to give access to a name. */
async function reviewAccess(input: AnalysisInput, queries: AccessQueries): Promise<ReviewView> {
  const { access, minor, namespace = "" } = input;
  const policy = policySourceOf(input);
  const source = sourceOf(input);
  const review = await queries.review({ policy, source, question: access?.question ?? "", minor });
  if (access?.part !== "grant") return review;
  const { intent = "", wanted, grantee } = access;
  const asked = { policy, user: undefined, namespace, intent, wanted, grantee, source };
  return { ...review, grant: await queries.grant(asked) };
}

/** The issuer that gave the names, or would. */
function mappingOf(
  input: AnalysisInput,
  authentication: Authentication | undefined,
): NearMissQuestion["mapping"] {
  const issuer =
    authentication?.decidedBy ??
    authentication?.issuers.find(({ verdict }) => verdict === "passed" || verdict === "unknown")
      ?.index;
  return issuer === undefined ? undefined : { source: sourceOf(input), issuer };
}

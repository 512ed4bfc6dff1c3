import { namesOf } from "../authn/names/names.ts";
import type { Minor } from "../kube/minor.ts";
import { loadApiResources, withNamedResources } from "../rbac/api-resources.ts";
import { createAuthorizer } from "../rbac/authorize.ts";
import { loadDefaultPolicy } from "../rbac/default-policy/load.ts";
import { describeMapping } from "../rbac/describe-mapping.ts";
import { type DecodedPolicy, decodePolicy, mergePolicies } from "../rbac/manifest/decode.ts";
import type { NearMissCandidate } from "../rbac/near-miss.ts";
import { adviseOnBindings } from "./binding-advice.ts";
import { type Cache, Same } from "./cache.ts";
import type { AnalysisInput } from "./input.ts";
import { viewMatrix } from "./matrix-view.ts";
import { joinPolicies } from "./policy-file-view.ts";
import type { Queries, Source } from "./queries.ts";

/** Where the roles and bindings of a server come from. */
export interface PolicySource {
  readonly files: readonly Same<DecodedPolicy>[];
  /** The document. */
  readonly bindings: string;
  /** The version whose defaults are below; none if undefined. */
  readonly defaults: Minor | undefined;
}

/** A user, and the policy that decides about them. */
export interface AccessQuestion {
  readonly policy: PolicySource;
  readonly user: { readonly username: string; readonly groups: readonly string[] };
}

/** The same in a namespace, "" being cluster-wide. */
export interface ScopedQuestion extends AccessQuestion {
  readonly namespace: string;
}

/** What is asked about bindings that almost name the user. */
export interface NearMissQuestion extends AccessQuestion {
  /** The issuer whose mapping gave the names; undefined if no token did. */
  readonly mapping: { readonly source: Source; readonly issuer: number } | undefined;
  readonly candidates: readonly NearMissCandidate[];
}

/** What is asked about a permission to be given; without a user, to any name. */
export interface GrantQuestion extends Omit<ScopedQuestion, "user"> {
  readonly user: ScopedQuestion["user"] | undefined;
  /** The name of an intent, or "". */
  readonly intent: string;
  /** A question each line. */
  readonly wanted: string;
  readonly grantee: string;
  /** The configuration whose names can be given something. */
  readonly source: Source;
}

/** What is asked if there is no user: who could get in, and who may do something. */
export interface ReviewQuestion {
  readonly policy: PolicySource;
  readonly source: Source;
  /** As after `kubectl auth can-i`, perhaps empty. */
  readonly question: string;
  readonly minor: Minor;
}

/** The policy that is edited. */
export function policySourceOf({
  files = [],
  bindings,
  defaultPolicy,
  minor,
}: Pick<AnalysisInput, "files" | "bindings" | "defaultPolicy" | "minor">): PolicySource {
  return {
    files: files.map(({ decoded }) => new Same(decoded)),
    bindings,
    defaults: defaultPolicy ? minor : undefined,
  };
}

/** The queries about access: see createAccessQueries. */
export type AccessQueries = ReturnType<typeof createAccessQueries>;

/** What the stages of an engine ask about roles, bindings and what they grant. */
export function createAccessQueries(cache: Cache, { load }: Pick<Queries, "load">) {
  /** The roles and bindings of a document. */
  const bindings = cache.query("bindings", documents, (text: string) => decodePolicy(text));

  /** Our own findings about a document of bindings under a configuration. */
  const bindingAdvice = cache.query(
    "binding-advice",
    few,
    ({ source, text }: { readonly source: Source; readonly text: string }) =>
      adviseOnBindings(load(source), bindings(text).policy, text),
  );

  /** The roles and bindings of the user's documents, without the defaults. */
  const ownPolicy = cache.query(
    "own-policy",
    policies,
    ({ files, bindings: text }: Omit<PolicySource, "defaults">) =>
      joinPolicies(
        files.map(({ value }) => value),
        bindings(text).policy,
      ),
  );

  const own = ({ files, bindings: text }: PolicySource) => ownPolicy({ files, bindings: text });

  const defaults = cache.query("defaults", few, loadDefaultPolicy);

  /** The authorizer of the documents with the defaults below them. */
  const authorizer = cache.query("authorizer", policies, async (source: PolicySource) => {
    const policy = own(source);
    return createAuthorizer(
      source.defaults === undefined
        ? policy
        : mergePolicies(await defaults(source.defaults), policy),
    );
  });

  /** What the server serves. */
  const served = cache.query("served", { limit: 1 }, (_: "") => loadApiResources());

  /** What the server serves, and behind it what only the policy's roles name. */
  const resources = cache.query("resources", policies, async (source: PolicySource) =>
    withNamedResources(await served(""), (await authorizer(source)).policy),
  );

  const matrix = cache.query("matrix", ofUsers, async (asked: ScopedQuestion) => {
    const { policy, user, namespace } = asked;
    return viewMatrix({
      authorizer: await authorizer(policy),
      resources: await resources(policy),
      ...{ user, namespace, bindings: policy.bindings },
    });
  });

  /** Written by code that is loaded once access is to be given. */
  const grant = cache.query("grant", ofUsers, async (asked: GrantQuestion) => {
    const { viewGrant } = await import("./grant-view.ts");
    const { policy, source, ...rest } = asked;
    return viewGrant({
      names: namesOf(load(source)),
      authorizer: await authorizer(policy),
      resources: await resources(policy),
      bindings: policy.bindings,
      ...rest,
    });
  });

  /** Near misses and risks are asked once there is a user: their code is loaded then. */
  const nearMisses = cache.query("near-misses", ofUsers, async (asked: NearMissQuestion) => {
    const { viewNearMisses } = await import("./near-miss-view.ts");
    const { policy, user, mapping: from, candidates } = asked;
    const decoded = from && load(from.source).decoded;
    const mapping = from && decoded && describeMapping(from.source.text, decoded, from.issuer);
    return viewNearMisses({
      authorizer: await authorizer(policy),
      bindings: policy.bindings,
      ...{ user, candidates },
      ...(mapping && { mapping }),
    });
  });

  const review = cache.query("review", few, async (asked: ReviewQuestion) => {
    const { viewReview } = await import("./review-view.ts");
    const { policy, source, question, minor } = asked;
    return viewReview({
      authorizer: await authorizer(policy),
      resources: await resources(policy),
      own: own(policy),
      bindings: policy.bindings,
      loaded: load(source),
      ...{ text: source.text, question, minor },
    });
  });

  const risks = cache.query(
    "risks",
    ofUsers,
    async ({ policy, user, source }: AccessQuestion & { readonly source: Source }) => {
      const { viewRisks } = await import("./risks-view.ts");
      return viewRisks({
        authorizer: await authorizer(policy),
        own: own(policy),
        bindings: policy.bindings,
        loaded: load(source),
        user,
      });
    },
  );

  return {
    bindings,
    bindingAdvice,
    ownPolicy: own,
    authorizer,
    served,
    resources,
    matrix,
    grant,
    nearMisses,
    review,
    risks,
  };
}

const few = { limit: 4 };

/** What is edited, what runs, and those of another workspace. */
const documents = { limit: 6, capacity: 4_000_000, weigh: (text: string) => text.length };

/** What is made of a policy is as large as the policy: of large files one at a time is kept. */
const policies = {
  limit: 4,
  capacity: 20_000,
  weigh: ({ files }: Pick<PolicySource, "files">) =>
    files.reduce(
      (sum, { value: { policy } }) => sum + policy.roles.length + policy.bindings.length,
      0,
    ),
};

/** With the names of a user in the key: gone when two runs did not ask for it. */
const ofUsers = {
  limit: 6,
  idleRuns: 1,
  capacity: policies.capacity,
  weigh: ({ policy }: Pick<AccessQuestion, "policy">) => policies.weigh(policy),
};

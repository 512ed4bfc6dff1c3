import type { LoadedConfiguration } from "../authn/load.ts";
import type { UnknownRole } from "../rbac/authorize.ts";
import { type AccessSide, compareAccess, type ScopeDifference } from "../rbac/compare-access.ts";
import type { PolicyRule } from "../rbac/types.ts";
import type { Authentication } from "../token/trace.ts";
import { type AccessQueries, policySourceOf } from "./access-queries.ts";
import type { Headline } from "./headline-view.ts";
import type { AnalysisInput, SavedToken } from "./input.ts";
import { externalSourceOf, type Queries, sourceOf } from "./queries.ts";
import { judgeSavedTokens, type SavedTokenView } from "./saved-token-view.ts";

/** What changes for each token once the edited documents replace those that run. Its texts are untrusted. */
export interface DifferenceView {
  /** Said before anything else: none of the tokens gets in any more. */
  readonly lockOut?: string;
  readonly notes: readonly string[];
  /** The saved tokens in their order, before them the one that is looked at, if it is not among them. */
  readonly tokens: readonly TokenDifference[];
}

/** What changes for one token. */
export interface TokenDifference {
  /** "" is the one that is looked at. */
  readonly id: string;
  readonly name: string;
  readonly before: TokenSide;
  readonly after: TokenSide;
  readonly changed: boolean;
  /** Where permissions are gained or lost. */
  readonly scopes: readonly ScopeView[];
  /** Scopes beyond the limit. */
  readonly moreScopes: number;
  /** Roles that were not supplied and both sides name: there may be less of a difference. */
  readonly unknownRoles: readonly string[];
}

/** What one of the two configurations makes of a token. */
export interface TokenSide {
  readonly verdict: Headline["verdict"];
  readonly title: string;
  readonly sentence: string;
  /** Absent if authentication yields no user. */
  readonly user?: { readonly username: string; readonly groups: readonly string[] };
}

/** Permissions gained and lost in a namespace, "" being the whole cluster. */
export interface ScopeView {
  readonly namespace: string;
  readonly gained: readonly PolicyRule[];
  readonly lost: readonly PolicyRule[];
  /** Rules beyond the limit, of both kinds. */
  readonly more: number;
  /** Roles that were not supplied: what they allow comes or goes. */
  readonly gainedRoles: readonly string[];
  readonly lostRoles: readonly string[];
  /** Namespaces where some of what the cluster loses stays, and where some of what it gains was. */
  readonly keptIn: readonly string[];
  readonly hadIn: readonly string[];
}

/** What is edited, as the stages before left it. */
export interface EditedSide {
  /** The verdict on the token that is looked at. */
  readonly headline: Headline;
  readonly authentication?: Authentication;
  readonly savedTokens?: readonly SavedTokenView[];
}

const ruleLimit = 40;
const scopeLimit = 30;

/** Compares what runs with what is edited; what was not given of what runs is taken to be as edited. */
export async function viewDifference(
  input: AnalysisInput,
  edited: EditedSide,
  queries: Queries & AccessQueries,
): Promise<DifferenceView> {
  const source = sourceOf(input);
  const running = input.running === undefined ? source : { ...source, text: input.running };
  const before = await judgeSavedTokens(listTokens(input), queries, {
    source: running,
    now: input.now,
    external: externalSourceOf(input),
  });
  const after = new Map(viewAfter(edited).map((view) => [view.id, view]));
  const compare = await createComparison(input, queries);
  const differences = before.map((old) => compareToken(old, after.get(old.id) ?? old, compare));
  const lockOut = findLockOut(differences);
  return {
    ...(lockOut === undefined ? {} : { lockOut }),
    notes: listNotes(input, queries.load(running), queries.load(source)),
    tokens: differences,
  };
}

/** The one that is looked at, if it is not among the saved ones. */
function listTokens({ token, savedTokens = [] }: AnalysisInput): readonly SavedToken[] {
  return token.trim() === "" || savedTokens.some(({ text }) => text === token)
    ? savedTokens
    : [{ id: shownId, name: "", text: token }, ...savedTokens];
}

const shownId = "";

function viewAfter({ headline, authentication, savedTokens = [] }: EditedSide): SavedTokenView[] {
  const { verdict, title, sentence } = headline;
  const user = authentication?.user;
  return [
    {
      ...{ id: shownId, name: "", verdict, title, sentence },
      ...(user && { user: user.username, groups: user.groups }),
    },
    ...savedTokens,
  ];
}

type Comparison = (
  before: AccessSide["user"],
  after: AccessSide["user"],
) => ReturnType<typeof compareAccess>;

async function createComparison(
  input: AnalysisInput,
  { authorizer, served }: AccessQueries,
): Promise<Comparison> {
  const edited = policySourceOf(input);
  const { runningBindings } = input;
  const after = await authorizer(edited);
  const before =
    runningBindings === undefined
      ? after
      : await authorizer({ ...edited, bindings: runningBindings });
  const resources = await served("");
  return (old, next) =>
    compareAccess({ authorizer: before, user: old }, { authorizer: after, user: next }, resources);
}

function compareToken(
  old: SavedTokenView,
  next: SavedTokenView,
  compare: Comparison,
): TokenDifference {
  const before = viewSide(old);
  const after = viewSide(next);
  // If no server runs one of the two, there is no user to ask about.
  const known = ![old, next].some(({ verdict }) => verdict === "no-configuration");
  const { scopes, unknownRoles } = known
    ? compare(before.user, after.user)
    : { scopes: [], unknownRoles: [] };
  return {
    id: old.id,
    name: old.name,
    before,
    after,
    changed: scopes.length > 0 || JSON.stringify(before) !== JSON.stringify(after),
    scopes: scopes.slice(0, scopeLimit).map(viewScope),
    moreScopes: Math.max(scopes.length - scopeLimit, 0),
    unknownRoles: unknownRoles.map(nameOf),
  };
}

function viewSide({ verdict, title, sentence, user, groups = [] }: SavedTokenView): TokenSide {
  return {
    ...{ verdict, title, sentence },
    ...(user === undefined ? {} : { user: { username: user, groups } }),
  };
}

function viewScope({ gained, lost, ...rest }: ScopeDifference): ScopeView {
  return {
    namespace: rest.namespace,
    gained: gained.slice(0, ruleLimit),
    lost: lost.slice(0, ruleLimit),
    more: Math.max(gained.length - ruleLimit, 0) + Math.max(lost.length - ruleLimit, 0),
    gainedRoles: rest.gainedRoles.map(nameOf),
    lostRoles: rest.lostRoles.map(nameOf),
    keptIn: rest.keptIn,
    hadIn: rest.hadIn,
  };
}

function nameOf({ kind, namespace, name }: UnknownRole): string {
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}

/** A configuration that no server runs locks no user out: after a reload the old one stays in force. */
function findLockOut(tokens: readonly TokenDifference[]): string | undefined {
  const sent = tokens.filter(({ before }) => before.verdict !== "no-token");
  const entering = sent.filter(({ before }) => getsIn(before)).length;
  const refused = sent.every(({ after }) => !getsIn(after) && after.verdict !== "no-configuration");
  if (entering === 0 || !refused) return undefined;
  const count = sent.length;
  const [all, they] = { 1: ["the token", "it gets"], 2: ["both tokens", "both get"] }[count] ?? [
    `all ${count} tokens`,
    "all of them get",
  ];
  const today =
    entering === count ? they : `${entering} of them ${entering === 1 ? "gets" : "get"}`;
  return `Lock-out: what is edited refuses ${all} here, and ${today} in today. Keep another way in at hand, such as a client certificate.`;
}

function getsIn({ verdict }: TokenSide): boolean {
  return verdict === "accepted" || verdict === "unknown";
}

function listNotes(
  { running, runningBindings, authorizationModes, bindings, configuration }: AnalysisInput,
  before: LoadedConfiguration,
  after: LoadedConfiguration,
): readonly string[] {
  const same =
    (running === undefined || running === configuration) &&
    (runningBindings === undefined || runningBindings === bindings);
  return [
    ...(same ? ["What is edited is what runs."] : []),
    ...(before.compiled === undefined
      ? ["No server of this version runs what was set as running."]
      : []),
    ...(after.compiled === undefined
      ? [
          "The edited configuration is empty or not valid: a running server keeps the old one, and none starts with it.",
        ]
      : []),
    ...(running === undefined
      ? ["No running configuration is set: both sides have the edited one."]
      : []),
    ...(runningBindings === undefined
      ? ["No running role bindings are set: both sides have the edited ones."]
      : []),
    ...(authorizationModes.includes("AlwaysAllow")
      ? ["AlwaysAllow is among the authorization modes: permissions are those of RBAC alone."]
      : []),
  ];
}

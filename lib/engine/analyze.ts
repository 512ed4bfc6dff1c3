import { namesOf } from "../authn/names/names.ts";
import { offerNames } from "../authn/names/offer.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { readAnonymousAccess } from "../token/anonymous.ts";
import { decodePasted } from "../token/decode-token.ts";
import { describeToken, type TokenDescription } from "../token/describe.ts";
import type { Authentication } from "../token/trace.ts";
import type { AccessQueries } from "./access-queries.ts";
import { viewAccessStage } from "./access-stage.ts";
import { fixesFor, lintQuestionOf, repairsFor } from "./advice.ts";
import { type FixedUser, fixesToTry, tryFixes } from "./after-fix.ts";
import type { Analysis } from "./analysis.ts";
import { describeClient } from "./client-view.ts";
import { describeConfiguration } from "./configuration-view.ts";
import type { DifferenceView } from "./difference-view.ts";
import { explainFindings } from "./explain-findings.ts";
import { judgeDocuments } from "./export-view.ts";
import { describeDroppedFields, isForGardener } from "./gardener-view.ts";
import {
  describeNoToken,
  describeUnfinished,
  describeVerdict,
  emptyConfiguration,
  explainHeadline,
  explainNoConfiguration,
  type Headline,
} from "./headline-view.ts";
import { viewIdentity } from "./identity-view.ts";
import type { AnalysisInput } from "./input.ts";
import { findSigner, relateToken } from "./keys-view.ts";
import { compareWithAnswer, viewScratch } from "./load-when-asked.ts";
import { readLogLine } from "./log-line-view.ts";
import { offerImport, offerRest } from "./offer-import.ts";
import { viewOpened } from "./opened-view.ts";
import { describePolicyFile } from "./policy-file-view.ts";
import { externalSourceOf, type Queries, sourceOf } from "./queries.ts";
import { judgeSavedTokens } from "./saved-token-view.ts";
import { adviseOnSecrets } from "./secret-words.ts";

/** What an analysis asks. */
export type AllQueries = Queries & AccessQueries;

/** Everything that follows from the inputs: see Engine.analyze. */
export async function analyze(input: AnalysisInput, queries: AllQueries): Promise<Analysis> {
  const analysis = await analyzeDocuments(input, queries);
  const difference = await compareWithRunning(input, analysis, queries);
  const { claimsText } = analysis.token;
  const user = analysis.authentication?.user;
  return {
    ...analysis,
    ...(difference && { difference }),
    ...(input.scratch && {
      scratch: await viewScratch(input.scratch, input.minor, claimsText, user),
    }),
  };
}

/** The findings of all documents, and what they were found with. */
export async function findAll(input: AnalysisInput, queries: AllQueries) {
  const source = sourceOf(input);
  const loaded = queries.load(source);
  const logLine = await readLogLine(input.token, loaded);
  const token = logLine === undefined ? queries.token(input.token) : decodePasted(notToken);
  const alone =
    logLine === undefined
      ? queries.describe({ text: input.token, minor: input.minor })
      : describeToken(token, input.minor);
  const described =
    alone.kind === "unreadable" ? await describeClient(input, loaded, alone) : alone;
  const configuration = describeConfiguration(input.configuration, loaded);
  const { configuration: text, minor, target } = input;
  const dropped = isForGardener(text, target)
    ? describeDroppedFields(await queries.gardener(source), minor)
    : [];
  // An empty page is no mistake.
  const advice = text.trim() === "" ? [] : queries.lint(lintQuestionOf(input, token, described));
  const flags = configuration.verdict === "unreadable" ? await offerImport(input) : [];
  // A repair of a file that holds another one would mend the wrong text.
  const explained = await explainFindings(loaded.diagnostics);
  const own = flags.length === 0 ? explained : explained.map(withoutFixes);
  const opened = await viewOpened(input, queries);
  const found: readonly Diagnostic[] = [
    ...own,
    ...dropped,
    ...queries.bindings(input.bindings).diagnostics,
    ...(configuration.verdict === "unreadable" ? flags : await offerRest(input)),
    ...advice,
    ...(await adviseOnSecrets(text)),
    ...queries.bindingAdvice({ source, text: input.bindings }),
  ].map((diagnostic) => opened?.lead(diagnostic) ?? diagnostic);
  return { loaded, logLine, token, described, configuration, advice, found, opened, flags };
}

// What the text is says more than why it is no configuration.
function withOffer(headline: Headline, offer: Diagnostic | undefined): Headline {
  if (offer === undefined || headline.cause === undefined) return headline;
  const { message, hint } = offer;
  const { remedy: _, ...cause } = headline.cause;
  return {
    ...headline,
    sentence: message,
    cause: { ...cause, cause: message, ...(hint !== undefined && { remedy: hint }) },
  };
}

function withoutFixes({ fixes: _, ...diagnostic }: Diagnostic): Diagnostic {
  return diagnostic;
}

async function analyzeDocuments(input: AnalysisInput, queries: AllQueries): Promise<Analysis> {
  const { loaded, logLine, token, described, configuration, advice, found, flags } = await findAll(
    input,
    queries,
  );
  const { files = [], savedTokens, now } = input;
  const source = sourceOf(input);
  const external = externalSourceOf(input);
  const { answering } = queries.external(external);
  const keys = await Promise.all(
    (await queries.keyReadings(external)).map(async (reading) => ({
      ...reading,
      ...relateToken(reading, token),
      ...(await findSigner(reading, input.keys[reading.issuer], token, queries.verifyingKeys)),
    })),
  );
  const saved =
    savedTokens && (await judgeSavedTokens(savedTokens, queries, { source, now, external }));
  const base = {
    diagnostics: found,
    configuration,
    token: described,
    keys,
    keyIssuers: [
      ...new Set([
        ...configuration.issuers.map(({ url }) => url),
        ...keys.map(({ issuer }) => issuer),
        ...answering,
      ]),
    ],
    exportable: judgeDocuments(input, found),
    subjects: offerNames(namesOf(loaded)),
    ...(logLine === undefined ? {} : { logLine }),
    ...queries.fields(source),
    ...(saved === undefined ? {} : { savedTokens: saved }),
    ...(files.length === 0 ? {} : { files: files.map(describePolicyFile) }),
  };

  const question = { source, token: input.token, now, external };
  const credential = token.credential;
  const accessOf = async (fixes: readonly Fix[] = [], authentication?: Authentication) => {
    const unmapped = await groupFixesOf(input, queries, described, authentication);
    const toTry = [...unmapped, ...fixesToTry(fixes, authentication, advice)];
    const fixed =
      credential === undefined ? [] : await tryFixes(queries, question, toTry, authentication);
    const context = { savedTokens: saved ?? [], fixed, ...(authentication && { authentication }) };
    return {
      ...viewAfterFix(fixed, authentication),
      ...(await viewAccessStage(input, context, queries)),
    };
  };

  if (configuration.verdict === "empty") {
    return { ...base, headline: emptyConfiguration, ...(await accessOf()) };
  }
  if (loaded.compiled === undefined) {
    const unfinished =
      flags.length === 0
        ? await describeUnfinished(input.configuration, loaded, described)
        : undefined;
    if (unfinished !== undefined) return { ...base, headline: unfinished, ...(await accessOf()) };
    const fixes = repairsFor(found);
    const refused = withOffer(await explainNoConfiguration(loaded), flags[0]);
    const headline = { ...refused, ...(fixes.length > 0 && { fixes }) };
    return { ...base, headline, ...(await accessOf(fixes)) };
  }
  const authentication =
    credential === undefined ? undefined : await queries.authentication(question);
  if (authentication === undefined) {
    const headline = describeNoToken(readAnonymousAccess(loaded.compiled, input.minor));
    return { ...base, headline, ...(await accessOf()) };
  }
  const fixes = fixesFor(authentication, advice);
  const headline = {
    ...(await explainHeadline(describeVerdict(authentication), authentication, described)),
    ...(fixes.length > 0 && { fixes }),
  };
  const { user } = authentication;
  const claims = described.claims.map(({ name }) => name);
  return {
    ...base,
    authentication,
    headline,
    ...(user === undefined
      ? {}
      : {
          identity: {
            ...viewIdentity(user, { authentication, claims }),
            ...(await compareWithAnswer(input.access?.whoami ?? "", user)),
          },
        }),
    ...(await accessOf(fixes, authentication)),
  };
}

/** Changes that map groups which the token holds, a binding names and the configuration does not read. */
async function groupFixesOf(
  input: AnalysisInput,
  queries: AllQueries,
  described: TokenDescription,
  authentication: Authentication | undefined,
): Promise<readonly Fix[]> {
  const { policy } = queries.bindings(input.bindings);
  if (authentication?.user === undefined || policy.bindings.length === 0) return [];
  const { findIssuer, listGroupFixes } = await import("./diagnose/group-fixes.ts");
  const { readClaims } = await import("../explain/causes/verdict.ts");
  const [issuer, claims] = [findIssuer(authentication), readClaims(described)];
  if (issuer === undefined || claims === undefined) return [];
  const loaded = queries.load(sourceOf(input));
  return listGroupFixes({ text: input.configuration, loaded, issuer, claims, policy });
}

/** The verdict without what is offered beside it. */
export async function judge(input: AnalysisInput, queries: Queries): Promise<Headline> {
  const source = sourceOf(input);
  if (source.text.trim() === "") return emptyConfiguration;
  const { compiled } = queries.load(source);
  if (compiled === undefined) return explainNoConfiguration(queries.load(source));
  const authentication = await queries.authentication({
    ...{ source, token: input.token, now: input.now },
    external: externalSourceOf(input),
  });
  return authentication === undefined
    ? describeNoToken(readAnonymousAccess(compiled, input.minor))
    : explainHeadline(
        describeVerdict(authentication),
        authentication,
        queries.describe({ text: input.token, minor: input.minor }),
      );
}

/** What changes for the tokens against what runs; undefined if nothing is said to run, or there is no token. */
async function compareWithRunning(
  input: AnalysisInput,
  { headline, authentication, savedTokens }: Analysis,
  queries: AllQueries,
): Promise<DifferenceView | undefined> {
  if (input.running === undefined && input.runningBindings === undefined) return undefined;
  if (input.token.trim() === "" && (input.savedTokens ?? []).length === 0) return undefined;
  // Most visitors never compare: who does loads it then.
  const { viewDifference } = await import("./difference-view.ts");
  const edited = {
    headline,
    ...(authentication && { authentication }),
    ...(savedTokens && { savedTokens }),
  };
  return viewDifference(input, edited, queries);
}

/** If authentication yields no user: the user after the first proposed fix that lets the token in. */
function viewAfterFix(
  fixed: readonly FixedUser[],
  authentication: Authentication | undefined,
): Pick<Analysis, "afterFix"> {
  const [first] = fixed;
  if (first === undefined || authentication?.user !== undefined) return {};
  return { afterFix: { title: first.title, identity: viewIdentity(first.user) } };
}

const notToken = {
  kind: "unreadable",
  problem: "This is what a server or kubectl says, not a token.",
  hint: "",
} as const;

import { namesOf } from "../authn/names/names.ts";
import { offerNames } from "../authn/names/offer.ts";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import type { ExportRequest } from "../export/types.ts";
import { readAnonymousAccess } from "../token/anonymous.ts";
import { decodePasted } from "../token/decode-token.ts";
import { describeToken, type TokenDescription } from "../token/describe.ts";
import type { Authentication } from "../token/trace.ts";
import { type AccessQueries, createAccessQueries } from "./access-queries.ts";
import { viewAccessStage } from "./access-stage.ts";
import { fixesFor, lintQuestionOf, repairsFor } from "./advice.ts";
import { type FixedUser, fixesToTry, tryFixes } from "./after-fix.ts";
import type { Analysis } from "./analysis.ts";
import { createCache } from "./cache.ts";
import { describeClient } from "./client-view.ts";
import type { ComposeRequest, ComposeView } from "./compose-view.ts";
import { describeConfiguration } from "./configuration-view.ts";
import type { ConversionAsked, ConversionView } from "./conversion-view.ts";
import type { DiagnosisView } from "./diagnosis-view.ts";
import type { DifferenceView } from "./difference-view.ts";
import { explainFindings } from "./explain-findings.ts";
import { type ExportView, judgeDocuments, listDocuments } from "./export-view.ts";
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
import type { IncidentRequest } from "./incident-view.ts";
import type { AnalysisInput } from "./input.ts";
import { findSigner, relateToken } from "./keys-view.ts";
import { compareWithAnswer, viewScratch } from "./load-when-asked.ts";
import { readLogLine } from "./log-line-view.ts";
import { offerImport, offerRest } from "./offer-import.ts";
import { viewOpened } from "./opened-view.ts";
import type { PanelsInput, PanelsSource, PanelsView } from "./panels-view.ts";
import { describePolicyFile } from "./policy-file-view.ts";
import { createQueries, externalSourceOf, type Queries, sourceOf } from "./queries.ts";
import { judgeSavedTokens } from "./saved-token-view.ts";
import { adviseOnSecrets } from "./secret-words.ts";
import type { ShareView } from "./tests/prepare-share.ts";
import type { TestProposal } from "./tests/propose-test.ts";
import type { GrantAsked, GrantTest } from "./tests/test-grant.ts";
import type { TestsView } from "./tests/tests-view.ts";
import type { ChangedDocuments, TurnedTests } from "./tests/turned-tests.ts";
import type { UpgradeView } from "./tests/upgrade-view.ts";

/**
 * Answers about a workspace. It remembers what it worked out by the content of the question, so a key press in the
 * bindings does not compile the configuration again; a token and what came of one only until the second run without it, or the first without any.
 * No method throws for what a visitor typed.
 */
export interface Engine {
  /** Everything that follows from the inputs at once: what the page shows first. */
  analyze(input: AnalysisInput): Promise<Analysis>;
  /** The verdict alone, for inputs that are not there yet: after a fix, say. */
  preview(input: AnalysisInput): Promise<Headline>;
  /** What the panels under the configuration show: other versions, what runs, certificates. */
  viewPanels(source: PanelsSource, input: PanelsInput): Promise<PanelsView>;
  /** What helps against the verdict: changes of the documents that were tried, with what becomes of the token. */
  diagnose(input: AnalysisInput): Promise<DiagnosisView>;
  /** What adding an issuer of the catalogue does; undefined if its questions are not answered. */
  compose(input: AnalysisInput, request: ComposeRequest): Promise<ComposeView | undefined>;
  /** Runs tests, the text of their list, with the documents as they are. No token has a part in it. */
  test(input: AnalysisInput, tests: string): Promise<TestsView>;
  /** Which tests a change of the documents turns. */
  turnTests(input: AnalysisInput, change: ChangedDocuments, tests: string): Promise<TurnedTests>;
  /** The token as a test to be kept, with its result as the expectation. */
  proposeTest(input: AnalysisInput): Promise<TestProposal>;
  /** The list of tests with one more: what a binding gives to one of its subjects. */
  testGrant(input: AnalysisInput, grant: GrantAsked, tests: string): Promise<GrantTest>;
  /** A mapping of the configuration written the other way, by a claim or as an expression, if its meaning is kept. */
  convert(input: AnalysisInput, asked: ConversionAsked): Promise<ConversionView>;
  /** What every version makes of the tests, the tokens and the keys. */
  upgrade(input: AnalysisInput, tests: string): Promise<UpgradeView>;
  /** What a link to a workspace file would hold. `now` in Unix seconds counts if the file names no moment. */
  share(file: string, own: readonly number[], now: number): Promise<ShareView>;
  /** The verdict as a note for a ticket, in Markdown: no token, no key, and no claim value that the configuration does not name. */
  describeIncident(input: AnalysisInput, request: IncidentRequest): Promise<string>;
  /** The files for the target of the input, whatever token is in it. */
  export(input: AnalysisInput, request: ExportRequest): Promise<ExportView>;
  /** How often each query was made since the start, by its name. */
  counts(): Readonly<Record<string, number>>;
  /** How many answers each query keeps, by its name. */
  sizes(): Readonly<Record<string, number>>;
}

/** An engine with caches of its own. */
export function createEngine(): Engine {
  const cache = createCache();
  const configurations = createQueries(cache);
  const queries = { ...configurations, ...createAccessQueries(cache, configurations) };
  const run = async <T>(input: AnalysisInput, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } finally {
      cache.endRun(input.token === "" && (input.savedTokens ?? []).length === 0);
    }
  };
  return {
    analyze: (input) => run(input, () => analyze(input, queries)),
    preview: (input) => run(input, () => judge(input, queries)),
    async viewPanels(source, input) {
      const { viewPanels } = await import("./panels-view.ts");
      return viewPanels(input, source, queries);
    },
    diagnose: (input) =>
      run(input, async () => {
        const { viewDiagnosis } = await import("./diagnosis-view.ts");
        return viewDiagnosis(input, queries);
      }),
    async compose(input, request) {
      // The catalogue is loaded when an issuer is added.
      const { viewComposition } = await import("./compose-view.ts");
      return viewComposition(input, request);
    },
    async test(input, tests) {
      const { viewTests } = await import("./tests/tests-view.ts");
      return viewTests(input, tests);
    },
    async turnTests(input, change, tests) {
      const { viewTurnedTests } = await import("./tests/turned-tests.ts");
      return viewTurnedTests(input, change, tests);
    },
    async upgrade(input, tests) {
      const { viewUpgrade } = await import("./tests/upgrade-view.ts");
      return viewUpgrade(input, tests);
    },
    async share(file, own, now) {
      const { prepareShare } = await import("./tests/prepare-share.ts");
      return prepareShare(file, own, now);
    },
    async proposeTest(input) {
      const { proposeTest } = await import("./tests/propose-test.ts");
      return proposeTest(input);
    },
    async testGrant(input, grant, tests) {
      const { testGrant } = await import("./tests/test-grant.ts");
      return testGrant(input, grant, tests);
    },
    describeIncident: (input, request) =>
      run(input, async () => {
        const { viewIncident } = await import("./incident-view.ts");
        return viewIncident(input, request, await judge(input, queries), queries);
      }),
    convert: (input, asked) =>
      run(input, async () => {
        const { viewConversion } = await import("./conversion-view.ts");
        return viewConversion(input, asked, queries);
      }),
    export: (input, request) =>
      run(input, async () => {
        // The code that writes the files is loaded when they are looked at.
        const { writeExport } = await import("./write-export.ts");
        const { found } = await findAll({ ...input, token: "" }, queries);
        const bundle = await writeExport(input, request, found, queries);
        return { ...bundle, documents: await listDocuments(input, found, queries) };
      }),
    counts: cache.counts,
    sizes: cache.sizes,
  };
}

type AllQueries = Queries & AccessQueries;

async function analyze(input: AnalysisInput, queries: AllQueries): Promise<Analysis> {
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
async function findAll(input: AnalysisInput, queries: AllQueries) {
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
async function judge(input: AnalysisInput, queries: Queries): Promise<Headline> {
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

import type { ExportRequest } from "../export/types.ts";
import { createAccessQueries } from "./access-queries.ts";
import type { Analysis } from "./analysis.ts";
import { analyze, findAll, judge } from "./analyze.ts";
import { createCache } from "./cache.ts";
import type { ComposeRequest, ComposeView } from "./compose-view.ts";
import type { ConversionAsked, ConversionView } from "./conversion-view.ts";
import type { DiagnosisView } from "./diagnosis-view.ts";
import { type ExportView, listDocuments } from "./export-view.ts";
import type { Headline } from "./headline-view.ts";
import type { IncidentRequest } from "./incident-view.ts";
import type { AnalysisInput } from "./input.ts";
import type { PanelsInput, PanelsSource, PanelsView } from "./panels-view.ts";
import { createQueries } from "./queries.ts";
import type { TestProposal } from "./tests/propose-test.ts";
import type { ShareView } from "./tests/share-view.ts";
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
      const { prepareShare } = await import("./tests/share-view.ts");
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

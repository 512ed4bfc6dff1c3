import { createCompile, type LoadedConfiguration, loadConfiguration } from "./authn/load.ts";
import type { Diagnostic, Fix } from "./diagnostics/diagnostic.ts";
import { viewAccessStage } from "./engine/access-stage.ts";
import { adviseOn, fixesFor, repairsFor } from "./engine/advice.ts";
import { type FixedUser, fixesToTry, tryFixes } from "./engine/after-fix.ts";
import type { Analysis, ExportFile } from "./engine/analysis.ts";
import { describeConfiguration } from "./engine/configuration-view.ts";
import { gatherOutside } from "./engine/external-data.ts";
import { listClaimReaders, listExpressionPlaces } from "./engine/fields-view.ts";
import { findDroppedFields } from "./engine/gardener-view.ts";
import {
  describeNoToken,
  describeVerdict,
  emptyConfiguration,
  noConfiguration,
} from "./engine/headline-view.ts";
import { viewIdentity } from "./engine/identity-view.ts";
import type { AnalysisInput } from "./engine/input.ts";
import { relateToken } from "./engine/keys-view.ts";
import { splitLines } from "./engine/lines.ts";
import { readLogLine } from "./engine/log-line-view.ts";
import { createMemo } from "./engine/memo.ts";
import { offerImport } from "./engine/offer-import.ts";
import type { PanelsInput, PanelsView } from "./engine/panels-view.ts";
import { describePolicyFile, joinPolicies, type PolicyFile } from "./engine/policy-file-view.ts";
import { judgeKeptTokens } from "./engine/saved-token-view.ts";
import { tryExpression } from "./engine/scratch-view.ts";
import type { Minor } from "./kube/minor.ts";
import { decodePolicy } from "./rbac/manifest/decode.ts";
import { readAnonymousAccess } from "./token/anonymous.ts";
import { authenticate } from "./token/authenticate.ts";
import { decodePasted, decodeToken } from "./token/decode-token.ts";
import { describeToken } from "./token/describe.ts";
import type { Authentication } from "./token/trace.ts";

export { readPolicyFile } from "./engine/policy-file-view.ts";
export type { DecodedPolicy } from "./rbac/manifest/decode.ts";

/**
 * Everything that follows from the inputs. Stages that did not change since the last call of the same process are taken
 * from it: a key press in the bindings does not compile the configuration again. Never throws for what a user typed.
 */
export async function analyze(input: AnalysisInput): Promise<Analysis> {
  const documents = await withDifference(
    input,
    await withExport(input, await analyzeDocuments(input)),
  );
  const analysis =
    input.panels === undefined
      ? documents
      : { ...documents, panels: await viewPanelsOf(input, input.panels) };
  if (input.scratch === undefined) return analysis;
  const { claimsText } = analysis.token;
  const user = analysis.authentication?.user;
  return { ...analysis, scratch: tryExpression(input.scratch, input.minor, claimsText, user) };
}

// Only the worker of the panels looks at other versions and at what runs.
async function viewPanelsOf(input: AnalysisInput, asked: PanelsInput): Promise<PanelsView> {
  const { viewPanels } = await import("./engine/panels-view.ts");
  return viewPanels(asked, input, loadInput(input));
}

// The code that writes the files is loaded when somebody looks at them.
async function withExport(input: AnalysisInput, analysis: Analysis): Promise<Analysis> {
  if (input.exporting === undefined) return analysis;
  const { makeBundle } = await import("./engine/make-bundle.ts");
  const { policy } = decodeStage(input.bindings);
  const bundle = await makeBundle(input, input.exporting, {
    loaded: loadInput(input),
    policy,
    diagnostics: analysis.diagnostics,
  });
  return { ...analysis, bundle };
}

async function withDifference(input: AnalysisInput, analysis: Analysis): Promise<Analysis> {
  const { running, runningBindings, token, keptTokens = [], files = noFiles } = input;
  if (running === undefined && runningBindings === undefined) return analysis;
  if (token.trim() === "" && keptTokens.length === 0) return analysis;
  // Most visitors never compare: who does loads it then.
  const { viewDifference } = await import("./engine/difference-view.ts");
  const policy = joinStage(files, decodeStage(input.bindings).policy);
  const { headline, authentication } = analysis;
  const edited = {
    ...{ loaded: loadInput(input), policy, headline },
    ...(authentication && { authentication }),
    ...(analysis.keptTokens && { keptTokens: analysis.keptTokens }),
  };
  return { ...analysis, difference: await viewDifference(input, edited) };
}

async function analyzeDocuments(input: AnalysisInput): Promise<Analysis> {
  const loaded = loadInput(input);
  const logLine = await readLogLine(input.token, loaded);
  const pasted = logLine === undefined ? readStage(input.token) : decodePasted(notToken);
  const reading = describeStage(pasted, input.minor);
  const gathered = gatherOutside(input.keys, input.answers ?? noAnswers, input.minor);
  const { outside, signatures, readings, answering } = gathered;
  const keys = readings.map((found) => ({ ...found, ...relateToken(found, pasted) }));
  const decoded = decodeStage(input.bindings);
  const { files = noFiles } = input;
  const configuration = describeConfiguration(input.configuration, loaded);
  const { configuration: text, minor, target, disallowedIssuers } = input;
  const dropped = findDroppedFields(text, minor, target, disallowedIssuers);
  const advice = adviseOn(input, loaded, pasted);
  const flags = configuration.verdict === "unreadable" ? await offerImport(input) : [];
  const diagnostics = [
    ...loaded.diagnostics,
    ...dropped,
    ...decoded.diagnostics,
    ...flags,
    ...advice,
  ];
  const base = {
    diagnostics,
    configuration,
    token: reading,
    keys,
    keyIssuers: [
      ...new Set([
        ...configuration.issuers.map(({ url }) => url),
        ...keys.map(({ issuer }) => issuer),
        ...answering,
      ]),
    ],
    exports: listExports(input, diagnostics),
    ...(logLine === undefined ? {} : { logLine }),
    ...viewFields(input.configuration, loaded),
    ...(input.keptTokens === undefined
      ? {}
      : {
          keptTokens: await judgeKeptTokens(input.keptTokens, {
            compiled: loaded.compiled,
            minor,
            now: input.now,
            gathered,
          }),
        }),
    ...(files.length === 0 ? {} : { files: files.map(describePolicyFile) }),
  };

  const { credential, claims: payload } = pasted;
  const policy = joinStage(files, decoded.policy);
  const { keptTokens = [] } = base;
  const accessOf = async (fixes: readonly Fix[] = [], authentication?: Authentication) => {
    const toTry = fixesToTry(fixes, authentication, advice);
    const fixed =
      credential === undefined || toTry.length === 0
        ? []
        : await tryFixes(toTry, {
            ...input,
            ...{ credential, gathered, compile: compileStage(input.minor), authentication },
          });
    const found = { policy, loaded, keptTokens, fixed, ...(authentication && { authentication }) };
    return { ...viewAfterFix(fixed, authentication), ...(await viewAccessStage(input, found)) };
  };

  if (configuration.verdict === "empty") {
    return { ...base, headline: emptyConfiguration, ...(await accessOf()) };
  }
  if (loaded.compiled === undefined) {
    const fixes = repairsFor(diagnostics);
    const headline = { ...noConfiguration, ...(fixes.length > 0 && { fixes }) };
    return { ...base, headline, ...(await accessOf(fixes)) };
  }
  if (credential === undefined) {
    const headline = describeNoToken(readAnonymousAccess(loaded.compiled, input.minor));
    return { ...base, headline, ...(await accessOf()) };
  }

  const authentication = await authenticate({
    configuration: loaded.compiled,
    minor: input.minor,
    credential,
    ...(payload && { payload }),
    now: input.now,
    outside,
    signatures,
  });
  const fixes = fixesFor(authentication, advice);
  const headline = {
    ...describeVerdict(authentication),
    ...(fixes.length > 0 && { fixes }),
  };
  const { user } = authentication;
  return {
    ...base,
    authentication,
    headline,
    ...(user === undefined ? {} : { identity: viewIdentity(user) }),
    ...(await accessOf(fixes, authentication)),
  };
}

/** Where nobody comes of the token yet: who would, by the first proposal that lets it in. */
function viewAfterFix(
  fixed: readonly FixedUser[],
  authentication: Authentication | undefined,
): Pick<Analysis, "afterFix"> {
  const [first] = fixed;
  if (first === undefined || authentication?.user !== undefined) return {};
  return { afterFix: { title: first.title, identity: viewIdentity(first.user) } };
}

const readStage = createMemo(decodeToken);

const describeStage = createMemo(describeToken);

function loadInput({
  configuration,
  minor,
  disallowedIssuers,
}: AnalysisInput): LoadedConfiguration {
  return loadStage(configuration, minor, disallowedIssuers.join("\n"));
}

const loadStage = createMemo((text: string, minor: Minor, disallowed: string) =>
  loadConfiguration(text, {
    minor,
    disallowedIssuers: splitLines(disallowed),
    compile: compileStage(minor),
  }),
);

const compileStage = createMemo(createCompile);

const noAnswers = {};
const notToken = {
  kind: "unreadable",
  problem: "This is what a server or kubectl says, not a token.",
  hint: "",
} as const;
const noFiles: readonly PolicyFile[] = [];

const joinStage = createMemo(joinPolicies);

const decodeStage = createMemo((text: string) => decodePolicy(text));

/** Which fields read which claims, and where the expressions stand in the text. */
const viewFields = createMemo((text: string, { decoded, compilations }: LoadedConfiguration) => ({
  claimReaders: decoded && compilations ? listClaimReaders(decoded, compilations) : [],
  places: { text, expressions: decoded ? listExpressionPlaces(decoded) : [] },
}));

function listExports(input: AnalysisInput, diagnostics: readonly Diagnostic[]): ExportFile[] {
  const file = (
    document: "configuration" | "bindings",
    name: string,
    title: string,
  ): ExportFile[] => {
    const text = input[document];
    if (text.trim() === "") return [];
    const broken = diagnostics.some(
      (found) => found.document === document && found.severity === "error",
    );
    return [
      { name, title, text, ...(broken ? { problem: "It has errors; see its findings." } : {}) },
    ];
  };
  return [
    ...file("configuration", "authentication-config.yaml", "AuthenticationConfiguration"),
    ...file("bindings", "rbac.yaml", "Roles and bindings"),
  ];
}

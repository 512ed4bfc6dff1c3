import { createCompile, type LoadedConfiguration, loadConfiguration } from "./authn/load.ts";
import type { Diagnostic, Fix } from "./diagnostics/diagnostic.ts";
import type { AnswerView } from "./engine/access-answer.ts";
import type { AccessInput } from "./engine/access-input.ts";
import type { MatrixView } from "./engine/access-matrix.ts";
import { type AskerView, viewAccessStage } from "./engine/access-stage.ts";
import { adviseOn, fixesFor, repairsFor } from "./engine/advice.ts";
import { type FixedUser, fixesToTry, tryFixes } from "./engine/after-fix.ts";
import type { PanelsInput, PanelsView } from "./engine/configuration-view.ts";
import type { DifferenceView } from "./engine/difference.ts";
import { findDroppedFields } from "./engine/gardener-view.ts";
import type { GrantView } from "./engine/grant.ts";
import {
  describeNoToken,
  describeVerdict,
  emptyConfiguration,
  noConfiguration,
} from "./engine/headline.ts";
import { viewIdentity } from "./engine/identity-view.ts";
import { createMemo } from "./engine/memo.ts";
import type { NearMissView } from "./engine/near-misses.ts";
import { offerImport } from "./engine/offer-import.ts";
import { gatherOutside } from "./engine/outside.ts";
import {
  describePolicyFile,
  joinPolicies,
  type PolicyFile,
  type PolicyFileView,
} from "./engine/policy-files.ts";
import { type LogLineView, readLogLine } from "./engine/read-log-line.ts";
import type { RisksView } from "./engine/risks.ts";
import { type ScratchInput, type ScratchView, tryExpression } from "./engine/scratch.ts";
import {
  type ClaimReader,
  type ExpressionPlace,
  listClaimReaders,
  listExpressionPlaces,
} from "./engine/token-fields.ts";
import {
  credentialOf,
  judgeKeptTokens,
  type KeptToken,
  type KeptTokenView,
} from "./engine/token-kept.ts";
import { type KeyRelation, relateToken } from "./engine/token-keys.ts";
import type { Bundle } from "./export/bundle.ts";
import type { ExportRequest } from "./export/types.ts";
import type { Minor } from "./kube/minor.ts";
import { decodePolicy } from "./rbac/decode.ts";
import type { AccessRequest, Origin, PolicyRule } from "./rbac/types.ts";
import type { Span } from "./source/span.ts";
import { readAnonymousAccess } from "./token/anonymous.ts";
import { authenticate } from "./token/authenticate.ts";
import { type ClaimDescription, describeToken, type TokenDescription } from "./token/describe.ts";
import type { KeyDescription, PastedKeys } from "./token/keys.ts";
import { readToken } from "./token/read.ts";
import type { Authentication, UserInfo } from "./token/trace.ts";

export { readPolicyFile } from "./engine/policy-files.ts";
export type { DecodedPolicy } from "./rbac/decode.ts";

/** Everything the page shows is a function of this. No clock, no network: what is unknown is not in it. */
export interface AnalysisInput {
  readonly minor: Minor;
  readonly configuration: string;
  /** The configuration that runs today, where the user keeps one. */
  readonly running?: string;
  readonly bindings: string;
  /** The roles and bindings that the cluster has today, where they are known; the files stand beside them too. */
  readonly runningBindings?: string;
  /** As pasted: a JWT in any wrapping, or a JSON object of claims. */
  readonly token: string;
  /** Pasted key material by issuer URL; the entry "" serves every issuer. JWKS, PEM or discovery document. */
  readonly keys: Readonly<Record<string, string>>;
  /** What endpoints of distributed claims answer, by URL: a JWT, or a status line. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly now: number;
  readonly target: string;
  readonly authorizationModes: readonly string[];
  /** The server's own service-account issuers. */
  readonly disallowedIssuers: readonly string[];
  /** Whether the default roles and bindings of the version stand below the user's own. */
  readonly defaultPolicy: boolean;
  /** The namespace the access panel looks at; undefined is cluster-wide. */
  readonly namespace?: string;
  /** Roles and bindings beside the document. The caller keeps each as long as it is the same. */
  readonly files?: readonly PolicyFile[];
  /** What is asked about access; absent asks as the token's user for no more than the summary. */
  readonly access?: AccessInput;
  /** An expression to try out beside the configuration. */
  readonly scratch?: ScratchInput;
  /** Asks for what stands beside the verdict: other versions, the running configuration, certificates. */
  readonly panels?: PanelsInput;
  /** Asks for the files to download, for the target. */
  readonly exporting?: ExportRequest;
  /** Tokens beside the one that is looked at. */
  readonly keptTokens?: readonly KeptToken[];
}

/** Everything the page shows. A part is absent where its stage could not run; the page then says so. */
export interface Analysis {
  /** All findings of all documents, in the order of the server, ours after them. */
  readonly diagnostics: readonly Diagnostic[];
  readonly configuration: ConfigurationReading;
  readonly token: TokenReading;
  /** Where a line of a log was pasted instead. */
  readonly logLine?: LogLineView;
  readonly keys: readonly KeysReading[];
  /** Whose keys are wanted: the configuration's issuers, those that keys were given for, those of pasted answers. */
  readonly keyIssuers: readonly string[];
  /** Absent while no token was given. */
  readonly authentication?: Authentication;
  readonly headline: Headline;
  readonly identity?: IdentityView;
  /** Who the token would become by a proposed change, where nobody comes of it now. `title` is hostile text too. */
  readonly afterFix?: { readonly title: string; readonly identity: IdentityView };
  readonly files?: readonly PolicyFileView[];
  /** Who asks about access, where it is not the token's user. */
  readonly asker?: AskerView;
  readonly access?: AccessView;
  readonly exports: readonly ExportFile[];
  readonly scratch?: ScratchView;
  readonly panels?: PanelsView;
  readonly bundle?: Bundle;
  /** Which fields read which claims; empty while the configuration does not decode. */
  readonly claimReaders: readonly ClaimReader[];
  /** Where the expressions stand in the text, for what the editor offers inside of them. */
  readonly places: { readonly text: string; readonly expressions: readonly ExpressionPlace[] };
  /** In the order in which they were kept. */
  readonly keptTokens?: readonly KeptTokenView[];
  /** What changes for the tokens against what runs, where something is said to run and there is a token. */
  readonly difference?: DifferenceView;
}

/** Whether a kube-apiserver of the version would start with the configuration. */
export interface ConfigurationReading {
  /** "empty": there is no text; "unreadable": it does not decode; "refused": decoded and not valid. */
  readonly verdict: "empty" | "unreadable" | "refused" | "accepted";
  readonly issuers: readonly {
    readonly index: number;
    readonly url: string;
    /** "" where there is none. */
    readonly discoveryURL: string;
    /** PEM; "" where there is none. */
    readonly certificateAuthority: string;
    readonly span?: Span;
  }[];
  /** The sha256 of the text in hex, as the server's metric reports it after "sha256:". */
  readonly hash?: string;
}

/** The verdict in one line and one sentence, made from `authentication` and never from anything else. */
export interface Headline {
  readonly verdict:
    | "accepted"
    | "refused"
    | "anonymous"
    | "unknown"
    | "no-token"
    | "no-configuration";
  /** "401 Unauthorized", "Authenticated", "Would be authenticated", "Not known". */
  readonly title: string;
  /** One sentence a beginner understands. Hostile text: it may hold claim values. */
  readonly sentence: string;
  /** What must hold for "would be": "if the signature is valid". */
  readonly condition?: string;
  /** The server's log line without time and process: `"Unable to authenticate the request" err="…"`. */
  readonly log?: string;
  /** What kubectl prints to the user. */
  readonly client?: string;
  /** The step that decided, `Step.id`. */
  readonly step?: string;
  readonly fixes?: readonly Fix[];
}

/** What was pasted into the token's pane. Its texts are hostile. */
export type TokenReading = TokenDescription;

/** One claim for the page. */
export type ClaimView = ClaimDescription;

/** What was pasted as an issuer's keys. */
export interface KeysReading {
  /** The issuer's URL; "" serves every issuer. */
  readonly issuer: string;
  readonly kind: PastedKeys["kind"];
  /** How the keys were written. */
  readonly form?: "JWKS" | "JWK" | "PEM";
  readonly keys: readonly KeyDescription[];
  /** What is wrong with the text, or odd about it. */
  readonly problem?: string;
  /** How the token at hand relates to the keys; absent where it is not this issuer's or there are none. */
  readonly relation?: KeyRelation;
}

/** The user that came of the token, and how other tools write it. */
export interface IdentityView {
  readonly user: UserInfo;
  /** What `kubectl auth whoami` prints, byte for byte, with its last line end. */
  readonly whoami: string;
  /** A `subjects:` list for a manifest: the user and each of its groups. */
  readonly subjects: string;
}

/** What the user may do, as far as the page asks. */
export interface AccessView {
  /** The proposed change without which there is no such user. */
  readonly afterFix?: string;
  /** Undefined is cluster-wide. */
  readonly namespace?: string;
  /** Namespaces that the bindings name, sorted, for the choice. */
  readonly namespaces: readonly string[];
  /** What `kubectl auth can-i --list` prints, byte for byte, with its last line end. */
  readonly canIList: string;
  /** Bindings that match the user, the user's own documents first. */
  readonly grants: readonly Grant[];
  /** Usual questions and their answers. */
  readonly decisions: readonly AccessDecision[];
  /** "system:masters is allowed before any authorizer is asked." */
  readonly notes: readonly string[];
  readonly nearMisses: readonly NearMissView[];
  readonly risks: RisksView;
  /** To the question, while there is one. */
  readonly answer?: AnswerView;
  /** Only while it is shown. */
  readonly matrix?: MatrixView;
  /** Only while it is shown. */
  readonly grant?: GrantView;
}

/** A binding that names the user or one of its groups. */
export interface Grant {
  readonly binding: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
    readonly origin: Origin;
  };
  /** The subject that matched. */
  readonly subject: { readonly kind: string; readonly name: string };
  /** `known` is false where nobody supplied the role: what it allows is unknown. */
  readonly role: {
    readonly kind: string;
    readonly name: string;
    readonly known: boolean;
    readonly origin?: Origin;
  };
  readonly rules: readonly PolicyRule[];
}

/** The answer to one request. */
export interface AccessDecision {
  readonly request: AccessRequest;
  /** "get pods -n app", as after `kubectl auth can-i`. */
  readonly question: string;
  readonly verdict: "allowed" | "denied" | "unknown";
  /** The authorizer's reason: `RBAC: allowed by ClusterRoleBinding "…" of ClusterRole "…" to Group "…"`. */
  readonly reason: string;
}

/** A file to download. */
export interface ExportFile {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** Why it should not be applied as it is: errors in the document. */
  readonly problem?: string;
}

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
  const { viewPanels } = await import("./engine/configuration-view.ts");
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
  const { viewDifference } = await import("./engine/difference.ts");
  const policy = joinStage(files, decodeStage(input.bindings).policy);
  const edited = { loaded: loadInput(input), policy, analysis };
  return { ...analysis, difference: await viewDifference(input, edited) };
}

async function analyzeDocuments(input: AnalysisInput): Promise<Analysis> {
  const loaded = loadInput(input);
  const logLine = await readLogLine(input.token, loaded);
  const pasted = logLine === undefined ? readStage(input.token) : notToken;
  const reading = describeStage(pasted);
  const gathered = gatherOutside(input.keys, input.answers ?? noAnswers, input.minor);
  const { outside, signatures, readings, answering } = gathered;
  const keys = readings.map((found) => ({ ...found, ...relateToken(found, reading) }));
  const decoded = decodeStage(input.bindings);
  const { files = noFiles } = input;
  const configuration = describeConfiguration(input.configuration, loaded);
  const { configuration: text, minor, target, disallowedIssuers } = input;
  const dropped = findDroppedFields(text, minor, target, disallowedIssuers);
  const advice = adviseOn(input, loaded, reading);
  const flags = configuration.verdict === "unreadable" ? await offerImport(text, minor) : [];
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

  const credential = credentialOf(pasted);
  const policy = joinStage(files, decoded.policy);
  const { keptTokens = [] } = base;
  const accessOf = async (fixes: readonly Fix[] = [], authentication?: Authentication) => {
    const toTry = fixesToTry(fixes, authentication, advice);
    const fixed =
      credential === undefined || toTry.length === 0
        ? []
        : await tryFixes(toTry, { ...input, credential, outside, authentication });
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

const readStage = createMemo(readToken);

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
    disallowedIssuers: disallowed.split("\n").filter((url) => url !== ""),
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

/** What the server would see; undefined where nothing was pasted that a client could send. */
const viewFields = createMemo((text: string, { decoded, compilations }: LoadedConfiguration) => ({
  claimReaders: decoded && compilations ? listClaimReaders(decoded, compilations) : [],
  places: { text, expressions: decoded ? listExpressionPlaces(decoded) : [] },
}));

function describeConfiguration(text: string, loaded: LoadedConfiguration): ConfigurationReading {
  const issuers = (loaded.decoded?.configuration.jwt ?? []).map(({ issuer }, index) => {
    const place = loaded.decoded?.locate(`jwt[${index}].issuer.url`);
    const { url, discoveryURL, certificateAuthority } = issuer;
    const found = { index, url, discoveryURL, certificateAuthority };
    return { ...found, ...(place ? { span: place.span } : {}) };
  });
  return { verdict: verdictOf(text, loaded), issuers };
}

function verdictOf(text: string, loaded: LoadedConfiguration): ConfigurationReading["verdict"] {
  if (text.trim() === "") return "empty";
  if (loaded.decodeError !== undefined) return "unreadable";
  return loaded.errors.length > 0 ? "refused" : "accepted";
}

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

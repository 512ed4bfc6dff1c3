import type { BindingHelp } from "../../lib/editor/binding-context.ts";
import type { CelContext } from "../../lib/editor/cel-places.ts";
import type { Analysis } from "../../lib/engine/analysis.ts";
import { createEngine, type Engine } from "../../lib/engine/engine.ts";
import type { AnalysisInput } from "../../lib/engine/input.ts";
import { type Minor, newestMinor, parseMinor } from "../../lib/kube/minor.ts";
import { defaultAuthorizationModes, findClusterTarget } from "../../lib/kube/targets.ts";
import { usualCluster } from "../../lib/workspace/parse-workspace.ts";
import { secretCode, secretHint } from "../secret-words.ts";
import { type FilePart, type FileParts, readParts } from "./file-parts.ts";
import type { FileReader } from "./find-workspace.ts";
import { hideTokens } from "./hide-tokens.ts";
import type { AnalysedPart, Judged } from "./judged.ts";
import { findNamedPlaces, listNamespaces, listRolesBeside } from "./named-places.ts";
import type { EditedFile, FileFinding, JudgedPart, Judgement, Settings } from "./protocol.ts";
import { readSurroundings, type Surroundings, versionOf } from "./surroundings.ts";
import { createPlaces, type TextPlaces } from "./text-places.ts";

/** The context of a judgement, besides the file. */
export interface JudgeOptions {
  readonly settings: Settings;
  /** Folders of the editor. */
  readonly roots: readonly string[];
  /** Unix seconds. */
  readonly now: number;
}

/** The engine behind the language server. It reads files and writes none. */
export interface Judge {
  readonly engine: Engine;
  /** Judges a file. Never throws, whatever the file contains. */
  judge(file: EditedFile, options: JudgeOptions): Promise<Judged>;
}

/** A judge with caches of its own. */
export function createJudge(reader: FileReader): Judge {
  const engine = createEngine();
  return { engine, judge: (file, options) => judge(engine, reader, file, options) };
}

async function judge(
  engine: Engine,
  reader: FileReader,
  file: EditedFile,
  { settings, roots, now }: JudgeOptions,
): Promise<Judged> {
  const surroundings = await readSurroundings(file, settings, roots, reader, now);
  const version = versionOf(settings, surroundings) ?? newestMinor;
  const read = readParts(file.text, version, file.path ?? file.uri);
  const places = createPlaces(file.text);
  const parts: (AnalysedPart | undefined)[] = [];
  const judgedParts: JudgedPart[] = [];
  for (const part of read.parts) {
    if (part.kind === "workspace") {
      parts.push(undefined);
      judgedParts.push({ kind: part.kind });
      continue;
    }
    const input = inputFor(part, read, surroundings, settings, now);
    const analysis = await engine.analyze(input);
    const document = part.kind === "bindings" ? "bindings" : "configuration";
    // Of a file with both, the configuration's document is no manifest.
    const from = part.kind === "bindings" ? endOfConfiguration(read) : 0;
    const diagnostics = [
      ...analysis.diagnostics.filter((one) => one.document === document && one.span.start >= from),
      ...(part.advice ?? []),
    ];
    parts.push({ part, input, analysis, diagnostics });
    judgedParts.push({
      kind: part.kind,
      ...(part.kind === "bindings"
        ? { help: helpOf(file, input, analysis, surroundings) }
        : { cel: await celOf(engine, input, analysis, surroundings) }),
    });
  }
  const findings = [
    ...workspaceFindings(read, surroundings, places),
    ...refusalOf(read, places),
    ...parts.flatMap((one) => (one === undefined ? [] : findingsOf(one, places))),
  ];
  const judgement: Judgement = {
    ...{ uri: file.uri, version: file.version, parts: judgedParts },
    findings: findings.slice(0, mostFindings),
    ...findNamedPlaces(file, parts, surroundings),
  };
  return { file, places, surroundings, parts, judgement };
}

const mostFindings = 500;

function endOfConfiguration({ parts }: FileParts): number {
  return parts.find(({ kind, whole }) => kind === "configuration" && whole)?.end ?? 0;
}

/** The input of the page's engine for a part, with the rest of the workspace. */
function inputFor(
  part: FilePart,
  { parts }: FileParts,
  surroundings: Surroundings,
  settings: Settings,
  now: number,
): AnalysisInput {
  const { written, loaded } = surroundings;
  const said = written?.target === usualCluster.target ? undefined : written?.target;
  const target = settings.target ?? said ?? part.target ?? usualCluster.target;
  const wrapped = part.version === undefined ? undefined : parseMinor(part.version);
  const minor: Minor = versionOf(settings, surroundings) ?? wrapped ?? newestMinor;
  const beside = (kind: FilePart["kind"]) => parts.find((one) => one.kind === kind)?.text;
  const isBindings = part.kind === "bindings";
  return {
    minor,
    target,
    configuration: isBindings
      ? (loaded?.configuration ?? beside("configuration") ?? "")
      : part.text,
    bindings: isBindings ? part.text : (loaded?.bindings ?? beside("bindings") ?? ""),
    token: "",
    keys: {},
    now: loaded?.now ?? now,
    authorizationModes: written?.authorizationModes ?? defaultAuthorizationModes,
    disallowedIssuers:
      written?.target === target
        ? written.serviceAccountIssuers
        : findClusterTarget(target).serviceAccountIssuers,
    defaultPolicy: written?.defaultPolicy ?? true,
  };
}

function findingsOf({ part, diagnostics }: AnalysedPart, places: TextPlaces): FileFinding[] {
  return diagnostics.map(({ code, source, severity, span, message, hint }) => ({
    ...{ code, source, severity },
    range: places.rangeOf(visible(part.place(span))),
    message: hideTokens(withHint(message, code === secretCode ? secretHint : hint)),
  }));
}

function withHint(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message}\n\n${hint}`;
}

// An empty span is one character wide, so that it can be seen.
function visible({ start, end }: { readonly start: number; readonly end: number }) {
  return { start, end: Math.max(end, start + 1) };
}

function workspaceFindings(
  { parts }: FileParts,
  { findings }: Surroundings,
  places: TextPlaces,
): FileFinding[] {
  if (!parts.some(({ kind }) => kind === "workspace")) return [];
  return findings.map(({ code, severity, message, span }) => ({
    ...{ code, severity, source: "claimcheck" },
    message: hideTokens(message),
    range: places.rangeOf(visible(span)),
  }));
}

function refusalOf({ refused }: FileParts, places: TextPlaces): FileFinding[] {
  if (refused === undefined) return [];
  const { message, span } = refused;
  const { start, end } = places.rangeOf(span);
  const range =
    start.line === end.line ? { start, end } : places.rangeOf({ ...span, end: span.start + 1 });
  return [{ code: "import/refused", source: "claimcheck", severity: "info", message, range }];
}

/** The expressions for the editor, with the values of the workspace's first test. */
async function celOf(
  engine: Engine,
  input: AnalysisInput,
  analysis: Analysis,
  { loaded }: Surroundings,
): Promise<CelContext> {
  const claims = loaded?.tests.flatMap(({ asker }) =>
    asker.kind === "claims" ? [asker.claims] : [],
  )[0];
  const asked =
    claims === undefined ? undefined : await engine.analyze({ ...input, token: claims });
  const outputs = new Map<string, string>();
  for (const { steps } of asked?.authentication?.issuers ?? []) {
    for (const { path, output } of steps) if (output !== undefined) outputs.set(path, output);
  }
  return {
    ...analysis.places,
    minor: input.minor,
    claims: asked?.token.claimsText,
    user: asked?.authentication?.user,
    outputs,
    issuers: analysis.configuration.issuers.map(({ url }) => url),
  };
}

function helpOf(
  file: EditedFile,
  { minor, defaultPolicy }: AnalysisInput,
  { subjects }: Analysis,
  surroundings: Surroundings,
): BindingHelp {
  const texts = [file, ...surroundings.bindingFiles].map(({ text }) => text);
  return {
    ...{ minor, defaultPolicy, subjects },
    roles: listRolesBeside(file, surroundings),
    namespaces: [...new Set(texts.flatMap(listNamespaces))],
  };
}

import { compileExpression } from "../cel/compile.ts";
import type { CelVariable, CompileResult } from "../cel/program.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type FieldError, formatAggregate } from "../diagnostics/field-error.ts";
import { quote } from "../go/quote.ts";
import type { Minor } from "../kube/minor.ts";
import type { DocumentId, Span } from "../source/span.ts";
import { type CompiledConfiguration, compileConfiguration } from "./compile.ts";
import { type DecodeResult, decodeConfiguration } from "./decode.ts";
import { suggestField } from "./suggest.ts";
import type { AnonymousAuthConfig, DecodedConfiguration, Locate } from "./types.ts";
import { disallowedDetail, type ValidateResult, validateConfiguration } from "./validate.ts";

/** For which server a file is loaded. */
export interface LoadOptions {
  readonly minor: Minor;
  /** The server's own service-account issuers. */
  readonly disallowedIssuers?: readonly string[];
  /** Which document the findings are about; the edited configuration if nothing is said. */
  readonly document?: DocumentId;
  /** Of the same version; one of its own if nothing is said. */
  readonly compile?: Compile;
}

/** Compiles an expression over a variable. */
export type Compile = (source: string, variable: CelVariable) => CompileResult;

/** What a kube-apiserver of the version makes of a configuration file. */
export interface LoadedConfiguration {
  /** The whole text of the decoder's refusal. */
  readonly decodeError?: string;
  /** The errors of validation, in the server's order. */
  readonly errors: readonly FieldError[];
  /** The same as findings with spans. */
  readonly diagnostics: readonly Diagnostic[];
  /** If the text decoded, valid or not. */
  readonly decoded?: DecodedConfiguration;
  /** If the configuration is valid. */
  readonly compiled?: CompiledConfiguration;
  readonly anonymous?: AnonymousAuthConfig;
  /** What the compiler said of each expression that it was given, by field path; absent if nothing decoded. */
  readonly compilations?: ReadonlyMap<string, CompileResult>;
  /** What the server logs: at start (it ends), at reload (the old configuration stays). Absent if all is well. */
  readonly serverLine?: ServerLine;
}

/** klog's lines without time and process: `"command failed" err="…"`. */
export interface ServerLine {
  readonly start: string;
  readonly reload: string;
}

/**
 * Decodes, validates and compiles a configuration file as kube-apiserver of the version does. Takes any text and never
 * throws; an accepted configuration has `compiled`.
 */
export function loadConfiguration(text: string, options: LoadOptions): LoadedConfiguration {
  const { minor, disallowedIssuers = [], document = "configuration" } = options;
  const { compile = createCompile(minor) } = options;
  const result = decodeConfiguration(text, minor);
  if (result.kind === "failed") return describeDecodeFailure(text, result, minor, document);
  const { decoded } = result;
  const validated = validateConfiguration(decoded.configuration, {
    minor,
    disallowedIssuers,
    compile,
  });
  const { errors, compilations } = validated;
  const diagnostics = errors.map((error) =>
    toDiagnostic(error, decoded.locate, validated, document),
  );
  const { anonymous } = decoded.configuration;
  return {
    errors,
    diagnostics,
    decoded,
    compilations,
    ...(anonymous && { anonymous }),
    ...(errors.length === 0 && { compiled: compileConfiguration(decoded, compilations) }),
    ...(errors.length > 0 && { serverLine: describeErrors(errors) }),
  };
}

/** A message and an error as klog prints them: in quotes, or as a block if the error has several lines. */
export function formatLogLine(message: string, error: string): string {
  if (!error.includes("\n")) return `${quote(message)} err=${quote(error)}`;
  const lines = error.split("\n").map((line) => `\t${line}\n`);
  return `${quote(message)} err=<\n${lines.join("")} >`;
}

function describeDecodeFailure(
  text: string,
  { message, issues }: Extract<DecodeResult, { kind: "failed" }>,
  minor: Minor,
  document: DocumentId,
): LoadedConfiguration {
  const diagnostics = issues.map(
    (issue): Diagnostic => ({
      code: issue.code,
      source: "kube-apiserver",
      severity: "error",
      document,
      path: issue.path,
      span: issue.span,
      message: issue.message,
      ...(issue.code === "decode/unknown-field" && suggestField(text, issue, minor, document)),
    }),
  );
  const start = `failed to load authentication configuration from file "${defaultFile}": ${message}`;
  return {
    decodeError: message,
    errors: [],
    diagnostics,
    serverLine: {
      start: formatLogLine("command failed", start),
      reload: formatLogLine("failed to load authentication config", message),
    },
  };
}

// At start the server's own issuers are not known yet when the file is validated: it is oidc.New that refuses them,
// under a path without the issuer's number.
function describeErrors(errors: readonly FieldError[]): ServerLine {
  const early = errors.filter(({ detail }) => !detail.startsWith(disallowedDetail));
  const [late] = errors;
  const start =
    early.length > 0
      ? `invalid authentication configuration: ${formatAggregate(early)}`
      : (late?.error ?? "").replace(/^jwt\[\d+\]\./, "");
  return {
    start: formatLogLine("command failed", start),
    reload: formatLogLine("failed to validate authentication config", formatAggregate(errors)),
  };
}

/**
 * A compiler that remembers: configurations repeat themselves, and so do the texts of an editor from one key press to
 * the next. It forgets all if it has more than any file of 64 issuers needs.
 */
export function createCompile(minor: Minor): Compile {
  const results = new Map<string, CompileResult>();
  return (source, variable) => {
    const key = `${variable}:${source}`;
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = compileExpression(source, { minor, variable });
    if (results.size >= remembered) results.clear();
    results.set(key, result);
    return result;
  };
}

const remembered = 2000;

function toDiagnostic(
  error: FieldError,
  locate: Locate,
  { compilations }: ValidateResult,
  document: DocumentId,
): Diagnostic {
  const compilation = compilations.get(error.field);
  const failure = compilation?.kind === "failed" ? compilation : undefined;
  const crashes = failure?.crash === true && error.detail === failure.message;
  return {
    code: crashes ? "validate/compiler-crash" : codes[error.type],
    source: crashes ? "claimcheck" : "kube-apiserver",
    severity: "error",
    document,
    path: error.field,
    span: findSpan(error, locate, failure),
    message: crashes ? error.detail : error.error,
  };
}

// Of a finding of the compiler the place inside the expression, else the field's value.
function findSpan(
  error: FieldError,
  locate: Locate,
  failure: Extract<CompileResult, { kind: "failed" }> | undefined,
): Span {
  const { span, offsets } = locate(error.field);
  const [issue] = failure?.issues ?? [];
  if (failure === undefined || issue === undefined || offsets === undefined) return span;
  if (error.detail !== failure.message) return span;
  const map = offsets();
  const last = map.length - 1;
  const end = Math.min(Math.max(issue.end, issue.start + 1), last);
  const start = Math.max(Math.min(issue.start, end - 1), 0);
  const from = map[start] ?? span.start;
  return { start: from, end: Math.max(map[end] ?? span.end, from) };
}

/** The name that the file has in lines of the log if the user gave it none. */
const defaultFile = "/etc/kubernetes/authn/config.yaml";

const codes: Readonly<Record<FieldError["type"], string>> = {
  FieldValueRequired: "validate/required",
  FieldValueDuplicate: "validate/duplicate",
  FieldValueInvalid: "validate/invalid",
  FieldValueForbidden: "validate/forbidden",
  FieldValueTooMany: "validate/too-many",
  InternalError: "validate/internal",
};

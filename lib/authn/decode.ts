import { quote } from "../go/quote.ts";
import { configurationGroup, configurationVersions } from "../kube/configuration-versions.ts";
import type { Minor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";
import type { DataNode } from "../yaml/data.ts";
import { type DuplicateKey, readYaml } from "../yaml/document.ts";
import { isJsonText, readJson } from "../yaml/json.ts";
import { decodeStrict, type StrictIssue } from "./decode-strict.ts";
import { createLocate } from "./locate.ts";
import {
  authenticationConfiguration,
  optionKinds,
  otherKinds,
  type Shape,
  toInternal,
  unversionedKinds,
  versionsWithOptions,
  watchEvent,
} from "./schema.ts";
import { toConfiguration } from "./to-configuration.ts";
import type { DecodedConfiguration, Locate } from "./types.ts";

/** A configuration, or why the server cannot read the file. */
export type DecodeResult =
  | {
      readonly kind: "decoded";
      readonly decoded: DecodedConfiguration;
      /** What a loose decoder passed over; a strict one passes over nothing. */
      readonly dropped: readonly StrictIssue[];
    }
  | {
      readonly kind: "failed";
      /** The whole text of the error that kube-apiserver reports. */
      readonly message: string;
      /** Its parts with their places: one for each strict error, else one. */
      readonly issues: readonly DecodeIssue[];
      /** The text as data, if it could be read at all. */
      readonly data?: DataNode;
    };

/** One reason for which the server cannot read the file. */
export interface DecodeIssue {
  readonly code: DecodeIssueCode;
  /** What the server would say were it the only one. */
  readonly message: string;
  readonly path: string;
  readonly span: Span;
}

/** Which reason, as the code of its diagnostic. */
export type DecodeIssueCode =
  | "decode/empty"
  | "decode/syntax"
  | "decode/type-meta"
  | "decode/kind-missing"
  | "decode/version-missing"
  | "decode/kind-unknown"
  | "decode/kind-other"
  | "decode/type"
  | "decode/duplicate-key"
  | "decode/duplicate-field"
  | "decode/unknown-field";

/**
 * Decodes a configuration file as kube-apiserver of the version does: loadAuthenticationConfigFromData of
 * pkg/kubeapiserver/options/authentication.go with strict codecs (runtime/serializer/json/json.go). A loose decoder, as
 * Gardener's admission has it, drops what it does not know.
 */
export function decodeConfiguration(
  text: string,
  minor: Minor,
  mode: "strict" | "loose" = "strict",
): DecodeResult {
  const whole = { start: 0, end: text.length };
  if (text === "") return failed("decode/empty", "empty config data", whole);
  // What Go reads of half a surrogate pair; as long as it, so that offsets stay.
  const source = text.replace(/[\ud800-\udfff]/gu, "\ufffd");
  const json = isJsonText(source);
  const read = json ? readJson(source) : readYaml(source);
  if (read.kind === "failed") {
    const message = json ? `${interpretFailure}${read.message}` : read.message;
    return failed("decode/syntax", message, read.span);
  }
  const { data, duplicates } = read;
  const meta = interpret(data);
  if ("message" in meta) return { ...failed("decode/type-meta", meta.message, meta.span), data };
  const { kind, apiVersion } = meta;
  const locate = createLocate(source, data);
  const version = parseGroupVersion(apiVersion);
  if (version === undefined) {
    const message = `unexpected GroupVersion string: ${apiVersion}`;
    return { ...failed("decode/type-meta", message, locate("apiVersion").span), data };
  }
  if (kind === "") {
    const message = `Object 'Kind' is missing in '${source}'`;
    return { ...failed("decode/kind-missing", message, locate("kind").span), data };
  }
  if (version.version === "") {
    const message = `Object 'apiVersion' is missing in '${source}'`;
    return { ...failed("decode/version-missing", message, locate("apiVersion").span), data };
  }
  const shape = findShape(kind, version, minor);
  if (shape === undefined) {
    const message = describeUnregistered(kind, version);
    const known = kind === "AuthenticationConfiguration";
    const { span } = locate(known ? "apiVersion" : "kind");
    return { ...failed("decode/kind-unknown", message, span), data };
  }
  const recognized = { data, duplicates, apiVersion, kind, version, shape, minor, locate };
  return decodeKind(recognized, mode);
}

interface Recognized {
  readonly data: DataNode;
  readonly duplicates: readonly DuplicateKey[];
  readonly apiVersion: string;
  readonly kind: string;
  readonly version: GroupVersion;
  readonly shape: Shape;
  readonly minor: Minor;
  readonly locate: Locate;
}

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

function decodeKind(recognized: Recognized, mode: "strict" | "loose"): DecodeResult {
  const { data, duplicates, kind, version, shape, minor, locate } = recognized;
  const goPackage = version.version === internal ? "apiserver" : version.version;
  const { values, typeError, strict } = decodeStrict(data, shape, goPackage, minor);
  if (typeError !== undefined) {
    const { message, path, span } = typeError;
    const issues = [{ code: "decode/type", message, path, span }] as const;
    return { kind: "failed", message, issues, data };
  }
  if (mode === "strict" && (duplicates.length > 0 || strict.length > 0)) {
    return { ...refuseStrictly(duplicates, strict), data };
  }
  if (kind !== "AuthenticationConfiguration") {
    const isMeta = kind === "WatchEvent" || unversionedKinds.some((other) => other.kind === kind);
    const owner = isMeta ? "v1" : "apiserver";
    const message = `expected AuthenticationConfiguration, got *${owner}.${kind}`;
    return { ...failed("decode/kind-other", message, locate("kind").span), data };
  }
  const configuration = toConfiguration(values);
  const decoded = { apiVersion: recognized.apiVersion, configuration, locate, data };
  return { kind: "decoded", decoded, dropped: strict };
}

function failed(
  code: DecodeIssueCode,
  message: string,
  span: Span,
): Extract<DecodeResult, { kind: "failed" }> {
  return { kind: "failed", message, issues: [{ code, message, path: "", span }] };
}

// runtime.NewStrictDecodingError: YAML's double keys are one error with a line each, then come the fields.
function refuseStrictly(
  duplicates: readonly DuplicateKey[],
  strict: readonly StrictIssue[],
): Extract<DecodeResult, { kind: "failed" }> {
  const errors = strict.map((issue) => issue.message);
  if (duplicates.length > 0) errors.unshift(describeDuplicates(duplicates));
  const issues: DecodeIssue[] = duplicates.map((duplicate) => ({
    code: "decode/duplicate-key",
    message: `${strictPrefix}${describeDuplicates([duplicate])}`,
    path: "",
    span: duplicate.span,
  }));
  for (const { code, message, path, span } of strict) {
    issues.push({ code, message: `${strictPrefix}${message}`, path, span });
  }
  return { kind: "failed", message: `${strictPrefix}${errors.join(", ")}`, issues };
}

function describeDuplicates(duplicates: readonly DuplicateKey[]): string {
  return `yaml: unmarshal errors:\n  ${duplicates.map((d) => d.message).join("\n  ")}`;
}

type Interpreted =
  | { readonly apiVersion: string; readonly kind: string }
  | { readonly message: string; readonly span: Span };

// SimpleMetaFactory.Interpret: encoding/json itself, which does not care about the case of names.
function interpret(data: DataNode): Interpreted {
  const found = { apiVersion: "", kind: "" };
  let failure: { message: string; span: Span } | undefined;
  if (data.kind !== "object") {
    if (data.kind === "null") return found;
    const message = `${interpretFailure}json: cannot unmarshal ${data.kind} into Go value of type ${metaType}`;
    return { message, span: data.span };
  }
  for (const { key, value } of data.members) {
    const folded = foldName(key);
    const name = folded === "kind" ? "kind" : folded === "apiversion" ? "apiVersion" : undefined;
    if (name === undefined || value.kind === "null") continue;
    if (value.kind === "string") found[name] = value.value;
    else {
      const message = `${interpretFailure}json: cannot unmarshal ${value.kind} into Go struct field .${name} of type string`;
      failure ??= { message, span: value.span };
    }
  }
  return failure ?? found;
}

// encoding/json's foldName: letters by simple case folding, in which two letters beyond ASCII fold into it.
function foldName(name: string): string {
  return name
    .replace(/\u017f/g, "s")
    .replace(/\u212a/g, "k")
    .toLowerCase();
}

function parseGroupVersion(text: string): GroupVersion | undefined {
  if (text === "" || text === "/") return { group: "", version: "" };
  const parts = text.split("/");
  if (parts.length > 2) return undefined;
  const [first = "", second] = parts;
  return second === undefined ? { group: "", version: first } : { group: first, version: second };
}

function findShape(
  kind: string,
  { group, version }: GroupVersion,
  minor: Minor,
): Shape | undefined {
  if (kind === "AuthenticationConfiguration") {
    if (group !== configurationGroup) return undefined;
    if (version === internal) return toInternal(authenticationConfiguration);
    const known = configurationVersions.find((known) => known.version === version);
    return known !== undefined && known.since <= minor ? authenticationConfiguration : undefined;
  }
  const name = `${group}/${version}`;
  if (kind === "WatchEvent") {
    const has = versionsWithOptions.has(name) || (version === internal && groups.has(group));
    return has ? watchEvent : undefined;
  }
  const unversioned = unversionedKinds.find((other) => other.kind === kind);
  if (unversioned !== undefined) return unversioned.shape;
  const other = otherKinds.find((other) => other.kind === kind);
  const since = other?.since[name];
  if (other === undefined || since === undefined || since > minor) return undefined;
  return version === internal ? toInternal(other.shape) : other.shape;
}

function describeUnregistered(kind: string, asked: GroupVersion): string {
  // Options are decoded, and have no internal version to be converted to.
  const isOption =
    optionKinds.has(kind) && versionsWithOptions.has(`${asked.group}/${asked.version}`);
  const { group, version } = isOption ? { group: "apiserver.k8s.io", version: internal } : asked;
  const where =
    version === internal
      ? `the internal version of group ${quote(group)}`
      : `version ${quote(group === "" ? version : `${group}/${version}`)}`;
  return `no kind ${quote(kind)} is registered for ${where} in scheme "${schemeName}"`;
}

const internal = "__internal";
const groups = new Set([configurationGroup, "apiserver.k8s.io"]);
const strictPrefix = "strict decoding error: ";
const interpretFailure = "couldn't get version/kind; json parse error: ";
const metaType =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
/** A scheme is named after the line that makes it, here of kubernetes v1.37.1. */
const schemeName = "pkg/kubeapiserver/options/authentication.go:874";

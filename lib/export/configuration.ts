import { decodeConfiguration } from "../authn/decode.ts";
import type {
  AuthenticationConfiguration,
  DecodedConfiguration,
  JwtAuthenticator,
  PrefixedClaimOrExpression,
} from "../authn/types.ts";
import {
  anonymousUsableSince,
  configurationVersions,
  fieldIntroductions,
} from "../kube/configuration-versions.ts";
import { type Minor, newestMinor } from "../kube/minor.ts";
import { findMember, type Member } from "../yaml/data.ts";
import { findInvisibleInText } from "./invisible.ts";
import { writeYaml } from "./yaml-text.ts";

/** What a target requires of a configuration. */
export interface ConfigurationDemand {
  readonly apiVersion: ConfigurationApiVersion;
  /** The reason for that version, as the end of a sentence about a change. */
  readonly versionReason: string;
  /** The value that the field must have, given its current one (undefined: absent); undefined keeps it. */
  readonly anonymous: (current: AnonymousField | undefined) => AnonymousChange | undefined;
}

export type ConfigurationApiVersion =
  | "apiserver.config.k8s.io/v1beta1"
  | "apiserver.config.k8s.io/v1";

export interface AnonymousChange {
  /** undefined removes the field. */
  readonly to: AnonymousField | undefined;
  readonly reason: string;
}

export interface AnonymousField {
  readonly enabled: boolean;
  readonly conditions?: readonly { readonly path: string }[];
}

export interface RenderedConfiguration {
  readonly text: string;
  /** The field `anonymous` of the text. */
  readonly anonymous?: AnonymousField;
  /** The same as data, in the API's order, without apiVersion and kind. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The newest feature that the text uses, CEL aside; absent if the first version with such files has all of them. */
  readonly youngest?: { readonly since: Minor; readonly what: string };
  readonly changes: readonly string[];
}

/**
 * The configuration's text as a target needs it. With comments kept, only what must change is touched: the API
 * version's value and the field `anonymous`. The result is decoded again: if it is not what was meant, which takes a
 * text in flow style or the like, the fields are written out anew.
 */
export function renderConfiguration(
  source: string,
  { configuration, apiVersion, data }: DecodedConfiguration,
  comments: "kept" | "canonical",
  demand: ConfigurationDemand,
): RenderedConfiguration {
  const changes: string[] = [];
  if (apiVersion !== demand.apiVersion)
    changes.push(`apiVersion ${apiVersion} became ${demand.apiVersion}: ${demand.versionReason}`);
  const current = configuration.anonymous;
  const change = demand.anonymous(current);
  if (change) {
    const verb = current ? (change.to ? "changed" : "left out") : "written out";
    changes.push(`anonymous was ${verb}: ${change.reason}`);
  }
  const anonymous = change ? change.to : current;
  const fields = toFields({ jwt: configuration.jwt }, anonymous);
  const head = { apiVersion: demand.apiVersion, kind: "AuthenticationConfiguration" };
  const canonical = writeYaml({ ...head, ...fields });
  const youngest = findYoungest(configuration, demand.apiVersion, anonymous);
  const done = {
    fields,
    changes,
    ...(anonymous && { anonymous }),
    ...(youngest && { youngest }),
  };
  if (comments === "canonical") return { ...done, text: canonical };

  const version = findMember(data, "apiVersion");
  const edited = editText(source, [
    ...(version && apiVersion !== demand.apiVersion
      ? [replaceScalar(source, version, demand.apiVersion)]
      : []),
    ...(change ? [replaceField(source, findMember(data, "anonymous"), change.to)] : []),
  ]);
  const text = firstDocument(edited);
  const invisible = findInvisibleInText(text);
  if (invisible !== undefined)
    return {
      ...done,
      text: canonical,
      changes: [
        ...changes,
        `The fields were written out anew, without comments: the text holds the invisible character ${invisible}, which is an escape now.`,
      ],
    };
  if (readsAs(text, demand.apiVersion, fields)) return { ...done, text };
  return {
    ...done,
    text: canonical,
    changes: [
      ...changes,
      "The fields were written out anew, without comments: this way of writing leaves no room to change them in place.",
    ],
  };
}

function findYoungest(
  { jwt }: AuthenticationConfiguration,
  apiVersion: ConfigurationApiVersion,
  anonymous: AnonymousField | undefined,
): RenderedConfiguration["youngest"] {
  const version = configurationVersions.find((known) => apiVersion.endsWith(`/${known.version}`));
  const egress = fieldIntroductions.find(({ path }) => path === "jwt.issuer.egressSelectorType");
  const used = [
    ...(version ? [{ since: version.since, what: `apiVersion ${version.version}` }] : []),
    ...(egress && jwt.some(({ issuer }) => issuer.egressSelectorType !== "")
      ? [{ since: egress.since, what: "the field egressSelectorType" }]
      : []),
    ...(anonymous ? [{ since: anonymousUsableSince, what: "the field anonymous" }] : []),
  ];
  const [first] = used.sort((a, b) => b.since - a.since);
  return first && first.since > 30 ? first : undefined;
}

/** Whether a text, read by a server, has that version and those fields. */
export function readsAs(
  text: string,
  apiVersion: ConfigurationApiVersion,
  fields: Readonly<Record<string, unknown>>,
): boolean {
  const again = decodeConfiguration(text, newestMinor);
  if (again.kind === "failed" || again.decoded.apiVersion !== apiVersion) return false;
  const { jwt, anonymous } = again.decoded.configuration;
  return JSON.stringify(toFields({ jwt }, anonymous)) === JSON.stringify(fields);
}

/** The fields in the order of k8s.io/apiserver pkg/apis/apiserver/v1/types.go; what is empty is left out, as Go does. */
function toFields(
  { jwt }: Pick<AuthenticationConfiguration, "jwt">,
  anonymous: AnonymousField | undefined,
): Record<string, unknown> {
  const { enabled, conditions = [] } = anonymous ?? {};
  return {
    ...(anonymous && { anonymous: { enabled, ...filled({ conditions }) } }),
    jwt: jwt.map(authenticatorFields),
  };
}

/** An entry of `jwt` in the order of the API; what is empty is left out. */
export function authenticatorFields(authenticator: JwtAuthenticator): Record<string, unknown> {
  const { issuer, claimValidationRules, claimMappings, userValidationRules } = authenticator;
  const { url, discoveryURL, certificateAuthority, audiences } = issuer;
  const { audienceMatchPolicy, egressSelectorType } = issuer;
  return {
    issuer: {
      url,
      ...filled({ discoveryURL, certificateAuthority, audiences }),
      ...filled({ audienceMatchPolicy, egressSelectorType }),
    },
    ...filled({
      claimValidationRules: claimValidationRules.map(({ claim, requiredValue, ...rule }) => ({
        ...filled({ claim }),
        // An empty value is a condition as well: the claim must be "".
        ...(claim === "" ? filled({ requiredValue }) : { requiredValue }),
        ...filled({ expression: rule.expression, message: rule.message }),
      })),
    }),
    claimMappings: {
      username: prefixedFields(claimMappings.username),
      ...filled({
        groups: prefixedFields(claimMappings.groups),
        uid: filled({ ...claimMappings.uid }),
        extra: claimMappings.extra.map(({ key, valueExpression }) => ({ key, valueExpression })),
      }),
    },
    ...filled({
      userValidationRules: userValidationRules.map(({ expression, message }) => ({
        expression,
        ...filled({ message }),
      })),
    }),
  };
}

function prefixedFields({ claim, prefix, expression }: PrefixedClaimOrExpression) {
  return {
    ...filled({ claim }),
    ...(prefix === undefined ? {} : { prefix }),
    ...filled({ expression }),
  };
}

/** The members that are not Go's zero value. */
function filled(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) =>
        value !== undefined &&
        (typeof value === "object" ? Object.keys(value ?? {}).length > 0 : value !== ""),
    ),
  );
}

interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function replaceScalar(source: string, { value }: Member, text: string): TextEdit {
  const { start, end } = value.span;
  const quoted = /^["']/.exec(source.slice(start, end))?.[0] ?? "";
  return { start, end, text: `${quoted}${text}${quoted}` };
}

/** Whole lines of a top-level field, from its key to the end of its value; at the end of the text if it is absent. */
function replaceField(
  source: string,
  member: Member | undefined,
  anonymous: AnonymousField | undefined,
): TextEdit {
  const text = anonymous ? writeYaml({ anonymous }) : "";
  if (member === undefined) {
    const end = firstDocument(source).length;
    const gap = end > 0 && source[end - 1] !== "\n" ? "\n" : "";
    return { start: end, end, text: gap + text };
  }
  const start = source.lastIndexOf("\n", member.keySpan.start - 1) + 1;
  const last = Math.max(member.value.span.end - 1, member.keySpan.end - 1);
  const lineEnd = source[last] === "\n" ? last : source.indexOf("\n", last);
  return { start, end: lineEnd < 0 ? source.length : lineEnd + 1, text };
}

function editText(source: string, edits: readonly TextEdit[]): string {
  let text = source;
  for (const edit of [...edits].sort((a, b) => b.start - a.start))
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  return text;
}

/** Up to the mark that ends the first document: the server reads no further. Marks can only be at the start of a line. */
function firstDocument(source: string): string {
  let begun = false;
  let at = 0;
  for (const line of source.split(/(?<=\n)/)) {
    const mark = /^(?:---|\.\.\.)(?:\s|$)/.test(line);
    if (mark && begun) return source.slice(0, at);
    if (!mark && /^[^#%\s]/.test(line)) begun = true;
    at += line.length;
  }
  return source;
}

import type { Minor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";

/** The --oidc-* flags of kube-apiserver that a text holds; "" and [] where a flag is absent. */
export interface LegacyFlags {
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly usernameClaim: string;
  /** Undefined where the flag is absent, which is another thing than empty. */
  readonly usernamePrefix: string | undefined;
  readonly groupsClaim: string;
  readonly groupsPrefix: string;
  readonly requiredClaims: readonly { readonly claim: string; readonly value: string }[];
  readonly signingAlgorithms: readonly string[];
  /** A path on the API server's machine. */
  readonly caFile: string;
  /** The first of them in the text. */
  readonly span: Span;
}

/** An AuthenticationConfiguration in place of flags, and what its owner must know. */
export interface ImportedConfiguration {
  readonly text: string;
  readonly notes: readonly string[];
}

/**
 * Finds the flags in a command line, a manifest, a unit, a list or map of extra arguments; the last of several of a
 * name counts, as on the server. Undefined where there are none, or where they are kubelogin's, which has some of the
 * same names.
 */
export function readLegacyFlags(text: string): LegacyFlags | undefined {
  if (/\boidc-login\b|\bkubelogin\b|\bget-token\b/.test(text)) return undefined;
  const values = new Map<string, string[]>();
  let span: Span | undefined;
  for (const match of text.matchAll(flag)) {
    const [whole, name = "", value = ""] = match;
    span ??= { start: match.index, end: match.index + whole.trimEnd().length };
    // Of a flow collection, the comma after an item.
    const plain = unquote(value.replace(/,$/, ""));
    values.set(name, [...(values.get(name) ?? []), plain]);
  }
  if (span === undefined) return undefined;
  const last = (name: string) => values.get(name)?.at(-1);
  return {
    issuerUrl: last("issuer-url") ?? "",
    clientId: last("client-id") ?? "",
    usernameClaim: last("username-claim") ?? "",
    usernamePrefix: last("username-prefix"),
    groupsClaim: last("groups-claim") ?? "",
    groupsPrefix: last("groups-prefix") ?? "",
    requiredClaims: (values.get("required-claim") ?? []).flatMap(splitList).map(splitPair),
    signingAlgorithms: (values.get("signing-algs") ?? []).flatMap(splitList),
    caFile: last("ca-file") ?? "",
    span,
  };
}

/**
 * The file that says the same as the flags: ToAuthenticationConfig of pkg/kubeapiserver/options/authentication.go.
 * Names stay what they are, so that no binding has to change. Undefined where issuer or client is missing: then the
 * flags configure nothing.
 */
export function convertLegacyFlags(
  flags: LegacyFlags,
  minor: Minor,
): ImportedConfiguration | undefined {
  if (flags.issuerUrl === "" || flags.clientId === "") return undefined;
  const claim = flags.usernameClaim || "sub";
  const lines = [
    `apiVersion: apiserver.config.k8s.io/${minor >= 34 ? "v1" : "v1beta1"}`,
    "kind: AuthenticationConfiguration",
    "jwt:",
    "- issuer:",
    `    url: ${quote(flags.issuerUrl)}`,
    "    audiences:",
    `    - ${quote(flags.clientId)}`,
    ...(flags.caFile === "" ? [] : ["    # certificateAuthority: |", `    #   ${aboutCa(flags)}`]),
    "  claimMappings:",
    "    username:",
    `      claim: ${quote(claim)}`,
    `      prefix: ${quote(usernamePrefix(flags, claim))}`,
    ...(flags.groupsClaim === ""
      ? []
      : [
          "    groups:",
          `      claim: ${quote(flags.groupsClaim)}`,
          `      prefix: ${quote(flags.groupsPrefix)}`,
        ]),
    ...(flags.requiredClaims.length === 0 ? [] : ["  claimValidationRules:"]),
    ...flags.requiredClaims.flatMap(({ claim: name, value }) => [
      `  - claim: ${quote(name)}`,
      `    requiredValue: ${quote(value)}`,
    ]),
  ];
  return { text: `${lines.join("\n")}\n`, notes: noteOn(flags, claim) };
}

// Unset, the prefix is the issuer's URL, except for e-mail addresses; "-" is no prefix.
function usernamePrefix({ usernamePrefix: given, issuerUrl }: LegacyFlags, claim: string): string {
  if (given === "-") return "";
  if (given === undefined || given === "") return claim === "email" ? "" : `${issuerUrl}#`;
  return given;
}

function noteOn(flags: LegacyFlags, claim: string): readonly string[] {
  const prefix = usernamePrefix(flags, claim);
  return [
    "The file replaces the flags: kube-apiserver starts with one or the other.",
    ...(prefix === `${flags.issuerUrl}#`
      ? [
          "Without --oidc-username-prefix user names began with the issuer's URL and #; they still do.",
        ]
      : []),
    ...(flags.caFile === "" ? [] : [`${aboutCa(flags)}.`]),
    ...(flags.signingAlgorithms.length === 0
      ? []
      : [
          "--oidc-signing-algs has no counterpart: an issuer of the file may use each of nine algorithms.",
        ]),
  ];
}

function aboutCa({ caFile }: LegacyFlags): string {
  return `The file holds the certificates themselves: the contents of ${caFile.replaceAll(/[\r\n]/g, " ")} belong here`;
}

function splitList(value: string): string[] {
  return value.split(",").filter((part) => part !== "");
}

function splitPair(pair: string): { readonly claim: string; readonly value: string } {
  const at = pair.indexOf("=");
  return at === -1
    ? { claim: pair, value: "" }
    : { claim: pair.slice(0, at), value: pair.slice(at + 1) };
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/s.exec(value)?.[2];
  return quoted === undefined ? value : quoted.replaceAll(/\\(["\\])/g, "$1");
}

// A YAML scalar between double quotes takes JSON's escapes.
function quote(text: string): string {
  return /^[A-Za-z][\w./:-]*[\w/]$/.test(text) && !words.test(text) ? text : JSON.stringify(text);
}

/** What YAML 1.1 takes for something else than text. */
const words = /^(?:y|yes|n|no|true|false|on|off|null|~)$/i;

/**
 * A flag and its value: `--oidc-client-id=x`, `--oidc-client-id x`, `oidc-client-id: x`, `apiserver.oidc-client-id=x`,
 * `{name: oidc-client-id, value: x}`. A value ends with the line.
 */
const flag =
  /(?<![\w-])(?:--)?oidc-(issuer-url|client-id|username-claim|username-prefix|groups-claim|groups-prefix|required-claim|signing-algs|ca-file)(?:=|["']?[ \t]*:[ \t]*|["']?[ \t]*,?\s*["']?value["']?[ \t]*:[ \t]*|[ \t]+(?!--))("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s"'\]}\\]*)/g;

import { newestConfigurationVersion } from "../kube/configuration-versions.ts";
import type { Minor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";
import { signingAlgorithms as allAlgorithms } from "../token/algorithms.ts";
import type { Holes } from "./holes.ts";
import { type Leaf, type Written, type WrittenText, writeText } from "./write-text.ts";

/** A text of the settings and where it is in the pasted text. */
export interface Said {
  readonly value: string;
  readonly from: Span;
}

/** One issuer as kube-apiserver's flags, or fields with their meaning, describe it. */
export interface Settings {
  readonly issuerUrl: Said | undefined;
  /** One with flags; other products take several. */
  readonly audiences: readonly Said[];
  readonly usernameClaim: Said | undefined;
  readonly usernamePrefix: Said | undefined;
  readonly groupsClaim: Said | undefined;
  readonly groupsPrefix: Said | undefined;
  readonly requiredClaims: readonly { readonly claim: Said; readonly value: Said }[];
  readonly signingAlgorithms: readonly string[];
  /** A path on the API server's machine. */
  readonly caFile: Said | undefined;
  /** Certificates in PEM. */
  readonly ca: Said | undefined;
  readonly extra?: readonly { readonly key: string; readonly claim: Said }[];
}

/** What a product makes of settings that are not there. */
export interface Defaults {
  /**
   * "flags": kube-apiserver's rule, `<issuer>#` unless the claim is email, and "-" for none. "empty": no prefix.
   * Another text: that prefix, and "-" for none.
   */
  readonly usernamePrefix: "flags" | "empty" | { readonly prefix: string };
  readonly groupsPrefix: "empty" | { readonly prefix: string };
  readonly usernameClaim: string;
  readonly groupsClaim?: string;
  /** How the text calls the settings: "--oidc-username-prefix", "usernamePrefix". */
  readonly name: (field: SettingName) => string;
  /** The algorithms if none are named; "any" if the product takes all nine. */
  readonly algorithms: "RS256" | "any";
}

/** The settings by a common name. */
export type SettingName =
  | "issuer-url"
  | "client-id"
  | "username-claim"
  | "username-prefix"
  | "groups-claim"
  | "groups-prefix"
  | "required-claim"
  | "signing-algs"
  | "ca-file";

/** kube-apiserver's own rules (ToAuthenticationConfig of pkg/kubeapiserver/options/authentication.go). */
export const flagDefaults: Defaults = {
  usernamePrefix: "flags",
  groupsPrefix: "empty",
  usernameClaim: "sub",
  name: (field) => `--oidc-${field}`,
  algorithms: "RS256",
};

/** The cluster's version, and what puts hidden variables back. */
export interface WriteOptions {
  readonly minor: Minor;
  readonly holes: Holes;
}

/** A configuration that says the same as the settings, and what its owner must know. */
export interface Converted extends WrittenText {
  readonly notes: readonly string[];
}

/**
 * The file that says the same as the settings of one issuer. Names stay what they are, so that no binding has to
 * change. Undefined without issuer or audience: then nothing is configured.
 */
export function convertSettings(
  settings: Settings,
  { minor, holes }: WriteOptions,
  defaults: Defaults = flagDefaults,
): Converted | undefined {
  const entry = toEntry(settings, defaults);
  if (entry === undefined) return undefined;
  return {
    ...writeConfiguration([entry], { minor, holes }),
    notes: notesOn(settings, defaults).map(holes.reveal),
  };
}

/** A whole file of entries. */
export function writeConfiguration(
  jwt: readonly Written[],
  { minor, holes }: WriteOptions,
  rest: { readonly [key: string]: Written | undefined } = {},
): WrittenText {
  return writeText(
    {
      apiVersion: `apiserver.config.k8s.io/${newestConfigurationVersion(minor)}`,
      kind: "AuthenticationConfiguration",
      ...rest,
      jwt,
    },
    holes,
  );
}

/** The entry of `jwt` for one issuer's settings. */
function toEntry(settings: Settings, defaults: Defaults): Written | undefined {
  const { issuerUrl, audiences, groupsClaim, requiredClaims, ca, extra = [] } = settings;
  if (issuerUrl === undefined || issuerUrl.value === "" || audiences.length === 0) return undefined;
  if (audiences.some(({ value }) => value === "")) return undefined;
  const groups = groupsOf(groupsClaim, settings.groupsPrefix, defaults);
  return {
    issuer: {
      url: leaf(issuerUrl),
      audiences: audiences.map(leaf),
      audienceMatchPolicy: audiences.length > 1 ? "MatchAny" : undefined,
      certificateAuthority: ca && leaf(ca),
    },
    claimValidationRules:
      requiredClaims.length === 0
        ? undefined
        : requiredClaims.map(({ claim, value }) => ({
            claim: leaf(claim),
            requiredValue: leaf(value),
          })),
    claimMappings: {
      username: {
        claim: settings.usernameClaim ? leaf(settings.usernameClaim) : defaults.usernameClaim,
        prefix: leaf(usernamePrefixOf(settings, defaults)),
      },
      groups,
      extra:
        extra.length === 0
          ? undefined
          : extra.map(({ key, claim }) => ({
              key,
              valueExpression: leaf({ ...claim, value: selectClaim(claim.value) }),
            })),
    },
  };
}

function groupsOf(
  claim: Said | undefined,
  prefix: Said | undefined,
  defaults: Defaults,
): Written | undefined {
  const name = claim?.value || defaults.groupsClaim;
  if (name === undefined) return undefined;
  const given = prefix ?? { value: "", from: claim?.from ?? nowhere };
  const { groupsPrefix } = defaults;
  if (groupsPrefix === "empty") return { claim: claim ? leaf(claim) : name, prefix: leaf(given) };
  const value = given.value === "-" ? "" : prefix === undefined ? groupsPrefix.prefix : given.value;
  return { claim: claim ? leaf(claim) : name, prefix: leaf({ value, from: given.from }) };
}

function usernamePrefixOf(settings: Settings, { usernamePrefix, usernameClaim }: Defaults): Said {
  const given = settings.usernamePrefix;
  const claim = settings.usernameClaim?.value ?? usernameClaim;
  const from = given?.from ?? settings.issuerUrl?.from ?? nowhere;
  if (usernamePrefix === "empty") return { value: given?.value ?? "", from };
  if (given?.value === "-") return { value: "", from };
  if (usernamePrefix === "flags") {
    if (given !== undefined && given.value !== "") return given;
    return { value: claim === "email" ? "" : `${settings.issuerUrl?.value ?? ""}#`, from };
  }
  return given ?? { value: usernamePrefix.prefix, from };
}

function notesOn(settings: Settings, defaults: Defaults): readonly string[] {
  const { issuerUrl, usernamePrefix, signingAlgorithms, caFile, groupsClaim, groupsPrefix } =
    settings;
  const { name } = defaults;
  const prefix = usernamePrefixOf(settings, defaults).value;
  const notes: string[] = [];
  const said = usernamePrefix?.value ?? "";
  if (defaults.usernamePrefix === "flags" && said === "" && prefix !== "") {
    notes.push(
      `Without ${name("username-prefix")} user names begin with the issuer's URL and #, "${prefix}"; the file has it as its prefix.`,
    );
  }
  if (caFile !== undefined && caFile.value !== "") {
    notes.push(
      `The file holds the CA certificates themselves: the contents of ${oneLine(caFile.value)} belong in certificateAuthority. Without them the API server trusts the certificates of its host.`,
    );
  }
  const all = allAlgorithms.every((algorithm) => signingAlgorithms.includes(algorithm));
  if (signingAlgorithms.length > 0) {
    if (!all)
      notes.push(
        `${name("signing-algs")} (${signingAlgorithms.join(", ")}) has no counterpart: an issuer of the file may use each of nine algorithms.`,
      );
  } else if (defaults.algorithms === "RS256") {
    notes.push(
      `Without ${name("signing-algs")} only tokens signed with RS256 are accepted; the file accepts eight more algorithms.`,
    );
  }
  if (
    groupsClaim === undefined &&
    groupsPrefix !== undefined &&
    defaults.groupsClaim === undefined
  ) {
    notes.push(`${name("groups-prefix")} has no effect without ${name("groups-claim")}.`);
  }
  const quoted = [issuerUrl, usernamePrefix, groupsPrefix, settings.usernameClaim, groupsClaim]
    .concat(settings.audiences)
    .filter((found) => found !== undefined && /^(["']).*\1$/s.test(found.value));
  for (const found of quoted) {
    notes.push(
      `The quotation marks are part of the value ${found?.value}: the cluster does not remove them, and they are kept here.`,
    );
  }
  return notes;
}

/** A claim in an expression: with a dot if its name is an identifier. */
function selectClaim(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `claims.${name}` : `claims[${JSON.stringify(name)}]`;
}

function leaf({ value, from }: Said): Leaf {
  return { leaf: value, from };
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}

const nowhere: Span = { start: 0, end: 0 };

import { loadConfiguration } from "../../authn/load.ts";
import type { ClaimValidationRule, JwtAuthenticator } from "../../authn/types.ts";
import { newestMinor } from "../../kube/minor.ts";
import { type ClaimOfExpression, readClaimOfExpression } from "../claim-of-expression.ts";
import type { ExportedFile } from "../files.ts";
import { command } from "../shell.ts";
import type { ReadableInput, TargetExport, TargetGuide } from "../types.ts";
import { schemaChecks } from "./shared.ts";

/**
 * Clouds that take the settings of one issuer, as kube-apiserver's flags have them, under names of their own: what a file
 * says beyond them is told as lost, and if user names or groups cannot be said at all, no files are made.
 */

/** The settings of one issuer, as the flags of kube-apiserver mean them. */
export interface OneIssuerSettings {
  readonly issuerUrl: string;
  readonly clientId: string;
  readonly usernameClaim: string;
  /** "-" for none. */
  readonly usernamePrefix: string;
  /** Undefined: users have no groups. */
  readonly groups: { readonly claim: string; readonly prefix: string } | undefined;
  readonly requiredClaims: readonly { readonly claim: string; readonly value: string }[];
  /** PEM, "" for the authorities that the cloud trusts. */
  readonly authority: string;
}

/** What a cloud takes, and where. */
export interface OneIssuerProduct {
  /** "EKS" */
  readonly name: string;
  /** Its settings have a certificate authority. */
  readonly takesAuthority?: true;
  /** Its settings have the algorithms; without them only RS256 is accepted. */
  readonly takesAlgorithms?: true;
  /** Required claims are texts of the form claim=value. */
  readonly pairs?: true;
  /** Limits of the cloud itself: sentences. */
  check(settings: OneIssuerSettings): readonly string[];
  files(settings: OneIssuerSettings): readonly ExportedFile[];
  readonly guide: Pick<
    TargetGuide,
    "minimum" | "activation" | "location" | "order" | "later" | "check" | "rollback"
  >;
}

/** The files for a cloud with one issuer, with everything that is lost. */
export function exportOneIssuer(input: ReadableInput, product: OneIssuerProduct): TargetExport {
  const { settings, changes, problems } = convert(input, product);
  const { guide } = product;
  const common = {
    ...guide,
    bindings: "before" as const,
    check: [...guide.check, ...schemaChecks],
    oldWay: "Every way in of today works as before: the issuer adds one and takes none away.",
  };
  if (settings === undefined)
    return {
      files: [],
      changes,
      problems,
      guide: {
        ...common,
        order: [
          `No files are made for ${product.name}: the configuration says what it cannot say. Pinniped's concierge takes expressions and runs in such a cluster.`,
        ],
        later: ["There is nothing to change."],
        rollback: ["Nothing was changed."],
      },
    };
  return { files: product.files(settings), changes, problems, guide: common };
}

interface Converted {
  /** Undefined if the users would be others. */
  readonly settings: OneIssuerSettings | undefined;
  readonly changes: readonly string[];
  readonly problems: readonly string[];
}

function convert(input: ReadableInput, product: OneIssuerProduct): Converted {
  const { jwt, anonymous } = input.decoded.configuration;
  const { name } = product;
  const changes: string[] = [];
  const problems: string[] = [];
  if (anonymous)
    changes.push(`anonymous was left out: ${name} decides itself what is open without credentials`);
  const [first, ...others] = jwt;
  for (const { issuer } of others)
    problems.push(`${name} takes one issuer, and this one is lost: ${issuer.url}`);
  if (first === undefined)
    return { settings: undefined, changes, problems: ["There is no issuer in the configuration."] };
  const { issuer, claimMappings } = first;
  tellIssuer(first, product, problems);
  const names = createNames(input, name, changes, problems);
  const username = names.username(claimMappings.username);
  const groups = names.groups(claimMappings.groups);
  if (claimMappings.uid.claim !== "" || claimMappings.uid.expression !== "")
    changes.push(`The uid is lost: ${name} has no setting for it.`);
  for (const { key } of claimMappings.extra) changes.push(`extra is lost: ${key}`);
  if (!product.takesAlgorithms)
    changes.push(
      `Only tokens signed with RS256 get in: the file takes more algorithms, and ${name} has no setting for them.`,
    );
  const requiredClaims = readRules(first, product, problems);
  const [clientId = ""] = issuer.audiences;
  const settings = username && {
    issuerUrl: issuer.url,
    clientId,
    usernameClaim: username.claim,
    usernamePrefix: username.prefix === "" ? "-" : username.prefix,
    groups,
    requiredClaims,
    authority: issuer.certificateAuthority,
  };
  if (settings) problems.push(...product.check(settings));
  return { settings, changes, problems };
}

function tellIssuer({ issuer }: JwtAuthenticator, product: OneIssuerProduct, problems: string[]) {
  const { name } = product;
  const { url, audiences, discoveryURL, egressSelectorType, certificateAuthority } = issuer;
  for (const other of audiences.slice(1))
    problems.push(
      `${name} takes one audience for an issuer, and this one of ${url} is lost: ${other}`,
    );
  if (discoveryURL !== "") problems.push(`${name} has no discoveryURL: it asks ${url} itself.`);
  if (egressSelectorType !== "")
    problems.push(
      `${name} has no egressSelectorType: that keys of ${url} are fetched through ${egressSelectorType} is lost.`,
    );
  if (certificateAuthority !== "" && !product.takesAuthority)
    problems.push(
      `${name} has no setting for a certificate authority: the certificate of ${url} has to be one that it trusts.`,
    );
}

interface Named {
  readonly claim: string;
  readonly prefix: string;
}

type Mapping = JwtAuthenticator["claimMappings"]["username"];

function createNames(
  input: ReadableInput,
  name: string,
  changes: string[],
  problems: string[],
): {
  readonly username: (mapping: Mapping) => Named | undefined;
  readonly groups: (mapping: Mapping) => Named | undefined;
} {
  const { compilations } = loadConfiguration(input.configuration, { minor: newestMinor });
  const read = (field: "username" | "groups"): ClaimOfExpression | undefined => {
    const result = compilations?.get(`jwt[0].claimMappings.${field}.expression`);
    return result?.kind === "compiled"
      ? readClaimOfExpression(field, result.checked, newestMinor)
      : undefined;
  };
  return {
    username(mapping) {
      const found = mapping.expression === "" ? undefined : read("username");
      if (mapping.expression !== "" && found === undefined) {
        problems.push(
          `${name} takes the user name from one claim with a fixed text in front, and this expression does more, so that no files are made: ${mapping.expression}`,
        );
        return undefined;
      }
      if (found) changes.push(tellClaim("user name", found));
      const { claim, prefix = "" } = found ?? mapping;
      if (prefix === "-") {
        problems.push(
          `${name} takes a dash for no prefix, so that the prefix “-” cannot be said, and no files are made.`,
        );
        return undefined;
      }
      return { claim, prefix };
    },
    groups(mapping) {
      if (mapping.claim === "" && mapping.expression === "") return undefined;
      const found = mapping.expression === "" ? undefined : read("groups");
      if (mapping.expression !== "" && found === undefined) {
        problems.push(
          `${name} takes groups from one claim with a fixed text in front, and this expression does more, so that users have no groups there: ${mapping.expression}`,
        );
        return undefined;
      }
      if (found) changes.push(tellClaim("groups", found));
      const { claim, prefix = "" } = found ?? mapping;
      return { claim, prefix };
    },
  };
}

function tellClaim(what: string, { claim, prefix, tokens, differences }: ClaimOfExpression) {
  const front = prefix === "" ? "without a prefix" : `with the prefix ${JSON.stringify(prefix)}`;
  const became = `The expression for the ${what} became the claim ${JSON.stringify(claim)} ${front}: the same for ${tokens - differences.length} of ${tokens} generated tokens.`;
  const [first] = differences;
  if (first === undefined) return became;
  const { claims, before, after } = first;
  return `${became} It differs for ${JSON.stringify(claims)}: before ${tellNames(before)}, now ${tellNames(after)}.`;
}

function tellNames(names: readonly string[] | undefined): string {
  return names === undefined ? "refused" : JSON.stringify(names);
}

/** The rules that the settings can say; of the others it is told what gets in without them. */
function readRules(
  { claimValidationRules, userValidationRules }: JwtAuthenticator,
  { name, pairs }: OneIssuerProduct,
  problems: string[],
): { readonly claim: string; readonly value: string }[] {
  const said = new Map<string, string>();
  const lost = (rule: string) =>
    problems.push(`${name} cannot say this rule, and tokens that it refuses get in: ${rule}`);
  for (const rule of claimValidationRules) {
    const { claim, requiredValue, expression } = rule;
    if (expression !== "") lost(expression);
    else if (said.has(claim) && said.get(claim) !== requiredValue) lost(tellRule(rule));
    else if (pairs && !isPair(rule)) lost(tellRule(rule));
    else said.set(claim, requiredValue);
  }
  for (const { expression } of userValidationRules) lost(expression);
  return [...said].map(([claim, value]) => ({ claim, value }));
}

function tellRule({ claim, requiredValue }: ClaimValidationRule): string {
  return `the claim ${JSON.stringify(claim)} must be ${JSON.stringify(requiredValue)}`;
}

// kube-apiserver splits at the first = and takes blanks off both ends (MapStringString of k8s.io/component-base).
function isPair({ claim, requiredValue }: ClaimValidationRule): boolean {
  return !claim.includes("=") && claim.trim() === claim && requiredValue.trim() === requiredValue;
}

/** A required claim as the flag has it. */
export function formatPair({ claim, value }: { readonly claim: string; readonly value: string }) {
  return `${claim}=${value}`;
}

/** `terraform apply`, after a look at what it would do. */
export function terraformSteps(file: string): string[] {
  return [
    `See what Terraform would do with ${file}; a plan that replaces the cluster deletes it:`,
    command`terraform plan`,
    "Then apply it:",
    command`terraform apply`,
  ];
}

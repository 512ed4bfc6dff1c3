import type { CompileResult } from "../cel/program.ts";
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  invalidPrinted,
  required,
  tooMany,
} from "../diagnostics/field-error.ts";
import { marshalJson } from "../go/json.ts";
import { quote } from "../go/quote.ts";
import { parseUrl } from "../go/url.ts";
import { anonymousUsableSince } from "../kube/configuration-versions.ts";
import type { Minor } from "../kube/minor.ts";
import { trimEndOf } from "../source/trim-end.ts";
import { parseCertificates } from "./certificate/x509.ts";
import type { AnonymousAuthConfig, AuthenticationConfiguration, Issuer } from "./types.ts";
import { validateClaimMappings } from "./validate-mappings.ts";
import {
  createExpressionState,
  validateClaimValidationRules,
  validateUserValidationRules,
} from "./validate-rules.ts";
import { sinceTerse, type ValidateOptions, type Validation } from "./validation.ts";

/** The server's findings, in its order. */
export interface ValidateResult {
  readonly errors: readonly FieldError[];
  /** What the compiler said of each expression that it was given, by field path. */
  readonly compilations: ReadonlyMap<string, CompileResult>;
}

/**
 * Every rule of kube-apiserver for an AuthenticationConfiguration, in its order and words:
 * ValidateAuthenticationConfiguration of k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go.
 */
export function validateConfiguration(
  configuration: AuthenticationConfiguration,
  options: ValidateOptions,
): ValidateResult {
  const v: Validation = { options, errors: [], compilations: new Map() };
  const { jwt, anonymous } = configuration;
  if (jwt.length > maxAuthenticators) {
    return { ...v, errors: [tooMany("jwt", jwt.length, maxAuthenticators)] };
  }
  const seenIssuers = new Set<string>();
  const seenDiscoveryUrls = new Set<string>();
  jwt.forEach((authenticator, index) => {
    const path = `jwt[${index}]`;
    const { issuer } = authenticator;
    const state = createExpressionState();
    validateIssuer(v, issuer, `${path}.issuer`);
    validateClaimValidationRules(
      v,
      state,
      authenticator.claimValidationRules,
      `${path}.claimValidationRules`,
    );
    validateClaimMappings(v, state, authenticator.claimMappings, `${path}.claimMappings`);
    validateUserValidationRules(
      v,
      authenticator.userValidationRules,
      `${path}.userValidationRules`,
    );
    if (seenIssuers.has(issuer.url)) v.errors.push(duplicate(`${path}.issuer.url`, issuer.url));
    seenIssuers.add(issuer.url);
    if (issuer.discoveryURL === "") return;
    if (seenDiscoveryUrls.has(issuer.discoveryURL)) {
      v.errors.push(duplicate(`${path}.issuer.discoveryURL`, issuer.discoveryURL));
    }
    seenDiscoveryUrls.add(issuer.discoveryURL);
  });
  if (anonymous !== undefined) validateAnonymous(v, anonymous);
  return v;
}

function validateAnonymous(v: Validation, { enabled, conditions }: AnonymousAuthConfig): void {
  const { minor } = v.options;
  if (minor < anonymousUsableSince) {
    v.errors.push(
      forbidden(
        "anonymous",
        "anonymous is not supported when AnonymousAuthConfigurableEnpoints feature gate is disabled",
      ),
    );
  }
  if (enabled || conditions.length === 0) return;
  const printed = printsJson(minor)
    ? marshalJson(conditions.map(({ path }) => ({ Path: path })))
    : `[]${conditionType}{${conditions.map(({ path }) => `${conditionType}{Path:${quote(path)}}`).join(", ")}}`;
  v.errors.push(
    invalidPrinted(
      "anonymous.conditions",
      printed,
      "enabled should be set to true when conditions are defined",
    ),
  );
}

function validateIssuer(v: Validation, issuer: Issuer, path: string): void {
  validateIssuerUrl(v, issuer.url, `${path}.url`);
  validateIssuerDiscoveryUrl(v, issuer, `${path}.discoveryURL`);
  validateAudiences(v, issuer, path);
  validateCertificateAuthority(v, issuer.certificateAuthority, `${path}.certificateAuthority`);
  validateEgressSelector(v, issuer.egressSelectorType, `${path}.egressSelectorType`);
}

function validateIssuerUrl(v: Validation, url: string, path: string): void {
  if (url === "") v.errors.push(required(path, sinceTerse(v, "", "URL is required")));
  else validateUrl(v, url, v.options.disallowedIssuers, path);
}

function validateIssuerDiscoveryUrl(v: Validation, issuer: Issuer, path: string): void {
  const { url, discoveryURL } = issuer;
  if (discoveryURL === "") return;
  if (url !== "" && trimSlashes(url) === trimSlashes(discoveryURL)) {
    v.errors.push(invalid(path, discoveryURL, "discoveryURL must be different from URL"));
  }
  validateUrl(v, discoveryURL, [], path);
}

function validateUrl(
  v: Validation,
  url: string,
  disallowedIssuers: readonly string[],
  path: string,
): void {
  if (disallowedIssuers.includes(url)) {
    const list = [...new Set(disallowedIssuers)].sort().join(" ");
    v.errors.push(invalid(path, url, `${disallowedDetail}[${list}]`));
  }
  const parsed = parseUrl(url, v.options.minor >= strictColonsSince);
  if (parsed.kind === "error") {
    v.errors.push(invalid(path, url, parsed.message));
    return;
  }
  const { scheme, user, rawQuery, fragment } = parsed.value;
  if (scheme !== "https") v.errors.push(invalid(path, url, "URL scheme must be https"));
  if (user !== undefined) {
    v.errors.push(invalid(path, url, "URL must not contain a username or password"));
  }
  if (rawQuery !== "") v.errors.push(invalid(path, url, "URL must not contain a query"));
  if (fragment !== "") v.errors.push(invalid(path, url, "URL must not contain a fragment"));
}

function validateAudiences(v: Validation, issuer: Issuer, issuerPath: string): void {
  const { audiences, audienceMatchPolicy: policy } = issuer;
  const path = `${issuerPath}.audiences`;
  if (audiences.length === 0) {
    v.errors.push(required(path, `at least one ${path} is required`));
    return;
  }
  const seen = new Set<string>();
  audiences.forEach((audience, index) => {
    const itemPath = `${path}[${index}]`;
    if (audience === "") {
      v.errors.push(required(itemPath, sinceTerse(v, "", "audience can't be empty")));
    }
    if (seen.has(audience)) v.errors.push(duplicate(itemPath, audience));
    seen.add(audience);
  });
  const policyPath = `${issuerPath}.audienceMatchPolicy`;
  if (audiences.length > 1 && policy !== "MatchAny") {
    const detail = "audienceMatchPolicy must be MatchAny for multiple audiences";
    v.errors.push(invalidPrinted(policyPath, printNamed(v, policy), detail));
  }
  if (audiences.length === 1 && policy !== "" && policy !== "MatchAny") {
    const detail = "audienceMatchPolicy must be empty or MatchAny for single audience";
    v.errors.push(invalidPrinted(policyPath, printNamed(v, policy), detail));
  }
}

function validateCertificateAuthority(v: Validation, pem: string, path: string): void {
  if (pem === "") return;
  const parsed = parseCertificates(pem);
  if (parsed.kind === "error") v.errors.push(invalid(path, "<omitted>", parsed.message));
}

function validateEgressSelector(v: Validation, type: string, path: string): void {
  if (type === "" || type === "controlplane" || type === "cluster") return;
  const detail = "egress selector must be either controlplane or cluster";
  v.errors.push(invalidPrinted(path, printNamed(v, type), detail));
}

// A value of a named string type: to field.Error no string.
function printNamed(v: Validation, value: string): string {
  return printsJson(v.options.minor) ? marshalJson(value) : quote(value);
}

// What field.Error shows values of other types with: JSON since 1.34, Go's syntax before.
function printsJson(minor: Minor): boolean {
  return minor >= 34;
}

function trimSlashes(url: string): string {
  return trimEndOf(url, "/");
}

/** How the finding that an issuer is the server's own begins, which at start is said elsewhere and otherwise. */
export const disallowedDetail = "URL must not overlap with disallowed issuers: ";
const maxAuthenticators = 64;
/** The first version that is built with Go 1.26. */
const strictColonsSince: Minor = 36;
const conditionType = "apiserver.AnonymousAuthCondition";

import type { CheckedExpression } from "../cel/program.ts";
import { duplicate, type FieldError, invalid, required } from "../diagnostics/field-error.ts";
import { countBytes } from "../go/byte-string.ts";
import { reservedExtraKeysSince } from "../kube/configuration-versions.ts";
import { compileField } from "./compile-field.ts";
import type { ClaimMappings, ExtraMapping, PrefixedClaimOrExpression } from "./types.ts";
import { usesClaim } from "./uses-claim.ts";
import { type ExpressionState, sinceTerse, type Validation } from "./validation.ts";

/** claimMappings: how the user's attributes are made. */
export function validateClaimMappings(
  v: Validation,
  state: ExpressionState,
  mappings: ClaimMappings,
  path: string,
): void {
  const username = validatePrefixed(v, mappings.username, `${path}.username`, true);
  validatePrefixed(v, mappings.groups, `${path}.groups`, false);
  const { uid } = mappings;
  if (uid.claim !== "" && uid.expression !== "") {
    v.errors.push(invalid(`${path}.uid`, "", "claim and expression can't both be set"));
  } else if (uid.expression !== "") {
    compileField(v, `${path}.uid.expression`, uid.expression, "claims", "any");
  }
  validateExtra(v, state, mappings.extra, `${path}.extra`);
  if (username === undefined || !usesClaim(username.expr, "email")) return;
  const verified = [username, ...state.verifying].some(({ expr }) =>
    usesClaim(expr, "email_verified"),
  );
  if (verified) return;
  v.errors.push(invalid(`${path}.username.expression`, mappings.username.expression, emailDetail));
}

// Gives the expression only if nothing at all was found in the mapping.
function validatePrefixed(
  v: Validation,
  mapping: PrefixedClaimOrExpression,
  path: string,
  mandatory: boolean,
): CheckedExpression | undefined {
  const { claim, prefix, expression } = mapping;
  if (claim !== "" && expression !== "") {
    v.errors.push(invalid(path, "", "claim and expression can't both be set"));
  } else if (expression !== "") {
    if (prefix !== undefined) {
      const detail = sinceTerse(
        v,
        "may not be specified when expression is set",
        "prefix can't be set when expression is set",
      );
      v.errors.push(invalid(`${path}.prefix`, prefix, detail));
    }
    const checked = compileField(v, `${path}.expression`, expression, "claims", "any");
    return prefix === undefined ? checked : undefined;
  } else if (claim !== "") {
    if (prefix === undefined) v.errors.push(required(`${path}.prefix`, prefixDetail));
  } else if (mandatory) {
    v.errors.push(required(path, "claim or expression is required"));
  }
  return undefined;
}

function validateExtra(
  v: Validation,
  state: ExpressionState,
  extra: readonly ExtraMapping[],
  extraPath: string,
): void {
  const seen = new Set<string>();
  extra.forEach(({ key, valueExpression }, index) => {
    const path = `${extraPath}[${index}]`;
    const keyPath = `${path}.key`;
    v.errors.push(...validateDomainPrefixedPath(key, keyPath));
    if (key !== key.toLowerCase()) {
      const detail = sinceTerse(v, "must be lowercase", "key must be lowercase");
      v.errors.push(invalid(keyPath, key, detail));
    }
    if (v.options.minor >= reservedExtraKeysSince && isKubernetesDomainPrefix(key)) {
      v.errors.push(invalid(keyPath, key, reservedDetail));
    }
    if (seen.has(key)) {
      v.errors.push(duplicate(keyPath, key));
      return;
    }
    seen.add(key);
    const valuePath = `${path}.valueExpression`;
    if (valueExpression === "") {
      v.errors.push(required(valuePath, sinceTerse(v, "", "valueExpression is required")));
      return;
    }
    const checked = compileField(v, valuePath, valueExpression, "claims", "any");
    if (checked !== undefined) state.verifying.push(checked);
  });
}

// IsDomainPrefixedPath of k8s.io/apimachinery/pkg/util/validation.
function validateDomainPrefixedPath(key: string, path: string): FieldError[] {
  if (key === "") return [required(path, "")];
  const slash = key.indexOf("/");
  const host = key.slice(0, Math.max(slash, 0));
  const rest = key.slice(slash + 1);
  if (slash <= 0 || rest === "") {
    return [invalid(path, key, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  const errors: FieldError[] = [];
  if (countBytes(host) > maxSubdomainLength) {
    errors.push(invalid(path, host, `must be no more than ${maxSubdomainLength} characters`));
  }
  if (!subdomainPattern.test(host)) errors.push(invalid(path, host, subdomainDetail));
  if (!pathPattern.test(rest)) {
    errors.push(invalid(path, rest, `Invalid path (regex used for validation is '${pathFormat}')`));
  }
  return errors;
}

function isKubernetesDomainPrefix(key: string): boolean {
  const domain = key.slice(0, Math.max(key.indexOf("/"), 0));
  return /(?:^|\.)(?:kubernetes|k8s)\.io$/.test(domain);
}

const prefixDetail =
  "prefix is required when claim is set. It can be set to an empty string to disable prefixing";
const emailDetail =
  "claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression";
const reservedDetail = "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use";

const maxSubdomainLength = 253;
const labelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomainFormat = `${labelFormat}(\\.${labelFormat})*`;
const subdomainPattern = new RegExp(`^${subdomainFormat}$`);
const subdomainDetail = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomainFormat}')`;
const pathFormat = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const pathPattern = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/;

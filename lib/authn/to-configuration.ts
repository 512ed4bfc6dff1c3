import type { Values } from "./decode-strict.ts";
import type {
  AuthenticationConfiguration,
  ClaimMappings,
  JwtAuthenticator,
  PrefixedClaimOrExpression,
} from "./types.ts";

/** The configuration of decoded values, with Go's zero value for what is absent or null. */
export function toConfiguration(values: Values): AuthenticationConfiguration {
  const jwt = asList(values.jwt).map(toAuthenticator);
  if (values.anonymous === undefined) return { jwt };
  const anonymous = asValues(values.anonymous);
  const conditions = asList(anonymous.conditions).map((c) => ({ path: asText(c.path) }));
  return { jwt, anonymous: { enabled: anonymous.enabled === true, conditions } };
}

function toAuthenticator(values: Values): JwtAuthenticator {
  const issuer = asValues(values.issuer);
  return {
    issuer: {
      url: asText(issuer.url),
      discoveryURL: asText(issuer.discoveryURL),
      certificateAuthority: asText(issuer.certificateAuthority),
      audiences: asTexts(issuer.audiences),
      audienceMatchPolicy: asText(issuer.audienceMatchPolicy),
      egressSelectorType: asText(issuer.egressSelectorType),
    },
    claimValidationRules: asList(values.claimValidationRules).map((rule) => ({
      claim: asText(rule.claim),
      requiredValue: asText(rule.requiredValue),
      expression: asText(rule.expression),
      message: asText(rule.message),
    })),
    claimMappings: toMappings(asValues(values.claimMappings)),
    userValidationRules: asList(values.userValidationRules).map((rule) => ({
      expression: asText(rule.expression),
      message: asText(rule.message),
    })),
  };
}

function toMappings(values: Values): ClaimMappings {
  const uid = asValues(values.uid);
  return {
    username: toPrefixed(asValues(values.username)),
    groups: toPrefixed(asValues(values.groups)),
    uid: { claim: asText(uid.claim), expression: asText(uid.expression) },
    extra: asList(values.extra).map((extra) => ({
      key: asText(extra.key),
      valueExpression: asText(extra.valueExpression),
    })),
  };
}

function toPrefixed(values: Values): PrefixedClaimOrExpression {
  return {
    claim: asText(values.claim),
    prefix: typeof values.prefix === "string" ? values.prefix : undefined,
    expression: asText(values.expression),
  };
}

// The decoder has checked the types.
function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function asTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(asText) : [];
}

function asValues(value: unknown): Values {
  return typeof value === "object" && value !== null ? (value as Values) : {};
}

function asList(value: unknown): Values[] {
  return Array.isArray(value) ? value.map(asValues) : [];
}

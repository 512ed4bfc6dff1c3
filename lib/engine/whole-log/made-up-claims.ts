import type { LoadedConfiguration } from "../../authn/load.ts";
import { walk } from "../../cel/ast.ts";
import type { CauseCode } from "../../diagnostics/cause-code.ts";

/** Claims by name. */
export type Claims = Readonly<Record<string, unknown>>;

/** The claims that every made-up token begins with. `now` in Unix seconds. */
export function firstClaims(url: string, audiences: readonly string[], now: number): Claims {
  const aud = audiences.length === 1 ? audiences[0] : audiences;
  return { iss: url, aud, sub: "test-subject", iat: now - 60, exp: now + 600 };
}

/** The claims changed in the way of a cause that is not about an expression; none if its way is to change what is read. */
export function changeClaims(claims: Claims, code: CauseCode): readonly Claims[] {
  const { iss } = claims;
  const iat = Number(claims.iat);
  switch (code) {
    case "token-expired":
      return [{ ...claims, exp: iat }];
    case "token-not-yet-valid":
      return [{ ...claims, nbf: iat + 3660 }];
    case "token-audience":
      return [{ ...claims, aud: "another-audience" }];
    case "token-access":
      // Microsoft Graph's application ID.
      return [{ ...claims, aud: "00000003-0000-0000-c000-000000000000" }];
    case "token-issuer-unknown":
      return [{ ...claims, iss: "https://another-issuer.example.com" }];
    case "token-issuer-differs":
      return [{ ...claims, iss: `${String(iss)}/` }];
    case "email-unverified":
      return [{ ...claims, email: "test.user@example.com", email_verified: false }];
    default:
      return [];
  }
}

/** Sets a claim, or takes it away if the value is undefined. `name` may be a path: "realm_access.roles". */
export function setClaim(claims: Claims, name: string, value: unknown): Claims {
  const [first = "", ...rest] = Object.hasOwn(claims, name) ? [name] : name.split(".");
  if (rest.length === 0 || name.includes("/")) {
    const { [name]: _, ...others } = claims;
    return value === undefined ? others : { ...others, [name]: value };
  }
  const inner = claims[first];
  const object = typeof inner === "object" && inner !== null && !Array.isArray(inner) ? inner : {};
  return { ...claims, [first]: setClaim(object as Claims, rest.join("."), value) };
}

const mostLiterals = 24;

/** Values to try for a claim: the configuration's own texts, alone and in a list, and one of every kind. */
export function listValues({ compilations, decoded }: LoadedConfiguration): readonly unknown[] {
  const literals = new Set<string>();
  for (const result of compilations?.values() ?? []) {
    if (result.kind !== "compiled") continue;
    walk(result.checked.expr, ({ exprKind }) => {
      if (exprKind.case !== "constExpr") return;
      const { constantKind } = exprKind.value;
      if (constantKind.case === "stringValue") literals.add(constantKind.value);
    });
  }
  for (const { claimValidationRules } of decoded?.configuration.jwt ?? [])
    for (const { requiredValue } of claimValidationRules)
      if (requiredValue !== "") literals.add(requiredValue);
  const texts = [...literals].slice(0, mostLiterals);
  return [
    ...["test-value", ["test-value"], undefined],
    ...texts,
    ...texts.map((text) => [text]),
    ...[true, false, "", "test.user@example.com", 5, {}, [], [5], null, "system:masters"],
  ];
}

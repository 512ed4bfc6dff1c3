import { toByteString } from "../go/byte-string.ts";
import { decodeString, decodeStrings, foldKey, mismatch } from "../go/decode-json.ts";
import { goField, goValue } from "../go/json-messages.ts";
import { parseGoJson } from "../go/parse-json.ts";
import { quote } from "../go/quote.ts";
import { fail, type GoResult, ok } from "../go/result.ts";
import type { Minor } from "../kube/minor.ts";

/** Where an issuer's discovery document is: `discoveryURL` if the configuration has one. */
export function discoveryUrlOf(issuerUrl: string, discoveryURL: string): string {
  if (discoveryURL !== "") return discoveryURL;
  return `${issuerUrl.replace(/\/$/, "")}/.well-known/openid-configuration`;
}

/**
 * What the server makes of a discovery document: the address of the keys, or why the authenticator is never
 * initialised. Follows NewProvider of go-oidc's oidc.go.
 */
export function readDiscovery(
  document: string,
  issuerUrl: string,
  minor: Minor,
): GoResult<{ readonly jwksUri: string }> {
  const decoded = decodeDiscovery(document);
  if (decoded.kind === "error") {
    return fail(
      `oidc: failed to decode provider discovery object: got Content-Type = application/json, but could not unmarshal as JSON: ${decoded.message}`,
    );
  }
  const { issuer, jwksUri } = decoded.value;
  if (issuer !== issuerUrl) {
    return fail(
      `oidc: issuer did not match the issuer returned by provider, expected ${quote(issuerUrl)} got ${quote(issuer)}`,
    );
  }
  if (jwksUri === "" && minor >= 35) return fail("provider did not return JWKS URL");
  return ok({ jwksUri });
}

/** What go-oidc takes out of a discovery document. */
export interface ProviderJson {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
}

/** Decodes a discovery document into go-oidc's providerJSON, with the texts of encoding/json. */
export function decodeDiscovery(document: string): GoResult<ProviderJson> {
  const parsed = parseGoJson(toByteString(document));
  if (parsed.kind === "error") return parsed;
  const text = parsed.value;
  const { root } = text;
  const fields: Record<string, string> = {};
  let algorithms: readonly string[] = [];
  if (root.kind === "null") return ok({ issuer: "", jwksUri: "", algorithms });
  if (root.kind !== "object") return mismatch(root, goValue("oidc.providerJSON"));
  let failure: GoResult<never> | undefined;
  for (const [i, key] of root.keys.entries()) {
    const node = root.values[i];
    const name = foldKey(key);
    if (node === undefined || node.kind === "null") continue;
    const decoded = stringFields.includes(name)
      ? decodeString(text, node, goField(`providerJSON.${name}`, "string"))
      : name === algorithmsField
        ? decodeStrings(text, node, goField(`providerJSON.${name}`, "[]string"), () =>
            goField(`providerJSON.${name}`, "string"),
          )
        : undefined;
    if (decoded?.kind === "error") failure ??= decoded;
    else if (typeof decoded?.value === "string") fields[name] = decoded.value;
    else if (decoded !== undefined) algorithms = decoded.value;
  }
  const { issuer = "", jwks_uri: jwksUri = "" } = fields;
  return failure ?? ok({ issuer, jwksUri, algorithms });
}

const stringFields = [
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "jwks_uri",
  "userinfo_endpoint",
];
const algorithmsField = "id_token_signing_alg_values_supported";

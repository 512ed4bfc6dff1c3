import type { Exploration, Place } from "./exploration.ts";
import { variablesOf } from "./form-configuration.ts";
import { readPemOrBase64 } from "./pem.ts";
import { placeOf } from "./piece.ts";
import { writeConfiguration } from "./settings.ts";
import { get, itemsOf, type Tree, textOf } from "./tree.ts";
import type { Leaf, Written } from "./write-text.ts";

/** Converts Pinniped's JWTAuthenticator; false if the value is none. */
export function recognisePinniped(x: Exploration, tree: Tree, place: Place): boolean {
  if (textOf(get(tree, "kind")) !== "JWTAuthenticator") return false;
  if (!/^authentication\.concierge\./.test(textOf(get(tree, "apiVersion")) ?? "")) return false;
  const leaf = (found: Tree | undefined): Leaf | undefined => {
    const text = textOf(found);
    return found === undefined || text === undefined
      ? undefined
      : { leaf: text, from: placeOf(place.piece, found.span) };
  };
  const spec = get(tree, "spec");
  const base = {
    format: "pinniped-jwt-authenticator",
    target: "pinniped",
    title: "Pinniped's JWTAuthenticator",
    span: placeOf(place.piece, tree.span),
  };
  const issuer = leaf(get(spec, "issuer"));
  const audience = leaf(get(spec, "audience"));
  if (issuer === undefined || audience === undefined) {
    x.found.push({
      kind: "refused",
      ...base,
      notes: [],
      reason: "spec.issuer and spec.audience are needed.",
    });
    return true;
  }
  const claims = get(spec, "claims");
  const notes = [
    "Pinniped's concierge reads this object, not kube-apiserver: the file is what the API server would take in its place.",
  ];
  const username = textOf(get(claims, "usernameExpression"))
    ? { expression: leaf(get(claims, "usernameExpression")) }
    : { claim: leaf(get(claims, "username")) ?? "username", prefix: "" };
  const groups = textOf(get(claims, "groupsExpression"))
    ? { expression: leaf(get(claims, "groupsExpression")) }
    : { claim: leaf(get(claims, "groups")) ?? "groups", prefix: "" };
  if (get(claims, "username") === undefined && get(claims, "usernameExpression") === undefined) {
    notes.push("Without claims.username Pinniped takes the claim username; the file says so.");
  }
  if (get(claims, "groups") === undefined && get(claims, "groupsExpression") === undefined) {
    notes.push("Without claims.groups Pinniped takes the claim groups; the file says so.");
  }
  const extra = itemsOf(get(claims, "extra")).map((one) => ({
    key: leaf(get(one, "key")),
    valueExpression: leaf(get(one, "valueExpression")),
  }));
  if (extra.length > 0)
    notes.push("Pinniped does not hand extra on to Kubernetes; the API server would.");
  const certificates = authorityOf(spec, notes, leaf);
  const jwt: Written = {
    issuer: { url: issuer, audiences: [audience], certificateAuthority: certificates },
    claimValidationRules: rulesOf(get(spec, "claimValidationRules"), leaf),
    claimMappings: { username, groups, extra: extra.length > 0 ? extra : undefined },
    userValidationRules: rulesOf(get(spec, "userValidationRules"), leaf),
  };
  const made = writeConfiguration([jwt], x);
  x.found.push({
    kind: "settings",
    ...base,
    notes: notes.map(x.holes.reveal),
    text: made.text,
    segments: made.segments,
    placeholders: variablesOf(made.text, made.variables),
  });
  return true;
}

function authorityOf(
  spec: Tree | undefined,
  notes: string[],
  leaf: (tree: Tree | undefined) => Leaf | undefined,
): Leaf | undefined {
  const data = leaf(get(spec, "tls", "certificateAuthorityData"));
  if (data !== undefined && data.leaf !== "") {
    const pem = readPemOrBase64(String(data.leaf));
    if (pem !== undefined) return { ...data, leaf: pem };
    notes.push(
      "tls.certificateAuthorityData holds no certificate in PEM: the CA certificates are left out.",
    );
  }
  const source = get(spec, "tls", "certificateAuthorityDataSource");
  if (source !== undefined) {
    const name = textOf(get(source, "name")) ?? "";
    const kind = textOf(get(source, "kind")) ?? "object";
    notes.push(
      `The CA certificates are in the ${kind} ${name}: its contents belong in certificateAuthority.`,
    );
  }
  return undefined;
}

function rulesOf(
  list: Tree | undefined,
  leaf: (tree: Tree | undefined) => Leaf | undefined,
): Written | undefined {
  const items = itemsOf(list);
  if (items.length === 0) return undefined;
  return items.map((rule) => ({
    claim: leaf(get(rule, "claim")),
    requiredValue: leaf(get(rule, "requiredValue")),
    expression: leaf(get(rule, "expression")),
    message: leaf(get(rule, "message")),
  }));
}

import type { Exploration, Place } from "./exploration.ts";
import { variablesOf } from "./form-configuration.ts";
import { placeOf } from "./piece.ts";
import { writeConfiguration } from "./settings.ts";
import { get, itemsOf, type Tree, textOf } from "./tree.ts";
import { type Leaf, toWritten, type Written } from "./write-text.ts";

/**
 * Converts `structuredAuthentication` in the values of Giant Swarm's chart; false for other values. As the chart renders
 * it: giantswarm/cluster, helm/cluster/templates/clusterapi/controlplane/_helpers_auth_config.tpl (8657d00a of 2026-08-21).
 */
export function recogniseGiantSwarm(x: Exploration, tree: Tree, place: Place): boolean {
  const structured = get(tree, "structuredAuthentication");
  const isHere = /(?:^|\/)controlPlane\/oidc$/.test([...place.piece.path, ...place.path].join("/"));
  if (structured?.kind !== "map" || !isHere) return false;
  const base = {
    format: "giant-swarm",
    title: "structuredAuthentication of Giant Swarm",
    span: placeOf(place.piece, tree.span),
  };
  if (textOf(get(structured, "enabled")) !== "true") {
    // The fields beside it are flags of the API server then.
    if (textOf(get(tree, "issuerUrl"))) return false;
    const reason = "structuredAuthentication.enabled is not true: no issuer is configured.";
    x.found.push({ kind: "refused", ...base, notes: [], reason });
    return true;
  }
  if (x.minor < 34) {
    if (textOf(get(tree, "issuerUrl"))) return false;
    const reason = `The chart writes the file from Kubernetes 1.34 on: with 1.${x.minor} no issuer is configured.`;
    x.found.push({ kind: "refused", ...base, notes: [], reason });
    return true;
  }
  const issuers = itemsOf(get(structured, "issuers"));
  const legacy = textOf(get(tree, "issuerUrl")) ? [legacyEntry(tree, place)] : [];
  const jwt = [...legacy, ...issuers.map((issuer) => convertIssuer(issuer, place))];
  const odd = jwt.find((entry) => typeof entry === "string");
  if (odd !== undefined || jwt.length === 0) {
    const reason = odd ?? "structuredAuthentication.issuers is empty: no issuer is configured.";
    x.found.push({ kind: "refused", ...base, notes: [], reason: x.holes.reveal(String(reason)) });
    return true;
  }
  const made = writeConfiguration(jwt as Written[], x);
  x.found.push({
    kind: "settings",
    ...base,
    notes: [
      ...(legacy.length > 0
        ? ["The fields beside structuredAuthentication are the first issuer of the file."]
        : []),
    ],
    text: made.text,
    segments: made.segments,
    placeholders: variablesOf(made.text, made.variables),
  });
  return true;
}

// The chart names the fields of it that it takes over.
function legacyEntry(tree: Tree, place: Place): Written {
  const leaf = leafOf(place);
  const groups = leaf(get(tree, "groupsClaim"));
  return {
    issuer: issuerOf(tree, place),
    claimMappings: {
      username: {
        claim: leaf(get(tree, "usernameClaim")) ?? "sub",
        prefix: leaf(get(tree, "usernamePrefix")) ?? "",
      },
      groups: groups && { claim: groups, prefix: leaf(get(tree, "groupsPrefix")) ?? "" },
    },
  };
}

function convertIssuer(issuer: Tree, place: Place): Written | string {
  const leaf = leafOf(place);
  const mappings = get(issuer, "claimMappings");
  if (textOf(get(issuer, "issuerUrl")) === undefined)
    return "An issuer of structuredAuthentication has no issuerUrl.";
  const { username, groups } = mappingsOf(issuer, mappings, leaf);
  const uid = get(mappings, "uid");
  const extra = itemsOf(get(mappings, "extra"));
  const rules = [
    ...itemsOf(get(issuer, "claimValidationRules")).map((rule) => ({
      claim: leaf(get(rule, "claim")),
      requiredValue: leaf(get(rule, "requiredValue")),
      expression: leaf(get(rule, "expression")),
      message: leaf(get(rule, "message")),
    })),
    ...itemsOf(get(issuer, "requiredClaims")).map((rule) => ({
      claim: leaf(get(rule, "claim")),
      requiredValue: leaf(get(rule, "requiredValue")) ?? "",
    })),
  ];
  const userRules = itemsOf(get(issuer, "userValidationRules")).map((rule) => ({
    expression: leaf(get(rule, "expression")),
    message: leaf(get(rule, "message")),
  }));
  return {
    issuer: issuerOf(issuer, place),
    claimValidationRules: rules.length > 0 ? rules : undefined,
    claimMappings: {
      username,
      groups,
      uid:
        uid === undefined
          ? undefined
          : textOf(get(uid, "expression"))
            ? { expression: leaf(get(uid, "expression")) }
            : { claim: leaf(get(uid, "claim")) },
      extra:
        extra.length === 0
          ? undefined
          : extra.map((one) => ({
              key: leaf(get(one, "key")),
              valueExpression: leaf(get(one, "valueExpression")),
            })),
    },
    userValidationRules: userRules.length > 0 ? userRules : undefined,
  };
}

type MakeLeaf = (tree: Tree | undefined) => Leaf | undefined;

// With claimMappings the short fields are what its own are not given of; without its username they have no effect.
function mappingsOf(
  issuer: Tree,
  mappings: Tree | undefined,
  leaf: MakeLeaf,
): { username: Written; groups: Written | undefined } {
  const own = get(mappings, "username");
  const ownGroups = get(mappings, "groups");
  const short = isGiven(mappings) && !isGiven(own) ? undefined : issuer;
  const expression = leaf(get(own, "expression"));
  const username = expression
    ? { expression }
    : {
        claim: leaf(get(own, "claim")) ?? leaf(get(short, "usernameClaim")) ?? "sub",
        prefix: leaf(get(own, "prefix")) ?? leaf(get(short, "usernamePrefix")) ?? "",
      };
  const groupsExpression = leaf(get(ownGroups, "expression"));
  if (groupsExpression) return { username, groups: { expression: groupsExpression } };
  const claim = leaf(get(ownGroups, "claim")) ?? leaf(get(issuer, "groupsClaim"));
  const prefix = leaf(get(ownGroups, "prefix")) ?? leaf(get(issuer, "groupsPrefix")) ?? "";
  return { username, groups: claim && { claim, prefix } };
}

function isGiven(tree: Tree | undefined): boolean {
  return tree?.kind === "map" && tree.entries.length > 0;
}

function issuerOf(tree: Tree, place: Place): Written {
  const leaf = leafOf(place);
  const audiences = [
    ...(textOf(get(tree, "clientId")) ? [get(tree, "clientId")] : []),
    ...itemsOf(get(tree, "audiences")),
  ].flatMap((one) =>
    one === undefined ? [] : [toWritten(one, (span) => placeOf(place.piece, span))],
  );
  return {
    url: leaf(get(tree, "issuerUrl")),
    discoveryURL: leaf(get(tree, "discoveryUrl")),
    audiences,
    audienceMatchPolicy: leaf(get(tree, "audienceMatchPolicy")),
    certificateAuthority: leaf(get(tree, "caPem")),
  };
}

// An empty text is as none to the chart.
function leafOf(place: Place): MakeLeaf {
  return (tree) => {
    const text = textOf(tree);
    return tree === undefined || text === undefined || text === ""
      ? undefined
      : { leaf: text, from: placeOf(place.piece, tree.span) };
  };
}

import type { Exploration, Place } from "./exploration.ts";
import { variablesOf } from "./form-configuration.ts";
import { placeOf } from "./piece.ts";
import { type ProviderFields, putProvider } from "./put-provider.ts";
import { writeConfiguration } from "./settings.ts";
import { get, itemsOf, type Tree, textOf } from "./tree.ts";
import { type Leaf, toWritten, type Written } from "./write-text.ts";

/** Converts OpenShift's Authentication and HyperShift's HostedCluster; false if the value is neither. */
export function recogniseOpenShift(x: Exploration, tree: Tree, place: Place): boolean {
  const kind = textOf(get(tree, "kind"));
  const version = textOf(get(tree, "apiVersion")) ?? "";
  // A merge patch has no head.
  if (kind === undefined && hasProviders(get(tree, "spec")))
    return takeProviders(x, tree, get(tree, "spec"), place, about.openshift);
  if (kind === undefined && hasProviders(get(tree, "spec", "configuration", "authentication")))
    return takeProviders(
      x,
      tree,
      get(tree, "spec", "configuration", "authentication"),
      place,
      about.hypershift,
    );
  if (kind === "Authentication" && version.startsWith("config.openshift.io/")) {
    return takeProviders(x, tree, get(tree, "spec"), place, about.openshift);
  }
  if (kind === "OAuth" && get(tree, "spec", "identityProviders") !== undefined) {
    x.found.push({
      ...{ kind: "refused", format: "openshift-oauth", title: "OpenShift's OAuth", notes: [] },
      span: placeOf(place.piece, tree.span),
      reason:
        "These identity providers are of OpenShift's own OAuth server: users log in there and get tokens of OpenShift, and the API server is given no issuer. An Authentication with the type OIDC names one.",
    });
    return true;
  }
  if (kind === "HostedCluster" || kind === "HostedControlPlane") {
    const spec = get(tree, "spec", "configuration", "authentication");
    return spec !== undefined && takeProviders(x, tree, spec, place, about.hypershift);
  }
  return false;
}

function hasProviders(spec: Tree | undefined): boolean {
  return itemsOf(get(spec, "oidcProviders")).some(
    (one) => get(one, "issuer", "issuerURL") !== undefined,
  );
}

/** How a form with OpenShift's providers is called. */
export interface About {
  readonly format: string;
  readonly target: string;
  readonly title: string;
}

const about: Record<"openshift" | "hypershift", About> = {
  openshift: {
    format: "openshift-authentication",
    title: "OpenShift's Authentication",
    target: "openshift",
  },
  hypershift: {
    format: "hypershift-hosted-cluster",
    title: "HyperShift's HostedCluster",
    target: "hypershift",
  },
};

/** Converts `oidcProviders` of a value in OpenShift's form. */
export function takeProviders(
  x: Exploration,
  tree: Tree,
  spec: Tree | undefined,
  place: Place,
  form: About,
): boolean {
  const span = placeOf(place.piece, tree.span);
  const base = { ...form, span };
  const providers = itemsOf(get(spec, "oidcProviders"));
  const type = textOf(get(spec, "type")) ?? "";
  const patched = type === "" && get(tree, "kind") === undefined && providers.length > 0;
  if (!patched && (type !== "OIDC" || providers.length === 0)) {
    const reason =
      type === "OIDC"
        ? "spec.oidcProviders is empty: no issuer is configured."
        : `spec.type is ${type === "" ? "IntegratedOAuth (the default)" : x.holes.reveal(type)}: users log in through OpenShift's own OAuth server, and no issuer is configured.`;
    x.found.push({ kind: "refused", ...base, notes: [], reason });
    return true;
  }
  const notes: string[] = patched
    ? ["The text does not set spec.type: the providers count only with the type OIDC."]
    : [];
  const jwt: Written[] = [];
  for (const provider of providers) {
    const entry = convertProvider(x, provider, place, form, notes);
    if (typeof entry === "string") {
      x.found.push({ kind: "refused", ...base, notes, reason: entry });
      return true;
    }
    jwt.push(entry);
  }
  const made = writeConfiguration(jwt, x);
  const [only, ...more] = providers;
  x.found.push({
    kind: "settings",
    ...base,
    notes: [...new Set(notes)].map(x.holes.reveal),
    text: made.text,
    segments: made.segments,
    placeholders: variablesOf(made.text, made.variables),
    ...(only?.kind === "map" &&
      more.length === 0 &&
      made.variables.length === 0 && {
        putFields: (fields: ProviderFields) => putProvider(fields, only, place),
      }),
  });
  return true;
}

function convertProvider(
  x: Exploration,
  provider: Tree,
  place: Place,
  form: About,
  notes: string[],
): Written | string {
  const leaf = (tree: Tree | undefined): Leaf | undefined => {
    const text = textOf(tree);
    return tree === undefined || text === undefined
      ? undefined
      : { leaf: text, from: placeOf(place.piece, tree.span) };
  };
  const issuer = get(provider, "issuer");
  const url = leaf(get(issuer, "issuerURL"));
  const audiences = itemsOf(get(issuer, "audiences"));
  if (url === undefined || audiences.length === 0) {
    return "issuer.issuerURL and issuer.audiences are needed.";
  }
  const ca = textOf(get(issuer, "issuerCertificateAuthority", "name"));
  if (ca !== undefined && ca !== "") {
    notes.push(
      `The CA certificates are in the ConfigMap ${ca} ${
        form === about.hypershift
          ? "in the namespace of the HostedCluster"
          : "of namespace openshift-config"
      }, key ca-bundle.crt: its contents belong in certificateAuthority.`,
    );
  }
  if (get(provider, "oidcClients") !== undefined) {
    notes.push(
      "oidcClients is left out: it configures OpenShift's own clients, the console and oc.",
    );
  }
  if (itemsOf(get(provider, "externalClaimsSources")).length > 0) {
    notes.push(
      "externalClaimsSources is left out: the API server has no counterpart, and claims from there are not in the token.",
    );
  }
  const mappings = get(provider, "claimMappings");
  const username = convertUsername(x, get(mappings, "username"), url, leaf);
  if (typeof username === "string") return username;
  const groups = get(mappings, "groups");
  const uid = get(mappings, "uid");
  const rules: Written[] = [];
  for (const rule of itemsOf(get(provider, "claimValidationRules"))) {
    const converted = convertRule(rule, leaf);
    if (typeof converted === "string") return x.holes.reveal(converted);
    rules.push(converted);
  }
  const userRules = itemsOf(get(provider, "userValidationRules")).map((rule) => ({
    expression: leaf(get(rule, "expression")),
    message: leaf(get(rule, "message")),
  }));
  if (uid === undefined) {
    notes.push(
      "Without claimMappings.uid OpenShift takes the uid from the claim sub; the file says so.",
    );
  }
  return {
    issuer: {
      url,
      discoveryURL: leaf(get(issuer, "discoveryURL")),
      audiences: audiences.map((audience) =>
        toWritten(audience, (span) => placeOf(place.piece, span)),
      ),
      audienceMatchPolicy: audiences.length > 1 ? "MatchAny" : undefined,
    },
    claimValidationRules: rules.length > 0 ? rules : undefined,
    claimMappings: {
      username,
      groups: convertGroups(groups, leaf),
      uid: uid === undefined ? { claim: "sub" } : claimOrExpression(uid, leaf),
      extra:
        itemsOf(get(mappings, "extra")).length === 0
          ? undefined
          : itemsOf(get(mappings, "extra")).map((one) => ({
              key: leaf(get(one, "key")),
              valueExpression: leaf(get(one, "valueExpression")),
            })),
    },
    userValidationRules: userRules.length > 0 ? userRules : undefined,
  };
}

type MakeLeaf = (tree: Tree | undefined) => Leaf | undefined;

// Without a policy the prefix is `issuerURL#`, except for the claim email (types_authentication.go).
function convertUsername(
  x: Exploration,
  username: Tree | undefined,
  url: Leaf,
  leaf: MakeLeaf,
): Written | string {
  const expression = get(username, "expression");
  if (textOf(expression)) return { expression: leaf(expression) };
  const claim = leaf(get(username, "claim"));
  if (claim === undefined || claim.leaf === "")
    return "claimMappings.username needs a claim or an expression.";
  const policy = textOf(get(username, "prefixPolicy")) ?? "";
  if (policy === "NoPrefix") return { claim, prefix: "" };
  if (policy === "Prefix") {
    const prefix = leaf(get(username, "prefix", "prefixString"));
    return prefix === undefined
      ? "prefixPolicy is Prefix, but prefix.prefixString is not there."
      : { claim, prefix };
  }
  if (policy !== "") return `prefixPolicy ${x.holes.reveal(policy)} is not known.`;
  const prefix = claim.leaf === "email" ? "" : `${url.leaf}#`;
  return { claim, prefix: { leaf: prefix, from: url.from } };
}

function convertGroups(groups: Tree | undefined, leaf: MakeLeaf): Written | undefined {
  const expression = get(groups, "expression");
  if (textOf(expression)) return { expression: leaf(expression) };
  const claim = leaf(get(groups, "claim"));
  if (claim === undefined || claim.leaf === "") return undefined;
  return { claim, prefix: leaf(get(groups, "prefix")) ?? "" };
}

function claimOrExpression(tree: Tree, leaf: MakeLeaf): Written {
  const expression = get(tree, "expression");
  return textOf(expression)
    ? { expression: leaf(expression) }
    : { claim: leaf(get(tree, "claim")) };
}

function convertRule(rule: Tree, leaf: MakeLeaf): Written | string {
  const type = textOf(get(rule, "type")) ?? "RequiredClaim";
  if (type === "CEL") {
    return {
      expression: leaf(get(rule, "cel", "expression")),
      message: leaf(get(rule, "cel", "message")),
    };
  }
  if (type !== "RequiredClaim") return `The type ${type} of a claimValidationRule is not known.`;
  return {
    claim: leaf(get(rule, "requiredClaim", "claim")),
    requiredValue: leaf(get(rule, "requiredClaim", "requiredValue")),
  };
}

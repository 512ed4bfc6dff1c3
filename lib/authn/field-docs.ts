import type { Minor } from "../kube/minor.ts";
import { authenticationConfiguration, type Field, type Shape } from "./schema.ts";

/** What there is to say about one field of AuthenticationConfiguration. */
export interface FieldDoc {
  /** Path without indices: "jwt.issuer.url". */
  readonly path: string;
  /** One or two sentences. */
  readonly text: string;
  /** What holds if the field is left out. */
  readonly default?: string;
  /** The server refuses a file without it. "conditional": `needs` says when. */
  readonly required?: true | "conditional";
  /** What validation demands of the value. */
  readonly limits?: string;
  /** Which other fields it excludes or needs. */
  readonly needs?: string;
  /** The values that it can have, if there are few. */
  readonly values?: readonly string[];
  /** The value is an expression over this variable. */
  readonly expression?: "claims" | "user";
  /** As YAML, without the key. */
  readonly example: string;
}

/** A field as the schema and its documentation describe it together. */
export interface DescribedField extends FieldDoc {
  readonly name: string;
  readonly type: "string" | "boolean" | "list" | "object";
  /** Of a list: what its items are. */
  readonly items?: "string" | "object";
  /** The first minor version that has it, if it is younger than the type. */
  readonly since?: Minor;
}

/**
 * The fields of AuthenticationConfiguration in words of our own: completion, hover, form, reference and JSON Schema read
 * this. What is said follows k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go and the types beside it.
 */
const docs: readonly FieldDoc[] = [
  {
    path: "apiVersion",
    text: "The version of the file's format. All versions have the same fields.",
    required: true,
    limits: "v1 is read since 1.34, v1beta1 since 1.30, v1alpha1 since 1.29.",
    values: [
      "apiserver.config.k8s.io/v1",
      "apiserver.config.k8s.io/v1beta1",
      "apiserver.config.k8s.io/v1alpha1",
    ],
    example: "apiserver.config.k8s.io/v1",
  },
  {
    path: "kind",
    text: "The kind of the file.",
    required: true,
    values: ["AuthenticationConfiguration"],
    example: "AuthenticationConfiguration",
  },
  {
    path: "jwt",
    text: "The issuers whose tokens the API server accepts, one entry an issuer. A token is given to the entry whose issuer.url equals its iss.",
    default: "No JWT is accepted.",
    limits: "At most 64 entries.",
    needs: "Excludes every --oidc-* flag.",
    example: "[]",
  },
  {
    path: "jwt.issuer",
    text: "Who issues the tokens, and for whom they must be.",
    required: true,
    example: "{url: https://idp.example.com, audiences: [kubernetes]}",
  },
  {
    path: "jwt.issuer.url",
    text: "The issuer's URL. It must equal the token's iss character by character; a slash at the end counts. The discovery document is read from this URL + /.well-known/openid-configuration unless discoveryURL is set.",
    required: true,
    limits:
      "https only; no user name, query or fragment; unique in the file; not an issuer of the cluster's own service accounts.",
    example: "https://idp.example.com",
  },
  {
    path: "jwt.issuer.discoveryURL",
    text: "The URL of the discovery document, if it differs, for example inside the network. The document must still name issuer.url as its issuer.",
    default: "issuer.url + /.well-known/openid-configuration",
    limits: "https only; unique in the file; different from url.",
    example: "https://idp.internal.example.com/.well-known/openid-configuration",
  },
  {
    path: "jwt.issuer.certificateAuthority",
    text: "Certificates as PEM text that the issuer's server certificate must be signed by. Not a path, and not base64.",
    default: "The authorities that the control-plane node trusts.",
    limits: "At least one PEM certificate with an RSA or ECDSA key.",
    example: "|\n  -----BEGIN CERTIFICATE-----\n  …\n  -----END CERTIFICATE-----",
  },
  {
    path: "jwt.issuer.audiences",
    text: "Audiences of which the token's aud must hold at least one: for an ID token, the client ID.",
    required: true,
    limits: "At least one; none empty; no duplicates.",
    needs: "With more than one, audienceMatchPolicy must be MatchAny.",
    example: "[kubernetes]",
  },
  {
    path: "jwt.issuer.audienceMatchPolicy",
    text: "How the audiences are compared. MatchAny: one of them is enough. There is no other value.",
    required: "conditional",
    needs: "Needed with more than one audience.",
    values: ["MatchAny"],
    example: "MatchAny",
  },
  {
    path: "jwt.issuer.egressSelectorType",
    text: "The egress selector through which the API server reaches the issuer, if an EgressSelectorConfiguration is in use.",
    default: "The issuer is reached directly.",
    values: ["cluster", "controlplane"],
    example: "cluster",
  },
  {
    path: "jwt.claimValidationRules",
    text: "Rules about the claims. A token for which one is false is refused. They run after the mappings, so an error in a mapping comes first.",
    default: "Every token of the issuer for these audiences is accepted.",
    example: "[{claim: hd, requiredValue: example.com}]",
  },
  {
    path: "jwt.claimValidationRules.claim",
    text: "A claim that must be there and equal requiredValue. The claim must be a string.",
    required: "conditional",
    needs: "Either claim with requiredValue, or expression with message.",
    limits: "Unique in the list.",
    example: "hd",
  },
  {
    path: "jwt.claimValidationRules.requiredValue",
    text: "The value that the claim must have, compared whole: no patterns and no alternatives.",
    default: "The empty string.",
    needs: "Only with claim.",
    example: "example.com",
  },
  {
    path: "jwt.claimValidationRules.expression",
    text: "A CEL expression over claims that must be true.",
    required: "conditional",
    needs: "Either expression with message, or claim with requiredValue.",
    limits: "Must compile to a boolean; unique in the list.",
    expression: "claims",
    example: "'claims.hd == \"example.com\"'",
  },
  {
    path: "jwt.claimValidationRules.message",
    text: "What the server's log says if the expression is false. Clients never see it.",
    needs: "Only with expression.",
    example: "the hosted domain must be example.com",
  },
  {
    path: "jwt.claimMappings",
    text: "How the user is made from the token's claims.",
    required: true,
    example: '{username: {claim: sub, prefix: "oidc:"}}',
  },
  {
    path: "jwt.claimMappings.username",
    text: "The username, from a claim or an expression. It should come from a claim that its owner cannot change, sub for example.",
    required: true,
    needs: "Either claim with prefix, or expression.",
    example: '{claim: sub, prefix: "oidc:"}',
  },
  {
    path: "jwt.claimMappings.username.claim",
    text: "The claim that holds the username. With email, a token whose email_verified is there and not true is refused.",
    required: "conditional",
    needs: "Needs prefix; excludes expression.",
    example: "sub",
  },
  {
    path: "jwt.claimMappings.username.prefix",
    text: 'Text before the claim\'s value, so that names of two issuers and names of the cluster itself cannot be equal. "" uses the value as it is.',
    required: "conditional",
    needs: "Needed with claim; excluded by expression.",
    example: '"oidc:"',
  },
  {
    path: "jwt.claimMappings.username.expression",
    text: "A CEL expression over claims that gives the username. An empty result refuses the token.",
    required: "conditional",
    needs:
      "Excludes claim and prefix. If it reads claims.email, something must read claims.email_verified: this expression, one of extra, or a claimValidationRule.",
    limits: "Must compile to a string.",
    expression: "claims",
    example: "'\"oidc:\" + claims.sub'",
  },
  {
    path: "jwt.claimMappings.groups",
    text: "The user's groups, from a claim or an expression.",
    default: "The user has no groups beside system:authenticated.",
    needs: "Either claim with prefix, or expression.",
    example: '{claim: groups, prefix: "oidc:"}',
  },
  {
    path: "jwt.claimMappings.groups.claim",
    text: "The claim that holds the groups: a list of strings, or one string. A token without it has no groups and is accepted.",
    required: "conditional",
    needs: "Needs prefix; excludes expression.",
    example: "groups",
  },
  {
    path: "jwt.claimMappings.groups.prefix",
    text: "Text before each group. Without a prefix, a token can carry system:masters.",
    required: "conditional",
    needs: "Needed with claim; excluded by expression.",
    example: '"oidc:"',
  },
  {
    path: "jwt.claimMappings.groups.expression",
    text: "A CEL expression over claims that gives a string or a list of strings. A missing claim is an error that refuses the token: use claims.?groups.orValue([]). A claim has the type any: dyn(claims.groups).map(…).",
    required: "conditional",
    needs: "Excludes claim and prefix.",
    limits: "A bare split(…) or findAll(…) fails at run time; split(…).map(x, x) does not.",
    expression: "claims",
    example: "'dyn(claims.?groups.orValue([])).map(g, \"oidc:\" + g)'",
  },
  {
    path: "jwt.claimMappings.uid",
    text: "A unique ID of the user, from a claim or an expression. No authorizer looks at it; audit logs show it.",
    default: "The user has no UID.",
    needs: "Either claim or expression.",
    example: "{claim: sub}",
  },
  {
    path: "jwt.claimMappings.uid.claim",
    text: "The claim that holds the UID, a string. A token without it is refused.",
    required: "conditional",
    needs: "Excludes expression.",
    example: "sub",
  },
  {
    path: "jwt.claimMappings.uid.expression",
    text: "A CEL expression over claims that gives the UID.",
    required: "conditional",
    needs: "Excludes claim.",
    limits: "Must compile to a string.",
    expression: "claims",
    example: "claims.sub",
  },
  {
    path: "jwt.claimMappings.extra",
    text: "Further attributes of the user, for audit logs, admission policies and webhooks. Empty values are left out.",
    default: "No attributes of its own.",
    example: "[{key: example.com/tenant, valueExpression: claims.tenant}]",
  },
  {
    path: "jwt.claimMappings.extra.key",
    text: "The attribute's name: a domain, a slash and a path, in lower case.",
    required: true,
    limits: "Unique; not under k8s.io or kubernetes.io (refused since 1.32).",
    example: "example.com/tenant",
  },
  {
    path: "jwt.claimMappings.extra.valueExpression",
    text: "A CEL expression over claims that gives a string or a list of strings. A missing claim is an error that refuses the token.",
    required: true,
    limits: "Must compile to a string or a list of strings.",
    expression: "claims",
    example: "'claims.?tenant.orValue(\"\")'",
  },
  {
    path: "jwt.userValidationRules",
    text: "Rules about the user that the mappings made, before system:authenticated is added. A token for which one is false is refused.",
    default: "Every user is accepted.",
    example: "[{expression: \"!user.username.startsWith('system:')\", message: reserved prefix}]",
  },
  {
    path: "jwt.userValidationRules.expression",
    text: "A CEL expression over user (username, uid, groups, extra) that must be true.",
    required: true,
    limits: "Must compile to a boolean; unique in the list.",
    expression: "user",
    example: "\"!user.username.startsWith('system:')\"",
  },
  {
    path: "jwt.userValidationRules.message",
    text: "What the server's log says if the expression is false. Clients never see it.",
    example: "usernames must not begin with system",
  },
  {
    path: "anonymous",
    text: "Whether requests without credentials are served as system:anonymous, and on which paths. It cannot change while the server runs.",
    default: "What the flag --anonymous-auth says (true by default).",
    needs: "Excludes the flag --anonymous-auth.",
    example: "{enabled: true, conditions: [{path: /livez}, {path: /readyz}, {path: /healthz}]}",
  },
  {
    path: "anonymous.enabled",
    text: "Whether anonymous requests are served at all.",
    default: "false",
    example: "true",
  },
  {
    path: "anonymous.conditions",
    text: "Paths on which anonymous requests are served. Everywhere else they get 401.",
    default: "All paths.",
    needs: "Only with enabled: true.",
    example: "[{path: /livez}]",
  },
  {
    path: "anonymous.conditions.path",
    text: "A path, compared whole.",
    required: true,
    example: "/livez",
  },
];

/** The fields of AuthenticationConfiguration, in the order of the type, each with its documentation. */
export const describedFields: readonly DescribedField[] = describeShape(
  authenticationConfiguration,
  "",
);

/** The field at a path with or without indices: "jwt[0].issuer.url". */
export function findFieldDoc(path: string): DescribedField | undefined {
  const plain = path.replace(/\[\d+\]/g, "");
  return byPath.get(plain);
}

/** The fields directly below a path; those of the file for "". */
export function fieldsBelow(path: string): readonly DescribedField[] {
  const plain = path.replace(/\[\d+\]/g, "");
  const prefix = plain === "" ? "" : `${plain}.`;
  return describedFields.filter(
    (field) => field.path.startsWith(prefix) && !field.path.slice(prefix.length).includes("."),
  );
}

const byPath: ReadonlyMap<string, DescribedField> = new Map(
  describedFields.map((field) => [field.path, field]),
);

function describeShape(shape: Shape, prefix: string): readonly DescribedField[] {
  return fieldsOf(shape).flatMap((field) => {
    const path = prefix === "" ? field.name : `${prefix}.${field.name}`;
    const doc = docs.find((each) => each.path === path);
    if (doc === undefined) return describeShape(field.shape, path);
    return [{ ...doc, ...typeOf(field) }, ...describeShape(field.shape, path)];
  });
}

function fieldsOf(shape: Shape): readonly Field[] {
  switch (shape.kind) {
    case "struct":
      return shape.fields;
    case "list":
      return fieldsOf(shape.of);
    case "pointer":
      return fieldsOf(shape.to);
    default:
      return [];
  }
}

function typeOf({ name, shape, since }: Field): Omit<DescribedField, keyof FieldDoc> {
  const bare = shape.kind === "pointer" ? shape.to : shape;
  const base = { name, ...(since !== undefined && { since }) };
  switch (bare.kind) {
    case "list":
      return { ...base, type: "list", items: bare.of.kind === "string" ? "string" : "object" };
    case "bool":
      return { ...base, type: "boolean" };
    case "string":
      return { ...base, type: "string" };
    default:
      return { ...base, type: "object" };
  }
}

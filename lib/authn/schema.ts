import type { Minor } from "../kube/minor.ts";

/**
 * The types of k8s.io/apiserver/pkg/apis/apiserver/{v1alpha1,v1beta1,v1}/types.go as the decoder needs them. The three
 * versions have the same fields in every release.
 */
export type Shape =
  | {
      readonly kind: "string" /** Go's name of the type; "." represents the package. */;
      readonly type: string;
    }
  | { readonly kind: "bool" }
  | { readonly kind: "integer"; readonly bits: 32 | 64 }
  | { readonly kind: "list"; readonly of: Shape }
  | { readonly kind: "pointer"; readonly to: Shape }
  | {
      readonly kind: "struct";
      readonly type: string;
      readonly fields: readonly Field[];
      /** The Go package, if it is another than the file's version. */
      readonly package?: string;
    }
  /** A type whose inside is of no interest. */
  | { readonly kind: "opaque" };

/** One field of a type: its name in the file, and the shape of its value. */
export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** The first minor version that has it, if that is not the first with the type. */
  readonly since?: Minor;
  /** The name under which its value is kept, if that is another. */
  readonly as?: string;
}

/** The same type as its internal version has it, whose fields have no names for JSON: Go's own count. */
export function toInternal(shape: Shape): Shape {
  switch (shape.kind) {
    case "list":
      return { kind: "list", of: toInternal(shape.of) };
    case "pointer":
      return { kind: "pointer", to: toInternal(shape.to) };
    case "struct":
      return { ...shape, fields: shape.fields.map(toInternalField) };
    default:
      return shape;
  }
}

function toInternalField(field: Field): Field {
  const { name } = field;
  if (name === "kind" || name === "apiVersion") return field;
  const initial = ["jwt", "url", "uid"].includes(name);
  const go = initial ? name.toUpperCase() : name.charAt(0).toUpperCase() + name.slice(1);
  return { ...field, name: go, as: name, shape: toInternal(field.shape) };
}

const text: Shape = { kind: "string", type: "string" };
const flag: Shape = { kind: "bool" };
const opaque: Shape = { kind: "opaque" };

function list(of: Shape): Shape {
  return { kind: "list", of };
}

function struct(type: string, fields: Readonly<Record<string, Shape>>): Shape {
  return {
    kind: "struct",
    type,
    fields: Object.entries(fields).map(([name, shape]) => ({ name, shape })),
  };
}

function since(minor: Minor, name: string, shape: Shape): Shape {
  if (shape.kind !== "struct") return shape;
  const fields = shape.fields.map((field) =>
    field.name === name ? { ...field, since: minor } : field,
  );
  return { ...shape, fields };
}

const claimOrExpression = struct("ClaimOrExpression", { claim: text, expression: text });

const prefixedClaimOrExpression = struct("PrefixedClaimOrExpression", {
  claim: text,
  prefix: { kind: "pointer", to: text },
  expression: text,
});

const issuer = since(
  34,
  "egressSelectorType",
  struct("Issuer", {
    url: text,
    discoveryURL: { kind: "pointer", to: text },
    certificateAuthority: text,
    audiences: list(text),
    audienceMatchPolicy: { kind: "string", type: ".AudienceMatchPolicyType" },
    egressSelectorType: { kind: "string", type: ".EgressSelectorType" },
  }),
);

const jwtAuthenticator = struct("JWTAuthenticator", {
  issuer,
  claimValidationRules: list(
    struct("ClaimValidationRule", {
      claim: text,
      requiredValue: text,
      expression: text,
      message: text,
    }),
  ),
  claimMappings: struct("ClaimMappings", {
    username: prefixedClaimOrExpression,
    groups: prefixedClaimOrExpression,
    uid: claimOrExpression,
    extra: list(struct("ExtraMapping", { key: text, valueExpression: text })),
  }),
  userValidationRules: list(struct("UserValidationRule", { expression: text, message: text })),
});

const anonymousAuthConfig = struct("AnonymousAuthConfig", {
  enabled: flag,
  conditions: list(struct("AnonymousAuthCondition", { path: text })),
});

/** AuthenticationConfiguration. */
export const authenticationConfiguration: Shape = since(
  31,
  "anonymous",
  struct("AuthenticationConfiguration", {
    kind: text,
    apiVersion: text,
    jwt: list(jwtAuthenticator),
    anonymous: { kind: "pointer", to: anonymousAuthConfig },
  }),
);

/** Another kind that the server's scheme knows: its first level, which is what a wrong `kind` runs into. */
export interface OtherKind {
  readonly kind: string;
  /** The first minor version that knows it, by group and version: "apiserver.config.k8s.io/v1". */
  readonly since: Readonly<Record<string, Minor>>;
  readonly shape: Shape;
}

function other(kind: string, since: OtherKind["since"], ...fields: string[]): OtherKind {
  const named = Object.fromEntries(fields.map((field) => [field, opaque]));
  return { kind, since, shape: struct(kind, { kind: text, apiVersion: text, ...named }) };
}

/** The other kinds of apiserver.config.k8s.io, and those of apiserver.k8s.io (install.go and the register.go files). */
export const otherKinds: readonly OtherKind[] = [
  other(
    "AuthorizationConfiguration",
    {
      "apiserver.config.k8s.io/v1": 32,
      "apiserver.config.k8s.io/v1beta1": 30,
      "apiserver.config.k8s.io/v1alpha1": 30,
      "apiserver.config.k8s.io/__internal": 30,
    },
    "authorizers",
  ),
  other(
    "AdmissionConfiguration",
    {
      "apiserver.config.k8s.io/v1": 30,
      "apiserver.config.k8s.io/__internal": 30,
      "apiserver.k8s.io/v1alpha1": 30,
      "apiserver.k8s.io/__internal": 30,
    },
    "plugins",
  ),
  other(
    "EncryptionConfiguration",
    { "apiserver.config.k8s.io/v1": 30, "apiserver.config.k8s.io/__internal": 30 },
    "resources",
  ),
  other(
    "TracingConfiguration",
    {
      "apiserver.config.k8s.io/v1": 34,
      "apiserver.config.k8s.io/v1beta1": 30,
      "apiserver.config.k8s.io/v1alpha1": 30,
      "apiserver.config.k8s.io/__internal": 30,
    },
    "endpoint",
    "samplingRatePerMillion",
  ),
  other(
    "EgressSelectorConfiguration",
    {
      "apiserver.config.k8s.io/__internal": 30,
      "apiserver.k8s.io/v1alpha1": 30,
      "apiserver.k8s.io/v1beta1": 30,
      "apiserver.k8s.io/__internal": 30,
    },
    "egressSelections",
  ),
];

function meta(type: string, fields: Readonly<Record<string, Shape>>): Shape {
  const { fields: all } = struct(type, fields) as Extract<Shape, { kind: "struct" }>;
  return { kind: "struct", type, fields: all, package: "v1" };
}

function named(type: string): Shape {
  return { kind: "string", type };
}

const status = meta("Status", {
  kind: text,
  apiVersion: text,
  metadata: meta("ListMeta", {
    selfLink: text,
    resourceVersion: text,
    continue: text,
    remainingItemCount: { kind: "pointer", to: { kind: "integer", bits: 64 } },
  }),
  status: text,
  message: text,
  reason: named("v1.StatusReason"),
  details: {
    kind: "pointer",
    to: meta("StatusDetails", {
      name: text,
      group: text,
      kind: text,
      uid: named("types.UID"),
      causes: list(
        meta("StatusCause", { reason: named("v1.CauseType"), message: text, field: text }),
      ),
      retryAfterSeconds: { kind: "integer", bits: 32 },
    }),
  },
  code: { kind: "integer", bits: 32 },
});

/** The kinds of apimachinery that every version of every group has (AddToGroupVersion of meta/v1's register.go). */
export const unversionedKinds: readonly { readonly kind: string; readonly shape: Shape }[] = [
  { kind: "Status", shape: status },
  other("APIVersions", {}, "versions", "serverAddressByClientCIDRs"),
  other("APIGroupList", {}, "groups"),
  other("APIGroup", {}, "name", "versions", "preferredVersion", "serverAddressByClientCIDRs"),
  other("APIResourceList", {}, "groupVersion", "resources"),
];

/** An event of a watch, which has neither of the fields that name a kind (AddToGroupVersion as well). */
export const watchEvent: Shape = meta("WatchEvent", { type: text, object: opaque });

/** The versions of groups that call AddToGroupVersion, and with it have an event and the options of requests. */
export const versionsWithOptions: ReadonlySet<string> = new Set([
  "apiserver.config.k8s.io/v1",
  "apiserver.config.k8s.io/v1alpha1",
  "apiserver.k8s.io/v1alpha1",
  "apiserver.k8s.io/v1beta1",
]);

/** Options of requests: they have no internal version, so that decoding them ends there. */
export const optionKinds: ReadonlySet<string> = new Set([
  "ListOptions",
  "GetOptions",
  "DeleteOptions",
  "CreateOptions",
  "UpdateOptions",
  "PatchOptions",
]);

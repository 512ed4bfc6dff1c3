import type { AuthenticationConfiguration, JwtAuthenticator } from "../authn/types.ts";
import type { Binding, Policy, Subject } from "./types.ts";

/** A name or group of a binding that somebody else than was meant could obtain. */
export interface OutsiderFinding {
  readonly kind: /** Anybody may have a token of the issuer, and nothing holds it to one owner. */
    | "public-issuer"
    /** Whoever the token is about can change the claim that the name is made of. */
    | "changeable-claim"
    /** Another issuer of the same configuration can give the same name. */
    | "shared-names"
    /** Nothing keeps the issuer from giving a name of Kubernetes' own. */
    | "reserved-names";
  /** Of the issuer in `jwt`. */
  readonly issuer: number;
  readonly url: string;
  readonly binding: Binding;
  readonly subject: Subject;
  /** The field that gives the name: "jwt[0].claimMappings.groups". */
  readonly path: string;
  /** One sentence. Hostile text: it holds names. */
  readonly message: string;
}

/**
 * Which bound names outsiders could obtain through the configuration. A judgement of ours by the shape of the mapping
 * and of the rules: it looks for the claims that they read and evaluates nothing.
 */
export function findOutsiders(
  configuration: AuthenticationConfiguration,
  policy: Policy,
): readonly OutsiderFinding[] {
  const issuers = configuration.jwt.map(describeIssuer);
  const findings: OutsiderFinding[] = [];
  for (const binding of policy.bindings) {
    if (binding.roleRef.kind === "") continue;
    for (const subject of binding.subjects) {
      const field = subject.kind === "User" ? "username" : subject.kind === "Group" ? "groups" : "";
      if (field === "" || crowds.has(subject.name)) continue;
      const reserved = subject.name.startsWith("system:");
      if (binding.origin.kind === "default" && !reserved) continue;
      findings.push(...judge(issuers, binding, subject, field));
    }
  }
  return findings;
}

/** The URLs of the issuers whose mappings can give a subject's name, as far as their shape shows. */
export function findGivers(
  configuration: AuthenticationConfiguration,
  { kind, name }: Pick<Subject, "kind" | "name">,
): readonly string[] {
  const field = kind === "User" ? "username" : kind === "Group" ? "groups" : undefined;
  if (field === undefined) return [];
  return listGivers(configuration.jwt.map(describeIssuer), name, field).map(({ url }) => url);
}

/** What is asked of an issuer. */
interface IssuerShape {
  readonly index: number;
  readonly url: string;
  readonly open: OpenIssuer | undefined;
  readonly pinned: boolean;
  readonly username: NameShape | undefined;
  readonly groups: NameShape | undefined;
}

interface NameShape {
  /** What every name starts with. */
  readonly prefix: string;
  readonly claims: readonly string[];
  /** A rule keeps names from starting with "system:". */
  readonly guarded: boolean;
}

/** An issuer that gives tokens to anybody, and the claims that say whose a token is. */
interface OpenIssuer {
  readonly url: RegExp;
  readonly name: string;
  readonly owned: readonly string[];
}

const openIssuers: readonly OpenIssuer[] = [
  {
    url: /^https:\/\/token\.actions\.githubusercontent\.com\/?$/,
    name: "any workflow on GitHub",
    owned: [
      "sub",
      "repository",
      "repository_id",
      "repository_owner",
      "repository_owner_id",
      "job_workflow_ref",
      "enterprise",
    ],
  },
  {
    url: /^https:\/\/gitlab\.com\/?$/,
    name: "any user and any job on GitLab.com",
    owned: [
      "sub",
      "namespace_id",
      "namespace_path",
      "project_id",
      "project_path",
      "groups",
      "groups_direct",
      "user_id",
      "user_login",
      "email",
      "preferred_username",
      "nickname",
    ],
  },
  {
    url: /^https:\/\/accounts\.google\.com$/,
    name: "any Google account",
    owned: ["sub", "hd", "email"],
  },
  {
    url: /^https:\/\/agent\.buildkite\.com\/?$/,
    name: "any Buildkite organization",
    owned: ["sub", "organization_slug", "organization_id", "pipeline_id"],
  },
  {
    url: /^https:\/\/app\.terraform\.io\/?$/,
    name: "any HCP Terraform organization",
    owned: [
      "sub",
      "terraform_organization_id",
      "terraform_organization_name",
      "terraform_workspace_id",
      "terraform_project_id",
    ],
  },
  {
    url: /^https:\/\/oauth\.id\.jumpcloud\.com\/?$/,
    name: "any JumpCloud customer",
    owned: ["sub"],
  },
  {
    url: /^https:\/\/login\.microsoftonline\.com\/9188040d-6c67-4c5b-b112-36a304b66dad\/v2\.0$/,
    name: "any personal Microsoft account",
    owned: ["sub", "oid"],
  },
];

/** Claims whose value the token's owner can usually change. */
const changeable = new Set([
  "preferred_username",
  "nickname",
  "name",
  "given_name",
  "display_name",
]);

const crowds = new Set(["system:authenticated", "system:unauthenticated", "system:anonymous"]);

function judge(
  issuers: readonly IssuerShape[],
  binding: Binding,
  subject: Subject,
  field: "username" | "groups",
): OutsiderFinding[] {
  const reserved = subject.name.startsWith("system:");
  const givers = listGivers(issuers, subject.name, field);
  const who = `${subject.kind} "${subject.name}" of ${binding.kind} "${binding.name}"`;
  return givers.flatMap((issuer) => {
    const shape = issuer[field];
    if (shape === undefined) return [];
    const make = (kind: OutsiderFinding["kind"], message: string): OutsiderFinding => ({
      kind,
      issuer: issuer.index,
      url: issuer.url,
      binding,
      subject,
      path: `jwt[${issuer.index}].claimMappings.${field}`,
      message,
    });
    if (reserved) {
      // The names that Kubernetes uses itself are only news where it is somebody's to give them.
      return shape.claims.length === 0
        ? []
        : [
            make(
              "reserved-names",
              `${issuer.url} may name its users ${subject.name}: ${who} is theirs then.`,
            ),
          ];
    }
    const found: OutsiderFinding[] = [];
    const { open, pinned } = issuer;
    const own = shape.claims.some((claim) => open?.owned.includes(claim));
    if (open && !pinned && !own) {
      found.push(
        make(
          "public-issuer",
          `${who} can be had by ${open.name}: no rule holds ${issuer.url} to one owner.`,
        ),
      );
    }
    const loose = shape.claims.find((claim) => changeable.has(claim));
    if (loose !== undefined && field === "username") {
      found.push(
        make(
          "changeable-claim",
          `${who} comes from the claim ${loose}, which its owner can change to somebody else's.`,
        ),
      );
    }
    const others = givers.filter((other) => other !== issuer && other[field]?.claims.length !== 0);
    if (others.length > 0 && shape.claims.length > 0) {
      const list = others.map(({ url }) => url).join(", ");
      found.push(make("shared-names", `${who} can be given by ${issuer.url} and by ${list}.`));
    }
    return found;
  });
}

function listGivers(
  issuers: readonly IssuerShape[],
  name: string,
  field: "username" | "groups",
): IssuerShape[] {
  const reserved = name.startsWith("system:");
  return issuers.filter((issuer) => {
    const shape = issuer[field];
    return shape !== undefined && name.startsWith(shape.prefix) && !(reserved && shape.guarded);
  });
}

function describeIssuer(authenticator: JwtAuthenticator, index: number): IssuerShape {
  const { issuer, claimMappings, claimValidationRules, userValidationRules } = authenticator;
  const open = openIssuers.find(({ url }) => url.test(issuer.url));
  const rules = [
    ...claimValidationRules.flatMap(({ claim, expression }) => [claim, ...readClaims(expression)]),
    // A rule about names that begin as they should holds them as well.
    ...userValidationRules.flatMap(({ expression }) =>
      /(?<!!)user\.username\s*(?:\.startsWith\(|==|in\s*\[)/.test(expression) ? ["sub"] : [],
    ),
  ];
  const guards = userValidationRules.map(({ expression }) => expression);
  const guarded = (name: string) =>
    guards.some(
      (text) =>
        text.includes(name) && /startsWith\(\s*["']system:/.test(text) && text.includes("!"),
    );
  const username = shapeOf(claimMappings.username, guarded("user.username"));
  const groups = shapeOf(claimMappings.groups, guarded("user.groups"));
  return {
    index,
    url: issuer.url,
    open,
    pinned: open !== undefined && rules.some((claim) => open.owned.includes(claim)),
    username,
    groups,
  };
}

function shapeOf(
  mapping: JwtAuthenticator["claimMappings"]["username"],
  guarded: boolean,
): NameShape | undefined {
  if (mapping.claim !== "") {
    return { prefix: mapping.prefix ?? "", claims: [mapping.claim], guarded };
  }
  if (mapping.expression === "") return undefined;
  return {
    prefix: readPrefix(mapping.expression),
    claims: readClaims(mapping.expression),
    guarded,
  };
}

/** The literal that a whole expression, or what it maps each element to, starts with; "" where that is not plain. */
function readPrefix(expression: string): string {
  const text = expression.trim();
  const whole = /^(["'])((?:(?!\1)[^\\])*)\1\s*\+(?!.*[?:]\s*["'])/s.exec(text);
  if (whole) return whole[2] ?? "";
  const mapped =
    /\.map\(\s*(\w+)\s*,\s*(["'])((?:(?!\2)[^\\])*)\2\s*\+\s*(?:string\()?\1\)?\s*\)$/.exec(text);
  return mapped?.[3] ?? "";
}

/** Claims that an expression reads at the top: `claims.sub`, `claims.?sub`, `claims["a:b"]`, `claims[?"a:b"]`. */
function readClaims(expression: string): string[] {
  const found = expression.matchAll(/\bclaims(?:\.\??([A-Za-z_]\w*)|\[\??\s*(["'])(.*?)\2\s*\])/g);
  return [...new Set([...found].map(([, plain, , quoted]) => plain ?? quoted ?? ""))];
}

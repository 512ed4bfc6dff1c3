/** What a JWT is for. */
export interface TokenType {
  /** Stable: "id", "access", "refresh", "service-account", "ci-job", "logout", "unknown". */
  readonly id: "id" | "access" | "refresh" | "service-account" | "ci-job" | "logout" | "unknown";
  /** "ID token", "Access token (Entra v1)". */
  readonly title: string;
  /** What to do if it is the wrong one. */
  readonly hint?: string;
}

/** What the detection looks at. */
export interface TokenTraits {
  /** A header's string; absent for a draft. */
  readonly header: ((name: string) => string | undefined) | undefined;
  /** A claim's string. */
  readonly claim: (name: string) => string | undefined;
  readonly has: (name: string) => boolean;
  /** `IssuerKind.id`. */
  readonly issuer?: string;
}

/** The type of a token, as far as header and claims tell. */
export function detectTokenType(traits: TokenTraits): TokenType {
  const found = rules.find(({ when }) => when(traits)) ?? unknown;
  const { when: _, ...type } = found;
  return type;
}

interface Rule extends TokenType {
  readonly when: (traits: TokenTraits) => boolean;
}

const accessHint =
  "kube-apiserver does take access tokens that are JWTs, if their audience is in the configuration; it is meant for ID tokens.";
const graphHint =
  "This access token is for another service. Ask for an ID token, or for a token whose audience is your own application.";

const unknown: Rule = { id: "unknown", title: "JWT", when: () => true };

/** The first that fits counts: what says it outright before what makes it likely. */
const rules: readonly Rule[] = [
  {
    id: "logout",
    title: "Logout token",
    hint: "A logout token ends sessions; no server authenticates a user by it.",
    when: ({ header, has }) => header?.("typ")?.toLowerCase() === "logout+jwt" || has("events"),
  },
  {
    id: "refresh",
    title: "Refresh token",
    hint: "A refresh token is for the issuer alone. Exchange it for an ID token.",
    when: ({ claim }) => ["Refresh", "Offline"].includes(claim("typ") ?? ""),
  },
  {
    id: "service-account",
    title: "Service account token",
    when: ({ has, claim }) =>
      has("kubernetes.io") ||
      has("kubernetes.io/serviceaccount/namespace") ||
      (claim("sub") ?? "").startsWith("system:serviceaccount:"),
  },
  {
    id: "ci-job",
    title: "CI job token",
    when: ({ issuer = "" }) =>
      [
        "github-actions",
        "gitlab-ci",
        "forgejo-actions",
        "bitbucket",
        "circleci",
        "buildkite",
        "hcp-terraform",
      ].includes(issuer),
  },
  {
    id: "access",
    title: "Access token (Entra, for Microsoft Graph)",
    hint: graphHint,
    when: ({ claim, issuer = "" }) =>
      issuer.startsWith("entra") &&
      ["00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com"].includes(
        claim("aud") ?? "",
      ),
  },
  {
    id: "access",
    title: "Access token (Entra v1)",
    hint: "It is from sts.windows.net, the v1 endpoint: issuer and claims differ from those of v2.",
    when: ({ claim, has, issuer }) =>
      issuer === "entra-v1" &&
      claim("ver") === "1.0" &&
      (has("scp") || has("appidacr") || has("idtyp")),
  },
  { id: "id", title: "ID token (Entra v1)", when: ({ issuer }) => issuer === "entra-v1" },
  {
    id: "access",
    title: "Access token (Entra v2)",
    hint: accessHint,
    when: ({ has, issuer }) => issuer === "entra" && (has("scp") || has("azpacr") || has("idtyp")),
  },
  { id: "id", title: "ID token (Entra v2)", when: ({ issuer }) => issuer === "entra" },
  {
    id: "access",
    title: "Access token",
    hint: accessHint,
    when: ({ header, claim }) =>
      ["at+jwt", "application/at+jwt"].includes(header?.("typ")?.toLowerCase() ?? "") ||
      claim("typ") === "Bearer" ||
      claim("token_use") === "access",
  },
  {
    id: "id",
    title: "ID token",
    when: ({ claim }) => claim("typ") === "ID" || claim("token_use") === "id",
  },
  {
    id: "id",
    title: "ID token",
    when: ({ has }) => has("nonce") || has("at_hash") || has("c_hash"),
  },
  {
    id: "access",
    title: "Access token",
    hint: accessHint,
    when: ({ has, claim }) =>
      has("scp") || has("cid") || has("client_id") || claim("scope") !== undefined || has("gty"),
  },
  {
    id: "id",
    title: "ID token",
    when: ({ has }) =>
      has("auth_time") || has("email") || has("preferred_username") || has("groups") || has("name"),
  },
];

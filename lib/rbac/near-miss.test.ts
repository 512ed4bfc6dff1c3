import { describe, expect, test } from "vitest";
import { applyEdits } from "../diagnostics/apply-edits.ts";
import type { Fix } from "../diagnostics/diagnostic.ts";
import { decodePolicy } from "./manifest/decode.ts";
import { findNearMisses } from "./near-miss.ts";
import type { NearMissKind } from "./near-miss-types.ts";
import type { Policy, Subject } from "./types.ts";

interface Pair {
  /** "u:" a user name, "g:" a group. */
  readonly ours: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
  readonly apiGroup?: string;
  readonly prefix?: string;
  readonly want?: readonly NearMissKind[];
}

const issuer = "https://issuer.example.com";
const account = "u:system:serviceaccount:app:bot";

const positive: readonly Pair[] = [
  // Separators and quotes
  { ours: "g:oidcadmins", name: "oidc:admins", want: ["separator"] },
  { ours: "g:oidc::admins", name: "oidc:admins", want: ["separator"] },
  {
    ours: "u:gh:repo:o/r:environment:prod",
    name: "gh:repo:o/r:ref:refs/heads/main",
    want: ["job-context"],
  },
  { ours: 'g:"oidc:"admins', name: "oidc:admins", want: ["blanks"] },
  // Repositories and identifiers
  {
    ours: "u:gha:repo:acme@123/app@456:ref:refs/heads/main",
    name: "gha:repo:acme/app:ref:refs/heads/main",
    want: ["immutable-subject"],
  },
  {
    ours: "u:repo:acme/app:environment:prod",
    name: "repo:acme@1/app@2:environment:prod",
    want: ["immutable-subject"],
  },
  {
    ours: "u:repo:o/app-v2:ref:refs/heads/main",
    name: "repo:o/app:ref:refs/heads/main",
    want: ["repository"],
  },
  {
    ours: "g:8a5e2c1e-0000-4000-8000-000000000001",
    name: "platform-admins",
    want: ["id-for-name"],
  },
  // Prefixes
  { ours: "u:jane", name: "oidc:jane", want: ["prefix-missing"] },
  { ours: "u:oidc:jane", name: "jane", want: ["prefix-extra"] },
  {
    ours: "u:github-actions:repo:o/r:ref:refs/heads/main",
    name: "repo:o/r:ref:refs/heads/main",
    want: ["prefix-extra"],
  },
  {
    ours: "u:repo:o/r:ref:refs/heads/main",
    name: "github-actions:repo:o/r:ref:refs/heads/main",
    want: ["prefix-missing"],
  },
  { ours: "g:dev", name: "gitlab:dev", want: ["prefix-missing"] },
  { ours: "g:gitlab:dev", name: "dev", want: ["prefix-extra"] },
  { ours: "g:oidc:operations", name: "operations", want: ["prefix-extra"] },
  { ours: "u:oidc:oidc:jane", name: "oidc:jane", want: ["prefix-doubled"] },
  { ours: "u:oidc:jane", name: "oidc:oidc:jane", want: ["prefix-doubled"] },
  { ours: "g:keycloak:keycloak:dev", name: "keycloak:dev", want: ["prefix-doubled"] },
  { ours: "u:oidc-jane", name: "jane", prefix: "oidc-", want: ["prefix-extra"] },
  { ours: "u:jane", name: "oidc-jane", prefix: "oidc-", want: ["prefix-missing"] },
  { ours: "g:kc_dev", name: "dev", prefix: "kc_", want: ["prefix-extra"] },
  { ours: "u:jane", name: "aws|jane", want: ["prefix-missing"] },
  { ours: "u:google-oauth2|103", name: "103", want: ["prefix-extra"] },
  { ours: "g:org#dev", name: "dev", want: ["prefix-extra"] },
  { ours: "g:spiffe://dev", name: "dev", want: ["prefix-extra"] },
  // The issuer in front
  { ours: "u:jane", name: `${issuer}#jane`, want: ["issuer-prefix"] },
  { ours: `u:${issuer}#jane`, name: "jane", want: ["issuer-prefix"] },
  { ours: "u:103", name: "https://accounts.google.com#103", want: ["issuer-prefix"] },
  { ours: "u:103", name: `${issuer}/realms/a#103`, want: ["issuer-prefix"] },
  { ours: "u:103", name: `${issuer}/103`, want: ["issuer-prefix"] },
  // Case
  { ours: "u:jane", name: "Jane", want: ["case"] },
  { ours: "u:Jane@Example.com", name: "jane@example.com", want: ["case"] },
  { ours: "g:Platform-Admins", name: "platform-admins", want: ["case"] },
  { ours: "g:OIDC:dev", name: "oidc:dev", want: ["case"] },
  { ours: "u:jane", name: "oidc:Jane", want: ["prefix-missing", "case"] },
  { ours: "g:oidc:DEV", name: "dev", want: ["prefix-extra", "case"] },
  // Separators
  { ours: "u:oidc:jane", name: "oidc-jane", want: ["separator"] },
  { ours: "g:team-a", name: "team_a", want: ["separator"] },
  { ours: "g:gitlab/dev", name: "gitlab:dev", want: ["separator"] },
  { ours: "g:platform admins", name: "platform-admins", want: ["separator"] },
  // Look-alikes
  { ours: "g:admins", name: "аdmins", want: ["look-alike"] },
  { ours: "u:zo\u00eb", name: "zoe\u0308", want: ["look-alike"] },
  { ours: "g:team-a", name: "team\u2013a", want: ["look-alike"] },
  { ours: "u:oidc:jane", name: "oidc\uff1ajane", want: ["look-alike"] },
  // Blanks and quotes
  { ours: "u:jane", name: "jane ", want: ["blanks"] },
  { ours: "u:jane", name: '"jane"', want: ["blanks"] },
  { ours: "g:dev", name: "'dev'", want: ["blanks"] },
  { ours: "g:dev", name: "\u200bdev", want: ["blanks"] },
  { ours: "g:dev", name: "dev\n", want: ["blanks"] },
  { ours: "g:platform  admins", name: "platform admins", want: ["blanks"] },
  { ours: "g:\u201cdev\u201d", name: "dev", want: ["blanks"] },
  // Domains
  { ours: "u:jane@example.com", name: "jane", want: ["domain"] },
  { ours: "u:jane", name: "jane@example.com", want: ["domain"] },
  { ours: "g:k8s.users@kanidm.example.com", name: "k8s.users", want: ["domain"] },
  { ours: "u:jane@corp.example.com", name: "jane@example.com", want: ["domain"] },
  { ours: "u:EXAMPLE\\jane", name: "jane", want: ["domain"] },
  { ours: "u:oidc:jane@example.com", name: "oidc:jane", want: ["domain"] },
  { ours: "u:Jane@example.com", name: "jane", want: ["domain", "case"] },
  // Group paths
  { ours: "g:/dev", name: "dev", want: ["group-path"] },
  { ours: "g:dev", name: "/dev", want: ["group-path"] },
  { ours: "g:/org/dev", name: "org/dev", want: ["group-path"] },
  { ours: "g:/org/dev", name: "dev", want: ["group-path"] },
  { ours: "g:dev", name: "org/sub/dev", want: ["group-path"] },
  { ours: "g:org/dev/", name: "org/dev", want: ["group-path"] },
  // Patterns
  { ours: "u:repo:o/r:ref:refs/heads/main", name: "repo:o/r:ref:.*", want: ["pattern"] },
  { ours: "u:jane", name: "*", want: ["pattern"] },
  { ours: "g:dev", name: "*", want: ["pattern"] },
  { ours: "u:repo:o/r:ref:refs/heads/main", name: "repo:o/*", want: ["pattern"] },
  { ours: "u:jane@example.com", name: "*@example.com", want: ["pattern"] },
  { ours: "u:jane@example.com", name: "^.+@example\\.com$", want: ["pattern"] },
  { ours: "g:team-a-dev", name: "team-*-dev", want: ["pattern"] },
  {
    ours: "u:repo:o/r:ref:refs/heads/main",
    name: "repo:o/[^:]+:ref:refs/heads/main",
    want: ["pattern"],
  },
  // Kinds
  { ours: "g:dev", kind: "User", name: "dev", want: ["wrong-kind"] },
  { ours: "u:jane", kind: "Group", name: "jane", want: ["wrong-kind"] },
  { ours: "g:gitlab:dev", kind: "User", name: "dev", want: ["prefix-extra", "wrong-kind"] },
  { ours: "u:jane", kind: "user", name: "jane", want: ["kind-spelling"] },
  { ours: "g:dev", kind: "Groups", name: "dev", want: ["kind-spelling"] },
  { ours: "u:jane", kind: "ServiceAccount", name: "jane", namespace: "app", want: ["wrong-kind"] },
  { ours: "u:jane", kind: "User", name: "jane", apiGroup: "apps", want: ["wrong-api-group"] },
  {
    ours: "g:dev",
    kind: "Group",
    name: "dev",
    apiGroup: "rbac.authorization.k8s.io/v1",
    want: ["wrong-api-group"],
  },
  {
    ours: account,
    kind: "ServiceAccount",
    name: "bot",
    namespace: "app",
    apiGroup: "rbac.authorization.k8s.io",
    want: ["wrong-api-group"],
  },
  // Service accounts
  {
    ours: account,
    kind: "ServiceAccount",
    name: "bot",
    namespace: "prod",
    want: ["wrong-namespace"],
  },
  { ours: account, kind: "ServiceAccount", name: "bot", want: ["wrong-namespace"] },
  {
    ours: account,
    kind: "ServiceAccount",
    name: "app:bot",
    namespace: "app",
    want: ["service-account-name"],
  },
  {
    ours: account,
    kind: "ServiceAccount",
    name: "system:serviceaccount:app:bot",
    namespace: "app",
    want: ["service-account-name"],
  },
  { ours: account, kind: "User", name: "app:bot", want: ["service-account-name"] },
  { ours: account, kind: "User", name: "app/bot", want: ["service-account-name"] },
  {
    ours: account,
    kind: "User",
    name: "system:serviceaccount:app/bot",
    want: ["service-account-name"],
  },
  { ours: account, kind: "ServiceAccount", name: "Bot", namespace: "app", want: ["case"] },
  { ours: account, kind: "Serviceaccount", name: "bot", namespace: "app", want: ["kind-spelling"] },
  { ours: account, kind: "Group", name: "system:serviceaccount:app:bot", want: ["wrong-kind"] },
];

const negative: readonly Pair[] = [
  { ours: "u:jane", name: "jane" },
  { ours: "g:dev", name: "dev" },
  { ours: "u:jane", name: "john" },
  { ours: "u:oidc:jane", name: "oidc:john" },
  { ours: "u:oidc:jane", name: "keycloak:jane" },
  { ours: "u:oidc:jane", name: "oidc:janet" },
  { ours: "u:jane", name: "mary-jane" },
  { ours: "u:jane", name: "maryjane" },
  { ours: "u:jane", name: "jane2" },
  { ours: "g:dev", name: "devs" },
  { ours: "g:dev", name: "developers" },
  { ours: "g:dev", name: "dev-admins" },
  { ours: "g:admins", name: "my-admins" },
  { ours: "g:admins", name: "cluster-admins" },
  { ours: "g:cluster-admins", name: "admins" },
  { ours: "g:admins", name: "superadmins" },
  { ours: "g:team-a", name: "team-b" },
  { ours: "g:team-a", name: "team-aa" },
  { ours: "g:team-a", name: "a" },
  { ours: "g:gitlab:foo", name: "gitlab:bar" },
  { ours: "g:gitlab:foo", name: "gitlab-ci:foo" },
  { ours: "g:foo/bar", name: "foo/baz" },
  { ours: "g:foo/bar", name: "foo" },
  { ours: "g:foo/bar", name: "other/bar" },
  { ours: "g:/a/b", name: "/c/b" },
  { ours: "g:/a/b", name: "/a" },
  { ours: "g:a/b", name: "a/b/c" },
  { ours: "u:repo:o/r:ref:refs/heads/main", name: "repo:o/r:ref:refs/heads/feature" },
  { ours: "u:repo:o/r:ref:refs/heads/main", name: "repo:o/other:ref:refs/heads/main" },
  { ours: "u:repo:o/r:ref:refs/heads/main", name: "repo:evil/r:ref:refs/heads/main" },
  { ours: "u:repo:o/r:ref:refs/heads/main", name: "repo:p/.*" },
  { ours: "u:repo:o/r:ref:refs/heads/main", name: "main" },
  { ours: "u:repo:o/r:ref:refs/heads/main", name: "repo:o/r:pull_request" },
  { ours: "u:jane@example.com", name: "jane@example.org" },
  { ours: "u:jane@example.com", name: "john@example.com" },
  { ours: "u:jane@example.com", name: "jane@notexample.com" },
  { ours: "u:jane@example.com", name: "example.com" },
  { ours: "u:jane@example.com", name: "*@example.org" },
  { ours: "u:jane@example.com", name: "@example.com" },
  { ours: "u:jane", name: "system:masters" },
  { ours: "g:masters", name: "system:masters" },
  { ours: "g:authenticated", name: "system:authenticated" },
  { ours: "u:kube-scheduler", name: "system:kube-scheduler" },
  { ours: "u:jane", kind: "Group", name: "system:authenticated" },
  { ours: "u:jane", kind: "Group", name: "system:serviceaccounts" },
  { ours: "u:jane", kind: "Group", name: "dev" },
  { ours: "u:jane", kind: "Group", name: "*" },
  { ours: "u:jane", kind: "Robot", name: "jane" },
  { ours: "u:jane", kind: "", name: "jane" },
  { ours: "u:jane", kind: "ServiceAccount", name: "bot", namespace: "app" },
  { ours: "u:app:bot", kind: "ServiceAccount", name: "bot", namespace: "app" },
  { ours: account, kind: "ServiceAccount", name: "bot", namespace: "app" },
  { ours: account, kind: "ServiceAccount", name: "other", namespace: "app" },
  { ours: account, kind: "ServiceAccount", name: "default", namespace: "prod" },
  { ours: account, kind: "ServiceAccount", name: "robot", namespace: "app" },
  { ours: account, kind: "User", name: "system:serviceaccount:app:other" },
  { ours: account, kind: "User", name: "system:serviceaccount:prod:bot" },
  { ours: account, kind: "User", name: "bot2" },
  { ours: account, kind: "Group", name: "system:serviceaccounts:prod" },
  { ours: "u:", name: "jane" },
  { ours: "u:jane", name: "" },
  { ours: "u:103", name: "1103" },
  { ours: "u:103", name: "https://accounts.google.com#104" },
  { ours: "u:a-b-c", name: "abc" },
  { ours: "g:dev-ops", name: "devops" },
  { ours: "g:dev:ops", name: "ops:dev" },
  { ours: "g:8a5e2c1e-0000-4000-8000-000000000001", name: "8a5e2c1e-0000-4000-8000-000000000002" },
  { ours: "u:gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main", name: "foo/bar" },
  { ours: "u:jane", kind: "User", name: "jane", apiGroup: "rbac.authorization.k8s.io" },
  { ours: "u:price$", name: "price" },
];

const mapEmail: Fix = {
  id: "map-email",
  title: "map email",
  edits: [{ document: "configuration", span: { start: 0, end: 0 }, newText: "email" }],
};

describe("near misses", () => {
  test.each(positive)("$ours and $kind $name", ({ want, ...pair }) => {
    expect(find(pair).map(({ kinds }) => kinds)).toEqual([want]);
  });

  test.each(negative)("none: $ours and $kind $name", (pair) => {
    expect(find(pair)).toEqual([]);
  });

  test("enough pairs of both sorts", () => {
    expect(Math.min(positive.length, negative.length)).toBeGreaterThanOrEqual(60);
  });

  test("a name that the mapping gives after a change", () => {
    const policy = policyOf({
      kind: "User",
      apiGroup: "",
      namespace: "",
      name: "jane@example.com",
    });
    const [miss] = findNearMisses(
      policy,
      { username: "8f14e45f", groups: [] },
      { candidates: [{ fix: mapEmail, username: "jane@example.com", groups: [] }] },
    );
    expect(miss?.kinds).toEqual(["after-fix"]);
    expect(miss?.fixes).toEqual([mapEmail]);
    expect(miss?.message).toBe(
      'ClusterRoleBinding "b" names what the mapping would give after this change: map email.',
    );
  });

  test("a group after a fix, if there is none to name instead", () => {
    const [miss] = findNearMisses(
      policyOf({ kind: "Group", apiGroup: "", namespace: "", name: "dev" }),
      { username: "jane", groups: ["system:authenticated"] },
      { candidates: [{ fix: mapEmail, username: "jane", groups: ["dev"] }] },
    );
    expect(miss?.ours).toEqual({ from: "group", text: "" });
    expect(miss?.fixes).toEqual([mapEmail]);
  });

  test("the differing parts are marked in both strings", () => {
    const marks = (ours: string, name: string) => find({ ours, name })[0]?.marks;
    expect(marks("u:oidc:jane", "jane")).toEqual({ ours: [{ start: 0, end: 5 }], theirs: [] });
    expect(marks("u:jane", "jAnE")).toEqual({
      ours: [
        { start: 1, end: 2 },
        { start: 3, end: 4 },
      ],
      theirs: [
        { start: 1, end: 2 },
        { start: 3, end: 4 },
      ],
    });
    expect(marks("u:jane@example.com", "jane")).toEqual({
      ours: [{ start: 4, end: 16 }],
      theirs: [],
    });
    expect(marks("u:repo:o/r:ref:refs/heads/main", "repo:o/r:ref:.*")).toEqual({
      ours: [{ start: 13, end: 28 }],
      theirs: [{ start: 13, end: 15 }],
    });
  });
});

const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: godmode # keep
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects:
- kind: User
  name: SUBJECT
`;

describe("repairs", () => {
  const cases = [
    {
      name: "the published GitHub Actions mismatch",
      subject: "repo:o/r:ref:refs/heads/main",
      user: { username: "github-actions:repo:o/r:ref:refs/heads/main", groups: [] },
      expression: '"github-actions:" + claims.sub',
      binding: "  name: github-actions:repo:o/r:ref:refs/heads/main\n",
      mapping: "claims.sub",
    },
    {
      name: "a prefix that only the binding has",
      subject: "oidc:jane",
      user: { username: "jane", groups: [] },
      expression: "claims.sub",
      binding: "  name: jane\n",
      mapping: '"oidc:" + claims.sub',
    },
    {
      name: "a quoted name",
      subject: '"Jane"',
      user: { username: "jane", groups: [] },
      expression: "claims.sub",
      binding: '  name: "jane"\n',
      mapping: undefined,
    },
    {
      name: "a domain",
      subject: "jane",
      user: { username: "jane@example.com", groups: [] },
      expression: 'has(claims.email) ? claims.email : ""',
      binding: "  name: jane@example.com\n",
      mapping: '(has(claims.email) ? claims.email : "").split("@")[0]',
    },
    {
      name: "the issuer in front",
      subject: '"https://i.example#7"',
      user: { username: "7", groups: [] },
      expression: "claims.sub",
      binding: '  name: "7"\n',
      mapping: '"https://i.example#" + claims.sub',
    },
    {
      name: "a name that YAML would read as a number",
      subject: "oidc:7",
      user: { username: "7", groups: [] },
      expression: "claims.sub",
      binding: "  name: '7'\n",
      mapping: '"oidc:" + claims.sub',
    },
    {
      name: "a service account's name",
      subject: "app:bot",
      user: { username: "system:serviceaccount:app:bot", groups: [] },
      expression: "claims.sub",
      binding: "  name: system:serviceaccount:app:bot\n",
      mapping: undefined,
    },
  ];

  test.each(cases)("$name", ({ subject, user, expression, binding, mapping }) => {
    const text = bindings.replace("SUBJECT", subject);
    const edit = (newText: string) => [
      { document: "configuration" as const, span: { start: 0, end: expression.length }, newText },
    ];
    const [miss] = findNearMisses(decodePolicy(text).policy, user, {
      bindings: text,
      mapping: { username: { expression, editExpression: edit } },
    });
    const [first, second] = miss?.fixes ?? [];
    expect(applyEdits(text, "bindings", first?.edits ?? [])).toBe(
      text.replace(`  name: ${subject}\n`, binding),
    );
    expect(second && applyEdits(expression, "configuration", second.edits)).toBe(mapping);
  });

  test("a name with a comma between brackets", () => {
    const subjects = (name: string) =>
      `${bindings.slice(0, bindings.indexOf("subjects:"))}subjects: [{kind: Group, name: ${name}}]\n`;
    const text = subjects("'cn=dev,ou=it'");
    const [miss] = findNearMisses(
      decodePolicy(text).policy,
      { username: "x", groups: ["oidc:cn=dev,ou=it"] },
      { bindings: text },
    );
    expect(applyEdits(text, "bindings", miss?.fixes[0]?.edits ?? [])).toBe(
      subjects('"oidc:cn=dev,ou=it"'),
    );
  });

  test("a claim's prefix", () => {
    const text = bindings.replace("SUBJECT", "jane");
    const [miss] = findNearMisses(
      decodePolicy(text).policy,
      { username: "oidc:jane", groups: [] },
      {
        mapping: {
          username: {
            expression: "claims.sub",
            prefix: "oidc:",
            editExpression: () => [],
            editPrefix: (newText) => [
              { document: "configuration", span: { start: 0, end: 0 }, newText: `[${newText}]` },
            ],
          },
        },
      },
    );
    expect(miss?.fixes.map(({ title, edits }) => [title, edits[0]?.newText])).toEqual([
      ['Change the mapping so that it gives "jane"', "[]"],
    ]);
  });

  test("User becomes Group", () => {
    const text = bindings.replace("SUBJECT", "dev");
    const [miss] = findNearMisses(
      decodePolicy(text).policy,
      { username: "jane", groups: ["dev"] },
      { bindings: text },
    );
    expect(applyEdits(text, "bindings", miss?.fixes[0]?.edits ?? [])).toBe(
      text.replace("kind: User\n", "kind: Group\n"),
    );
  });

  test("a namespace that was forgotten", () => {
    const text = bindings.replace("kind: User", "kind: ServiceAccount").replace("SUBJECT", "bot");
    const [miss] = findNearMisses(
      decodePolicy(text).policy,
      { username: "system:serviceaccount:app:bot", groups: [] },
      { bindings: text },
    );
    const repaired = applyEdits(text, "bindings", miss?.fixes[0]?.edits ?? []) ?? "";
    expect(decodePolicy(repaired).policy.bindings[0]?.subjects).toEqual([
      { kind: "ServiceAccount", apiGroup: "", name: "bot", namespace: "app" },
    ]);
  });

  test("JSON stays JSON", () => {
    const text = JSON.stringify({
      kind: "ClusterRoleBinding",
      metadata: { name: "b" },
      roleRef: { kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "User", name: "Jane" }],
    });
    const [miss] = findNearMisses(
      decodePolicy(text).policy,
      { username: "jane", groups: [] },
      { bindings: text },
    );
    expect(applyEdits(text, "bindings", miss?.fixes[0]?.edits ?? [])).toBe(
      text.replace('"Jane"', '"jane"'),
    );
  });
});

function find({ ours, kind, name, namespace = "", apiGroup = "", prefix }: Pair) {
  const from = ours.slice(0, 1);
  const text = ours.slice(2);
  const user =
    from === "u"
      ? { username: text, groups: ["system:authenticated"] }
      : { username: "0", groups: [text, "system:authenticated"] };
  const subject = { kind: kind ?? (from === "u" ? "User" : "Group"), name, namespace, apiGroup };
  const mapped = { expression: "claims.x", editExpression: () => [] };
  const described = prefix === undefined ? mapped : { ...mapped, prefix };
  return findNearMisses(policyOf(subject), user, {
    mapping: { username: described, groups: described },
  });
}

function policyOf(subject: Subject): Policy {
  return {
    roles: [],
    bindings: [
      {
        kind: "ClusterRoleBinding",
        name: "b",
        namespace: "",
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
        subjects: [subject],
        origin: { kind: "document", line: 1 },
      },
    ],
  };
}

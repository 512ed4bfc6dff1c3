import { describe, expect, test } from "vitest";
import { type LoadedConfiguration, loadConfiguration } from "./authn/load.ts";
import { proveImport } from "./engine/prove-import.ts";
import { exportTarget } from "./export/targets.ts";
import type { ExportInput } from "./export/types.ts";
import { type Claims, generateClaims } from "./form/convert/generate-claims.ts";
import { openText } from "./import/open.ts";
import { authenticate } from "./token/authenticate.ts";

// Targets with a schema of their own: what they write is read by the readers of other products' files, and the
// configuration that comes out is exported to the same file.

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

const claims = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s, other], audienceMatchPolicy: MatchAny}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {claim: groups, prefix: ""}
  claimValidationRules:
  - {claim: hd, requiredValue: example.com}
`;

const expressions = `${head}jwt:
- issuer:
    url: https://idp.example.com
    discoveryURL: https://internal.example.com/.well-known/openid-configuration
    audiences: [k8s]
  claimMappings:
    username: {expression: "'idp:' + claims.sub"}
    groups: {expression: claims.roles}
    uid: {claim: oid}
    extra:
    - {key: example.com/tenant, valueExpression: claims.tid}
  claimValidationRules:
  - {expression: claims.tid == 'a', message: wrong tenant}
  - {expression: has(claims.oid)}
  userValidationRules:
  - {expression: "!user.username.startsWith('system:')", message: reserved}
`;

const plain = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: email, prefix: ""}
`;

function fileOf(configuration: string, target: string, path: string): string {
  const cluster = { name: "prod", server: "https://api.example.com:6443" };
  const input: ExportInput = {
    ...{ configuration, bindings: "", comments: "kept", issuers: [], cluster },
    minor: 37,
  };
  const result = exportTarget(input, target);
  const files = result.kind === "files" ? result.target.files : [];
  return files.find((file) => file.path === path)?.text ?? `no file ${path}`;
}

/** The reader writes out the uid that OpenShift gives by default. */
function withUid(input: string): string {
  return input.includes("uid:")
    ? input
    : input.replace(/( {4}username: .*\n(?: {4}groups: .*\n)?)/, "$1    uid: {claim: sub}\n");
}

function keep(input: string): string {
  return input;
}

const cases = [
  { target: "openshift", path: "openshift/authentication.yaml", before: "", adapt: withUid },
  {
    target: "hypershift",
    path: "hypershift/hosted-cluster.patch.yaml",
    before: "apiVersion: hypershift.openshift.io/v1beta1\nkind: HostedCluster\n",
    adapt: withUid,
  },
  {
    target: "aks",
    path: "aks/issuer.json",
    before: "",
    // Expressions that have the prefix stay as they are.
    adapt: keep,
  },
  { target: "kcp", path: "kcp/workspace-authentication.yaml", before: "", adapt: keep },
  {
    target: "pinniped",
    path: "pinniped/jwt-authenticators.yaml",
    before: "",
    // What is lost is told: the second audience, discoveryURL and the uid.
    adapt: (input: string) => input.replace(", other], audienceMatchPolicy: MatchAny", "]"),
  },
];
for (const { target, path, before, adapt } of cases) {
  test(`${target} opens again`, () => {
    for (const input of [claims, expressions, plain]) {
      const text = before + fileOf(input, target, path);
      const again = openText(text, { version: 37, name: path }).configuration ?? "";
      expect(fileOf(again, target, path)).toBe(fileOf(adapt(input), target, path));
    }
  });
}

describe("the settings of one issuer", () => {
  const one = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups: {claim: groups, prefix: "idp:"}
  claimValidationRules:
  - {claim: hd, requiredValue: example.com}
`;
  const sources = [
    one,
    one.replace('"idp:"', '""'),
    one.replace("claim: sub", "claim: email"),
    one.replace("claim: sub", "claim: email").replace('"idp:"', '""'),
    one.replace(/ {4}groups: .*\n/, ""),
    one.replace(/ {2}claimValidationRules:\n.*\n/, ""),
    one.replace("example.com}", "'a${\"b'}"),
  ];
  test.each([
    { target: "eks", path: "eks/oidc.json" },
    { target: "eks-anywhere", path: "eks-anywhere/oidc.additions.yaml" },
    { target: "scaleway", path: "scaleway/open-id-connect.additions.tf" },
    { target: "ovhcloud", path: "ovhcloud/oidc.tf" },
    { target: "exoscale", path: "exoscale/oidc.additions.tf" },
  ])(
    "$target: opened again they are the file, and the flags' meaning gives the same users",
    async ({ target, path }) => {
      for (const source of sources) {
        const opened = openText(fileOf(source, target, path), { version: 37, name: path });
        expect(opened.target).toBe(target);
        const again = loadConfiguration(opened.configuration ?? "", { minor: 37 });
        const before = loadConfiguration(source, { minor: 37 });
        expect(again.decoded?.configuration.jwt).toEqual(before.decoded?.configuration.jwt);
        // Rules of their own for the old meaning, against the engine with the file as it was before.
        const meaning = opened.legacy;
        const proof = meaning && (await proveImport(meaning, source, 37));
        expect(proof).toMatchObject({ kind: "same" });
      }
    },
  );
});

const prefixed = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {claim: email, prefix: "people:"}
    groups: {claim: groups, prefix: "people:"}
`;

const written = `${head}jwt:
- issuer: {url: https://idp.example.com, audiences: [k8s]}
  claimMappings:
    username: {expression: 'claims.?email_verified.orValue(true) == true ? claims.email : ""'}
    groups: {expression: claims.groups}
    uid: {claim: sub}
  claimValidationRules:
  - {claim: sub, requiredValue: subject}
`;

describe("a target that rewrites: users come out equal", () => {
  test.each([
    { target: "pinniped", path: "pinniped/jwt-authenticators.yaml" },
    { target: "openshift", path: "openshift/authentication.yaml" },
    { target: "aks", path: "aks/issuer.json", prefix: "aks:jwt:" },
  ])("$target", async ({ target, path, prefix = "" }) => {
    const wrong: string[] = [];
    for (const before of [prefixed, prefixed.replace("email", "sub"), plain, written]) {
      const after = openText(fileOf(before, target, path), { version: 37 }).configuration ?? "";
      for (const claim of ["email", "groups", "sub"])
        for (const claims of generateClaims(claim)) {
          const token = { sub: "subject", email: "jane@example.com", ...claims };
          const [one, other] = [await userOf(before, token, prefix), await userOf(after, token)];
          if (one !== other) wrong.push(`${JSON.stringify(token)}: ${one} became ${other}`);
        }
    }
    expect(wrong).toEqual([]);
  });

  const known = new Map<string, LoadedConfiguration>();

  /** The name and the groups, or a refusal. */
  async function userOf(configuration: string, claims: Claims, prefix = ""): Promise<string> {
    const loaded = known.get(configuration) ?? loadConfiguration(configuration, { minor: 37 });
    known.set(configuration, loaded);
    const { compiled, errors } = loaded;
    if (compiled === undefined) return JSON.stringify(errors);
    const missing = { kind: "missing", reason: "not asked" } as const;
    const now = 1_700_000_000;
    const own = { iss: "https://idp.example.com", aud: "k8s", exp: now + 600 };
    const { user } = await authenticate({
      ...{ configuration: compiled, minor: 37, now },
      credential: { kind: "draft", claims: JSON.stringify({ ...claims, ...own }) },
      external: { keysOf: () => missing, fetch: () => missing },
    });
    if (user === undefined) return "refused";
    const renamed = [user.username, ...user.groups.slice(0, -1)].map((name) => prefix + name);
    return JSON.stringify([...renamed, ...user.groups.slice(-1)]);
  }
});

/**
 * Writes lib/examples/*.generated.ts: the tokens of the examples and the public keys that check them. The private keys
 * are made here, used once and forgotten. Run it by hand when a claim changes: npx tsx scripts/make-examples.ts
 */
import { writeFileSync } from "node:fs";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** The moment at which every example looks: 2026-09-21 14:13:20 UTC. */
const now = 1_790_000_000;

type Claims = Readonly<Record<string, unknown>>;

const gitlab = "https://gitlab.example.com";
const authentik = "https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/";
const github = "https://token.actions.githubusercontent.com";
const emk = "https://identity.example.com";
const emkAudience = "7192d6e6-2b9f-454e-96c3-6863aa0f4050";
const kanidm = "https://kanidm.example.com/oauth2/openid/k8s";

const hour = { iat: now - 600, exp: now + 3000 };
const fiveMinutes = { iat: now - 60, nbf: now - 65, exp: now + 240 };

const jane = {
  iss: emk,
  sub: "u1",
  aud: [emkAudience],
  ...hour,
  email: "jane@example.com",
  email_verified: true,
  groups: ["developers"],
  department: "it",
  employee_id: "42",
  preferred_username: "jane",
};

const me = {
  iss: authentik,
  sub: "6d47d08157e7d71d1a3b18087dc068ae689b142934cbb3517562d9b74162edba",
  aud: "my-client-id-on-goauthentik",
  ...hour,
  email: "me@example.com",
  email_verified: true,
  name: "Me",
  preferred_username: "me",
};

const workflow = {
  actor: "qjoly",
  actor_id: "82603435",
  aud: "coffee-lucca-poc",
  base_ref: "",
  event_name: "workflow_dispatch",
  ...fiveMinutes,
  head_ref: "",
  iss: github,
  job_workflow_ref: "qjoly/lucca-oidc-poc/.github/workflows/test.yaml@refs/heads/main",
  job_workflow_sha: "81ae75f767dd22d31f21ae4cff3460bcffbcea1c",
  jti: "72b5e0be-16a1-46d2-930a-6a184407f2fc",
  ref: "refs/heads/main",
  ref_protected: "false",
  ref_type: "branch",
  repository: "qjoly/lucca-oidc-poc",
  repository_id: "1020257999",
  repository_owner: "qjoly",
  repository_owner_id: "82603435",
  repository_visibility: "private",
  run_attempt: "1",
  run_id: "16302845430",
  run_number: "2",
  runner_environment: "github-hosted",
  sha: "81ae75f767dd22d31f21ae4cff3460bcffbcea1c",
  sub: "repo:qjoly/lucca-oidc-poc:ref:refs/heads/main",
  workflow: "K8S OIDC Get Nodes",
  workflow_ref: "qjoly/lucca-oidc-poc/.github/workflows/test.yaml@refs/heads/main",
  workflow_sha: "81ae75f767dd22d31f21ae4cff3460bcffbcea1c",
};

const will = {
  iss: kanidm,
  sub: "11111111-2222-4333-8444-555555555555",
  aud: "k8s",
  ...hour,
  preferred_username: "will@kanidm.example.com",
  name: "Will",
  groups: ["k8s_users@kanidm.example.com", "5a8b2b8b-0000-4000-8000-000000000000"],
};

const guides: Readonly<Record<string, Readonly<Record<string, Claims>>>> = {
  gitlab: {
    user: {
      iss: gitlab,
      sub: "2",
      aud: "group_application_id",
      ...hour,
      nonce: "n-1",
      auth_time: now - 700,
      name: "MyUserName",
      nickname: "MyUserName",
      preferred_username: "MyUserName",
      profile: "https://gitlab.example.com/MyUserName",
      picture: "https://gitlab.example.com/uploads/-/system/user/avatar/2/avatar.png",
      groups_direct: ["foo"],
    },
    job: {
      namespace_id: "2",
      namespace_path: "foo",
      project_id: "13",
      project_path: "foo/bar",
      user_id: "2",
      user_login: "MyUserName",
      user_email: "username@example.com",
      user_access_level: "owner",
      pipeline_id: "123",
      pipeline_source: "push",
      job_id: "234",
      ref: "main",
      ref_type: "branch",
      ref_path: "refs/heads/main",
      ref_protected: "true",
      runner_id: 1,
      runner_environment: "self-hosted",
      sha: "0fffdd6505a3f5f573e34338cb9eac1211bace14",
      project_visibility: "internal",
      ci_config_ref_uri: "gitlab.example.com/foo/bar//.gitlab-ci.yml@refs/heads/main",
      ci_config_sha: "0fffdd6505a3f5f573e34338cb9eac1211bace14",
      jti: "979f6254-c7ce-4632-be39-1b65163792b8",
      ...fiveMinutes,
      iss: gitlab,
      sub: "project_path:foo/bar:ref_type:branch:ref:main",
      aud: "id_token_audience",
    },
  },
  authentik: {
    user: { ...me, groups: ["authentik Admins", "k8s"] },
    unverified: { ...me, email_verified: false, groups: [] },
    groupless: me,
    system: { ...me, groups: ["system:masters"] },
    workflow,
    stranger: {
      aud: "coffee-lucca-poc",
      ...fiveMinutes,
      iss: github,
      jti: "0d5a1a55-4a3c-4c3e-9a53-2f2f4f0a7d11",
      ref: "refs/heads/main",
      ref_type: "branch",
      repository: "mallory/miner",
      repository_owner: "mallory",
      repository_visibility: "public",
      sub: "repo:mallory/miner:ref:refs/heads/main",
    },
  },
  emk: {
    user: jane,
    operator: { ...jane, sub: "u3", email: "olga@example.com", groups: ["operations"] },
    john: { ...jane, sub: "u4", email: "john@example.com", groups: [] },
    long: { ...jane, iat: now - 1000, exp: now + 7200 },
    numeric: { ...jane, employee_id: 42 },
    zitadel: {
      ...jane,
      preferred_username: "john",
      groups: undefined,
      "roles:mycorp": ["operations", "viewer"],
    },
    internal: {
      iss: "https://internal.example.com",
      sub: "u1",
      aud: emkAudience,
      ...hour,
      email: "jane@example.com",
      email_verified: true,
      groups: ["developers"],
    },
    external: {
      iss: "https://external.example.com",
      sub: "u2",
      aud: "234ff210-2b29-4324-88e2-2fe5974a4c8e",
      ...hour,
      email: "joe@partner.example",
      groups: "operations",
    },
  },
  kanidm: {
    user: will,
    renamed: {
      ...will,
      sub: "99999999-2222-4333-8444-555555555555",
      preferred_username: "admin@kanidm.example.com",
      name: "Mallory",
      groups: [],
    },
  },
};

for (const [guide, claimsByName] of Object.entries(guides)) {
  const issuers = [...new Set(Object.values(claimsByName).map(({ iss }) => String(iss)))];
  const keys: Record<string, string> = {};
  const signers = new Map<string, { kid: string; privateKey: CryptoKey }>();
  for (const issuer of issuers) {
    const { publicKey, privateKey } = await generateKeyPair("RS256", { modulusLength: 2048 });
    const kid = `${new URL(issuer).hostname.split(".")[0]}-1`;
    signers.set(issuer, { kid, privateKey });
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" };
    keys[issuer] = JSON.stringify({ keys: [jwk] }, null, 2);
  }
  const tokens: Record<string, string> = {};
  for (const [name, claims] of Object.entries(claimsByName)) {
    const signer = signers.get(String(claims.iss));
    if (signer === undefined) throw new Error(`no key for ${claims.iss}`);
    tokens[name] = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: signer.kid, typ: "JWT" })
      .sign(signer.privateKey);
  }
  writeFileSync(
    new URL(`../lib/examples/${guide}.generated.ts`, import.meta.url),
    `// Made by \`npx tsx scripts/make-examples.ts\` from the claims in that file, with private keys that were not kept; do not edit.
export const now = ${now};
export const keys: Readonly<Record<string, string>> = ${JSON.stringify(keys, null, 2)};
export const tokens = ${JSON.stringify(tokens, null, 2)} as const;
`,
  );
}

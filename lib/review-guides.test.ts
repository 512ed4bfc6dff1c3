import { expect, test } from "vitest";
import { bundleOf, guides } from "./testing/bundles.ts";

/** The worst of a guide: what is got as which name, and what that takes. */
interface Worst {
  readonly severity: string;
  readonly role: string;
  readonly binding: string;
  readonly kind: "User" | "Group";
  readonly name: string;
  readonly takes: string;
  /** The guide has the role; else what it allows is unknown. */
  readonly supplied?: boolean;
}

interface Want {
  readonly id: string;
  readonly getIn: readonly string[];
  readonly outsider?: string;
  readonly member?: Worst;
  /** What a former member keeps, if it differs from the member's worst. */
  readonly kept?: Pick<Worst, "role" | "binding" | "kind" | "name">;
  readonly limited?: boolean;
  readonly issuers: readonly string[];
  /** Whether the findings say that a name can change its owner. */
  readonly reused: boolean;
}

const nobody =
  "Nobody through this file: the API server does not load it. One that runs keeps its old file, and none starts with it";
const anonymous =
  "Without a token: everybody, as system:anonymous, if the API server runs without --anonymous-auth=false";
const nothing = "nothing that these documents show.";
const notLoaded = "not known, because the API server does not load this configuration.";

const authentik = "https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/";
const actions = "https://token.actions.githubusercontent.com";
const authentikEntry = `\`${authentik}\`: tokens for \`my-client-id-on-goauthentik\` that fulfil all 3 rules`;
const verified =
  "if `email_verified is true` and `email is there` and `user.groups.all(group, !group.startsWith('system:'))`";
const doom: Worst = {
  ...{ severity: "info", role: "can-destroy-everything", binding: "read-secrets-global" },
  ...{ kind: "Group", name: "sysadmins-of-doom" },
  takes: `\`members of "sysadmins-of-doom" (claim groups) at ${authentik}\`, ${verified}`,
};
const pods: Worst = {
  ...{ severity: "info", role: "can-list-pods", binding: "list-pod-pods" },
  ...{ kind: "Group", name: "qjoly/lucca-oidc-poc" },
  takes: `\`members of "qjoly/lucca-oidc-poc" (claim groups) at ${authentik}\`, ${verified}`,
};
const identity = "https://identity.example.com";
const operations = (takes: string): Worst => ({
  ...{ severity: "medium", role: "cluster-admin", binding: "oidc-cluster-admins" },
  ...{ kind: "Group", name: "oidc:operations", takes },
});
const gitlab = "https://gitlab.example.com";
const foo = (more: string): Worst => ({
  ...{ severity: "medium", role: "cluster-admin", binding: "oidc-admin" },
  ...{ kind: "Group", name: "gitlab:foo" },
  takes: `\`members of "foo" (claim groups_direct) at ${gitlab}\`${more}`,
});
const gitlabEntry = `\`${gitlab}\`: every valid token for \`group_application_id\` or \`id_token_audience\`, without a rule`;
const kanidm = (host: string): Worst => ({
  ...{ severity: "medium", role: "cluster-admin", binding: "kanidm-admins" },
  ...{ kind: "Group", name: `k8s_admins@${host}` },
  takes: `\`members of "k8s_admins@${host}" (claim groups) at https://${host}/oauth2/openid/k8s\`, if \`preferred_username is there\``,
});
const kanidmEntry = (host: string) =>
  `\`https://${host}/oauth2/openid/k8s\`: every valid token for \`k8s\`, without a rule`;
const ruled = `\`${actions}\`: tokens for \`coffee-lucca-poc\` that fulfil its rule`;

/** Written by hand from the guides. Roles that a guide only names are unknown. */
const wants: readonly Want[] = [
  {
    id: "authentik",
    getIn: [authentikEntry, anonymous],
    member: doom,
    issuers: [authentik],
    reused: true,
  },
  {
    id: "github-open",
    getIn: [
      authentikEntry,
      `\`${actions}\`: every valid token for \`coffee-lucca-poc\`, without a rule. **Everybody can have an account there, and nothing pins the organisation.**`,
      anonymous,
    ],
    outsider:
      "gets in as an authenticated user, and no binding here gives more to names that an outsider can have.",
    ...{ member: doom, issuers: [authentik, actions], reused: true },
  },
  {
    id: "github-listed",
    getIn: [authentikEntry, ruled, anonymous],
    member: doom,
    issuers: [authentik, actions],
    reused: true,
  },
  {
    id: "github-grouped",
    getIn: [authentikEntry, ruled, anonymous],
    member: pods,
    issuers: [authentik, actions],
    reused: true,
  },
  {
    id: "github-corrected",
    getIn: [authentikEntry, ruled, anonymous],
    member: {
      ...{ ...pods, name: "github-actions:qjoly/lucca-oidc-poc", supplied: true },
      takes: `\`those users of ${actions}\`, if \`repository is "qjoly/lucca-oidc-poc"\``,
    },
    kept: {
      ...{ role: "can-destroy-everything", binding: "godmode", kind: "User" },
      name: "github-actions:repo:qjoly/lucca-oidc-poc:ref:refs/heads/main",
    },
    ...{ issuers: [authentik, actions], reused: true },
  },
  { id: "emk-basic", getIn: [nobody], issuers: [], reused: false },
  {
    id: "emk-basic-corrected",
    getIn: [
      `\`${identity}\`: every valid token for \`7192d6e6-2b9f-454e-96c3-6863aa0f4050\` or \`234ff210-2b29-4324-88e2-2fe5974a4c8e\`, without a rule`,
      anonymous,
    ],
    member: operations(
      `\`members of "operations" (claim groups) at ${identity}\`, if \`email is there\` and \`email_verified is true or missing\``,
    ),
    ...{ issuers: [identity], reused: true },
  },
  { id: "emk-multi", getIn: [nobody], issuers: [], reused: false },
  {
    id: "emk-multi-corrected",
    getIn: [
      "`https://internal.example.com`: every valid token for `7192d6e6-2b9f-454e-96c3-6863aa0f4050`, without a rule",
      "`https://external.example.com`: every valid token for `234ff210-2b29-4324-88e2-2fe5974a4c8e`, without a rule",
      anonymous,
    ],
    ...{ issuers: ["https://internal.example.com", "https://external.example.com"], reused: true },
  },
  { id: "emk-advanced", getIn: [nobody], issuers: [], reused: false },
  {
    id: "emk-advanced-corrected",
    getIn: [
      `\`${identity}\`: tokens for \`7192d6e6-2b9f-454e-96c3-6863aa0f4050\` or \`234ff210-2b29-4324-88e2-2fe5974a4c8e\` that fulfil all 5 rules`,
      anonymous,
    ],
    member: operations(
      `\`members of "operations" (claim groups) at ${identity}\`, if \`email_verified is true\` and \`email is there\` and \`department is there\` and \`employee_id is there\` and \`has(claims.groups) && size(claims.groups) > 0\` and \`claims.exp - claims.iat <= 3600\` and \`size(user.username) >= 3\``,
    ),
    ...{ limited: true, issuers: [identity], reused: true },
  },
  {
    id: "emk-zitadel",
    getIn: [
      `\`${identity}\`: every valid token for \`7192d6e6-2b9f-454e-96c3-6863aa0f4050\`, without a rule`,
      anonymous,
    ],
    member: operations(
      `\`members of "operations" (claim roles:mycorp) at ${identity}\`, if \`preferred_username is there\``,
    ),
    ...{ issuers: [identity], reused: true },
  },
  {
    id: "gitlab",
    getIn: [gitlabEntry, anonymous],
    member: foo(", if `groups_direct is one text, not a list`"),
    issuers: [gitlab],
    reused: true,
  },
  {
    id: "gitlab-corrected",
    getIn: [gitlabEntry, anonymous],
    member: foo(""),
    issuers: [gitlab],
    reused: true,
  },
  {
    id: "gitlab-agent",
    getIn: [gitlabEntry, anonymous],
    member: foo(""),
    issuers: [gitlab],
    reused: true,
  },
  {
    id: "kanidm",
    getIn: [
      nobody,
      "What follows is of the mappings as they are written",
      kanidmEntry("<MY KANIDM ADDRESS>"),
      "Without a token: as the old file says",
    ],
    member: kanidm("<MY KANIDM ADDRESS>"),
    ...{ issuers: ["https://<MY KANIDM ADDRESS>/oauth2/openid/k8s"], reused: true },
  },
  {
    id: "kanidm-corrected",
    getIn: [kanidmEntry("kanidm.example.com"), anonymous],
    member: kanidm("kanidm.example.com"),
    ...{ issuers: ["https://kanidm.example.com/oauth2/openid/k8s"], reused: true },
  },
];

function got({ role, binding, kind, name }: Pick<Worst, "role" | "binding" | "kind" | "name">) {
  return `\`ClusterRole\` \`${role}\` in the whole cluster (\`ClusterRoleBinding\` \`${binding}\`) as \`${kind}\` \`${name}\``;
}

function writeSummary({ getIn, outsider, member, kept, limited, issuers, reused }: Want): string {
  const loads = issuers.length > 0;
  const none = loads ? nothing : notLoaded;
  const unknown =
    member?.severity === "info" && member.supplied !== true
      ? "; what the role allows is unknown, it was not supplied"
      : "";
  const worst = kept ?? member;
  const life = limited
    ? "until the token expires; a rule for each issuer looks at exp and iat"
    : `until the token expires, and no rule limits how long that is at ${issuers.map((url) => `\`${url}\``).join(" and ")}`;
  const keeps =
    worst === undefined
      ? "keeps what every authenticated user has"
      : `keeps their names, at worst ${got(worst)},`;
  const taken = reused
    ? " A name that they leave behind may be taken by somebody else, with its bindings: see the findings."
    : "";
  return `## Summary

Who can get in:

${getIn.map((line) => `- ${line}\n`).join("")}
The worst that can happen, as far as these documents tell:

- **An outsider**, with no account or with one that everybody can make: ${outsider ?? none}
- **A member**, with an ordinary account at an issuer: ${member === undefined ? none : `**${member.severity}**: gets ${got(member)}${unknown}. This takes ${member.takes}.`}
- **Somebody who has left**: ${loads ? `${keeps} ${life}.${taken}` : notLoaded}
`;
}

test("the summary of every guide is written here", () => {
  expect(wants.map(({ id }) => id)).toEqual(guides.map(({ id }) => id));
});

test.each(wants)(
  "the report of the guide $id begins with who can get in, and the worst",
  async (want) => {
    const guide = guides.find(({ id }) => id === want.id);
    if (guide === undefined) throw new Error(`no guide ${want.id}`);
    const bundle = await bundleOf(guide, "kubeadm");
    const review = bundle.files.find(({ path }) => path === "review.md")?.text ?? "";
    const begin = review.indexOf("## Summary");
    expect(review.slice(begin, review.indexOf("\n## ", begin + 1))).toBe(writeSummary(want));
  },
);

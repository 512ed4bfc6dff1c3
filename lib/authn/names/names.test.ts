import { describe, expect, test } from "vitest";
import { loadConfiguration } from "../load.ts";
import { describeConditions, describePattern } from "./describe.ts";
import { namesOf } from "./names.ts";

/** A mapping as it is in guides, in what issuers document and in what was reported; and the exact set of its names. */
interface Row {
  readonly name: string;
  /** An expression, or [claim, prefix]. */
  readonly username?: string | readonly [string, string];
  readonly groups?: string | readonly [string, string];
  readonly rules?: readonly string[];
  readonly required?: readonly (readonly [string, string])[];
  readonly userRules?: readonly string[];
  /** Of `groups`, or else of `username`. "pattern if condition and condition". */
  readonly want: readonly string[];
}

const guards = [
  "!user.username.startsWith('system:')",
  "user.groups.all(g, !g.startsWith('system:'))",
];
const sts = 'claims[?"https://sts.amazonaws.com/"]';

const rows: readonly Row[] = [
  // Claims with a prefix.
  { name: "claim with a prefix", username: ["sub", "oidc:"], want: ["oidc:{sub}"] },
  { name: "claim without a prefix", username: ["email", ""], want: ["{email}"] },
  {
    name: "claim without a prefix behind the guards",
    username: ["sub", ""],
    userRules: guards,
    want: ['{sub} if sub does not start with "system:"'],
  },
  {
    name: "claim with a prefix, which makes the guard needless",
    username: ["sub", "a:"],
    userRules: guards,
    want: ["a:{sub}"],
  },
  { name: "groups claim", groups: ["groups", "oidc:"], want: ["oidc:{groups[]}"] },
  {
    name: "groups claim of Cognito",
    groups: ["cognito:groups", "c:"],
    want: ['c:{claims["cognito:groups"][]}'],
  },
  {
    name: "groups claim behind the guards",
    groups: ["groups", ""],
    userRules: guards,
    want: [
      '{groups[]} if groups[] does not start with "system:" and sub does not start with "system:"',
    ],
  },
  {
    name: "required claim",
    username: ["oid", "entra:"],
    required: [["tid", "1111"]],
    want: ['entra:{oid} if tid is "1111"'],
  },
  {
    name: "required claim that is the name",
    username: ["sub", "a:"],
    required: [["sub", "jane"]],
    want: ['a:jane if sub is "jane"'],
  },
  {
    name: "groups claim that a rule takes for a text",
    groups: ["team", "t:"],
    required: [["team", "sre"]],
    want: ['t:sre if team is "sre"'],
  },
  // GitLab.
  {
    name: "GitLab: people or jobs",
    username:
      'has(claims.preferred_username) ? "gitlab:" + claims.preferred_username : "gitlab-ci:" + claims.sub',
    want: ["gitlab:{preferred_username}", "gitlab-ci:{sub} if preferred_username is missing"],
  },
  {
    name: "GitLab: groups as published",
    groups:
      'has(claims.groups_direct) ? "gitlab:" + claims.groups_direct : "gitlab-ci:" + claims.namespace_path',
    want: ["gitlab:{groups_direct}", "gitlab-ci:{namespace_path} if groups_direct is missing"],
  },
  {
    name: "GitLab: groups corrected",
    groups:
      'has(claims.groups_direct) ? dyn(claims.groups_direct).map(g, "gitlab:" + g) : ["gitlab-ci:" + claims.namespace_path]',
    want: ["gitlab:{groups_direct[]}", "gitlab-ci:{namespace_path} if groups_direct is missing"],
  },
  {
    name: "GitLab: a list plus a text",
    groups: '"gitlab:" + claims.groups_direct',
    want: ["gitlab:{groups_direct}"],
  },
  {
    name: "GitLab: a job by its project",
    username: '"gitlab-ci:" + claims.project_id + ":" + claims.ref_path',
    rules: ['claims.project_id == "20" && claims.ref_protected == "true"'],
    want: ['gitlab-ci:20:{ref_path} if project_id is "20" and ref_protected is "true"'],
  },
  {
    name: "GitLab: one of two projects",
    username: '"gitlab-ci:" + claims.project_id',
    rules: ['claims.project_id in ["20", "21"]'],
    want: ['gitlab-ci:20 if project_id is "20"', 'gitlab-ci:21 if project_id is "21"'],
  },
  {
    name: "GitLab: groups under one group",
    groups: 'dyn(claims.groups_direct).filter(g, g.startsWith("platform/")).map(g, "gitlab:" + g)',
    want: ['gitlab:{groups_direct[]} if groups_direct[] starts with "platform/"'],
  },
  // GitHub.
  {
    name: "GitHub: subject",
    username: '"github-actions:" + claims.sub',
    want: ["github-actions:{sub}"],
  },
  {
    name: "GitHub: listed repositories as groups",
    groups: '"github-actions:" + claims.repository',
    rules: ['claims.repository in ["o/a", "o/b"]'],
    want: [
      'github-actions:o/a if repository is "o/a"',
      'github-actions:o/b if repository is "o/b"',
    ],
  },
  {
    name: "GitHub: repository owner in a list",
    groups: '["github:" + claims.repository_owner]',
    want: ["github:{repository_owner}"],
  },
  {
    name: "GitHub: repository by id, environment or ref",
    username: '"gha:" + claims.repository_id + ":" + claims.?environment.orValue(claims.ref)',
    rules: ['claims.repository_id == "77" && claims.ref == "refs/heads/main"'],
    want: [
      'gha:77:{environment} if repository_id is "77" and ref is "refs/heads/main"',
      'gha:77:refs/heads/main if environment is missing and repository_id is "77" and ref is "refs/heads/main"',
    ],
  },
  {
    name: "GitHub: by owner's id",
    username: '"gha:" + claims.sub',
    rules: ['claims.repository_owner_id == "1234"'],
    want: ['gha:{sub} if repository_owner_id is "1234"'],
  },
  {
    name: "GitHub: a pattern with ids that may be there",
    username: '"gha:" + claims.sub',
    rules: ["claims.sub.matches('^repo:acme(@123)?/app(@456)?:ref:refs/heads/main$')"],
    want: [
      'gha:repo:acme/app:ref:refs/heads/main if sub is "repo:acme/app:ref:refs/heads/main"',
      'gha:{sub} if sub matches "^repo:acme(@123)?/app(@456)?:ref:refs/heads/main$" and sub starts with "repo:acme/app@456"',
      'gha:{sub} if sub matches "^repo:acme(@123)?/app(@456)?:ref:refs/heads/main$" and sub starts with "repo:acme@123"',
    ],
  },
  {
    name: "GitHub: custom property",
    groups: '["team:" + claims.?repo_property_team.orValue("none")]',
    want: ["team:{repo_property_team}", "team:none if repo_property_team is missing"],
  },
  {
    name: "GitHub: regions of a property",
    groups: 'claims.repo_property_regions.split(",").map(r, "region:" + r)',
    want: ['region:{a part of repo_property_regions by ","}'],
  },
  {
    name: "GitHub: a region that a rule asks for",
    groups: '"eu" in claims.repo_property_regions.split(",") ? ["eu"] : []',
    want: ['eu if a part of repo_property_regions by "," is "eu"'],
  },
  {
    name: "GitHub: never a pull request",
    username: '"gha:" + claims.repository_id',
    rules: ['!(claims.event_name in ["pull_request", "pull_request_target"])'],
    want: ['gha:{repository_id} if event_name is not one of "pull_request", "pull_request_target"'],
  },
  {
    name: "GitHub: environment as a group",
    groups: 'has(claims.environment) ? ["gha:env:" + claims.environment] : []',
    want: ["gha:env:{environment}"],
  },
  {
    name: "GitHub: owner of the repository's path",
    groups: '["owner:" + claims.repository.split("/")[0]]',
    want: ['owner:{part 1 of repository by "/"}'],
  },
  // Authentik, Dex, Keycloak.
  {
    name: "Authentik: suffix",
    username: 'claims.email + ":authentik"',
    rules: ["claims.email_verified == true"],
    want: ["{email}:authentik if email_verified is true"],
  },
  {
    name: "Authentik: verified or unknown",
    username: '"a:" + claims.email',
    rules: ["claims.?email_verified.orValue(true) == true"],
    want: ["a:{email} if email_verified is true", "a:{email} if email_verified is missing"],
  },
  { name: "Authentik: groups as they are", groups: "claims.groups", want: ["{groups[]}"] },
  {
    name: "Authentik: groups with a prefix",
    groups: 'dyn(claims.?groups.orValue([])).map(g, "authentik:" + g)',
    want: ["authentik:{groups[]}"],
  },
  {
    name: "Dex: connector and its id",
    username:
      'claims.?federated_claims.connector_id.hasValue() ? "dex:" + claims.federated_claims.connector_id + ":" + claims.federated_claims.user_id : "dex:" + claims.sub',
    want: [
      "dex:{federated_claims.connector_id}:{federated_claims.user_id}",
      "dex:{sub} if federated_claims is there and federated_claims.connector_id is missing",
      "dex:{sub} if federated_claims is missing",
    ],
  },
  {
    name: "Keycloak: roles of the realm",
    groups: 'claims.?realm_access.roles.orValue([]).map(r, "kc:" + r)',
    want: ["kc:{realm_access.roles[]}"],
  },
  {
    name: "Keycloak: paths without their first slash",
    groups:
      'dyn(claims.?groups.orValue([])).map(g, "kc:" + (g.startsWith("/") ? g.substring(1) : g))',
    want: [
      'kc:{groups[] from 1} if groups[] starts with "/"',
      'kc:{groups[]} if groups[] does not start with "/"',
    ],
  },
  {
    name: "Keycloak: groups and roles",
    groups: 'dyn(claims.groups).map(g, "g:" + g) + dyn(claims.roles).map(r, "r:" + r)',
    want: ["g:{groups[]}", "r:{roles[]}"],
  },
  {
    name: "Kanidm: names and not ids",
    groups: 'dyn(claims.groups).filter(g, g.contains("@")).map(g, "k:" + g)',
    want: ['k:{groups[]} if groups[] contains "@"'],
  },
  {
    name: "Kanidm: without the domain",
    groups: 'dyn(claims.groups).map(g, "k:" + g.split("@")[0])',
    want: ['k:{part 1 of groups[] by "@"}'],
  },
  {
    name: "Zitadel: roles are keys",
    groups: 'dyn(claims[?"urn:roles"].orValue({})).map(r, "z:" + r)',
    want: ['z:{claims["urn:roles"][]}'],
  },
  {
    name: "Zitadel: a claim with a colon",
    groups: ["roles:mycorp", "oidc:"],
    want: ['oidc:{claims["roles:mycorp"][]}'],
  },
  {
    name: "Auth0: a claim that is a URL",
    groups: 'dyn(claims[?"https://k/groups"].orValue([])).map(g, "a:" + g)',
    want: ['a:{claims["https://k/groups"][]}'],
  },
  {
    name: "Vault: nested and optional",
    groups: "claims.?userinfo.?groups.orValue([])",
    want: ["{userinfo.groups[]}"],
  },
  {
    name: "Entra: no overage",
    groups: 'dyn(claims.?groups.orValue([])).map(g, "e:" + g)',
    rules: ["!has(claims._claim_names) && !has(claims.hasgroups)"],
    want: ["e:{groups[]} if _claim_names is missing and hasgroups is missing"],
  },
  // Google.
  {
    name: "Google: people of a domain",
    username: '"google:" + claims.sub',
    rules: ['claims.?hd.orValue("") == "example.com"'],
    want: ['google:{sub} if hd is "example.com"'],
  },
  {
    name: "Google: listed accounts",
    username: '"gcp:" + claims.sub',
    rules: ['claims.sub in ["1144"]'],
    want: ['gcp:1144 if sub is "1144"'],
  },
  {
    name: "Google: by audience",
    username: '"google:" + claims.sub',
    rules: [
      'claims.aud == "people" ? claims.?hd.orValue("") == "example.com" : claims.sub in ["1144"]',
    ],
    want: [
      'google:{sub} if aud is "people" and hd is "example.com"',
      'google:1144 if aud is not "people" and sub is "1144"',
    ],
  },
  {
    name: "Google: address of a domain",
    username: '"g:" + claims.email',
    rules: ['claims.email.endsWith("@example.com") && claims.email_verified == true'],
    want: ['g:{email} if email ends with "@example.com" and email_verified is true'],
  },
  {
    name: "AKS sample: groups in a text",
    groups: "claims.groups.split(',').map(g, 'aks:jwt:' + g)",
    want: ['aks:jwt:{a part of groups by ","}'],
  },
  // Pipelines.
  {
    name: "Azure DevOps: a pipeline",
    username: '"ado:" + claims.prj_id + ":" + claims.def_id',
    rules: ['claims.?prj_id.orValue("") == "271e" && claims.?def_id.orValue("") == "1"'],
    want: ['ado:271e:1 if prj_id is "271e" and def_id is "1"'],
  },
  {
    name: "Bitbucket",
    username: '"bitbucket:" + claims.repositoryUuid',
    rules: [
      'claims.repositoryUuid == "{aa}" && claims.?deploymentEnvironmentUuid.orValue("") == "{bb}"',
    ],
    want: ['bitbucket:{aa} if repositoryUuid is "{aa}" and deploymentEnvironmentUuid is "{bb}"'],
  },
  {
    name: "CircleCI: no rerun by SSH",
    username: '"circleci:" + claims["oidc.circleci.com/project-id"]',
    rules: ['claims["oidc.circleci.com/ssh-rerun"] == false'],
    want: [
      'circleci:{claims["oidc.circleci.com/project-id"]} if claims["oidc.circleci.com/ssh-rerun"] is false',
    ],
  },
  {
    name: "Buildkite",
    username: '"buildkite:" + claims.organization_slug + ":" + claims.pipeline_slug',
    required: [["organization_slug", "acme"]],
    rules: ['claims.pipeline_slug in ["deploy"]'],
    want: ['buildkite:acme:deploy if organization_slug is "acme" and pipeline_slug is "deploy"'],
  },
  {
    name: "HCP Terraform",
    username: '"tf:" + claims.terraform_workspace_id + ":" + claims.terraform_run_phase',
    rules: [
      'claims.terraform_workspace_id in ["ws-1"] && claims.terraform_run_phase in ["plan", "apply"]',
    ],
    want: [
      'tf:ws-1:plan if terraform_workspace_id is "ws-1" and terraform_run_phase is "plan"',
      'tf:ws-1:apply if terraform_workspace_id is "ws-1" and terraform_run_phase is "apply"',
    ],
  },
  {
    name: "Vercel",
    username: '"vercel:" + claims.project_id + ":" + claims.environment',
    rules: [
      'claims.owner_id == "team_1" && claims.project_id == "prj_1" && claims.environment == "production"',
    ],
    want: [
      'vercel:prj_1:production if owner_id is "team_1" and project_id is "prj_1" and environment is "production"',
    ],
  },
  {
    name: "Fly: a number in a text",
    username: '"fly:" + string(int(claims.app_id))',
    want: ["fly:{any text: what int() gives}"],
  },
  { name: "tsidp: a number", username: '"ts:" + string(claims.uid)', want: ["ts:{uid}"] },
  {
    name: "Spacelift: group by scope",
    groups: '[claims.scope == "write" ? "edit" : "view"]',
    rules: ['claims.spaceId == "prod" && claims.callerType == "stack"'],
    want: [
      'edit if scope is "write" and spaceId is "prod" and callerType is "stack"',
      'view if scope is not "write" and spaceId is "prod" and callerType is "stack"',
    ],
  },
  {
    name: "AWS: listed roles",
    username: '"aws:" + claims.sub',
    rules: ['claims.sub in ["arn:aws:iam::1:role/deployer"]'],
    want: ['aws:arn:aws:iam::1:role/deployer if sub is "arn:aws:iam::1:role/deployer"'],
  },
  {
    name: "AWS: team of the principal",
    groups: `${sts}.?principal_tags.?team.optMap(t, ["aws-team:" + string(t)]).orValue([])`,
    want: ['aws-team:{claims["https://sts.amazonaws.com/"].principal_tags.team}'],
  },
  {
    name: "Forgejo",
    username: '"forgejo:" + claims.repository + ":" + claims.ref',
    rules: ['claims.repository_id == "456" && claims.ref == "refs/heads/main"'],
    want: [
      'forgejo:{repository}:refs/heads/main if repository_id is "456" and ref is "refs/heads/main"',
    ],
  },
  {
    name: "SPIRE",
    username: ["sub", ""],
    rules: ['claims.sub.startsWith("spiffe://example.org/ns/ci/")'],
    want: ['{sub} if sub starts with "spiffe://example.org/ns/ci/"'],
  },
  {
    name: "service account of another cluster",
    username:
      '"c1:" + claims["kubernetes.io"].namespace + ":" + claims["kubernetes.io"].serviceaccount.name',
    want: ['c1:{claims["kubernetes.io"].namespace}:{claims["kubernetes.io"].serviceaccount.name}'],
  },
  {
    name: "listed service accounts",
    username: ["sub", "c1:"],
    rules: ['claims.sub in ["system:serviceaccount:argocd:app"]'],
    want: ['c1:system:serviceaccount:argocd:app if sub is "system:serviceaccount:argocd:app"'],
  },
  {
    name: "namespace as a group",
    groups: '["c1:serviceaccounts", "c1:serviceaccounts:" + claims["kubernetes.io"].namespace]',
    want: ["c1:serviceaccounts", 'c1:serviceaccounts:{claims["kubernetes.io"].namespace}'],
  },
  // Fixed names and tables.
  { name: "a fixed group", groups: '["oidc:everybody"]', want: ["oidc:everybody"] },
  { name: "a fixed text for groups", groups: '"oidc:everybody"', want: ["oidc:everybody"] },
  { name: "no groups", groups: "[]", want: [] },
  { name: "null is no groups", groups: "null", want: [] },
  { name: "empty texts are no groups", groups: '["", "a"]', want: ["a"] },
  {
    name: "an admin by a claim",
    groups: 'claims.role == "admin" ? ["admins"] : ["users"]',
    want: ['admins if role is "admin"', 'users if role is not "admin"'],
  },
  {
    name: "an admin by one of two claims",
    groups: 'claims.?a.orValue("") == "x" || claims.?b.orValue("") == "y" ? ["admins"] : []',
    want: ['admins if a is "x"', 'admins if b is "y"'],
  },
  {
    name: "a table by claim",
    groups: '[{"dev": "developers", "ops": "operators"}[claims.team]]',
    want: ['developers if team is "dev"', 'operators if team is "ops"'],
  },
  {
    name: "a table with a default",
    groups: '[{"dev": "developers"}[?claims.team].orValue("guests")]',
    want: ['developers if team is "dev"', 'guests if team is not "dev"'],
  },
  {
    name: "a table over groups",
    groups:
      'dyn(claims.groups).filter(g, g in {"a": "x", "b": "y"}).map(g, {"a": "x", "b": "y"}[g])',
    want: ['x if groups[] is "a"', 'y if groups[] is "b"'],
  },
  {
    name: "a literal list in the filter",
    groups: 'dyn(claims.groups).filter(g, g in ["sre", "dev"])',
    want: ['sre if groups[] is "sre"', 'dev if groups[] is "dev"'],
  },
  {
    name: "literal list mapped",
    groups: '["a", "b"].map(x, "team-" + x)',
    want: ["team-a", "team-b"],
  },
  {
    name: "azp as a table",
    username: '{"app-1": "robot"}[claims.azp]',
    want: ['robot if azp is "app-1"'],
  },
  {
    name: "one group asks for another",
    groups: 'dyn(claims.groups).exists(g, g == "sre") ? ["oncall"] : []',
    want: ['oncall if groups[] is "sre"'],
  },
  {
    name: "a group in the list",
    groups: '"sre" in claims.groups ? ["oncall"] : []',
    want: ['oncall if groups[] is "sre"'],
  },
  // Functions of text.
  {
    name: "small letters",
    username: '"a:" + claims.email.lowerAscii()',
    want: ["a:{lower(email)}"],
  },
  {
    name: "small letters of a fixed text",
    username: '("A:" + claims.sub).lowerAscii()',
    want: ["a:{lower(sub)}"],
  },
  {
    name: "replaced",
    username: '"a:" + claims.sub.replace("|", "-")',
    want: ['a:{sub with "-" for "|"}'],
  },
  { name: "trimmed", username: '"a:" + claims.sub.trim()', want: ["a:{trim(sub)}"] },
  {
    name: "the part before @",
    username: '"a:" + claims.email.split("@")[0]',
    want: ['a:{part 1 of email by "@"}'],
  },
  {
    name: "joined",
    username: '["a", string(claims.team), string(claims.sub)].join(":")',
    want: ["a:{team}:{sub}"],
  },
  {
    name: "formatted",
    username: '"%s:%s".format([dyn(claims.team), dyn(claims.sub)])',
    want: ["{team}:{sub}"],
  },
  {
    name: "cut to a fixed beginning",
    username: '("oidc:" + claims.sub).substring(0, 5) + claims.email',
    want: ["oidc:{email}"],
  },
  { name: "first of a list", username: '"a:" + string(claims.emails[0])', want: ["a:{emails[]}"] },
  {
    name: "join of a claim",
    username: '"a:" + dyn(claims.parts).join("-")',
    want: ["a:{any text: what join() gives}"],
  },
  {
    name: "size of a claim",
    username: '"n:" + string(size(claims.sub))',
    want: ["n:{any text: what size() gives}"],
  },
  {
    name: "key or index of a map",
    groups: 'dyn(claims.roles).transformList(k, v, "z:" + k)',
    want: ["z:{any text: a key or an index}"],
  },
  {
    name: "value of a map",
    groups: 'dyn(claims.roles).transformList(k, v, "z:" + string(v))',
    want: ["z:{roles[…]}"],
  },
  // User rules.
  {
    name: "user rule on the beginning",
    username: ["sub", ""],
    userRules: ['user.username.startsWith("acme:")'],
    want: ['{sub} if sub starts with "acme:"'],
  },
  {
    name: "user rule on the whole name",
    username: '"gha:" + claims.repository_id + ":" + claims.environment',
    userRules: ['user.username in ["gha:77:production"]'],
    want: ['gha:77:production if repository_id is "77" and environment is "production"'],
  },
  {
    name: "user rule that excludes the only name",
    username: '"admin"',
    userRules: ['user.username != "admin"'],
    want: [],
  },
  {
    name: "user rule on each group",
    groups: "claims.groups",
    userRules: ['user.groups.all(g, g.startsWith("acme:") || g == "staff")'],
    want: ['{groups[]} if groups[] starts with "acme:"', 'staff if groups[] is "staff"'],
  },
  {
    name: "user rule against a group",
    groups: ["groups", ""],
    userRules: ['!("system:masters" in user.groups)'],
    want: ['{groups[]} if groups[] is not "system:masters"'],
  },
  {
    name: "user rule against a group of a fixed list",
    groups: '["a", "b"]',
    userRules: ['!("a" in user.groups)'],
    want: ["b"],
  },
  {
    name: "user rule on a group that must be there",
    groups: ["groups", "g:"],
    userRules: ['user.groups.exists(g, g == "g:sre")'],
    want: ['g:{groups[]} if groups[] is "sre"'],
  },
  {
    name: "null check",
    groups:
      '!has(claims.groups) || claims.groups == null ? [] : dyn(claims.groups).map(g, "x:" + g)',
    want: ["x:{groups[]} if not (claims.groups == null)"],
  },
];

describe("names that can come out", () => {
  test.each(rows)("$name", (row) => {
    const loaded = loadConfiguration(write(row), { minor: 37 });
    expect(loaded.errors.map(({ error }) => error)).toEqual([]);
    const [names] = namesOf(loaded);
    const patterns = names?.[row.groups === undefined ? "username" : "groups"].patterns ?? [];
    const found = patterns.map((pattern) => {
      const conditions = describeConditions(pattern.when).join(" and ");
      return `${describePattern(pattern)}${conditions === "" ? "" : ` if ${conditions}`}`;
    });
    expect(found.map(sortConditions).sort()).toEqual(row.want.map(sortConditions).sort());
  });

  test("the table is large enough, and little of it is not followed", () => {
    expect(rows.length).toBeGreaterThanOrEqual(100);
    const unknown = rows.filter(({ want }) => want.some((each) => each.includes("{any text")));
    expect(unknown.map(({ name }) => name)).toEqual([
      // A conversion of a number.
      "Fly: a number in a text",
      // How many elements there are, is not known.
      "join of a claim",
      // A number.
      "size of a claim",
      // A list has numbers there, a map keys.
      "key or index of a map",
    ]);
  });
});

// The order of conditions says nothing.
function sortConditions(line: string): string {
  const [pattern = "", conditions] = line.split(" if ");
  if (conditions === undefined) return line;
  return `${pattern} if ${conditions.split(" and ").sort().join(" and ")}`;
}

function write(row: Row): string {
  const field = (mapping: Row["username"]) =>
    typeof mapping === "string"
      ? { expression: mapping }
      : { claim: mapping?.[0] ?? "sub", prefix: mapping?.[1] ?? "" };
  // The server wants to see that email_verified is read; that is of no matter here.
  const extra = [
    { key: "example.com/verified", valueExpression: 'string(claims.?email_verified.orValue(""))' },
  ];
  return JSON.stringify({
    apiVersion: "apiserver.config.k8s.io/v1beta1",
    kind: "AuthenticationConfiguration",
    jwt: [
      {
        issuer: { url: "https://issuer.example.com", audiences: ["kubernetes"] },
        claimMappings: {
          username: field(row.username),
          ...(row.groups !== undefined && { groups: field(row.groups) }),
          extra,
        },
        claimValidationRules: [
          ...(row.required ?? []).map(([claim, requiredValue]) => ({ claim, requiredValue })),
          ...(row.rules ?? []).map((expression) => ({ expression })),
        ],
        userValidationRules: (row.userRules ?? []).map((expression) => ({ expression })),
      },
    ],
  });
}

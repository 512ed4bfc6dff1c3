import { certificates } from "./certificates.generated.ts";
import { type Case, type Draft, testNow, write } from "./lint-draft.ts";

const githubUrl = "https://token.actions.githubusercontent.com";

/** For each rule, texts that it has something to say about and near ones about which it must be silent. */
export const cases: Readonly<
  Record<string, { readonly fires: readonly Case[]; readonly silent: readonly Case[] }>
> = {
  "unpinned-issuer": {
    fires: [
      github(),
      github("true || claims.repository_owner == 'acme'"),
      github("claims.repository_owner != 'acme'"),
      github("claims.repository.startsWith('ac')"),
      github("claims.repository.matches('acme/.*')"),
      github("claims.repository.matches('^acme/.*|^other')"),
      github("claims.repository_owner == 'acme' || claims.ref == 'refs/heads/main'"),
      github("claims.ref == 'refs/heads/main'"),
      github("claims.repository_owner in ['acme', claims.actor]"),
      github("has(claims.environment) || claims.repository_owner == 'acme'"),
      github("claims.?repository_owner.orValue('acme') == 'acme'"),
      github("claims.ref_type == 'tag' ? claims.repository_owner == 'acme' : true"),
      github("claims.sub.startsWith('repo:')"),
      github("claims.workflow == 'deploy'"),
      github("!(claims.repository_owner == 'acme')"),
      { text: write({ url: githubUrl, rules: ["{claim: ref, requiredValue: refs/heads/main}"] }) },
      gitlab("has(claims.job_id) || 'acme' in claims.groups_direct"),
      gitlab("!has(claims.job_id) || claims.project_id == '1'"),
      gitlab("dyn(claims.groups_direct).filter(g, g == 'acme').size() >= 0"),
      {
        text: write({
          url: "https://accounts.google.com",
          rules: [rule("claims.email_verified == true")],
        }),
      },
      {
        text: write({
          url: "https://agent.buildkite.com",
          rules: [rule("claims.pipeline_slug == 'x'")],
        }),
      },
      {
        text: write({
          url: "https://app.terraform.io",
          rules: [rule("claims.terraform_run_phase == 'plan'")],
        }),
      },
      { text: write({ url: "https://oidc.circleci.com/org/1234" }) },
      { text: write({ url: "https://oauth.id.jumpcloud.com/" }) },
      {
        text: write({
          url: githubUrl,
          username: `{expression: '"gha:" + claims.sub'}`,
          userRules: [rule("user.username.startsWith('gha:repo:')")],
        }),
      },
    ],
    silent: [
      github("claims.repository_owner == 'acme'"),
      github("'acme' == claims.repository_owner && claims.ref == 'refs/heads/main'"),
      github("claims.repository in ['acme/app', 'acme/web']"),
      github("claims.repository.startsWith('acme/')"),
      github("claims.sub.startsWith('repo:acme/')"),
      github("claims.sub.startsWith('repo:acme@123/')"),
      github("claims.repository.matches('^acme/')"),
      github("claims.repository.matches('^(acme|other)/.*$')"),
      github("claims.repository_owner.matches('^acme$')"),
      github("!(claims.repository_owner != 'acme')"),
      github("!(claims.repository_owner != 'acme' || claims.ref != 'refs/heads/main')"),
      github("claims.repository_owner == 'acme' || claims.repository_owner_id == '123'"),
      github("claims['repository_owner'] == 'acme'"),
      github("claims.?repository_owner.orValue('') == 'acme'"),
      github("string(claims.repository_owner_id) == '123'"),
      github("claims.repository.split('/')[0] == 'acme'"),
      github(
        "claims.ref_type == 'tag' ? claims.repository == 'acme/app' : claims.repository_owner == 'acme'",
      ),
      github("claims.ref_type == 'tag' ? claims.repository == 'acme/app' : false"),
      github("(claims.repository_owner == 'acme') == true"),
      {
        text: write({ url: githubUrl, rules: ["{claim: repository_owner, requiredValue: acme}"] }),
      },
      gitlab("claims.namespace_id == '72'"),
      gitlab("dyn(claims.groups_direct).filter(g, g == 'acme').size() > 0"),
      gitlab("size(dyn(claims.groups_direct).filter(g, g.startsWith('acme/'))) >= 1"),
      gitlab(
        "!has(claims.job_id) || (claims.project_id in ['1'] && claims.ref_protected == 'true')",
        "has(claims.job_id) || dyn(claims.?groups_direct.orValue([])).exists(g, g == 'acme' || g.startsWith('acme/'))",
      ),
      gitlab(
        "has(claims.job_id) ? claims.project_path.startsWith('acme/') : 'acme' in claims.groups_direct",
      ),
      { text: write({ url: "https://gitlab.example.com" }) },
      {
        text: write({
          url: "https://accounts.google.com",
          rules: [rule("claims.?hd.orValue('') == 'example.com'")],
        }),
      },
      {
        text: write({
          url: "https://accounts.google.com",
          rules: [rule("claims.email.endsWith('@example.com')")],
        }),
      },
      {
        text: write({
          url: "https://accounts.google.com",
          rules: [
            rule("claims.aud == 'a' ? claims.?hd.orValue('') == 'b.c' : claims.sub in ['114']"),
          ],
        }),
      },
      {
        text: write({
          url: "https://oidc.circleci.com/org/1234",
          rules: [rule("claims['oidc.circleci.com/project-id'] == 'P'")],
        }),
      },
      {
        text: write({
          url: githubUrl,
          username: `{expression: '"gha:" + claims.sub'}`,
          userRules: [rule("user.username.startsWith('gha:repo:acme/')")],
        }),
      },
      {
        text: write({
          url: githubUrl,
          username: `{claim: repository, prefix: "gha:"}`,
          userRules: [rule("user.username == 'gha:acme/app'")],
        }),
      },
      {
        text: write({
          url: githubUrl,
          username: `{expression: 'claims.repository_owner == "acme" ? "gha:" + claims.sub : ""'}`,
        }),
      },
    ],
  },
  "entra-tenant": {
    fires: ["common", "organizations", "consumers"].map((word) => ({
      text: write({ url: `https://login.microsoftonline.com/${word}/v2.0` }),
    })),
    silent: [
      "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
      "https://common.example.com/v2.0",
      "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/",
    ].map((url) => ({ text: write({ url }) })),
  },
  "issuer-slash": {
    fires: [
      { text: write({ url: "https://idp.example.com/application/o/k8s" }) },
      { text: write({ url: `${githubUrl}/`, rules: [rule("claims.repository_owner == 'acme'")] }) },
      { text: write({ url: '"https://acme.eu.auth0.com"' }) },
      { text: write({ url: "https://idp.example.com/realms/main/" }) },
      {
        text: write({ url: "https://idp.example.com" }),
        token: { issuer: "https://idp.example.com/" },
      },
    ],
    silent: [
      { text: write({ url: "https://idp.example.com/application/o/k8s/" }) },
      { text: write({ url: "https://acme.eu.auth0.com/" }) },
      { text: write({ url: "https://idp.example.com/realms/main" }) },
      { text: write({ url: "https://idp.example.com/" }) },
      {
        text: write({ url: "https://idp.example.com" }),
        token: { issuer: "https://other.example.com/" },
      },
      {
        text: write({ url: "https://idp.example.com/realms/main/" }),
        token: { issuer: "https://idp.example.com/realms/main/" },
      },
    ],
  },
  "signing-algorithm": {
    fires: ["HS256", "EdDSA", "none"].map((algorithm) => ({
      text: write({}),
      token: { algorithm, issuer: "https://issuer-0.example.com" },
    })),
    silent: [
      ...["RS256", "PS512", "ES384"].map((algorithm) => ({
        text: write({}),
        token: { algorithm, issuer: "https://issuer-0.example.com" },
      })),
      { text: write({}), token: { algorithm: "HS256", issuer: "https://other.example.com" } },
    ],
  },
  placeholder: {
    fires: [
      { text: write({ url: "https://<MY KANIDM ADDRESS>/oauth2/openid/k8s" }) },
      { text: write({ audiences: ["group_application_id"] }) },
      { text: write({ audiences: ["REDACTED"] }) },
      { text: write({ audiences: ["{{ client }}"].map((text) => JSON.stringify(text)) }) },
      { text: write({ rules: [rule("claims.hd == 'your-domain'")] }) },
      { text: write({ rules: ["{claim: hd, requiredValue: <domain>}"] }) },
    ],
    silent: [
      { text: write({ audiences: ["7192d6e6-2b9f-454e-96c3-6863aa0f4050"] }) },
      { text: write({ rules: [rule("claims.exp - claims.iat < 3600 && claims.iat > 0")] }) },
      {
        text: write({ rules: ["{claim: application_id, requiredValue: portal}"] }).replace(
          "application_id",
          "department",
        ),
      },
      { text: write({ audiences: ["my-clients"] }) },
      { text: write({ rules: [`{expression: "claims.a == 'b'", message: "ask <admin>"}`] }) },
    ],
  },
  "stray-line": {
    fires: [
      { text: `${write({})}EOF\n` },
      {
        text: write({
          userRules: [`expression: "size(user.username) >= 3"\n    message: too short\n    EOF`],
        }),
      },
      { text: `cat <<EOF > config.yaml\n${write({})}` },
      { text: `\`\`\`yaml\n${write({})}\`\`\`\n` },
    ],
    silent: [
      { text: write({}) },
      { text: `${write({})}# EOF\n` },
      { text: write({ rules: ["{claim: hd, requiredValue: EOF}"] }) },
      { text: write({ authority: literal(certificates.good, 6) }) },
    ],
  },
  certificate: {
    fires: [
      { text: write({ authority: literal(certificates.expired, 6) }) },
      { text: write({ authority: literal(certificates.future, 6) }) },
      { text: write({ authority: literal(certificates.leaf, 6) }) },
      { text: write({ authority: JSON.stringify(certificates.good + certificates.expired) }) },
    ],
    silent: [
      { text: write({}) },
      { text: write({ authority: literal(certificates.good, 6) }) },
      { text: write({ authority: JSON.stringify(certificates.good) }) },
    ],
  },
  "compiler-crash": {
    fires: [
      { text: write({ groups: `{expression: '{b"a": "x"}.size() == 1 ? ["a"] : []'}` }) },
      { text: write({ rules: [rule("{b'a': 1} == {b'b': 1}")] }) },
      { text: write({ groups: "{expression: '[?optional.none(), ?claims.x]'}" }) },
    ],
    silent: [
      { text: write({ groups: `{expression: '{"a": "x"}.size() == 1 ? ["a"] : []'}` }) },
      { text: write({ rules: [rule("b'a' == b'b'")] }) },
      { text: write({ groups: "{expression: '[?claims.?x]'}" }) },
    ],
  },
  "comprehension-without-dyn": {
    fires: [
      { text: write({ groups: `{expression: 'claims.groups.map(g, "x:" + g)'}` }) },
      {
        text: write({
          groups: `\n        # mapped\n        expression: >-\n          claims.groups.filter(g,\n          g != "y")`,
        }),
      },
      {
        text: write({
          groups: `{"expression": "claims.?groups.orValue([]).map(g, \\"x:\\" + g)"}`,
        }),
      },
      {
        text: write({
          rules: [rule("claims.groups.exists(g, g == 'x') && claims.roles.all(r, r != 'y')")],
        }),
      },
      {
        text: write({
          groups: `\n        expression: claims.groups.filter(g, g.startsWith("k8s"))`,
        }),
      },
    ],
    silent: [
      { text: write({ groups: `{expression: 'dyn(claims.groups).map(g, "x:" + g)'}` }) },
      { text: write({ groups: `{expression: 'claims.realm_access.roles.map(g, "x:" + g)'}` }) },
      { text: write({ groups: `{expression: '([] + claims.groups).map(g, "x:" + g)'}` }) },
      { text: write({ rules: [rule("claims.sub.map(")] }) },
    ],
  },
  "string-plus-list": {
    fires: [
      { text: write({ groups: `{expression: '"x:" + claims.groups'}` }) },
      {
        text: write({
          groups: `\n      expression: 'has(claims.groups_direct) ? "gitlab:" + claims.groups_direct : "gitlab-ci:" + claims.namespace_path' # both`,
        }),
      },
      { text: write({ groups: `{expression: "claims.?groups.orValue([]) + ':x'"}` }) },
      {
        text: write({
          groups: `\n      expression: |\n        "kc:" + claims.realm_access.roles\n`,
        }),
      },
      { text: write({ groups: `{expression: '"x:" + dyn(claims.groups)'}` }) },
    ],
    silent: [
      { text: write({ groups: `{expression: '"x:" + claims.team'}` }) },
      { text: write({ groups: `{expression: 'dyn(claims.groups).map(g, "x:" + g)'}` }) },
      { text: write({ groups: `{expression: 'claims.groups + ["x"]'}` }) },
      { text: write({ username: `{expression: '"x:" + claims.sub'}` }) },
    ],
  },
  "split-as-groups": {
    fires: [
      { text: write({ groups: `{expression: 'claims.sub.split(",")'}` }) },
      {
        text: write({
          groups: `\n      expression: >-\n        has(claims.csv) ?\n        claims.csv.split(",") : []`,
        }),
      },
      { text: write({ groups: `{expression: 'claims.sub.findAll("[a-z]+")'}` }) },
      {
        text: write({
          extra: `{key: example.com/parts, valueExpression: 'claims.sub.split("/") + []'}`,
        }),
      },
    ],
    silent: [
      { text: write({ groups: `{expression: 'claims.sub.split(",").map(x, x)'}` }) },
      { text: write({ groups: `{expression: 'claims.sub.split(",") + ["y"]'}` }) },
      { text: write({ groups: `{expression: 'claims.sub.split(",")[0]'}` }) },
      { text: write({ rules: [rule("claims.sub.split(',').size() > 1")] }) },
    ],
  },
  "missing-claim": {
    fires: [
      { text: write({ groups: "{expression: claims.groups}" }) },
      {
        text: write({ groups: `\n      expression: "dyn(claims.groups).map(g, 'x:' + g)" # all` }),
      },
      {
        text: write({
          extra: `{key: example.com/team, valueExpression: '"t:" + claims.team + claims.team'}`,
        }),
      },
      {
        text: write({
          groups: `{expression: 'has(claims.a) ? ["a:" + claims.a] : ["b:" + claims.b]'}`,
        }),
      },
      { text: write({ groups: `{expression: 'has(claims.a) || true ? ["a:" + claims.a] : []'}` }) },
      { text: write({ groups: `{expression: 'claims["cognito:groups"]'}` }) },
      {
        text: write({
          username: `{expression: 'has(claims.a) ? "a:" + claims.a : "b:" + claims.b'}`,
        }),
      },
      {
        text: write({
          url: githubUrl,
          rules: [rule("claims.repository_owner == 'acme'")],
          groups: `{expression: '"e:" + claims.environment'}`,
        }),
      },
    ],
    silent: [
      { text: write({ groups: "{expression: 'claims.?groups.orValue([])'}" }) },
      { text: write({ groups: `{expression: 'has(claims.a) ? ["a:" + claims.a] : []'}` }) },
      {
        text: write({
          groups: `{expression: '!has(claims.a) || claims.a == "" ? [] : ["a:" + string(claims.a)]'}`,
        }),
      },
      { text: write({ groups: `{expression: '["s:" + claims.sub]'}` }) },
      { text: write({ username: `{expression: '"x:" + claims.preferred_id'}` }) },
      { text: write({ rules: [rule("claims.hd == 'example.com'")] }) },
      {
        text: write({
          url: githubUrl,
          rules: [rule("claims.repository_owner == 'acme'")],
          groups: `{expression: '"r:" + claims.repository'}`,
        }),
      },
      {
        text: write({
          extra: `{key: example.com/team, valueExpression: 'has(claims.team) && claims.team != "" ? string(claims.team) : ""'}`,
        }),
      },
    ],
  },
  "immutable-subject": {
    fires: [
      github("claims.sub == 'repo:acme/app:ref:refs/heads/main'"),
      github("'repo:acme/app:ref:refs/heads/main' == claims.sub && claims.ref_type == 'branch'"),
      github("claims.sub.startsWith('repo:acme/app:')"),
      github("claims.sub.startsWith('repo:acme/')"),
      github("claims.sub in ['repo:acme/app:environment:a.b (c)', 'repo:acme/web:pull_request']"),
      github("claims.sub == 'repo:acme/a:ref:x' || claims.sub == 'repo:acme/b:ref:x'"),
      github("claims.?sub.orValue('') == 'repo:acme/app:ref:refs/heads/main'"),
      github("claims.sub.matches('^repo:acme/app:ref:.*$')"),
      github("claims.repository_owner == 'acme'", "claims.sub.startsWith('repo:acme/app:')"),
      {
        text: write({
          url: githubUrl,
          rules: ["{claim: sub, requiredValue: 'repo:acme/app:ref:refs/heads/main'}"],
        }),
      },
      {
        text: write({
          url: `${githubUrl}/octo`,
          rules: ["claim: sub\n    requiredValue: repo:acme/app:ref:refs/heads/main"],
        }),
      },
      {
        text: write({
          url: githubUrl,
          username: `{expression: '"gha:" + claims.sub'}`,
          userRules: [rule("user.username.startsWith('gha:repo:acme/app:')")],
        }),
      },
      {
        text: write({
          url: githubUrl,
          username: `{expression: 'claims.sub == "repo:acme/app:ref:refs/heads/main" ? "gha:deploy" : ""'}`,
        }),
      },
      {
        text: write({
          url: githubUrl,
          rules: [rule("claims.repository_owner_id == '123'")],
          groups: `{expression: 'claims.sub == "repo:acme/app:ref:refs/heads/main" ? ["gha:deploy"] : ["gha:test"]'}`,
        }),
      },
      jobOf("claims.sub == 'repo:acme/app:ref:refs/heads/main'"),
      jobOf("claims.sub.startsWith('repo:acme/app:')"),
      jobOf("claims.sub in ['repo:acme/app:ref:a', 'repo:acme/app:ref:b']"),
      jobOf("claims.sub.startsWith('repo:acme/')"),
    ],
    silent: [
      github("claims.sub == 'repo:acme@123/app@456:ref:refs/heads/main'"),
      github("claims.sub.startsWith('repo:acme@123/')"),
      github(
        "claims.sub in ['repo:acme/app:ref:refs/heads/main', 'repo:acme@123/app@456:ref:refs/heads/main']",
      ),
      github(
        "claims.sub == 'repo:acme/app:ref:x' || claims.sub.startsWith('repo:acme@123/app@456:')",
      ),
      github("claims.sub.startsWith('repo:acme/') || claims.repository_owner_id == '123'"),
      github("claims.sub.matches('^repo:acme(@123)?/app(@456)?:ref:refs/heads/main$')"),
      github("claims.sub != 'repo:acme/app:pull_request' && claims.repository_owner == 'acme'"),
      github("claims.repository == 'acme/app' && claims.repository_id == '456'"),
      github("claims.repository.startsWith('acme/')"),
      {
        text: write({
          url: "https://github.example.com/_services/token",
          rules: [rule("claims.sub == 'repo:acme/app:ref:refs/heads/main'")],
        }),
      },
      {
        text: write({
          url: githubUrl,
          rules: [rule("claims.repository_owner_id == '123'")],
          groups: `{expression: 'claims.sub == "repo:acme/app:ref:x" || claims.repository_id == "456" ? ["gha:deploy"] : []'}`,
        }),
      },
    ],
  },
  "number-identity": {
    fires: [
      tsidp({ username: `{expression: '"ts:" + claims.uid'}` }),
      tsidp({ username: `{expression: '"ts:" + string(claims.uid)'}` }),
      tsidp({ username: `{claim: uid, prefix: "ts:"}` }),
      tsidp({ username: `\n      prefix: "ts:"\n      claim: uid` }),
      tsidp({ uid: "{claim: uid}" }),
      tsidp({ uid: "{expression: claims.uid}" }),
      tsidp({ groups: `{claim: nid, prefix: "node:"}` }),
      tsidp({ groups: `{expression: '["u:" + claims.uid, "n:" + string(claims.nid)]'}` }),
      tsidp({ username: `{expression: 'has(claims.email) ? "ts:" + claims["uid"] + "!" : "x"'}` }),
      {
        text: write({
          url: "https://oidc.fly.io/acme",
          username: `{expression: '"fly:" + string(claims.app_id)'}`,
        }),
      },
      {
        text: write({ uid: "{claim: account}" }),
        token: { issuer: "https://issuer-0.example.com", numbers: ["account"] },
      },
      {
        text: write({ extra: "{key: example.com/a, valueExpression: 'string(claims.account)'}" }),
        token: { issuer: "https://issuer-0.example.com", numbers: ["account"] },
      },
    ],
    silent: [
      tsidp({ username: `{expression: '"ts:" + string(int(claims.uid))'}` }),
      tsidp({ username: `{expression: '"ts:" + claims.username'}` }),
      tsidp({ rules: [rule("claims.uid == 5 && claims.uid > 4")] }),
      tsidp({ username: `{expression: 'claims.uid == 5 ? "ts:five" : "ts:" + claims.sub'}` }),
      {
        text: write({
          url: "https://oidc.fly.io/acme",
          username: `{expression: '"fly:" + string(int(claims.app_id))'}`,
        }),
      },
      { text: write({ uid: "{claim: uid}" }) },
      {
        text: write({ uid: "{claim: account}" }),
        token: { issuer: "https://other.example.com", numbers: ["account"] },
      },
    ],
  },
  "required-value": {
    fires: [
      { text: write({ rules: [`{claim: email_verified, requiredValue: "true"}`] }) },
      { text: write({ rules: [`claim: groups # the list\n    requiredValue: admins # one`] }) },
      { text: write({ rules: [`{"claim": "exp", "requiredValue": "1"}`] }) },
      { text: write({ rules: [`requiredValue: 'true'\n    claim: email_verified`] }) },
    ],
    silent: [
      { text: write({ rules: ["{claim: hd, requiredValue: example.com}"] }) },
      { text: write({ rules: [rule("claims.email_verified == true")] }) },
      { text: write({ rules: ["{claim: group, requiredValue: admins}"] }) },
    ],
  },
  "claim-case": {
    fires: [
      { text: write({ username: `{claim: Sub, prefix: "x:"}` }) },
      {
        text: write({
          groups: `{expression: 'claims.Iss == "a" ? ["x:" + string(claims.Iss)] : []'}`,
        }),
      },
      { text: write({ rules: ["{claim: AUD, requiredValue: x}"] }) },
      {
        text: write({
          rules: [rule("has(claims.Email_Verified) && claims['Email_Verified'] == true")],
        }),
      },
      { text: write({ username: `{expression: '"x:" + claims.Email'}` }) },
    ],
    silent: [
      { text: write({ username: `{claim: sub, prefix: "x:"}` }) },
      { text: write({ groups: `{claim: Groups, prefix: "x:"}` }) },
      { text: write({ rules: [rule("claims.?Issuer.orValue('') == 'Sub'")] }) },
    ],
  },
  "version-spelling": {
    fires: [
      { text: write({ rules: [rule(`"sub" in claims`)] }) },
      { text: write({ rules: [rule(`'urn:x' in claims && size(claims) > 3`)] }), minor: 32 },
      { text: write({ rules: [rule("claims.exists(k, k == 'sub')")] }) },
      { text: write({ extra: "{key: example.com/exp, valueExpression: string(claims.exp)}" }) },
      {
        text: write({ rules: [rule("timestamp(claims.exp) < timestamp('2030-01-01T00:00:00Z')")] }),
        minor: 33,
      },
      { text: write({ rules: [rule("claims.level + 1 > 3.0")] }), minor: 33 },
      { text: write({ rules: [rule("claims.level * 2.0 > 3.0")] }) },
    ],
    silent: [
      { text: write({ rules: [rule("has(claims.sub)")] }) },
      { text: write({ rules: [rule("'a' in claims.groups")] }) },
      { text: write({ rules: [rule("claims.exp - claims.iat <= 3600")] }) },
      {
        text: write({ extra: "{key: example.com/exp, valueExpression: string(int(claims.exp))}" }),
      },
      { text: write({ extra: "{key: example.com/sub, valueExpression: string(claims.sub)}" }) },
      { text: write({ rules: [rule("int(claims.level) + 1 > 3")] }) },
      {
        text: write({
          rules: [rule("size(claims.sub) > 3 && dyn(claims.groups).exists(g, g == 'a')")],
        }),
      },
      { text: write({ username: `{expression: '"x:" + claims.sub'}` }) },
    ],
  },
  "system-masters": {
    fires: [
      { text: write({ groups: '{claim: groups, prefix: ""}' }) },
      { text: write({ groups: "{expression: 'claims.?groups.orValue([])'}" }) },
      {
        text: write({
          groups: "\n      claim: groups\n      prefix: ''",
          userRules: [rule("!user.username.startsWith('system:')")],
        }),
      },
      {
        text: write({
          groups: `{expression: 'dyn(claims.?groups.orValue([])).map(g, "sys" + g)'}`,
        }),
      },
      {
        text: write({
          groups: '{claim: groups, prefix: ""}',
          userRules: [rule("user.groups.exists(g, !g.startsWith('system:'))")],
        }),
      },
      {
        text: write({
          groups: '{claim: groups, prefix: ""}',
          userRules: [rule("user.groups.all(g, !g.startsWith('system:')) || true")],
        }),
      },
      { text: write({ groups: `{expression: '["system:masters"]'}` }) },
    ],
    silent: [
      { text: write({ groups: '{claim: groups, prefix: "x:"}' }) },
      {
        text: write({
          groups: '{claim: groups, prefix: ""}',
          userRules: [rule("user.groups.all(g, !g.startsWith('system:'))")],
        }),
      },
      {
        text: write({
          groups: '{claim: groups, prefix: ""}',
          userRules: [rule("!user.groups.exists(g, g.startsWith('system:'))")],
        }),
      },
      {
        text: write({
          groups: '{claim: groups, prefix: ""}',
          userRules: [rule("!('system:masters' in user.groups)")],
        }),
      },
      {
        text: write({
          groups: '{claim: groups, prefix: ""}',
          rules: [rule("dyn(claims.groups).all(g, g.startsWith('k8s-'))")],
        }),
      },
      {
        text: write({ groups: `{expression: 'dyn(claims.?groups.orValue([])).map(g, "x:" + g)'}` }),
      },
      { text: write({}) },
    ],
  },
  "system-names": {
    fires: [
      { text: write({ username: '{claim: preferred_username, prefix: ""}' }) },
      { text: write({ username: "\n      expression: claims.sub" }) },
      { text: write({ username: '{claim: sub, prefix: "system:"}' }) },
      {
        text: write({
          username: '{claim: sub, prefix: ""}',
          userRules: [rule("user.username != 'system:admin'")],
        }),
      },
      {
        text: write({
          username: `{expression: 'has(claims.a) ? "x:" + claims.sub : claims.name'}`,
        }),
      },
    ],
    silent: [
      { text: write({ username: '{claim: sub, prefix: "x:"}' }) },
      {
        text: write({
          username: '{claim: sub, prefix: ""}',
          userRules: [rule("!user.username.startsWith('system:')")],
        }),
      },
      {
        text: write({
          username: '{claim: sub, prefix: ""}',
          userRules: [rule("user.username.startsWith('spiffe://')")],
        }),
      },
      {
        text: write({
          username: '{claim: sub, prefix: ""}',
          rules: [rule("!claims.sub.startsWith('system:')")],
        }),
      },
      {
        text: write({
          username: '{claim: sub, prefix: ""}',
          rules: [rule("claims.sub in ['a', 'b']")],
        }),
      },
      { text: write({ username: `{expression: '"a:" + claims.sub'}` }) },
      { text: write({ url: "https://acme.okta.com", username: '{claim: sub, prefix: ""}' }) },
    ],
  },
  "colliding-names": {
    fires: [
      {
        text: write(
          { username: '{claim: sub, prefix: "x:"}' },
          { username: '{claim: sub, prefix: "x:"}' },
        ),
      },
      {
        text: write(
          { groups: '{claim: groups, prefix: ""}' },
          { groups: "{claim: roles, prefix: ''}" },
        ),
      },
      {
        text: write(
          { username: `{expression: '"x:" + claims.a'}` },
          { username: '{claim: sub, prefix: "x:"}' },
        ),
      },
    ],
    silent: [
      { text: write({}, {}) },
      {
        text: write(
          { username: `{expression: '"x:" + claims.sub'}` },
          { username: '{claim: sub, prefix: "y:"}' },
        ),
      },
      {
        text: write(
          { username: `{expression: 'claims.sub + ":a"'}` },
          { username: `{expression: 'claims.sub + ":b"'}` },
        ),
      },
      {
        text: write(
          { groups: `{expression: '["admins"]'}` },
          { groups: `{expression: '["admins"]'}` },
        ),
      },
    ],
  },
  "missing-prefix": {
    fires: [
      {
        text: write({
          groups: '{claim: groups, prefix: ""}',
          userRules: [rule("user.groups.all(g, !g.startsWith('system:'))")],
        }),
      },
      { text: write({ username: `\n      claim: sub\n      prefix: '' # none` }) },
      { text: write({ groups: "{expression: 'claims.?groups.orValue([])'}" }) },
    ],
    silent: [
      { text: write({ groups: '{claim: groups, prefix: "x:"}' }) },
      {
        text: write({ groups: `{expression: 'dyn(claims.?groups.orValue([])).map(g, g + "@x")'}` }),
      },
      { text: write({ groups: `{expression: '["readers"]'}` }) },
    ],
  },
  "mutable-username": {
    fires: [
      { text: write({ username: '{claim: preferred_username, prefix: "x:"}' }) },
      { text: write({ username: `\n      claim: "nickname" # short\n      prefix: 'x:'` }) },
      { text: write({ username: `{expression: '"x:" + claims.name'}` }) },
      { text: write({ username: '{claim: email, prefix: "x:"}' }) },
    ],
    silent: [
      { text: write({ username: '{claim: sub, prefix: "x:"}' }) },
      { text: write({ username: `{expression: '"x:" + claims.sub + ":" + claims.name'}` }) },
      {
        text: write({
          username: '{claim: oid, prefix: "x:"}',
          extra: "{key: example.com/name, valueExpression: 'claims.?name.orValue(\"\")'}",
        }),
      },
    ],
  },
  "unverified-email": {
    fires: [
      { text: write({ username: `{expression: '"x:" + claims["email"]'}` }) },
      { text: write({ username: `{expression: '"x:" + claims.email'}` }) },
      {
        text: write({
          username: `{expression: '"x:" + dyn(claims).email'}`,
          rules: [rule("has(claims.email_verified)")],
        }),
      },
      {
        text: write({
          url: "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
          username: '{claim: email, prefix: "x:"}',
        }),
      },
    ],
    silent: [
      { text: write({ username: '{claim: email, prefix: "x:"}' }) },
      {
        text: write({
          username: `{expression: '"x:" + claims["email"]'}`,
          rules: [rule("claims.email_verified == true")],
        }),
      },
      {
        text: write({
          username: `{expression: '"x:" + (claims.email_verified ? claims.email : claims.sub)'}`,
        }),
      },
      {
        text: write({
          username: '{claim: sub, prefix: "x:"}',
          extra: "{key: example.com/mail, valueExpression: 'claims.?email.orValue(\"\")'}",
        }),
      },
    ],
  },
  "anonymous-access": {
    fires: [
      { text: write({ head: "anonymous:\n  enabled: false # shut\n" }) },
      { text: write({ head: "anonymous: {enabled: true}\n" }) },
      {
        text: write({
          head: "anonymous:\n  enabled: true\n  conditions:\n  - path: /livez # alive\n",
        }),
      },
      {
        text: write({
          head: "anonymous:\n  enabled: true\n  conditions: [{path: /livez}, {path: /readyz}]\n",
        }),
        target: "kubeadm",
      },
      { text: write({ head: "anonymous: {enabled: false}\n" }), target: "talos-1.13" },
      { text: write({}), target: "talos" },
      { text: write({}), target: "k3s" },
    ],
    silent: [
      { text: write({}) },
      { text: write({}), target: "gardener" },
      { text: write({ head: "anonymous: {enabled: false}\n" }), target: "rke2" },
      {
        text: write({
          head: "anonymous:\n  enabled: true\n  conditions: [{path: /livez}, {path: /readyz}]\n",
        }),
      },
      { text: write({ head: "anonymous: {enabled: false}\n" }), minor: 31 },
    ],
  },
  "shared-audience": {
    fires: [
      { text: write({ audiences: ["a"] }, { audiences: ["a"] }) },
      { text: write({ audiences: ["a", "b"] }, { audiences: ["c", "b"] }) },
      { text: write({ audiences: ["a"] }, {}, { audiences: ["a"] }) },
    ],
    silent: [
      { text: write({ audiences: ["a"] }, { audiences: ["b"] }) },
      { text: write({ audiences: ["a", "b"] }) },
      { text: write({ audiences: ["a"] }, { audiences: ["A"] }) },
    ],
  },
  "token-lifetime": {
    fires: [2, 30, 365].map((days) => ({ text: write({}), token: tokenOf(days) })),
    silent: [
      { text: write({}), token: tokenOf(1) },
      { text: write({ rules: [rule("claims.exp - claims.iat <= 864000")] }), token: tokenOf(2) },
      { text: write({ url: "https://other.example.com" }), token: tokenOf(30) },
      { text: write({}), token: { issuer: "https://issuer-0.example.com", expiresAt: testNow } },
    ],
  },
};

// The same with a token of the repository that the rule names.
function jobOf(...rules: readonly string[]): Case {
  const repository = { owner: "acme", ownerId: "123", name: "app", id: "456" };
  return { ...github(...rules), token: { issuer: githubUrl, repository } };
}

function tsidp(draft: Draft): Case {
  return { text: write({ url: "https://idp.example.ts.net", ...draft }) };
}

function github(...rules: string[]): Case {
  const url = "https://token.actions.githubusercontent.com";
  return { text: write({ url, rules: rules.map(rule) }) };
}

function gitlab(...rules: string[]): Case {
  return { text: write({ url: "https://gitlab.com", rules: rules.map(rule) }) };
}

function rule(expression: string): string {
  return `expression: ${JSON.stringify(expression)} # a rule`;
}

function literal(text: string, indent: number): string {
  const lines = text.trimEnd().split("\n");
  return `|\n${lines.map((line) => " ".repeat(indent) + line).join("\n")}`;
}

function tokenOf(days: number) {
  const issuer = "https://issuer-0.example.com";
  return { issuer, issuedAt: testNow, expiresAt: testNow + days * 86_400 };
}

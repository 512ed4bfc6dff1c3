import { expect, test } from "vitest";
import { loadConfiguration } from "./authn/load.ts";
import { findNameRisks } from "./engine/name-risks.ts";
import { catalogue, loadExample } from "./examples/catalogue.ts";
import { createAuthorizer } from "./rbac/authorize.ts";
import { loadDefaultPolicy } from "./rbac/default-policy/load.ts";
import { decodePolicy, mergePolicies } from "./rbac/manifest/decode.ts";

/**
 * What each guide should say of its bound names, written from its documents: for every subject of every binding and every
 * issuer the field that gives the name, who decides what is in it, and under which conditions a token with it is let in;
 * the severity is what the role allows times who can get the name. Then the names that no issuer gives.
 */
const wants: Readonly<Record<string, readonly string[]>> = {
  // No user of a real GitLab gets in: groups_direct is a list there, which the expression adds to a text, and a person has
  // no namespace_path. The user name belongs to the user who takes it, the job's subject to one project and branch.
  gitlab: [
    'medium jwt[0].claimMappings.groups.expression: Group "gitlab:foo" can be obtained by members of "foo" (claim groups_direct) at https://gitlab.example.com, if groups_direct is one text, not a list. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-admin", which allows: everything.',
    'low jwt[0].claimMappings.username.expression: User "gitlab:MyUserName" can be obtained by any user of https://gitlab.example.com who can choose the preferred_username "MyUserName", if groups_direct is one text, not a list; or groups_direct is missing and namespace_path is there. It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
    'info jwt[0].claimMappings.username.expression: User "gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main" can be obtained by any user with the sub "project_path:foo/bar:ref_type:branch:ref:main" at https://gitlab.example.com, if preferred_username is missing and groups_direct is one text, not a list; or preferred_username is missing and groups_direct is missing and namespace_path is there. It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
  ],
  // People need a group, jobs have a namespace: without both, the other branch of the groups expression fails.
  "gitlab-corrected": [
    'medium jwt[0].claimMappings.groups.expression: Group "gitlab:foo" can be obtained by members of "foo" (claim groups_direct) at https://gitlab.example.com. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-admin", which allows: everything.',
    'low jwt[0].claimMappings.username.expression: User "gitlab:MyUserName" can be obtained by any user of https://gitlab.example.com who can choose the preferred_username "MyUserName", if groups_direct is there; or groups_direct is missing and namespace_path is there. It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
    'info jwt[0].claimMappings.username.expression: User "gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main" can be obtained by any user with the sub "project_path:foo/bar:ref_type:branch:ref:main" at https://gitlab.example.com, if preferred_username is missing and groups_direct is there; or preferred_username is missing and groups_direct is missing and namespace_path is there. It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
  ],
  "gitlab-agent": [
    'medium jwt[0].claimMappings.groups.expression: Group "gitlab:foo" can be obtained by members of "foo" (claim groups_direct) at https://gitlab.example.com. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-admin", which allows: everything.',
    'low jwt[0].claimMappings.username.expression: User "gitlab:MyUserName" can be obtained by any user of https://gitlab.example.com who can choose the preferred_username "MyUserName", if groups_direct is there; or groups_direct is missing and namespace_path is there. It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
    'info jwt[0].claimMappings.username.expression: User "gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main" can be obtained by any user with the sub "project_path:foo/bar:ref_type:branch:ref:main" at https://gitlab.example.com, if preferred_username is missing and groups_direct is there; or preferred_username is missing and groups_direct is missing and namespace_path is there. It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
  ],
  // The rule wants a verified address, the user name an address; user names end with ":authentik". The role is not there.
  authentik: [
    'info jwt[0].claimMappings.groups.expression: Group "sysadmins-of-doom" can be obtained by members of "sysadmins-of-doom" (claim groups) at https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/, if email_verified is true and email is there and user.groups.all(group, !group.startsWith(\'system:\')). It has ClusterRole "can-destroy-everything", by ClusterRoleBinding "read-secrets-global". What the role allows is not known: it was not given.',
    'No issuer of the configuration can give the user name "qjoly" of ClusterRoleBinding "read-secrets-global": only another way in, such as a client certificate, could.',
  ],
  // GitHub's workflows have no groups, and their user names begin with "github-actions:".
  "github-open": [
    'info jwt[0].claimMappings.groups.expression: Group "sysadmins-of-doom" can be obtained by members of "sysadmins-of-doom" (claim groups) at https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/, if email_verified is true and email is there and user.groups.all(group, !group.startsWith(\'system:\')). It has ClusterRole "can-destroy-everything", by ClusterRoleBinding "read-secrets-global". What the role allows is not known: it was not given.',
    'No issuer of the configuration can give the user name "qjoly" of ClusterRoleBinding "read-secrets-global": only another way in, such as a client certificate, could.',
  ],
  "github-listed": [
    'info jwt[0].claimMappings.groups.expression: Group "sysadmins-of-doom" can be obtained by members of "sysadmins-of-doom" (claim groups) at https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/, if email_verified is true and email is there and user.groups.all(group, !group.startsWith(\'system:\')). It has ClusterRole "can-destroy-everything", by ClusterRoleBinding "read-secrets-global". What the role allows is not known: it was not given.',
    'No issuer of the configuration can give the user name "qjoly" of ClusterRoleBinding "read-secrets-global": only another way in, such as a client certificate, could.',
  ],
  // Authentik's groups have no prefix: a group of that name there is the same as the repository of GitHub.
  "github-grouped": [
    'info jwt[0].claimMappings.groups.expression: Group "qjoly/lucca-oidc-poc" can be obtained by members of "qjoly/lucca-oidc-poc" (claim groups) at https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/, if email_verified is true and email is there and user.groups.all(group, !group.startsWith(\'system:\')). It has ClusterRole "can-list-pods", by ClusterRoleBinding "list-pod-pods". What the role allows is not known: it was not given. The same name can be given by https://token.actions.githubusercontent.com.',
    'info jwt[1].claimMappings.groups.expression: Group "qjoly/lucca-oidc-poc" can be obtained by those users of https://token.actions.githubusercontent.com, if repository is "qjoly/lucca-oidc-poc". It has ClusterRole "can-list-pods", by ClusterRoleBinding "list-pod-pods". What the role allows is not known: it was not given. The same name can be given by https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/.',
    'No issuer of the configuration can give the user name "repo:qjoly/lucca-oidc-poc:ref:refs/heads/main" of ClusterRoleBinding "godmode": only another way in, such as a client certificate, could.',
  ],
  // The role gives get on everything, nodes/proxy among it.
  "github-corrected": [
    'medium jwt[1].claimMappings.username.expression: User "github-actions:repo:qjoly/lucca-oidc-poc:ref:refs/heads/main" can be obtained by any user with the sub "repo:qjoly/lucca-oidc-poc:ref:refs/heads/main" at https://token.actions.githubusercontent.com, if repository is one of "qjoly/lucca-oidc-poc", "qjoly/another-repo", "myorg/yet-another-repo". It has ClusterRole "can-destroy-everything", by ClusterRoleBinding "godmode", which allows: reach the kubelets.',
    'info jwt[1].claimMappings.groups.expression: Group "github-actions:qjoly/lucca-oidc-poc" can be obtained by those users of https://token.actions.githubusercontent.com, if repository is "qjoly/lucca-oidc-poc". It has ClusterRole "can-list-pods", by ClusterRoleBinding "list-pod-pods".',
  ],
  // A file with unknown fields says nothing of names: no server starts with it.
  "emk-basic": [],
  // A user name from email needs an address that is verified, or of which the token does not say whether it is.
  "emk-basic-corrected": [
    'medium jwt[0].claimMappings.groups.claim: Group "oidc:operations" can be obtained by members of "operations" (claim groups) at https://identity.example.com, if email is there and email_verified is true or missing. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-cluster-admins", which allows: everything.',
    'low jwt[0].claimMappings.groups.claim: Group "oidc:developers" can be obtained by members of "developers" (claim groups) at https://identity.example.com, if email is there and email_verified is true or missing. It has ClusterRole "edit" in the namespace "development", by RoleBinding "oidc-developers", which allows: read secrets.',
    'info jwt[0].claimMappings.username.claim: User "oidc:john@example.com" can be obtained by any user with the email "john@example.com" at https://identity.example.com, if email_verified is true or missing. It has ClusterRole "view" in the namespace "production", by RoleBinding "oidc-user-viewer".',
  ],
  "emk-multi": [],
  // The prefixes are internal: and external:, the bindings say oidc:.
  "emk-multi-corrected": [
    'No issuer of the configuration can give the group "oidc:operations" of ClusterRoleBinding "oidc-cluster-admins": only another way in, such as a client certificate, could.',
    'No issuer of the configuration can give the group "oidc:developers" of RoleBinding "oidc-developers": only another way in, such as a client certificate, could.',
    'No issuer of the configuration can give the user name "oidc:john@example.com" of RoleBinding "oidc-user-viewer": only another way in, such as a client certificate, could.',
  ],
  "emk-advanced": [],
  // Three rules about claims and one about the user, and two claims that the extra fields read.
  "emk-advanced-corrected": [
    'medium jwt[0].claimMappings.groups.claim: Group "oidc:operations" can be obtained by members of "operations" (claim groups) at https://identity.example.com, if email_verified is true and email is there and department is there and employee_id is there and has(claims.groups) && size(claims.groups) > 0 and claims.exp - claims.iat <= 3600 and size(user.username) >= 3. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-cluster-admins", which allows: everything.',
    'low jwt[0].claimMappings.groups.claim: Group "oidc:developers" can be obtained by members of "developers" (claim groups) at https://identity.example.com, if email_verified is true and email is there and department is there and employee_id is there and has(claims.groups) && size(claims.groups) > 0 and claims.exp - claims.iat <= 3600 and size(user.username) >= 3. It has ClusterRole "edit" in the namespace "development", by RoleBinding "oidc-developers", which allows: read secrets.',
    'info jwt[0].claimMappings.username.claim: User "oidc:john@example.com" can be obtained by any user with the email "john@example.com" at https://identity.example.com, if email_verified is true and groups is there and department is there and employee_id is there and has(claims.groups) && size(claims.groups) > 0 and claims.exp - claims.iat <= 3600 and size(user.username) >= 3. It has ClusterRole "view" in the namespace "production", by RoleBinding "oidc-user-viewer".',
  ],
  // A login name can be chosen; tokens without one are refused.
  "emk-zitadel": [
    'medium jwt[0].claimMappings.groups.claim: Group "oidc:operations" can be obtained by members of "operations" (claim roles:mycorp) at https://identity.example.com, if preferred_username is there. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-cluster-admins", which allows: everything.',
    'low jwt[0].claimMappings.groups.claim: Group "oidc:developers" can be obtained by members of "developers" (claim roles:mycorp) at https://identity.example.com, if preferred_username is there. It has ClusterRole "edit" in the namespace "development", by RoleBinding "oidc-developers", which allows: read secrets.',
    'low jwt[0].claimMappings.username.claim: User "oidc:john@example.com" can be obtained by any user of https://identity.example.com who can choose the preferred_username "john@example.com". It has ClusterRole "view" in the namespace "production", by RoleBinding "oidc-user-viewer".',
  ],
  // Refused for its address; the names are those that it has once the address is filled in.
  kanidm: [
    'medium jwt[0].claimMappings.groups.claim: Group "k8s_admins@<MY KANIDM ADDRESS>" can be obtained by members of "k8s_admins@<MY KANIDM ADDRESS>" (claim groups) at https://<MY KANIDM ADDRESS>/oauth2/openid/k8s, if preferred_username is there. It has ClusterRole "cluster-admin", by ClusterRoleBinding "kanidm-admins", which allows: everything.',
    'info jwt[0].claimMappings.groups.claim: Group "k8s_users@<MY KANIDM ADDRESS>" can be obtained by members of "k8s_users@<MY KANIDM ADDRESS>" (claim groups) at https://<MY KANIDM ADDRESS>/oauth2/openid/k8s, if preferred_username is there. It has ClusterRole "view", by ClusterRoleBinding "kanidm-users".',
  ],
  "kanidm-corrected": [
    'medium jwt[0].claimMappings.groups.claim: Group "k8s_admins@kanidm.example.com" can be obtained by members of "k8s_admins@kanidm.example.com" (claim groups) at https://kanidm.example.com/oauth2/openid/k8s, if preferred_username is there. It has ClusterRole "cluster-admin", by ClusterRoleBinding "kanidm-admins", which allows: everything.',
    'info jwt[0].claimMappings.groups.claim: Group "k8s_users@kanidm.example.com" can be obtained by members of "k8s_users@kanidm.example.com" (claim groups) at https://kanidm.example.com/oauth2/openid/k8s, if preferred_username is there. It has ClusterRole "view", by ClusterRoleBinding "kanidm-users".',
  ],
};

test("each example has its list", () => {
  expect(Object.keys(wants)).toEqual(catalogue.map(({ id }) => id));
});

test.each(catalogue)("who can get the bound names of $id", async ({ id }) => {
  const example = await loadExample(id);
  const loaded = loadConfiguration(example?.configuration ?? "", { minor: 37 });
  const own = decodePolicy(example?.bindings ?? "").policy;
  const policy = mergePolicies(await loadDefaultPolicy(37), own);
  const { risks, unobtainable } = findNameRisks(loaded, own, createAuthorizer(policy));
  expect([
    ...risks.map(({ severity, path, message }) => `${severity} ${path}: ${message}`),
    ...unobtainable.map(({ message }) => message),
  ]).toEqual(wants[id]);
});

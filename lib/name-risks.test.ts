import { expect, test } from "vitest";
import { loadConfiguration } from "./authn/load.ts";
import { findNameRisks } from "./engine/name-risks.ts";
import { catalogue, loadExample } from "./examples/catalogue.ts";
import { createAuthorizer } from "./rbac/authorize.ts";
import { loadDefaultPolicy } from "./rbac/default-policy/load.ts";
import { decodePolicy, mergePolicies } from "./rbac/manifest/decode.ts";

/** What each example should say of its bound names: the severity and the sentence, then the names that no issuer gives. */
const wants: Readonly<Record<string, readonly string[]>> = {
  gitlab: [
    'medium: Group "gitlab:foo" can be obtained by members of "foo" (claim groups_direct) at https://gitlab.example.com, if groups_direct is one text, not a list. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-admin", which allows: everything.',
    'low: User "gitlab:MyUserName" can be obtained by any user of https://gitlab.example.com who can choose the preferred_username "MyUserName". It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
    'info: User "gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main" can be obtained by any user with the sub "project_path:foo/bar:ref_type:branch:ref:main" at https://gitlab.example.com, if preferred_username is missing. It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
  ],
  "gitlab-corrected": [
    'medium: Group "gitlab:foo" can be obtained by members of "foo" (claim groups_direct) at https://gitlab.example.com. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-admin", which allows: everything.',
    'low: User "gitlab:MyUserName" can be obtained by any user of https://gitlab.example.com who can choose the preferred_username "MyUserName". It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
    'info: User "gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main" can be obtained by any user with the sub "project_path:foo/bar:ref_type:branch:ref:main" at https://gitlab.example.com, if preferred_username is missing. It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
  ],
  "gitlab-agent": [
    'medium: Group "gitlab:foo" can be obtained by members of "foo" (claim groups_direct) at https://gitlab.example.com. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-admin", which allows: everything.',
    'low: User "gitlab:MyUserName" can be obtained by any user of https://gitlab.example.com who can choose the preferred_username "MyUserName". It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
    'info: User "gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main" can be obtained by any user with the sub "project_path:foo/bar:ref_type:branch:ref:main" at https://gitlab.example.com, if preferred_username is missing. It has ClusterRole "view", by ClusterRoleBinding "oidc-viewer".',
  ],
  authentik: [
    'info: Group "sysadmins-of-doom" can be obtained by members of "sysadmins-of-doom" (claim groups) at https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/, if email_verified is true. It has ClusterRole "can-destroy-everything", by ClusterRoleBinding "read-secrets-global". What the role allows is not known: it was not given.',
    'No issuer of the configuration can give the user name "qjoly" of ClusterRoleBinding "read-secrets-global": only another way in, such as a client certificate, could.',
  ],
  "github-open": [
    'info: Group "sysadmins-of-doom" can be obtained by members of "sysadmins-of-doom" (claim groups) at https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/, if email_verified is true. It has ClusterRole "can-destroy-everything", by ClusterRoleBinding "read-secrets-global". What the role allows is not known: it was not given.',
    'No issuer of the configuration can give the user name "qjoly" of ClusterRoleBinding "read-secrets-global": only another way in, such as a client certificate, could.',
  ],
  "github-listed": [
    'info: Group "sysadmins-of-doom" can be obtained by members of "sysadmins-of-doom" (claim groups) at https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/, if email_verified is true. It has ClusterRole "can-destroy-everything", by ClusterRoleBinding "read-secrets-global". What the role allows is not known: it was not given.',
    'No issuer of the configuration can give the user name "qjoly" of ClusterRoleBinding "read-secrets-global": only another way in, such as a client certificate, could.',
  ],
  "github-grouped": [
    'info: Group "qjoly/lucca-oidc-poc" can be obtained by members of "qjoly/lucca-oidc-poc" (claim groups) at https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/, if email_verified is true. It has ClusterRole "can-list-pods", by ClusterRoleBinding "list-pod-pods". What the role allows is not known: it was not given. The same name can be given by https://token.actions.githubusercontent.com.',
    'info: Group "qjoly/lucca-oidc-poc" can be obtained by those users of https://token.actions.githubusercontent.com, if repository is "qjoly/lucca-oidc-poc". It has ClusterRole "can-list-pods", by ClusterRoleBinding "list-pod-pods". What the role allows is not known: it was not given. The same name can be given by https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/.',
    'No issuer of the configuration can give the user name "repo:qjoly/lucca-oidc-poc:ref:refs/heads/main" of ClusterRoleBinding "godmode": only another way in, such as a client certificate, could.',
  ],
  "github-corrected": [
    'medium: User "github-actions:repo:qjoly/lucca-oidc-poc:ref:refs/heads/main" can be obtained by any user with the sub "repo:qjoly/lucca-oidc-poc:ref:refs/heads/main" at https://token.actions.githubusercontent.com, if repository is one of "qjoly/lucca-oidc-poc", "qjoly/another-repo", "myorg/yet-another-repo". It has ClusterRole "can-destroy-everything", by ClusterRoleBinding "godmode", which allows: reach the kubelets.',
    'info: Group "github-actions:qjoly/lucca-oidc-poc" can be obtained by those users of https://token.actions.githubusercontent.com, if repository is "qjoly/lucca-oidc-poc". It has ClusterRole "can-list-pods", by ClusterRoleBinding "list-pod-pods".',
  ],
  "emk-basic": [],
  "emk-basic-corrected": [
    'medium: Group "oidc:operations" can be obtained by members of "operations" (claim groups) at https://identity.example.com. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-cluster-admins", which allows: everything.',
    'low: Group "oidc:developers" can be obtained by members of "developers" (claim groups) at https://identity.example.com. It has ClusterRole "edit" in the namespace "development", by RoleBinding "oidc-developers", which allows: read secrets.',
    'info: User "oidc:john@example.com" can be obtained by any user with the email "john@example.com" at https://identity.example.com. It has ClusterRole "view" in the namespace "production", by RoleBinding "oidc-user-viewer".',
  ],
  "emk-multi": [],
  "emk-multi-corrected": [
    'No issuer of the configuration can give the group "oidc:operations" of ClusterRoleBinding "oidc-cluster-admins": only another way in, such as a client certificate, could.',
    'No issuer of the configuration can give the group "oidc:developers" of RoleBinding "oidc-developers": only another way in, such as a client certificate, could.',
    'No issuer of the configuration can give the user name "oidc:john@example.com" of RoleBinding "oidc-user-viewer": only another way in, such as a client certificate, could.',
  ],
  "emk-advanced": [],
  "emk-advanced-corrected": [
    'medium: Group "oidc:operations" can be obtained by members of "operations" (claim groups) at https://identity.example.com, if email_verified is true. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-cluster-admins", which allows: everything.',
    'low: Group "oidc:developers" can be obtained by members of "developers" (claim groups) at https://identity.example.com, if email_verified is true. It has ClusterRole "edit" in the namespace "development", by RoleBinding "oidc-developers", which allows: read secrets.',
    'info: User "oidc:john@example.com" can be obtained by any user with the email "john@example.com" at https://identity.example.com, if email_verified is true and groups is there. It has ClusterRole "view" in the namespace "production", by RoleBinding "oidc-user-viewer".',
  ],
  "emk-zitadel": [
    'medium: Group "oidc:operations" can be obtained by members of "operations" (claim roles:mycorp) at https://identity.example.com. It has ClusterRole "cluster-admin", by ClusterRoleBinding "oidc-cluster-admins", which allows: everything.',
    'low: Group "oidc:developers" can be obtained by members of "developers" (claim roles:mycorp) at https://identity.example.com. It has ClusterRole "edit" in the namespace "development", by RoleBinding "oidc-developers", which allows: read secrets.',
    'low: User "oidc:john@example.com" can be obtained by any user of https://identity.example.com who can choose the preferred_username "john@example.com". It has ClusterRole "view" in the namespace "production", by RoleBinding "oidc-user-viewer".',
  ],
  kanidm: [
    'medium: Group "k8s_admins@<MY KANIDM ADDRESS>" can be obtained by members of "k8s_admins@<MY KANIDM ADDRESS>" (claim groups) at https://<MY KANIDM ADDRESS>/oauth2/openid/k8s. It has ClusterRole "cluster-admin", by ClusterRoleBinding "kanidm-admins", which allows: everything.',
    'info: Group "k8s_users@<MY KANIDM ADDRESS>" can be obtained by members of "k8s_users@<MY KANIDM ADDRESS>" (claim groups) at https://<MY KANIDM ADDRESS>/oauth2/openid/k8s. It has ClusterRole "view", by ClusterRoleBinding "kanidm-users".',
  ],
  "kanidm-corrected": [
    'medium: Group "k8s_admins@kanidm.example.com" can be obtained by members of "k8s_admins@kanidm.example.com" (claim groups) at https://kanidm.example.com/oauth2/openid/k8s. It has ClusterRole "cluster-admin", by ClusterRoleBinding "kanidm-admins", which allows: everything.',
    'info: Group "k8s_users@kanidm.example.com" can be obtained by members of "k8s_users@kanidm.example.com" (claim groups) at https://kanidm.example.com/oauth2/openid/k8s. It has ClusterRole "view", by ClusterRoleBinding "kanidm-users".',
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
    ...risks.map(({ severity, message }) => `${severity}: ${message}`),
    ...unobtainable.map(({ message }) => message),
  ]).toEqual(wants[id]);
});

import { keys, now, tokens } from "./authentik.generated.ts";
import type { Example } from "./example.ts";

const people = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: read-secrets-global
subjects:
- kind: Group
  name: sysadmins-of-doom
  apiGroup: rbac.authorization.k8s.io
- kind: User
  name: qjoly
  apiGroup: rbac.authorization.k8s.io
roleRef:
  kind: ClusterRole
  name: can-destroy-everything
  apiGroup: rbac.authorization.k8s.io
`;

const published = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: godmode
subjects:
- kind: User
  name: repo:qjoly/lucca-oidc-poc:ref:refs/heads/main
  apiGroup: rbac.authorization.k8s.io
roleRef:
  kind: ClusterRole
  name: can-destroy-everything
  apiGroup: rbac.authorization.k8s.io
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: list-pod-pods
subjects:
- kind: Group
  name: qjoly/lucca-oidc-poc
  apiGroup: rbac.authorization.k8s.io
roleRef:
  kind: ClusterRole
  name: can-list-pods # Safe ClusterRole
  apiGroup: rbac.authorization.k8s.io
`;

const corrected = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: godmode
subjects:
- kind: User
  name: github-actions:repo:qjoly/lucca-oidc-poc:ref:refs/heads/main
  apiGroup: rbac.authorization.k8s.io
roleRef:
  kind: ClusterRole
  name: can-destroy-everything
  apiGroup: rbac.authorization.k8s.io
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: list-pod-pods
subjects:
- kind: Group
  name: github-actions:qjoly/lucca-oidc-poc
  apiGroup: rbac.authorization.k8s.io
roleRef:
  kind: ClusterRole
  name: can-list-pods # Safe ClusterRole
  apiGroup: rbac.authorization.k8s.io
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: can-list-pods
rules:
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: can-destroy-everything
rules:
- apiGroups: ["*"]
  resources: ["*"]
  verbs: [get, list, watch, delete, deletecollection]
`;

/** Kubernetes API server with multiple identity providers and GitHub Actions (Quentin Joly, 2025). */
export const examples: readonly Example[] = [
  {
    id: "authentik",
    title: "Authentik",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/ # equivalent to oidc-issuer-url
    audiences:
    - my-client-id-on-goauthentik # equivalent to oidc-client-id
    audienceMatchPolicy: MatchAny
  claimValidationRules:
  - expression: "claims.email_verified == true"
    message: "email must be verified"
  claimMappings:
    username:
      expression: 'claims.email + ":authentik"' # equivalent to oidc-username-claim (+ a suffix)
    groups:
      expression: "claims.groups" # equivalent to oidc-groups-claim
    uid:
      expression: "claims.sub"
  userValidationRules:
  - expression: "!user.username.startsWith('system:')"
    message: "username cannot use reserved system: prefix"
  - expression: "user.groups.all(group, !group.startsWith('system:'))"
    message: "groups cannot use reserved system: prefix"
`,
    bindings: people,
    tokens: [
      { id: "user", title: "person", text: tokens.user },
      { id: "groupless", title: "person without groups", text: tokens.groupless },
      { id: "unverified", title: "person, e-mail not verified", text: tokens.unverified },
      { id: "system", title: "person in system:masters", text: tokens.system },
    ],
    keys,
    now,
  },
  {
    id: "github-open",
    title: "Authentik and GitHub Actions, open to all",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/ # equivalent to oidc-issuer-url
    audiences:
    - my-client-id-on-goauthentik # equivalent to oidc-client-id
    audienceMatchPolicy: MatchAny
  claimValidationRules:
  - expression: "claims.email_verified == true"
    message: "email must be verified"
  claimMappings:
    username:
      expression: 'claims.email + ":authentik"' # equivalent to oidc-username-claim (+ a suffix)
    groups:
      expression: "claims.groups" # equivalent to oidc-groups-claim
    uid:
      expression: "claims.sub"
  userValidationRules:
  - expression: "!user.username.startsWith('system:')"
    message: "username cannot use reserved system: prefix"
  - expression: "user.groups.all(group, !group.startsWith('system:'))"
    message: "groups cannot use reserved system: prefix"
- issuer:
    url: https://token.actions.githubusercontent.com
    audiences:
    - coffee-lucca-poc
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      expression: '"github-actions:" + claims.sub'
    uid:
      expression: "claims.sub"
    extra:
    - key: "github.com/repository"
      valueExpression: "claims.repository"
    - key: "github.com/repository_owner"
      valueExpression: "claims.repository_owner"
    - key: "github.com/ref"
      valueExpression: "claims.ref"
`,
    bindings: people,
    tokens: [
      { id: "stranger", title: "stranger’s workflow", text: tokens.stranger },
      { id: "workflow", title: "workflow on main", text: tokens.workflow },
      { id: "user", title: "person", text: tokens.user },
    ],
    keys,
    now,
  },
  {
    id: "github-listed",
    title: "Authentik and GitHub Actions, with a list",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/ # equivalent to oidc-issuer-url
    audiences:
    - my-client-id-on-goauthentik # equivalent to oidc-client-id
    audienceMatchPolicy: MatchAny
  claimValidationRules:
  - expression: "claims.email_verified == true"
    message: "email must be verified"
  claimMappings:
    username:
      expression: 'claims.email + ":authentik"' # equivalent to oidc-username-claim (+ a suffix)
    groups:
      expression: "claims.groups" # equivalent to oidc-groups-claim
    uid:
      expression: "claims.sub"
  userValidationRules:
  - expression: "!user.username.startsWith('system:')"
    message: "username cannot use reserved system: prefix"
  - expression: "user.groups.all(group, !group.startsWith('system:'))"
    message: "groups cannot use reserved system: prefix"
- issuer:
    url: https://token.actions.githubusercontent.com
    audiences:
    - coffee-lucca-poc
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      expression: '"github-actions:" + claims.sub'
    uid:
      expression: "claims.sub"
    extra:
    - key: "github.com/repository"
      valueExpression: "claims.repository"
    - key: "github.com/repository_owner"
      valueExpression: "claims.repository_owner"
    - key: "github.com/ref"
      valueExpression: "claims.ref"
  claimValidationRules:
  - expression: 'claims.repository in ["qjoly/lucca-oidc-poc", "qjoly/another-repo", "myorg/yet-another-repo"]'
    message: "repository must be in the allowed list"
`,
    bindings: people,
    tokens: [
      { id: "workflow", title: "workflow on main", text: tokens.workflow },
      { id: "stranger", title: "stranger’s workflow", text: tokens.stranger },
      { id: "user", title: "person", text: tokens.user },
    ],
    keys,
    now,
  },
  {
    id: "github-grouped",
    title: "Authentik and GitHub Actions, as published",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/ # equivalent to oidc-issuer-url
    audiences:
    - my-client-id-on-goauthentik # equivalent to oidc-client-id
    audienceMatchPolicy: MatchAny
  claimValidationRules:
  - expression: "claims.email_verified == true"
    message: "email must be verified"
  claimMappings:
    username:
      expression: 'claims.email + ":authentik"' # equivalent to oidc-username-claim (+ a suffix)
    groups:
      expression: "claims.groups" # equivalent to oidc-groups-claim
    uid:
      expression: "claims.sub"
  userValidationRules:
  - expression: "!user.username.startsWith('system:')"
    message: "username cannot use reserved system: prefix"
  - expression: "user.groups.all(group, !group.startsWith('system:'))"
    message: "groups cannot use reserved system: prefix"
- issuer:
    url: https://token.actions.githubusercontent.com
    audiences:
    - coffee-lucca-poc
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      expression: '"github-actions:" + claims.sub'
    uid:
      expression: "claims.sub"
    groups:
      expression: "claims.repository"
    extra:
    - key: "github.com/repository"
      valueExpression: "claims.repository"
    - key: "github.com/repository_owner"
      valueExpression: "claims.repository_owner"
    - key: "github.com/ref"
      valueExpression: "claims.ref"
  claimValidationRules:
  - expression: 'claims.repository in ["qjoly/lucca-oidc-poc", "qjoly/another-repo", "myorg/yet-another-repo"]'
    message: "repository must be in the allowed list"
`,
    bindings: published,
    tokens: [
      { id: "workflow", title: "workflow on main", text: tokens.workflow },
      { id: "stranger", title: "stranger’s workflow", text: tokens.stranger },
      { id: "user", title: "person", text: tokens.user },
      { id: "groupless", title: "person without groups", text: tokens.groupless },
      { id: "system", title: "person in system:masters", text: tokens.system },
    ],
    keys,
    now,
  },
  {
    id: "github-corrected",
    title: "Authentik and GitHub Actions, corrected",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://goauthentik.une-tasse-de.cafe/application/o/k8s-lucca-poc/ # equivalent to oidc-issuer-url
    audiences:
    - my-client-id-on-goauthentik # equivalent to oidc-client-id
    audienceMatchPolicy: MatchAny
  claimValidationRules:
  - expression: "claims.?email_verified.orValue(false) == true"
    message: "email must be verified"
  claimMappings:
    username:
      expression: 'claims.email + ":authentik"' # equivalent to oidc-username-claim (+ a suffix)
    groups:
      expression: 'dyn(claims.?groups.orValue([])).map(group, "authentik:" + group)'
    uid:
      expression: "claims.sub"
  userValidationRules:
  - expression: "!user.username.startsWith('system:')"
    message: "username cannot use reserved system: prefix"
  - expression: "user.groups.all(group, !group.startsWith('system:'))"
    message: "groups cannot use reserved system: prefix"
- issuer:
    url: https://token.actions.githubusercontent.com
    audiences:
    - coffee-lucca-poc
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      expression: '"github-actions:" + claims.sub'
    uid:
      expression: "claims.sub"
    groups:
      expression: '"github-actions:" + claims.repository'
    extra:
    - key: "github.com/repository"
      valueExpression: "claims.repository"
    - key: "github.com/repository_owner"
      valueExpression: "claims.repository_owner"
    - key: "github.com/ref"
      valueExpression: "claims.ref"
  claimValidationRules:
  - expression: 'claims.repository in ["qjoly/lucca-oidc-poc", "qjoly/another-repo", "myorg/yet-another-repo"]'
    message: "repository must be in the allowed list"
`,
    bindings: corrected,
    tokens: [
      { id: "workflow", title: "workflow on main", text: tokens.workflow },
      { id: "stranger", title: "stranger’s workflow", text: tokens.stranger },
      { id: "user", title: "person", text: tokens.user },
      { id: "groupless", title: "person without groups", text: tokens.groupless },
      { id: "system", title: "person in system:masters", text: tokens.system },
    ],
    keys,
    now,
  },
];

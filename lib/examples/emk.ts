import { keys, now, tokens } from "./emk.generated.ts";
import type { Example } from "./example.ts";

const bindings = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: oidc-cluster-admins
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
  - kind: Group
    name: 'oidc:operations'  # match claimMappings.groups.prefix + group name
    apiGroup: rbac.authorization.k8s.io
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: oidc-developers
  namespace: development
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: edit
subjects:
  - kind: Group
    name: oidc:developers  # match claimMappings.groups.prefix + group name
    apiGroup: rbac.authorization.k8s.io
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: oidc-user-viewer
  namespace: production
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
  - kind: User
    name: oidc:john@example.com  # match claimMappings.username.prefix + email
    apiGroup: rbac.authorization.k8s.io
`;

/** EMK: OIDC authentication (a Gardener-based service, 2025). */
export const examples: readonly Example[] = [
  {
    id: "emk-basic",
    title: "EMK basic, as published",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://identity.example.com
    audiences:
    - 7192d6e6-2b9f-454e-96c3-6863aa0f4050
    - 234ff210-2b29-4324-88e2-2fe5974a4c8e
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      claims: email
      prefix: 'oidc:'
    groups:
      claims: groups
      prefix: 'oidc:'
`,
    bindings,
    tokens: [{ id: "user", title: "person", text: tokens.user }],
    keys,
    now,
  },
  {
    id: "emk-basic-corrected",
    title: "EMK basic, corrected",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://identity.example.com
    audiences:
    - 7192d6e6-2b9f-454e-96c3-6863aa0f4050
    - 234ff210-2b29-4324-88e2-2fe5974a4c8e
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      claim: email
      prefix: 'oidc:'
    groups:
      claim: groups
      prefix: 'oidc:'
`,
    bindings,
    tokens: [
      { id: "user", title: "person", text: tokens.user },
      { id: "operator", title: "person in operations", text: tokens.operator },
      { id: "john", title: "John", text: tokens.john },
    ],
    namespace: "development",
    keys,
    now,
  },
  {
    id: "emk-multi",
    title: "EMK two issuers, as published",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://internal.example.com
    audiences:
    - 7192d6e6-2b9f-454e-96c3-6863aa0f4050
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      claims: email
      prefix: 'internal:'
    groups:
      claims: groups
      prefix: 'internal:'
- issuer:
    url: https://external.example.com
    audiences:
    - 234ff210-2b29-4324-88e2-2fe5974a4c8e
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      claims: email
      prefix: 'external:'
    groups:
      claims: groups
      prefix: 'external:'
`,
    bindings,
    tokens: [
      { id: "internal", title: "internal person", text: tokens.internal },
      { id: "external", title: "external person", text: tokens.external },
    ],
    keys,
    now,
  },
  {
    id: "emk-multi-corrected",
    title: "EMK two issuers, corrected",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://internal.example.com
    audiences:
    - 7192d6e6-2b9f-454e-96c3-6863aa0f4050
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      claim: email
      prefix: 'internal:'
    groups:
      claim: groups
      prefix: 'internal:'
- issuer:
    url: https://external.example.com
    audiences:
    - 234ff210-2b29-4324-88e2-2fe5974a4c8e
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      claim: email
      prefix: 'external:'
    groups:
      claim: groups
      prefix: 'external:'
`,
    bindings,
    tokens: [
      { id: "internal", title: "internal person", text: tokens.internal },
      { id: "external", title: "external person", text: tokens.external },
    ],
    keys,
    now,
  },
  {
    id: "emk-advanced",
    title: "EMK advanced, as published",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://identity.example.com
    audiences:
    - 7192d6e6-2b9f-454e-96c3-6863aa0f4050
    - 234ff210-2b29-4324-88e2-2fe5974a4c8e
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      claims: email
      prefix: 'oidc:'
    groups:
      claims: groups
      prefix: 'oidc:'
    extra:
    - key: 'department'
      expression: 'claims.department'
    - key: 'employee_id'
      expression: 'claims.employee_id'
  claimValidationRules:
  - expression: 'claims.email_verified == true'
    message: "email must be verified"
  - expression: 'has(claims.groups) && size(claims.groups) > 0'
    message: "user must belong to at least one group"
  - expression: 'claims.exp - claims.iat <= 3600'
    message: "token validity cannot exceed 1 hour"
  userValidationRules:
  - expression: "!user.username.startsWith('system:')"
    message: "username cannot use system: prefix"
  - expression: "size(user.username) >= 3"
    message: "username must be at least 3 characters"
`,
    bindings,
    tokens: [
      { id: "user", title: "person", text: tokens.user },
      { id: "long", title: "person, token of 2 h", text: tokens.long },
      { id: "numeric", title: "person, number as employee_id", text: tokens.numeric },
    ],
    keys,
    now,
  },
  {
    id: "emk-advanced-corrected",
    title: "EMK advanced, corrected",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://identity.example.com
    audiences:
    - 7192d6e6-2b9f-454e-96c3-6863aa0f4050
    - 234ff210-2b29-4324-88e2-2fe5974a4c8e
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      claim: email
      prefix: 'oidc:'
    groups:
      claim: groups
      prefix: 'oidc:'
    extra:
    - key: 'example.com/department'
      valueExpression: 'claims.department'
    - key: 'example.com/employee_id'
      valueExpression: 'claims.employee_id'
  claimValidationRules:
  - expression: 'claims.email_verified == true'
    message: "email must be verified"
  - expression: 'has(claims.groups) && size(claims.groups) > 0'
    message: "user must belong to at least one group"
  - expression: 'claims.exp - claims.iat <= 3600'
    message: "token validity cannot exceed 1 hour"
  userValidationRules:
  - expression: "!user.username.startsWith('system:')"
    message: "username cannot use system: prefix"
  - expression: "size(user.username) >= 3"
    message: "username must be at least 3 characters"
`,
    bindings,
    tokens: [
      { id: "user", title: "person", text: tokens.user },
      { id: "long", title: "person, token of 2 h", text: tokens.long },
      { id: "numeric", title: "person, number as employee_id", text: tokens.numeric },
    ],
    namespace: "development",
    keys,
    now,
  },
  {
    id: "emk-zitadel",
    title: "EMK with Zitadel",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://identity.example.com
    audiences:
    - "7192d6e6-2b9f-454e-96c3-6863aa0f4050"
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      claim: "preferred_username"
      prefix: "oidc:"
    groups:
      claim: "roles:mycorp"
      prefix: "oidc:"
`,
    bindings,
    tokens: [
      { id: "zitadel", title: "person with Zitadel roles", text: tokens.zitadel },
      { id: "user", title: "person", text: tokens.user },
    ],
    keys,
    now,
  },
];

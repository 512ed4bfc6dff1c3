import type { Example } from "./example.ts";
import { keys, now, tokens } from "./kanidm.generated.ts";

const published = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: kanidm-users
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: k8s_users@<MY KANIDM ADDRESS>
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: kanidm-admins
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: k8s_admins@<MY KANIDM ADDRESS>
`;

const corrected = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: kanidm-users
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: k8s_users@kanidm.example.com
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: kanidm-admins
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: k8s_admins@kanidm.example.com
`;

/** Kubernetes OIDC auth with Kanidm (2025). */
export const examples: readonly Example[] = [
  {
    id: "kanidm",
    title: "Kanidm, as published",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- claimMappings:
    groups:
      claim: groups
      prefix: ''
    username:
      claim: preferred_username
      prefix: ''
  issuer:
    audiences:
    - k8s
    url: https://<MY KANIDM ADDRESS>/oauth2/openid/k8s
`,
    bindings: published,
    tokens: [{ id: "user", title: "person", text: tokens.user }],
    keys,
    now,
  },
  {
    id: "kanidm-corrected",
    title: "Kanidm, filled in",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- claimMappings:
    groups:
      claim: groups
      prefix: ''
    username:
      claim: preferred_username
      prefix: ''
  issuer:
    audiences:
    - k8s
    url: https://kanidm.example.com/oauth2/openid/k8s
`,
    bindings: corrected,
    tokens: [
      { id: "user", title: "person", text: tokens.user },
      { id: "renamed", title: "person who took another’s name", text: tokens.renamed },
    ],
    keys,
    now,
  },
];

import type { Example } from "./example.ts";
import { keys, now, tokens } from "./gitlab.generated.ts";

const bindings = `kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata:
  name: oidc-viewer
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
- kind: User
  name: gitlab-ci:project_path:foo/bar:ref_type:branch:ref:main
- kind: User
  name: gitlab:MyUserName
---
kind: ClusterRoleBinding
apiVersion: rbac.authorization.k8s.io/v1
metadata:
  name: oidc-admin
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
- kind: Group
  name: gitlab:foo
`;

const kubeconfig = `apiVersion: v1
kind: Config
current-context: gitlab-cluster-via-agent-42
clusters:
    - cluster:
        server: https://gitlab.example.com/-/kubernetes-agent/k8s-proxy
      name: gitlab
contexts:
    - context:
        cluster: gitlab
        user: gitlab-agent-42
      name: gitlab-cluster-via-agent-42
users:
    # Users can use a pat to access the cluster
    - name: gitlab-agent-42
      user:
        token: "pat:42:XXX"
`;

/** Using GitLab OIDC to authenticate against Kubernetes (Nicholas Dille, 2025). */
export const examples: readonly Example[] = [
  {
    id: "gitlab",
    title: "GitLab, as published",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://gitlab.example.com
    audiences:
    - group_application_id
    - id_token_audience
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      expression: 'has(claims.preferred_username) ? "gitlab:" + claims.preferred_username : "gitlab-ci:" + claims.sub'
    groups:
      expression: 'has(claims.groups_direct) ? "gitlab:" + claims.groups_direct : "gitlab-ci:" + claims.namespace_path'
    uid:
      expression: 'has(claims.preferred_username) ? "gitlab:" + claims.preferred_username : "gitlab-ci:" + claims.sub'
`,
    bindings,
    tokens: [
      { id: "user", title: "person", text: tokens.user },
      { id: "job", title: "pipeline job", text: tokens.job },
    ],
    keys,
    now,
  },
  {
    id: "gitlab-corrected",
    title: "GitLab, corrected",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://gitlab.example.com
    audiences:
    - group_application_id
    - id_token_audience
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      expression: 'has(claims.preferred_username) ? "gitlab:" + claims.preferred_username : "gitlab-ci:" + claims.sub'
    groups:
      expression: 'has(claims.groups_direct) ? dyn(claims.groups_direct).map(g, "gitlab:" + g) : ["gitlab-ci:" + claims.namespace_path]'
    uid:
      expression: 'has(claims.preferred_username) ? "gitlab:" + claims.preferred_username : "gitlab-ci:" + claims.sub'
`,
    bindings,
    tokens: [
      { id: "user", title: "person", text: tokens.user },
      { id: "job", title: "pipeline job", text: tokens.job },
    ],
    keys,
    now,
  },
  {
    id: "gitlab-agent",
    title: "GitLab agent",
    configuration: `apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://gitlab.example.com
    audiences:
    - group_application_id
    - id_token_audience
    audienceMatchPolicy: MatchAny
  claimMappings:
    username:
      expression: 'has(claims.preferred_username) ? "gitlab:" + claims.preferred_username : "gitlab-ci:" + claims.sub'
    groups:
      expression: 'has(claims.groups_direct) ? dyn(claims.groups_direct).map(g, "gitlab:" + g) : ["gitlab-ci:" + claims.namespace_path]'
    uid:
      expression: 'has(claims.preferred_username) ? "gitlab:" + claims.preferred_username : "gitlab-ci:" + claims.sub'
`,
    bindings,
    tokens: [{ id: "kubeconfig", title: "kubeconfig of the guide", text: kubeconfig }],
    keys,
    now,
  },
];

import type { Span } from "../source/span.ts";

/** rbac.authorization.k8s.io/v1, as far as the authorizer reads it. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** Where an object came from: a document of the user's (file name and line from 1), or the defaults of the version. */
export interface Origin {
  readonly kind: "document" | "default";
  readonly file?: string;
  readonly line?: number;
  readonly span?: Span;
}

/** A Role or ClusterRole of rbac.authorization.k8s.io/v1. */
export interface Role {
  readonly kind: "Role" | "ClusterRole";
  readonly name: string;
  /** Empty for a ClusterRole. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly PolicyRule[];
  /** clusterRoleSelectors of aggregationRule; the rules of every match are joined. */
  readonly aggregation?: readonly LabelSelector[];
  readonly origin: Origin;
}

/** metav1.LabelSelector: all its terms must hold. */
export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    key: string;
    operator: string;
    values: readonly string[];
  }[];
}

/** Whom a binding is for; a kind that the server does not know matches no user. */
export interface Subject {
  readonly kind: "User" | "Group" | "ServiceAccount" | (string & {});
  readonly apiGroup: string;
  readonly name: string;
  readonly namespace: string;
}

/** A RoleBinding or ClusterRoleBinding of rbac.authorization.k8s.io/v1. */
export interface Binding {
  readonly kind: "RoleBinding" | "ClusterRoleBinding";
  readonly name: string;
  readonly namespace: string;
  readonly roleRef: { readonly apiGroup: string; readonly kind: string; readonly name: string };
  readonly subjects: readonly Subject[];
  readonly origin: Origin;
}

/** user.Info, as far as RBAC looks at it. */
export interface User {
  readonly username: string;
  /** With the groups that the server adds, `system:authenticated`. */
  readonly groups: readonly string[];
}

/** Everything the authorizer knows, indexed by nothing: `lib/rbac/authorize.ts` builds its own indexes. */
export interface Policy {
  readonly roles: readonly Role[];
  readonly bindings: readonly Binding[];
}

/** authorizer.Attributes: a resource request, or a path. */
export type AccessRequest =
  | {
      readonly kind: "resource";
      readonly verb: string;
      readonly apiGroup: string;
      readonly resource: string;
      readonly subresource: string;
      readonly name: string;
      readonly namespace: string;
    }
  | { readonly kind: "path"; readonly verb: string; readonly path: string };

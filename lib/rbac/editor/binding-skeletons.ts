import { hole, type Skeleton } from "../../authn/editor/field-completion.ts";

const group = "rbac.authorization.k8s.io";
const binding: Skeleton["lines"] = [
  ["roleRef:"],
  [`  apiGroup: ${group}`],
  ["  kind: ClusterRole"],
  ["  name: ", hole("view")],
  ["subjects:"],
  ["- kind: ", hole("Group")],
  ["  name: ", hole("oidc:developers")],
  [`  apiGroup: ${group}`],
];
const rule: Skeleton["lines"] = [
  ["apiGroups: [", hole('""'), "]"],
  ["resources: [", hole("pods"), "]"],
  ["verbs: [", hole("get, list, watch"), "]"],
];

/** Blocks of roles and bindings by the path, without indices, of the mapping that they fill. */
export function bindingSkeletons(path: string, kind?: string): readonly Skeleton[] {
  switch (path) {
    case "":
      return [
        object("A binding in the whole cluster", "Gives a ClusterRole in every namespace.", [
          "ClusterRoleBinding",
          "oidc-viewers",
          undefined,
          binding,
        ]),
        object("A binding in a namespace", "Gives a role in one namespace only.", [
          "RoleBinding",
          "oidc-viewers",
          "default",
          binding,
        ]),
        object("A role of the cluster", "Rules that any binding can give.", [
          "ClusterRole",
          "pod-reader",
          undefined,
          [["rules:"], ...item(rule)],
        ]),
        object("A role of a namespace", "Rules that bindings of the same namespace can give.", [
          "Role",
          "pod-reader",
          "default",
          [["rules:"], ...item(rule)],
        ]),
      ];
    case "rules":
      return [
        { label: "Resources", doc: "Verbs on resources of an API group.", lines: rule },
        ...(kind === "Role"
          ? []
          : [
              {
                label: "Paths",
                doc: "Verbs on paths that are no resources. Only a ClusterRoleBinding can give them.",
                lines: [["nonResourceURLs: [", hole("/metrics"), "]"], ["verbs: [get]"]],
              },
            ]),
      ];
    case "subjects":
      return [
        subject("A group", "Group", "oidc:developers", group),
        subject("A user", "User", "oidc:jane@example.com", group),
        {
          label: "A service account",
          doc: "An account of a pod, by its name and namespace.",
          lines: [
            ["kind: ServiceAccount"],
            ["name: ", hole("default")],
            ["namespace: ", hole("default")],
          ],
        },
      ];
    default:
      return [];
  }
}

function object(
  label: string,
  doc: string,
  [kind, name, namespace, rest]: readonly [string, string, string | undefined, Skeleton["lines"]],
): Skeleton {
  return {
    label,
    doc,
    lines: [
      [`apiVersion: ${group}/v1`],
      [`kind: ${kind}`],
      ["metadata:"],
      ["  name: ", hole(name)],
      ...(namespace === undefined ? [] : [["  namespace: ", hole(namespace)]]),
      ...rest,
      [""],
    ],
  };
}

function subject(label: string, kind: string, name: string, apiGroup: string): Skeleton {
  return {
    label,
    doc: "A name as authentication gives it, prefix included.",
    lines: [[`kind: ${kind}`], ["name: ", hole(name)], [`apiGroup: ${apiGroup}`]],
  };
}

function item(lines: Skeleton["lines"]): Skeleton["lines"] {
  return lines.map((line, index) => [index === 0 ? "- " : "  ", ...line]);
}

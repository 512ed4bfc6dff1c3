/** A list of strings joined by commas; 0 is no list, as "" is the list of one empty string. */
export type Joined = string | 0;

/** verbs, apiGroups, resources, resourceNames, nonResourceURLs; trailing zeros left out. */
export type RuleRow = readonly [Joined, Joined?, Joined?, Joined?, Joined?];

/** kind, name, namespace. */
export type SubjectRow = readonly [string, string, string?];

/** since minor, until minor, kind, namespace, name, labels `a=b,c=d`, rules, matchLabels of each aggregation selector. */
export type RoleRow = readonly [
  number,
  number,
  "Role" | "ClusterRole",
  string,
  string,
  string,
  readonly RuleRow[],
  (readonly string[])?,
];

/** since minor, until minor, kind, namespace, name, labels, roleRef.kind, roleRef.name, subjects. */
export type BindingRow = readonly [
  number,
  number,
  "RoleBinding" | "ClusterRoleBinding",
  string,
  string,
  string,
  string,
  string,
  readonly SubjectRow[],
];

/** One object of the bootstrap policy and the versions that create it in that form. */
export type Row = RoleRow | BindingRow;

/** The verbs that most resources have, in the order in which people read them. */
export const usualVerbs: readonly string[] = [
  "get",
  "list",
  "watch",
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
];

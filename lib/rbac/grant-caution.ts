import type { PolicyRule, Subject } from "./types.ts";

/** Why a binding of these rules to the subject needs a second thought: a sentence; undefined if nothing is known. */
export function cautionGrant(
  subject: Subject,
  rules: readonly PolicyRule[],
  namespace: string,
): string | undefined {
  const who = cautionSubject(subject);
  const what = rules.some(isEverything)
    ? namespace === ""
      ? "It gives everything in the whole cluster: reading every Secret, and giving anything to anybody."
      : `It gives everything in the namespace ${JSON.stringify(namespace)}: reading every Secret, and giving the same to anybody.`
    : undefined;
  return who === undefined ? what : what === undefined ? who : `${who} ${what}`;
}

function cautionSubject({ kind, name }: Subject): string | undefined {
  return kind === "User" || kind === "Group" ? broadSubjects.get(`${kind}/${name}`) : undefined;
}

/** What cluster-admin gives, if the defaults were not supplied. */
export const everything: PolicyRule = {
  verbs: ["*"],
  apiGroups: ["*"],
  resources: ["*"],
  resourceNames: [],
  nonResourceURLs: [],
};

/** Any verb on any resource of any group. */
function isEverything({ verbs, apiGroups, resources, resourceNames }: PolicyRule): boolean {
  return [verbs, apiGroups, resources].every((list) => list.includes("*")) && !resourceNames.length;
}

const withoutToken =
  "Everyone who reaches the API server gets it, without a token or a certificate, if the server admits anonymous requests.";

const broadSubjects = new Map([
  ["User/system:anonymous", withoutToken],
  ["Group/system:unauthenticated", withoutToken],
  [
    "Group/system:authenticated",
    "Everyone whom the server knows gets it: each user of each issuer, and each service account of the cluster.",
  ],
  [
    "Group/system:serviceaccounts",
    "Each service account of the cluster gets it, and with it each pod that has a token.",
  ],
]);

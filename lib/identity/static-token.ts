import { authenticatedGroup, type UserInfo } from "../kube/user-info.ts";

/** A line of --token-auth-file, `token,user,uid,"group1,group2"`, or what is wrong with it. */
export type StaticTokenReading =
  | { readonly kind: "user"; readonly user: UserInfo }
  | { readonly kind: "unreadable"; readonly message: string };

/** Why a token file is a bad way in, in the order of weight. */
export const staticTokenDrawbacks: readonly string[] = [
  "Its tokens are in plain text on every control-plane node and never expire.",
  "To add or take away one, every kube-apiserver must be restarted.",
  "It cannot say who used a token: a name in it is whatever the file says.",
  "Managed clusters do not offer it. A client certificate expires, a token of an issuer does within the hour.",
];

/**
 * The user of one line of a token file. Follows k8s.io/apiserver/pkg/authentication/token/tokenfile/tokenfile.go. The
 * token itself is read past, never given back.
 */
export function readStaticToken(line: string): StaticTokenReading {
  const fields = splitFields(line.trim());
  if (fields === undefined) {
    return { kind: "unreadable", message: "The quotes of the line do not match." };
  }
  const [token = "", username = "", uid = "", list = ""] = fields;
  if (fields.length < 3) {
    const message = `token file must have at least 3 columns (token, user name, user uid), found ${fields.length}`;
    return { kind: "unreadable", message };
  }
  if (token === "") return { kind: "unreadable", message: "The line has no token." };
  const groups = fields.length >= 4 ? list.split(",") : [];
  return {
    kind: "user",
    user: { username, uid, groups: [...groups, authenticatedGroup], extra: {} },
  };
}

/** The fields of one line of CSV, as encoding/csv splits it; undefined if its quotes do not match. */
function splitFields(line: string): string[] | undefined {
  const fields: string[] = [];
  const pattern = /\s*"((?:[^"]|"")*)"(?=,|$)|([^",]*)(?=,|$)/y;
  for (let at = 0; at <= line.length; ) {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found === null) return undefined;
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    at += found[0].length + 1;
  }
  return fields;
}

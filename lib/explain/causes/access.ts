import { readQuoted } from "../../go/unquote.ts";
import type { Cause } from "./cause.ts";

/** Where the page goes on after a denial; other front ends say it in their own way. */
export const wordsOfPage = "The access part lists the bindings that almost match.";

/** A denial as the API server words it for its clients. */
export interface Denial {
  /** The message from `User "…"` on. */
  readonly text: string;
  readonly username: string;
  /** As after `kubectl auth can-i`. */
  readonly question: string;
  readonly impersonates: boolean;
  /** What the authorizer says besides: `RBAC: clusterrole.rbac.authorization.k8s.io "veiw" not found`. */
  readonly reason?: string;
}

/**
 * Reads `pods "web" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "app"`. The
 * names are Go literals (%q) and come out without their escapes. Follows responsewriters.forbiddenMessage.
 */
export function readDenial(text: string): Denial | undefined {
  for (let at = text.indexOf('User "'); at >= 0; at = text.indexOf('User "', at + 1)) {
    const user = readQuoted(text, at + "User ".length);
    if (user === undefined) return undefined;
    const request = readRequest(text, user.end);
    if (request === undefined) continue;
    const { verb, target, end } = request;
    const name = nameBefore(text.slice(0, at));
    const reason = /^: ([^\n]{1,1000})/.exec(text.slice(end, end + 1003))?.[1]?.trim();
    return {
      ...(reason !== undefined && { reason }),
      text: text.slice(at, end),
      username: user.value,
      question: questionOf(verb, target, name),
      impersonates: verb === "impersonate",
    };
  }
  return undefined;
}

type Target =
  | { readonly kind: "path"; readonly path: string }
  | {
      readonly kind: "resource";
      readonly resource: string;
      readonly subresource: string;
      readonly apiGroup: string;
      readonly namespace: string | undefined;
    };

function readRequest(
  text: string,
  from: number,
): { readonly verb: string; readonly target: Target; readonly end: number } | undefined {
  const cannot = /^ cannot (\S{1,100}) (path|resource) (?=")/.exec(text.slice(from, from + 130));
  if (cannot === null) return undefined;
  const [whole, verb = "", kind] = cannot;
  const first = readQuoted(text, from + whole.length);
  if (first === undefined) return undefined;
  if (kind === "path") return { verb, target: { kind, path: first.value }, end: first.end };
  const inGroup = " in API group ";
  const group = text.startsWith(inGroup, first.end)
    ? readQuoted(text, first.end + inGroup.length)
    : undefined;
  if (group === undefined) return undefined;
  const inNamespace = " in the namespace ";
  const namespace = text.startsWith(inNamespace, group.end)
    ? readQuoted(text, group.end + inNamespace.length)
    : undefined;
  const slash = first.value.indexOf("/");
  return {
    verb,
    end: namespace?.end ?? endOfScope(text, group.end),
    target: {
      kind: "resource",
      resource: slash < 0 ? first.value : first.value.slice(0, slash),
      subresource: slash < 0 ? "" : first.value.slice(slash + 1),
      apiGroup: group.value,
      namespace: namespace?.value,
    },
  };
}

function endOfScope(text: string, at: number): number {
  const scope = " at the cluster scope";
  return text.startsWith(scope, at) ? at + scope.length : at;
}

// `pods "web" is forbidden: ` before the user.
function nameBefore(text: string): string | undefined {
  const end = '" is forbidden: ';
  if (!text.endsWith(end)) return undefined;
  const close = text.length - end.length;
  const open = text.lastIndexOf('"', close - 1);
  const name = open < 0 ? "" : text.slice(open + 1, close);
  return name === "" || name.includes(" ") ? undefined : name;
}

/** A request as `kubectl auth can-i` takes it. */
export function questionOf(verb: string, target: Target, name?: string): string {
  if (target.kind === "path") return `${verb} ${target.path}`;
  const { resource, subresource, apiGroup, namespace } = target;
  const kind = apiGroup === "" ? resource : `${resource}.${apiGroup}`;
  return [
    verb,
    name === undefined ? kind : `${kind}/${name}`,
    ...(subresource === "" ? [] : [`--subresource=${subresource}`]),
    ...(namespace === undefined || namespace === "" ? [] : ["-n", namespace]),
  ].join(" ");
}

/** The cause of a denial, to show to a reader. */
export function explainDenial(
  denial: Pick<Denial, "username" | "impersonates"> & { readonly reason?: string },
): Cause {
  const { username, impersonates, reason = "" } = denial;
  if (username === "system:anonymous") {
    return {
      code: "access-anonymous",
      cause:
        "The request carried no credential that the server accepted, so it went on as system:anonymous, which is not allowed to do this.",
      remedy:
        "Look at the token and how the client sends it, not at the roles: kubectl config view --minify shows which user the client uses.",
    };
  }
  if (impersonates) {
    return {
      code: "access-impersonate",
      cause: `${username} is authenticated and may not act as another user (impersonate).`,
      remedy:
        "Grant the verb impersonate on exactly these users, groups, uids or userextras, or send the request without --as.",
    };
  }
  const role =
    /RBAC: \[?((?:cluster)?role)\.rbac\.authorization\.k8s\.io "([^"]{1,253})" not found/.exec(
      reason,
    );
  if (role !== null) {
    const [, kind = "", name = ""] = role;
    const title = kind === "role" ? "Role" : "ClusterRole";
    return {
      code: "access-denied",
      cause: `The token was accepted: its user is ${username}. A binding names the user, and the ${title} ${name} that it refers to does not exist.`,
      remedy: `Create the ${title} ${name}, or make the binding again with the name of one that exists (roleRef cannot be changed). Compare with kubectl get ${kind}s.`,
    };
  }
  const quotes = /^["']|["']:?$/.test(username) || username.includes('"');
  return {
    code: "access-denied",
    cause: `The token was accepted: its user is ${username}. No authorizer allows the request.${
      quotes
        ? ' The username contains quotation marks: they come from a prefix that was written with quotes inside a plain YAML value (--oidc-username-prefix="oidc:").'
        : ""
    }`,
    remedy: quotes
      ? 'Remove the quotes from the flag\'s value (quote the whole item instead: - "--oidc-username-prefix=oidc:"), or bind exactly this name.'
      : `Compare the username and its groups with the subjects of the bindings, character by character. ${wordsOfPage}`,
  };
}

/**
 * An attempt to give more than one has: `user "jane" (groups=["a"]) is attempting to grant RBAC permissions not currently
 * held`. Undefined for other texts. Follows pkg/registry/rbac/validation.
 */
export function readEscalation(
  text: string,
): { readonly username: string; readonly groups: readonly string[] } | undefined {
  const end = text.indexOf(" is attempting to grant RBAC permissions not currently held");
  const at = end < 0 ? -1 : text.lastIndexOf('user "', end);
  const user = at < 0 ? undefined : readQuoted(text, at + "user ".length);
  if (user === undefined) return undefined;
  const groups: string[] = [];
  for (let from = text.indexOf('"', user.end); from >= 0 && from < end; ) {
    const group = readQuoted(text, from);
    if (group === undefined) break;
    groups.push(group.value);
    from = text.indexOf('"', group.end);
  }
  return { username: user.value, groups };
}

/** The cause of such an attempt. */
export function explainEscalation(username: string): Cause {
  return {
    code: "access-denied",
    cause: `The token was accepted: its user is ${username}. It wants to grant permissions that it does not have itself, which the API server refuses.`,
    remedy:
      "Let a user who has these permissions make the role or binding, grant them to this user first, or grant the verb escalate on roles (bind for bindings).",
  };
}

import type { ApiResource } from "./api-resources.ts";
import type { WantedUser } from "./impersonate.ts";
import type { AccessRequest } from "./types.ts";

/** A question as after `kubectl auth can-i`. */
export type Question =
  | {
      readonly kind: "question";
      readonly request: AccessRequest;
      /** --as, --as-group and --as-uid: another user is meant. */
      readonly as?: WantedUser;
      /** kubectl's warnings in its own words, and a note if the text is read in another way than by kubectl. */
      readonly warnings: readonly string[];
    }
  | { readonly kind: "unreadable"; readonly message: string };

/**
 * Reads `get pods/log -n app`, `create deployments.apps`, `list jobs.batch/bar`, `get /metrics`, with or without
 * `kubectl auth can-i` before it. Resources are resolved as kubectl's RESTMapper does: plural, singular, short name,
 * group or a part of it. Without -n the namespace is `namespace`; "" is cluster-wide. Follows
 * k8s.io/kubectl/pkg/cmd/auth/cani.go.
 */
export function parseQuestion(
  text: string,
  resources: readonly ApiResource[],
  namespace: string,
): Question {
  const read = readArguments(text);
  if (typeof read === "string") return { kind: "unreadable", message: read };
  const { flags, words } = read;
  const [verb, target, ...rest] = words;
  if (verb === undefined || target === undefined || rest.length > 0) {
    return {
      kind: "unreadable",
      message: "you must specify two arguments: verb resource or verb resource/resourceName.",
    };
  }
  const warnings: string[] = [];
  if (flags.as === undefined && (flags.asGroups.length > 0 || flags.asUid !== undefined)) {
    return {
      kind: "unreadable",
      message: "--as-group and --as-uid need --as: kubectl refuses them alone.",
    };
  }
  const as = flags.as === undefined ? {} : { as: wantedUser(flags.as, flags) };
  if (target.startsWith("/")) {
    if (flags.subresource !== "") {
      const message = "--subresource can not be used with NonResourceURL";
      return { kind: "unreadable", message };
    }
    if (!nonResourceVerbs.has(verb)) warnings.push(`verb '${verb}' is not a known verb`);
    return { kind: "question", request: { kind: "path", verb, path: target }, ...as, warnings };
  }

  const slash = target.indexOf("/");
  const argument = slash === -1 ? target : target.slice(0, slash);
  let name = slash === -1 ? "" : target.slice(slash + 1);
  let subresource = flags.subresource;
  const found = resolveResource(argument, resources, warnings);
  if (subresource === "" && found.known?.subresources.some((known) => known.subresource === name)) {
    warnings.push(
      `read as the subresource; kubectl takes '${target}' for the object named '${name}' and wants --subresource=${name}`,
    );
    subresource = name;
    name = "";
  }
  let scope = flags.allNamespaces ? "" : (flags.namespace ?? namespace);
  if (found.known?.namespaced === false && scope !== "") {
    const group = found.group === "" ? "" : ` in group '${found.group}'`;
    warnings.push(`resource '${found.resource}' is not namespace scoped${group}`);
    // A real request for it has no namespace, so no RoleBinding counts.
    scope = "";
  }
  if (!resourceVerbs.has(verb)) warnings.push(`verb '${verb}' is not a known verb`);
  return {
    kind: "question",
    request: {
      kind: "resource",
      verb,
      apiGroup: found.group,
      resource: found.resource,
      subresource,
      name,
      namespace: scope,
    },
    ...as,
    warnings,
  };
}

interface Flags {
  namespace: string | undefined;
  allNamespaces: boolean;
  subresource: string;
  as: string | undefined;
  asGroups: string[];
  asUid: string | undefined;
}

function wantedUser(username: string, { asGroups: groups, asUid: uid }: Flags): WantedUser {
  return { username, groups, ...(uid !== undefined && { uid }) };
}

function readArguments(text: string): { flags: Flags; words: string[] } | string {
  const parts = splitWords(text);
  const flags: Flags = {
    namespace: undefined,
    allNamespaces: false,
    subresource: "",
    as: undefined,
    asGroups: [],
    asUid: undefined,
  };
  const words: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? "";
    if (!/^-./.test(part)) {
      words.push(part);
      continue;
    }
    const flag = /^(--[a-z-]+|-[a-zA-Z])(?:=?(.*))/s.exec(part);
    const name = flag?.[1] ?? part;
    if (name === "-A" || name === "--all-namespaces") {
      flags.allNamespaces = true;
      continue;
    }
    const value =
      part.includes("=") || (name.length === 2 && part.length > 2) ? flag?.[2] : parts[++i];
    if (value === undefined) return `flag needs an argument: ${name}`;
    if (name === "-n" || name === "--namespace") flags.namespace = value;
    else if (name === "--subresource") flags.subresource = value;
    else if (name === "--as") flags.as = value;
    else if (name === "--as-group") flags.asGroups.push(value);
    else if (name === "--as-uid") flags.asUid = value;
    else return `unknown flag: ${name}`;
  }
  const prefix = ["kubectl", "auth", "can-i"];
  const own = prefix.indexOf(words[0] ?? "");
  if (own !== -1 && prefix.slice(own).every((word, i) => words[i] === word)) {
    words.splice(0, prefix.length - own);
  }
  return { flags, words };
}

/** The words of a line: quotes hold one together, alone or behind `--flag=`. A quote without its end is a character. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  const take = (pattern: RegExp, at: number): string => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? "";
  };
  for (let at = take(/\s*/y, 0).length; at < text.length; at += take(/\s*/y, at).length) {
    const name = take(/[^\s"'=]+=/y, at);
    const quote = text[at + name.length] ?? "";
    const end = quote === '"' || quote === "'" ? text.indexOf(quote, at + name.length + 1) : -1;
    const word = end === -1 ? take(/\S+/y, at) : name + text.slice(at + name.length + 1, end);
    words.push(word);
    at = end === -1 ? at + word.length : end + 1;
  }
  return words;
}

interface Found {
  readonly group: string;
  readonly resource: string;
  readonly known?: ApiResource;
}

function resolveResource(
  argument: string,
  resources: readonly ApiResource[],
  warnings: string[],
): Found {
  if (argument === "*") return { group: "", resource: "*" };
  const text = argument.toLowerCase();
  const [resource = "", ...groupParts] = text.split(".");
  const [version = "", ...behind] = groupParts;
  const known =
    (behind.length > 0
      ? findResource(resources, resource, behind.join("."), version)
      : undefined) ?? findResource(resources, resource, groupParts.join("."), "");
  if (known) return { group: known.group, resource: known.resource, known };
  const group = groupParts.join(".");
  // The impersonate verb knows these two, discovery does not.
  if (text !== "users" && text !== "groups") {
    warnings.push(
      `the server doesn't have a resource type '${resource}'${group === "" ? "" : ` in group '${group}'`}`,
    );
  }
  return { group: "", resource: argument };
}

/** The first match in the order of discovery: by name, by singular, by short name; a group exactly, else as a prefix. */
function findResource(
  resources: readonly ApiResource[],
  name: string,
  group: string,
  version: string,
): ApiResource | undefined {
  const named = (test: (resource: ApiResource) => boolean) =>
    resources.filter(
      (resource) => test(resource) && (version === "" || resource.version === version),
    );
  for (const list of [
    named(({ resource }) => resource === name),
    named(({ singular }) => singular === name),
    named(({ shortNames }) => shortNames.includes(name)),
  ]) {
    const found =
      group === ""
        ? list[0]
        : (list.find((resource) => resource.group === group) ??
          list.find((resource) => resource.group.startsWith(group)));
    if (found) return found;
  }
  return undefined;
}

// The verbs that kubectl knows.
const resourceVerbs = new Set([
  "get",
  "list",
  "watch",
  "create",
  "update",
  "patch",
  "delete",
  "deletecollection",
  "use",
  "bind",
  "impersonate",
  "*",
  "approve",
  "sign",
  "escalate",
  "attest",
]);
const nonResourceVerbs = new Set(["get", "put", "post", "head", "options", "delete", "patch", "*"]);

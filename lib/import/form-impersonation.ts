import { formatAs } from "../rbac/format-as.ts";
import type { Span } from "../source/span.ts";
import type { Exploration } from "./exploration.ts";
import { readKubectlArguments, readTargets } from "./kubectl-arguments.ts";
import { type Piece, placeOf } from "./piece.ts";

/** Who is acted as, by the flags or headers of a request; a header of an extra field has no flag. */
interface Acting {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly uids: readonly string[];
  readonly extra: readonly string[];
}

/** Takes a command of kubectl with --as: what it asks as whom. `words` are those behind the program. */
export function takeActingCommand(x: Exploration, words: readonly string[], span: Span): boolean {
  if (!words.some((word) => /^--as(?:-group|-uid)?(?:=|$)/.test(word))) return false;
  const { flags, names } = readKubectlArguments(words);
  const all = (name: string) => flags.get(name) ?? [];
  const acting: Acting = {
    users: all("as"),
    groups: all("as-group"),
    uids: all("as-uid"),
    extra: all("as-user-extra"),
  };
  const namespace = flags.get("namespace")?.at(-1);
  const scope = flags.has("all-namespaces")
    ? " -A"
    : namespace === undefined
      ? ""
      : ` -n ${namespace}`;
  const raw = flags.get("raw")?.at(-1)?.split("?")[0];
  const asked = raw === undefined ? questionOfVerb(names, flags) : `get ${raw}`;
  const question = asked === undefined || raw !== undefined ? asked : asked + scope;
  push(x, acting, { question, span, title: "a command as another user", by: "kubectl" });
  return true;
}

// What kubectl asks first for its verb; of the others the objects are in a file, or depend on the server.
function questionOfVerb(
  names: readonly string[],
  flags: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const [verb = "", ...rest] = names;
  if (verb === "auth" && rest[0] === "whoami")
    return "create selfsubjectreviews.authentication.k8s.io";
  const [first = ""] = rest;
  if (verb === "logs" && rest.length > 0 && (!first.includes("/") || /^pods?\//.test(first)))
    return `get pods/${first.replace(/^pods?\//, "")} --subresource=log`;
  if (verb === "create" && first === "token" && rest[1] !== undefined)
    return `create serviceaccounts/${rest[1]} --subresource=token`;
  if (verb === "create" && creatable.test(first)) return `create ${first}`;
  if (flags.has("filename") || flags.has("kustomize")) return undefined;
  const own = verbs[verb];
  const [type = "", inline] = first.split(",")[0]?.split("/") ?? [];
  if (own === undefined || type === "" || type === "all") return undefined;
  const target = readTargets(rest);
  const name = inline ?? target?.names[0];
  if (name !== undefined) return `${own} ${type}/${name}`;
  return own === "get" ? `list ${type}` : own === "delete" ? `delete ${type}` : undefined;
}

const verbs: Readonly<Record<string, string>> = {
  ...{ get: "get", describe: "get", delete: "delete" },
  ...{ patch: "patch", label: "patch", annotate: "patch" },
};

const creatable =
  /^(?:namespace|ns|configmap|cm|secret|deployment|deploy|serviceaccount|sa|job|cronjob|service|svc|quota|role|rolebinding|clusterrole|clusterrolebinding|ingress)$/;

/** Takes a request of curl with headers of impersonation; false for others. `words` are those behind the program. */
export function takeCurl(x: Exploration, words: readonly string[], span: Span): boolean {
  const headers: string[] = [];
  let method: string | undefined;
  let sends = "GET";
  let url: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const match = /^(?:--([a-z][a-z-]*)(?:=|$)|-([a-zA-Z]*?)([HXdTuobAeFmwxE]))/.exec(word);
    if (match === null) {
      if (!word.startsWith("-")) url ??= word;
      else if (/^-[a-zA-Z]*I/.test(word)) sends = "HEAD";
      continue;
    }
    const [whole, long, , short = ""] = match;
    if (long !== undefined && curlSwitches.test(long)) {
      if (long === "head") sends = "HEAD";
      continue;
    }
    const rest = word.slice(whole.length);
    const glued = rest !== "" || whole.endsWith("=");
    const value = glued ? rest : (words[++i] ?? "");
    if (long === "header" || short === "H") headers.push(value);
    else if (long === "request" || short === "X") method = value;
    else if (long === "url") url = value;
    else if (/^(?:data|json|form)/.test(long ?? "") || /[dF]/.test(short)) sends = "POST";
    else if (long === "upload-file" || short === "T") sends = "PUT";
  }
  const acting = actingOf(headers);
  if (acting === undefined) return false;
  const question = url === undefined ? undefined : questionOfRequest(method ?? sends, url);
  push(x, acting, { question, span, title: "a request as another user", by: "headers" });
  return true;
}

const curlSwitches =
  /^(?:insecure|silent|show-error|verbose|location|include|head|fail|fail-with-body|compressed|http1\.1|http2|globoff|get|no-buffer|no-progress-meter|tlsv1\.[0-3]|raw|path-as-is|trace-time|remote-name|ipv4|ipv6)$/;

/** Takes the headers of a request with impersonation, one a line, as curl -v and proxies print them. */
export function foundOfHeaders(x: Exploration, piece: Piece): boolean {
  const { text } = piece;
  if (piece.depth > 0 || !/^(?:> )?Impersonate-(?:User|Group|Uid|Extra-)/im.test(text))
    return false;
  const lines = text.split("\n").map((line) => line.replace(/^> /, "").trim());
  const first = lines.findIndex((line) => /^Impersonate-/i.test(line));
  const end = lines.findIndex((line, i) => i > first && (line === "" || !/^[^\s:]+:/.test(line)));
  const request = lines
    .slice(Math.max(first - 30, 0), first)
    .map((line) => /^(GET|HEAD|POST|PUT|PATCH|DELETE) (\S+)/.exec(line))
    .findLast((match) => match !== null);
  const acting = actingOf(lines.slice(first, end === -1 ? undefined : end));
  if (acting === undefined) return false;
  const [, method = "", path = ""] = request ?? [];
  const question = path === "" ? undefined : questionOfRequest(method, path);
  const span = placeOf(piece, { start: 0, end: text.length });
  push(x, acting, { question, span, title: "headers of a request as another user", by: "headers" });
  return true;
}

// Names of headers are compared without case (transport.ImpersonateUserHeader of client-go and its like).
function actingOf(headers: readonly string[]): Acting | undefined {
  const of = (name: string) =>
    headers.flatMap((header) => {
      const at = header.indexOf(":");
      const own = header.slice(0, at).trim().toLowerCase();
      return own === name ? [header.slice(at + 1).trim()] : [];
    });
  const extra = headers.flatMap((header) => /^impersonate-extra-([^:]+):/i.exec(header)?.[1] ?? []);
  const acting: Acting = {
    users: of("impersonate-user"),
    groups: of("impersonate-group"),
    uids: of("impersonate-uid"),
    extra,
  };
  return Object.values(acting).some((values) => values.length > 0) ? acting : undefined;
}

// RequestInfoFactory.NewRequestInfo of k8s.io/apiserver/pkg/endpoints/request/requestinfo.go.
function questionOfRequest(method: string, url: string): string | undefined {
  const start = url.search(
    /\/(?:apis?|healthz|livez|readyz|version|metrics|openapi|logs)(?:[/?]|$)/,
  );
  if (start === -1) return undefined;
  const [path = "", query = ""] = url.slice(start).split("?", 2);
  const parts = path.split("/").filter((part) => part !== "");
  const isApi =
    (parts[0] === "api" && parts.length > 2) || (parts[0] === "apis" && parts.length > 3);
  if (!isApi) return `${method.toLowerCase()} ${path}`;
  const apiGroup = parts[0] === "api" ? "" : `.${parts[1] ?? ""}`;
  let rest = parts.slice(parts[0] === "api" ? 2 : 3);
  const isWatch = rest[0] === "watch" || /(?:^|&)watch=(?:true|1)(?:&|$)/.test(query);
  if (rest[0] === "watch") rest = rest.slice(1);
  let scope = "";
  if (rest[0] === "namespaces" && rest.length > 2 && !/^(?:status|finalize)$/.test(rest[2] ?? "")) {
    scope = ` -n ${rest[1] ?? ""}`;
    rest = rest.slice(2);
  }
  const [resource = "", name, subresource] = rest;
  const single = name !== undefined;
  const verb = {
    ...{ POST: "create", PUT: "update", PATCH: "patch" },
    DELETE: single ? "delete" : "deletecollection",
    GET: isWatch ? "watch" : single ? "get" : "list",
    HEAD: isWatch ? "watch" : single ? "get" : "list",
  }[method.toUpperCase()];
  if (verb === undefined || resource === "") return undefined;
  const own = single ? `/${name}` : "";
  const part = subresource === undefined ? "" : ` --subresource=${subresource}`;
  return `${verb} ${resource}${apiGroup}${own}${part}${scope}`;
}

interface About {
  readonly question: string | undefined;
  readonly span: Span;
  readonly title: string;
  readonly by: "kubectl" | "headers";
}

function push(x: Exploration, acting: Acting, { question, span, title, by }: About): void {
  const { users, groups, uids, extra } = acting;
  const base = { format: "impersonation", title, span } as const;
  const say = (...notes: readonly string[]) =>
    x.found.push({ kind: "log", ...base, notes: notes.map(x.holes.reveal) });
  // kubectl takes the last --as, and Go the first header of a name.
  const username = by === "kubectl" ? users.at(-1) : users[0];
  const uid = by === "kubectl" ? uids.at(-1) : uids[0];
  if (username === undefined || username === "") {
    say(
      by === "kubectl"
        ? "kubectl refuses --as-group and --as-uid without --as."
        : "The API server refuses Impersonate-Group, Impersonate-Uid and Impersonate-Extra without Impersonate-User.",
    );
    return;
  }
  const isKnown = (text: string) =>
    x.holes.list(text).length === 0 && !/^<.*>$|\$[\w{(]/.test(text);
  const unknown = [username, ...groups, uid ?? ""].find((text) => !isKnown(text));
  if (unknown !== undefined) {
    say(`Who is acted as is not in the text: ${unknown} is a variable.`);
    return;
  }
  const flags = formatAs({ username, groups, ...(uid !== undefined && { uid }) });
  const asked = question !== undefined && isKnown(question) ? question : undefined;
  const groupsShown = groups.length === 0 ? "" : ` with the groups ${groups.join(", ")}`;
  const notes = [
    `The request acts as ${username}${groupsShown}: that needs the verb impersonate on these names.`,
    ...(asked === undefined
      ? ["What it asks for is not certain: ask for it under Access, with --as behind the question."]
      : []),
    ...(extra.length > 0
      ? [`The extra fields ${extra.join(", ")} are left out: a question has no flag for them.`]
      : []),
  ];
  const whole = asked !== undefined && flags !== undefined ? `${asked} ${flags}` : undefined;
  x.found.push({
    ...{ kind: "log", ...base, notes },
    ...(whole !== undefined && { question: whole }),
  });
}

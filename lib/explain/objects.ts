import type { DataNode } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";
import { explainDenial, questionOf, readDenial } from "./causes/access.ts";
import { explainOauthError, unauthorized } from "./causes/client.ts";
import { explainError } from "./causes/explain-error.ts";
import type { Explanation, NamedUser } from "./explanation.ts";

/** A JSON or YAML object, with unknown members. */
type Members = Readonly<Record<string, unknown>>;

/**
 * Explains an API object that a person pastes: a Status, an audit event, a SelfSubjectReview or TokenReview. Undefined for
 * other objects. Audit events follow k8s.io/apiserver/pkg/apis/audit/v1/types.go.
 */
export function explainObject(value: Members): Explanation | undefined {
  const kind = value.kind;
  const apiVersion = typeof value.apiVersion === "string" ? value.apiVersion : "";
  if (kind === "Status" && "status" in value) return explainStatus(value);
  if (kind === "Event" && apiVersion.startsWith("audit.k8s.io/")) return explainAuditEvent(value);
  if (kind === "SelfSubjectReview" || kind === "TokenReview") return explainReview(value);
  if (kind !== undefined) return undefined;
  const inner = innerOf(value);
  return inner === undefined ? explainOauthAnswer(value) : explainObject(inner);
}

// What a collector of logs puts a line into: the line as a text, or read already. Only what has a kind is taken.
function innerOf(outer: Members): Members | undefined {
  const { log, message, jsonPayload } = outer;
  for (const given of [log, message, jsonPayload, outer["@message"]]) {
    const inner = typeof given === "string" ? readObject(given) : given;
    if (typeof inner === "object" && inner !== null && "kind" in inner) return inner as Members;
  }
  return undefined;
}

function readObject(text: string): unknown {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// The answer of a token endpoint, RFC 6749 section 5.2.
function explainOauthAnswer({
  error,
  error_description: description,
}: Members): Explanation | undefined {
  if (typeof error !== "string" || !/^[a-z_]{3,40}$/.test(error)) return undefined;
  const detail = textOf(description);
  const cause = explainOauthError(error, detail);
  return cause && { by: "issuer", error: detail === "" ? error : `${error}: ${detail}`, ...cause };
}

function explainStatus(status: Members): Explanation | undefined {
  const message = textOf(status.message);
  if (status.status === "Success") return undefined;
  if (status.code === 401 || status.reason === "Unauthorized") {
    return { by: "client", error: message, ...unauthorized };
  }
  const denial = readDenial(message);
  if (denial !== undefined) {
    const { username, question, text } = denial;
    return { by: "client", error: text, ...explainDenial(denial), user: { username }, question };
  }
  return {
    by: "client",
    code: "none",
    error: message,
    cause: `The API server answered ${textOf(status.reason) || "with an error"}: ${message}. This is not about authentication.`,
  };
}

function explainAuditEvent(event: Members): Explanation {
  const user = userOf(event.impersonatedUser) ?? userOf(event.user);
  const question = questionOfEvent(event);
  const status = membersOf(event.responseStatus);
  const message = textOf(status.message);
  const common = {
    by: "audit" as const,
    ...(user !== undefined && { user }),
    ...(question !== undefined && { question }),
  };
  if (status.code === 401) return { ...common, error: message, ...unauthorized };
  if (status.code === 403) {
    const denial = readDenial(message);
    const username = user?.username ?? denial?.username ?? "";
    const impersonates = denial?.impersonates ?? false;
    return { ...common, error: message, ...explainDenial({ username, impersonates }) };
  }
  const who = user === undefined ? "A client" : user.username;
  return {
    ...common,
    code: "none",
    cause: `An audit event: ${who} was authenticated${question === undefined ? "" : ` and asked: ${question}`}${
      typeof status.code === "number" ? ` (answer ${status.code})` : ""
    }.`,
  };
}

function questionOfEvent(event: Members): string | undefined {
  const verb = textOf(event.verb);
  const ref = membersOf(event.objectRef);
  if (verb === "") return undefined;
  if (textOf(ref.resource) !== "") {
    const name = textOf(ref.name);
    const target = {
      kind: "resource" as const,
      resource: textOf(ref.resource),
      subresource: textOf(ref.subresource),
      apiGroup: textOf(ref.apiGroup),
      namespace: textOf(ref.namespace),
    };
    // A request that creates names its object, but RBAC does not know the name then.
    return questionOf(verb, target, name === "" || verb === "create" ? undefined : name);
  }
  const path = textOf(event.requestURI).split("?")[0] ?? "";
  if (!path.startsWith("/")) return undefined;
  return pathQuestion(verb, path);
}

// An event of the first stage has no objectRef at level Metadata of some versions: the path says it.
function pathQuestion(verb: string, path: string): string {
  const parts = path.split("/").slice(1);
  const core = parts[0] === "api" && parts.length > 2;
  if (!core && !(parts[0] === "apis" && parts.length > 3)) return `${verb} ${path}`;
  const apiGroup = core ? "" : (parts[1] ?? "");
  const rest = parts.slice(core ? 2 : 3);
  const namespaced = rest[0] === "namespaces" && rest.length > 2;
  const [resource = "", name, ...sub] = namespaced ? rest.slice(2) : rest;
  const namespace = namespaced ? (rest[1] ?? "") : "";
  const target = {
    kind: "resource" as const,
    resource,
    subresource: sub.join("/"),
    apiGroup,
    namespace,
  };
  return questionOf(verb, target, name);
}

function explainReview(review: Members): Explanation | undefined {
  const status = membersOf(review.status);
  const user = userOf(status.userInfo) ?? userOf(status.user);
  if (review.kind === "TokenReview" && status.authenticated !== true && user === undefined) {
    const error = textOf(status.error);
    const cause = explainError(error);
    return cause === undefined
      ? { by: "client", error, ...unauthorized }
      : { by: "kube-apiserver", error, ...cause };
  }
  if (user === undefined) return undefined;
  return { by: "kubectl", code: "none", cause: describeUser(user), user };
}

/** The sentence about a user that a review names. */
export function describeUser(user: NamedUser): string {
  return `The API server knows this client as ${user.username || '""'}.`;
}

/** A user of authentication.k8s.io/v1 UserInfo; undefined without a name. */
function userOf(value: unknown): NamedUser | undefined {
  const members = membersOf(value);
  if (typeof members.username !== "string") return undefined;
  const groups = textsOf(members.groups);
  const uid = textOf(members.uid);
  const extra = Object.entries(membersOf(members.extra)).map(
    ([key, values]) => [key, textsOf(values)] as const,
  );
  return {
    username: members.username,
    ...(uid !== "" && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  };
}

/**
 * A review or Status that kubectl prints as YAML (`-o yaml`), behind the command that was typed; undefined for other
 * texts.
 */
export function readPrintedObject(text: string): Members | undefined {
  const yaml = text.replace(/^\$ [^\n]{0,1000}\n/, "");
  if (!/^(?:apiVersion|kind|metadata|status):/m.test(yaml) || yaml.startsWith("{"))
    return undefined;
  if (!/^kind: ["']?(?:SelfSubjectReview|TokenReview|Status|Event)["']?[ \t]*\r?$/m.test(yaml)) {
    return undefined;
  }
  const read = readYaml(yaml);
  return read.kind === "read" ? membersOf(plainOf(read.data)) : undefined;
}

function plainOf(data: DataNode): unknown {
  switch (data.kind) {
    case "null":
      return null;
    case "array":
      return data.items.map(plainOf);
    case "object":
      return Object.fromEntries(data.members.map(({ key, value }) => [key, plainOf(value)]));
    case "number":
      return Number(data.value);
    default:
      return data.value;
  }
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Members)
    : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

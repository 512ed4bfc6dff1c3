import { formatAs, groupsSentFor } from "../rbac/format-as.ts";
import type { DataNode } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";
import { explainDenial, questionOf, readDenial } from "./causes/access.ts";
import { explainOauthError, unauthorized } from "./causes/client.ts";
import { explainError } from "./causes/explain-error.ts";
import type { Explanation, NamedUser } from "./explanation.ts";
import { explainGoogleAudit, isGoogleAudit } from "./google-audit.ts";

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
  if (isGoogleAudit(value)) return explainGoogleAudit(value);
  return kind === undefined ? explainOauthAnswer(value) : undefined;
}

/**
 * The API objects in what was pasted: itself, the items of a list of events, or what collectors of logs put a line into as a
 * text or an object (`log`, `message`, `jsonPayload`, streams of Loki, exports of CloudWatch and Azure). A value without any
 * comes back as it is.
 */
export function findObjects(value: unknown): readonly Members[] {
  const found = objectsIn(value, 0);
  return found.length > 0 || typeof value !== "object" || value === null || Array.isArray(value)
    ? found
    : [value as Members];
}

function objectsIn(value: unknown, depth: number): readonly Members[] {
  if (depth > deepest) return [];
  if (typeof value === "string") return objectsIn(readObject(value), depth + 1);
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((one) => objectsIn(one, depth + 1));
  const members = value as Members;
  const { kind, apiVersion, items } = members;
  if (isGoogleAudit(members)) return [members];
  // A webhook and an API get audit events in a list, whose items do not repeat their kind.
  if (kind === "EventList" && Array.isArray(items))
    return items.map((item: unknown) => ({ apiVersion, kind: "Event", ...membersOf(item) }));
  if (typeof kind === "string") return [members];
  return Object.values(members).flatMap((one) => objectsIn(one, depth + 1));
}

/** Lines of a log that a value holds as texts, in the fields and streams of collectors. */
export function findLines(value: unknown, depth = 0): readonly string[] {
  if (depth > deepest || typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) {
    // Loki: a time and a line.
    const [time, line] = value;
    return /^\d{16,}$/.test(String(time)) && typeof line === "string"
      ? [line.trimEnd()]
      : value.flatMap((one) => findLines(one, depth + 1));
  }
  return Object.entries(value).flatMap(([key, one]) =>
    typeof one === "string" && lineFields.has(key) ? [one.trimEnd()] : findLines(one, depth + 1),
  );
}

const lineFields = new Set(["log", "MESSAGE", "message", "@message", "textPayload", "line"]);

const deepest = 12;

function readObject(text: string): unknown {
  if (!/^\s*\{/.test(text) || !text.includes('"kind"')) return undefined;
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
  const user = userOf(event.user);
  const acted = userOf(event.impersonatedUser);
  const question = askedAs(questionOfEvent(event), acted);
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
    const username = (acted ?? user)?.username ?? denial?.username ?? "";
    const impersonates = denial?.impersonates ?? false;
    return {
      ...{ ...common, error: message, ...explainDenial({ username, impersonates }) },
      // The request itself was not looked at.
      ...(denial !== undefined && impersonates && { question: denial.question }),
    };
  }
  const who = user === undefined ? "A client" : user.username;
  const as = acted === undefined ? "" : `, acted as ${acted.username}`;
  return {
    ...common,
    code: "none",
    cause: `An audit event: ${who} was authenticated${as}${question === undefined ? "" : ` and asked: ${question}`}${
      typeof status.code === "number" ? ` (answer ${status.code})` : ""
    }.`,
  };
}

// The user of the event is who acts as another one: whether that is allowed is a part of the question.
function askedAs(question: string | undefined, acted: NamedUser | undefined): string | undefined {
  if (question === undefined || acted === undefined) return question;
  const { username, groups = [], uid } = acted;
  const sent = groupsSentFor(username, groups);
  const flags = formatAs({ username, groups: sent, ...(uid !== undefined && { uid }) });
  return flags === undefined ? undefined : `${question} ${flags}`;
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
    // A request that creates an object names it, but RBAC does not know the name then; one of a subresource has it in its path.
    const unknown = verb === "create" && target.subresource === "";
    return questionOf(verb, target, name === "" || unknown ? undefined : name);
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
  if (
    !/^kind: ["']?(?:SelfSubjectReview|TokenReview|Status|Event|EventList)["']?[ \t]*\r?$/m.test(
      yaml,
    )
  ) {
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

import { formatQuestion } from "../rbac/format-question.ts";
import type { Exploration, Place } from "./exploration.ts";
import type { ImportedUser } from "./found.ts";
import { placeOf } from "./piece.ts";
import { entriesOf, get, itemsOf, type Tree, textOf, toPlain } from "./tree.ts";

/**
 * Takes answers and records of a cluster, which hold no token and no configuration, so that nothing inside of them is
 * taken for one; and sets of claims. False for everything else.
 */
export function recogniseReview(x: Exploration, tree: Tree, place: Place): boolean {
  if (tree.kind !== "map") return false;
  const kind = textOf(get(tree, "kind")) ?? "";
  const version = textOf(get(tree, "apiVersion")) ?? "";
  const span = placeOf(place.piece, tree.span);
  const known = reviews.find((review) => review.kind.test(kind) && review.version.test(version));
  if (known !== undefined && (kind !== "Status" || get(tree, "status") !== undefined)) {
    const { format, title } = known;
    x.found.push({ kind: "log", format, title, span, notes: [] });
    const asked = format === "access-review" ? get(tree, "spec") : undefined;
    const user =
      userOf(get(tree, "status", "userInfo") ?? get(tree, "status", "user")) ?? askerOf(asked);
    const question = questionOf(asked);
    if (user !== undefined)
      x.found.push({
        ...{ kind: "user", format, title, span, notes: [], user },
        ...(question !== undefined && { question }),
      });
    return true;
  }
  if (kind !== "" || place.grammar === "yaml" || place.path.length > 0) return false;
  // `step crypto jwt inspect` and its like print the parts of a token in one object.
  const payload = get(tree, "payload");
  const decoded = textOf(get(tree, "header", "alg")) === undefined ? undefined : payload;
  const set = decoded ?? tree;
  if (!isClaims(set)) return false;
  const claims = toPlain(set) as Readonly<Record<string, unknown>>;
  x.found.push({
    kind: "claims",
    format: "claims",
    title: "claims of a token",
    span,
    notes: [],
    claims,
  });
  return true;
}

const reviews = [
  { kind: /^Status$/, version: /^v1$/, format: "status", title: "a Status of the API server" },
  {
    kind: /^Event(?:List)?$/,
    version: /^audit\.k8s\.io\//,
    format: "audit-event",
    title: "an audit event",
  },
  {
    kind: /^SelfSubjectReview$/,
    version: /^authentication\.k8s\.io\//,
    format: "self-subject-review",
    title: "the answer of kubectl auth whoami",
  },
  {
    kind: /^TokenReview$/,
    version: /^authentication\.k8s\.io\//,
    format: "token-review",
    title: "a TokenReview",
  },
  {
    kind: /^(?:Self|Local)?Subject(?:Access|Rules)Review$/,
    version: /^authorization\.k8s\.io\//,
    format: "access-review",
    title: "an access review",
  },
  {
    kind: /^ExecCredential$/,
    version: /^client\.authentication\.k8s\.io\//,
    format: "exec-credential",
    title: "an ExecCredential, the answer of a credential plugin",
  },
];

// The user of a review's answer; audit events are explained with their question elsewhere.
function userOf(tree: Tree | undefined): ImportedUser | undefined {
  const username = textOf(get(tree, "username"));
  if (username === undefined || username === "") return undefined;
  const uid = textOf(get(tree, "uid"));
  const texts = (list: Tree) => itemsOf(list).flatMap((one) => textOf(one) ?? []);
  const extra = entriesOf(get(tree, "extra")).map(({ key, value }) => [key, texts(value)] as const);
  const groups = get(tree, "groups");
  return {
    username,
    ...(groups !== undefined && { groups: texts(groups) }),
    ...(uid !== undefined && { uid }),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  };
}

// A SubjectAccessReview names its user in a field of its own.
function askerOf(spec: Tree | undefined): ImportedUser | undefined {
  const username = textOf(get(spec, "user"));
  if (username === undefined || username === "") return undefined;
  const groups = itemsOf(get(spec, "groups")).flatMap((one) => textOf(one) ?? []);
  return { username, ...(groups.length > 0 && { groups }) };
}

function questionOf(spec: Tree | undefined): string | undefined {
  const of = (...keys: string[]) => textOf(get(spec, ...keys)) ?? "";
  const path = of("nonResourceAttributes", "path");
  if (path !== "")
    return formatQuestion({ kind: "path", verb: of("nonResourceAttributes", "verb"), path });
  if (get(spec, "resourceAttributes") === undefined) return undefined;
  const name = (key: string) => of("resourceAttributes", key);
  return formatQuestion({
    ...{ kind: "resource", verb: name("verb"), apiGroup: name("group") },
    ...{ resource: name("resource"), subresource: name("subresource") },
    ...{ name: name("name"), namespace: name("namespace") },
  });
}

// What every ID token has, and no file of settings.
function isClaims(tree: Tree): boolean {
  const named = ["iss", "sub", "aud", "exp", "iat"].filter((name) => get(tree, name) !== undefined);
  return named.length >= 2 && textOf(get(tree, "iss")) !== undefined;
}

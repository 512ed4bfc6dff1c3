import {
  hole,
  type OfferedValue,
  type Part,
  quoteIfNeeded,
} from "../../authn/editor/field-completion.ts";
import { completeSubject, type OfferedName } from "../../authn/names/offer.ts";
import type { Span } from "../../source/span.ts";
import type { ApiResource } from "../api-resources.ts";
import { listObjects, type TypedObject } from "./object-at.ts";
import { offerResources, offerVerbs } from "./rule-values.ts";

/** A role that a binding could name. */
export interface OfferedRole {
  readonly kind: string;
  readonly name: string;
  /** "" for a ClusterRole. */
  readonly namespace: string;
  /** Where it is: "this document", "roles.yaml", "default role of Kubernetes". */
  readonly from: string;
}

/** What is known besides the text. Its texts are untrusted. */
export interface BindingContext {
  /** Roles of opened files and of the version's defaults, in the order in which they are offered. */
  readonly roles: readonly OfferedRole[];
  /** Names that the issuers of the configuration can give. */
  readonly subjects: readonly OfferedName[];
  readonly resources: readonly ApiResource[];
  readonly namespaces: readonly string[];
}

/** A field of an object in a text. `typed` is what is in `span`, without quotes. */
export interface TypedValue {
  readonly text: string;
  readonly object: TypedObject;
  readonly path: string;
  readonly typed: string;
  readonly span: Span;
}

/** The values that a field can have. */
export function offerBindingValues(
  value: TypedValue,
  context: BindingContext,
): readonly OfferedValue[] {
  const { text, object, path, span } = value;
  const { scalars } = object;
  const plain = path.replace(/\[\d+\]/g, "");
  const beside = (name: string) =>
    scalars.get(`${path.slice(0, path.lastIndexOf("."))}.${name}`)?.text;
  switch (plain) {
    case "apiVersion":
      return [{ value: "rbac.authorization.k8s.io/v1", detail: "API version" }];
    case "roleRef.name":
      return offerRoles(text, object, beside("kind"), context);
    case "subjects.name":
      return offerSubjects(value, beside("kind"), context);
    case "metadata.namespace":
    case "subjects.namespace":
      return offerNamespaces(text, span, context).map((value) => ({ value, detail: "namespace" }));
    case "metadata.name":
      return [];
    case "rules.apiGroups":
    case "rules.resources":
    case "rules.verbs":
    case "rules.nonResourceURLs":
      return offerRuleValues(plain, path, object, context);
    default:
      return [];
  }
}

const firstRoles = ["view", "edit", "admin", "cluster-admin"];

// Roles of the text first, then those of files; of the defaults the four that are made for people.
function offerRoles(
  text: string,
  { kind, scalars }: TypedObject,
  wanted: string | undefined,
  { roles }: BindingContext,
): readonly OfferedValue[] {
  const namespace = scalars.get("metadata.namespace")?.text;
  const fits = (role: OfferedRole) =>
    (wanted === undefined || role.kind === wanted) &&
    (role.kind === "ClusterRole" ||
      (kind === "RoleBinding" && (namespace === undefined || role.namespace === namespace)));
  const known = new Map<string, OfferedRole>();
  for (const role of listRoles(text, roles).filter(fits)) {
    const key = `${role.kind} ${role.name}`;
    if (!known.has(key)) known.set(key, role);
  }
  const rank = ({ name, from }: OfferedRole) => {
    if (from !== defaultRole) return 0;
    return firstRoles.includes(name)
      ? 1 + firstRoles.indexOf(name)
      : name.startsWith("system:")
        ? 9
        : 8;
  };
  return [...known.values()]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ kind: own, name, from }) => ({
      value: name,
      detail: wanted === undefined ? `${own}, ${from}` : from,
    }));
}

/** What is said of a role that every cluster has. */
export const defaultRole = "default role of Kubernetes";

/** The roles of a text, and behind them those that are known besides. */
export function listRoles(text: string, others: readonly OfferedRole[]): readonly OfferedRole[] {
  return [...rolesOf(text), ...others];
}

function rolesOf(text: string): readonly OfferedRole[] {
  return listObjects(text).flatMap(({ kind, scalars }) => {
    const name = scalars.get("metadata.name")?.text;
    if (name === undefined || (kind !== "Role" && kind !== "ClusterRole")) return [];
    const namespace = kind === "Role" ? (scalars.get("metadata.namespace")?.text ?? "") : "";
    return [{ kind, name, namespace, from: "this document" }];
  });
}

function offerSubjects(
  { text, object: { scalars }, path, typed, span }: TypedValue,
  kind: string | undefined,
  context: BindingContext,
): readonly OfferedValue[] {
  if (kind === "ServiceAccount") return offerServiceAccounts(text, path);
  const kinds = (["Group", "User"] as const).filter((each) => kind === undefined || kind === each);
  const own = new Set(
    [...scalars].flatMap(([at, { text: name }]) => (at !== path && isSubject(at) ? [name] : [])),
  );
  const names = kinds.flatMap((each) =>
    completeSubject(context.subjects, each, typed)
      .filter(({ whole, text: name }) => !(whole && own.has(name)))
      .map((offer) => describeOffer(offer, typed, kind === undefined)),
  );
  const groups = kinds.includes("Group")
    ? [
        ["system:authenticated", "everybody who is authenticated"],
        ["system:serviceaccounts", "every service account"],
        ...offerNamespaces(text, span, context).map((namespace) => [
          `system:serviceaccounts:${namespace}`,
          `every service account in ${namespace}`,
        ]),
      ]
    : [];
  return [
    ...names,
    ...groups.map(([value = "", detail = ""]) => ({
      value,
      detail,
      doc: `A group of Kubernetes: ${detail}.`,
    })),
  ];
}

// What is typed already stays, as the beginning of what a pattern leaves open.
function describeOffer(
  { kind, text, whole, pattern, url, conditions, parts }: OfferedName,
  typed: string,
  sayKind: boolean,
): OfferedValue {
  const detail = `${sayKind ? `${kind} of ` : ""}${url}`;
  const doc = [
    `${whole ? "A name" : "Names"} that ${url} can give: ${pattern}`,
    ...(conditions.length === 0 ? [] : [`if ${conditions.join(" and ")}`]),
  ].join(" ");
  if (whole) return { value: text, detail, doc, parts: [quoteIfNeeded(text)] };
  const rest = typed.startsWith(text) ? typed.slice(text.length) : "";
  const open = parts.map((part, index): Part => {
    if (part.kind === "text") return part.text;
    const [last] =
      part.kind === "claim"
        ? part.steps.filter(({ kind: step }) => step === "field").slice(-1)
        : [];
    const name = last?.kind === "field" ? last.name : "name";
    const isFirst = index === (parts[0]?.kind === "text" ? 1 : 0);
    return hole(isFirst && rest !== "" && parts.length <= 2 ? rest : name);
  });
  const sample = open.map((part) => (typeof part === "string" ? part : part.hole)).join("");
  const quoted = quoteIfNeeded(sample) !== sample;
  return { value: pattern, detail, doc, parts: quoted ? ['"', ...open, '"'] : open };
}

function offerServiceAccounts(text: string, path: string): readonly OfferedValue[] {
  const found = new Map<string, string>([["default", "the account of pods that name none"]]);
  for (const { scalars } of listObjects(text)) {
    for (const [at, { text: name }] of scalars) {
      const beside = at.slice(0, at.lastIndexOf("."));
      if (at === path || !isSubject(at) || scalars.get(`${beside}.kind`)?.text !== "ServiceAccount")
        continue;
      const namespace = scalars.get(`${beside}.namespace`)?.text;
      found.set(name, namespace === undefined ? "in this document" : `in ${namespace}`);
    }
  }
  return [...found].map(([value, detail]) => ({ value, detail }));
}

function isSubject(path: string): boolean {
  return /^subjects\[\d+\]\.name$/.test(path);
}

// Those of the text, without the one that is being typed.
function offerNamespaces(
  text: string,
  typing: Span,
  { namespaces }: BindingContext,
): readonly string[] {
  const own = listObjects(text).flatMap(({ scalars }) =>
    [...scalars].flatMap(([path, { text: name, span }]) =>
      /^(?:metadata|subjects\[\d+\])\.namespace$/.test(path) &&
      name !== "" &&
      span.start !== typing.start
        ? [name]
        : [],
    ),
  );
  return [...new Set([...own, ...namespaces, "default", "kube-system"])];
}

function offerRuleValues(
  plain: string,
  path: string,
  { kind, scalars }: TypedObject,
  { resources }: BindingContext,
): readonly OfferedValue[] {
  const rule = path.slice(0, path.indexOf("].") + 1);
  const list = (name: string) =>
    [...scalars].flatMap(([at, { text }]) =>
      at.startsWith(`${rule}.${name}[`) && at !== path ? [text] : [],
    );
  const groups = list("apiGroups");
  const present = new Set(list(plain.slice("rules.".length)));
  const offered = (): readonly OfferedValue[] => {
    switch (plain) {
      case "rules.apiGroups":
        return offerGroups(resources);
      case "rules.resources":
        return offerResources(resources, groups, kind === "Role");
      case "rules.verbs":
        return offerVerbs(resources, groups, list("resources"), list("nonResourceURLs").length > 0);
      default:
        return paths.map((value) => ({ value, detail: "path" }));
    }
  };
  return offered().filter(({ value }) => !present.has(value));
}

function offerGroups(resources: readonly ApiResource[]): readonly OfferedValue[] {
  const byGroup = new Map<string, string[]>();
  for (const { group, resource } of resources) {
    const known = byGroup.get(group);
    if (known) known.push(resource);
    else byGroup.set(group, [resource]);
  }
  const groups = [...byGroup].map(([value, names]) => ({
    value,
    detail: value === "" ? "core group" : names.slice(0, 3).join(", "),
    doc: `${value === "" ? "The core group" : value}: ${names.join(", ")}.`,
  }));
  // The core group is named by no text and comes first.
  groups.sort((a, b) => (a.value < b.value ? -1 : 1));
  return [
    ...groups,
    { value: "*", detail: "every group", doc: "Every API group, those that come later included." },
  ];
}

const paths = [
  "/healthz",
  "/livez",
  "/readyz",
  "/metrics",
  "/version",
  "/openapi/*",
  "/api",
  "/api/*",
  "/apis",
  "/apis/*",
  "*",
];

import {
  completeKeys,
  completeSkeletons,
  completeValues,
  type FieldCompletion,
  type KeyPlace,
  needsDash,
  type OfferedValue,
  type Part,
  unquoteTyped,
  type ValuePlace,
} from "../../authn/editor/field-completion.ts";
import type { DescribedField } from "../../authn/field-docs.ts";
import { findCursorPlace } from "../../yaml/cursor-path.ts";
import {
  findRbacField,
  isOpenMapping,
  type RbacKind,
  rbacFieldsBelow,
  rbacKinds,
} from "../schema.ts";
import { bindingSkeletons } from "./binding-skeletons.ts";
import { type BindingContext, offerBindingValues } from "./binding-values.ts";
import { findObjectAt, type TypedObject } from "./object-at.ts";

/**
 * What can be typed at an offset of a text with roles and bindings: keys that are missing, required ones first, and values
 * that a field can have. The rest of the text need not parse.
 */
export function completeBindings(
  text: string,
  offset: number,
  context: BindingContext,
): readonly FieldCompletion[] {
  const place = findCursorPlace(text, offset);
  if (place === undefined) return [];
  const path = place.kind === "key" ? place.parent : place.path;
  const object = findObjectAt(text, offset, path === "" ? "" : `${path}.`);
  const own = path.startsWith(object.prefix) ? path.slice(object.prefix.length) : "";
  return place.kind === "key"
    ? completeKey(text, { ...place, parent: own }, object, context)
    : completeValue(text, { ...place, path: own }, object, context);
}

function completeKey(
  text: string,
  place: KeyPlace,
  object: TypedObject,
  context: BindingContext,
): readonly FieldCompletion[] {
  const { parent, typed, span, style } = place;
  const owner = parent === "" ? undefined : findField(object, parent);
  if (owner?.type === "list" && owner.items === "string") {
    const isItem = !place.startsLine || style === "flow";
    return completeValue(
      text,
      { kind: "value", path: parent, typed, span, style },
      object,
      context,
      !isItem,
    );
  }
  if (owner !== undefined && isOpenMapping(owner.path)) return completeLabels(place, owner, object);
  const dash = needsDash(place, owner);
  const fields = fieldsBelow(object, parent).filter((field) => isOffered(field, place, object));
  const isWhole = owner !== undefined || parent === "";
  const skeletons = isWhole ? bindingSkeletons(owner?.path ?? "", object.kind) : [];
  return [
    ...completeSkeletons(place, dash, skeletons),
    ...completeKeys(
      place,
      fields,
      dash,
      (field) => fixedValue(field, object),
      ({ path }) => fieldsBelow(object, path),
    ),
  ];
}

function completeValue(
  text: string,
  place: ValuePlace,
  object: TypedObject,
  context: BindingContext,
  dash = false,
): readonly FieldCompletion[] {
  const { path, span } = place;
  const field = findField(object, path);
  if (field === undefined) return [];
  if (field.path === "kind") {
    const values = rbacKinds.map((value) => ({ value, detail: kindWords[value] }));
    return completeValues(place, field, values);
  }
  const labels = /^(?:metadata\.(?:labels|annotations)|.*\.matchLabels)\./.test(path);
  if (labels) return [];
  const typed = unquoteTyped(place.typed);
  const known: readonly OfferedValue[] =
    field.values?.map((value) => ({ value, detail: field.name })) ??
    offerBindingValues({ text, object, path, typed, span }, context);
  const fitting =
    field.path === "subjects.apiGroup" && isServiceAccount(object, path)
      ? [{ value: "", detail: "a ServiceAccount has no API group" }]
      : known;
  return completeValues(place, field, fitting, dash);
}

// Before the kind is typed, what all kinds have.
function findField({ kind }: TypedObject, path: string): DescribedField | undefined {
  if (kind !== undefined) return findRbacField(kind, path);
  return rbacKinds.map((each) => findRbacField(each, path)).find((field) => field !== undefined);
}

function fieldsBelow({ kind }: TypedObject, path: string): readonly DescribedField[] {
  if (kind !== undefined) return rbacFieldsBelow(kind, path);
  const all = rbacKinds.map((each) => rbacFieldsBelow(each, path));
  const shared = (all[0] ?? []).filter(({ name }) =>
    all.every((fields) => fields.some((field) => field.name === name)),
  );
  return path === "" ? shared : (all.find((fields) => fields.length > 0) ?? []);
}

function isOffered(
  { path, name }: DescribedField,
  { present, parent }: KeyPlace,
  object: TypedObject,
): boolean {
  switch (path) {
    case "metadata.generateName":
      return !present.includes("name");
    case "metadata.name":
      return !present.includes("generateName");
    case "rules.nonResourceURLs":
      return (
        object.kind !== "Role" &&
        !present.some((key) => ["apiGroups", "resources", "resourceNames"].includes(key))
      );
    case "rules.apiGroups":
    case "rules.resources":
    case "rules.resourceNames":
      return !present.includes("nonResourceURLs");
    case "subjects.namespace":
      return (
        subjectKind(object, parent) === undefined || isServiceAccount(object, `${parent}.${name}`)
      );
    case "subjects.apiGroup":
      return !isServiceAccount(object, `${parent}.${name}`);
    default:
      return true;
  }
}

function subjectKind({ scalars }: TypedObject, subject: string): string | undefined {
  return scalars.get(`${subject}.kind`)?.text;
}

function isServiceAccount(object: TypedObject, path: string): boolean {
  return subjectKind(object, path.slice(0, path.lastIndexOf("."))) === "ServiceAccount";
}

function fixedValue({ path }: DescribedField, { kind }: TypedObject): readonly Part[] | undefined {
  // The kind is chosen, also if the object has one under another name.
  if (path === "kind") return ["kind: ", { hole: "" }];
  if (path === "roleRef.kind")
    return kind === "ClusterRoleBinding" ? undefined : ["kind: ", { hole: "" }];
  return undefined;
}

const labelKeys: Readonly<Record<string, string>> = {
  "rbac.authorization.k8s.io/aggregate-to-view": "adds the rules to view, edit and admin",
  "rbac.authorization.k8s.io/aggregate-to-edit": "adds the rules to edit and admin",
  "rbac.authorization.k8s.io/aggregate-to-admin": "adds the rules to admin",
};

function completeLabels(
  { present, typed, span, has }: KeyPlace,
  { path }: DescribedField,
  { kind }: TypedObject,
): readonly FieldCompletion[] {
  const keys =
    path === "metadata.annotations"
      ? {
          "rbac.authorization.kubernetes.io/autoupdate":
            "false: the API server does not restore a default",
        }
      : kind === "ClusterRole"
        ? labelKeys
        : {};
  return Object.entries(keys)
    .filter(([key]) => !present.includes(key) && key.startsWith(unquoteTyped(typed)))
    .map(([key, doc]): FieldCompletion => {
      const insert =
        has === "colon" ? key : `${key}: "${path === "metadata.annotations" ? "false" : "true"}"`;
      return {
        label: key,
        kind: "field",
        insert,
        holes: [],
        span,
        detail: "key of Kubernetes",
        doc,
      };
    });
}

const kindWords: Readonly<Record<RbacKind, string>> = {
  ClusterRoleBinding: "gives a role in the whole cluster",
  RoleBinding: "gives a role in one namespace",
  ClusterRole: "rules for any binding",
  Role: "rules for one namespace",
};

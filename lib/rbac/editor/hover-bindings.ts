import { describeFacts, type FieldHover, findHovered } from "../../authn/editor/field-hover.ts";
import type { DescribedField } from "../../authn/field-docs.ts";
import { readPattern } from "../../authn/names/match.ts";
import { unquote } from "../../yaml/cursor-lines.ts";
import { findRbacField, rbacKinds } from "../schema.ts";
import { type BindingContext, listRoles } from "./binding-values.ts";
import { findObjectAt, type TypedObject } from "./object-at.ts";
import { describeVerb } from "./rule-values.ts";

/**
 * What is said over a key or a value of a role or binding: its meaning and limits; of a role where it is, of a subject which
 * issuers can give the name, of a resource its kind, of a verb what it allows. Undefined over comments and unknown keys.
 */
export function hoverBindings(
  text: string,
  offset: number,
  context: BindingContext,
): FieldHover | undefined {
  let object = findObjectAt(text, offset, "");
  const inObject = (path: string) => {
    object = findObjectAt(text, offset, path === "" ? "" : `${path}.`);
    return path.startsWith(object.prefix) ? path.slice(object.prefix.length) : path;
  };
  const find = (path: string) => findField(object, inObject(path));
  const place = findHovered(text, offset, find);
  if (place === undefined) return undefined;
  const path = inObject(place.path);
  const field = findField(object, path);
  if (field === undefined) return undefined;
  const value = unquote(place.text);
  const here =
    place.kind === "value" ? describeValue(text, object, path, field, value, context) : [];
  const [first = "", ...rest] = describeFacts(field);
  return {
    span: place.span,
    path: place.path,
    field,
    facts: here.length > 0 ? [...here, first] : [first, ...rest],
  };
}

function findField({ kind }: TypedObject, path: string): DescribedField | undefined {
  if (kind !== undefined) return findRbacField(kind, path);
  return rbacKinds.map((each) => findRbacField(each, path)).find((field) => field !== undefined);
}

function describeValue(
  text: string,
  { scalars }: TypedObject,
  path: string,
  field: DescribedField,
  value: string,
  { roles, subjects, resources }: BindingContext,
): readonly string[] {
  const beside = (name: string) =>
    scalars.get(`${path.slice(0, path.lastIndexOf("."))}.${name}`)?.text;
  switch (field.path) {
    case "roleRef.name": {
      const kind = beside("kind");
      const found = listRoles(text, roles).filter(
        (role) => role.name === value && (kind === undefined || role.kind === kind),
      );
      return found.length === 0
        ? ["No role of this name is known: the binding gives nothing until there is one."]
        : found.map((role) => `${role.kind}, ${role.from}.`);
    }
    case "subjects.name": {
      const kind = beside("kind");
      if (kind !== "User" && kind !== "Group") return [];
      if (value.startsWith("system:")) return ["A name of Kubernetes’ own."];
      // Of a configuration that is not there, or is refused, nothing is known.
      if (subjects.length === 0) return [];
      const givers = subjects.filter(
        (offer) => offer.kind === kind && readPattern(offer, value).length > 0,
      );
      return givers.length === 0
        ? ["No issuer of the configuration can give this name."]
        : givers.map(({ url, pattern, conditions }) => {
            const condition = conditions.length === 0 ? "" : `, if ${conditions.join(" and ")}`;
            return `${url} can give this name, as ${pattern}${condition}.`;
          });
    }
    case "rules.resources": {
      const [resource = "", subresource] = value.split("/");
      const found = resources.filter((each) => each.resource === resource);
      return found.map(({ group, kind, namespaced }) => {
        const where = group === "" ? "core group" : group;
        const scope = namespaced === false ? "of the cluster" : "of a namespace";
        return `${subresource === undefined ? kind : `${subresource} of ${kind}`}, ${where}, ${scope}.`;
      });
    }
    case "rules.apiGroups": {
      const found = resources.filter(({ group }) => group === value);
      return found.length === 0
        ? []
        : [
            `${value === "" ? "The core group" : value}: ${found.map(({ resource }) => resource).join(", ")}.`,
          ];
    }
    case "rules.verbs": {
      const meaning = describeVerb(value);
      return meaning === undefined ? [] : [`${value}: ${meaning}.`];
    }
    default:
      return [];
  }
}

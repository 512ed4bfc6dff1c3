import type { ApiResource } from "../rbac/api-resources.ts";
import type { AppliedRule, Authorizer } from "../rbac/authorize.ts";
import { type Cell, listEffectivePermissions, type MatrixRow } from "../rbac/effective.ts";
import type { User } from "../rbac/types.ts";
import { type RuleView, viewRule } from "./rule-view.ts";

/** Resources × verbs, as the page draws it. Cells name rules by their place in `rules`, so that each is sent once. */
export interface MatrixView {
  readonly verbs: readonly string[];
  /** API groups in the order of discovery, "" being the core group. */
  readonly groups: readonly MatrixGroupView[];
  readonly pathVerbs: readonly string[];
  /** Non-resource URLs that rules name; "*" is every path. */
  readonly paths: readonly MatrixRowView[];
  readonly rules: readonly RuleView[];
  /** False if a binding names a role that was not supplied: what is not granted may be. */
  readonly complete: boolean;
}

/** The resources of one API group. */
export interface MatrixGroupView {
  readonly group: string;
  readonly rows: readonly MatrixRowView[];
}

/** One resource or path. */
export interface MatrixRowView {
  /** "pods", "pods/log" or a path. */
  readonly name: string;
  /** Undefined for a path, and for a resource that only a role names. */
  readonly namespaced?: boolean;
  /** Whether any cell grants anything. */
  readonly granted: boolean;
  /** By place in `verbs`; undefined if the resource does not have the verb. */
  readonly cells: readonly (MatrixCellView | undefined)[];
}

/** One verb of a row; `rules` are indices into the list of rules. */
export interface MatrixCellView {
  /** "named": only for objects whose names the rules hold. */
  readonly verdict: "allowed" | "named" | "denied";
  readonly rules: readonly number[];
}

/** What a matrix is drawn from. */
export interface MatrixContext {
  readonly authorizer: Authorizer;
  readonly user: User;
  /** "" is cluster-wide. */
  readonly namespace: string;
  readonly resources: readonly ApiResource[];
  /** The bindings document. */
  readonly bindings: string;
}

/** The permissions of a user in a namespace. */
export function viewMatrix({
  authorizer,
  user,
  namespace,
  resources,
  bindings: text,
}: MatrixContext): MatrixView {
  const found = listEffectivePermissions(authorizer, user, namespace, resources);
  const rules: RuleView[] = [];
  const places = new Map<AppliedRule, number>();
  const placeOf = (applied: AppliedRule): number => {
    const known = places.get(applied);
    if (known !== undefined) return known;
    places.set(applied, rules.length);
    rules.push(viewRule(applied, text));
    return rules.length - 1;
  };
  const viewRow = (verbs: readonly string[]) => {
    return ({ name, namespaced, cells }: MatrixRow): MatrixRowView => ({
      name,
      ...(namespaced === undefined ? {} : { namespaced }),
      granted: [...cells.values()].some(({ verdict }) => verdict !== "denied"),
      cells: verbs.map((verb) => viewCell(cells.get(verb), placeOf)),
    });
  };
  return {
    verbs: found.verbs,
    groups: found.groups.map(({ group, rows }) => ({
      group,
      rows: rows.map(viewRow(found.verbs)),
    })),
    pathVerbs: found.pathVerbs,
    paths: found.paths.map(viewRow(found.pathVerbs)),
    rules,
    complete: found.unknownRoles.length === 0,
  };
}

const denied: MatrixCellView = { verdict: "denied", rules: [] };

function viewCell(
  cell: Cell | undefined,
  placeOf: (applied: AppliedRule) => number,
): MatrixCellView | undefined {
  if (cell === undefined) return undefined;
  return cell.grants.length === 0
    ? denied
    : { verdict: cell.verdict, rules: cell.grants.map(placeOf) };
}

import type { CelType } from "../types.ts";
import { bool, object, string } from "../types.ts";
import { noSuchOverload } from "../values.ts";
import { declare, receiver } from "./build.ts";
import type { Cost, FunctionDeclaration, Library, Overload } from "./declaration.ts";
import { actualSize, traverse } from "./kubernetes-cost.ts";

/**
 * Questions to the server's authorizer. Every environment declares them, but the one of authentication has no
 * `authorizer` to ask: they compile on a dynamic value and then fail. Follows apiserver pkg/cel/library/authz.go.
 */

const authorizer = object("kubernetes.authorization.Authorizer");
const pathCheck = object("kubernetes.authorization.PathCheck");
const groupCheck = object("kubernetes.authorization.GroupCheck");
const resourceCheck = object("kubernetes.authorization.ResourceCheck");
const decision = object("kubernetes.authorization.Decision");

const steps: readonly (readonly [
  name: string,
  doc: string,
  overloads: readonly (readonly [id: string, parameters: readonly CelType[], result: CelType])[],
])[] = [
  [
    "path",
    "A check of a path that is no resource.",
    [["authorizer_path", [authorizer, string], pathCheck]],
  ],
  [
    "group",
    "A check within an API group.",
    [["authorizer_group", [authorizer, string], groupCheck]],
  ],
  [
    "serviceAccount",
    "The same questions for a service account.",
    [["authorizer_serviceaccount", [authorizer, string, string], authorizer]],
  ],
  [
    "resource",
    "A check of a resource.",
    [["groupcheck_resource", [groupCheck, string], resourceCheck]],
  ],
  [
    "subresource",
    "The check for a subresource.",
    [["resourcecheck_subresource", [resourceCheck, string], resourceCheck]],
  ],
  [
    "namespace",
    "The check in a namespace.",
    [["resourcecheck_namespace", [resourceCheck, string], resourceCheck]],
  ],
  [
    "name",
    "The check for one object.",
    [["resourcecheck_name", [resourceCheck, string], resourceCheck]],
  ],
  [
    "check",
    "Asks for a verb.",
    [
      ["pathcheck_check", [pathCheck, string], decision],
      ["resourcecheck_check", [resourceCheck, string], decision],
    ],
  ],
  ["errored", "Whether the question failed.", [["decision_errored", [decision], bool]]],
  ["error", "Why the question failed.", [["decision_error", [decision], string]]],
  ["allowed", "Whether the answer is yes.", [["decision_allowed", [decision], bool]]],
  ["reason", "The words of the answer.", [["decision_reason", [decision], string]]],
];

/** Follows pkg/cel/library/cost.go. */
const costs: Readonly<Record<string, Cost>> = { check: () => 350_000 };

/** The reading of a selector, and fifty for each requirement that fits its length. */
const costOfSelector: Cost = (args) =>
  10 + traverse(args[1]) + Math.ceil(actualSize(args[1]) * 0.5) * 50;

const selectors: readonly FunctionDeclaration[] = [
  ["fieldSelector", "The check limited by a field selector.", "authorizer_fieldselector"],
  ["labelSelector", "The check limited by a label selector.", "authorizer_labelselector"],
].map(([name = "", doc = "", id = ""]) =>
  declare(name, doc, [], [ask(id, [resourceCheck, string], resourceCheck, costOfSelector)], {
    since: 31,
  }),
);

/** Declared in every environment, of use in none of authentication's. */
export const authorizerLibrary: Library = {
  name: "authorizer",
  title: "Authorizer",
  doc: "Questions to the server's authorizer. Expressions of authentication have no authorizer to ask.",
  since: 30,
  functions: [
    ...steps.map(([name, doc, overloads]) =>
      declare(
        name,
        doc,
        [],
        overloads.map(([id, parameters, result]) => ask(id, parameters, result, costs[name])),
        costs[name] && { cost: costs[name] },
      ),
    ),
    ...selectors,
  ],
};

function ask(id: string, parameters: readonly CelType[], result: CelType, cost?: Cost): Overload {
  return receiver(id, parameters, result, () => noSuchOverload, cost && { cost });
}

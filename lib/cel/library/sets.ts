import { bool, list, param } from "../types.ts";
import { containsElement } from "../values/containers.ts";
import { type CelList, type CelResult, elementsOf, isList, noSuchOverload } from "../values.ts";
import { declare, global } from "./build.ts";
import type { Cost, Evaluate, FunctionDeclaration, Library } from "./declaration.ts";
import { actualSize } from "./kubernetes-cost.ts";

const listOfT = list(param("T"));

const functions: readonly FunctionDeclaration[] = [
  declare(
    "sets.contains",
    "Whether the first list holds every element of the second.",
    [
      ["sets.contains(['admin', 'dev'], ['dev'])", "true"],
      ["sets.contains([1], [])", "true"],
    ],
    [
      global("list_sets_contains_list", [listOfT, listOfT], bool, lists(containsAll), {
        cost: costOfPairs(1),
      }),
    ],
  ),
  declare(
    "sets.equivalent",
    "Whether two lists hold the same elements, in any order and number.",
    [["sets.equivalent([1, 2, 2], [2, 1])", "true"]],
    [
      global("list_sets_equivalent_list", [listOfT, listOfT], bool, lists(isEquivalent), {
        cost: costOfPairs(2),
      }),
    ],
  ),
  declare(
    "sets.intersects",
    "Whether two lists have an element in common.",
    [
      ["sets.intersects(['admin', 'dev'], ['ops', 'dev'])", "true"],
      ["sets.intersects([1], [])", "false"],
    ],
    [
      global("list_sets_intersects_list", [listOfT, listOfT], bool, lists(intersects), {
        cost: costOfPairs(1),
      }),
    ],
  ),
];

/** Lists taken as sets: cel-go's ext/sets.go. */
export const setsLibrary: Library = {
  name: "sets",
  title: "Sets",
  doc: "Compare lists as sets, without regard to order and repetition.",
  since: 30,
  functions,
};

function lists(evaluate: (left: CelList, right: CelList) => CelResult): Evaluate {
  return ([left, right]) =>
    left !== undefined && right !== undefined && isList(left) && isList(right)
      ? evaluate(left, right)
      : noSuchOverload;
}

function containsAll(all: CelList, some: CelList): CelResult {
  for (const element of elementsOf(some)) {
    const found = containsElement(all, element);
    if (found !== true) return found;
  }
  return true;
}

function isEquivalent(left: CelList, right: CelList): CelResult {
  const forth = containsAll(left, right);
  return forth === true ? containsAll(right, left) : forth;
}

function intersects(left: CelList, right: CelList): CelResult {
  return elementsOf(left).some((element) => containsElement(right, element) === true);
}

/** Every element of one list against every one of the other. */
function costOfPairs(factor: number): Cost {
  return (args) => 1 + actualSize(args[0]) * actualSize(args[1]) * factor;
}

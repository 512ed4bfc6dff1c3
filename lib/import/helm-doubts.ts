import type { Exploration, Place } from "./exploration.ts";
import type { Doubt, Found } from "./found.ts";
import { type HelmMap, treeOfValues } from "./helm-values.ts";
import { placeOf } from "./piece.ts";
import type { Tree } from "./tree.ts";

/** Looks into a tree for what can be opened. */
export type Explore = (tree: Tree, place: Place) => void;

/** The values that an object gives to a chart, put together. */
interface GivenValues {
  readonly values: HelmMap;
  /** Of the object. */
  readonly place: Place;
  /** Why helm refuses them. */
  readonly failure: string | undefined;
  readonly doubts: readonly Doubt[];
  readonly chart: string;
}

/** Opens what the values of an object hold, unless helm refuses them or they are not all known. */
export function exploreValues(x: Exploration, given: GivenValues, explore: Explore): void {
  const { values, place, failure, doubts, chart } = given;
  const before = x.found.length;
  explore(treeOfValues(values), { ...place, path: [], around: [], grammar: "text" });
  if (failure === undefined || x.found.length === before) {
    refuseValues(x, before, { doubts, chart });
    return;
  }
  x.found.splice(before, x.found.length, {
    ...{ kind: "refused", format: "helm", title: "values of helm", notes: [] },
    span: placeOf(place.piece, values.span),
    reason: failure,
  });
}

/** Refuses settings that may have further values, and those of a chart that this chart is not. */
export function refuseValues(
  x: Exploration,
  before: number,
  { doubts, chart }: { readonly doubts: readonly Doubt[]; readonly chart: string },
): void {
  const [doubt] = doubts;
  for (let i = before; i < x.found.length; i++) {
    const one = x.found[i];
    if (one?.kind !== "settings" && one?.kind !== "configuration") continue;
    const reason = reasonAgainst(x, one, doubt, chart);
    if (reason === undefined) continue;
    const { format, title, span, kind } = one;
    x.found[i] = {
      ...{ kind: "refused", format, title, span, notes: [], reason, because: "unknown" },
      about: kind,
    };
  }
}

function reasonAgainst(
  x: Exploration,
  { format, target, kind }: Found & { readonly target?: string },
  doubt: Doubt | undefined,
  chart: string,
): string | undefined {
  if (doubt !== undefined) {
    const written = doubt.written.replaceAll(/\s+/g, " ").trim();
    const shown = written.length > 60 ? `${written.slice(0, 60)}…` : written;
    const line = x.lineAt(doubt.span.start);
    return `What ${shown} adds in line ${line} is not in the text: it may hold other values of the same chart. Open the result (helm get values RELEASE, or helm template).`;
  }
  const wanted = kind === "settings" ? chartOf[target ?? format] : undefined;
  const name = chart.split(/[?#@]/, 1)[0]?.split("/").at(-1) ?? "";
  if (wanted === undefined || !/^[a-z0-9]/i.test(name) || wanted.test(name)) return undefined;
  return `The values are written as those of another chart, and what ${name} makes of them is not known: open what it renders (helm template).`;
}

/** How the charts are called whose values are known by their names alone. */
const chartOf: Readonly<Record<string, RegExp>> = {
  karmada: /karmada/i,
  vcluster: /vcluster/i,
  "giant-swarm": /^cluster-/,
};

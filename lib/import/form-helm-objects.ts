import { compareText } from "../go/json.ts";
import { trimEndOf } from "../source/trim-end.ts";
import type { Exploration, Place } from "./exploration.ts";
import type { Doubt } from "./found.ts";
import { type Explore, exploreValues } from "./helm-doubts.ts";
import { emptyValues, type HelmMap, mergeValues, setValues } from "./helm-values.ts";
import { placeOf } from "./piece.ts";
import { readYamlDocuments } from "./read-yaml.ts";
import { entriesOf, get, itemsOf, type MapTree, type Tree, textOf } from "./tree.ts";

/**
 * Reads the values of an object that installs a chart, if more than one part of it gives values: a HelmRelease of Flux, an
 * Application of Argo CD, a release of helmfile. Undefined for other objects, which are looked into as they are.
 */
export function readHelmObject(
  x: Exploration,
  tree: Tree,
  place: Place,
): ((explore: Explore) => void) | undefined {
  if (tree.kind !== "map") return undefined;
  const read = readSources(tree, place);
  if (read === undefined) return undefined;
  const { chart, files, sets, more } = read;
  if (sets.length === 0 && more.length === 0) return undefined;
  return (explore) => {
    const values = emptyValues(tree.span);
    const doubts: Doubt[] = more.map((part) => doubtOf(x, part, place));
    let failure: string | undefined;
    for (const file of files) {
      const own = file.kind === "text" ? readYamlDocuments(file.value) : undefined;
      const parsed = own === undefined ? file : own.length === 1 ? own[0]?.tree : undefined;
      // Every place in a file inside of a text is the text's.
      if (parsed?.kind === "map")
        mergeValues(values, own === undefined ? parsed : at(parsed, file));
      else doubts.push(doubtOf(x, file, place));
    }
    for (const one of sets) failure ??= writeSet(values, one);
    exploreValues(x, { values, place, failure, doubts, chart: textOf(chart) ?? "" }, explore);
  };
}

function readSources(tree: MapTree, { path }: Place): Sources | undefined {
  const kind = textOf(get(tree, "kind")) ?? "";
  const version = textOf(get(tree, "apiVersion")) ?? "";
  const is = (name: string, group: string) => kind === name && version.startsWith(`${group}/`);
  if (is("HelmRelease", "helm.toolkit.fluxcd.io")) return readFlux(tree);
  if (is("HelmChart", "helm.cattle.io")) return readHelmChart(tree);
  if (is("Release", "helm.crossplane.io")) return readCrossplane(get(tree, "spec", "forProvider"));
  if (get(tree, "helm") !== undefined && (path.at(-1) === "source" || path.at(-2) === "sources"))
    return readArgo(tree);
  if (path.at(-2) === "releases" && get(tree, "chart") !== undefined) return readHelmfile(tree);
  return path.at(-2) === "helmCharts" ? readKustomize(tree) : undefined;
}

interface Sources {
  readonly chart: Tree | undefined;
  readonly files: readonly Tree[];
  readonly sets: readonly SetPair[];
  /** What gives further values that are not in the text. */
  readonly more: readonly Tree[];
}

interface SetPair {
  readonly name: string;
  readonly value: string;
  readonly isText: boolean;
  readonly span: Tree["span"];
}

// spec.values are merged over what valuesFrom names (fluxcd.io/flux/components/helm/helmreleases).
function readFlux(tree: MapTree): Sources {
  const from = get(tree, "spec", "valuesFrom");
  const values = get(tree, "spec", "values");
  return {
    chart: get(tree, "spec", "chart", "spec", "chart"),
    files: values === undefined ? [] : [values],
    sets: [],
    more: [...itemsOf(from), ...itemsOf(get(tree, "spec", "postRenderers"))],
  };
}

// parameters before valuesObject before values before valueFiles (argo-cd docs/user-guide/helm.md); values are left aside if
// there is a valuesObject, and a comma of a parameter gets a backslash (util/helm/cmd.go).
function readArgo(source: MapTree): Sources {
  const helm = get(source, "helm");
  const values = get(helm, "valuesObject") ?? get(helm, "values");
  const sets = itemsOf(get(helm, "parameters")).map((one): SetPair => {
    const value = textOf(get(one, "value")) ?? "";
    return {
      name: textOf(get(one, "name")) ?? "",
      value: /^\{.*\}$/.test(value) ? value : escapeCommas(value),
      isText: textOf(get(one, "forceString")) === "true",
      span: one.span,
    };
  });
  return {
    chart: get(source, "chart"),
    files: values === undefined ? [] : [values],
    sets,
    more: [...itemsOf(get(helm, "valueFiles")), ...itemsOf(get(helm, "fileParameters"))],
  };
}

// spec.set over spec.valuesContent, its keys in order; a number and the texts true, false and null go to --set, other
// texts to --set-string (k3s-io/helm-controller pkg/controllers/chart/chart.go: args, typedVal).
function readHelmChart(tree: MapTree): Sources {
  const content = get(tree, "spec", "valuesContent") ?? get(tree, "spec", "values");
  const sets = entriesOf(get(tree, "spec", "set")).toSorted((a, b) => compareText(a.key, b.key));
  return {
    chart: get(tree, "spec", "chart"),
    files: content === undefined ? [] : [content],
    sets: sets.map(({ key, value }) => {
      const text = textOf(value) ?? "";
      const isText = value.kind === "text" && !/^(?:true|false|null)$/i.test(text);
      return {
        ...{ name: key, value: isText ? escapeOpenCommas(text) : text },
        ...{ isText, span: value.span },
      };
    }),
    more: itemsOf(get(tree, "spec", "valuesSecrets")),
  };
}

// escapeComma of the same file: a comma after an even number of backslashes gets one more.
function escapeOpenCommas(value: string): string {
  const parts = value.split(",");
  return parts
    .map((part, at) => {
      const backslashes = part.length - trimEndOf(part, "\\").length;
      return at < parts.length - 1 && backslashes % 2 === 0 ? `${part}\\` : part;
    })
    .join(",");
}

// values over valuesFrom, then set (crossplane-contrib/provider-helm pkg/controller/release/values.go).
function readCrossplane(provider: Tree | undefined): Sources {
  const values = get(provider, "values");
  const sets = itemsOf(get(provider, "set"));
  const isPlain = (one: Tree) =>
    textOf(get(one, "value")) !== undefined && get(one, "valueFrom") === undefined;
  return {
    chart: get(provider, "chart", "name"),
    files: values === undefined ? [] : [values],
    sets: sets.filter(isPlain).map((one) => ({
      ...{ name: textOf(get(one, "name")) ?? "", value: textOf(get(one, "value")) ?? "" },
      ...{ isText: false, span: one.span },
    })),
    more: [...itemsOf(get(provider, "valuesFrom")), ...sets.filter((one) => !isPlain(one))],
  };
}

// valuesInline over valuesFile, or the other way (valuesMerge): kustomize's helmCharts.
function readKustomize(tree: MapTree): Sources {
  const values = get(tree, "valuesInline");
  const file = get(tree, "valuesFile");
  return {
    chart: get(tree, "name"),
    files: values === undefined ? [] : [values],
    sets: [],
    more: [...(file === undefined ? [] : [file]), ...itemsOf(get(tree, "additionalValuesFiles"))],
  };
}

function escapeCommas(value: string): string {
  return value.replaceAll(/(?<!\\),/g, "\\,");
}

// helmfile.readthedocs.io: values are files or mappings, set is as on the command line.
function readHelmfile(tree: MapTree): Sources {
  const values = itemsOf(get(tree, "values"));
  const sets = itemsOf(get(tree, "set"));
  const odd = sets.filter((one) => textOf(get(one, "value")) === undefined);
  return {
    chart: get(tree, "chart"),
    files: values.filter(({ kind }) => kind === "map"),
    sets: sets.flatMap((one) => {
      const [name, value] = [textOf(get(one, "name")), textOf(get(one, "value"))];
      return name === undefined || value === undefined
        ? []
        : [{ name, value, isText: false, span: one.span }];
    }),
    more: [...values.filter(({ kind }) => kind !== "map"), ...odd],
  };
}

function writeSet(values: HelmMap, { name, value, isText, span }: SetPair): string | undefined {
  const place = () => span;
  const why = setValues(values, { text: `${name}=${value}`, place }, isText ? "string" : "auto");
  return why === undefined ? undefined : `helm refuses the value of ${name}: ${why}.`;
}

function doubtOf(x: Exploration, { span }: Tree, { piece }: Place): Doubt {
  const written = x.holes.reveal(piece.text.slice(span.start, span.end));
  return { written, span: placeOf(piece, span) };
}

function at(tree: MapTree, { span }: Tree): MapTree {
  const moved = (one: Tree): Tree => {
    if (one.kind === "list") return { ...one, span, items: one.items.map(moved) };
    if (one.kind === "map") return map(one);
    return one.kind === "text"
      ? {
          ...one,
          span,
          offsets: () => Array.from({ length: one.value.length + 1 }, () => span.start),
        }
      : { ...one, span };
  };
  const map = (one: MapTree): MapTree => ({
    ...{ ...one, span },
    entries: one.entries.map(({ key, value }) => ({ key, keySpan: span, value: moved(value) })),
  });
  return map(tree);
}

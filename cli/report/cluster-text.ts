import type { ObjectDifference, TokenDifference } from "../../lib/engine/tests/compare-cluster.ts";
import type { AskerDifference } from "../../lib/engine/tests/compare-workspaces.ts";
import { describeAsker, writeSections } from "./difference-text.ts";

/** What `cluster` found, as it is written. Claim values are masked already unless that was turned off. */
export interface ClusterReport {
  readonly cluster: {
    readonly context: string;
    readonly server: string;
    /** "v1.37.1"; empty if the server does not say it. */
    readonly version: string;
  };
  readonly objects: readonly ObjectDifference[];
  /** `before` is the workspace, `after` the cluster. */
  readonly askers: readonly AskerDifference[];
  readonly token?: TokenDifference;
  readonly notes: readonly string[];
}

/** A text is for people: `-o json` has every object. */
const mostObjects = 100;

/** A report for people: as plain text, or as Markdown for a ticket. */
export function writeClusterText(
  { cluster, objects, askers, token, notes }: ClusterReport,
  differences: number,
  form: "text" | "markdown",
): string {
  const more = objects.length - mostObjects;
  const head = [`Context ${cluster.context}`, cluster.server, cluster.version].filter(Boolean);
  return writeSections(
    head.join(", "),
    [
      { title: "Notes", lines: notes.map((note) => `  ${note}`) },
      {
        title: "Roles and bindings",
        lines: [
          ...objects.slice(0, mostObjects).map(describeObject),
          ...(more > 0 ? [`  and ${more} more: -o json has all`] : []),
        ],
      },
      { title: "Who asks (- workspace, + cluster)", lines: askers.flatMap(describeAsker) },
      { title: "The token", lines: token === undefined ? [] : describeToken(token) },
    ],
    differences === 0
      ? "The cluster does what the workspace says."
      : `${differences} ${differences === 1 ? "difference" : "differences"}.`,
    form,
  );
}

function describeObject({ change, kind, namespace, name, text }: ObjectDifference): string {
  const sign = { "only-cluster": "+", "only-workspace": "-", differs: "!" }[change];
  const words = {
    "only-cluster": "only in the cluster",
    "only-workspace": "only in the workspace",
    differs: "differs",
  }[change];
  const full = namespace === "" ? name : `${namespace}/${name}`;
  return `  ${sign} ${kind} ${full}, ${words}${text === undefined ? "" : `: ${text}`}`;
}

const marks = { same: " ", differs: "!", unknown: "?" } as const;

function describeToken({ kind, lines, questions }: TokenDifference): readonly string[] {
  return [
    ...lines.map((line) => `  ${marks[kind]} ${line}`),
    ...questions.map(({ text, kind: own, simulated, cluster }) =>
      own === "same"
        ? `    ${text}: ${cluster}`
        : `  ${marks[own]} ${text}: ${cluster} by the cluster, ${simulated} here`,
    ),
  ];
}

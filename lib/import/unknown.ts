import type { Span } from "../source/span.ts";
import type { Exploration, Grammar, Place } from "./exploration.ts";
import type { FlagWord } from "./flags.ts";
import type { Doubt, FoundBindings, FoundConfiguration, FoundSettings } from "./found.ts";
import type { Holes } from "./holes.ts";
import { placeOf } from "./piece.ts";
import type { Tree, UnknownPart } from "./tree.ts";

/**
 * Words that may hold further flags: lone variables, and flags whose name is one. The word behind a flag without a value is
 * its value.
 */
export function unknownWords(words: readonly FlagWord[], holes: Holes): FlagWord[] {
  return words.filter((word, i) => {
    if (!isUnknownWord(word.value, holes)) return false;
    const before = words[i - 1]?.value ?? "";
    const shown = holes.reveal(word.value);
    return manyWords.test(shown) || !/^--?[a-z][^=]*$/.test(before) || switches.test(before);
  });
}

// A path behind a variable makes it a program, and other text behind it a name.
function isUnknownWord(value: string, holes: Holes): boolean {
  const [head = ""] = value.split("=", 1);
  const shown = holes.reveal(head);
  if (isOtherFlag(holes.reveal(value))) return false;
  if (/^-{1,2}[^-]/.test(head)) return holes.list(head).length > 0 || variable.test(shown);
  const rest = holes.list(head).reduce((text, one) => text.replace(one, ""), shown);
  return (rest === "" && shown !== "") || lone.test(shown) || /^@[A-Za-z]\w*$/.test(shown);
}

// `${x ? "--node-taint a=b" : ""}`: both branches are here, and neither is such a flag.
function isOtherFlag(shown: string): boolean {
  const branches = /^\$\{[^?{}]{0,200}\? ?"([^"]*)" ?: ?"([^"]*)" ?\}$/.exec(shown)?.slice(1);
  return (
    branches?.every((one) => /^(?:$|--[a-z])/.test(one) && !/oidc|authentication|-arg/.test(one)) ??
    false
  );
}

const variable = /\$[\w({@*]|\{\{/;
const lone = /^(?:\$[A-Za-z_]\w*|\$[@*]|\$\{[^{}]*\}|\$\([A-Za-z_][\w.-]*\))+$/;

/** `$@`, `${args[@]}`: never one word alone. */
const manyWords = /^(?:\$[@*]|\$\{[^{}[]*\[[@*]\][^{}]*\})$/;

/** Flags of kube-apiserver and the programs around it that take no value. */
const switches =
  /^--(?:allow-privileged|anonymous-auth|profiling|contention-profiling|watch-cache|logtostderr|alsologtostderr|service-account-lookup|permit-(?:address|port)-sharing|enable-(?!admission-plugins)[a-z-]+|disable-[a-z-]+|cluster-init|secrets-encryption|rootless|docker|debug|selinux|embedded-registry|protect-kernel-defaults|prefer-bundled-bin|force|ha|embed-certs|install-addons)$/;

/**
 * What makes the values of a list or mapping uncertain: parts of it that are not known, parts that may replace it further
 * out, and functions around it. `of` is what is taken of it; a part that holds nothing by a name that counts is left aside.
 */
export function doubtsOf(
  x: Exploration,
  tree: Tree,
  place: Place,
  of: { readonly counts?: (name: string) => boolean; readonly taken?: readonly Span[] } = {},
): Doubt[] {
  const { counts = () => true, taken = [tree.span] } = of;
  const own = unknownOf(tree).filter((part) => {
    if (part.names !== undefined && !part.names.some(counts)) return false;
    if (part.sort !== "condition") return true;
    const inside = taken.filter((span) => contains(part.span, span)).length;
    return inside > 0 && inside < taken.length;
  });
  const [first] = taken;
  const at = first?.start ?? tree.span.start;
  const around = place.around.flatMap((outer) => unknownOf(outer).filter(replaces(at)));
  const further = place.piece.around.flatMap((outer) => unknownOf(outer).filter(replaces(-1)));
  const here = [...own, ...around].map(({ span }) => ({
    written: place.piece.text.slice(span.start, span.end),
    span: placeOf(place.piece, span),
  }));
  // The text of an outer piece is not here, and its place is that of what is inside.
  const outer = further.map(() => ({ written: "", span: placeOf(place.piece, tree.span) }));
  return [...here, ...outer].map(({ written, span }) => ({
    written: x.holes.reveal(written),
    span,
  }));
}

// Of a mapping only what is given later replaces a value; of a function everything is uncertain.
function replaces(at: number): (part: UnknownPart) => boolean {
  return ({ sort, span, names }) =>
    sort === "call" || (sort === "part" && names === undefined && span.start >= at);
}

function unknownOf(tree: Tree): readonly UnknownPart[] {
  return tree.kind === "list" || tree.kind === "map" ? (tree.unknown ?? []) : [];
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Parts that are not known anywhere inside of a value that is taken whole, but for what only describes an object. */
export function doubtsInside(x: Exploration, tree: Tree, place: Place): Doubt[] {
  const found: Span[] = [];
  const visit = (one: Tree): void => {
    for (const part of unknownOf(one)) if (part.sort !== "condition") found.push(part.span);
    if (one.kind === "list") {
      const objects = one.items.some(({ kind }) => kind === "map");
      for (const item of one.items) {
        if (objects && item.kind === "text" && isHole(item.value, x.holes)) found.push(item.span);
        visit(item);
      }
    } else if (one.kind === "map") {
      for (const { key, value } of one.entries) if (!describing.has(key)) visit(value);
    }
  };
  visit(tree);
  return found.map((span) => ({
    written: x.holes.reveal(place.piece.text.slice(span.start, span.end)),
    span: placeOf(place.piece, span),
  }));
}

const describing = new Set(["metadata", "labels", "annotations", "tags", "status"]);

function isHole(value: string, holes: Holes): boolean {
  const [only, ...more] = holes.list(value);
  return only !== undefined && more.length === 0 && holes.reveal(value) === only;
}

/** Refuses what was found since `from` and has such a part; `reasonOf` says why of one, and nothing of one that stays. */
export function refuseUnknown(
  x: Exploration,
  from: number,
  reasonOf: (one: FoundConfiguration | FoundSettings | FoundBindings) => string | undefined,
): void {
  for (let i = from; i < x.found.length; i++) {
    const one = x.found[i];
    if (one?.kind !== "configuration" && one?.kind !== "settings" && one?.kind !== "bindings")
      continue;
    const reason = reasonOf(one);
    if (reason === undefined) continue;
    const { kind, format, title, span } = one;
    x.found[i] = {
      ...{ kind: "refused", format, title, span, notes: [], reason, because: "unknown" },
      ...(kind !== "settings" && { about: kind }),
    };
  }
}

/** Why nothing is offered of settings with such parts, a sentence or two. */
export function explainDoubts(
  x: Exploration,
  doubts: readonly Doubt[],
  { grammar, what }: { readonly grammar: Grammar; readonly what: string },
): string {
  const [first] = doubts;
  const written = (first?.written ?? "").replaceAll(/\s+/g, " ").trim();
  const shown = written.length > 60 ? `${written.slice(0, 60)}…` : written;
  const line = x.lineAt(first?.span.start ?? 0);
  const named = shown === "" ? "an expression around these settings" : shown;
  return `What ${named} adds in line ${line} is not in the text: it may hold further ${what}, or other values of these. ${advice(x, grammar)} and open the result.`;
}

function advice({ template }: Exploration, grammar: Grammar): string {
  switch (grammar) {
    case "hcl":
      return "Render it first (terraform plan and terraform console show the value)";
    case "nix":
      return "Render it first (nix eval shows the value)";
    case "bicep":
      return "Render it first (az deployment group what-if shows the value)";
    case "shell":
    case "systemd":
      return "Take the command line as it runs (ps -ww -o args shows it)";
    default:
      if (template === "Go") return "Render it first (helm template)";
      if (template === "Jinja") return "Render it first (ansible with --check --diff shows it)";
      return "Render it first";
  }
}

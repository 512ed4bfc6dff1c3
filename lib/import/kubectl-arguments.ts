/** The words behind a verb of kubectl: flags by their name without dashes, and the other words. */
export interface KubectlArguments {
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly names: readonly string[];
}

/** Reads words as pflag does: a flag that is no switch takes the next word, whatever that begins with. */
export function readKubectlArguments(words: readonly string[]): KubectlArguments {
  const flags = new Map<string, string[]>();
  const names: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const match = /^(?:--([a-z][a-z-]*)|-([a-zA-Z]))(=?)/.exec(word);
    if (match === null) {
      if (word === "--") break;
      names.push(word);
      continue;
    }
    const [whole, long, short = "", equals = ""] = match;
    const ofLogs = names.includes("logs") ? logsShorthands[short] : undefined;
    const name = long ?? ofLogs ?? shorthands[short] ?? short;
    // `-it`, and `-nkube-system`.
    const rest = word.slice(whole.length);
    let value = rest;
    if (equals === "" && rest === "" && !switches.has(name)) value = words[++i] ?? "";
    const values = flags.get(name);
    if (values === undefined) flags.set(name, [value]);
    else values.push(value);
  }
  return { flags, names };
}

const shorthands: Readonly<Record<string, string>> = {
  ...{ n: "namespace", p: "patch", f: "filename", o: "output", A: "all-namespaces", s: "server" },
  ...{ l: "selector", c: "container", w: "watch", R: "recursive", k: "kustomize", h: "help" },
};

const logsShorthands: Readonly<Record<string, string>> = { f: "follow", p: "previous" };

/** Flags that take no word: they have a value only behind an equals sign. */
const switches = new Set(
  `all all-namespaces dry-run edit experimental-server-side-apply force force-conflicts follow help i ignore-not-found
  insecure-skip-tls-verify local no-headers overwrite previous prune quiet record recursive save-config server-side
  show-events show-kind show-labels show-managed-fields stdin t timestamps tty validate wait warnings-as-errors watch
  watch-only all-containers prefix ignore-errors disable-compression match-server-version q now cascade list`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

/** The type and names of `TYPE NAME…` and `TYPE/NAME…`, the type without its plural, group and version. */
export function readTargets(
  names: readonly string[],
): { readonly type: string; readonly names: readonly string[] } | undefined {
  const [first = "", ...rest] = names;
  const bare = (type: string) => (type.split(".")[0] ?? "").toLowerCase();
  if (!first.includes("/")) return first === "" ? undefined : { type: bare(first), names: rest };
  const pairs = names.map((name) => [
    name.slice(0, name.indexOf("/")),
    name.slice(name.indexOf("/") + 1),
  ]);
  const type = bare(pairs[0]?.[0] ?? "");
  return pairs.every(([own = ""]) => bare(own) === type)
    ? { type, names: pairs.map(([, name = ""]) => name) }
    : undefined;
}

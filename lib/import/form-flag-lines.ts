import type { Exploration } from "./exploration.ts";
import { type Flag, settingOf } from "./flags.ts";
import { takeFlags } from "./form-flags.ts";
import { type Piece, placeOf } from "./piece.ts";

/**
 * Takes the lines in which kube-apiserver logs all of its flags when it starts (k8s.io/component-base/cli/flag.PrintFlags):
 * `FLAG: --oidc-client-id="kubernetes"`, quoted as Go's %q does; a flag that is not set has its default. False for texts
 * without an issuer or a file among them.
 */
export function foundOfFlagLines(x: Exploration, piece: Piece): boolean {
  const { text } = piece;
  if (!text.includes("FLAG: --")) return false;
  const starts: Flag[][] = [];
  for (const match of text.matchAll(line)) {
    const [whole, name = "", quoted = ""] = match;
    const setting = settingOf(name);
    if (setting === undefined) continue;
    const span = placeOf(piece, { start: match.index, end: match.index + whole.length });
    // The server that starts again prints all of them again.
    if (starts.length === 0 || starts.at(-1)?.some((flag) => flag.name === setting))
      starts.push([]);
    const value = unquote(quoted);
    if (value === undefined) return false;
    const list = setting === "signing-algs" ? value.replace(/^\[|\]$/g, "") : value;
    starts.at(-1)?.push({ name: setting, value: { value: list, from: span }, span });
  }
  let found = false;
  for (const flags of starts) {
    const given = flags.filter(
      ({ name, value: { value } }) => value !== "" && name !== "anonymous-auth",
    );
    const [first] = given;
    const last = given.at(-1);
    if (first === undefined || last === undefined || !given.some(isMeant)) continue;
    found = true;
    takeFlags(
      x,
      { flags: given, strange: [] },
      { start: first.span.start, end: last.span.end },
      { format: "flags", title: "flags that kube-apiserver logged" },
    );
  }
  return found;
}

function isMeant({ name }: Flag): boolean {
  return name === "issuer-url" || name === "client-id" || name === "authentication-config";
}

const line = /FLAG: --((?:oidc|authentication)-[a-z-]+)="((?:[^"\\\n]|\\.)*)"/g;

// Go's %q is JSON for all that a flag can hold, except for control characters.
function unquote(quoted: string): string | undefined {
  try {
    return JSON.parse(`"${quoted}"`) as string;
  } catch {
    return undefined;
  }
}

import type { LoadedConfiguration } from "../authn/load.ts";
import type { Explanation } from "../explain/explanation.ts";
import { newestMinor } from "../kube/minor.ts";
import type { Span } from "../source/span.ts";

/** A line of a log in place of a token, and the fields of the configuration that it is about. Its texts are untrusted. */
export interface LogLineView extends Explanation {
  /** Fields that the line can be about, of every issuer; one if it quotes the expression. */
  readonly places: readonly { readonly path: string; readonly span: Span }[];
}

/**
 * Explains a pasted text that is no token: lines of logs, messages of clients, API objects. Undefined if it is none of
 * these. The code is loaded only for texts that can be such.
 */
export async function readLogLine(
  pasted: string,
  loaded: LoadedConfiguration,
): Promise<LogLineView | undefined> {
  if (!canBeLog(pasted)) return undefined;
  const { explainText } = await import("../explain/explain-text.ts");
  const found = explainText(pasted) ?? (await explainCommand(pasted));
  return found && { ...found, places: listPlaces(found, loaded) };
}

// A command of kubectl or curl that asks something, of its own user or as another one.
async function explainCommand(pasted: string): Promise<Explanation | undefined> {
  if (pasted.length > longestCommand || !/--as\b|Impersonate-|\bcan-i\b/i.test(pasted))
    return undefined;
  const { openPaste } = await import("./open-paste.ts");
  const { kind, format, user, question, notes } = openPaste(pasted, { version: newestMinor });
  if (kind !== "log" || (format !== "impersonation" && format !== "can-i")) return undefined;
  const whole = `The command asks what ${user?.username ?? "its user"} may do.`;
  return {
    ...{ by: "command", code: "none", cause: notes.length === 0 ? whole : notes.join(" ") },
    ...(user !== undefined && { user }),
    ...(question !== undefined && { question }),
  };
}

/** In UTF-16 units. */
const longestCommand = 20_000;

// A token has no spaces, and a set of claims is a JSON object without the members that logs and API objects have.
function canBeLog(pasted: string): boolean {
  const text = pasted.trim();
  if (!/\s/.test(text) && !text.startsWith("{")) return text === "Unauthorized";
  if (!text.startsWith("{")) return true;
  return /"(?:kind|msg|message|err|error)"\s*:/.test(text);
}

/** The fields of the configuration that an entry of a log can be about: one if it quotes the expression. */
export function listPlaces(
  { expression, field }: Pick<Explanation, "expression" | "field">,
  loaded: LoadedConfiguration,
) {
  const { decoded, compilations } = loaded;
  if (decoded === undefined || field === undefined) return [];
  const quoted = [...(compilations ?? [])]
    .filter(([, result]) => result.kind === "compiled" && result.checked.source === expression)
    .map(([path]) => path);
  const paths =
    quoted.length > 0
      ? quoted
      : decoded.configuration.jwt.map((_, index) => `jwt[${index}].${field}`);
  return paths.flatMap((path) => {
    const { span, exact } = decoded.locate(path);
    return exact ? [{ path, span }] : [];
  });
}

import type { LoadedConfiguration } from "../authn/load.ts";
import type { LogExplanation } from "../explain/log-line.ts";
import type { Span } from "../source/span.ts";

/** A line of a log where a token was expected, and where in the configuration it comes from. Its texts are hostile. */
export interface LogLineView extends LogExplanation {
  /** Fields that the line can be about, of every issuer; one where it quotes the expression. */
  readonly places: readonly { readonly path: string; readonly span: Span }[];
}

/** Explains a pasted line. The code is loaded when a text looks like one; undefined where it is none. */
export async function readLogLine(
  pasted: string,
  loaded: LoadedConfiguration,
): Promise<LogLineView | undefined> {
  if (!/oidc: |bearer token|Unauthorized|logged in to the server|" cannot /.test(pasted))
    return undefined;
  const { explainLogLine } = await import("../explain/log-line.ts");
  const found = explainLogLine(pasted);
  return found && { ...found, places: listPlaces(found, loaded) };
}

function listPlaces({ expression, field }: LogExplanation, loaded: LoadedConfiguration) {
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

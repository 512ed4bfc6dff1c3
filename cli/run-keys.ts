import { formatMinor } from "../lib/kube/minor.ts";
import { judgeKeys } from "../lib/token/judge-keys.ts";
import type { Options } from "./arguments.ts";
import { findFiles, readText } from "./files.ts";
import { showSafely } from "./report/report.ts";

/** What each version makes of the keys of the files. "broken": a version refuses a set, or a file is no key set. */
export function runKeysCommand({ positionals, output }: Options): {
  readonly usage?: string;
  readonly text: string;
  readonly broken: boolean;
} {
  const refuse = (usage: string) => ({ usage, text: "", broken: true });
  if (positionals.length === 0) return refuse("keys needs a file");
  const files = [];
  for (const path of positionals.flatMap((pattern) => findFiles(pattern))) {
    const source = readText(path);
    if (source === undefined) return refuse(`${path} cannot be read`);
    files.push({ path, judged: judgeKeys(source) });
  }
  const broken = files.some(
    ({ judged }) =>
      judged === undefined ||
      judged.keys.some(({ fates }) => fates.some(({ fate }) => fate.kind === "breaks")),
  );
  if (output === "json") {
    const shown = files.map(({ path, judged }) => ({ path, ...(judged ?? { keys: undefined }) }));
    return { text: `${JSON.stringify({ files: shown }, null, 2)}\n`, broken };
  }
  const lines = files.flatMap(({ path, judged }) =>
    judged === undefined
      ? [`${path}: this is no key set`]
      : [
          path,
          ...judged.keys.flatMap(({ id, type, fates }) => [
            `  ${showSafely(id)} ${showSafely(type)}`,
            ...fates.map(
              ({ minors, fate }) =>
                `    ${minors.map(formatMinor).join(" ")}: ${fate.kind}${fate.reason === "" ? "" : `, ${showSafely(fate.reason)}`}`,
            ),
          ]),
          ...judged.warnings.map((warning) => `  ${showSafely(warning)}`),
        ],
  );
  return { text: `${lines.join("\n")}\n`, broken };
}

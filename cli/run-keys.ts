import { formatMinor } from "../lib/kube/minor.ts";
import { judgeKeys } from "../lib/token/judge-keys.ts";
import type { Options } from "./arguments.ts";
import { findFiles, readText } from "./files.ts";
import type { Surroundings } from "./load-workspace.ts";
import { showSafely } from "./report/report.ts";

/** What `keys` prints. "broken": a version refuses a set, or a file is no key set. */
export type KeysResult =
  | { readonly usage: string }
  | { readonly text: string; readonly broken: boolean };

interface KeySource {
  readonly path: string;
  readonly text: string;
  readonly notes: readonly string[];
}

/** What each version makes of the keys of files and URLs. `announce` is told of each request before it is made. */
export async function runKeysCommand(
  { positionals, output }: Options,
  { variables }: Surroundings,
  announce: (line: string) => void,
): Promise<KeysResult> {
  if (positionals.length === 0) return { usage: "keys needs a file or a URL" };
  const sources: KeySource[] = [];
  for (const operand of positionals) {
    const found = /^https?:\/\//i.test(operand)
      ? await fetchSource(operand, variables, announce)
      : readSources(operand);
    if (typeof found === "string") return { usage: found };
    sources.push(...found);
  }
  const files = await Promise.all(
    sources.map(async ({ path, text, notes }) => ({ path, notes, judged: await judgeKeys(text) })),
  );
  const broken = files.some(
    ({ judged }) =>
      judged === undefined ||
      judged.keys.some(({ fates }) => fates.some(({ fate }) => fate.kind === "breaks")),
  );
  if (output === "json") {
    const shown = files.map(({ path, notes, judged }) => ({
      path,
      ...(notes.length > 0 && { notes }),
      ...(judged ?? { keys: undefined }),
    }));
    return { text: `${JSON.stringify({ files: shown }, null, 2)}\n`, broken };
  }
  const lines = files.flatMap(({ path, notes, judged }) =>
    judged === undefined
      ? [`${path}: this is no key set`]
      : [
          path,
          ...notes.map((note) => `  ${note}`),
          ...judged.keys.flatMap(({ id, type, fates }) => [
            `  ${id} ${type}`,
            ...fates.map(
              ({ minors, fate }) =>
                `    ${minors.map(formatMinor).join(" ")}: ${fate.kind}${fate.reason === "" ? "" : `, ${fate.reason}`}`,
            ),
          ]),
          ...judged.warnings.map((warning) => `  ${warning}`),
        ],
  );
  return { text: `${lines.map(showSafely).join("\n")}\n`, broken };
}

function readSources(pattern: string): readonly KeySource[] | string {
  const found: KeySource[] = [];
  for (const path of findFiles(pattern)) {
    const text = readText(path);
    if (text === undefined) return `${path} cannot be read`;
    found.push({ path, text, notes: [] });
  }
  return found;
}

async function fetchSource(
  url: string,
  environment: Surroundings["variables"],
  announce: (line: string) => void,
): Promise<readonly KeySource[] | string> {
  const { fetchKeys } = await import("./network/fetch-keys.ts");
  const fetched = await fetchKeys(url, { environment, announce });
  if (fetched.kind === "failed") return fetched.message;
  return [{ path: fetched.url, text: fetched.text, notes: fetched.notes }];
}

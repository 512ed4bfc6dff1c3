import { spawnSync } from "node:child_process";
import { answerLine } from "../cli/answer/answer.ts";
import type { Request } from "../cli/answer/request.ts";
import { requireOracle } from "./fuzz-settings.ts";

/** How often a question is put again where the answers differ: what goes in the random order of Go's maps has no one answer. */
const times = 6;

/** What was asked, and how it ended. */
export interface Tally {
  readonly asked: number;
  readonly differ: number;
  readonly unstable: number;
}

/**
 * Asks the questions of our engine and of the program that KUBE_ORACLE names (one JSON request a line in, one answer a
 * line out, in order), and prints the first of those that are answered in two ways.
 */
export async function compareAnswers(
  version: string,
  requests: readonly Request[],
  shown = Number(process.env.SHOW ?? 10),
): Promise<Tally> {
  const lines = requests.map((request) => JSON.stringify({ ...request, version }));
  const wants = askOracle(lines);
  const suspects: { readonly line: string; readonly want: string; readonly got: string }[] = [];
  for (const [index, line] of lines.entries()) {
    const want = normalize(wants[index] ?? "{}");
    const got = normalize(await answerLine(line));
    if (want !== got) suspects.push({ line, want, got });
  }
  const again = Array.from({ length: suspects.length > 0 ? times : 0 }, () =>
    askOracle(suspects.map(({ line }) => line)).map(normalize),
  );
  const differing = suspects.filter(({ want }, index) =>
    again.every((answers) => answers[index] === want),
  );
  for (const { line, want, got } of differing.slice(0, shown)) {
    console.log(
      `${line.slice(0, 2000)}\n  want ${want.slice(0, 600)}\n  got  ${got.slice(0, 600)}`,
    );
  }
  return {
    asked: requests.length,
    differ: differing.length,
    unstable: suspects.length - differing.length,
  };
}

function askOracle(lines: readonly string[]): string[] {
  const input = lines.map((line) => `${line}\n`).join("");
  const { stdout } = spawnSync(requireOracle(), [], {
    input,
    maxBuffer: 1 << 30,
    encoding: "utf8",
  });
  return stdout.split("\n");
}

/** An answer with its members in order, the server's types in the place of the other program's, and no addresses. */
function normalize(answer: string): string {
  const text = answer
    .replaceAll("*main.lister", "*oidc.unescapeLister")
    .replaceAll("*main.mapper", "*oidc.unescapeMapper")
    .replace(/ 0x[0-9a-f]{5,}(?= )/g, "");
  const value = JSON.parse(text === "" ? "{}" : text);
  // What crashes the server we refuse.
  if (value.panic !== undefined || text.includes("kube-apiserver crashes")) return "crash";
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, sorted(member)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

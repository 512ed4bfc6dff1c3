// Asks the questions of recorded files again and writes the answers of the server's own code:
//
//   oracle/record [--check] FILE...     names from lib/testing/recorded; --check compares and writes nothing
//
// The programs are built by oracle/build: oracle-1.MINOR in ORACLE_BIN, or in ~/.cache/kube-oracle.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";

interface Question {
  readonly version: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly recorded: unknown;
}

/** A line of a file: its questions, and the line with their answers. */
interface Line {
  readonly id: string;
  readonly questions: readonly Question[];
  write(answers: readonly unknown[]): unknown;
}

type Json = Readonly<Record<string, unknown>>;

/** What goes in the random order of Go's maps has no one answer: it is asked again, and the recorded one may come. */
const tries = 6;

const folder = new URL("../lib/testing/recorded/", import.meta.url);
const programs = process.env.ORACLE_BIN ?? path.join(homedir(), ".cache", "kube-oracle");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean", default: false } },
});
if (positionals.length === 0) {
  console.error("usage: oracle/record [--check] FILE...   (a name from lib/testing/recorded)");
  process.exit(2);
}
let differing = 0;
for (const file of positionals) differing += recordFile(path.basename(file), values.check);
process.exitCode = values.check && differing > 0 ? 1 : 0;

/** Remakes a file, or compares it; the number of answers that differ from the recorded ones. */
function recordFile(file: string, checkOnly: boolean): number {
  const lines = readFileSync(new URL(file, folder), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Json);
  const read = readLines(lines);
  const questions = read.flatMap((line) => line.questions);
  const answers = askAll(questions);
  const changed = questions.filter(
    (question, i) => canonical(answers[i]) !== canonical(question.recorded),
  );
  const shown = new Set(changed.slice(0, 10));
  let at = 0;
  const written = read.map((line) => {
    const own = line.questions.map((question) => {
      const answer = answers[at++];
      if (shown.has(question)) {
        console.log(`${file} ${line.id} ${question.version}`);
        console.log(`  recorded ${canonical(question.recorded)}\n  now      ${canonical(answer)}`);
      }
      return answer;
    });
    return line.write(own);
  });
  console.log(`${file}: ${questions.length} questions, ${changed.length} answered differently`);
  if (!checkOnly) {
    const text = written.map((line) => `${JSON.stringify(line)}\n`).join("");
    writeFileSync(new URL(file, folder), text);
  }
  return changed.length;
}

// A file of tokens or of calls to libraries has a first line that the others share.
function readLines(lines: readonly Json[]): readonly Line[] {
  const [head = {}] = lines;
  if ("claims" in head)
    return [asItIs(head), ...lines.slice(1).map((line) => readCall(head, line))];
  if ("keys" in head)
    return [asItIs(head), ...lines.slice(1).map((line) => readTokens(head, line))];
  return lines.map((line) => readQuestion(line));
}

function asItIs(line: Json): Line {
  return { id: "", questions: [], write: () => line };
}

// {id, request, answer}, asked of the version that the request names or of 1.37, or {id, request, answers} by version.
function readQuestion(line: Json): Line {
  const request = line.request as Json;
  if (line.answers === undefined) {
    const version = String(request.version ?? "1.37");
    return {
      id: String(line.id),
      questions: [{ version, request, recorded: line.answer }],
      write: ([answer]) => ({ ...line, answer }),
    };
  }
  const recorded = Object.entries(line.answers as Json);
  return {
    id: String(line.id),
    questions: recorded.map(([version, answer]) => ({ version, request, recorded: answer })),
    write: (answers) => ({
      ...line,
      answers: Object.fromEntries(recorded.map(([version], i) => [version, answers[i]])),
    }),
  };
}

// {id, minor, expression, answer} about the claims of the first line.
function readCall({ claims }: Json, line: Json): Line {
  const { id, minor, expression, answer: recorded } = line;
  const request = { op: "cel", expression, variable: "claims", value: claims };
  return {
    id: String(id),
    questions: [{ version: `1.${minor}`, request, recorded }],
    write: ([answer]) => ({ ...line, answer }),
  };
}

// {id, config, tokens: [{persona, token, answers}]} with the keys and the clock of the first line.
function readTokens({ keys, now }: Json, line: Json): Line {
  const config = String(line.config);
  const providers = { [parse(config).jwt[0].issuer.url]: { jwks: { keys } } };
  const tokens = line.tokens as readonly { token: string; answers: Json }[];
  const each = tokens.map(({ token, answers }) => ({
    request: { op: "authenticate", config, token, providers, now },
    recorded: Object.entries(answers),
  }));
  return {
    id: String(line.id),
    questions: each.flatMap(({ request, recorded }) =>
      recorded.map(([version, ending]) => ({ version, request, recorded: ending })),
    ),
    write: (answers) => {
      let at = 0;
      return {
        ...line,
        tokens: tokens.map((token) => ({
          ...token,
          answers: Object.fromEntries(
            Object.keys(token.answers).map((version) => [version, answers[at++]]),
          ),
        })),
      };
    },
  };
}

/** The answers in the order of the questions. One that came as it was recorded in any of the tries is kept. */
function askAll(questions: readonly Question[]): readonly unknown[] {
  const answers: unknown[] = [];
  for (const version of new Set(questions.map((question) => question.version))) {
    let open = questions.flatMap((question, index) =>
      question.version === version ? [{ question, index }] : [],
    );
    for (let round = 0; round < tries && open.length > 0; round++) {
      const said = ask(
        version,
        open.map(({ question }) => question.request),
      );
      open = open.filter(({ question, index }, i) => {
        const answer = shapeAs(question.recorded, said[i]);
        const isSame = canonical(answer) === canonical(question.recorded);
        if (isSame || round === 0) answers[index] = isSame ? question.recorded : answer;
        return !isSame;
      });
    }
  }
  return answers;
}

// The files of tokens keep the user or the log only.
function shapeAs(recorded: unknown, answer: Json | undefined): unknown {
  const { id: _, ...rest } = answer ?? {};
  const isEnding =
    typeof recorded === "object" && recorded !== null && !("authenticated" in recorded);
  if (!isEnding || !("authenticated" in rest)) return rest;
  return rest.authenticated === true ? { user: rest.user } : { log: rest.log };
}

function ask(version: string, requests: readonly Json[]): readonly Json[] {
  const program = path.join(programs, `oracle-${version}`);
  if (!existsSync(program)) {
    console.error(`${program} is missing: oracle/build ${version.replace("1.", "")} makes it.`);
    process.exit(1);
  }
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join("");
  const { stdout, error } = spawnSync(program, { input, encoding: "utf8", maxBuffer: 2 ** 30 });
  if (error) throw error;
  const lines = stdout.split("\n").filter((line) => line !== "");
  if (lines.length !== requests.length) throw new Error(`${program} ended before it had answered`);
  return lines.map((line) => JSON.parse(line) as Json);
}

/** JSON with the members of objects in order, and without addresses of memory. */
function canonical(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
  return (text ?? "").replace(/0x[0-9a-f]{5,}/g, "0x…");
}

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { answerRequest } from "../../cli/answer/answer.ts";

/*
 * Every fix that is offered for a recorded failure, applied and put to the server's own code: the effect that the fix
 * promises must be what the server does. KUBE_ORACLE names the program that answers with that code; without it the engine
 * itself is asked.
 */

interface Recorded {
  readonly id: string;
  readonly request: Record<string, unknown>;
  readonly answer: { readonly authenticated?: boolean; readonly valid?: boolean };
}

interface Offered {
  readonly id: string;
  readonly title: string;
  readonly question: Record<string, unknown>;
  readonly after: { readonly verdict: string; readonly user?: { readonly username: string } };
}

const oracle = process.env.KUBE_ORACLE;

test("no fix for a recorded failure promises what the server does not do", async () => {
  const offered: Offered[] = [];
  for (const name of ["authenticate", "validate"]) {
    for (const { id, request, answer } of readRecorded(name)) {
      if (answer.authenticated === true || answer.valid === true) continue;
      const { fixes = [] } = (await answerRequest({
        disallowedIssuers: [],
        ...request,
        op: "diagnose",
      })) as { fixes?: { title: string; config?: string; after: Offered["after"] }[] };
      for (const { title, config, after } of fixes) {
        const question = { ...request, config: config ?? request.config };
        offered.push({ id, title, question, after });
      }
    }
  }
  const answers = await askServer(offered.map(({ question }) => question));
  const wrong = offered.flatMap(({ id, title, question, after }, index) => {
    const answer = answers[index] ?? {};
    const verdict =
      question.op === "validate"
        ? answer.valid === true
        : verdictOf(answer) === after.verdict &&
          userOf(answer) === (after.verdict === "authenticated" ? after.user?.username : undefined);
    return verdict ? [] : [`${id}: ${title}`];
  });
  console.log(`${offered.length} fixes, ${wrong.length} false`);
  expect(wrong).toEqual([]);
});

type Answer = Readonly<Record<string, unknown>>;

function verdictOf(answer: Answer): string {
  if ("errors" in answer || "decodeError" in answer) return "refused";
  return answer.authenticated === true ? "authenticated" : "unauthorized";
}

function userOf(answer: Answer): unknown {
  return (answer.user as { username?: unknown } | undefined)?.username;
}

async function askServer(
  questions: readonly Record<string, unknown>[],
): Promise<readonly Answer[]> {
  if (oracle === undefined) {
    const answers: Answer[] = [];
    for (const question of questions) answers.push(await answerRequest(question));
    return answers;
  }
  const child = spawn(oracle, { stdio: ["pipe", "pipe", "ignore"] });
  const done = new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (part) => {
      text += part;
    });
    child.on("error", reject);
    child.on("close", () => resolve(text));
  });
  child.stdin.end(questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
  return (await done)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function readRecorded(name: string): Recorded[] {
  const url = new URL(`../../lib/testing/recorded/${name}.jsonl`, import.meta.url);
  return readFileSync(url, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

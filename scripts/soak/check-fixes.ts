import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { answerRequest } from "../../cli/answer/answer.ts";
import { loginTime, randomLogin } from "../../lib/testing/random-failures.ts";

/*
 * Every fix that is offered for a failure, applied and put to the server's own code: the effect that the fix promises
 * must be what the server does. KUBE_ORACLE names the program that answers with that code; without it the engine itself
 * is asked.
 */

/** What came of it. */
export interface FixCheck {
  /** Failed logins that were diagnosed. */
  readonly logins: number;
  readonly fixes: number;
  /** The false ones, a line each. */
  readonly wrong: readonly string[];
}

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

/** Every fix that is offered for a recorded failure, put to the server. */
export async function checkRecordedFailures(): Promise<FixCheck> {
  const offered: Offered[] = [];
  let logins = 0;
  for (const name of ["authenticate", "validate"]) {
    for (const { id, request, answer } of readRecorded(name)) {
      if (answer.authenticated === true || answer.valid === true) continue;
      logins += 1;
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
  return { logins, fixes: offered.length, wrong };
}

/** The same for logins that are made up; a seed makes the same ones. */
export async function checkGeneratedFailures(numRuns: number, seed?: number): Promise<FixCheck> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "k", alg: "RS256", use: "sig" };
  const provider = { jwks: { keys: [jwk] } };
  // Of two URLs that differ by the slash at the end one document is served: it names the first.
  const providersOf = (urls: readonly string[]) => {
    const served = new Map<string, string>();
    for (const url of urls) {
      const place = url.replace(/\/$/, "");
      if (!served.has(place)) served.set(place, url);
    }
    return Object.fromEntries([...served.values()].map((url) => [url, provider]));
  };
  const issuers = ["https://idp.example.com/realms/main", "https://ci.example.com"];
  const offered: Offered[] = [];
  let failures = 0;
  const logins = fc.sample(randomLogin, { numRuns, ...(seed !== undefined && { seed }) });
  for (const [index, { config, claims }] of logins.entries()) {
    const named = typeof claims.iss === "string" ? [claims.iss] : [];
    const urls = [...named, ...issuers, ...urlsIn(config)];
    const request = {
      config,
      token: await new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", kid: "k" })
        .sign(privateKey),
      providers: providersOf(urls),
      now: loginTime,
      disallowedIssuers: [],
    };
    const { verdict, fixes = [] } = (await answerRequest({ ...request, op: "diagnose" })) as {
      verdict: string;
      fixes?: { title: string; config?: string; after: Offered["after"] }[];
    };
    if (verdict === "authenticated") continue;
    failures += 1;
    for (const { title, config: fixed = config, after } of fixes) {
      const own = providersOf([...urls, ...urlsIn(fixed)]);
      const question = { ...request, op: "authenticate", config: fixed, providers: own };
      offered.push({ id: String(index), title, question, after });
    }
  }
  const wrong = await findWrong(offered);
  return { logins: failures, fixes: offered.length, wrong };
}

function urlsIn(config: string): readonly string[] {
  return [...config.matchAll(/https:\/\/[\w./-]+/g)].map(([url]) => url);
}

async function findWrong(offered: readonly Offered[]): Promise<readonly string[]> {
  const answers = await askServer(offered.map(({ question }) => question));
  return offered.flatMap(({ id, title, question, after }, index) => {
    const answer = answers[index] ?? {};
    const user = after.verdict === "authenticated" ? after.user?.username : undefined;
    return verdictOf(answer) === after.verdict && userOf(answer) === user
      ? []
      : [
          `${id}: ${title}: ${after.verdict} ${user}, ${JSON.stringify(answer)}\n${question.config}`,
        ];
  });
}

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

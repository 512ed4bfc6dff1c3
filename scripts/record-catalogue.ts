// Signs a token for every persona of the catalogue and records what kube-apiserver's own code makes of it, with programs
// that take one JSON request a line and give one answer a line, in order. Writes lib/testing/recorded/catalogue.jsonl,
// and merged.jsonl for two entries in one: the first line has the versions, the clock and the public key; each other line
// a configuration and its tokens.
//
//   npx tsx scripts/record-catalogue.ts 1.37=/path/to/oracle-1.37 1.38=/path/to/oracle-1.38
//
// oracle/build makes the programs. Give one for each version that `npm test` names.
import { spawnSync } from "node:child_process";
import { createSign, generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { writeDraft } from "../lib/catalogue/draft.ts";
import type { Persona } from "../lib/catalogue/entry.ts";
import { catalogueCases } from "../lib/testing/catalogue-cases.ts";
import { mergedPairs, mergePair, personasOf } from "../lib/testing/merged-cases.ts";

const now = 1_790_000_000;
const programs = process.argv.slice(2).map((each) => each.split("=") as [string, string]);
if (programs.length === 0) throw new Error("usage: record-catalogue.ts VERSION=PROGRAM …");

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const keys = [{ ...publicKey.export({ format: "jwk" }), kid: "a", alg: "RS256", use: "sig" }];

interface Case {
  readonly name: string;
  readonly text: string;
  readonly url: string;
  readonly personas: readonly Persona[];
}

record(
  "catalogue",
  catalogueCases.map(({ name, entry, answers, text }) => ({
    name,
    text,
    url: entry.write(answers).issuer.url,
    personas: entry.personas(answers),
  })),
);
// The text is that of a version that reads the older version of the file, as every server does.
const merged: Case[] = [];
for (const pair of mergedPairs) {
  const { text } = await mergePair(pair, 33, now);
  const { url } = pair.first.write(pair.firstAnswers).issuer;
  merged.push({ name: pair.name, text, url, personas: personasOf(pair) });
}
record("merged", merged);

function record(file: string, cases: readonly Case[]): void {
  const lines = cases.map(({ name, text, url, personas }) => {
    const providers = { [url]: { jwks: { keys } } };
    const tokens = personas.map((persona) => {
      const token = sign(writeDraft(persona, now));
      return {
        persona: persona.id,
        token,
        request: { op: "authenticate", config: text, token, providers, now },
      };
    });
    return { id: name, config: text, tokens };
  });
  const recorded = programs.map(([version, program]) => {
    const requests = lines.flatMap(({ tokens }) => tokens.map(({ request }) => request));
    const [about, ...endings] = ask(program, [{ op: "version" }, ...requests]);
    return { version, about: about?.version, endings };
  });
  let at = 0;
  const text = lines.map(({ id, config, tokens }) => ({
    id,
    config,
    tokens: tokens.map(({ persona, token }) => {
      const answers = groupVersions(
        recorded.map(({ version, endings }) => ({ version, ending: toEnding(endings[at]) })),
      );
      at += 1;
      return { persona, token, answers };
    }),
  }));
  const head = {
    versions: Object.fromEntries(recorded.map(({ version, about }) => [version, about])),
    now,
    keys,
  };
  writeFileSync(
    new URL(`../lib/testing/recorded/${file}.jsonl`, import.meta.url),
    `${[head, ...text].map((line) => JSON.stringify(line)).join("\n")}\n`,
  );
  console.log(`${file}: ${lines.length} configurations, ${at} tokens`, head.versions);
}

/** The endings by the versions that have them: "1.30 1.31". */
function groupVersions(
  all: readonly { readonly version: string; readonly ending: unknown }[],
): Record<string, unknown> {
  const groups = new Map<string, { versions: string[]; ending: unknown }>();
  for (const { version, ending } of all) {
    const key = JSON.stringify(ending);
    const group = groups.get(key) ?? { versions: [], ending };
    groups.set(key, group);
    group.versions.push(version);
  }
  return Object.fromEntries(
    [...groups.values()].map(({ versions, ending }) => [versions.join(" "), ending]),
  );
}

function toEnding(answer: Readonly<Record<string, unknown>> | undefined) {
  if (answer === undefined || !("authenticated" in answer)) {
    throw new Error(`not an answer: ${JSON.stringify(answer)}`);
  }
  return answer.authenticated === true ? { user: answer.user } : { log: answer.log };
}

function ask(program: string, requests: readonly unknown[]): Record<string, unknown>[] {
  const input = `${requests.map((request) => JSON.stringify(request)).join("\n")}\n`;
  const { stdout, error } = spawnSync(program, { input, encoding: "utf8", maxBuffer: 2 ** 30 });
  if (error) throw error;
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function sign(payload: string): string {
  const head = Buffer.from('{"alg":"RS256","kid":"a","typ":"JWT"}').toString("base64url");
  const signed = `${head}.${Buffer.from(payload).toString("base64url")}`;
  const signature = createSign("SHA256").update(signed).sign(privateKey).toString("base64url");
  return `${signed}.${signature}`;
}

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import { createEngine } from "../../lib/engine/engine.ts";
import { openText } from "../../lib/import/open.ts";
import { newestMinor } from "../../lib/kube/minor.ts";
import { defaultAuthorizationModes, findClusterTarget } from "../../lib/kube/targets.ts";
import { createRandom } from "../../lib/testing/random.ts";
import { indentLines, wrappers } from "../../lib/testing/wrap-text.ts";
import { usualCluster } from "../../lib/workspace/parse-workspace.ts";
import { complete } from "./complete.ts";
import { findDefinitions } from "./definition.ts";
import { createState, fileOf, takeJudgement } from "./document-state.ts";
import { listActions } from "./fix-edits.ts";
import { hover } from "./hover.ts";
import { createJudge } from "./judge.ts";
import { listLenses } from "./lenses.ts";
import { listSymbols } from "./list-symbols.ts";
import { createPlaces } from "./text-places.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const nothing = { read: () => undefined, list: () => [] };
const options = { settings: {}, roots: [], now: 1_790_000_000 };

/** Every configuration of the recorded questions, each once, without the texts that say to be of another kind. */
function readConfigurations(): readonly string[] {
  const folder = path.join(root, "lib/testing/recorded");
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  const found = files.flatMap((name) =>
    readFileSync(path.join(folder, name), "utf8")
      .split("\n")
      .filter((line) => line.includes('"config"'))
      .map((line) => (JSON.parse(line) as { request?: { config?: unknown } }).request?.config),
  );
  return [...new Set(found)]
    .filter((config) => typeof config === "string")
    .filter((config) => config.trim() !== "" && !/^kind: Status$/m.test(config));
}

const engine = createEngine();
const judge = createJudge(nothing);

/** What the page says about a text in the configuration's place; `opened` is what it was taken out of. */
async function askPage(configuration: string, opened?: string) {
  const { target } = usualCluster;
  const { diagnostics } = await engine.analyze({
    ...{ minor: newestMinor, configuration, bindings: "", token: "", keys: {}, target },
    ...(opened !== undefined && { opened }),
    now: options.now,
    authorizationModes: defaultAuthorizationModes,
    disallowedIssuers: findClusterTarget(target).serviceAccountIssuers,
    defaultPolicy: true,
  });
  return diagnostics.filter(({ document }) => document === "configuration").slice(0, 500);
}

async function askEditor(text: string, uri = "file:///authentication-config.yaml") {
  const { judgement } = await judge.judge({ uri, version: 1, text }, options);
  return judgement.findings;
}

/** A text for which the language server says something else than the page; undefined if it is the same. */
async function findDifference(text: string): Promise<unknown> {
  const { positionAt } = createPlaces(text);
  const wanted = (await askPage(text)).map(({ code, severity, source, span, message, hint }) => ({
    ...{ code, severity, source, start: positionAt(span.start) },
    message: hint === undefined ? message : `${message}\n\n${hint}`,
  }));
  const findings = await askEditor(text);
  const found = findings.map(({ range, ...own }) => ({ ...own, start: range.start }));
  const isSame =
    found.length === wanted.length &&
    wanted.every((one, index) => {
      const own = found[index];
      // The page's words about a secret are about its tab, and a token is masked.
      const isSecret = one.code === "lint/secret-in-document" || /eyJ/.test(one.message);
      return (
        own?.code === one.code &&
        own.severity === one.severity &&
        own.source === one.source &&
        (isSecret || own.message === one.message) &&
        own.start.line === one.start.line &&
        own.start.character === one.start.character
      );
    });
  return isSame ? undefined : { text, wanted, found };
}

test("the findings of every recorded configuration are those of the page", async () => {
  const configurations = readConfigurations();
  expect(configurations.length).toBeGreaterThan(700);
  const different: unknown[] = [];
  for (const text of configurations) different.push(await findDifference(text));
  expect(different.filter((one) => one !== undefined)).toEqual([]);
}, 120_000);

/** Other ways to write the same file, and what can follow it there. */
const shapes: readonly ((text: string) => string)[] = [
  (text) => `${text}\n---\n${role}`,
  (text) => `${text}\n---\n${configuration}`,
  (text) =>
    `${text}\n---\napiVersion: v1\nkind: Secret\nstringData: {client_secret: x7Gq09ZkT2mPw4Lr}\n`,
  (text) => `# first\n---\n${text}\n...\n---\n# nothing\n`,
  (text) => `\uFEFF${text}`,
  (text) => `${text}\n---\n${role}`.replaceAll(/\r?\n/g, "\r\n"),
  (text) => toJson(text),
  (text) => `${toJson(text)}\n---\n${role}`,
  (text) => `${toJson(text)}\n${toJson(configuration)}`,
  (text) => text.replace("kind: AuthenticationConfiguration", "kind: AuthenticationConfig"),
  (text) => `${text.replace(/^kind: .*\n/m, "")}\n---\n${role}`,
];

function toJson(text: string): string {
  try {
    return JSON.stringify(parse(text), null, 2);
  } catch {
    return text;
  }
}

test("the same holds with documents behind them, in JSON, with a byte order mark and CRLF", async () => {
  const configurations = readConfigurations().filter((text) => /^kind: Auth\w+$/m.test(text));
  const different: unknown[] = [];
  const codes = new Set<string>();
  for (const [index, text] of configurations.entries()) {
    const shape = shapes[index % shapes.length];
    if (shape === undefined) continue;
    const made = shape(text);
    for (const { code } of await askPage(made)) codes.add(code);
    different.push(await findDifference(made));
  }
  expect(different.filter((one) => one !== undefined)).toEqual([]);
  expect([...codes]).toEqual(
    expect.arrayContaining(["documents/ignored", "decode/syntax", "lint/secret-in-document"]),
  );
}, 120_000);

test("of a wrapper the findings are those of the page for what it takes out", async () => {
  const style = { indent: 2, quoting: "block", noise: "" } as const;
  const texts = readConfigurations()
    .filter((text) => /^kind: AuthenticationConfiguration$/m.test(text) && text.includes("jwt:"))
    .filter((text) => !text.includes("---") && text.endsWith("\n"));
  const different: unknown[] = [];
  let asked = 0;
  for (const [index, text] of texts.entries()) {
    const wrapper = wrappers[index % wrappers.length];
    const wrapped = wrapper?.wrap(text, style);
    const opened = wrapped === undefined ? undefined : openText(wrapped, { version: newestMinor });
    if (wrapped === undefined || opened?.configuration === undefined) continue;
    asked += 1;
    // The page names the line of the text in the hint; an editor shows the place.
    const wanted = (await askPage(opened.configuration, wrapped)).map(({ code, message }) => [
      code,
      message,
    ]);
    const found = (await askEditor(wrapped, "file:///made.yaml")).map(({ code, message }) => [
      code,
      message.split("\n\n")[0],
    ]);
    const plain = wanted.map(([code, message]) => [code, message?.split("\n\n")[0]]);
    if (JSON.stringify(found) !== JSON.stringify(plain)) different.push({ wrapped, plain, found });
  }
  expect(asked).toBeGreaterThan(50);
  expect(different).toEqual([]);
}, 120_000);

test.each([
  {
    name: "a configuration behind another document",
    text: (own: string, other: string) => `${other}---\n${own}`,
    want: [
      [
        "documents/not-first",
        5,
        "kube-apiserver reads only the first document of a file. It does not start with this file as it is, because another document comes before this one.",
      ],
    ],
  },
  {
    name: "a script that writes roles too",
    text: (own: string, other: string) =>
      `cat > authn.yaml <<EOF\n${own}EOF\ncat > rbac.yaml <<EOF\n${other}EOF\n`,
    want: [],
  },
])("findings for $name", async ({ text, want }) => {
  const found = await askEditor(text(accepted, role), "file:///made.yaml");
  expect(found.map(({ code, range, message }) => [code, range.start.line, message])).toEqual(want);
});

const configuration = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com
    audiences: [k8s]
  claimMappings:
    username: {claim: sub, prefix: "idp:"}
    groups:
      expression: 'dyn(claims.groups).map(g, "idp:" + g)'
  claimValidationRules:
  - expression: claims.email_verified == true
`;
const accepted = configuration.replace(/ {4}groups:[\s\S]*/, "");
const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: a}
rules: []
`;
const binding = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: dev}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "idp:dev"}
`;
const started = [
  configuration,
  configuration.replaceAll("\n", "\r\n"),
  `${binding}---\n${binding}`,
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  authn.yaml: |\n${indentLines(configuration, 4)}`,
  `apiVersion: claimcheck/v1alpha1\nkind: Workspace\nconfiguration: |\n${indentLines(configuration, 2)}bindings: |\n${indentLines(binding, 2)}tests:\n- name: a\n  claims: {sub: jane}\n  expect: {}\n`,
];
const typed = [
  ..."abc.:{}[]()'\"\\-#|>&*!%@`?,",
  ...[
    "\n",
    "\r\n",
    "\r",
    "\t",
    "  ",
    "---\n",
    "claims.",
    "jwt:\n- ",
    "\u{1f600}",
    "\ud83d",
    "\u2028",
  ],
  ...[
    "expression: ",
    "name: ",
    "- kind: Group\n",
    "{{ .Values.x }}",
    "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
  ],
];

test("a thousand random edits throw nothing, and the text stays that of the editor", async () => {
  const random = createRandom(25);
  const abilities = { snippets: true, labelDetails: true };
  for (let edit = 0, round = 0; edit < 1000; round += 1) {
    let text = started[round % started.length] ?? "";
    const uri = round % 2 === 0 ? "file:///a/authn.yaml" : "untitled:a";
    const state = createState(TextDocument.create(uri, "yaml", 0, text));
    for (let version = 1; version <= 20; version += 1, edit += 1) {
      const start = random.below(text.length + 1);
      const end = Math.min(text.length, start + (random.chance(0.5) ? 0 : random.below(30)));
      const newText = random.some(typed).join("");
      const { document } = state;
      const range = { start: document.positionAt(start), end: document.positionAt(end) };
      // A place within "\r\n" is none of an editor: then the change begins before it.
      const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      text = text.slice(0, from) + newText + text.slice(to);
      state.document = TextDocument.update(document, [{ range, text: newText }], version);
      expect(state.document.getText()).toBe(text);
      const offset = random.below(text.length + 1);
      const judged = random.chance(0.2) ? await judge.judge(fileOf(state), options) : undefined;
      if (judged !== undefined) {
        takeJudgement(state, structuredClone(judged.judgement));
        await listActions(judge, judged, { start: offset, end: offset });
      }
      for (const { textEdit } of await complete(state, offset, abilities, async () => {})) {
        expect(textEdit).toBeDefined();
      }
      await hover(state, offset, true);
      await findDefinitions(state, offset);
      for (const { name } of listSymbols(state)) expect(name).not.toBe("");
      listLenses(state);
    }
  }
}, 120_000);

// Part of `npm run bench lsp`: from a key press in a file of 1 MB to the answer of the language server, and to its findings.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type CompletionList,
  createProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { bundleCommand } from "./bundle-command.ts";

const presses = 40;
const size = 1_000_000;

const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n";
const issuerOf = (index: number) => `- issuer:
    url: https://${index}.example.com
    audiences: [kubernetes]
  claimMappings:
    username:
      expression: '"user-${index}:" + claims.sub'
    groups:
      expression: 'dyn(claims.?groups.orValue([])).map(g, "group-${index}:" + g)'
`;
const bindingOf = (index: number) => `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: binding-${index}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: view
subjects:
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: group-${index}
`;

interface Case {
  readonly name: string;
  readonly text: string;
  /** Where a letter comes and goes: behind this text. */
  readonly behind: string;
}

/** Repeats a text up to the size, the number of the copy in it. */
function fill(start: string, part: (index: number) => string, separator = ""): string {
  const parts: string[] = [start];
  for (let length = start.length, index = 0; length < size; index += 1) {
    const next = part(index) + separator;
    parts.push(next);
    length += next.length;
  }
  return parts.join("");
}

const role = "roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: ";
const indent = (text: string) => text.replace(/(?<=\n)(?=.)/g, "  ");

const cases: readonly Case[] = [
  {
    name: "4 issuers, 1 kB",
    text: head + [0, 1, 2, 3].map(issuerOf).join(""),
    behind: '"user-2:" + claims.',
  },
  {
    name: "64 issuers and comments",
    text: fill(
      head + Array.from({ length: 64 }, (_, index) => issuerOf(index)).join(""),
      () => "# what an administrator wrote about it\n",
    ),
    behind: '"user-60:" + claims.',
  },
  { name: "4,000 issuers", text: fill(head, issuerOf), behind: '"user-3000:" + claims.' },
  {
    name: "role bindings",
    text: fill("", bindingOf, "---\n"),
    behind: `name: binding-2999\n${role}`,
  },
  {
    name: "role bindings in a List",
    text: fill("apiVersion: v1\nkind: List\nitems:\n", (index) => `- ${indent(bindingOf(index))}`),
    behind: indent(`name: binding-2999\n${role}`),
  },
];

/** Bundles the command and measures `claimcheck lsp`: from didChange to the completion, and to the findings of the text. */
export async function benchLsp(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "claimcheck-bench-"));
  const command = path.join(folder, "claimcheck.mjs");
  await bundleCommand(command);
  console.log("\nThe language server: from a key press in a file, 1 MB unless it says otherwise");
  for (const one of cases) await measure(command, one);
  rmSync(folder, { recursive: true });
}

async function measure(command: string, { name, text, behind }: Case): Promise<void> {
  const child = spawn(process.execPath, [command, "lsp", "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const versions = new Set<number | undefined>();
  let told = () => {};
  connection.onNotification(
    "textDocument/publishDiagnostics",
    ({ version }: PublishDiagnosticsParams) => {
      versions.add(version);
      told();
    },
  );
  connection.listen();
  const { pid: processId } = process;
  await connection.sendRequest("initialize", { processId, rootUri: null, capabilities: {} });
  await connection.sendNotification("initialized", {});
  const judged = async (version: number) => {
    while (!versions.has(version)) {
      await new Promise<void>((resolve) => {
        told = resolve;
      });
    }
  };
  const uri = "untitled:bench.yaml";
  const opened = performance.now();
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 0, text },
  });
  await judged(0);
  const first = performance.now() - opened;
  const before = text.slice(0, text.indexOf(behind) + behind.length);
  const line = before.split("\n").length - 1;
  const column = before.length - (before.lastIndexOf("\n") + 1);
  // Every odd press types a letter, every even one takes it away.
  const press = async (version: number) => {
    const start = { line, character: column };
    const isTyped = version % 2 === 1;
    const end = { line, character: column + (isTyped ? 0 : 1) };
    await connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range: { start, end }, text: isTyped ? "a" : "" }],
    });
    return { line, character: column + (isTyped ? 1 : 0) };
  };
  const times: number[] = [];
  let most = 0;
  for (let version = 1; version <= presses; version += 1) {
    const start = performance.now();
    const position = await press(version);
    const list = await connection.sendRequest<CompletionList | null>("textDocument/completion", {
      textDocument: { uri },
      position,
    });
    times.push(performance.now() - start);
    most = Math.max(most, list?.items.length ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  const start = performance.now();
  await press(presses + 1);
  await judged(presses + 1);
  const findings = performance.now() - start;
  child.kill();
  connection.dispose();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => show(sorted[Math.floor((presses - 1) * part)] ?? 0);
  console.log(
    `  ${name.padEnd(24)} completion median ${at(0.5)}, 95th percentile ${at(0.95)}, worst ${at(1)} (${most} offers)   findings ${show(findings)}, after opening ${show(first)}`,
  );
}

function show(milliseconds: number): string {
  return `${milliseconds.toFixed(0).padStart(4)} ms`;
}

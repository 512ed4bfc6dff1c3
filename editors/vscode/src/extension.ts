import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  Uri,
  window,
  workspace,
} from "vscode";
import { LanguageClient } from "vscode-languageclient/node";
import { serverOptions } from "./server-command.ts";
import { createTestExplorer, type TestExplorer } from "./test-explorer.ts";

/** The command of the server's lens "Run tests": the test explorer runs them, so that the results stay in sight. */
const runTestsCommand = "claimcheck.runTests";

let client: LanguageClient | undefined;

/** Starts the language server and the test explorer. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("Claimcheck", { log: true });
  const explorer = createTestExplorer(() => client);
  const restart = async () => {
    await stop();
    await start(context, output, explorer);
  };
  context.subscriptions.push(
    output,
    explorer,
    commands.registerCommand("claimcheck.restart", restart),
    watchPath(restart),
  );
  await start(context, output, explorer);
}

/** Stops the language server. */
export function deactivate(): Promise<void> {
  return stop();
}

async function start(
  { extensionPath }: ExtensionContext,
  outputChannel: LogOutputChannel,
  explorer: TestExplorer,
): Promise<void> {
  const command = workspace.getConfiguration("claimcheck").get<string>("path");
  const next = new LanguageClient(
    "claimcheck",
    "Claimcheck",
    serverOptions(command, extensionPath, process.platform),
    {
      documentSelector: [{ language: "yaml" }],
      outputChannel,
      middleware: {
        executeCommand: (name, args, run) =>
          name === runTestsCommand && typeof args[0] === "string"
            ? explorer.runFile(Uri.parse(args[0]))
            : run(name, args),
      },
    },
  );
  client = next;
  try {
    await next.start();
  } catch (error) {
    if (client === next) client = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`The language server of Claimcheck did not start: ${reason}`);
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running?.needsStop() === true) await running.stop();
}

// The server reads the other settings itself.
function watchPath(restart: () => Promise<void>): Disposable {
  return workspace.onDidChangeConfiguration(async (event) => {
    if (event.affectsConfiguration("claimcheck.path")) await restart();
  });
}

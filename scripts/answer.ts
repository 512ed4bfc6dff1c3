// Reads one JSON request a line and writes one JSON answer a line, in order: the headless face of the engine.
import { answerLine } from "./answer/answer.ts";

let rest = "";
let written = "";

process.stdin.setEncoding("utf8");
for await (const chunk of process.stdin) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) await respond(line);
  await flush();
}
await respond(rest);
await flush();

async function respond(line: string): Promise<void> {
  if (line === "" || line === "\r") return;
  written += `${await answerLine(line)}\n`;
  if (written.length > 1 << 16) await flush();
}

async function flush(): Promise<void> {
  const text = written;
  written = "";
  if (text !== "" && !process.stdout.write(text)) {
    await new Promise((resolve) => process.stdout.once("drain", resolve));
  }
}

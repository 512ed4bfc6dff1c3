import { answerLine } from "./answer.ts";

/** Reads one JSON request a line and writes one JSON answer a line, in order, until the input ends. */
export async function answerLines(
  input: NodeJS.ReadStream,
  output: NodeJS.WritableStream,
): Promise<void> {
  let rest = "";
  let written = "";
  const flush = async () => {
    const text = written;
    written = "";
    if (text !== "" && !output.write(text)) {
      await new Promise<void>((resolve) => output.once("drain", () => resolve()));
    }
  };
  const respond = async (line: string) => {
    if (line === "" || line === "\r") return;
    written += `${await answerLine(line)}\n`;
    if (written.length > flushAt) await flush();
  };

  input.setEncoding("utf8");
  for await (const chunk of input) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) await respond(line);
    await flush();
  }
  await respond(rest);
  await flush();
}

const flushAt = 1 << 16;

import { analyze, type DecodedPolicy, readPolicyFile } from "@/lib/engine.ts";
import type { EngineReply, EngineRequest } from "./engine-messages.ts";
import type { OpenedFile } from "./inputs.ts";

self.onmessage = async ({ data }: MessageEvent<EngineRequest>) => {
  reply({ id: data.id, kind: "begun" });
  reply(await answer(data));
};

/** Files as they were read, by id; the text of a file is never held. */
const policies = new Map<string, Promise<DecodedPolicy>>();
const reportMilliseconds = 100;

async function answer({ id, input, files }: EngineRequest): Promise<EngineReply> {
  try {
    for (const known of policies.keys()) {
      if (!files.some((file) => file.id === known)) policies.delete(known);
    }
    const decoded = [];
    for (const file of files) {
      const policy = policies.get(file.id) ?? read(file, id);
      policies.set(file.id, policy);
      decoded.push({ name: file.name, decoded: await policy });
    }
    return { id, kind: "done", analysis: await analyze({ ...input, files: keep(decoded) }) };
  } catch (error) {
    return { id, kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

async function read(file: OpenedFile, id: number): Promise<DecodedPolicy> {
  let reported = performance.now();
  return await readPolicyFile(chunksOf(file.content), file.name, (progress) => {
    const now = performance.now();
    if (now - reported < reportMilliseconds) return;
    reported = now;
    reply({ id, kind: "reading", progress: { file: file.id, ...progress } });
  });
}

async function* chunksOf(content: Blob): AsyncGenerator<string> {
  const reader = content.stream().pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

type Decoded = { readonly name: string; readonly decoded: DecodedPolicy };
let last: readonly Decoded[] = [];

/** The same list for the same files, so that the engine finds again what it made of them. */
function keep(decoded: readonly Decoded[]): readonly Decoded[] {
  const same =
    decoded.length === last.length &&
    decoded.every((file, index) => file.decoded === last[index]?.decoded);
  if (!same) last = decoded;
  return last;
}

function reply(message: EngineReply): void {
  self.postMessage(message);
}

import { createEngine } from "@/lib/engine/engine.ts";
import { readPolicyFile } from "@/lib/engine/policy-file-view.ts";
import type { DecodedPolicy } from "@/lib/rbac/manifest/decode.ts";
import type { EngineAnswer, EngineInput, EngineReply, EngineRequest } from "./engine-messages.ts";
import type { OpenedFile } from "./inputs.ts";

self.onmessage = async ({ data }: MessageEvent<EngineRequest>) => {
  reply({ id: data.id, kind: "begun" });
  reply(await answer(data));
};

const engine = createEngine();

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
    return { id, kind: "done", analysis: await ask({ ...input, files: decoded }) };
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

async function ask({
  panels,
  exporting,
  diagnosing,
  ...input
}: EngineInput): Promise<EngineAnswer> {
  const analysis = await engine.analyze(input);
  return {
    ...analysis,
    ...(panels && { panels: await engine.viewPanels(input, panels) }),
    ...(exporting && { bundle: await engine.export(input, exporting) }),
    ...(diagnosing && { diagnosis: await engine.diagnose(input) }),
  };
}

function reply(message: EngineReply): void {
  self.postMessage(message);
}

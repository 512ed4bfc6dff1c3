import { analyze } from "@/lib/engine.ts";
import type { EngineReply, EngineRequest } from "./engine-messages.ts";

self.onmessage = async ({ data }: MessageEvent<EngineRequest>) => {
  self.postMessage(await answer(data));
};

async function answer({ id, input }: EngineRequest): Promise<EngineReply> {
  try {
    return { id, kind: "done", analysis: await analyze(input) };
  } catch (error) {
    return { id, kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

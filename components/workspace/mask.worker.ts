/// <reference lib="webworker" />
import { maskWorkspace } from "@/lib/workspace/mask-workspace.ts";
import type { MaskReply, MaskRequest } from "./mask-messages.ts";

declare const self: DedicatedWorkerGlobalScope;

self.onmessage = ({ data }: MessageEvent<MaskRequest>) => {
  const reply: MaskReply = { id: data.id, result: maskWorkspace(data.workspace) };
  self.postMessage(reply);
};

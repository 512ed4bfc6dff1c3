import { planFiles } from "@/lib/engine/open-files.ts";
import type { OpenReply, OpenRequest } from "./open-messages.ts";
import { placeOfText } from "./place-file.ts";

self.onmessage = async ({ data }: MessageEvent<OpenRequest>) => {
  const reply = await answer(data).catch((): OpenReply => ({ kind: "failed" }));
  self.postMessage(reply);
};

async function answer(request: OpenRequest): Promise<OpenReply> {
  if (request.kind === "place")
    return { kind: "placed", place: placeOfText(await request.head.text()) };
  const given = [];
  for (const { path, content } of request.files)
    given.push({ path, bytes: new Uint8Array(await content.arrayBuffer()) });
  const plan = planFiles(given, { version: request.version, guess: placeOfText });
  return { kind: "planned", plan };
}

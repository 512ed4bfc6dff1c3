import { planFiles } from "@/lib/engine/open-files.ts";
import type { OpenReply, OpenRequest } from "./open-messages.ts";
import { placeOfText } from "./place-file.ts";

self.onmessage = async ({ data: { id, version, files } }: MessageEvent<OpenRequest>) => {
  try {
    const given = [];
    for (const { path, content } of files)
      given.push({ path, bytes: new Uint8Array(await content.arrayBuffer()) });
    reply({ id, kind: "planned", plan: planFiles(given, { version, guess: placeOfText }) });
  } catch {
    reply({ id, kind: "failed" });
  }
};

function reply(message: OpenReply): void {
  self.postMessage(message);
}

import type { DecodedPolicy } from "../rbac/manifest/decode.ts";
import { decodeDumpStream } from "../rbac/manifest/dump.ts";

/** Reads a file part by part, so that its whole text is never held; `report` hears how far it is. */
export async function readPolicyFile(
  chunks: AsyncIterable<string>,
  name: string,
  report: (progress: { readonly read: number; readonly objects: number }) => void,
): Promise<DecodedPolicy> {
  const steps = decodeDumpStream(chunks, name);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
    report(step.value);
  }
}

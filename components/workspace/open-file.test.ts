import { afterEach, expect, test, vi } from "vitest";
import { openBeside } from "./open-file.ts";
import type { OpenReply, OpenRequest } from "./open-messages.ts";

afterEach(() => vi.unstubAllGlobals());

/** A file of which the main thread may read nothing. */
class UnreadFile extends File {
  override text(): never {
    throw new Error("read on the main thread");
  }
  override arrayBuffer(): never {
    throw new Error("read on the main thread");
  }
  override slice(start = 0, end = this.size): Blob {
    return new UnreadFile(["x".repeat(Math.min(end, this.size) - start)], this.name);
  }
}

const cases: readonly { name: string; reply: OpenReply; want: unknown }[] = [
  {
    name: "roles and bindings",
    reply: { kind: "placed", place: "bindings" },
    want: { kind: "opened", file: { id: expect.any(String), name: "dump.yaml", size: 250_000 } },
  },
  {
    name: "another text",
    reply: { kind: "placed", place: "configuration" },
    want: {
      kind: "refused",
      reason: "dump.yaml holds no roles and no bindings near its beginning.",
    },
  },
  {
    name: "a file that is gone",
    reply: { kind: "failed" },
    want: { kind: "refused", reason: "dump.yaml was not opened: the browser could not read it." },
  },
];

test.each(cases)(
  "a file beside the document is looked at in a worker: $name",
  async ({ reply, want }) => {
    const asked: OpenRequest[] = [];
    let ended = 0;
    vi.stubGlobal(
      "Worker",
      class {
        onmessage?: (event: { data: OpenReply }) => void;
        postMessage(request: OpenRequest) {
          asked.push(request);
          queueMicrotask(() => this.onmessage?.({ data: reply }));
        }
        terminate() {
          ended += 1;
        }
      },
    );
    const outcome = await openBeside(new UnreadFile(["x".repeat(250_000)], "dump.yaml"));
    expect(outcome).toMatchObject(want as object);
    expect(asked.map((request) => [request.kind, "head" in request && request.head.size])).toEqual([
      ["place", 100_000],
    ]);
    expect(ended).toBe(1);
  },
);

test("without workers nothing is read", async () => {
  vi.stubGlobal("Worker", undefined);
  expect(await openBeside(new UnreadFile(["x"], "dump.yaml"))).toEqual({
    kind: "refused",
    reason:
      "dump.yaml was not opened: this browser runs no web workers, in which files are looked at.",
  });
});

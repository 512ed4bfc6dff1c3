import { expect, test } from "vitest";
import { readTextParts } from "./text-parts.ts";

const part = 64 * 1024;
const filling = (length: number) => "metadata: ok\n".repeat(length).slice(0, length);
const bytesOf = (text: string) => new TextEncoder().encode(text);

const cases: readonly { name: string; bytes: Uint8Array; want: string }[] = [
  { name: "nothing", bytes: bytesOf(""), want: "" },
  { name: "a few letters", bytes: bytesOf("ab"), want: "ab" },
  {
    name: "several parts of ASCII",
    bytes: bytesOf(filling(3 * part + 5)),
    want: filling(3 * part + 5),
  },
  {
    name: "a character of three bytes over the end of a part",
    bytes: bytesOf(`${filling(2 * part - 1)}€${filling(part)}`),
    want: `${filling(2 * part - 1)}€${filling(part)}`,
  },
  {
    name: "a byte order mark at the start, which is no part of the text",
    bytes: bytesOf(`\uFEFF${filling(2 * part)}`),
    want: filling(2 * part),
  },
  {
    name: "the same character at the start of a later part, which is",
    bytes: bytesOf(`${filling(2 * part)}\uFEFF${filling(10)}`),
    want: `${filling(2 * part)}\uFEFF${filling(10)}`,
  },
  {
    name: "a byte that is no UTF-8 at the very end",
    bytes: new Uint8Array([...bytesOf(filling(part + 1)), 0xe2]),
    want: `${filling(part + 1)}\uFFFD`,
  },
  { name: "a byte order mark alone", bytes: bytesOf("\uFEFF"), want: "" },
];

test.each(cases)("the parts of a file are its text: $name", async ({ bytes, want }) => {
  let text = "";
  for await (const each of readTextParts(new Blob([bytes as BlobPart]))) text += each;
  expect(text).toBe(want);
});

test("a byte order mark that arrives byte by byte is no part of the text", async () => {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytesOf("\uFEFFab")) controller.enqueue(new Uint8Array([byte]));
      controller.close();
    },
  });
  const blob = { stream: () => stream } as unknown as Blob;
  let text = "";
  for await (const each of readTextParts(blob)) text += each;
  expect(text).toBe("ab");
});

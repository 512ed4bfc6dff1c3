import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { isZip, readZip, type ZipResult } from "./read-zip.ts";

const megabyte = 1024 * 1024;
const limits = { files: 3, file: 8 * megabyte, total: 10 * megabyte };
const text = strToU8("jwt: []\n");
const zeros = (count: number) => new Uint8Array(count * megabyte);

const cases: { name: string; input: Uint8Array; want: ZipResult }[] = [
  {
    name: "files and folders",
    input: zipSync({ a: { "b.yaml": text }, "c.yaml": [text, { level: 0 }] }),
    want: {
      kind: "read",
      entries: [
        { path: "a/b.yaml", bytes: text },
        { path: "c.yaml", bytes: text },
      ],
      left: [],
    },
  },
  {
    name: "too many files",
    input: zipSync({ a: text, b: text, c: text, d: text }),
    want: { kind: "refused", reason: "it holds more than 3 files" },
  },
  {
    name: "a file that is too large is left out",
    input: zipSync({ a: text, b: zeros(9) }),
    want: {
      kind: "read",
      entries: [{ path: "a", bytes: text }],
      left: [{ path: "b", reason: "it is larger than 8 MB" }],
    },
  },
  {
    name: "a bomb: small files that are large together",
    input: zipSync({ a: zeros(6), b: zeros(6) }),
    want: { kind: "refused", reason: "its files are larger than 10 MB together" },
  },
  {
    name: "an archive that was cut off",
    input: zipSync({ a: text }).slice(0, 20),
    want: { kind: "refused", reason: "it is damaged or encrypted" },
  },
  {
    name: "a text",
    input: text,
    want: { kind: "refused", reason: "it is damaged or encrypted" },
  },
];

test.each(cases)("an archive is read: $name", ({ input, want }) => {
  expect(readZip(input, limits)).toEqual(want);
});

test("a bomb that states a small size is unpacked into that size", () => {
  const bomb = zipSync({ a: zeros(8) });
  // The stated size in the central directory, 24 bytes behind its signature.
  const at = bomb.findLastIndex(
    (_, i) => bomb[i] === 0x50 && bomb[i + 1] === 0x4b && bomb[i + 2] === 1 && bomb[i + 3] === 2,
  );
  bomb.set([10, 0, 0, 0], at + 24);
  const result = readZip(bomb, limits);
  expect(result.kind === "read" && result.entries.map(({ bytes }) => bytes.length)).toEqual([10]);
});

test.each([
  { name: "an archive", input: zipSync({ a: text }), want: true },
  { name: "a text", input: text, want: false },
  { name: "nothing", input: new Uint8Array(), want: false },
])("what an archive is: $name", ({ input, want }) => {
  expect(isZip(input)).toBe(want);
});

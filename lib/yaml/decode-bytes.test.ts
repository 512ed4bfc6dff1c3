import { expect, test } from "vitest";
import { decodeBytes } from "./decode-bytes.ts";

const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];

const cases: { name: string; bytes: number[]; text: string; failure?: [string, number] }[] = [
  { name: "UTF-8", bytes: utf8("a: é😀"), text: "a: é😀" },
  { name: "a byte-order mark stays", bytes: utf8("\ufeffa: 1"), text: "\ufeffa: 1" },
  { name: "UTF-16, little end first", bytes: [0xff, 0xfe, 0x61, 0, 0x3a, 0], text: "\ufeffa:" },
  { name: "UTF-16, big end first", bytes: [0xfe, 0xff, 0, 0x61, 0, 0x3a], text: "\ufeffa:" },
  {
    name: "Latin-1",
    bytes: [...utf8("é: "), 0xe9, 0x20, 0x20],
    text: "é: \ufffd  ",
    failure: ["yaml: invalid trailing UTF-8 octet", 3],
  },
  {
    name: "a stray byte",
    bytes: [0x61, 0x80],
    text: "a\ufffd",
    failure: ["yaml: invalid leading UTF-8 octet", 1],
  },
  {
    name: "cut off",
    bytes: [0x61, 0xc3],
    text: "a\ufffd",
    failure: ["yaml: incomplete UTF-8 octet sequence", 1],
  },
  {
    name: "overlong",
    bytes: [0xc0, 0x80],
    text: "\ufffd\ufffd",
    failure: ["yaml: invalid length of a UTF-8 sequence", 0],
  },
  {
    name: "half a pair",
    bytes: [0xed, 0xa0, 0x80],
    text: "\ufffd\ufffd\ufffd",
    failure: ["yaml: invalid Unicode character", 0],
  },
  {
    name: "JSON takes anything",
    bytes: [...utf8('{"a": "'), 0xe9, ...utf8('"}')],
    text: '{"a": "\ufffd"}',
  },
];

test.each(cases)("$name", ({ bytes, text, failure }) => {
  const decoded = decodeBytes(Uint8Array.from(bytes));
  expect(decoded.text).toBe(text);
  expect(decoded.failure && [decoded.failure.message, decoded.failure.position]).toEqual(failure);
});

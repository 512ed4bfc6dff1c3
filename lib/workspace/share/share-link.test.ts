import fc from "fast-check";
import { deflateSync } from "fflate";
import { expect, test } from "vitest";
import { encodeBase64Url } from "../../go/base64.ts";
import { bytesToByteString } from "../../go/byte-string.ts";
import { decodeShare, encodeShare, isShare } from "./share-link.ts";

test("what is encoded comes back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const fragment = encodeShare(text);
      expect(fragment).toMatch(/^v1,[A-Za-z0-9_-]*$/);
      expect(decodeShare(`#${fragment}`)).toBe(text);
    }),
  );
});

test.each([
  { name: "another version", fragment: "v2,AAAA" },
  { name: "no base64", fragment: "v1,***" },
  { name: "no deflate", fragment: "v1,AAAA" },
  { name: "a part", fragment: encodeShare("a long text ".repeat(50)).slice(0, -6) },
  { name: "nothing", fragment: "v1," },
  {
    name: "a text that is too long once it is unpacked",
    fragment: `v1,${encodeBase64Url(bytesToByteString(deflateSync(new Uint8Array(40_000_000))))}`,
  },
])("a fragment that holds no workspace is refused: $name", ({ fragment }) => {
  expect(decodeShare(fragment)).toBe(undefined);
});

test.each([
  { fragment: "#v1,x", want: true },
  { fragment: "#v12,x", want: true },
  { fragment: "#access", want: false },
  { fragment: "", want: false },
])("a fragment $fragment is a link to a workspace: $want", ({ fragment, want }) => {
  expect(isShare(fragment)).toBe(want);
});

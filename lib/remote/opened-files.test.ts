import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { readOpenedFiles, serveOnce } from "./opened-files.ts";

const id = "0123456789abcdef0123456789abcdef";
const files = [{ path: "a.yaml", text: "kind: X" }];

test("the files are served once, by their address only", async () => {
  const serve = serveOnce({ id, files });
  const server = createServer((request, response) => {
    if (!serve(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (path: string, options?: RequestInit) => {
    const response = await fetch(base + path, options);
    return [response.status, await response.text()];
  };
  expect(await ask("/opened/x")).toEqual([404, ""]);
  expect(await ask(`/opened/${id}`, { method: "POST" })).toEqual([404, ""]);
  expect(await ask(`/opened/${id}`, { headers: { "sec-fetch-site": "cross-site" } })).toEqual([
    404,
    "",
  ]);
  expect(await ask(`/opened/${id}`)).toEqual([200, JSON.stringify({ files })]);
  expect(await ask(`/opened/${id}`)).toEqual([404, ""]);
  server.close();
});

test.each([
  { text: JSON.stringify({ id, files }), want: { id, files } },
  { text: JSON.stringify({ id: "1", files }), want: undefined },
  { text: JSON.stringify({ id, files: [{}] }), want: undefined },
  { text: "null", want: undefined },
  { text: "x", want: undefined },
])("what the command writes is read: $text", ({ text, want }) => {
  expect(readOpenedFiles(text)).toEqual(want);
});

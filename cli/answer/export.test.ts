import { expect, test } from "vitest";
import { answerLine } from "./answer.ts";

const config = `apiVersion: apiserver.config.k8s.io/v1
kind: AuthenticationConfiguration
jwt:
- issuer: {url: https://issuer.example.com, audiences: [kubernetes]}
  claimMappings: {username: {claim: sub, prefix: "a:"}}
`;

async function ask(request: object) {
  return JSON.parse(await answerLine(JSON.stringify({ op: "export", ...request })));
}

test("the files of a target hold the configuration and nothing is in the way", async () => {
  const answer = await ask({ id: "1", config, target: "k3s", version: "1.37" });
  expect(Object.keys(answer)).toEqual(["files", "notes", "lost", "id"]);
  expect(answer.notes).toEqual([]);
  const texts = answer.files.map(({ text }: { text: string }) => text);
  expect(texts.some((text: string) => text.includes("https://issuer.example.com"))).toBe(true);
});

test.each([
  {
    name: "a text that is no configuration",
    request: { config: "x: [", target: "kubeadm" },
    want: {
      refused:
        "The configuration cannot be read, so no files are made of it: yaml: line 1: did not find expected node content",
    },
  },
  {
    name: "an unknown target",
    request: { config, target: "nope" },
    want: { refused: 'unknown target "nope"' },
  },
])("refused: $name", async ({ request, want }) => {
  expect(await ask(request)).toEqual(want);
});

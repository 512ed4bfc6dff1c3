import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bundleOf, guides } from "../testing/bundles.ts";
import { findSecrets, type TextKind } from "./find-secrets.ts";

/** If something was found: file, line and reason. */
function findingsOf(
  name: string,
  text: string,
  kind: TextKind,
  publicTexts: string[] = [],
): string[] {
  return findSecrets(text, kind, { publicTexts }).map(
    ({ line, reason }) => `${name}, line ${line}: ${reason}`,
  );
}

test("no document of a guide is masked", () => {
  const found = guides.flatMap(({ id, configuration, bindings }) => [
    ...findingsOf(`configuration of ${id}`, configuration, "document"),
    ...findingsOf(`bindings of ${id}`, bindings, "document"),
  ]);
  expect(found).toEqual([]);
});

test("of the recorded configurations only the one with a password in its URL is masked", () => {
  const recorded = new URL("../testing/recorded/validate.jsonl", import.meta.url);
  const found = readFileSync(recorded, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { request: { config?: string } }).request.config ?? "")
    .filter((config) => findSecrets(config, "document").length > 0);
  expect(found).toEqual([expect.stringContaining("https://a:b@issuer.example.com")]);
});

test("no file made of a guide is masked", async () => {
  const found: string[] = [];
  // Targets share most files of a guide: each is searched once.
  const seen = new Set<string>();
  for (const guide of guides.slice(0, 4)) {
    for (const target of ["static-pod", "kubeadm", "talos", "k3s", "gardener"]) {
      const { files } = await bundleOf(guide, target);
      for (const { path, language, text } of files) {
        const key = `${guide.id} ${path} ${text}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const kind = language === "yaml" ? "document" : "plain";
        const texts = [guide.configuration, guide.bindings];
        found.push(...findingsOf(`${guide.id} for ${target}: ${path}`, text, kind, texts));
      }
    }
  }
  expect(found).toEqual([]);
});

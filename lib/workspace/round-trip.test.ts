import fc from "fast-check";
import { expect, test } from "vitest";
import { findSecrets } from "../secrets/find-secrets.ts";
import { secretMask } from "../secrets/secret-mask.ts";
import { keepPart } from "./keep-part.ts";
import { maskWorkspace } from "./mask-workspace.ts";
import { parseWorkspace, usualCluster, usualExport } from "./parse-workspace.ts";
import { findRestoredMasks } from "./restored-masks.ts";
import type { Workspace } from "./workspace.ts";

/** Whatever is typed comes back after a reload, masked places aside; and nothing secret-like is in what is stored. */

const names = { id: "default", name: "Workspace" };
const runs = { numRuns: 150 };

const pieces = [
  "apiVersion: apiserver.config.k8s.io/v1\n",
  "kind: AuthenticationConfiguration\n",
  "kind: Secret\n",
  "jwt:\n",
  "- issuer:\n    url: https://a.test\n",
  "    audiences: [kubernetes, 'a\n",
  "  claimMappings:\n    username:\n      expression: '\"x:\" + claims.sub'\n",
  "    certificateAuthority: |\n      -----BEGIN CERTIFICATE-----\n",
  "# a comment\n",
  "password: hunter2hunter2\n",
  "# glpat-Zx81Kd03mQp77LwVbN4c\n",
  "# eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2EudGVzdCJ9\n",
  "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n",
  "---\n",
  "\t",
  "  ",
  "\n",
  "{",
  "]",
  '"',
  "'",
  "&a *a !!str",
  "漢字 \u{1f511} \u202e",
  "\ud800",
];

/** Texts as they are while they are typed: pieces of documents, cut anywhere, with anything between them. */
const typed = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 12 })), { maxLength: 14 })
  .map((parts) => parts.join(""))
  .chain((text) => fc.nat(text.length).map((end) => text.slice(0, Math.max(end, text.length - 5))));

const workspaces: fc.Arbitrary<Workspace> = fc.record({
  apiVersion: fc.constant("claimcheck/v1alpha1" as const),
  kind: fc.constant("Workspace" as const),
  id: fc.constant("default"),
  name: typed.filter((name) => name.trim() !== ""),
  cluster: typed.map((issuer) => ({ ...usualCluster, serviceAccountIssuers: [issuer] })),
  configuration: typed,
  bindings: typed,
  running: typed.map((configuration) => ({ configuration })),
  namespace: typed,
  defaultPolicy: fc.boolean(),
  export: typed.map((cluster) => ({ ...usualExport, cluster })),
  tests: typed.filter((tests) => tests.trim() !== ""),
});

test("what is typed comes back, masked places aside", () => {
  fc.assert(
    fc.property(workspaces, (workspace) => {
      const masked = maskWorkspace(workspace);
      const { workspace: back, dropped } = parseWorkspace(structuredClone(masked.workspace), names);
      expect(dropped).toEqual([]);
      expect(back).toEqual(masked.workspace);
      for (const field of ["configuration", "bindings", "tests"] as const) {
        const places = masked.masked.find((part) => part.field === field)?.secrets ?? [];
        // Of a file around a configuration, the configuration comes back.
        const text = workspace[field] ?? "";
        const kept = field === "configuration" ? keepPart(text) : text;
        expect(withMasks(kept, places)).toBe(back[field]);
      }
    }),
    runs,
  );
});

test.each(["jwt", "jwt ", "kind", "apiVersion\n", "---"])(
  "%j, which is being typed, is kept",
  (text) => {
    expect(keepPart(text)).toBe(text);
  },
);

test("a stored copy has nothing left to mask, and its masks are found again", () => {
  fc.assert(
    fc.property(typed, (configuration) => {
      const workspace: Workspace = {
        ...parseWorkspace({}, names).workspace,
        configuration,
      };
      const stored = maskWorkspace(workspace).workspace;
      const left = findSecrets(stored.configuration, "document").map(({ reason }) => reason);
      expect(left).not.toContain("known-prefix");
      expect(left).not.toContain("json-web-token");
      expect(left).not.toContain("private-key");
      expect(findRestoredMasks(stored)).toHaveLength(
        stored.configuration.split(secretMask).length - 1,
      );
    }),
    runs,
  );
});

function withMasks(
  text: string,
  places: readonly { readonly start: number; readonly end: number; readonly quote: boolean }[],
): string {
  let result = "";
  let done = 0;
  for (const { start, end, quote } of places) {
    expect(start).toBeGreaterThanOrEqual(done);
    expect(end).toBeLessThanOrEqual(text.length);
    result += text.slice(done, start) + (quote ? `"${secretMask}"` : secretMask);
    done = end;
  }
  return result + text.slice(done);
}

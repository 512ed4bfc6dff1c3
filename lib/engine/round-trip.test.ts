import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { exportTarget, targets } from "../export/targets.ts";
import { openText } from "../import/open.ts";
import type { Minor } from "../kube/minor.ts";
import { findClusterTarget } from "../kube/targets.ts";
import { guides } from "../testing/bundles.ts";
import cases from "../testing/cases/open.json" with { type: "json" };

const tricky = `# Who may come in.
apiVersion: apiserver.config.k8s.io/v1beta1
kind: AuthenticationConfiguration
jwt:
- issuer:
    url: https://idp.example.com # no slash
    audiences: [k8s]
  claimMappings:
    username: {expression: '"a{{" + claims.sub + "$HOME \${x}"'}
    groups: {expression: "dyn(claims.groups).map(g, 'x:' + g)"}
`;

/** Those with a schema of their own are in lib/export-dialects.test.ts. */
const fileTargets = targets.filter(({ id }) => findClusterTarget(id).takes === undefined);

const minors: readonly Minor[] = [30, 34, 37];
const newest: readonly Minor[] = [37];

test("every file that an export makes opens again to the same configuration", () => {
  const inner = cases.flatMap(({ want }) => want.configuration?.slice(0, 1) ?? []);
  const sources = [tricky, ...inner.filter((text) => !/\$\{|\[\]/.test(text))];
  const opened: string[] = [];
  for (const source of sources) {
    for (const { id } of fileTargets) {
      // Versions differ by the wrapper, not by what is inside: one source is tried with all.
      for (const minor of source === tricky ? minors : newest) {
        const result = exportTarget(
          {
            configuration: source,
            bindings: "",
            minor,
            comments: "kept",
            issuers: [],
            cluster: { name: "prod", server: "https://api.example.com:6443" },
          },
          id,
        );
        if (result.kind !== "files") continue;
        for (const { path, text } of result.target.files) {
          const { kind, configuration } = openText(text, { version: minor, name: path });
          if (kind !== "configuration" || configuration === undefined) continue;
          opened.push(id);
          expect([id, path, parse(configuration).jwt]).toEqual([id, path, parse(source).jwt]);
        }
      }
    }
  }
  const plainTargets = targets.map(({ id }) => id).filter((id) => opened.includes(id));
  expect(plainTargets.length).toBeGreaterThanOrEqual(18);
});

test("of each example, each target and each version, a file opens again to the same configuration", () => {
  const wrong: string[] = [];
  let opened = 0;
  for (const example of guides) {
    for (const { id } of fileTargets) {
      for (const minor of minors) {
        const result = exportTarget(
          {
            configuration: example.configuration,
            bindings: "",
            minor,
            comments: "kept",
            issuers: [],
            cluster: { name: "prod", server: "https://api.example.com:6443" },
          },
          id,
        );
        // What cannot be read is exported for no target.
        if (result.kind !== "files") continue;
        const found = result.target.files.flatMap(({ path, text }) => {
          const { kind, configuration } = openText(text, { version: minor, name: path });
          return kind === "configuration" && configuration !== undefined ? [configuration] : [];
        });
        opened += found.length;
        const want: unknown = parse(example.configuration).jwt;
        if (found.length === 0) wrong.push(`${example.id} ${id} ${minor}: no file opens`);
        for (const text of found) {
          if (!isDeepStrictEqual(parse(text).jwt, want)) wrong.push(`${example.id} ${id} ${minor}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(opened).toBeGreaterThan(500);
}, 60_000);

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { bundledTools, makeSbom } from "./notices.mjs";

interface LockEntry {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const lock = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8")) as {
  packages: Record<string, LockEntry>;
};
const entries = Object.entries(lock.packages).filter(([place]) => place !== "");

describe("package-lock.json", () => {
  test("says the contents of every package", () => {
    const without = entries.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ""));
    expect(without.map(([place]) => place)).toEqual([]);
  });

  test("has no native library for pictures", () => {
    expect(
      entries.map(([place]) => place).filter((place) => /(^|\/)(sharp|@img\/.*)$/.test(place)),
    ).toEqual([]);
  });

  test("names the compilers and checkers of every common platform", () => {
    const platforms = [
      "darwin-arm64",
      "darwin-x64",
      "linux-arm64",
      "linux-x64",
      "win32-arm64",
      "win32-x64",
    ];
    const places = entries.map(([place]) => place);
    const missing = ["@next/swc-", "@biomejs/cli-", "@esbuild/", "@rolldown/binding-"].flatMap(
      (name) =>
        platforms
          .map((platform) => `node_modules/${name}${platform}`)
          .filter((place) => !places.some((found) => found.startsWith(place))),
    );
    expect(missing).toEqual([]);
  });

  test("has exact versions in package.json", () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(`${root}package.json`, "utf8"),
    ) as Record<string, Record<string, string>>;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});

describe("the bill of materials", () => {
  test("names what is shipped, how it is checked, and what needs what", () => {
    const sbom = makeSbom({
      packages: {
        "": { name: "app", version: "1.0.0", license: "MIT", dependencies: { "@a/b": "1.0.0" } },
        "node_modules/@a/b": {
          version: "1.0.0",
          integrity: "sha512-AAEC",
          license: "(MIT OR Apache-2.0)",
          dependencies: { c: "^2.0.0", absent: "*" },
        },
        "node_modules/@a/b/node_modules/c": {
          version: "2.0.0",
          integrity: "sha512-AA==",
          license: "ISC",
        },
        "node_modules/c": { version: "1.0.0", integrity: "sha512-AQ==", dev: true },
      },
    });
    expect(sbom).toEqual({
      $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      version: 1,
      metadata: {
        component: {
          type: "application",
          "bom-ref": "claimcheck",
          name: "app",
          version: "1.0.0",
          licenses: [{ license: { id: "MIT" } }],
        },
      },
      components: [
        {
          type: "library",
          "bom-ref": "pkg:npm/%40a/b@1.0.0",
          group: "@a",
          name: "b",
          version: "1.0.0",
          scope: "required",
          hashes: [{ alg: "SHA-512", content: "000102" }],
          licenses: [{ expression: "(MIT OR Apache-2.0)" }],
          purl: "pkg:npm/%40a/b@1.0.0",
        },
        {
          type: "library",
          "bom-ref": "pkg:npm/c@2.0.0#node_modules/@a/b/node_modules/c",
          name: "c",
          version: "2.0.0",
          scope: "required",
          hashes: [{ alg: "SHA-512", content: "00" }],
          licenses: [{ license: { id: "ISC" } }],
          purl: "pkg:npm/c@2.0.0",
        },
      ],
      dependencies: [
        { ref: "claimcheck", dependsOn: ["pkg:npm/%40a/b@1.0.0"] },
        {
          ref: "pkg:npm/%40a/b@1.0.0",
          dependsOn: ["pkg:npm/c@2.0.0#node_modules/@a/b/node_modules/c"],
        },
        { ref: "pkg:npm/c@2.0.0#node_modules/@a/b/node_modules/c", dependsOn: [] },
      ],
    });
  });

  test("has every package that is no development tool, and the bundled ones", () => {
    const sbom = makeSbom(lock) as { components: unknown[] };
    const shipped = entries.filter(([, { dev, devOptional }]) => !dev && !devOptional);
    expect(sbom.components.length).toBe(shipped.length + bundledTools.length);
  });

  test("names every package that is in the bundle of the servers", async () => {
    const { metafile } = await build({
      ...{ absWorkingDir: root, entryPoints: ["cli/servers.ts"], outfile: "servers.mjs" },
      ...{ bundle: true, write: false, metafile: true, platform: "node", format: "esm" },
    });
    const { components } = makeSbom(lock) as { components: { group?: string; name: string }[] };
    const named = components.map(({ group, name }) =>
      group === undefined ? name : `${group}/${name}`,
    );
    const missing = Object.keys(metafile.inputs)
      .map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1])
      .filter((name) => name !== undefined && !named.includes(name));
    expect([...new Set(missing)]).toEqual([]);
  });
});

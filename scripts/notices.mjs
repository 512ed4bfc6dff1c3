// @ts-check
// What is in the build and under which licences: a software bill of materials (CycloneDX 1.6) and the notices of third
// parties, made of the lock file and the installed packages. The same packages give the same files.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A package of a package-lock.json.
 *
 * @typedef {{
 *   name: string,
 *   version: string,
 *   license?: string,
 *   integrity: string,
 *   dev?: boolean,
 *   devOptional?: boolean,
 *   optional?: boolean,
 *   dependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>,
 * }} Locked
 *
 * The packages by their place; the place of the project itself is "".
 *
 * @typedef {Record<string, Locked>} Packages
 */

/**
 * Writes `sbom.cdx.json` and `third-party-notices.txt` into `folder`.
 *
 * @param {string} root
 * @param {string} folder
 */
export function writeNotices(root, folder) {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const sbom = makeSbom(lock);
  writeFileSync(path.join(folder, "sbom.cdx.json"), `${JSON.stringify(sbom, null, 2)}\n`);
  writeFileSync(
    path.join(folder, "third-party-notices.txt"),
    makeNotices(root, shippedOf(lock.packages)),
  );
}

/**
 * The notices of the packages at these places ("node_modules/zod") of package-lock.json.
 *
 * @param {string} root
 * @param {ReadonlySet<string>} places
 */
export function noticesOf(root, places) {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const packages = Object.entries(/** @type {Packages} */ (lock.packages));
  return makeNotices(
    root,
    packages.filter(([place]) => places.has(place)),
  );
}

/**
 * Development packages that are in a bundle: that of the servers for editors and agents (cli/servers.ts). Most dependencies
 * of these packages are not in it, so the bill lists them without dependencies.
 */
export const bundledTools = [
  "@modelcontextprotocol/sdk",
  "ajv",
  "ajv-formats",
  "fast-deep-equal",
  "fast-uri",
  "json-schema-traverse",
  "vscode-jsonrpc",
  "vscode-languageserver",
  "vscode-languageserver-protocol",
  "vscode-languageserver-textdocument",
  "vscode-languageserver-types",
  "zod",
  "zod-to-json-schema",
];

/**
 * The bill of materials (CycloneDX) of all packages but development tools. Packages of other platforms are optional
 * components.
 *
 * @param {{ readonly packages: object }} lock a package-lock.json
 */
export function makeSbom(lock) {
  const packages = /** @type {Packages} */ (lock.packages);
  const shipped = shippedOf(packages);
  const own = packages[""];
  if (own === undefined) throw new Error("The lock file does not name the project.");
  const root = {
    type: "application",
    "bom-ref": "claimcheck",
    name: own.name,
    version: own.version,
  };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { ...root, licenses: licensesOf(own.license) } },
    components: shipped.map(([place, entry]) => ({
      type: "library",
      "bom-ref": referenceOf(place, entry),
      ...nameOf(place),
      version: entry.version,
      scope: entry.optional ? "optional" : "required",
      hashes: [hashOf(entry.integrity)],
      licenses: licensesOf(entry.license),
      purl: purlOf(place, entry),
    })),
    dependencies: Object.entries({ "": own, ...Object.fromEntries(shipped) }).map(
      ([place, entry]) => ({
        ref: place === "" ? "claimcheck" : referenceOf(place, entry),
        dependsOn: Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
          .map((name) => resolve(packages, place, name))
          .flatMap((found) => {
            const target = found === undefined ? undefined : packages[found];
            if (found === undefined || target === undefined) return [];
            return isShipped([found, target]) ? [referenceOf(found, target)] : [];
          }),
      }),
    ),
  };
}

/** @param {Packages} packages */
function shippedOf(packages) {
  return Object.entries(packages).filter(isShipped);
}

/** @param {[place: string, entry: Locked]} entry */
function isShipped([place, { dev, devOptional }]) {
  return (
    place !== "" &&
    ((!dev && !devOptional) || bundledTools.some((name) => place === `node_modules/${name}`))
  );
}

/**
 * The place of the package that `name` refers to in the package at `place`: the nearest folder upwards.
 *
 * @param {Packages} packages
 * @param {string} place
 * @param {string} name
 */
function resolve(packages, place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    const found = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (packages[found]) return found;
    if (at === "") return undefined;
  }
}

/** @param {string} place */
function fullNameOf(place) {
  return place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** @param {string} place */
function nameOf(place) {
  const [scope, name] = fullNameOf(place).split("/");
  return name === undefined ? { name: scope } : { group: scope, name };
}

/**
 * @param {string} place
 * @param {Locked} entry
 */
function purlOf(place, { version }) {
  return `pkg:npm/${fullNameOf(place).replace("@", "%40")}@${version}`;
}

/**
 * The reference of a package in the bill. The same version may be installed at two places.
 *
 * @param {string} place
 * @param {Locked} entry
 */
function referenceOf(place, entry) {
  const isNested = place.indexOf("node_modules/") !== place.lastIndexOf("node_modules/");
  return purlOf(place, entry) + (isNested ? `#${place}` : "");
}

/** @param {string} integrity */
function hashOf(integrity) {
  const [, algorithm, digest = ""] = /^sha(\d+)-(.+)$/.exec(integrity) ?? [];
  return { alg: `SHA-${algorithm}`, content: Buffer.from(digest, "base64").toString("hex") };
}

/** @param {string | undefined} license */
function licensesOf(license) {
  if (license === undefined) return [];
  return / (OR|AND|WITH) /.test(license)
    ? [{ expression: license }]
    : [{ license: { id: license } }];
}

/**
 * The licence and notice files of packages, and of the packages inside Next and Monaco.
 *
 * @param {string} root
 * @param {readonly [string, Locked][]} packages
 */
function makeNotices(root, packages) {
  const parts = [
    "Claimcheck contains the packages below. Each has its licence and the texts that came with it.\n",
  ];
  for (const [place, { version, license = "see its texts", optional }] of packages) {
    const folder = path.join(root, place);
    // A package for another platform is in no file of this build.
    if (optional && !existsSync(folder)) continue;
    parts.push(section(`${fullNameOf(place)} ${version} (${license})`, textsOf(folder)));
    const inside = path.join(folder, "dist", "compiled");
    if (!existsSync(inside)) continue;
    for (const name of foldersOf(inside)) {
      const texts = textsOf(path.join(inside, name));
      if (texts.length > 0) parts.push(section(`${name}, inside ${fullNameOf(place)}`, texts));
    }
  }
  return parts.join("\n");
}

/**
 * @param {string} title
 * @param {readonly string[]} texts
 */
function section(title, texts) {
  return [`${"─".repeat(78)}\n${title}\n`, ...texts.map((text) => `${text.trim()}\n`)].join("\n");
}

/** @param {string} folder */
function textsOf(folder) {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice|copying|third-?party-?notices?)([.-]|$)/i.test(name))
    .sort()
    .map((name) => readFileSync(path.join(folder, name), "utf8"));
}

/** @param {string} folder */
function foldersOf(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      name.startsWith("@")
        ? readdirSync(path.join(folder, name)).map((inner) => `${name}/${inner}`)
        : [name],
    )
    .sort();
}

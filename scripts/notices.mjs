// What is in the build and under which licences: a software bill of materials (CycloneDX 1.6) and the notices of third
// parties, made of the lock file and the installed packages. The same packages give the same files.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Writes `sbom.cdx.json` and `third-party-notices.txt` into `folder`. */
export function writeNotices(root, folder) {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  const sbom = makeSbom(lock);
  writeFileSync(path.join(folder, "sbom.cdx.json"), `${JSON.stringify(sbom, null, 2)}\n`);
  writeFileSync(path.join(folder, "third-party-notices.txt"), makeNotices(root, lock));
}

/**
 * Development packages that are in a bundle: of the servers for editors and agents (cli/servers.ts). Most of what these
 * packages depend on is not, so they are no dependencies.
 */
export const bundledTools = [
  "@modelcontextprotocol/sdk",
  "ajv",
  "ajv-formats",
  "fast-deep-equal",
  "fast-uri",
  "json-schema-traverse",
  "zod",
  "zod-to-json-schema",
];

/** The bill of materials of what is no development tool; packages of other platforms are optional components. */
export function makeSbom({ packages }) {
  const shipped = shippedOf(packages);
  const own = packages[""];
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
    dependencies: [["", own], ...shipped].map(([place, entry]) => ({
      ref: place === "" ? "claimcheck" : referenceOf(place, entry),
      dependsOn: Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
        .map((name) => resolve(packages, place, name))
        .filter((found) => found !== undefined && isShipped([found, packages[found]]))
        .map((found) => referenceOf(found, packages[found])),
    })),
  };
}

function shippedOf(packages) {
  return Object.entries(packages).filter(isShipped);
}

function isShipped([place, { dev, devOptional }]) {
  return (
    place !== "" &&
    ((!dev && !devOptional) || bundledTools.some((name) => place === `node_modules/${name}`))
  );
}

/** The place of the package that `name` means to the package at `place`: the nearest folder upwards. */
function resolve(packages, place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    const found = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (packages[found]) return found;
    if (at === "") return undefined;
  }
}

function fullNameOf(place) {
  return place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

function nameOf(place) {
  const [scope, name] = fullNameOf(place).split("/");
  return name === undefined ? { name: scope } : { group: scope, name };
}

function purlOf(place, { version }) {
  return `pkg:npm/${fullNameOf(place).replace("@", "%40")}@${version}`;
}

/** One version may be at two places. */
function referenceOf(place, entry) {
  const isNested = place.indexOf("node_modules/") !== place.lastIndexOf("node_modules/");
  return purlOf(place, entry) + (isNested ? `#${place}` : "");
}

function hashOf(integrity) {
  const [, algorithm, digest] = /^sha(\d+)-(.+)$/.exec(integrity);
  return { alg: `SHA-${algorithm}`, content: Buffer.from(digest, "base64").toString("hex") };
}

function licensesOf(license) {
  if (license === undefined) return [];
  return / (OR|AND|WITH) /.test(license)
    ? [{ expression: license }]
    : [{ license: { id: license } }];
}

/** The licence and notice files of every shipped package, and of what Next and Monaco carry inside. */
function makeNotices(root, { packages }) {
  const parts = [
    "Claimcheck contains the packages below. Each stands with its licence, and the texts that came with it.\n",
  ];
  for (const [place, { version, license = "see its texts", optional }] of shippedOf(packages)) {
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

function section(title, texts) {
  return [`${"─".repeat(78)}\n${title}\n`, ...texts.map((text) => `${text.trim()}\n`)].join("\n");
}

function textsOf(folder) {
  return readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice|copying|third-?party-?notices?)([.-]|$)/i.test(name))
    .sort()
    .map((name) => readFileSync(path.join(folder, name), "utf8"));
}

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

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { describedFields, fieldsBelow, findFieldDoc } from "./authn/field-docs.ts";
import { buildConfigurationSchema } from "./authn/json-schema.ts";
import { loadConfiguration } from "./authn/load.ts";
import { authenticationConfiguration, type Shape } from "./authn/schema.ts";
import { catalogue, loadExample } from "./examples/catalogue.ts";
import { newestMinor } from "./kube/minor.ts";
import { catalogueCases } from "./testing/catalogue-cases.ts";
import type { DataNode } from "./yaml/data.ts";
import { readYaml } from "./yaml/document.ts";
import { isJsonText } from "./yaml/json.ts";

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
  buildConfigurationSchema("https://example.com/schema/authentication-configuration.json"),
);

describe("the documentation of fields", () => {
  test("has every field of the decoder's table", () => {
    expect(describedFields.map(({ path }) => path)).toEqual(
      pathsOf(authenticationConfiguration, ""),
    );
  });

  test("finds fields by path, with indices or without", () => {
    expect(findFieldDoc("jwt[3].claimMappings.extra[0].key")?.path).toBe(
      "jwt.claimMappings.extra.key",
    );
    expect(findFieldDoc("jwt.nothing")).toBe(undefined);
    expect(fieldsBelow("jwt[0].issuer").map(({ name }) => name)).toEqual([
      "url",
      "discoveryURL",
      "certificateAuthority",
      "audiences",
      "audienceMatchPolicy",
      "egressSelectorType",
    ]);
  });

  test.each(describedFields)("the example of $path is YAML", ({ example, name }) => {
    expect(readYaml(`${name}: ${example}\n`).kind).toBe("read");
  });
});

describe("the JSON Schema", () => {
  test("accepts every recorded file that a server accepts", () => {
    const refused = readRecorded().flatMap(({ id, request, answer }) => {
      const value = answer.valid === true ? toValue(request.config) : undefined;
      return value === undefined || validate(value)
        ? []
        : [`${id}: ${JSON.stringify(validate.errors)}`];
    });
    expect(refused).toEqual([]);
  });

  test("accepts every example that loads", async () => {
    for (const { id } of catalogue) {
      const configuration = (await loadExample(id))?.configuration ?? "";
      const { compiled } = loadConfiguration(configuration, { minor: newestMinor });
      if (compiled !== undefined) expect(validate(toValue(configuration))).toBe(true);
    }
  });

  test("accepts every entry of the catalogue of issuers, and two in one", () => {
    const texts = [
      ...catalogueCases.map(({ name, text }) => ({ id: name, config: text })),
      ...readLines<{ readonly id?: string; readonly config?: string }>("merged.jsonl"),
    ].flatMap(({ id, config }) => (config === undefined ? [] : [{ id, config }]));
    expect(texts.filter(({ config }) => !validate(toValue(config))).map(({ id }) => id)).toEqual(
      [],
    );
    expect(texts.length).toBeGreaterThan(100);
  });

  test.each([
    { name: "an unknown field", text: "jwt: [{issuer: {URL: x}}]" },
    { name: "a map for a list", text: "jwt: {}" },
    {
      name: "a policy that does not exist",
      text: "jwt: [{issuer: {audienceMatchPolicy: MatchAll}}]",
    },
  ])("refuses $name", ({ text }) => {
    const head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
    expect(validate(toValue(head + text))).toBe(false);
  });
});

function pathsOf(shape: Shape, prefix: string): string[] {
  if (shape.kind === "list") return pathsOf(shape.of, prefix);
  if (shape.kind === "pointer") return pathsOf(shape.to, prefix);
  if (shape.kind !== "struct") return [];
  return shape.fields.flatMap(({ name, shape: inner }) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    return [path, ...pathsOf(inner, path)];
  });
}

interface Recorded {
  readonly id: string;
  readonly request: { readonly config: string };
  readonly answer: { readonly valid?: boolean };
}

function readRecorded(): Recorded[] {
  return readLines("validate.jsonl");
}

function readLines<T>(file: string): T[] {
  const path = fileURLToPath(new URL(`./testing/recorded/${file}`, import.meta.url));
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function toValue(text: string): unknown {
  if (isJsonText(text)) return JSON.parse(text);
  const read = readYaml(text);
  return read.kind === "read" ? plain(read.data) : undefined;
}

function plain(data: DataNode): unknown {
  switch (data.kind) {
    case "null":
      return null;
    case "array":
      return data.items.map(plain);
    case "object":
      return Object.fromEntries(data.members.map(({ key, value }) => [key, plain(value)]));
    case "number":
      return Number(data.value);
    default:
      return data.value;
  }
}

import type { Minor } from "../../kube/minor.ts";
import { list, object, optional, string } from "../types.ts";
import {
  type CelObject,
  type CelOptional,
  type CelResult,
  type CelValue,
  noSuchOverload,
  stringList,
} from "../values.ts";
import { declare, global, receiver } from "./build.ts";
import { regexLengthCost, stringTraversalCost } from "./cost.ts";
import type { Cost, FunctionDeclaration, Library } from "./declaration.ts";
import { actualSize, nominalCost } from "./kubernetes-cost.ts";
import { type NamedFormat, namedFormats } from "./named-formats.ts";

const formatType = object("kubernetes.NamedFormat");

interface FormatValue extends CelObject {
  readonly namedFormat: NamedFormat;
}

/** As if an expression of the format's length ran over the text. */
const costOfValidating: Cost = ([format, text]) => {
  if (!isFormat(format)) return 1;
  return (
    Math.ceil((1 + actualSize(text)) * stringTraversalCost) *
    Math.ceil(format.namedFormat.expressionLength * regexLengthCost)
  );
};

const functions: readonly FunctionDeclaration[] = [
  declare(
    "validate",
    "The errors of a text in a format, as a list; none if the text is valid.",
    [
      ["format.dns1123Label().validate('my-name').hasValue()", "false"],
      ["format.uuid().validate('x').value()", "['does not match the UUID format']"],
    ],
    [
      receiver("format-validate", [formatType, string], optional(list(string)), validate, {
        cost: costOfValidating,
      }),
    ],
  ),
  declare(
    "format.named",
    "The format of a name, none if there is no such format.",
    [
      ["format.named('dns1123Label').hasValue()", "true"],
      ["format.named('email').hasValue()", "false"],
    ],
    [global("format-named", [string], optional(formatType), findFormat, { cost: nominalCost })],
  ),
  constant(
    "dns1123Label",
    "A label of a DNS name as RFC 1123 has it, as for the name of a pod.",
    "my-name",
  ),
  constant("dns1123Subdomain", "A DNS name as RFC 1123 has it.", "example.com"),
  constant(
    "dns1035Label",
    "A label of a DNS name as RFC 1035 has it, as for the name of a service.",
    "my-name",
  ),
  constant(
    "qualifiedName",
    "The key of a label: a name, optionally with a DNS name and a slash before it.",
    "example.com/MyName",
  ),
  constant(
    "dns1123LabelPrefix",
    "The start of a label as RFC 1123 has it: it may end with a dash.",
    "my-name-",
  ),
  constant(
    "dns1123SubdomainPrefix",
    "The start of a DNS name as RFC 1123 has it: it may end with a dash.",
    "example.my-",
  ),
  constant(
    "dns1035LabelPrefix",
    "The start of a label as RFC 1035 has it: it may end with a dash.",
    "my-name-",
  ),
  constant("labelValue", "The value of a label.", "my_value"),
  constant("uri", "An absolute URL or an absolute path, as isURL has it.", "https://example.com"),
  constant("uuid", "A UUID, dashes or not.", "123e4567-e89b-12d3-a456-426614174000"),
  constant("byte", "Base64 with padding.", "aGVsbG8="),
  constant("date", "A date like 2026-01-31.", "2026-01-31"),
  constant("datetime", "A date and time like 2026-01-31T12:00:00Z.", "2026-01-31T12:00:00Z"),
];

/** Named formats. Follows apiserver pkg/cel/library/format.go. */
export const formatLibrary: Library = {
  name: "format",
  title: "Named formats",
  doc: "Check text against the formats that Kubernetes knows by name.",
  since: 31,
  functions,
};

function constant(name: string, doc: string, valid: string): FunctionDeclaration {
  const id = `format.${name}`;
  const format = namedFormats[name];
  return declare(
    id,
    doc,
    [[`${id}().validate('${valid}').hasValue()`, "false"]],
    [global(id, [], formatType, () => (format ? newFormat(format) : noSuchOverload))],
  );
}

function findFormat([name]: readonly CelValue[]): CelResult {
  if (typeof name !== "string") return noSuchOverload;
  const format = Object.hasOwn(namedFormats, name) ? namedFormats[name] : undefined;
  const found: CelOptional = { kind: "optional", value: format && newFormat(format) };
  return found;
}

function validate([format, text]: readonly CelValue[], minor: Minor): CelResult {
  if (!isFormat(format) || typeof text !== "string") return noSuchOverload;
  const findings = format.namedFormat.validate(text, minor);
  const found: CelOptional = {
    kind: "optional",
    value: findings.length === 0 ? undefined : stringList(findings),
  };
  return found;
}

function newFormat(format: NamedFormat): FormatValue {
  return {
    kind: "object",
    type: formatType,
    typeName: "kubernetes.NamedFormat",
    // Go prints the address of the format's function between the two.
    text: `{${format.name} ${format.expressionLength}}`,
    namedFormat: format,
    equals: (other) => (isFormat(other) ? other.namedFormat.name === format.name : noSuchOverload),
  };
}

function isFormat(value: CelValue | undefined): value is FormatValue {
  return typeof value === "object" && value !== null && "namedFormat" in value;
}

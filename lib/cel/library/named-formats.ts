import { toByteString } from "../../go/byte-string.ts";
import { parseRfc3339 } from "../../go/time.ts";
import { parseRequestUri } from "../../go/url.ts";
import type { Minor } from "../../kube/minor.ts";

/** A named format of Kubernetes: what it says against a text, and the length of the expression that its cost counts. */
export interface NamedFormat {
  /** As it prints. */
  readonly name: string;
  readonly expressionLength: number;
  /** The findings, none if the text is valid. */
  validate(text: string, minor: Minor): readonly string[];
}

/** The formats by the name of their function. Follows apiserver pkg/cel/library/format.go ConstantFormats. */
export const namedFormats: Readonly<Record<string, NamedFormat>> = {
  dns1123Label: { name: "DNS1123Label", expressionLength: 30, validate: validateDns1123Label },
  dns1123Subdomain: {
    name: "DNS1123Subdomain",
    expressionLength: 60,
    validate: (text) => validateDns1123Subdomain(text),
  },
  dns1035Label: { name: "DNS1035Label", expressionLength: 30, validate: validateDns1035Label },
  qualifiedName: { name: "QualifiedName", expressionLength: 60, validate: validateQualifiedName },
  dns1123LabelPrefix: {
    name: "DNS1123LabelPrefix",
    expressionLength: 30,
    validate: (text) => validateDns1123Label(maskTrailingDash(text)),
  },
  dns1123SubdomainPrefix: {
    name: "DNS1123SubdomainPrefix",
    expressionLength: 60,
    validate: (text) => validateDns1123Subdomain(maskTrailingDash(text)),
  },
  dns1035LabelPrefix: {
    name: "DNS1035LabelPrefix",
    expressionLength: 30,
    validate: (text) => validateDns1035Label(maskTrailingDash(text)),
  },
  labelValue: { name: "LabelValue", expressionLength: 40, validate: validateLabelValue },
  uri: {
    name: "URI",
    expressionLength: 1103,
    validate: (text, minor) => {
      const parsed = parseRequestUri(text, minor >= 36);
      return parsed.kind === "ok" ? [] : [parsed.message];
    },
  },
  uuid: {
    name: "uuid",
    expressionLength: 70,
    validate: (text) => (uuid.test(text) ? [] : ["does not match the UUID format"]),
  },
  byte: {
    name: "byte",
    expressionLength: 84,
    validate: (text) => (base64.test(text) ? [] : ["invalid base64"]),
  },
  date: {
    name: "date",
    expressionLength: 71,
    validate: (text) => (isDate(text) ? [] : ["invalid date"]),
  },
  datetime: {
    name: "datetime",
    expressionLength: 71,
    validate: (text) => (isDateTime(text) ? [] : ["invalid datetime"]),
  },
};

// The functions below follow apimachinery pkg/util/validation/validation.go; lengths are in bytes.

function validateDns1123Label(text: string): readonly string[] {
  const findings = checkLength(text, 63);
  if (dns1123Label.test(text)) return findings;
  if (dns1123Subdomain.test(text)) return [...findings, "must not contain dots"];
  return [
    ...findings,
    `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', ${usedExpression(dns1123LabelSyntax)})`,
  ];
}

function validateDns1123Subdomain(text: string, minor?: Minor): readonly string[] {
  const findings = checkLength(text, 253, minor);
  if (dns1123Subdomain.test(text)) return findings;
  return [
    ...findings,
    `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', ${usedExpression(dns1123SubdomainSyntax)})`,
  ];
}

function validateDns1035Label(text: string): readonly string[] {
  const findings = checkLength(text, 63);
  if (dns1035Label.test(text)) return findings;
  return [
    ...findings,
    `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', ${usedExpression(dns1035LabelSyntax)})`,
  ];
}

function validateQualifiedName(text: string, minor: Minor): readonly string[] {
  const parts = text.split("/");
  const rule = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', ${usedExpression(qualifiedNameSyntax)})`;
  if (parts.length > 2) {
    const subject = minor < 35 ? "qualified name" : "valid label key";
    return [
      `a ${subject} ${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const findings: string[] = [];
  const [first = "", second] = parts;
  if (second !== undefined) {
    const against = first === "" ? [nonEmpty] : validateDns1123Subdomain(first, minor);
    findings.push(...against.map((finding) => `prefix part ${finding}`));
  }
  const name = second ?? first;
  const length = name === "" ? [nonEmpty] : checkLength(name, 63, minor);
  findings.push(...length.map((finding) => `name part ${finding}`));
  if (!qualifiedName.test(name)) findings.push(`name part ${rule}`);
  return findings;
}

function validateLabelValue(text: string, minor: Minor): readonly string[] {
  const findings = checkLength(text, 63, minor);
  if (labelValue.test(text)) return findings;
  return [
    ...findings,
    `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', ${usedExpression(labelValueSyntax)})`,
  ];
}

// Label keys and values say bytes from 1.35 on; they pass the version.
function checkLength(text: string, most: number, minor: Minor = 30): readonly string[] {
  if (toByteString(text).length <= most) return [];
  return [`must be no more than ${most} ${minor < 35 ? "characters" : "bytes"}`];
}

function usedExpression(syntax: string): string {
  return `regex used for validation is '${syntax}'`;
}

// Takes the dash away with the byte before it, as Go does; what is left of a longer character is invalid.
function maskTrailingDash(text: string): string {
  const bytes = toByteString(text);
  return bytes.length > 1 && bytes.endsWith("-") ? `${bytes.slice(0, -2)}a` : text;
}

function isDate(text: string): boolean {
  return text.length === 10 && parseRfc3339(`${text}T00:00:00Z`).kind === "ok";
}

// Follows kube-openapi pkg/validation/strfmt/time.go IsDateTime, which ignores what follows a second T.
function isDateTime(text: string): boolean {
  const [date = "", time] = text.toLowerCase().split("t");
  if (time === undefined || !isDate(date)) return false;
  const found =
    /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[^\n][0-9]+)?(?:z|[+-][0-9]{2}:[0-9]{2})$/u.exec(time);
  const [, hour = "", minute = "", second = ""] = found ?? [];
  return found !== null && hour <= "23" && minute <= "59" && second <= "59";
}

const nonEmpty = "must be non-empty";

const dns1123LabelSyntax = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const dns1123SubdomainSyntax = `${dns1123LabelSyntax}(\\.${dns1123LabelSyntax})*`;
const dns1035LabelSyntax = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualifiedNameSyntax = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelValueSyntax = `(${qualifiedNameSyntax})?`;

const dns1123Label = new RegExp(`^${dns1123LabelSyntax}$`);
const dns1123Subdomain = new RegExp(`^${dns1123SubdomainSyntax}$`);
const dns1035Label = new RegExp(`^${dns1035LabelSyntax}$`);
const qualifiedName = new RegExp(`^${qualifiedNameSyntax}$`);
const labelValue = new RegExp(`^${labelValueSyntax}$`);
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

import type { Input } from "./entry.ts";

/** A UUID in lower case, as it is in a token. */
export const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A question whose text must fit a pattern. */
export function textInput(
  input: Omit<Input, "kind" | "required" | "validate"> & {
    readonly kind?: "text" | "list";
    readonly required?: boolean;
    readonly pattern: RegExp;
    /** What is said if it does not fit. */
    readonly wrong: string;
  },
): Input {
  const { pattern, wrong, kind = "text", required = true, ...rest } = input;
  return {
    ...rest,
    kind,
    required,
    validate: (text) => (pattern.test(text) ? undefined : wrong),
  };
}

/** A question with options. */
export function choiceInput(
  input: Omit<Input, "validate" | "required" | "example" | "kind"> & {
    readonly kind?: "choice" | "choices";
    readonly default: string | readonly string[];
  },
): Input {
  return {
    kind: "choice",
    ...input,
    required: true,
    example: input.default,
    validate: () => undefined,
  };
}

/** The one audience of the entry. */
export function audienceInput(over: {
  readonly label?: string;
  readonly help?: string;
  readonly example: string;
  readonly default?: string;
}): Input {
  return {
    id: "audience",
    kind: "text",
    label: "Audience",
    help: "One that only this cluster uses.",
    required: true,
    ...over,
    validate: (text) => (text.trim() === text ? undefined : "No spaces around it."),
  };
}

/** What names begin with. */
export function prefixInput(preset: string): Input {
  return {
    id: "prefix",
    kind: "text",
    label: "Names begin with",
    help: "Keeps its names apart from those of every other issuer.",
    example: preset,
    default: preset,
    required: true,
    validate: checkPrefix,
  };
}

function checkPrefix(text: string): string | undefined {
  if (text.toLowerCase().startsWith("system:")) return "system: is reserved for Kubernetes.";
  if (/\s/.test(text)) return "No spaces.";
  return /[:/#@|.-]$/.test(text)
    ? undefined
    : "End it with a character such as : so that it cannot be mistaken for a part of a name.";
}

/** The URL of an issuer that its owner runs or names. */
export function issuerInput(over: {
  readonly label?: string;
  readonly help?: string;
  readonly example: string;
  readonly default?: string;
  readonly pattern?: RegExp;
  readonly wrong?: string;
}): Input {
  const { pattern, wrong = "", ...rest } = over;
  return {
    id: "url",
    kind: "text",
    label: "Issuer URL",
    required: true,
    ...rest,
    validate: (text) =>
      checkIssuer(text) ??
      (pattern?.test(text) === false ? explain(text, pattern, wrong) : undefined),
  };
}

// The commonest mistake is the slash at the end: it is named if it is the only one.
function explain(text: string, pattern: RegExp, wrong: string): string {
  if (pattern.test(`${text}/`)) return "With a slash at the end, as in the iss of the tokens.";
  return text.endsWith("/") && pattern.test(text.slice(0, -1))
    ? "Without the slash at the end, as in the iss of the tokens."
    : wrong;
}

function checkIssuer(text: string): string | undefined {
  if (text.trim() !== text) return "No spaces around it.";
  if (!text.startsWith("https://")) return "It starts with https://.";
  return issuerUrl.test(text)
    ? undefined
    : "A host and a path, without user, query or fragment: exactly the iss of the tokens.";
}

/** A question whose answers are UUIDs. */
export function uuidInput(input: PlainInput): Input {
  return textInput({ ...input, pattern: uuid, wrong: "A UUID in lower case." });
}

/** A question whose answer is a part of a host name or path. */
export function slugInput(input: PlainInput): Input {
  return textInput({
    ...input,
    pattern: /^[a-z0-9-]+$/,
    wrong: "Lower-case letters, digits and dashes.",
  });
}

type PlainInput = Omit<Parameters<typeof textInput>[0], "pattern" | "wrong">;

/** Which branches may enter. */
export const branchesInput = textInput({
  id: "branches",
  kind: "list",
  label: "Branches",
  example: ["main"],
  default: ["main"],
  pattern: /^\S+$/,
  wrong: "The name of a branch, without spaces.",
});

/** A number as a provider writes its ids. */
export const digits = /^\d{1,24}$/;

/** A host name without a port. */
export const hostName = /^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** Any text without spaces around it. */
export const trimmed = /^\S(?:.*\S)?$/;

const issuerUrl = /^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[^\s?#<>{}"\\^`|]*)?$/;

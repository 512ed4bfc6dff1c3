import type { Diagnostic, Edit, Fix } from "../diagnostics/diagnostic.ts";
import type { Opened } from "../import/open.ts";
import { type Minor, parseMinor } from "../kube/minor.ts";
import { joinDocuments } from "../yaml/join-documents.ts";
import { splitDocuments } from "../yaml/split-documents.ts";
import { describeSettings, settingsOf } from "./opened-settings.ts";

/** The documents, as far as an offer changes them. */
export interface OfferInput {
  readonly configuration: string;
  readonly bindings: string;
  readonly minor: Minor;
}

/**
 * If the configuration's place holds another text: what it is, and a change that takes out of it what can be used. The
 * code is loaded when there is such a text.
 */
export async function offerImport(input: OfferInput): Promise<readonly Diagnostic[]> {
  const { configuration: text, minor } = input;
  if (text.trim() === "") return [];
  const { openPaste } = await import("./open-paste.ts");
  const opened = openPaste(text, { version: minor });
  // A file that is one already is repaired, not opened.
  if (opened.kind === "none" || opened.configuration === text) return [];
  const found = {
    code: `import/${opened.format}`,
    source: "claimcheck",
    severity: "error",
    document: "configuration",
    path: "",
    span: firstLine(text, opened.span),
    message: messageOf(opened),
  } as const;
  const hint = (await sentencesOf(opened, minor)).join(" ");
  const fix = fixOf(opened, input);
  return [
    {
      ...found,
      ...(hint !== "" && { hint }),
      ...(fix !== undefined && { fixes: [fix] }),
    },
  ];
}

/**
 * If more documents follow the configuration: that the server reads the first one only, and a change that moves roles and
 * bindings among them to their place.
 */
export async function offerRest(input: OfferInput): Promise<readonly Diagnostic[]> {
  const { configuration: text, bindings, minor } = input;
  // Comments before the first `---` are no document.
  const [, ...rest] = splitDocuments(text).filter(({ start, end }) =>
    hasContent(text.slice(start, end)),
  );
  const [first] = rest;
  if (first === undefined) return [];
  // Its mark is before it.
  const start = first.start - 3;
  const { openPaste } = await import("./open-paste.ts");
  const objects = rest.map((part) =>
    text.slice(part.start, part.end).replace(/^[ \t]*(?:\r?\n|(?=#))/, ""),
  );
  const areBindings = objects.every((one) => {
    const opened = openPaste(one, { version: minor });
    return opened.bindings !== undefined && opened.configuration === undefined;
  });
  const before = bindings.trim() === "" ? [] : [bindings];
  const fix: Fix = {
    id: "documents/move",
    title: "Move them to the role bindings",
    edits: [
      { document: "configuration", span: { start, end: text.length }, newText: "" },
      {
        document: "bindings",
        span: { start: 0, end: bindings.length },
        newText: joinDocuments([...before, ...objects]),
      },
    ],
  };
  return [
    {
      code: "documents/ignored",
      source: "claimcheck",
      severity: "warning",
      document: "configuration",
      path: "",
      span: firstLine(text, { start, end: text.length }),
      message:
        "kube-apiserver reads only the first document of this file. It ignores what follows this line.",
      ...(areBindings && { fixes: [fix] }),
    },
  ];
}

/** Whether a text is more than blank lines, comments and directives. */
function hasContent(text: string): boolean {
  return text.split(/\r?\n/).some((line) => !/^\s*(?:#|%|$)/.test(line));
}

function messageOf({ kind, format, title }: Opened): string {
  const wraps = kind === "configuration" && !parts.has(format);
  if (wraps) return `This is ${title} with an AuthenticationConfiguration inside.`;
  return `${plural.test(title) ? "These are" : "This is"} ${title}, not an AuthenticationConfiguration.`;
}

/** Forms that are a part of a configuration, with nothing around it. */
const parts = new Set(["jwt-entry", "aks-jwt-authenticator"]);

async function sentencesOf(opened: Opened, minor: Minor): Promise<string[]> {
  const { refused, notes, placeholders, configuration, legacy, question, user } = opened;
  const sentences = [...(refused === undefined ? [] : [refused]), ...notes];
  if (placeholders.length > 0) {
    sentences.push(`It contains variables as they are written: ${placeholders.join(", ")}.`);
  }
  if (configuration !== undefined && legacy !== undefined) {
    const { describeProof, proveImport } = await import("./prove-import.ts");
    // The page takes over the version that the text names, and the file is written for it.
    const version = parseMinor(opened.options?.version ?? "") ?? minor;
    sentences.push(describeProof(await proveImport(legacy, configuration, version)));
  }
  const settings = configuration === undefined ? undefined : describeSettings(settingsOf(opened));
  if (settings !== undefined) sentences.push(settings);
  if (user !== undefined && configuration === undefined) {
    sentences.push(
      question === undefined
        ? `It names the user ${JSON.stringify(user.username)}.`
        : `It says that ${JSON.stringify(user.username)} asked: ${question}.`,
    );
  }
  return sentences;
}

function fixOf(opened: Opened, { configuration, bindings }: OfferInput): Fix | undefined {
  const edits: Edit[] = [];
  if (opened.configuration !== undefined || opened.bindings !== undefined) {
    edits.push({
      document: "configuration",
      span: { start: 0, end: configuration.length },
      newText: opened.configuration ?? "",
    });
  }
  if (opened.bindings !== undefined) {
    const { length } = bindings;
    const joint = bindings.trim() === "" ? "" : bindings.endsWith("\n") ? "---\n" : "\n---\n";
    edits.push({
      document: "bindings",
      span: { start: length, end: length },
      newText: joint + opened.bindings,
    });
  }
  if (edits.length === 0) return undefined;
  const settings = settingsOf(opened);
  return {
    ...{ id: "import/open", title: titleOf(opened), edits },
    ...(settings !== undefined && { settings }),
  };
}

function titleOf({ kind, configuration, bindings }: Opened): string {
  if (configuration === undefined) return "Move the objects to the role bindings";
  const also = bindings === undefined ? "" : ", and the objects to the role bindings";
  return kind === "settings"
    ? `Write the settings as an AuthenticationConfiguration${also}`
    : `Take the AuthenticationConfiguration out of it${also}`;
}

// A finding over many lines is drawn over all of them: the first is enough.
function firstLine(text: string, { start, end }: { start: number; end: number }) {
  const line = text.indexOf("\n", start);
  return { start, end: line === -1 ? end : Math.min(end, line) };
}

/** Titles of several things. */
const plural =
  /^(?:--oidc-\* flags|flags|variables|values|settings|entries|claims|identityProviders|OIDC settings|Kubespray variables|roles and bindings)/;

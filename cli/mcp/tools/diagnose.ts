import * as z from "zod";
import { wordsOfPage } from "../../../lib/explain/causes/access.ts";
import { openText } from "../../../lib/import/open.ts";
import { formatMinor } from "../../../lib/kube/minor.ts";
import type { UserInfo } from "../../../lib/kube/user-info.ts";
import { decodeToken } from "../../../lib/token/decode-token.ts";
import { describeToken } from "../../../lib/token/describe.ts";
import { answerDiagnose, type FixAnswer } from "../../answer/diagnose.ts";
import { maskDiagnosis } from "../../mask-diagnosis.ts";
import {
  bindingsField,
  claimsField,
  configurationField,
  readClaims,
  readVersion,
  targetField,
  versionField,
} from "../fields.ts";
import { referenceOfCause, referenceOfField } from "../references.ts";
import { defineTool, type Frozen } from "../tool.ts";
import { writeDiff } from "../write-diff.ts";
import { askWho, describeFrom } from "./who-can.ts";

const userSchema = z.object({
  username: z.string(),
  uid: z.string().optional(),
  groups: z.array(z.string()),
  extra: z.record(z.string(), z.array(z.string())).optional(),
});

const fixSchema = z.object({
  title: z.string(),
  leadsTo: z.string().describe("What becomes of the login after the change, which was tried"),
  configurationDiff: z.string().optional(),
  bindingsDiff: z.string().optional(),
});

const output = z.object({
  verdict: z.enum(["authenticated", "unauthorized", "refused", "unknown"]),
  version: z.string(),
  user: userSchema.optional(),
  allowed: z.boolean().optional(),
  cause: z
    .object({
      code: z.string(),
      message: z.string(),
      path: z.string().optional(),
      references: z.array(z.string()).optional(),
    })
    .optional(),
  fixes: z.array(fixSchema),
  almost: z
    .array(z.object({ binding: z.string(), message: z.string(), fixes: z.array(fixSchema) }))
    .optional()
    .describe("Bindings that almost match the user"),
  findings: z.array(z.string()).optional().describe("What else validate says, shortened"),
  notes: z.array(z.string()).optional(),
});

/** Why a login fails, or what it may do, and what to mend. */
export const diagnoseTool = defineTool({
  name: "diagnose",
  title: "Diagnose a login",
  description:
    "Says what a kube-apiserver with this configuration makes of the claims of a token: the user and groups, or the cause of the refusal, with changes that were tried and help. With `bindings` and a `question` also whether the user may do it. Use made-up claims, never a real token.",
  input: z.strictObject({
    configuration: configurationField,
    claims: claimsField.optional(),
    token: z
      .string()
      .optional()
      .describe(
        "A token instead of claims; one with a signature is refused unless the server was started with --allow-tokens",
      ),
    bindings: bindingsField,
    question: z.string().optional().describe("As after kubectl auth can-i: list pods -n dev"),
    version: versionField,
    target: targetField.optional(),
  }),
  output,
  run: async (
    { configuration, claims, token, bindings = "", question, version, target },
    { now },
  ) => {
    const minor = readVersion(version);
    if (typeof minor === "object") return minor;
    if ((claims === undefined) === (token === undefined))
      return { error: "Give either claims or a token." };
    const asked =
      question === undefined ? undefined : await askWho(question, bindings, configuration, minor);
    if (asked !== undefined && "error" in asked) return asked;
    const text = claims === undefined ? (token ?? "").trim() : readClaims(claims, now);
    if (typeof text === "object") return text;
    const decoded = decodeToken(text);
    if (decoded.credential === undefined) return { error: "This is no token and no claims." };
    const request = {
      ...{ op: "diagnose", config: configuration, bindings, token: text, now },
      ...(question !== undefined && { question }),
      ...(target !== undefined && { target }),
    };
    const whole = await answerDiagnose({ request, line: JSON.stringify(request), minor });
    const { claimsText = "{}" } = describeToken(decoded, minor);
    // Made-up claims are the caller's own words; those of a token belong to a user.
    const found = token === undefined ? whole : maskDiagnosis(whole, claimsText);
    const before = openText(configuration, { version: minor }).configuration ?? configuration;
    const show = (fix: FixAnswer) => showFix(fix, before, bindings);
    const findings = found.findings
      .filter(({ severity }) => severity !== "info")
      .map(({ severity, path, message }) =>
        message.startsWith(`${path}: `)
          ? `${severity} ${message}`
          : `${severity} ${path}: ${message}`,
      );
    const others =
      found.allowed === false && found.nearMisses.length === 0 ? asked?.answer.who.subjects : [];
    const notes = [
      ...(found.notes ?? []),
      ...(others ?? [])
        .filter(({ standard }) => !standard)
        .slice(0, mostFixes)
        .map(({ kind, name, from }) => `${kind} ${name} may${describeFrom(from)}`),
      ...(token === undefined
        ? []
        : ["The signature was not checked: the token counts as signed."]),
      ...(found.placeholders === undefined
        ? []
        : [`The configuration has placeholders: ${found.placeholders.join(", ")}.`]),
    ];
    const { cause, user, allowed, fixes, nearMisses } = found;
    const references = [
      cause && referenceOfCause(cause.code),
      cause?.path === undefined ? undefined : referenceOfField(cause.path),
    ].filter((one) => one !== undefined);
    const data = {
      verdict: found.verdict as "authenticated" | "unauthorized" | "refused" | "unknown",
      version: formatMinor(minor),
      ...(user && { user: showUser(user) }),
      ...(allowed !== undefined && { allowed }),
      ...(cause && {
        cause: {
          ...cause,
          message: cause.message.replace(` ${wordsOfPage}`, ""),
          ...(references.length > 0 && { references }),
        },
      }),
      fixes: fixes.slice(0, mostFixes).map(show),
      ...(nearMisses.length > 0 && {
        almost: nearMisses.slice(0, mostFixes).map(({ binding, message, fixes: own }) => ({
          ...{ binding, message, fixes: own.slice(0, mostFixes).map(show) },
        })),
      }),
      ...(findings.length > 0 && { findings: findings.slice(0, mostFindings) }),
      ...(notes.length > 0 && { notes }),
    };
    return { data, text: writeAnswer(data, question) };
  },
});

const mostFixes = 3;
const mostFindings = 10;

function showUser({ username, uid, groups, extra }: UserInfo) {
  return {
    ...{ username, groups },
    ...(uid !== "" && { uid }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function showFix(
  { title, config, bindings: bound, after }: FixAnswer,
  before: string,
  bindings: string,
) {
  const configurationDiff = config === undefined ? undefined : writeDiff(before, config);
  const bindingsDiff = bound === undefined ? undefined : writeDiff(bindings, bound);
  const who = after?.user === undefined ? "" : ` as ${after.user.username}`;
  const may = after?.allowed === undefined ? "" : after.allowed ? ", allowed" : ", not allowed";
  return {
    title,
    leadsTo: `${after?.verdict ?? "unknown"}${who}${may}`,
    ...(configurationDiff !== undefined && { configurationDiff }),
    ...(bindingsDiff !== undefined && { bindingsDiff }),
  };
}

type Data = Frozen<z.infer<typeof output>>;

function writeAnswer(
  { verdict, user, allowed, cause, fixes, ...data }: Data,
  question: string | undefined,
) {
  return [
    user === undefined
      ? verdict
      : `${verdict} as ${user.username}, groups ${user.groups.join(", ") || "none"}`,
    ...(allowed === undefined ? [] : [`${allowed ? "allowed" : "not allowed"}: ${question}`]),
    ...(cause === undefined
      ? []
      : [
          `cause ${cause.code}${cause.path === undefined ? "" : ` at ${cause.path}`}: ${cause.message}`,
          ...(cause.references ?? []).map((one) => `  see ${one}`),
        ]),
    ...fixes.flatMap(describeFix),
    ...(data.almost ?? []).flatMap((miss) => [
      `almost: ${miss.binding}: ${miss.message}`,
      ...miss.fixes.flatMap(describeFix),
    ]),
    ...(data.findings ?? []),
    ...(data.notes ?? []).map((note) => `note: ${note}`),
  ].join("\n");
}

function describeFix({ title, leadsTo, configurationDiff, bindingsDiff }: Data["fixes"][number]) {
  return [
    `fix: ${title} (leads to: ${leadsTo})`,
    ...(configurationDiff === undefined ? [] : ["configuration:", configurationDiff]),
    ...(bindingsDiff === undefined ? [] : ["bindings:", bindingsDiff]),
  ];
}

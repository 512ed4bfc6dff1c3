import * as z from "zod";
import { formatMinor, type Minor } from "../../../lib/kube/minor.ts";
import type { Frozen, ToolAnswer } from "../tool.ts";

const repair = z.object({
  title: z.string(),
  diff: z.string().optional(),
  expression: z.string().optional().describe("The whole expression after the change"),
});

const finding = z.object({
  severity: z.enum(["error", "warning", "info"]),
  by: z.enum(["kube-apiserver", "claimcheck"]).describe("Whose words: the server's, or our advice"),
  code: z.string(),
  path: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  message: z.string(),
  hint: z.string().optional(),
  fix: repair.optional(),
  reference: z.string().optional(),
});

/** A finding as the tool answers it. */
export type FindingAnswer = Frozen<z.infer<typeof finding>>;

/** What `validate` answers: its schema. */
export const validateOutput = z.object({
  accepted: z.boolean().describe("Whether kube-apiserver starts with it"),
  version: z.string(),
  findings: z.array(finding),
  notShown: z.int().optional().describe("Findings beyond the limit, and hints of severity info"),
  repairs: z
    .array(repair)
    .optional()
    .describe("If it is refused: changes after which this server accepts it, each was tried"),
});

/** What `validate` answers. */
export type ValidateOutput = Frozen<z.infer<typeof validateOutput>>;

/** A finding that may be shown: what costs time is made for the shown ones only. */
export interface ListedFinding extends Pick<FindingAnswer, "severity" | "by" | "code"> {
  /** Without its fix if others are given for the whole text. */
  readonly show: (withFix: boolean) => Omit<FindingAnswer, "severity" | "by" | "code">;
}

interface AnswerOptions {
  readonly minor: Minor;
  /** Whether hints of severity info are shown. */
  readonly all: boolean;
  /** Whether the text is a workspace file, which no server reads. */
  readonly workspace?: boolean;
}

const mostShown = 25;

/** The answer, with the findings that are worth an agent's time. */
export function answerFindings(
  findings: readonly ListedFinding[],
  repairs: NonNullable<ValidateOutput["repairs"]>,
  { minor, all, workspace = false }: AnswerOptions,
): ToolAnswer<ValidateOutput> {
  // Advice of severity error is about a configuration that the server takes all the same.
  const refused = findings.some(
    ({ severity, by, code }) =>
      severity === "error" && (by === "kube-apiserver" || workspace || code === "config-invalid"),
  );
  const wanted = findings.filter(({ severity }) => all || severity !== "info");
  // A change that was not tried against all errors is no remedy while the server refuses the text.
  const shown = wanted.slice(0, mostShown).map(
    ({ severity, by, code, show }): FindingAnswer => ({
      ...{ severity, by, code },
      ...show(repairs.length === 0),
    }),
  );
  const notShown = findings.length - shown.length;
  const data = {
    accepted: !refused,
    version: formatMinor(minor),
    findings: shown,
    ...(notShown > 0 && { notShown }),
    ...(repairs.length > 0 && { repairs }),
  };
  const verdict = workspace
    ? `The workspace file ${refused ? "has errors" : "can be read"}.`
    : `kube-apiserver ${formatMinor(minor)} ${refused ? "refuses" : "accepts"} this.`;
  const text = [
    verdict,
    ...shown.flatMap((one, index) =>
      describeFinding(
        one,
        shown.findIndex(({ reference }) => reference === one.reference) === index,
      ),
    ),
    ...(notShown > 0 ? [describeRest(notShown, wanted.length - shown.length)] : []),
    ...repairs.flatMap(({ title, diff, expression }) => [
      `Accepted after: ${title}`,
      ...(expression === undefined ? [] : [expression]),
      ...(diff === undefined ? [] : [diff]),
    ]),
  ].join("\n");
  return { text, data };
}

function describeRest(notShown: number, beyond: number): string {
  const hints = notShown - beyond;
  return [
    ...(beyond > 0 ? [`Not shown: ${beyond} more findings.`] : []),
    ...(hints > 0
      ? [`${hints === 1 ? "1 hint" : `${hints} hints`} of severity info: see with all.`]
      : []),
  ].join(" ");
}

function describeFinding(one: FindingAnswer, refers: boolean): string[] {
  const { severity, by, path, line, column, message, hint, fix, reference, code } = one;
  const where = [line === undefined ? "" : `${line}:${column}`, path ?? ""]
    .filter(Boolean)
    .join(" ");
  const said =
    path !== undefined && message.startsWith(`${path}: `)
      ? message.slice(path.length + 2)
      : message;
  return [
    `${severity} ${where} (${by === "claimcheck" ? code : by}): ${said}`,
    ...(hint === undefined ? [] : [`  ${hint}`]),
    ...(fix === undefined
      ? []
      : [
          `  fix: ${fix.title}`,
          ...(fix.diff ?? fix.expression ?? "").split("\n").map((row) => `    ${row}`),
        ]),
    ...(reference === undefined || !refers ? [] : [`  see ${reference}`]),
  ];
}

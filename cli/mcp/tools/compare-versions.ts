import * as z from "zod";
import { loadConfiguration } from "../../../lib/authn/load.ts";
import { acceptedOn } from "../../../lib/authn/matrix.ts";
import { compareWorkspaces } from "../../../lib/engine/tests/compare-workspaces.ts";
import { formatMinor, type Minor, minors } from "../../../lib/kube/minor.ts";
import { defaultAuthorizationModes } from "../../../lib/kube/targets.ts";
import type { LoadedTest, LoadedWorkspace } from "../../../lib/workspace/tests/follow-paths.ts";
import { writeDifferenceText } from "../../report/difference-text.ts";
import { validateText } from "../../validate-text.ts";
import {
  bindingsField,
  claimsField,
  configurationField,
  readClaims,
  readVersion,
} from "../fields.ts";
import { defineTool, type Frozen } from "../tool.ts";

const output = z.object({
  versions: z.array(
    z.object({
      version: z.string(),
      accepted: z.boolean(),
      reason: z.string().optional().describe("The server's words if it refuses"),
      advice: z.string().optional(),
    }),
  ),
  changes: z
    .string()
    .optional()
    .describe("Who gains or loses what from `from` to `to`, a line each"),
});

/** What each version of Kubernetes makes of a configuration. */
export const compareVersionsTool = defineTool({
  name: "compare_versions",
  title: "Compare Kubernetes versions",
  description:
    "Says which Kubernetes versions accept a configuration, and why not. With `from` and `to` also what an upgrade changes: names that can come out, and, with `claims` (and `bindings`), what becomes of these users.",
  input: z.strictObject({
    configuration: configurationField,
    from: z.string().optional().describe("The version before the upgrade"),
    to: z.string().optional().describe("The version after it"),
    claims: z
      .array(claimsField)
      .optional()
      .describe("Claims of made-up tokens to ask both versions about"),
    bindings: bindingsField,
  }),
  output,
  run: async ({ configuration, from, to, claims = [], bindings = "" }, { now }) => {
    if ((from === undefined) !== (to === undefined)) return { error: "Give both from and to." };
    const [before, after] = [readVersion(from), readVersion(to)];
    if (typeof before === "object") return before;
    if (typeof after === "object") return after;
    const read = await validateText(configuration, { minor: after, now });
    if (read.kind === "refused") return { error: read.message };
    const { configuration: text, target } = read;
    const load = (minor: Minor) =>
      loadConfiguration(text, { minor, disallowedIssuers: target.serviceAccountIssuers });
    const versions = acceptedOn(text, load).map(({ minor, accepted, reason, advice }) => ({
      ...{ version: formatMinor(minor), accepted },
      ...(reason !== undefined && { reason: shorten(reason) }),
      ...(advice && { advice: advice.text }),
    }));
    const tests: LoadedTest[] = [];
    for (const [index, one] of claims.entries()) {
      const json = readClaims(one, now);
      if (typeof json === "object") return json;
      tests.push(testOf(`claims ${index + 1}`, json));
    }
    const workspace: LoadedWorkspace = {
      ...{ name: "", versions: [...minors], target: target.id, configuration: text, bindings, now },
      ...{ keys: new Map(), defaultPolicy: true, tests },
      authorizationModes: defaultAuthorizationModes,
      serviceAccountIssuers: target.serviceAccountIssuers,
    };
    const changes = from === undefined ? undefined : await listChanges(workspace, before, after);
    const data = { versions, ...(changes !== undefined && { changes }) };
    return { data, text: writeAnswer(data) };
  },
});

function testOf(name: string, claims: string): LoadedTest {
  const span = { start: 0, end: 0 };
  return {
    ...{ name, span, asker: { kind: "claims", claims } },
    expect: { verdict: "authenticated", verdictSpan: span, can: [], cannot: [] },
  };
}

async function listChanges(
  workspace: LoadedWorkspace,
  before: Minor,
  after: Minor,
): Promise<string> {
  const difference = await compareWorkspaces(
    { workspace, minor: before },
    { workspace, minor: after },
  );
  const { askers, names, keys } = difference;
  const file = "the configuration";
  return writeDifferenceText(
    {
      ...difference,
      before: { file, version: formatMinor(before) },
      after: { file, version: formatMinor(after) },
      changed: askers.length + names.length + keys.length > 0,
    },
    "text",
  ).trimEnd();
}

const longestReason = 600;

function shorten(text: string): string {
  return text.length <= longestReason ? text : `${text.slice(0, longestReason)}…`;
}

function writeAnswer({ versions, changes }: Frozen<z.infer<typeof output>>): string {
  const reasons = new Map<string, { readonly refused: string[]; advice: string }>();
  for (const { version, accepted, reason = "", advice = "" } of versions) {
    if (accepted) continue;
    const same = reasons.get(reason) ?? { refused: [], advice };
    same.refused.push(version);
    same.advice = advice;
    reasons.set(reason, same);
  }
  const accepted = versions.filter((one) => one.accepted).map(({ version }) => version);
  return [
    accepted.length === 0 ? "No version accepts it." : `Accepted by ${accepted.join(", ")}.`,
    ...[...reasons].flatMap(([reason, { refused, advice }]) => [
      `Refused by ${refused.join(", ")}: ${reason}`,
      ...(advice === "" ? [] : [`  ${advice}`]),
    ]),
    ...(changes === undefined ? [] : [changes]),
  ].join("\n");
}

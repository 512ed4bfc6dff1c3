import { type Minor, minors } from "../../kube/minor.ts";
import { judgeFates } from "../../token/judge-keys.ts";
import type { LoadedTest } from "../../workspace/tests/follow-paths.ts";
import { readTestList } from "../../workspace/tests/read-tests.ts";
import type { AnalysisInput } from "../input.ts";
import { askServer, startServer } from "./ask-server.ts";
import type { Outcome } from "./test-result.ts";
import { loadTest } from "./tests-view.ts";
import { workspaceOf } from "./workspace-of.ts";

/** The results of the tests, tokens and keys on other versions. Its texts are untrusted. */
export interface UpgradeView {
  /** Oldest first. */
  readonly versions: readonly Minor[];
  readonly rows: readonly UpgradeRow[];
}

/** A test, a token or a key, on every version. */
export interface UpgradeRow {
  readonly kind: "token" | "test" | "key";
  /** "" for the token that is looked at. */
  readonly name: string;
  readonly cells: readonly UpgradeCell[];
}

/** The result on one version. */
export interface UpgradeCell {
  readonly minor: Minor;
  readonly state: "in" | "out" | "not-loaded" | "unknown" | "used" | "not-used" | "breaks";
  /** The user, or the cause. */
  readonly text: string;
  /** The code of the cause, which has a page in the reference. */
  readonly code?: string;
  /** Whether the result is another one than on the version of the page. */
  readonly changed: boolean;
}

/** Asks every version about the tests of a list, the tokens of the page, and the pasted keys. */
export async function viewUpgrade(input: AnalysisInput, tests: string): Promise<UpgradeView> {
  const askers = listAskers(input, tests);
  const cells: UpgradeCell[][] = askers.map(() => []);
  for (const minor of minors) {
    const server = startServer(workspaceOf({ ...input, minor }), minor);
    for (const [index, { asker }] of askers.entries()) {
      cells[index]?.push(cellOf(await askServer(asker, server), minor));
    }
  }
  const rows = askers.map(
    ({ kind, name }, index): UpgradeRow => ({ kind, name, cells: cells[index] ?? [] }),
  );
  return {
    versions: minors,
    rows: [...rows, ...listKeys(input)].map((row) => markChanges(row, input.minor)),
  };
}

interface NamedAsker {
  readonly kind: "token" | "test";
  readonly name: string;
  readonly asker: LoadedTest["asker"];
}

function listAskers(input: AnalysisInput, tests: string): readonly NamedAsker[] {
  const { token, savedTokens = [], now } = input;
  const isSaved = savedTokens.some(({ text }) => text === token);
  const tokens = [
    ...(token.trim() === "" || isSaved ? [] : [{ name: "", text: token }]),
    ...savedTokens,
  ];
  return [
    ...tokens.map(
      ({ name, text }): NamedAsker => ({
        ...{ kind: "token", name },
        asker: { kind: "token", token: text },
      }),
    ),
    ...readTestList(tests).tests.flatMap((one): NamedAsker[] => {
      const test = loadTest(one, now);
      return typeof test === "string" ? [] : [{ kind: "test", name: one.name, asker: test.asker }];
    }),
  ];
}

function cellOf(outcome: Outcome, minor: Minor): UpgradeCell {
  const { verdict, user, cause, unknowns = [] } = outcome;
  const base = { minor, changed: false, ...(cause && { code: cause.code }) };
  if (verdict === "refused") {
    return { ...base, state: "not-loaded", text: cause?.cause ?? "The file does not load." };
  }
  if (verdict === "unknown") return { ...base, state: "unknown", text: unknowns.join(" ") };
  if (verdict === "unauthorized") return { ...base, state: "out", text: cause?.cause ?? "" };
  return { ...base, state: "in", text: user === undefined ? "" : describeUser(user) };
}

function describeUser({ username, uid, groups, extra }: NonNullable<Outcome["user"]>): string {
  const own = groups.filter((group) => group !== "system:authenticated");
  return [
    username,
    ...(own.length === 0 ? [] : [`groups ${own.join(", ")}`]),
    ...(uid === "" ? [] : [`uid ${uid}`]),
    ...Object.entries(extra).map(([key, values]) => `${key}=${values.join(",")}`),
  ].join("; ");
}

function listKeys({ keys }: AnalysisInput): readonly UpgradeRow[] {
  return Object.entries(keys).flatMap(([issuer, text]) =>
    (judgeFates(text)?.keys ?? []).map(({ id, type, fates }): UpgradeRow => {
      const name = [id === "" ? type : id, ...(issuer === "" ? [] : [`of ${issuer}`])].join(" ");
      const cells = minors.map((minor): UpgradeCell => {
        const fate = fates.find((one) => one.minors.includes(minor))?.fate;
        const state =
          fate?.kind === "used" ? "used" : fate?.kind === "breaks" ? "breaks" : "not-used";
        return { minor, state, text: fate?.reason ?? "", changed: false };
      });
      return { kind: "key", name, cells };
    }),
  );
}

// The words of the same refusal differ between versions.
function markChanges(row: UpgradeRow, chosen: Minor): UpgradeRow {
  const now = row.cells.find(({ minor }) => minor === chosen);
  const resultOf = ({ state, code, text }: UpgradeCell) =>
    JSON.stringify([state, code, state === "in" ? text : ""]);
  return {
    ...row,
    cells: row.cells.map((cell) => ({
      ...cell,
      changed: now !== undefined && resultOf(cell) !== resultOf(now),
    })),
  };
}

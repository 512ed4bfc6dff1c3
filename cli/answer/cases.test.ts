import { describe, expect, test } from "vitest";
import cases from "../../lib/testing/cases/diagnose.json" with { type: "json" };
import { answerRequest } from "./answer.ts";
import type { Request } from "./request.ts";

/*
 * Public problems, with what a right answer says: copied from guides, threads and repositories and shortened. Fields of
 * `expect`: one of the codes, writers and verdicts; the user; patterns over the whole answer; what a fix must lead to.
 */

interface Expectation {
  readonly code_any?: readonly string[];
  readonly by_any?: readonly string[];
  readonly cause_code_any?: readonly string[];
  readonly verdict?: string | readonly string[];
  readonly allowed?: boolean;
  readonly user?: { readonly username: string; readonly groups?: readonly string[] };
  readonly question?: string;
  readonly claims_include?: Readonly<Record<string, unknown>>;
  readonly near_miss_kind?: string;
  readonly no_finding?: readonly string[];
  readonly must_match?: readonly string[];
  readonly must_not_match?: readonly string[];
  readonly fix_to?: {
    readonly verdict?: string;
    readonly allowed?: boolean;
    readonly user_includes?: { readonly username?: string; readonly groups?: readonly string[] };
  };
}

interface User {
  readonly username: string;
  readonly groups?: readonly string[];
}

interface After {
  readonly verdict: string;
  readonly allowed?: boolean;
  readonly user?: User;
}

interface Answer {
  readonly code?: string;
  readonly by?: string;
  readonly remedy?: string;
  readonly verdict?: string;
  readonly cause?: { readonly code: string };
  readonly allowed?: boolean;
  readonly user?: User;
  readonly question?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly fixes?: readonly { readonly after?: After }[];
  readonly nearMisses?: readonly {
    readonly kinds: readonly string[];
    readonly message: string;
    readonly fixes: readonly { readonly after?: After }[];
  }[];
  readonly findings?: readonly { readonly code: string }[];
}

describe.each(["explain", "diagnose"])("%s", (op) => {
  const own = cases.filter((each) => each.op === op);
  test.each(own)(
    "finds the recorded cause and fixes of the case $name",
    async ({ request, expect: want }) => {
      const answer = (await answerRequest({
        version: "1.37",
        ...request,
        op,
      } as Request)) as Answer;
      check(answer, want as Expectation);
    },
  );
});

function check(answer: Answer, want: Expectation): void {
  const text = JSON.stringify(answer);
  if (want.code_any) expect(want.code_any).toContain(answer.code);
  if (want.by_any) expect(want.by_any).toContain(answer.by);
  if (want.code_any && !want.code_any.includes("none")) expect(answer.remedy).toBeTruthy();
  if (want.cause_code_any) expect(want.cause_code_any).toContain(answer.cause?.code);
  if (want.verdict) expect([want.verdict].flat()).toContain(answer.verdict);
  if (want.allowed !== undefined) expect(answer.allowed).toBe(want.allowed);
  if (want.question) expect(answer.question).toBe(want.question);
  if (want.claims_include) expect(answer.claims).toMatchObject(want.claims_include);
  if (want.user) {
    expect(answer.user?.username).toBe(want.user.username);
    if (want.user.groups) expect(groupsOf(answer.user)).toEqual([...want.user.groups].sort());
  }
  if (want.near_miss_kind) {
    const said = (answer.nearMisses ?? []).map(
      ({ kinds, message }) => `${kinds.join(" ")} ${message}`,
    );
    expect(said.some((each) => pattern(want.near_miss_kind ?? "").test(each))).toBe(true);
  }
  for (const code of want.no_finding ?? []) {
    expect((answer.findings ?? []).filter((finding) => finding.code.includes(code))).toEqual([]);
  }
  for (const each of want.must_match ?? []) expect(text).toMatch(pattern(each));
  for (const each of want.must_not_match ?? []) expect(text).not.toMatch(pattern(each));
  if (want.fix_to) {
    const fixes = [
      ...(answer.fixes ?? []),
      ...(answer.nearMisses ?? []).flatMap(({ fixes }) => fixes),
    ];
    expect(fixes.some(({ after }) => after !== undefined && leadsTo(after, want))).toBe(true);
  }
}

function leadsTo(after: After, { fix_to: want = {} }: Expectation): boolean {
  const { username, groups = [] } = want.user_includes ?? {};
  return (
    (want.verdict === undefined || after.verdict === want.verdict) &&
    (want.allowed === undefined || after.allowed === want.allowed) &&
    (username === undefined || after.user?.username === username) &&
    groups.every((group) => after.user?.groups?.includes(group))
  );
}

function groupsOf(user: User | undefined): readonly string[] {
  return (user?.groups ?? []).filter((group) => group !== "system:authenticated").sort();
}

// The patterns are Python's: a leading (?i) is the flag i.
function pattern(source: string): RegExp {
  return source.startsWith("(?i)") ? new RegExp(source.slice(4), "i") : new RegExp(source);
}

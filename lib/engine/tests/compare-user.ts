import type { UserInfo } from "../../kube/user-info.ts";
import type { ExpectedUser } from "../../workspace/tests/test-workspace.ts";
import type { Mismatch } from "./test-result.ts";

/** The parts of a user that differ from what is expected: groups and values of extra are compared as sets. */
export function compareUser(expected: ExpectedUser, user: UserInfo): readonly Mismatch[] {
  const { exact, span } = expected;
  const found: Mismatch[] = [];
  const differ = (name: string, want: string, got: string) => {
    found.push({ field: "user", expected: `${name} ${want}`, actual: `${name} ${got}`, span });
  };
  for (const name of ["username", "uid"] as const) {
    const want = expected[name] ?? (exact ? "" : undefined);
    if (want !== undefined && want !== user[name]) {
      differ(name, JSON.stringify(want), JSON.stringify(user[name]));
    }
  }
  if (
    (expected.groups !== undefined || exact) &&
    !holds(expected.groups ?? [], user.groups, exact)
  ) {
    differ("groups", list(expected.groups ?? []), list(user.groups));
  }
  const keys = new Set([
    ...Object.keys(expected.extra ?? {}),
    ...(exact ? Object.keys(user.extra) : []),
  ]);
  for (const key of keys) {
    const want = valuesOf(expected.extra, key);
    const got = valuesOf(user.extra, key);
    if (!holds(want, got, exact)) differ(`extra ${key}`, list(want), list(got));
  }
  return found;
}

function valuesOf(extra: UserInfo["extra"] | undefined, key: string): readonly string[] {
  return extra !== undefined && Object.hasOwn(extra, key) ? (extra[key] ?? []) : [];
}

function holds(want: readonly string[], got: readonly string[], exact: boolean): boolean {
  return (
    want.every((one) => got.includes(one)) && (!exact || got.every((one) => want.includes(one)))
  );
}

function list(values: readonly string[]): string {
  return `[${[...values]
    .sort()
    .map((value) => JSON.stringify(value))
    .join(", ")}]`;
}

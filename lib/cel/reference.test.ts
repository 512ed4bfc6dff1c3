import { describe, expect, test } from "vitest";
import { buildReference, searchReference } from "./reference.ts";

const reference = buildReference();
const entries = reference.flatMap((library) => library.entries);

describe("the reference", () => {
  test.each([
    {
      id: "strings-split",
      want: ["string.split(string) -> list(string)", "string.split(string, int) -> list(string)"],
    },
    { id: "ip-ip.isCanonical", want: ["ip.isCanonical(string) -> bool"] },
    { id: "format-format.uuid", want: ["format.uuid() -> kubernetes.NamedFormat"] },
    { id: "standard-conditional", want: ["bool ? A : A -> A"] },
    { id: "standard-in", want: ["A in list(A) -> bool", "A in map(A, B) -> bool"] },
    { id: "standard-index", want: ["list(A)[int] -> A", "map(A, B)[A] -> B"] },
    { id: "standard-not", want: ["!bool -> bool"] },
    { id: "lists-extended-sortBy-macro", want: ["list.sortBy(x, key)"] },
    { id: "ip-net.IP-type", want: ["net.IP: type(net.IP)"] },
  ])("the entry $id has its signatures", ({ id, want }) => {
    expect(entries.find((entry) => entry.id === id)?.signatures.map(({ text }) => text)).toEqual(
      want,
    );
  });

  test("ids are unique, and nothing internal shows", () => {
    const ids = entries.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(entries.filter(({ name }) => /[@_]$|^_|@/.test(name))).toEqual([]);
  });

  test("an older release has less", () => {
    const names = (minor: 30 | 33 | 36) =>
      buildReference(minor).flatMap((library) => library.entries.map(({ id }) => id));
    expect(names(30)).not.toContain("semver-semver");
    expect(names(33)).toContain("semver-semver");
    expect(names(36)).not.toContain("lists-includes");
    expect(entries.find(({ id }) => id === "lists-includes")?.since).toBe(37);
  });
});

test.each([
  { query: "", want: entries.length },
  { query: "no such thing at all", want: 0 },
])("searching for '$query' finds $want", ({ query, want }) => {
  const found = searchReference(reference, query).flatMap((library) => library.entries);
  expect(found).toHaveLength(want);
});

test.each([
  { query: "split", want: "strings-split" },
  { query: "SPLIT list(string)", want: "strings-split" },
  { query: "network address", want: "cidr-containsIP" },
  { query: "canonical", want: "ip-ip.isCanonical" },
  { query: "regular expression first", want: "regex-find" },
])("searching for '$query' finds $want", ({ query, want }) => {
  const found = searchReference(reference, query).flatMap((library) => library.entries);
  expect(found.map(({ id }) => id)).toContain(want);
});

import { expect, test } from "vitest";
import { catalogue } from "@/lib/catalogue/catalogue.ts";
import { searchIssuers } from "./search-issuers.ts";

test.each([
  { name: "the beginning of a title", search: "gith", want: ["github-actions", "ghes"] },
  { name: "another name", search: "azure ad", want: ["entra", "entra-v1", "entra-workload"] },
  { name: "words in any order", search: "ci gitlab", want: ["gitlab-ci"] },
  { name: "the title before words of others", search: "gitlab", want: ["gitlab", "gitlab-ci"] },
  { name: "nothing that is known", search: "no such issuer", want: [] },
])("finds by $name", ({ search, want }) => {
  const found = searchIssuers(catalogue, search).map(({ id }) => id);
  expect(found.slice(0, want.length)).toEqual(want);
  if (want.length === 0) expect(found).toEqual([]);
});

test("finds all in their order if nothing is searched for", () => {
  expect(searchIssuers(catalogue, "  ")).toEqual(catalogue);
});

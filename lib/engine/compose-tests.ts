import type { Persona } from "../catalogue/entry.ts";
import { addTest, type TestItem } from "../workspace/tests/test-list.ts";
import { findMember } from "../yaml/data.ts";
import { readYaml } from "../yaml/document.ts";

/**
 * The list of tests with made-up tokens of an issuer at its end: each with what must become of it. One whose name is in
 * the list already is left out. Undefined if the text is no block list.
 */
export function addPersonas(
  text: string,
  title: string,
  personas: readonly Pick<Persona, "title" | "claims" | "want">[],
): string | undefined {
  const names = namesIn(text);
  let after: string | undefined = text;
  for (const persona of personas) {
    const item = toTest(title, persona);
    if (after === undefined || names.has(String(item.name))) continue;
    after = addTest(after, item);
  }
  return after;
}

function toTest(
  title: string,
  { title: name, claims, want }: Pick<Persona, "title" | "claims" | "want">,
): TestItem {
  return {
    name: `${title}: ${name}`,
    claims: { ...claims, iat: "now-1m", exp: "now+10m" },
    expect:
      want.verdict === "authenticated"
        ? { verdict: want.verdict, user: { username: want.username, groups: want.groups } }
        : { verdict: want.verdict },
  };
}

function namesIn(text: string): ReadonlySet<string> {
  const read = readYaml(text);
  const items = read.kind === "read" && read.data.kind === "array" ? read.data.items : [];
  return new Set(
    items.flatMap((item) => {
      const name = findMember(item, "name")?.value;
      return name?.kind === "string" ? [name.value] : [];
    }),
  );
}

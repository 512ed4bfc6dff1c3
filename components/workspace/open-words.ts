import type { OpenPlace, OpenPlan } from "@/lib/engine/open-files.ts";

const places: Readonly<Record<OpenPlace, string>> = {
  configuration: "Configuration",
  bindings: "Role bindings",
  token: "Token",
  keys: "Keys of all issuers",
  agent: "Who asks, under Access",
  workspace: "A workspace of its own",
  files: "Files of role bindings",
};

const shown = 8;

/** What went where, a sentence each: "Configuration: an AuthenticationConfiguration from a.yaml." */
export function describePlaced({ placed, notes }: OpenPlan): readonly string[] {
  const lines = placed.map(({ path, place, title }) => `${places[place]}: ${title} from ${path}.`);
  return [...fold(lines), ...notes];
}

/** What was left out, and why: "a.txt was left out: it is no UTF-8 text. So were b.txt and c.txt." */
export function describeLeft({ left }: Pick<OpenPlan, "left">): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { path, reason } of left) {
    const key = reason.replace(/\.$/, "");
    byReason.set(key, [...(byReason.get(key) ?? []), path]);
  }
  return fold(
    [...byReason].map(([reason, [first = "", ...others]]) => {
      const sentence = `${first} was left out: ${reason}.`;
      const last = others.at(-1);
      if (last === undefined) return sentence;
      if (others.length === 1) return `${sentence} So was ${last}.`;
      const named = others.slice(0, shown);
      const more = others.length - named.length;
      const names =
        more > 0
          ? `${named.join(", ")} and ${more} more`
          : `${others.slice(0, -1).join(", ")} and ${last}`;
      return `${sentence} So were ${names}.`;
    }),
  );
}

/** What a text is, for an offer: "role bindings", "an AuthenticationConfiguration and a token". */
export function describeFound({ placed }: OpenPlan): string {
  const titles = [...new Set(placed.map(({ title }) => title))];
  const last = titles.at(-1) ?? "";
  return titles.length < 2 ? last : `${titles.slice(0, -1).join(", ")} and ${last}`;
}

/** Whether anything of the files has a place. */
export function isFound({ placed }: OpenPlan): boolean {
  return placed.length > 0;
}

function fold(lines: readonly string[]): readonly string[] {
  const more = lines.length - shown;
  return more > 1 ? [...lines.slice(0, shown), `And ${more} more.`] : lines;
}

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

/** What was left out, a sentence each. */
export function describeLeft({ left }: OpenPlan): readonly string[] {
  return fold(
    left.map(({ path, reason }) => `${path} was left out: ${reason.replace(/\.$/, "")}.`),
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

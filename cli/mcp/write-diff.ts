import { structuredPatch } from "diff";

/** A change of a text as hunks of a unified diff, with a line around each; undefined if too much differs to be read. */
export function writeDiff(before: string, after: string): string | undefined {
  const patch = structuredPatch("", "", before, after, "", "", {
    ...{ context: 1, maxEditLength: mostEdits },
  });
  return patch?.hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) =>
      [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines].join("\n"),
    )
    .join("\n");
}

const mostEdits = 400;

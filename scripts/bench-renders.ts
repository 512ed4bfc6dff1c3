// Counts the components that React draws for a key press in the configuration: when the key arrives, and when its answers
// arrive.
import type { Open } from "./bench-page.ts";
import { beginComment, type Counts, countKeyPress, countRenders } from "./count-renders.ts";

const keys = 12;

/** Types a comment into the first guide's configuration, key by key, and counts what each key draws. */
export async function benchRenders(open: Open): Promise<void> {
  const { page } = await open((opened) => opened.addInitScript(countRenders));
  await beginComment(page);
  const counts: Counts[] = [];
  for (let key = 0; key < keys; key += 1) counts.push(await countKeyPress(page));
  console.log("\nComponents drawn for a key press in a comment of the first guide");
  for (const part of ["first commit", "in all", "commits"] as const) {
    const sorted = counts.map((count) => count[part]).toSorted((a, b) => a - b);
    console.log(`  ${part.padEnd(14)} median ${sorted[keys / 2]}, most ${sorted.at(-1)}`);
  }
}

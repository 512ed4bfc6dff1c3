import type { Options } from "./arguments.ts";
import { exportWorkspace } from "./export-workspace.ts";
import { readText } from "./files.ts";
import { joinBindings, loadWorkspace, type Surroundings } from "./load-workspace.ts";

/** The report for a reviewer, as Markdown: review.md of the export, for whatever kind of cluster the file is for. */
export async function runReviewCommand(
  { positionals, versions, bindings: file, running: runs }: Options,
  surroundings: Surroundings,
): Promise<{ readonly usage: string } | { readonly text: string }> {
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) return { usage: "review needs one file" };
  const workspace = await loadWorkspace(path, surroundings);
  if (typeof workspace === "string") return { usage: workspace };
  const own = file === undefined ? "" : readText(file);
  if (own === undefined) return { usage: `${file} cannot be read` };
  const bindings = joinBindings(workspace, own);
  const running = runs === undefined ? undefined : await loadWorkspace(runs, surroundings);
  if (typeof running === "string") return { usage: running };
  const bundle = await exportWorkspace({ ...workspace, bindings }, versions?.[0], running);
  const review = bundle.files.find(({ path: name }) => name === "review.md");
  if (review === undefined) return { usage: bundle.problems.join("\n") };
  return { text: review.text };
}

import { createEngine } from "../lib/engine/engine.ts";
import { newestMinor } from "../lib/kube/minor.ts";
import type { Options } from "./arguments.ts";
import { readText } from "./files.ts";
import { joinBindings, loadWorkspace, type Surroundings } from "./load-workspace.ts";

/** The report for a reviewer, as Markdown: review.md of the export, for whatever kind of cluster the file is for. */
export async function runReviewCommand(
  { positionals, versions, bindings: file }: Options,
  surroundings: Surroundings,
): Promise<{ readonly usage: string } | { readonly text: string }> {
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) return { usage: "review needs one file" };
  const workspace = await loadWorkspace(path, surroundings);
  if (typeof workspace === "string") return { usage: workspace };
  const own = file === undefined ? "" : readText(file);
  if (own === undefined) return { usage: `${file} cannot be read` };
  const bundle = await createEngine().export(
    {
      minor: versions?.[0] ?? workspace.versions.at(-1) ?? newestMinor,
      configuration: workspace.configuration,
      bindings: joinBindings(workspace, own),
      token: "",
      keys: {},
      now: workspace.now,
      target: workspace.target,
      authorizationModes: workspace.authorizationModes,
      disallowedIssuers: workspace.serviceAccountIssuers,
      defaultPolicy: workspace.defaultPolicy,
    },
    {
      comments: "kept",
      cluster: { name: "cluster", server: "https://<server>:6443" },
      options: {},
    },
  );
  const review = bundle.files.find(({ path: name }) => name === "review.md");
  if (review === undefined) return { usage: bundle.problems.join("\n") };
  return { text: review.text };
}

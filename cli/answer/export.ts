import { createEngine } from "../../lib/engine/engine.ts";
import { quote } from "../../lib/go/quote.ts";
import { clusterTargets, defaultAuthorizationModes } from "../../lib/kube/targets.ts";
import type { Job } from "./request.ts";

/** One for all requests: questions about one configuration for several targets share what was made of it. */
const engine = createEngine();

/** What `export` answers. */
export type ExportAnswer =
  | { readonly refused: string }
  | {
      readonly files: readonly { readonly path: string; readonly text: string }[];
      readonly notes: readonly string[];
      readonly lost: readonly string[];
    };

/** The files for a kind of cluster: problems that prevent their use are in `notes`, what was changed for the target in `lost`. */
export async function answerExport({ request, minor }: Job): Promise<ExportAnswer> {
  const { config = "", bindings = "", options = {}, now = 0, disallowedIssuers } = request;
  const { target: id = "static-pod" } = request;
  const target = clusterTargets.find((each) => each.id === id);
  if (target === undefined) return { refused: `unknown target ${quote(id)}` };
  const { cluster, comments = "kept", user, ...rest } = options;
  const bundle = await engine.export(
    {
      ...{ minor, configuration: config, bindings, token: "", keys: {}, now, target: id },
      authorizationModes: defaultAuthorizationModes,
      disallowedIssuers: disallowedIssuers ?? target.serviceAccountIssuers,
      defaultPolicy: true,
    },
    {
      comments,
      cluster: { name: "cluster", server: "https://<server>:6443", ...cluster },
      options: rest,
      ...(user && { user }),
    },
  );
  if (bundle.kind === "refused") return { refused: bundle.problems.join("\n") };
  return {
    files: bundle.files.map(({ path, text }) => ({ path, text })),
    notes: bundle.notes,
    lost: bundle.target.changes,
  };
}

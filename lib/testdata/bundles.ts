import { type Analysis, analyze } from "../engine.ts";
import { examples as authentik } from "../examples/authentik.ts";
import { examples as emk } from "../examples/emk.ts";
import type { Example } from "../examples/example.ts";
import { examples as gitlab } from "../examples/gitlab.ts";
import { examples as kanidm } from "../examples/kanidm.ts";
import { type Bundle, exportBundle } from "../export/bundle.ts";
import type { ExportInput } from "../export/types.ts";
import { type Minor, newestMinor } from "../kube/minor.ts";

/** The examples of all guides. */
export const guides: readonly Example[] = [...authentik, ...emk, ...gitlab, ...kanidm];

/** What is asked of an export beside the guide and the target. */
export interface BundleOptions {
  /** A user for the certificate is made of it; the guide's first token stands in where it is absent. */
  readonly token?: string;
  readonly minor?: Minor;
  readonly comments?: ExportInput["comments"];
  readonly options?: ExportInput["options"];
}

/** An example by its id. Throws where there is none. */
export function findGuide(id: string): Example {
  const found = guides.find((example) => example.id === id);
  if (found === undefined) throw new Error(`no example ${id}`);
  return found;
}

/** The archive that the page would offer for a guide. */
export async function bundleOf(
  example: Example,
  target: string,
  { token, minor = newestMinor, comments = "kept", options }: BundleOptions = {},
): Promise<Bundle> {
  const text = token ?? example.tokens[0]?.text ?? "";
  const { exporting, authentication } = await analyzeOnce(example, target, minor, text);
  if (exporting === undefined) throw new Error("no view");
  const { user } = authentication ?? {};
  return exportBundle(
    {
      configuration: example.configuration,
      bindings: example.bindings,
      minor,
      comments,
      ...exporting,
      ...(user && { user }),
      ...(options && { options }),
      cluster: { name: "prod", server: "https://api.example.com:6443" },
    },
    target,
  );
}

const analyses = new Map<string, Promise<Analysis>>();

/** Most of a bundle's time is the analysis, which the way of writing does not change. */
function analyzeOnce(
  { id, configuration, bindings, keys, now }: Example,
  target: string,
  minor: Minor,
  token: string,
): Promise<Analysis> {
  const key = JSON.stringify([id, target, minor, token]);
  const known = analyses.get(key);
  if (known) return known;
  const analysis = analyze({
    minor,
    configuration,
    bindings,
    token,
    keys,
    now,
    target,
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: true,
    exporting: true,
  });
  analyses.set(key, analysis);
  return analysis;
}

import { createEngine } from "../engine/engine.ts";
import type { AnalysisInput } from "../engine/input.ts";
import { examples as authentik } from "../examples/authentik.ts";
import { examples as emk } from "../examples/emk.ts";
import type { Example } from "../examples/example.ts";
import { examples as gitlab } from "../examples/gitlab.ts";
import { examples as kanidm } from "../examples/kanidm.ts";
import type { Bundle } from "../export/bundle.ts";
import { targets } from "../export/targets.ts";
import type { ExportInput } from "../export/types.ts";
import { type Minor, newestMinor } from "../kube/minor.ts";

// Its caches serve all tests of a file: most of a bundle's time is the analysis.
const engine = createEngine();

/** The examples of all guides. */
export const guides: readonly Example[] = [...authentik, ...emk, ...gitlab, ...kanidm];

/** A guide, and a target that it is exported for. */
export interface Pair {
  readonly guide: Example;
  readonly target: string;
}

/**
 * One pair of `every`: each guide has other targets than the guide before it, so that every guide and every target is
 * among them. `npm run soak -- guides` sets EVERY_PAIR and takes them all.
 */
export function samplePairs(every: number): readonly Pair[] {
  const step = process.env.EVERY_PAIR ? 1 : every;
  return guides.flatMap((guide, row) =>
    targets
      .filter((_, column) => (row + column) % step === 0)
      .map(({ id }) => ({ guide, target: id })),
  );
}

/** What is asked of an export beside the guide and the target. */
export interface BundleOptions {
  /** A user for the certificate is made of it; the guide's first token is used if it is absent. */
  readonly token?: string;
  readonly minor?: Minor;
  readonly comments?: ExportInput["comments"];
  readonly options?: ExportInput["options"];
}

/** An example by its id. Throws if there is none. */
export function findGuide(id: string): Example {
  const found = guides.find((example) => example.id === id);
  if (found === undefined) throw new Error(`no example ${id}`);
  return found;
}

/** The archive that the page would offer for a guide. */
export async function bundleOf(
  { configuration, bindings, keys, now, tokens }: Example,
  target: string,
  {
    token = tokens[0]?.text ?? "",
    minor = newestMinor,
    comments = "kept",
    options,
  }: BundleOptions = {},
): Promise<Bundle> {
  const input: AnalysisInput = {
    ...{ minor, configuration, bindings, token, keys, now, target },
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: true,
  };
  const user = (await engine.analyze(input)).authentication?.user;
  return engine.export(input, {
    comments,
    ...(user && { user }),
    ...(options && { options }),
    cluster: { name: "prod", server: "https://api.example.com:6443" },
  });
}

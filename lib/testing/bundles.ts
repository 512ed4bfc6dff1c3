import { loadConfiguration } from "../authn/load.ts";
import type { AnalysisInput } from "../engine/input.ts";
import { type ExportFacts, gatherFacts } from "../engine/make-bundle.ts";
import { analyze } from "../engine.ts";
import { examples as authentik } from "../examples/authentik.ts";
import { examples as emk } from "../examples/emk.ts";
import type { Example } from "../examples/example.ts";
import { examples as gitlab } from "../examples/gitlab.ts";
import { examples as kanidm } from "../examples/kanidm.ts";
import { type Bundle, exportBundle } from "../export/bundle.ts";
import type { ExportInput } from "../export/types.ts";
import { type Minor, newestMinor } from "../kube/minor.ts";
import { loadApiResources } from "../rbac/api-resources.ts";
import { decodePolicy } from "../rbac/manifest/decode.ts";
import type { UserInfo } from "../token/trace.ts";

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
  const { configuration, bindings } = example;
  const text = token ?? example.tokens[0]?.text ?? "";
  const { facts, user } = await analyzeOnce(example, target, minor, text);
  return exportBundle(
    {
      ...{ configuration, bindings, minor, comments, ...facts },
      resources: await loadApiResources(),
      ...(user && { user }),
      ...(options && { options }),
      cluster: { name: "prod", server: "https://api.example.com:6443" },
    },
    target,
  );
}

interface Analyzed {
  readonly facts: ExportFacts;
  readonly user: UserInfo | undefined;
}

const analyses = new Map<string, Promise<Analyzed>>();

/** Most of a bundle's time is the analysis, which the way of writing does not change. */
function analyzeOnce(
  example: Example,
  target: string,
  minor: Minor,
  token: string,
): Promise<Analyzed> {
  const key = JSON.stringify([example.id, target, minor, token]);
  const known = analyses.get(key) ?? analyzeExample(example, target, minor, token);
  analyses.set(key, known);
  return known;
}

async function analyzeExample(
  { configuration, bindings, keys, now }: Example,
  target: string,
  minor: Minor,
  token: string,
): Promise<Analyzed> {
  const input: AnalysisInput = {
    ...{ minor, configuration, bindings, token, keys, now, target },
    authorizationModes: ["Node", "RBAC"],
    disallowedIssuers: [],
    defaultPolicy: true,
  };
  const { diagnostics, authentication } = await analyze(input);
  const facts = await gatherFacts(input, {
    loaded: loadConfiguration(configuration, { minor }),
    policy: decodePolicy(bindings).policy,
    diagnostics,
  });
  return { facts, user: authentication?.user };
}

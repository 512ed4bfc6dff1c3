import type { LoadedWorkspace } from "../../workspace/tests/follow-paths.ts";
import type { AnalysisInput } from "../input.ts";

/** The inputs of the page as a workspace without tests. Files beside the bindings are not part of it. */
export function workspaceOf(input: AnalysisInput): LoadedWorkspace {
  const { minor, configuration, bindings, target, authorizationModes, now, defaultPolicy } = input;
  return {
    name: "",
    versions: [minor],
    ...{ configuration, bindings, target, authorizationModes, now, defaultPolicy },
    serviceAccountIssuers: input.disallowedIssuers,
    keys: new Map(Object.entries(input.keys)),
    tests: [],
  };
}

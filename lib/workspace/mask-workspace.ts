import type { Secret, TextKind } from "../secrets/find-secrets.ts";
import { maskSecrets } from "../secrets/mask-secrets.ts";
import { keepPart } from "./keep-part.ts";
import type { Workspace } from "./workspace.ts";

/** The copy of a workspace that may be stored, and what was masked in it. */
export interface MaskedWorkspace {
  readonly workspace: Workspace;
  readonly masked: readonly MaskedField[];
}

/** A text of the workspace with secrets in it. */
export interface MaskedField {
  /** Dotted path in the record: `configuration`, `cluster.serviceAccountIssuers[0]`. */
  readonly field: string;
  readonly secrets: readonly Secret[];
}

/** Masks every text of a workspace by one rule, and keeps of a file around a configuration that configuration. */
export function maskWorkspace(workspace: Workspace): MaskedWorkspace {
  const masked: MaskedField[] = [];
  const clean = (field: string, text: string, kind: TextKind = "plain"): string => {
    const result = maskSecrets(text, kind);
    if (result.masked.length > 0) masked.push({ field, secrets: result.masked });
    return result.text;
  };
  // Claims of a test are kept because their owner asked for it: what looks random in them is no secret by that alone.
  const cleanTests = (text: string): string => {
    const result = maskSecrets(text, "document", { publicTexts: [text] });
    if (result.masked.length > 0) masked.push({ field: "tests", secrets: result.masked });
    return result.text;
  };
  const optional = (field: string, text: string | undefined, kind?: TextKind) =>
    text === undefined ? undefined : clean(field, text, kind);
  const { cluster, running, example } = workspace;
  const configuration =
    running.configuration === undefined
      ? undefined
      : clean("running.configuration", keepPart(running.configuration), "document");
  const bindings = optional("running.bindings", running.bindings, "document");
  const namespace = optional("namespace", workspace.namespace);
  const issuers = cluster.serviceAccountIssuers?.map((issuer, index) =>
    clean(`cluster.serviceAccountIssuers[${index}]`, issuer),
  );
  const token = optional("example.token", example?.token);
  const copy: Workspace = {
    ...workspace,
    name: clean("name", workspace.name),
    cluster: {
      ...cluster,
      authorizationModes: cluster.authorizationModes.map((mode, index) =>
        clean(`cluster.authorizationModes[${index}]`, mode),
      ),
      ...(issuers !== undefined && { serviceAccountIssuers: issuers }),
    },
    configuration: clean("configuration", keepPart(workspace.configuration), "document"),
    bindings: clean("bindings", workspace.bindings, "document"),
    running: {
      ...(configuration !== undefined && { configuration }),
      ...(bindings !== undefined && { bindings }),
    },
    ...(namespace !== undefined && { namespace }),
    ...(workspace.tests !== undefined && { tests: cleanTests(workspace.tests) }),
    export: {
      ...workspace.export,
      cluster: clean("export.cluster", workspace.export.cluster),
      server: clean("export.server", workspace.export.server),
      namespace: clean("export.namespace", workspace.export.namespace),
      shoot: clean("export.shoot", workspace.export.shoot),
      ...(workspace.export.object !== undefined && {
        object: clean("export.object", workspace.export.object),
      }),
    },
    ...(example !== undefined && {
      example: {
        id: clean("example.id", example.id),
        ...(token !== undefined && { token }),
        edited: example.edited,
      },
    }),
  };
  return { workspace: copy, masked };
}

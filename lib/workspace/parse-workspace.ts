import { formatMinor, minors, newestMinor, parseMinor } from "../kube/minor.ts";
import { clusterTargets, defaultAuthorizationModes } from "../kube/targets.ts";
import { createRecordReader, type DroppedPart, type RecordReader } from "./record-reader.ts";
import {
  type Workspace,
  type WorkspaceCluster,
  type WorkspaceExport,
  workspaceVersion,
} from "./workspace.ts";

/** A workspace that can be used, whatever the record was. */
export interface ParsedWorkspace {
  readonly workspace: Workspace;
  readonly dropped: readonly DroppedPart[];
}

/** What names a record that does not name itself. */
export interface WorkspaceNames {
  readonly id: string;
  readonly name: string;
}

/**
 * Reads a stored record of this or an older version. What has another shape is replaced by the default and listed as
 * dropped; the rest is kept. Never throws.
 */
export function parseWorkspace(record: unknown, names: WorkspaceNames): ParsedWorkspace {
  const dropped: DroppedPart[] = [];
  if (record === undefined || record === null) {
    dropped.push({ path: "", expected: "an object" });
  }
  const reader = createRecordReader(record ?? undefined, "", dropped);
  const apiVersion = reader.text("apiVersion");
  const kind = reader.text("kind");
  const older = apiVersion === undefined && kind === undefined;
  if (!older && apiVersion !== workspaceVersion) reader.drop("apiVersion", workspaceVersion);
  if (!older && kind !== "Workspace") reader.drop("kind", "Workspace");
  const workspace = older ? parseOlder(reader, names) : parseCurrent(reader, names);
  reader.finish();
  return { workspace, dropped };
}

function parseCurrent(reader: RecordReader, names: WorkspaceNames): Workspace {
  const cluster = reader.object("cluster");
  const running = reader.object("running");
  const version = cluster.text("version");
  // Files of tests have a list: the page shows one version, the command runs the tests on all of them.
  const versions = cluster.texts("versions") ?? [];
  const listed = version === undefined ? versions[0] : version;
  const minor = listed === undefined ? undefined : parseMinor(listed);
  if (versions.length > (version === undefined ? 1 : 0)) cluster.drop("versions", "one version");
  else if (listed !== undefined && minor === undefined) {
    cluster.drop(version === undefined ? "versions" : "version", "a known version");
  }
  const changed = reader.number("changed");
  return {
    ...headOf(reader.text("id"), reader.text("name"), names),
    ...(changed !== undefined && { changed }),
    cluster: clusterOf(cluster, formatMinor(minor ?? newestMinor)),
    configuration: reader.text("configuration") ?? "",
    bindings: reader.text("bindings") ?? "",
    running: runningOf(running.text("configuration"), running.text("bindings")),
    ...momentOf(reader, "now"),
    ...namespaceOf(reader),
    defaultPolicy: reader.boolean("defaultPolicy") ?? true,
    export: exportOf(reader.object("export")),
    ...testsOf(reader),
    ...exampleOf(reader),
  };
}

function testsOf(reader: RecordReader): Pick<Workspace, "tests"> {
  const tests = reader.text("tests");
  return tests === undefined || tests.trim() === "" ? {} : { tests };
}

/** The record that pages stored before there were several workspaces: the documents under `documents`, no version. */
function parseOlder(reader: RecordReader, names: WorkspaceNames): Workspace {
  const documents = reader.object("documents");
  const clock = reader.object("clock");
  const number = reader.number("minor");
  const minor = minors.find((known) => known === number);
  if (number !== undefined && minor === undefined) reader.drop("minor", "a known version");
  const atMoment = clock.choice("kind", ["now", "at"]) === "at";
  return {
    ...headOf(reader.text("id"), reader.text("name"), names),
    cluster: clusterOf(reader.object("server"), formatMinor(minor ?? newestMinor)),
    configuration: documents.text("configuration") ?? "",
    bindings: documents.text("bindings") ?? "",
    running: runningOf(reader.text("running"), reader.text("runningBindings")),
    ...(atMoment && momentOf(clock, "seconds")),
    ...namespaceOf(reader),
    defaultPolicy: reader.boolean("defaultPolicy") ?? true,
    export: exportOf(reader.object("exportOptions")),
    ...exampleOf(reader),
  };
}

function headOf(id: string | undefined, name: string | undefined, names: WorkspaceNames) {
  return {
    apiVersion: workspaceVersion,
    kind: "Workspace",
    id: id === undefined || id === "" ? names.id : id,
    name: name === undefined || name.trim() === "" ? names.name : name,
  } as const;
}

/** The settings of a server that nothing is known of. */
export const usualCluster: WorkspaceCluster = {
  version: formatMinor(newestMinor),
  target: clusterTargets[0]?.id ?? "",
  authorizationModes: defaultAuthorizationModes,
};

function clusterOf(reader: RecordReader, version: string): WorkspaceCluster {
  const target = reader.choice(
    "target",
    clusterTargets.map(({ id }) => id),
  );
  const issuers = reader.texts("serviceAccountIssuers");
  return {
    version,
    target: target ?? usualCluster.target,
    authorizationModes: reader.texts("authorizationModes") ?? usualCluster.authorizationModes,
    ...(issuers !== undefined && { serviceAccountIssuers: issuers }),
  };
}

function runningOf(configuration: string | undefined, bindings: string | undefined) {
  return {
    ...(configuration !== undefined && { configuration }),
    ...(bindings !== undefined && { bindings }),
  };
}

/** The last moment that a date can be: later ones are no moment. */
const lastMoment = 8_640_000_000_000;

function momentOf(reader: RecordReader, name: string): { readonly now?: number } {
  const seconds = reader.number(name);
  if (seconds === undefined) return {};
  if (Math.abs(seconds) <= lastMoment) return { now: seconds };
  reader.drop(name, "a moment in seconds since 1970");
  return {};
}

function namespaceOf(reader: RecordReader): { readonly namespace?: string } {
  const namespace = reader.text("namespace");
  return namespace === undefined ? {} : { namespace };
}

/** Export settings of a workspace in which none were chosen. */
export const usualExport: WorkspaceExport = {
  comments: "kept",
  cluster: "",
  server: "",
  namespace: "",
  shoot: "",
};

function exportOf(reader: RecordReader): WorkspaceExport {
  const kubeadm = reader.choice("kubeadm", ["v1beta4", "v1beta3"]);
  const rancherBuild = reader.choice("rancherBuild", ["with-flag", "without-flag"]);
  const object = reader.text("object");
  return {
    comments: reader.choice("comments", ["kept", "canonical"]) ?? usualExport.comments,
    cluster: reader.text("cluster") ?? "",
    server: reader.text("server") ?? "",
    namespace: reader.text("namespace") ?? "",
    shoot: reader.text("shoot") ?? "",
    ...(object !== undefined && { object }),
    ...(kubeadm !== undefined && { kubeadm }),
    ...(rancherBuild !== undefined && { rancherBuild }),
  };
}

function exampleOf(reader: RecordReader): Pick<Workspace, "example"> {
  const example = reader.object("example");
  const id = example.text("id");
  const token = example.text("token");
  const edited = example.boolean("edited") ?? false;
  if (id === undefined) return {};
  return { example: { id, ...(token !== undefined && { token }), edited } };
}

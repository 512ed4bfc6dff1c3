import { parseMinor } from "@/lib/kube/minor.ts";
import { clusterTargets } from "@/lib/kube/targets.ts";
import type { ExportOptions } from "./export-options.ts";
import type { Inputs } from "./inputs.ts";

/**
 * The inputs with what an opened text says of its cluster: its kind and version, and the names that its files are written
 * with. What the text does not say stays.
 */
export function takeSettings(
  inputs: Inputs,
  settings: Readonly<Record<string, string>> | undefined,
): Partial<Inputs> {
  if (settings === undefined) return {};
  const { target, version, kubeadm } = settings;
  const known = clusterTargets.some(({ id }) => id === target) ? target : undefined;
  const minor = version === undefined ? undefined : parseMinor(version);
  const exportOptions: ExportOptions = {
    ...inputs.exportOptions,
    ...pick(settings, "cluster"),
    ...pick(settings, "server"),
    ...pick(settings, "shoot"),
    ...pick(settings, "object"),
    ...(settings.shoot === undefined && !takesNamespace(known ?? inputs.server.target)
      ? {}
      : pick(settings, "namespace")),
    ...(kubeadm === "v1beta4" || kubeadm === "v1beta3" ? { kubeadm } : {}),
  };
  return {
    ...(known === undefined ? {} : { server: { ...inputs.server, target: known } }),
    ...(minor === undefined ? {} : { minor }),
    exportOptions,
  };
}

// The namespace of a ConfigMap is that of the object that reads it.
function takesNamespace(target: string): boolean {
  return clusterTargets.some(({ id, object }) => id === target && object?.namespaced === true);
}

function pick(
  settings: Readonly<Record<string, string>>,
  name: "cluster" | "server" | "namespace" | "shoot" | "object",
): Partial<ExportOptions> {
  const value = settings[name];
  return value === undefined ? {} : { [name]: value };
}

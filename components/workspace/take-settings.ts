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
    ...(settings.shoot === undefined
      ? {}
      : { ...pick(settings, "shoot"), ...pick(settings, "namespace") }),
    ...(kubeadm === "v1beta4" || kubeadm === "v1beta3" ? { kubeadm } : {}),
  };
  return {
    ...(known === undefined ? {} : { server: { ...inputs.server, target: known } }),
    ...(minor === undefined ? {} : { minor }),
    exportOptions,
  };
}

function pick(
  settings: Readonly<Record<string, string>>,
  name: "cluster" | "server" | "namespace" | "shoot",
): Partial<ExportOptions> {
  const value = settings[name];
  return value === undefined ? {} : { [name]: value };
}

import { expect, test } from "vitest";
import { emptyInputs } from "./inputs.ts";
import { takeSettings } from "./take-settings.ts";

test.each([
  { name: "nothing", settings: undefined, want: {} },
  {
    name: "a kind of cluster, its version and its names",
    settings: {
      ...{ target: "kubeadm", version: "1.34", cluster: "prod", server: "https://10.0.0.1:6443" },
      ...{ kubeadm: "v1beta4", name: "unused" },
    },
    want: {
      server: { ...emptyInputs.server, target: "kubeadm" },
      minor: 34,
      exportOptions: {
        ...emptyInputs.exportOptions,
        ...{ cluster: "prod", server: "https://10.0.0.1:6443", kubeadm: "v1beta4" },
      },
    },
  },
  {
    name: "the object that is the control plane",
    settings: { target: "kamaji", object: "t", namespace: "tenants" },
    want: {
      server: { ...emptyInputs.server, target: "kamaji" },
      exportOptions: { ...emptyInputs.exportOptions, object: "t", namespace: "tenants" },
    },
  },
  {
    name: "the namespace of a file that is nothing to the target",
    settings: { target: "kubeadm", namespace: "kube-system" },
    want: {
      server: { ...emptyInputs.server, target: "kubeadm" },
      exportOptions: emptyInputs.exportOptions,
    },
  },
  {
    name: "a Shoot with its namespace",
    settings: { target: "gardener", shoot: "botany", namespace: "garden-dev" },
    want: {
      server: { ...emptyInputs.server, target: "gardener" },
      exportOptions: { ...emptyInputs.exportOptions, shoot: "botany", namespace: "garden-dev" },
    },
  },
  {
    name: "the namespace of an object alone is no project’s",
    settings: { name: "authn", namespace: "kube-system" },
    want: { exportOptions: emptyInputs.exportOptions },
  },
  {
    name: "a kind and a version that are not known",
    settings: { target: "other", version: "1.12" },
    want: { exportOptions: emptyInputs.exportOptions },
  },
])("takes over $name", ({ settings, want }) => {
  expect(takeSettings(emptyInputs, settings)).toEqual(want);
});

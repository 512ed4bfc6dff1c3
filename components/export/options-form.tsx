"use client";

import { memo, type ReactNode } from "react";
import { type Minor, minors, nameMinor } from "@/lib/kube/minor.ts";
import { clusterTargets } from "@/lib/kube/targets.ts";
import type { ExportOptions } from "../workspace/export-options.ts";
import styles from "./export-panel.module.css";

export interface OptionsFormProps {
  readonly target: string;
  readonly minor: Minor;
  readonly options: ExportOptions;
  readonly onTarget: (target: string) => void;
  readonly onMinor: (minor: Minor) => void;
  readonly onChange: (options: ExportOptions) => void;
}

/** For what the files are, and what the target wants to know beyond that. */
export const OptionsForm = memo(function OptionsForm({
  target,
  minor,
  options,
  onTarget,
  onMinor,
  onChange,
}: OptionsFormProps) {
  const text = (name: "cluster" | "server" | "namespace" | "shoot" | "object", example: string) => (
    <input
      className={styles.control}
      value={options[name] ?? ""}
      placeholder={example}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange({ ...options, [name]: event.target.value.trim() })}
    />
  );
  const object = clusterTargets.find(({ id }) => id === target)?.object;
  return (
    <div className={styles.options}>
      <Field title="Kind of cluster">
        <select
          className={styles.control}
          data-place="export-options"
          value={target}
          onChange={(event) => onTarget(event.target.value)}
        >
          {clusterTargets.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </Field>
      <Field title="Version">
        <select
          className={styles.control}
          value={minor}
          onChange={(event) => onMinor(Number(event.target.value) as Minor)}
        >
          {[...minors].reverse().map((one) => (
            <option key={one} value={one}>
              Kubernetes {nameMinor(one)}
            </option>
          ))}
        </select>
      </Field>
      <Field title="Comments">
        <select
          className={styles.control}
          value={options.comments}
          onChange={({ target: { value } }) =>
            onChange({ ...options, comments: value === "canonical" ? "canonical" : "kept" })
          }
        >
          <option value="kept">kept, as written</option>
          <option value="canonical">left out, fields in order</option>
        </select>
      </Field>
      <Field title="Cluster’s name">{text("cluster", "cluster")}</Field>
      <Field title="API server">{text("server", "https://api.example.com:6443")}</Field>
      {target === "gardener" && (
        <>
          <Field title="Project’s namespace">{text("namespace", "garden-myproject")}</Field>
          <Field title="Shoot">{text("shoot", "mycluster")}</Field>
        </>
      )}
      {object !== undefined && (
        <>
          {object.namespaced && <Field title="Namespace">{text("namespace", "default")}</Field>}
          {object.kind !== "Cluster" && (
            <Field title={`${object.kind}’s name`}>{text("object", "mycluster")}</Field>
          )}
        </>
      )}
      {target === "kubeadm" && (
        <Field title="kubeadm’s API">
          <select
            className={styles.control}
            value={options.kubeadm ?? ""}
            onChange={({ target: { value } }) => {
              const { kubeadm: _, ...rest } = options;
              const chosen = versions.find((version) => version === value);
              onChange(chosen ? { ...rest, kubeadm: chosen } : rest);
            }}
          >
            <option value="">what the version takes</option>
            <option value="v1beta4">v1beta4 (1.31 and later)</option>
            <option value="v1beta3">v1beta3 (up to 1.36)</option>
          </select>
        </Field>
      )}
      {(target === "k3s" || target === "rke2") && (
        <Field title="Build">
          <select
            className={styles.control}
            value={options.rancherBuild ?? ""}
            onChange={({ target: { value } }) => {
              const { rancherBuild: _, ...rest } = options;
              const chosen = builds.find((build) => build === value);
              onChange(chosen ? { ...rest, rancherBuild: chosen } : rest);
            }}
          >
            <option value="">the newest of the version</option>
            <option value="without-flag">from {turns[target]} on</option>
            <option value="with-flag">before {turns[target]}</option>
          </select>
        </Field>
      )}
    </div>
  );
});

function Field({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
    <label className={styles.field}>
      <span>{title}</span>
      {children}
    </label>
  );
}

const versions = ["v1beta4", "v1beta3"] as const;
/** When its builds began to leave anonymous requests to the file; RKE2's first release with it is not known closer. */
const turns: Readonly<Record<string, string>> = { k3s: "May 2025", rke2: "mid-2025" };
const builds = ["without-flag", "with-flag"] as const;

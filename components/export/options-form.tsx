"use client";

import type { ReactNode } from "react";
import type { ExportOptions } from "./export-options.ts";
import styles from "./export-panel.module.css";

export interface OptionsFormProps {
  readonly target: string;
  readonly options: ExportOptions;
  readonly onChange: (options: ExportOptions) => void;
}

/** What the target wants to know beyond its version. */
export function OptionsForm({ target, options, onChange }: OptionsFormProps) {
  const text = (name: "cluster" | "server" | "namespace" | "shoot", example: string) => (
    <input
      className={styles.control}
      value={options[name]}
      placeholder={example}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange({ ...options, [name]: event.target.value.trim() })}
    />
  );
  return (
    <div className={styles.options}>
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
            <option value="without-flag">from May 2025 on</option>
            <option value="with-flag">before May 2025</option>
          </select>
        </Field>
      )}
    </div>
  );
}

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
const builds = ["without-flag", "with-flag"] as const;

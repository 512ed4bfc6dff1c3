import type { Minor } from "../minor.ts";
import { listCloudPaths } from "./cloud-paths.ts";
import { listManagedPaths } from "./managed-paths.ts";
import { listNodePaths } from "./node-paths.ts";
import type { LockoutPath } from "./steps.ts";

export type { LockoutPath, LockoutStep } from "./steps.ts";

/** The ways back into every kind of cluster, for a version of Kubernetes. */
export function listLockoutPaths(minor: Minor): readonly LockoutPath[] {
  return [...listNodePaths(minor), ...listManagedPaths(minor), ...listCloudPaths(minor)];
}

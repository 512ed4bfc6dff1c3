"use client";

import { type Minor, minors, nameMinor } from "@/lib/kube/minor.ts";
import { clusterTargets } from "@/lib/kube/targets.ts";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { isEmpty } from "../workspace/inputs.ts";
import styles from "./composer-dialog.module.css";

/** For which cluster it is: the same choices as in the page's header. */
export function Cluster() {
  const minor = useInputs((inputs) => inputs.minor);
  const target = useInputs(({ server }) => server.target);
  const empty = useInputs(isEmpty);
  const dispatch = useDispatch();
  return (
    <div className={styles.cluster}>
      <label className={styles.clusterChoice}>
        <span>for Kubernetes</span>
        <select
          aria-label="Version of the cluster"
          data-first={empty}
          className={styles.clusterSelect}
          value={minor}
          onChange={(event) =>
            dispatch({ kind: "set-minor", minor: Number(event.target.value) as Minor })
          }
        >
          {[...minors].reverse().map((each) => (
            <option key={each} value={each}>
              {nameMinor(each)}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.clusterChoice}>
        <span>on</span>
        <select
          aria-label="Kind of cluster"
          className={styles.clusterSelect}
          value={target}
          onChange={(event) =>
            dispatch({ kind: "set-server", server: { target: event.target.value } })
          }
        >
          {clusterTargets.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

"use client";

import { useId, useState } from "react";
import { clusterTargets, findClusterTarget } from "@/lib/kube/targets.ts";
import { Button } from "../ui/button.tsx";
import { useDispatch, useInputs } from "../workspace/context.ts";
import { serviceAccountIssuers } from "../workspace/inputs.ts";
import styles from "./server-settings.module.css";

const modes = ["Node", "RBAC", "ABAC", "Webhook", "AlwaysAllow", "AlwaysDeny"] as const;

/** The kind of cluster, the service-account issuers and the authorization modes, to be changed. */
export function ServerSettings() {
  const server = useInputs((inputs) => inputs.server);
  const dispatch = useDispatch();
  const id = useId();
  const target = findClusterTarget(server.target);
  const { authorizationModes } = server;
  return (
    <div className={styles.panel}>
      <div className={styles.field}>
        <label htmlFor={`${id}-target`}>Cluster</label>
        <select
          id={`${id}-target`}
          className={styles.control}
          value={target.id}
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
        <p className={styles.note}>
          <code>anonymous</code> in the file: {stances[target.anonymous]} {target.anonymousReason}.
        </p>
      </div>
      <ServiceAccountIssuers />
      <fieldset className={styles.field}>
        <legend>
          Authorization modes <code>--authorization-mode</code>
        </legend>
        <div className={styles.modes}>
          {modes.map((mode) => (
            <label key={mode} className={styles.mode}>
              <input
                type="checkbox"
                checked={authorizationModes.includes(mode)}
                onChange={(event) =>
                  dispatch({
                    kind: "set-server",
                    server: {
                      authorizationModes: event.target.checked
                        ? [...authorizationModes, mode]
                        : authorizationModes.filter((other) => other !== mode),
                    },
                  })
                }
              />
              {mode}
            </label>
          ))}
        </div>
        <p className={styles.note}>
          Asked in this order:{" "}
          {authorizationModes.join(", ") || "none, which no server starts with"}.
        </p>
      </fieldset>
    </div>
  );
}

/** One a line. What is typed stays as typed; the server gets its lines. */
function ServiceAccountIssuers() {
  const server = useInputs((inputs) => inputs.server);
  const dispatch = useDispatch();
  const id = useId();
  const issuers = serviceAccountIssuers(server);
  const [typed, setTyped] = useState(issuers.join("\n"));
  const usual = server.serviceAccountIssuers === undefined;
  // A choice elsewhere replaces what was typed.
  const shown = linesOf(typed).join("\n") === issuers.join("\n") ? typed : issuers.join("\n");
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        Service-account issuers <code>--service-account-issuer</code>
      </label>
      <textarea
        id={id}
        className={styles.control}
        rows={2}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        placeholder="https://…, one a line"
        value={shown}
        onChange={(event) => {
          setTyped(event.target.value);
          dispatch({
            kind: "set-server",
            server: { serviceAccountIssuers: linesOf(event.target.value) },
          });
        }}
      />
      <p className={styles.note}>
        No issuer of the configuration may be one of them.
        {usual ? " These are the usual ones of the cluster." : ""}
      </p>
      {!usual && (
        <Button
          look="soft"
          onClick={() =>
            dispatch({ kind: "set-server", server: { serviceAccountIssuers: undefined } })
          }
        >
          Use the usual ones
        </Button>
      )}
    </div>
  );
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

const stances = {
  optional: "may be there;",
  forbidden: "must not be there;",
  needed: "must be there;",
  depends: "depends on the build:",
} as const;

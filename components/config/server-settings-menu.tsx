"use client";

import dynamic from "next/dynamic";
import { findClusterTarget } from "@/lib/kube/targets.ts";
import { HiddenText } from "../ui/hidden-text.tsx";
import { Popover } from "../ui/popover.tsx";
import { useInputs } from "../workspace/context.ts";
import styles from "./server-settings-menu.module.css";

/** Loaded when the menu is first opened. */
const ServerSettings = dynamic(
  () => import("./server-settings.tsx").then((loaded) => loaded.ServerSettings),
  { ssr: false },
);

/** What is known of the server beside its version: the kind of cluster and the flags that bear on the answer. */
export function ServerSettingsMenu() {
  const server = useInputs((inputs) => inputs.server);
  const target = findClusterTarget(server.target);
  return (
    <Popover
      button={{ icon: "server", title: `Cluster: ${target.title}, and flags of its API server` }}
      label="Cluster and server flags"
      place="server"
      align="end"
      title={
        <>
          <HiddenText>Cluster: </HiddenText>
          <span className={styles.target}>{target.title}</span>
        </>
      }
    >
      {() => <ServerSettings />}
    </Popover>
  );
}

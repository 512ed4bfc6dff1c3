"use client";

import dynamic from "next/dynamic";
import { Icon } from "../ui/icon.tsx";
import { Popover } from "../ui/popover.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useKeeping } from "../workspace/context.ts";
import { Part } from "./part.tsx";
import styles from "./workspace-menu.module.css";

/** Loaded when the menu is first opened. */
const WorkspaceList = dynamic(
  () => import("./workspace-list.tsx").then((loaded) => loaded.WorkspaceList),
  { ssr: false },
);

/** The workspaces of this browser, and the history of the one that is open. */
export function WorkspaceMenu() {
  const name = useKeeping(({ head }) => head.name);
  return (
    <Popover
      button={{ title: `Workspace: ${name}`, className: styles.button ?? "" }}
      label="Workspaces"
      place="workspaces"
      title={
        <>
          <span className={styles.name}>
            <UntrustedText text={name} limit={60} />
          </span>
          <Icon name="down" size={12} />
        </>
      }
    >
      {(close) => (
        <Part name="The list of workspaces">
          <WorkspaceList close={close} />
        </Part>
      )}
    </Popover>
  );
}

"use client";

import { useDispatch } from "../workspace/context.ts";
import { reach, verdictPlace } from "./reach.ts";
import styles from "./workbench.module.css";

/** The first stop of Tab, in sight while it has the focus: past the header and the documents. */
export function SkipButton() {
  const dispatch = useDispatch();
  return (
    <button type="button" className={styles.skip} onClick={() => reach(verdictPlace, dispatch)}>
      Skip to the verdict
    </button>
  );
}

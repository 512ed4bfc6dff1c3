"use client";

import type { TestView } from "@/lib/engine/tests/tests-view.ts";
import { Button } from "../ui/button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useDispatch, useReadInputs } from "../workspace/context.ts";
import styles from "./tests.module.css";

export interface TestDetailsProps {
  readonly test: TestView;
  readonly onClose: () => void;
  /** The claims of the test take the place of the token. */
  readonly onLook: (claims: string) => void;
  readonly onEdit: () => void;
}

/** One test: what was expected, and what the server does. */
export function TestDetails({ test, onClose, onLook, onEdit }: TestDetailsProps) {
  const { name, index, state, reason, mismatches, claims } = test;
  const dispatch = useDispatch();
  const readInputs = useReadInputs();

  async function remove() {
    const { removeTest } = await import("@/lib/workspace/tests/test-list.ts");
    const text = removeTest(readInputs().tests, index);
    // A list in another style is changed by hand.
    if (text === undefined) return onEdit();
    dispatch({ kind: "set-tests", text, title: "Remove a test" });
    onClose();
  }

  return (
    <>
      <div className={styles.head}>
        <h2 className={styles.title}>
          <UntrustedText text={name} limit={200} />
        </h2>
        {claims !== undefined && (
          <Button onClick={() => onLook(claims)} title="Its claims take the place of the token">
            Look at it step by step
          </Button>
        )}
        <Button icon="cross" onClick={remove}>
          Remove
        </Button>
        <Button onClick={onClose}>Close</Button>
      </div>
      {state === "passed" && <p>The result is as expected.</p>}
      {reason !== undefined && (
        <p>
          <UntrustedText text={reason} limit={500} />
        </p>
      )}
      {mismatches.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Checked</th>
              <th scope="col">Expected</th>
              <th scope="col">Actual</th>
            </tr>
          </thead>
          <tbody>
            {mismatches.map(({ field, expected, actual }) => (
              <tr key={`${field} ${expected}`}>
                <th scope="row">{field}</th>
                <td>
                  <UntrustedText text={expected} limit={500} />
                </td>
                <td>
                  <UntrustedText text={actual} limit={1000} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import type { AccessView } from "@/lib/engine/access-view.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { Section } from "../ui/section.tsx";
import { useAnalysis, useDispatch, useInputs } from "../workspace/context.ts";
import styles from "./access-panel.module.css";
import { PolicyFiles } from "./policy-files.tsx";
import { WhoAsks } from "./who-asks.tsx";

/** There are no answers before the first verdict: loaded after the first paint. */
const Answers = dynamic(() => import("./answers.tsx").then((loaded) => loaded.Answers), {
  ssr: false,
});
const Review = dynamic(() => import("./review.tsx").then((loaded) => loaded.Review), {
  ssr: false,
});

/** Who asks, what they may do, and by which binding. */
export function AccessPanel() {
  const answered = useAnalysis(() => true);
  const access = useAnalysis((analysis) => analysis.access);
  const view = useAnalysis((analysis) => analysis.asker);
  const review = useAnalysis((analysis) => analysis.review);
  const fileCount = useInputs(({ files }) => files.length);
  const [filesOpen, setFilesOpen] = useState(false);
  if (answered === undefined) return null;
  return (
    <Section
      title="Access"
      summary={
        review && (
          <span className={styles.none}>no user: who could get in, and who may do what</span>
        )
      }
      actions={access && <NamespaceSelect access={access} />}
    >
      <WhoAsks view={view} />
      <Disclosure
        place="policy-files"
        title={fileCount === 0 ? "Files of a cluster" : `Files of a cluster (${fileCount})`}
        open={filesOpen || fileCount > 0}
        onToggle={setFilesOpen}
      >
        <PolicyFiles />
      </Disclosure>
      {access && <Answers access={access} />}
      {review && <Review review={review} />}
    </Section>
  );
}

const clusterWide = "";

function NamespaceSelect({ access }: { readonly access: AccessView }) {
  const chosen = useInputs((inputs) => inputs.namespace);
  const defaultPolicy = useInputs((inputs) => inputs.defaultPolicy);
  const dispatch = useDispatch();
  const offered = [...new Set(["default", ...access.namespaces, ...(chosen ? [chosen] : [])])];
  return (
    <>
      <label className={styles.defaults}>
        <input
          type="checkbox"
          checked={defaultPolicy}
          onChange={(event) => dispatch({ kind: "set-default-policy", on: event.target.checked })}
        />
        default roles
      </label>
      <label className={styles.namespace}>
        <span>Namespace</span>
        <select
          data-place="namespace"
          value={chosen ?? clusterWide}
          onChange={(event) =>
            dispatch({
              kind: "set-namespace",
              namespace: event.target.value === clusterWide ? undefined : event.target.value,
            })
          }
        >
          <option value={clusterWide}>cluster-wide</option>
          {offered.map((namespace) => (
            <option key={namespace} value={namespace}>
              {namespace}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Button } from "../ui/button.tsx";
import { ErrorBoundary } from "../ui/error-boundary.tsx";
import { Notice } from "../ui/notice.tsx";
import { useAnalysis } from "../workspace/context.ts";
import { ReloadNotice } from "./reload-notice.tsx";

export interface PartProps {
  /** At the begin of a sentence: "The verdict". */
  readonly name: string;
  readonly children: ReactNode;
}

/** A part of the page that may fail by itself. */
export function Part({ name, children }: PartProps) {
  return (
    <ErrorBoundary
      fallback={(retry, loading) => <Failure name={name} retry={retry} loading={loading} />}
    >
      {children}
    </ErrorBoundary>
  );
}

interface FailureProps {
  readonly name: string;
  readonly retry: () => void;
  /** What could not be loaded, if that is the reason. */
  readonly loading: string | undefined;
}

function Failure({ name, retry, loading }: FailureProps) {
  // Another answer gives the part another chance.
  const analysis = useAnalysis((all) => all);
  const [failed] = useState(analysis);
  useEffect(() => {
    if (analysis !== failed) retry();
  }, [analysis, failed, retry]);
  if (loading !== undefined) return <ReloadNotice message={loading} />;
  return (
    <Notice
      kind="bad"
      urgent
      actions={
        <Button look="soft" onClick={retry}>
          Try again
        </Button>
      }
    >
      {name} could not be shown. This is a fault of Claimcheck. Your input is kept.
    </Notice>
  );
}

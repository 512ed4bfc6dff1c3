"use client";

import { useEffect, useState } from "react";
import { describeLoadFailure } from "../ui/load-failure.ts";
import { ReloadNotice } from "./reload-notice.tsx";

/** Says that a part of the page could not be loaded, whichever press asked for it. */
export function LoadNotice() {
  const [message, setMessage] = useState<string | undefined>();
  useEffect(() => {
    const hear = (event: PromiseRejectionEvent) => {
      const described = describeLoadFailure(event.reason, navigator.onLine);
      if (described !== undefined) setMessage(described);
    };
    window.addEventListener("unhandledrejection", hear);
    return () => window.removeEventListener("unhandledrejection", hear);
  }, []);
  return message === undefined ? null : <ReloadNotice message={message} />;
}

"use client";

import { useEffect, useState } from "react";
import { useInputs } from "./context.ts";

/** The clock of the page in Unix seconds: the chosen moment, or the present, which goes on by itself. */
export function useNow(): number | undefined {
  const clock = useInputs((inputs) => inputs.clock);
  const running = clock.kind === "now";
  const [now, setNow] = useState<number | undefined>();

  useEffect(() => {
    if (!running) return;
    const read = () => setNow(Math.floor(Date.now() / 1000));
    read();
    const timer = setInterval(read, 1000);
    return () => clearInterval(timer);
  }, [running]);

  // The server has no clock to show: what it would print is already past.
  return clock.kind === "at" ? clock.seconds : now;
}

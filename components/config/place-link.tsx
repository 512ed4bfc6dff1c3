"use client";

import type { Span } from "@/lib/source/span.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { usePointing } from "../workspace/context.ts";
import styles from "./panels.module.css";

export interface PlaceLinkProps {
  readonly span: Span;
  readonly text: string;
}

/** Words about a place of the configuration: pointing at them marks it, pressing them goes there. */
export function PlaceLink({ span, text }: PlaceLinkProps) {
  const { point, goTo } = usePointing();
  const mark = () => point({ kind: "place", document: "configuration", spans: [span], claims: [] });
  return (
    <button
      type="button"
      className={styles.place}
      onPointerEnter={mark}
      onPointerLeave={() => point(undefined)}
      onClick={() => goTo("configuration", span)}
    >
      <code>
        <UntrustedText text={text} limit={1000} />
      </code>
    </button>
  );
}

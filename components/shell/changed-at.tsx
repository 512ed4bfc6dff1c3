import { formatDistance, formatMoment } from "../ui/time.ts";
import styles from "./workspace-list.module.css";

/** When something was stored last, in milliseconds since 1970, as a distance from now; 0 if it never was. */
export function ChangedAt({ at }: { readonly at: number }) {
  if (at === 0) return <span className={styles.changed}>not stored yet</span>;
  const seconds = Math.floor(at / 1000);
  return (
    <time
      className={styles.changed}
      dateTime={new Date(at).toISOString()}
      title={formatMoment(seconds)}
    >
      {formatDistance(seconds, Math.floor(Date.now() / 1000))}
    </time>
  );
}

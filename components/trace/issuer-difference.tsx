import { UntrustedText } from "../ui/untrusted-text.tsx";
import { compareIssuers } from "./compare-issuers.ts";
import styles from "./issuer-difference.module.css";

/** The issuer's two spellings one above the other, what differs marked: the server compares character by character. */
export function IssuerDifference({
  token,
  configuration,
}: {
  readonly token: string;
  readonly configuration: string;
}) {
  const found = compareIssuers(token, configuration);
  if (found === undefined) return null;
  const { before, after, hint } = found;
  const lines = [
    { name: "iss of the token", middle: found.token },
    { name: "url of the issuer", middle: found.configuration },
  ];
  return (
    <div className={styles.difference}>
      {lines.map(({ name, middle }) => (
        <div key={name} className={styles.line}>
          <span className={styles.name}>{name}</span>
          <code>
            <UntrustedText text={before} limit={300} />
            <mark className={styles.mark}>
              {middle === "" ? (
                <span className={styles.nothing}>nothing</span>
              ) : (
                <UntrustedText text={middle} limit={300} />
              )}
            </mark>
            <UntrustedText text={after} limit={300} />
          </code>
        </div>
      ))}
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
    </div>
  );
}

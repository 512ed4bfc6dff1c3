"use client";

import type { AuthorityView, CertificateView } from "@/lib/engine/panels-view.ts";
import { formatDistance, formatMoment } from "../ui/time.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { useNow } from "../workspace/use-now.ts";
import styles from "./panels.module.css";
import { PlaceLink } from "./place-link.tsx";

export interface AuthoritiesProps {
  readonly authorities: readonly AuthorityView[];
}

/** Whether any certificate is amiss, in a few words. */
export function AuthoritiesSummary({ authorities }: AuthoritiesProps) {
  const certificates = authorities.flatMap(({ certificates }) => certificates);
  const unread = authorities.filter(({ problem }) => problem !== undefined).length;
  const expired = certificates.filter(({ validity }) => validity === "expired").length;
  const early = certificates.filter(({ validity }) => validity === "not-yet-valid").length;
  const others = certificates.filter(({ isCA }) => !isCA).length;
  const amiss = [
    unread > 0 && `${unread} cannot be read`,
    expired > 0 && `${expired} expired`,
    early > 0 && `${early} not yet valid`,
    others > 0 && `${others} not a CA`,
  ].filter(Boolean);
  return (
    <>
      <span className={styles.cut}>
        {amiss.length > 0
          ? amiss.join(", ")
          : `${certificates.length} ${certificates.length === 1 ? "certificate" : "certificates"}`}
      </span>
      <VerdictMark
        mark={unread > 0 || expired > 0 ? "bad" : amiss.length > 0 ? "unsure" : "good"}
        word={amiss.length > 0 ? "needs a look" : "in order"}
      />
    </>
  );
}

/** Each issuer's certificates: subject, life and whether they may sign others. */
export function AuthoritiesPanel({ authorities }: AuthoritiesProps) {
  return (
    <div className={styles.groups}>
      {authorities.map(({ issuer, span, problem, certificates }) => (
        <div key={issuer.index}>
          <h3>
            <PlaceLink span={span} text={`jwt[${issuer.index}] ${issuer.url}`} />
          </h3>
          {problem !== undefined && (
            <p className={styles.row}>
              <VerdictMark mark="bad" word="refused" />
              <code>
                <UntrustedText text={problem} limit={1000} />
              </code>
            </p>
          )}
          {certificates.length > 0 && (
            <section
              className={styles.scroll}
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
              tabIndex={0}
              aria-label={`Certificates of issuer ${issuer.index + 1}`}
            >
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">Subject</th>
                    <th scope="col">Expires</th>
                    <th scope="col">CA</th>
                    <th scope="col">Key</th>
                  </tr>
                </thead>
                <tbody>
                  {certificates.map((certificate, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the same certificate may occur twice.
                    <CertificateRow key={index} certificate={certificate} />
                  ))}
                </tbody>
              </table>
            </section>
          )}
        </div>
      ))}
    </div>
  );
}

function CertificateRow({ certificate }: { readonly certificate: CertificateView }) {
  const { subject, notBefore, notAfter, validity, isCA, isSelfIssued, key } = certificate;
  const now = useNow();
  return (
    <tr>
      <th scope="row">
        <UntrustedText text={subject || "no subject"} limit={300} />
        {isSelfIssued && <div className={styles.muted}>self-issued</div>}
      </th>
      <td>
        <div className={styles.marked}>
          <VerdictMark mark={validity === "valid" ? "good" : "bad"} word={lives[validity]} />
          <div>
            {formatMoment(notAfter)}
            <div className={styles.muted}>
              {validity === "not-yet-valid"
                ? `not before ${formatMoment(notBefore)}`
                : now !== undefined && formatDistance(notAfter, now)}
            </div>
          </div>
        </div>
      </td>
      <td>
        <div className={styles.marked}>
          <VerdictMark mark={isCA ? "good" : "unsure"} word={isCA ? "is a CA" : "is not a CA"} />
          <span>{isCA ? "yes" : "no"}</span>
        </div>
      </td>
      <td>{key}</td>
    </tr>
  );
}

const lives = { valid: "valid", expired: "expired", "not-yet-valid": "not yet valid" } as const;

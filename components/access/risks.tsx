"use client";

import type { RiskSeverity } from "@/lib/engine/name-risks.ts";
import type { RisksView } from "@/lib/engine/risks-view.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { Icon } from "../ui/icon.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import styles from "./risks.module.css";
import { MappingLink, OriginLink, RuleList } from "./rule-list.tsx";

/** The further permissions that these permissions lead to, and who else could get them. */
export function Risks({ risks }: { readonly risks: RisksView }) {
  const { escalations, publicBindings, outsiders, always, moreOutsiders, unobtainable } = risks;
  if (escalations.length + publicBindings.length + outsiders.length + unobtainable.length === 0)
    return <p className={styles.none}>Nothing found: no permission leads to more than it says.</p>;
  return (
    <div className={styles.risks}>
      {escalations.length > 0 && <h3 className={styles.title}>What these permissions lead to</h3>}
      <ul className={styles.list}>
        {escalations.map(({ title, leadsTo, severity, namespace, path, rules }) => (
          <li key={`${title}/${namespace}`} className={styles.risk}>
            <p className={styles.head}>
              <SeverityWord severity={severity} />
              <strong>{title}</strong>
              <span className={styles.none}>
                <UntrustedText
                  text={namespace === "" ? "in the whole cluster" : `in namespace ${namespace}`}
                  limit={200}
                />
              </span>
            </p>
            <p>{leadsTo}</p>
            <ol className={styles.path} aria-label="How">
              {path.map((step, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place.
                <li key={index}>
                  <UntrustedText text={step} limit={300} />
                </li>
              ))}
            </ol>
            <Disclosure title={rules.length === 1 ? "The rule" : `${rules.length} rules`}>
              <RuleList rules={rules} label={`Rules behind ${title}`} />
            </Disclosure>
          </li>
        ))}
      </ul>
      {publicBindings.length > 0 && <h3 className={styles.title}>Bound to all users</h3>}
      <ul className={styles.list}>
        {publicBindings.map(({ severity, message, origin }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a binding may name several crowds.
          <li key={index} className={styles.risk}>
            <p>
              <SeverityWord severity={severity} /> <UntrustedText text={message} limit={600} />
              <OriginLink origin={origin} what="the binding" />
            </p>
          </li>
        ))}
      </ul>
      {outsiders.length > 0 && <h3 className={styles.title}>Who can get the bound names</h3>}
      {outsiders.length > 0 && <p className={styles.none}>{always}</p>}
      <ul className={styles.list}>
        {outsiders.map(({ severity, message, origin, path, span }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may be bound several times.
          <li key={index} className={styles.risk}>
            <p>
              <SeverityWord severity={severity} /> <UntrustedText text={message} limit={1000} />
              <OriginLink origin={origin} what="the binding" />
              <MappingLink path={path} span={span} />
            </p>
          </li>
        ))}
      </ul>
      {moreOutsiders > 0 && <p className={styles.none}>And {moreOutsiders} more.</p>}
      {unobtainable.length > 0 && (
        <h3 className={styles.title}>Bound names that no issuer can give</h3>
      )}
      <ul className={styles.list}>
        {unobtainable.map(({ message, origin }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a name may be bound several times.
          <li key={index} className={styles.risk}>
            <p>
              <UntrustedText text={message} limit={600} />
              <OriginLink origin={origin} what="the binding" />
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How much a risk matters, by word, icon and colour. */
export function SeverityWord({ severity }: { readonly severity: RiskSeverity }) {
  return (
    <span className={`${styles.severity} ${styles[severity]}`}>
      <Icon name="warning" size={12} /> {severity}
    </span>
  );
}

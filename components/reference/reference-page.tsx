"use client";

import Link from "next/link";
import { useDeferredValue, useMemo, useState } from "react";
import { buildReference, type ReferenceEntry, searchReference } from "@/lib/cel/reference.ts";
import {
  describePrerelease,
  formatMinor,
  type Minor,
  minors,
  nameMinor,
  newestMinor,
} from "@/lib/kube/minor.ts";
import styles from "./reference-page.module.css";

/** What expressions may use, with search: generated from the tables that the checker and the evaluator read. */
export function ReferencePage() {
  const [minor, setMinor] = useState<Minor>(newestMinor);
  const [query, setQuery] = useState("");
  const wanted = useDeferredValue(query);
  const reference = useMemo(() => buildReference(minor), [minor]);
  const found = useMemo(() => searchReference(reference, wanted), [reference, wanted]);
  const count = found.reduce((sum, { entries }) => sum + entries.length, 0);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <Link href="/" className={styles.home}>
          Claimcheck
        </Link>
        <h1>CEL in kube-apiserver</h1>
        <p className={styles.lead}>
          Every operator, function and macro that an AuthenticationConfiguration may use, and the
          release that brought it.
        </p>
        <search className={styles.controls}>
          <label>
            Search{" "}
            <input
              type="search"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              placeholder="split, list(string), optional …"
            />
          </label>
          <label>
            Kubernetes{" "}
            <select
              value={minor}
              title={describePrerelease(minor)}
              onChange={(event) => setMinor(Number(event.target.value) as Minor)}
            >
              {minors.toReversed().map((one) => (
                <option key={one} value={one}>
                  {nameMinor(one)}
                </option>
              ))}
            </select>
          </label>
          <output aria-live="polite">{count === 1 ? "1 entry" : `${count} entries`}</output>
        </search>
      </header>
      <main className={styles.libraries}>
        {found.length === 0 && <p>Nothing matches. Fewer words find more.</p>}
        {found.map(({ name, title, doc, since, entries }) => (
          <section key={name} id={name} aria-labelledby={`${name}-title`}>
            <h2 id={`${name}-title`}>
              {title} <Since minor={since} />
            </h2>
            <p className={styles.doc}>{doc}</p>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </section>
        ))}
      </main>
    </div>
  );
}

function Entry({ entry }: { readonly entry: ReferenceEntry }) {
  const { id, kind, name, doc, since, signatures, examples } = entry;
  return (
    <article id={id} className={styles.entry} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>
        <a href={`#${id}`}>
          <code>{name}</code>
        </a>{" "}
        <span className={styles.kind}>{kind}</span> <Since minor={since} />
      </h3>
      <p className={styles.doc}>{doc}</p>
      <ul className={styles.signatures}>
        {signatures.map(({ text, since: from, until }) => (
          <li key={text}>
            <code>{text}</code> {from > since && <Since minor={from} />}
            {until !== undefined && (
              <span className={styles.since}>up to {formatMinor(until)}</span>
            )}
          </li>
        ))}
      </ul>
      {examples.length > 0 && (
        <dl className={styles.examples}>
          {examples.map(({ expression, result }) => (
            <div key={expression}>
              <dt>
                <code>{expression}</code>
              </dt>
              <dd>
                <code>{result}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}

function Since({ minor }: { readonly minor: Minor }) {
  // 1.30 is the oldest version known here; what it has may be older still.
  return minor === 30 ? null : <span className={styles.since}>since {formatMinor(minor)}</span>;
}

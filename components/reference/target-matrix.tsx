import Link from "next/link";
import { listTargetRows, type TargetRow } from "@/lib/export/matrix.ts";
import styles from "./target-matrix.module.css";

const forms = {
  file: "the whole file",
  schema: "a schema of its own",
  "one-issuer": "the settings of one issuer",
} as const;

/** Every kind of cluster that files are made for, with what it takes and what it loses. */
export function TargetMatrix() {
  const rows = listTargetRows();
  return (
    <div className={styles.page}>
      <header>
        <Link href="/" className={styles.home}>
          Claimcheck
        </Link>
      </header>
      <main>
        <h1>Targets of the export</h1>
        <p>
          What each kind of cluster makes of an AuthenticationConfiguration. Each statement is the
          export’s own, for Kubernetes 1.37; what is lost is asked with a configuration that has
          every field, two issuers and two audiences.
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
        <section className={styles.scroll} tabIndex={0} aria-label="Table of targets">
          <table className={styles.table}>
            <caption className={styles.caption}>{rows.length} targets</caption>
            <thead>
              <tr>
                <th scope="col">Target</th>
                <th scope="col">Takes</th>
                <th scope="col">Needs</th>
                <th scope="col">Issuers</th>
                <th scope="col">Expressions</th>
                <th scope="col">anonymous</th>
                <th scope="col">Place</th>
                <th scope="col">Takes effect</th>
                <th scope="col">Lost or changed</th>
                <th scope="col">Verified</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </section>
      </main>
    </div>
  );
}

function Row({ row }: { readonly row: TargetRow }) {
  return (
    <tr id={row.id}>
      <th scope="row">{row.title}</th>
      <td>{forms[row.takes]}</td>
      <td>{row.minimum}</td>
      <td>{row.issuers}</td>
      <td>{row.expressions ? "yes" : "no"}</td>
      <td>{row.anonymous}</td>
      <td>{row.location}</td>
      <td>{row.activation}</td>
      <td>
        {row.lost.length === 0 ? (
          "nothing"
        ) : (
          <ul>
            {row.lost.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </td>
      <td>{row.verified}</td>
    </tr>
  );
}

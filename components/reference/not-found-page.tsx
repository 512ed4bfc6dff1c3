import Link from "next/link";
import styles from "./cause-pages.module.css";

/** In place of a page that does not exist: the pages that do. */
export function NotFoundPage() {
  return (
    <div className={styles.page}>
      <Link href="/" className={styles.home}>
        Claimcheck
      </Link>
      <main>
        <h1>Page not found</h1>
        <p>This address has no page. These have one:</p>
        <ul className={styles.list}>
          {pages.map(({ path, text }) => (
            <li key={path}>
              <Link href={path}>
                <code>{path}</code>
              </Link>{" "}
              {text}
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}

const pages = [
  { path: "/", text: "The workbench" },
  { path: "/errors", text: "Every cause of a refusal" },
  { path: "/locked-out", text: "The way back into a cluster" },
  { path: "/reference", text: "The functions of CEL in kube-apiserver" },
  {
    path: "/reference/configuration",
    text: "The fields of a configuration, of roles and bindings",
  },
  { path: "/targets", text: "What each kind of cluster makes of a configuration" },
] as const;

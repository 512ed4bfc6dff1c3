import Link from "next/link";
import { notFound } from "next/navigation";
import { causePages, findCausePage } from "@/lib/explain/cause-pages.ts";
import styles from "./cause-pages.module.css";

/** The list of all causes. */
export function CauseIndex() {
  return (
    <div className={styles.page}>
      <Home />
      <main>
        <h1>Causes</h1>
        <p>
          Every reason for which kube-apiserver refuses a configuration, a token or a request, as
          Claimcheck names it in a verdict, for a pasted log line and on the command line.
        </p>
        <ul className={styles.list}>
          {causePages.map(({ code, title }) => (
            <li key={code}>
              <Link href={`/errors/${code}`}>
                <code>{code}</code>
              </Link>{" "}
              {title}
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}

/** Title and description of a cause's page; undefined for a code that does not exist. */
export function describeCausePage(code: string) {
  const page = findCausePage(code);
  return page && { title: `${page.title} · Claimcheck`, description: page.meaning };
}

/** One cause: what it means, what helps, and how it looks. */
export function CauseReference({ code: wanted }: { readonly code: string }) {
  const page = findCausePage(wanted);
  if (page === undefined) notFound();
  const { code, title, meaning, remedies, example } = page;
  return (
    <div className={styles.page}>
      <Home />
      <main>
        <h1>{title}</h1>
        <p>
          <code>{code}</code>
        </p>
        <p>{meaning}</p>
        {remedies.length > 0 && (
          <>
            <h2>What to do</h2>
            <ol>
              {remedies.map((remedy) => (
                <li key={remedy}>{remedy}</li>
              ))}
            </ol>
          </>
        )}
        <h2>{example.kind === "line" ? "As it is printed" : "Such a token"}</h2>
        <pre className={styles.example}>{example.text}</pre>
        <p>
          <Link href="/errors">All causes</Link>
        </p>
      </main>
    </div>
  );
}

function Home() {
  return (
    <Link href="/" className={styles.home}>
      Claimcheck
    </Link>
  );
}

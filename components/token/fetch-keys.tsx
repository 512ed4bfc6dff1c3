"use client";

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { CertificateSummary } from "@/lib/remote/fetch-pinned.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useDispatch } from "../workspace/context.ts";
import {
  type DiscoveryAnswer,
  type DiscoveryQuestion,
  fetchDiscovery,
  wellKnownOf,
} from "./fetch-discovery.ts";
import styles from "./fetch-keys.module.css";

/** For what goes over the network on the press of a button, and for nothing else. Answers stay as long as the page. */
const client = new QueryClient({
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false },
  },
});

/** Asks the issuer for its public keys, as kube-apiserver does, on a press of the button and never else. */
export function FetchKeys({ question }: { readonly question: DiscoveryQuestion }) {
  return (
    <QueryClientProvider client={client}>
      {/* Another question is another query: the one that is asked is cancelled. */}
      <Fetch key={JSON.stringify(question)} question={question} />
    </QueryClientProvider>
  );
}

function Fetch({ question }: { readonly question: DiscoveryQuestion }) {
  const { issuer, discoveryURL, certificateAuthority } = question;
  const dispatch = useDispatch();
  const [cancelled, setCancelled] = useState(false);
  const queryKey = ["discovery", issuer, discoveryURL, certificateAuthority];
  // What the issuer said stays to be read when the keys are folded and opened again. A query without an observer has
  // its signal aborted, so folding them cancels the question.
  const {
    data: answer,
    isFetching,
    refetch,
  } = useQuery({
    queryKey,
    queryFn: ({ signal }) => fetchDiscovery(question, signal),
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
    // An answer equal to the last one is a new answer: its keys replace what was typed since.
    structuralSharing: false,
  });
  const ask = async () => {
    setCancelled(false);
    const { data: found } = await refetch();
    if (found === undefined || found === answer) return;
    if (found.kind === "discovered" && found.jwks !== undefined)
      dispatch({ kind: "set-keys", issuer, text: found.jwks });
  };
  const cancel = () => {
    setCancelled(true);
    client.cancelQueries({ queryKey });
  };
  const target = discoveryURL || wellKnownOf(issuer);
  const problem = refusalBefore(issuer, discoveryURL);
  return (
    <div className={styles.fetch}>
      <div className={styles.row}>
        <Button
          look="soft"
          icon="download"
          disabled={isFetching || problem !== undefined}
          onClick={ask}
        >
          Fetch from the issuer
        </Button>
        {isFetching ? (
          <>
            <Waiting />
            <Button onClick={cancel}>Cancel</Button>
          </>
        ) : (
          <p className={styles.privacy}>
            {problem ?? (
              <>
                Claimcheck’s server asks{" "}
                <code>
                  <UntrustedText text={target} limit={200} />
                </code>
                . It is told the issuer’s URL{discoveryURL && ", the discovery URL"}
                {certificateAuthority && " and its certificate authority"}, nothing else: the token
                stays in this tab.
              </>
            )}
          </p>
        )}
      </div>
      <div aria-live="polite">
        {cancelled && <Notice kind="plain">Cancelled. The keys are as they were.</Notice>}
        {!isFetching && !cancelled && answer && <Answer answer={answer} />}
      </div>
    </div>
  );
}

function refusalBefore(issuer: string, discoveryURL: string): string | undefined {
  const target = discoveryURL || issuer;
  return /^https:\/\//i.test(target) ? undefined : "Only https issuers can be asked.";
}

function Waiting() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((value) => value + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className={styles.waiting} role="status">
      <progress aria-label="Asking the issuer" /> Asking the issuer …{" "}
      <span aria-hidden="true">{seconds > 0 && `${seconds} s`}</span>
    </span>
  );
}

function Answer({ answer }: { readonly answer: DiscoveryAnswer }) {
  if (answer.kind === "refused")
    return <Notice kind="bad">{<UntrustedText text={answer.message} limit={600} />}</Notice>;
  const { keys, algorithms, notes, message, log, curl } = answer;
  const failed = answer.kind === "failed";
  return (
    <div className={styles.answer}>
      {failed ? (
        <Notice kind="bad">
          <p>
            <UntrustedText text={message ?? "The issuer could not be asked."} limit={1000} />
          </p>
          {log !== undefined && (
            <>
              <p className={styles.caption}>kube-apiserver logs</p>
              <CodeBlock text={log} label="the server’s log line" wrap />
            </>
          )}
        </Notice>
      ) : (
        <p className={styles.got}>
          {keys.length === 0
            ? "The issuer serves no keys."
            : `Fetched ${keys.length} ${keys.length === 1 ? "key" : "keys"}; see below.`}
          {algorithms.length > 0 && (
            <>
              {" "}
              It signs with <UntrustedText text={algorithms.join(", ")} limit={300} />.
            </>
          )}
        </p>
      )}
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          <UntrustedText text={note} limit={400} />
        </p>
      ))}
      {failed && curl.length > 0 && (
        <>
          <p className={styles.caption}>
            {curl.length === 1
              ? "Run this on a machine that reaches the issuer. Then fetch its jwks_uri in the same way, and paste the key set below."
              : "Run these on a machine that reaches the issuer, and paste the key set below."}
          </p>
          <CodeBlock text={`${curl.join("\n")}\n`} label="the commands" />
        </>
      )}
      <details className={styles.details}>
        <summary>What was asked, and who answered</summary>
        <Report title="Discovery" report={answer.discovery} />
        {answer.keySet && <Report title="Key set" report={answer.keySet} />}
        {!failed && curl.length > 0 && (
          <>
            <p className={styles.caption}>The same by hand</p>
            <CodeBlock text={`${curl.join("\n")}\n`} label="the commands" />
          </>
        )}
      </details>
    </div>
  );
}

type Reported = Extract<DiscoveryAnswer, { kind: "discovered" | "failed" }>["discovery"];

function Report({ title, report }: { readonly title: string; readonly report: Reported }) {
  const { url, status, address, date, cacheControl, redirects, chain } = report;
  const facts = [
    { name: "URL", value: url },
    { name: "Redirected from", value: redirects.join("\n") },
    { name: "Status", value: status === undefined ? "no answer" : String(status) },
    { name: "Address", value: address ?? "" },
    { name: "Date", value: date ?? "" },
    { name: "Cache-Control", value: cacheControl ?? "" },
  ].filter(({ value }) => value !== "");
  return (
    <section className={styles.report} aria-label={title}>
      <h4 className={styles.heading}>{title}</h4>
      <dl className={styles.facts}>
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <UntrustedText text={value} limit={400} />
            </dd>
          </div>
        ))}
        {chain.length > 0 && (
          <div>
            <dt>TLS chain</dt>
            <dd>
              <ol className={styles.chain}>
                {chain.map((certificate) => (
                  <Certificate key={certificate.sha256} certificate={certificate} />
                ))}
              </ol>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Certificate({ certificate }: { readonly certificate: CertificateSummary }) {
  const { subject, issuer, notBefore, notAfter, sha256 } = certificate;
  return (
    <li>
      <UntrustedText text={subject} limit={200} />{" "}
      <span className={styles.faint}>
        by <UntrustedText text={issuer} limit={200} />, {notBefore} to {notAfter}
      </span>{" "}
      <code className={styles.print} title={`SHA-256 ${sha256}`}>
        {sha256.slice(0, 16)}…
      </code>
    </li>
  );
}

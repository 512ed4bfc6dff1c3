"use client";

import { useId, useMemo, useState, useSyncExternalStore } from "react";
import { explainText } from "@/lib/explain/explain-text.ts";
import { type LockoutStep, listLockoutPaths } from "@/lib/kube/locked-out/locked-out.ts";
import { formatMinor, type Minor, minors, newestMinor, parseMinor } from "@/lib/kube/minor.ts";
import { clusterTargets } from "@/lib/kube/targets.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import styles from "./locked-out.module.css";

/** What was chosen: a kind of cluster, by `ClusterTarget.id`, and a version. */
interface Choice {
  readonly target: string;
  readonly minor: Minor;
}

const usual: Choice = { target: "kubeadm", minor: newestMinor };

/**
 * The way back into a cluster that no user can log in to. Everything is in the page once it is open: it asks no server, and
 * what is pasted into it stays in it.
 */
export function LockedOut() {
  const id = useId();
  const hash = useSyncExternalStore(
    listen,
    () => location.hash,
    () => "",
  );
  const { target, minor } = readChoice(hash);
  const path = useMemo(
    () => listLockoutPaths(minor).find((one) => one.id === target),
    [target, minor],
  );
  const title = clusterTargets.find((one) => one.id === target)?.title ?? target;
  if (path === undefined) return null;
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        {/* A whole page: the workbench is another one, and a link that loads ahead would ask the server. */}
        <a href="/" className={styles.home}>
          Claimcheck
        </a>
        <label htmlFor={`${id}-target`}>Cluster</label>
        <select
          id={`${id}-target`}
          value={target}
          onChange={(event) => choose({ target: event.target.value, minor })}
        >
          {clusterTargets.map((one) => (
            <option key={one.id} value={one.id}>
              {one.title}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-minor`}>Kubernetes</label>
        <select
          id={`${id}-minor`}
          value={minor}
          onChange={(event) => choose({ target, minor: Number(event.target.value) as Minor })}
        >
          {[...minors].reverse().map((one) => (
            <option key={one} value={one}>
              {formatMinor(one)}
            </option>
          ))}
        </select>
        <Button onClick={() => print()}>Print this page</Button>
      </header>
      <main>
        <h1>Locked out</h1>
        <p className={styles.lead}>
          {title}, Kubernetes {formatMinor(minor)}. {path.where} Client certificates and service
          accounts do not need the issuers: with one of them you get in.
        </p>
        <Part number={1} title="What do you see?">
          <dl className={styles.symptoms}>
            {symptoms
              .filter(({ at }) => at === "any" || (at === "file") === path.canBeDown)
              .map(({ see, means }) => (
                <div key={see}>
                  <dt>{see}</dt>
                  <dd>{means}</dd>
                </div>
              ))}
          </dl>
        </Part>
        <Part number={2} title="Is the API server up?">
          <Steps steps={path.isUp} />
        </Part>
        <Part number={3} title="The way in without OpenID Connect">
          <Steps steps={path.wayIn} />
        </Part>
        <Part number={4} title="Read the log">
          <Steps steps={path.readLog} />
          <ul className={styles.lines}>
            {logLines.map(({ line, says }) => (
              <li key={line}>
                <code>{line}</code> {says}
              </li>
            ))}
          </ul>
        </Part>
        <Part number={5} title="Explain it here">
          <ExplainBox />
        </Part>
        <Part number={6} title="Go back">
          <Steps steps={path.revert} />
        </Part>
        <Part number={7} title="See that it works">
          <Steps steps={path.prove} />
        </Part>
        <footer className={styles.legend}>
          <p>
            <Mark checked="cluster" /> run on a cluster with kube-apiserver 1.37 that a bad file had
            locked. <Mark checked="stand-in" /> run with a stand-in for the program.{" "}
            <Mark checked="documents" /> checked against documents only.
          </p>
        </footer>
      </main>
    </div>
  );
}

const symptoms: readonly {
  /** "file": the API server reads the file itself. "product": a product reads the settings before it. */
  readonly at: "file" | "product" | "any";
  readonly see: string;
  readonly means: string;
}[] = [
  {
    at: "file",
    see: "connection refused, for everybody",
    means:
      "The API server refuses to start with its file or its flags. Running pods go on; nothing can be changed. Begin with the log (4), then go back (6).",
  },
  {
    at: "file",
    see: "Old users get in, a change of the file does nothing",
    means:
      "The reload was refused, and the API server works with the old file. Restart nothing: at its next start it would refuse to start. Read why (4), correct the file or go back (6).",
  },
  {
    at: "product",
    see: "Old users get in, a change of the settings does nothing",
    means:
      "The product did not take the change, or has not yet: its status says why (4). Correct the settings or go back (6).",
  },
  {
    at: "any",
    see: "You must be logged in to the server (Unauthorized)",
    means:
      "The configuration is in force and refuses your token: its issuer, audience, time, mapping or rules, or the issuer cannot be reached. The log says which (4). Get in without it (3).",
  },
  {
    at: "any",
    see: "Forbidden: User … cannot …",
    means:
      "You are not locked out of authentication: the token was accepted under another name than the bindings have. Compare the name in the message with the subjects of the bindings.",
  },
];

const logLines: readonly { readonly line: string; readonly says: string }[] = [
  { line: '"command failed" err=…', says: "it did not start: the reason follows." },
  {
    line: '"failed to load|validate|update authentication config" err=…',
    says: "the reload was refused, and the old file is in force.",
  },
  {
    line: '"oidc authenticator: initializing plugin" err=…',
    says: "an issuer cannot be reached: its tokens get 401.",
  },
  {
    line: '"Unable to authenticate the request" err=…',
    says: "one request got 401: the reason is behind invalid bearer token.",
  },
];

function Part({
  number,
  title,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly children: React.ReactNode;
}) {
  return (
    <section className={styles.part} aria-labelledby={`part-${number}`}>
      <h2 id={`part-${number}`}>
        {number}. {title}
      </h2>
      {children}
    </section>
  );
}

function Steps({ steps }: { readonly steps: readonly LockoutStep[] }) {
  return (
    <div className={styles.steps}>
      {steps.map((step) =>
        step.kind === "note" ? (
          <p key={step.text}>{step.text}</p>
        ) : (
          <div key={step.run} className={styles.command}>
            <pre>{step.run}</pre>
            <Mark checked={step.checked} />
            <CopyButton text={step.run} label="Copy the command" />
          </div>
        ),
      )}
    </div>
  );
}

const marks = { cluster: "● run", "stand-in": "◐ stand-in", documents: "○ documents" } as const;

function Mark({ checked }: { readonly checked: keyof typeof marks }) {
  return <span className={styles.mark}>{marks[checked]}</span>;
}

/** Lines of a log, explained in this page. They are in its memory only. */
function ExplainBox() {
  const id = useId();
  const [text, setText] = useState("");
  const found = useMemo(() => explainText(text), [text]);
  return (
    <div className={styles.explain}>
      <label htmlFor={id}>
        Lines of the log, or what kubectl says. They stay in this page. A whole log is read by “Open
        a whole log” in Claimcheck, or by claimcheck explain --log.
      </label>
      <textarea
        id={id}
        rows={4}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div role="status">
        {text.trim() !== "" && found === undefined && (
          <p>Nothing in this text is about authentication or access.</p>
        )}
        {found !== undefined && (
          <>
            <p>
              <strong>{found.code}</strong> <UntrustedText text={found.cause} limit={2000} />
            </p>
            {found.remedy !== undefined && (
              <p>
                <UntrustedText text={found.remedy} limit={1000} />
              </p>
            )}
          </>
        )}
      </div>
    </div>
  );
}

/** Reads `#kubeadm-1.37`. What is not known is as usual. */
function readChoice(hash: string): Choice {
  const cut = hash.lastIndexOf("-");
  const target = hash.slice(1, cut < 0 ? undefined : cut);
  const known = clusterTargets.some(({ id }) => id === target);
  return {
    target: known ? target : usual.target,
    minor: (cut < 0 ? undefined : parseMinor(hash.slice(cut + 1))) ?? usual.minor,
  };
}

function choose({ target, minor }: Choice): void {
  history.replaceState(null, "", `#${target}-${formatMinor(minor)}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

function listen(change: () => void): () => void {
  addEventListener("hashchange", change);
  return () => removeEventListener("hashchange", change);
}

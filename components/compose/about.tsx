"use client";

import type { Setup, Source } from "@/lib/catalogue/entry.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import styles from "./about.module.css";
import type { Choice } from "./choice.ts";

/** What is easily got wrong with an issuer, what is to be done there, and where all this is from. */
export function About({ entry }: { readonly entry: Choice }) {
  const { caveats, setup } = entry;
  const openTo = entry.kind === "way" ? undefined : entry.openTo;
  return (
    <div className={styles.about}>
      {openTo !== undefined && (
        <p className={styles.open}>This issuer signs tokens for {openTo}: rules keep them out.</p>
      )}
      <Disclosure title="Good to know" open>
        <ul className={styles.list}>
          {caveats.map(({ text, source }) => (
            <li key={text}>
              {text} <Cited source={source} />
            </li>
          ))}
        </ul>
      </Disclosure>
      <Disclosure title={entry.kind === "way" ? "What is to be done" : "Set up at the provider"}>
        {setup.map((one) => (
          <SetupSteps key={one.title} setup={one} />
        ))}
        {entry.kind === "people" && (
          <p className={styles.scopes}>
            Scopes that a client such as kubelogin asks for:{" "}
            <code>{["openid", ...entry.scopes].join(" ")}</code>
          </p>
        )}
      </Disclosure>
    </div>
  );
}

function SetupSteps({ setup: { title, steps, source } }: { readonly setup: Setup }) {
  return (
    <section className={styles.setup} aria-label={title}>
      <h4 className={styles.setupTitle}>
        {title} <Cited source={source} />
      </h4>
      <ol className={styles.list}>
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are data that does not change.
          <li key={index}>
            {step.kind === "do" ? step.text : <CodeBlock text={step.text} label={title} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Where a statement is from, or that nothing proves it. */
export function Cited({ source: { kind, title, url } }: { readonly source: Source }) {
  if (kind === "unproved" || url === undefined) {
    return (
      <span className={styles.unproved} title={title}>
        not verified
      </span>
    );
  }
  return (
    <a href={url} target="_blank" rel="noreferrer" className={styles.source}>
      {title}
    </a>
  );
}

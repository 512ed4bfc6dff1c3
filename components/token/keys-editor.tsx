"use client";

import dynamic from "next/dynamic";
import { useId } from "react";
import { PasteBox } from "../ui/paste-box.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { markOfStep } from "../ui/verdict-words.ts";
import { useAnalysis, useDispatch, useInputs } from "../workspace/context.ts";
import { textOf } from "../workspace/inputs.ts";
import { KeyList } from "./key-list.tsx";
import styles from "./keys-editor.module.css";

/** With its client for the network: loaded when the keys are opened. */
const FetchKeys = dynamic(() => import("./fetch-keys.tsx").then((loaded) => loaded.FetchKeys), {
  ssr: false,
});

/** The public keys of each issuer: without them a signature is unknown, never good. */
export function KeysEditor() {
  const given = useInputs(({ keys }) => Object.keys(keys));
  const known = useAnalysis(({ keyIssuers }) => keyIssuers) ?? [];
  // Keys given a moment ago come before the analysis knows of them.
  const issuers = [...new Set([...known, ...given])];
  return (
    <div className={styles.keys}>
      <p className={styles.lead}>
        Public keys as JWKS (what <code>jwks_uri</code> of the issuer serves) or PEM, pasted or
        fetched. Do not paste private keys. Keys stay in this tab.
      </p>
      {(issuers.length === 0 ? [""] : issuers).map((issuer) => (
        <Keys key={issuer} issuer={issuer} />
      ))}
    </div>
  );
}

function Keys({ issuer }: { readonly issuer: string }) {
  const text = useInputs(({ keys }) => textOf(keys, issuer));
  const dispatch = useDispatch();
  const id = useId();
  const reading = useAnalysis(({ keys }) => keys.find((one) => one.issuer === issuer));
  const configured = useAnalysis(({ configuration }) =>
    configuration.issuers.find(({ url }) => url === issuer),
  );
  const signature = useAnalysis(({ authentication }) =>
    authentication?.issuers
      .find(({ url }) => url === issuer)
      ?.steps.find(({ kind, verdict }) => kind === "signature" && verdict !== "skipped"),
  );
  return (
    <section
      className={styles.issuer}
      aria-label={issuer === "" ? "Keys of any issuer" : `Keys of ${issuer}`}
    >
      <label htmlFor={id} className={styles.label}>
        {issuer === "" ? "Any issuer" : <UntrustedText text={issuer} limit={200} />}
      </label>
      {signature && (
        <span className={styles.state}>
          <VerdictMark {...markOfStep(signature.verdict)} />
          <UntrustedText text={signature.summary} limit={200} />
        </span>
      )}
      {issuer !== "" && (
        <FetchKeys
          question={{
            issuer,
            discoveryURL: configured?.discoveryURL ?? "",
            certificateAuthority: configured?.certificateAuthority ?? "",
          }}
        />
      )}
      <div className={styles.text}>
        <PasteBox
          id={id}
          label="Keys"
          rows={text === "" ? 2 : 5}
          placeholder='{"keys": [ … ]} or -----BEGIN PUBLIC KEY-----'
          value={text}
          onChange={(next) => dispatch({ kind: "set-keys", issuer, text: next })}
        />
      </div>
      {reading && reading.kind !== "empty" && text !== "" && <KeyList reading={reading} />}
    </section>
  );
}

"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { loadExample } from "@/lib/examples/catalogue.ts";
import type { Example } from "@/lib/examples/example.ts";
import type { TokenDescription } from "@/lib/token/describe.ts";
import { MisplacedNotice } from "../fixes/misplaced-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { HiddenText } from "../ui/hidden-text.tsx";
import { Icon } from "../ui/icon.tsx";
import { Notice } from "../ui/notice.tsx";
import { isFolded, PasteBox } from "../ui/paste-box.tsx";
import { Section } from "../ui/section.tsx";
import { formatDistance, formatMoment } from "../ui/time.ts";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useAnalysis, useDispatch, useInputs, useWorkspaceState } from "../workspace/context.ts";
import { useNow } from "../workspace/use-now.ts";
import { KeepToken } from "./keep-token.tsx";
import { LifeSlider } from "./life-slider.tsx";
import { LogLine } from "./log-line.tsx";
import styles from "./token-panel.module.css";

/** Loaded when it is first opened. */
const GetToken = dynamic(() => import("./get-token.tsx").then((loaded) => loaded.GetToken), {
  ssr: false,
});

/** What the client sends. Once it is recognised, the text folds into a line. */
export function TokenPanel() {
  const token = useInputs((inputs) => inputs.token);
  const dispatch = useDispatch();
  const reading = useAnalysis((analysis) => analysis.token);
  const logLine = useAnalysis((analysis) => analysis.logLine);
  const [editing, setEditing] = useState(false);
  const signed = useWorkspaceState((state) => state.signed);
  // Claims that were made of the token are there to be edited.
  useEffect(() => {
    if (signed !== undefined) setEditing(true);
  }, [signed]);
  const recognised = reading?.kind === "jwt" || reading?.kind === "claims";
  const folded = recognised && !editing && token !== "";
  return (
    <Section
      title="Token"
      summary={folded && reading ? <TokenSummary reading={reading} /> : null}
      actions={
        <>
          <ExampleTokens onChoose={() => setEditing(false)} />
          {recognised && (
            <Button
              icon={editing ? "check" : "pencil"}
              data-place="edit-token"
              aria-expanded={!folded}
              onClick={() => setEditing(!editing)}
            >
              {editing ? "Done" : "Edit"}
            </Button>
          )}
        </>
      }
    >
      {!folded && (
        <div className={styles.paste}>
          <PasteBox
            label="Token"
            placeholder="Paste a JWT, an Authorization header, a kubeconfig, an ExecCredential, a kubelogin cache file, claims as JSON, or a line of the server's log"
            rows={reading?.kind === "claims" ? 8 : 4}
            value={token}
            onChange={(text) => dispatch({ kind: "set-token", text })}
          />
          <div className={styles.under}>
            <span className={styles.stays}>
              <Icon name="lock" size={12} /> Stays in this tab
            </span>
            <span className={styles.tools}>
              {signed !== undefined && reading?.kind === "claims" && (
                <Button
                  icon="undo"
                  onClick={() => {
                    dispatch({ kind: "draft-token", text: signed });
                    setEditing(false);
                  }}
                >
                  Back to the signed token
                </Button>
              )}
              {reading?.kind === "jwt" && reading.claimsText !== undefined && (
                <Button
                  icon="pencil"
                  title="Turns the token into a draft: its claims without the signature"
                  onClick={() => dispatch({ kind: "draft-token", text: reading.claimsText ?? "" })}
                >
                  Edit claims
                </Button>
              )}
              {token !== "" && !isFolded(token) && (
                <Button onClick={() => dispatch({ kind: "set-token", text: "" })}>Clear</Button>
              )}
            </span>
          </div>
          {logLine && <LogLine line={logLine} />}
          {reading && !recognised && !logLine && reading.kind !== "empty" && token !== "" && (
            <MisplacedNotice place="token">
              <Notice kind="unsure">
                <strong>
                  <UntrustedText text={reading.summary} limit={400} />
                </strong>
                {reading.hint && (
                  <div>
                    <UntrustedText text={reading.hint} limit={1000} />
                  </div>
                )}
              </Notice>
            </MisplacedNotice>
          )}
        </div>
      )}
      {recognised && reading?.hint !== undefined && (
        <div className={styles.hint}>
          <Notice kind={reading.type?.id === "access" ? "plain" : "unsure"}>
            <strong>
              <UntrustedText text={reading.type?.title ?? reading.summary} limit={200} />.
            </strong>{" "}
            <UntrustedText text={reading.hint} limit={1000} />
          </Notice>
        </div>
      )}
      {reading?.kind === "claims" && !folded && (
        <p className={styles.note}>
          A draft: these claims are judged as if the issuer had signed them.
        </p>
      )}
      {recognised && reading?.life && <LifeSlider life={reading.life} />}
      <div className={styles.more}>
        <KeepToken />
        <Disclosure place="get-token" title="How to get a token, or only its claims">
          <GetToken />
        </Disclosure>
      </div>
    </Section>
  );
}

function TokenSummary({ reading }: { readonly reading: TokenDescription }) {
  const now = useNow();
  const { expiresAt, notBefore } = reading;
  return (
    <p className={styles.summary}>
      <UntrustedText text={reading.summary} limit={200} />
      {reading.kind === "claims" && <span className={styles.draft}>draft, unsigned</span>}
      {expiresAt !== undefined && now !== undefined && (
        <span className={styles.life} title={formatMoment(expiresAt)}>
          {notBefore !== undefined && notBefore > now
            ? `valid ${formatDistance(notBefore, now)}`
            : `${expiresAt < now ? "expired" : "expires"} ${formatDistance(expiresAt, now)}`}
        </span>
      )}
      {reading.wrapping && <span className={styles.life}>from {reading.wrapping}</span>}
    </p>
  );
}

/** The tokens that came with the example, to switch between. */
function ExampleTokens({ onChoose }: { readonly onChoose: () => void }) {
  const example = useInputs((inputs) => inputs.example);
  const dispatch = useDispatch();
  const id = example?.id;
  const [data, setData] = useState<Example | undefined>();
  useEffect(() => {
    let current = true;
    // An example that cannot be loaded offers no other tokens.
    if (id !== undefined)
      loadExample(id).then(
        (loaded) => current && setData(loaded),
        () => {},
      );
    return () => {
      current = false;
    };
  }, [id]);
  if (!data || data.id !== id) return null;
  return (
    <label className={styles.tokens}>
      <HiddenText>Token of the example</HiddenText>
      <select
        data-place="example-token"
        value={example?.token ?? ""}
        onChange={(event) => {
          const token = data.tokens.find((one) => one.id === event.target.value);
          if (token === undefined) return;
          dispatch({ kind: "choose-token", id: token.id, text: token.text, moment: data.now });
          onChoose();
        }}
      >
        {example?.token === undefined && <option value="">your own</option>}
        {data.tokens.map((token) => (
          <option key={token.id} value={token.id}>
            {token.title}
          </option>
        ))}
      </select>
    </label>
  );
}

"use client";

import dynamic from "next/dynamic";
import { useEffect, useRef } from "react";
import { Disclosure } from "../ui/disclosure.tsx";
import { Section } from "../ui/section.tsx";
import { useAnalysis, useDispatch, useInputs, useWorkspaceState } from "../workspace/context.ts";
import type { TokenPart } from "../workspace/state.ts";
import { listEndpoints } from "./list-endpoints.ts";
import styles from "./token-panel.module.css";

/** Loaded when they are first opened. */
const KeysEditor = dynamic(() => import("./keys-editor.tsx").then((loaded) => loaded.KeysEditor), {
  ssr: false,
});
const AnswersEditor = dynamic(
  () => import("./answers-editor.tsx").then((loaded) => loaded.AnswersEditor),
  { ssr: false },
);

/** The keys of the issuers, what each key does, and the answers of servers that hold groups. */
export function SignaturePanel() {
  const answers = useInputs((inputs) => inputs.answers);
  const tokenPart = useWorkspaceState((state) => state.tokenPart);
  const asked = useAnalysis(({ authentication }) => listEndpoints(authentication));
  const dispatch = useDispatch();
  const part = useRef<HTMLDivElement>(null);
  // Asked for from another part, it comes into sight.
  useEffect(() => {
    if (tokenPart) part.current?.scrollIntoView({ block: "nearest" });
  }, [tokenPart]);
  const endpoints = [...new Set([...(asked ?? []), ...Object.keys(answers)])];
  const toggle = (of: TokenPart) => ({
    open: tokenPart === of,
    onToggle: (open: boolean) => dispatch({ kind: "show-token-part", part: open ? of : undefined }),
  });
  return (
    <Section title="Signature">
      <div className={styles.more}>
        <div ref={tokenPart === "keys" ? part : undefined}>
          <Disclosure place="keys" title={<KeysTitle />} {...toggle("keys")}>
            <KeysEditor />
          </Disclosure>
        </div>
        {endpoints.length > 0 && (
          <div ref={tokenPart === "answers" ? part : undefined}>
            <Disclosure
              place="answers"
              title={`Answers of other servers (${Object.keys(answers).length})`}
              {...toggle("answers")}
            >
              <AnswersEditor endpoints={endpoints} />
            </Disclosure>
          </div>
        )}
      </div>
    </Section>
  );
}

function KeysTitle() {
  const count = useInputs(({ keys }) => Object.keys(keys).length);
  return <>Keys{count === 0 ? ": none, so no signature is checked" : ` (${count})`}</>;
}

"use client";

import { catalogue } from "@/lib/examples/catalogue.ts";
import { Button } from "../ui/button.tsx";
import { FileButton } from "../ui/file-button.tsx";
import { home } from "../ui/home.ts";
import { Icon } from "../ui/icon.tsx";
import { PasteBox } from "../ui/paste-box.tsx";
import { openComposer } from "../workspace/composer.ts";
import { useDispatch, useOpener } from "../workspace/context.ts";
import { nameFiles } from "../workspace/dropped-files.ts";
import { useLoadExample } from "../workspace/use-load-example.ts";
import { idOfPart } from "../workspace/use-show-part.ts";
import styles from "./empty-doors.module.css";

/** What is on the right before anything is given: the ways to begin, and every example with the problem that it shows. */
export function EmptyDoors() {
  const dispatch = useDispatch();
  const opener = useOpener();
  const load = useLoadExample();
  return (
    <div id={idOfPart("token")} className={styles.empty}>
      <h2 className={styles.title} {...home}>
        Why does the API server accept or refuse a token?
      </h2>
      <p className={styles.lead}>
        Claimcheck checks your AuthenticationConfiguration, a token and your role bindings as
        kube-apiserver does. Everything runs in your browser.
      </p>
      <div className={styles.doors}>
        <div className={styles.door}>
          <span className={styles.doorTitle}>
            <Icon name="pencil" /> Compose
          </span>
          <p className={styles.note}>
            Pick who signs the tokens, answer a few questions, and see who gets in before anything
            is written.
          </p>
          <Button look="primary" icon="plus" onClick={openComposer}>
            Compose: add an issuer
          </Button>
        </div>
        <div className={styles.door}>
          <span className={styles.doorTitle}>
            <Icon name="key" /> Paste a token
          </span>
          <PasteBox
            label="Paste a token"
            placeholder="JWT, Authorization header, kubeconfig, ExecCredential, or JSON of claims"
            rows={3}
            value=""
            onChange={(text) => dispatch({ kind: "set-token", text })}
          />
          <span className={styles.note}>Stays in this tab.</span>
        </div>
        <div className={styles.door}>
          <span className={styles.doorTitle}>
            <Icon name="file" /> Open a file
          </span>
          <p className={styles.note}>
            A configuration, role bindings, or a kubeconfig. Dropping it anywhere on the page does
            the same.
          </p>
          <div className={styles.buttons}>
            <FileButton
              look="soft"
              multiple
              onOpenAll={(files) => void opener.openFiles(nameFiles(files))}
            >
              Open files …
            </FileButton>
            <FileButton
              look="soft"
              folder
              onOpenAll={(files) => void opener.openFiles(nameFiles(files))}
            >
              Open a folder …
            </FileButton>
          </div>
        </div>
      </div>
      <h3 className={styles.examples}>
        <Icon name="book" /> Start from an example
      </h3>
      <ul className={styles.list}>
        {catalogue.map(({ id, guide, title, problem }) => (
          <li key={id}>
            <button type="button" className={styles.example} onClick={() => load(id)}>
              <span className={styles.exampleTitle}>
                {guide}: {title}
              </span>
              <span className={styles.note}>{problem}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

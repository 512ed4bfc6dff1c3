"use client";

import type { ExportFile } from "@/lib/engine.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { useAnalysisState } from "../workbench/context.tsx";
import styles from "./export-panel.module.css";

/** The files, to look at, to copy and to download. */
export function ExportPanel() {
  const { analysis } = useAnalysisState();
  const files = analysis?.exports ?? [];
  return (
    <div id="export" className={styles.anchor}>
      <Section
        title="Export"
        summary={
          files.length === 0 && analysis !== undefined ? (
            <span className={styles.none}>nothing to download yet</span>
          ) : null
        }
      >
        <ul className={styles.files}>
          {files.map((file) => (
            <FileRow key={file.name} file={file} />
          ))}
        </ul>
      </Section>
    </div>
  );
}

function FileRow({ file }: { readonly file: ExportFile }) {
  return (
    <li className={styles.file}>
      <div className={styles.head}>
        <div className={styles.words}>
          <code className={styles.name}>{file.name}</code>
          <span className={styles.title}>{file.title}</span>
        </div>
        <CopyButton text={file.text} label={`Copy ${file.name}`} />
        <Button
          look="soft"
          icon="download"
          aria-label={`Download ${file.name}`}
          onClick={() => download(file)}
        >
          Download
        </Button>
      </div>
      {file.problem && <Notice kind="bad">{file.problem}</Notice>}
      <Disclosure title="Preview">
        <CodeBlock text={file.text} label={file.name} />
      </Disclosure>
    </li>
  );
}

/** Hands the text to the browser as a file; nothing goes over the network. */
function download({ name, text }: ExportFile): void {
  const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the data once it has begun.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

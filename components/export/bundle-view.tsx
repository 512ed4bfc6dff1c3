"use client";

import { useState } from "react";
import type { Bundle } from "@/lib/export/bundle.ts";
import type { ExportedFile } from "@/lib/export/files.ts";
import { formatMinor } from "@/lib/kube/minor.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { diffLines } from "../ui/diff-lines.ts";
import { Difference } from "../ui/difference.tsx";
import { download } from "../ui/download.ts";
import { Notice } from "../ui/notice.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useInputs } from "../workspace/context.ts";
import styles from "./export-panel.module.css";
import { FileTree } from "./file-tree.tsx";
import { GuideText } from "./guide-text.tsx";

export interface BundleViewProps {
  readonly bundle: Extract<Bundle, { kind: "files" }>;
  /** Errors stand in the way, and nobody has said that they are known. */
  readonly blocked: boolean;
  /** Texts as they were last downloaded, by target and path. */
  readonly taken: Taken;
  readonly onTake: (files: Taken) => void;
}

export type Taken = ReadonlyMap<string, string>;

/** The files for the chosen kind of cluster: what was changed for it, each file, the archive, and how to apply it. */
export function BundleView({ bundle, blocked, taken, onTake }: BundleViewProps) {
  const minor = useInputs((inputs) => inputs.minor);
  const server = useInputs((inputs) => inputs.server);
  const [path, setPath] = useState("README.md");
  const keyOf = (file: string) => `${server.target} ${file}`;
  const [failed, setFailed] = useState(false);
  const { files, target } = bundle;
  const shown = files.find((file) => file.path === path) ?? files[0];
  const version = formatMinor(minor);
  const changed = new Set(
    files
      .filter((file) => (taken.get(keyOf(file.path)) ?? file.text) !== file.text)
      .map((file) => file.path),
  );

  async function downloadAll() {
    try {
      const { zipFiles } = await import("@/lib/export/zip.ts");
      const name = `claimcheck-${server.target}-${version}`;
      download(`${name}.zip`, zipFiles(name, files), "application/zip");
      onTake(new Map(files.map(entryOf)));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }

  function downloadOne(file: ExportedFile) {
    download(file.path.slice(file.path.lastIndexOf("/") + 1), file.text, "text/plain");
    onTake(new Map([entryOf(file)]));
  }

  function entryOf(file: ExportedFile): [string, string] {
    return [keyOf(file.path), file.text];
  }

  return (
    <div className={styles.bundle}>
      <div className={styles.all}>
        <Button look="primary" icon="download" disabled={blocked} onClick={downloadAll}>
          Download all as zip
        </Button>
      </div>
      {failed && <Notice kind="bad">The archive could not be made.</Notice>}
      {target.changes.length > 0 && (
        <Notice kind="plain">
          <p>Changed for this kind of cluster:</p>
          <ul className={styles.list}>
            {target.changes.map((change) => (
              <li key={change}>
                <UntrustedText text={change} limit={500} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <GuideText guide={target.guide} />
      <div className={styles.browser}>
        <FileTree files={files} chosen={shown?.path ?? ""} changed={changed} onChoose={setPath} />
        {shown && (
          <Preview
            file={shown}
            before={taken.get(keyOf(shown.path))}
            blocked={blocked}
            onDownload={() => downloadOne(shown)}
          />
        )}
      </div>
    </div>
  );
}

interface PreviewProps {
  readonly file: ExportedFile;
  /** As it was at the last download. */
  readonly before: string | undefined;
  readonly blocked: boolean;
  readonly onDownload: () => void;
}

function Preview({ file, before, blocked, onDownload }: PreviewProps) {
  const [tab, setTab] = useState<"text" | "difference">("text");
  const differs = before !== undefined && before !== file.text;
  const text = <CodeBlock text={file.text} label={file.path} wrap={file.language === "markdown"} />;
  return (
    <div className={styles.preview}>
      <div className={styles.head}>
        <div className={styles.words}>
          <code className={styles.name}>{file.path}</code>
        </div>
        <Button
          look="soft"
          icon="download"
          // The review names the errors: that is what it is for.
          disabled={blocked && !file.path.endsWith("review.md")}
          aria-label={`Download ${file.path}`}
          onClick={onDownload}
        >
          Download
        </Button>
      </div>
      {differs ? (
        <Tabs
          label={`Views of ${file.path}`}
          look="pills"
          tabs={[
            { id: "text", title: "Text" },
            { id: "difference", title: "Since the last download" },
          ]}
          chosen={tab}
          onChoose={setTab}
        >
          {tab === "text" ? (
            text
          ) : (
            <Difference lines={diffLines(before, file.text)} label={`Difference of ${file.path}`} />
          )}
        </Tabs>
      ) : (
        text
      )}
    </div>
  );
}

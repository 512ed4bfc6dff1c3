"use client";

import { memo, useCallback, useEffect, useRef, useState } from "react";
import type { Bundle } from "@/lib/export/bundle.ts";
import type { ExportedFile } from "@/lib/export/files.ts";
import { formatMinor } from "@/lib/kube/minor.ts";
import { CodeBlock, type Mark } from "../ui/code-block.tsx";
import { download } from "../ui/download.ts";
import { Notice } from "../ui/notice.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { TextDifference } from "../ui/text-difference.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import type { AskedFile } from "../workspace/asked-file.ts";
import { useInputs } from "../workspace/context.ts";
import { DownloadButton } from "./download-button.tsx";
import styles from "./export-panel.module.css";
import { FileTree } from "./file-tree.tsx";
import { GuideText } from "./guide-text.tsx";
import type { AskingFiles } from "./use-bundle.ts";

export interface BundleViewProps {
  readonly bundle: Extract<Bundle, { kind: "files" }>;
  readonly asking: AskingFiles;
  /** There are errors, and the visitor has not said that they are known. */
  readonly blocked: boolean;
  /** Something that looks like a secret is in the files, and the visitor has not said that it was looked at. */
  readonly leaking: boolean;
  readonly chosen: ChosenFile;
  readonly onChoose: (file: ChosenFile) => void;
  /** Texts as they were last downloaded, by target and path. */
  readonly taken: Taken;
  readonly onTake: (files: Taken) => void;
}

/** The file that is shown, with the place in it that was asked for. */
export interface ChosenFile {
  readonly path: string;
  readonly mark?: Mark;
  /** Another part of the page led to it: it comes into sight. */
  readonly asked?: AskedFile;
}

export type Taken = ReadonlyMap<string, string>;

/** The files for the chosen kind of cluster: what was changed for it, each file, the archive, and how to apply it. */
export const BundleView = memo(function BundleView(props: BundleViewProps) {
  const { bundle, asking, blocked, leaking, chosen, onChoose, taken, onTake } = props;
  const version = useInputs((inputs) => formatMinor(inputs.minor));
  const server = useInputs((inputs) => inputs.server.target);
  const [failed, setFailed] = useState(false);
  const { files, target } = bundle;
  const shown = files.find((file) => file.path === chosen.path) ?? files[0];
  const holding = new Set(bundle.secrets.left.map(({ where }) => where));
  const changed = new Set(
    files
      .filter((file) => (taken.get(keyOf(server, file.path)) ?? file.text) !== file.text)
      .map((file) => file.path),
  );
  const downloadOne = useCallback(
    (file: ExportedFile) => {
      download(file.path.slice(file.path.lastIndexOf("/") + 1), file.text, "text/plain");
      onTake(new Map([[keyOf(server, file.path), file.text]]));
    },
    [server, onTake],
  );

  const browser = useRef<HTMLDivElement>(null);
  const sought = shown?.path === chosen.path ? chosen.asked : undefined;
  useEffect(() => {
    if (sought === undefined) return;
    // After the part itself was scrolled to.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => browser.current?.scrollIntoView({ block: "start" })),
    );
  }, [sought]);

  async function downloadAll() {
    try {
      const { zipFiles } = await import("@/lib/export/zip.ts");
      const name = `claimcheck-${server}-${version}`;
      download(`${name}.zip`, zipFiles(name, files), "application/zip");
      onTake(new Map(files.map(({ path, text }) => [keyOf(server, path), text])));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }

  return (
    <div className={styles.bundle}>
      <div className={styles.all}>
        <DownloadButton
          asking={asking}
          blocked={blocked || leaking}
          look="primary"
          place="download-zip"
          onPress={downloadAll}
        >
          Download all as zip
        </DownloadButton>
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
      <div ref={browser} className={styles.browser}>
        <FileTree
          files={files}
          chosen={shown?.path ?? ""}
          changed={changed}
          onChoose={(path) => onChoose({ path })}
        />
        {shown && (
          <Preview
            file={shown}
            asking={asking}
            before={taken.get(keyOf(server, shown.path))}
            mark={shown.path === chosen.path ? chosen.mark : undefined}
            // The review names the errors: that is what it is for.
            blocked={
              (leaking && holding.has(shown.path)) || (blocked && !shown.path.endsWith("review.md"))
            }
            onDownload={downloadOne}
          />
        )}
      </div>
    </div>
  );
});

/** Of a file in `Taken`. */
function keyOf(target: string, path: string): string {
  return `${target} ${path}`;
}

interface PreviewProps {
  readonly file: ExportedFile;
  readonly asking: AskingFiles;
  /** As it was at the last download. */
  readonly before: string | undefined;
  readonly mark: Mark | undefined;
  readonly blocked: boolean;
  readonly onDownload: (file: ExportedFile) => void;
}

const Preview = memo(function Preview(props: PreviewProps) {
  const { file, asking, before, mark, blocked, onDownload } = props;
  const [tab, setTab] = useState<"text" | "difference">("text");
  useEffect(() => {
    if (mark !== undefined) setTab("text");
  }, [mark]);
  const differs = before !== undefined && before !== file.text;
  const text = (
    <CodeBlock text={file.text} label={file.path} wrap={file.language === "markdown"} mark={mark} />
  );
  return (
    <div className={styles.preview}>
      <div className={styles.head}>
        <div className={styles.words}>
          <code className={styles.name}>{file.path}</code>
        </div>
        <DownloadButton
          asking={asking}
          blocked={blocked}
          look="soft"
          name={`Download ${file.path}`}
          onPress={() => onDownload(file)}
        >
          Download
        </DownloadButton>
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
            <TextDifference
              texts={[{ before, after: file.text }]}
              label={`Difference of ${file.path}`}
            />
          )}
        </Tabs>
      ) : (
        text
      )}
    </div>
  );
});

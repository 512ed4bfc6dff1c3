import type { StoreApi } from "zustand/vanilla";
import type { OpenPlan } from "@/lib/engine/open-files.ts";
import type { Action } from "./action.ts";
import type { Keeper } from "./keeper.ts";
import { lookAtFiles, type NamedFile } from "./open-client.ts";
import { describeLeft, describePlaced, isFound } from "./open-words.ts";
import type { State } from "./state.ts";
import { openWholeLog } from "./whole-log.ts";

/** What became of the files that were opened last, and what was pasted beside every field. */
export interface OpeningState {
  /** Files are being looked at. */
  readonly busy: boolean;
  readonly report: OpenReport | undefined;
  /** A pasted text with a place. */
  readonly offer: OpenPlan | undefined;
}

/** What became of files that were opened: sentences. */
export interface OpenReport {
  readonly placed: readonly string[];
  readonly left: readonly string[];
  /** The step of undo; undefined if nothing of this workspace was changed. */
  readonly step: string | undefined;
}

/** Opens what the visitor gives. Nothing leaves the browser; no method rejects. */
export interface Opener {
  /** Looks at files and puts each in its place, as one step. */
  openFiles(files: readonly NamedFile[]): Promise<void>;
  /** Opens workspace files with the files that they name; says why if none of the files is one. */
  importWorkspaces(files: readonly NamedFile[]): Promise<string | undefined>;
  /** Looks at a text that was pasted beside every field, to offer its place: with those that are still offered. */
  offerPaste(text: string): Promise<void>;
  /** Puts the offered text into its place. */
  acceptOffer(): Promise<void>;
  /** Forgets the offer and what was said of files. */
  dismiss(): void;
}

/** More files at once are refused: a folder of a whole project was not meant. */
const filesLimit = 500;
/** All files together, in bytes; dumps of a cluster may be large. */
const sizeLimit = 256 * 1024 * 1024;
/** A log that is not longer is explained in the place of a token. In bytes. */
const shortLog = 20_000;
/** What a pasted text is called. */
const pastedPath = "the pasted text";
let opened = 0;

/** Opens files: looks at them, changes the inputs in one step, and tells what went where. */
export function createOpener(
  state: StoreApi<State>,
  opening: StoreApi<OpeningState>,
  keeper: Pick<Keeper, "importText">,
  dispatch: (action: Action) => void,
): Opener {
  /** The texts that are offered, the newest first. */
  let pasted: readonly string[] = [];

  async function look(files: readonly NamedFile[]): Promise<OpenPlan | string> {
    const size = files.reduce((sum, { content }) => sum + content.size, 0);
    if (files.length > filesLimit)
      return `Nothing was opened: ${files.length} files are more than ${filesLimit}.`;
    if (size > sizeLimit) return "Nothing was opened: the files are larger than 256 MB together.";
    opening.setState({ busy: true });
    try {
      return await lookAtFiles(files, state.getState().inputs.minor);
    } catch (error) {
      return `Nothing was opened: ${error instanceof Error ? error.message : "the browser could not read it"}.`;
    } finally {
      opening.setState({ busy: false });
    }
  }

  const lookAtTexts = (texts: readonly string[]) =>
    look(texts.map((text) => ({ path: pastedPath, content: new Blob([text]) })));

  async function apply(plan: OpenPlan, files: readonly NamedFile[], title: string): Promise<void> {
    const { workspaces, placed, beside } = plan;
    for (const text of workspaces) await keeper.importText(text);
    const changes = placed.some(({ place }) => place !== "workspace");
    if (changes) {
      const added = beside.map(({ path, bytes }) => {
        opened += 1;
        // The file itself if there is one: the browser need not hold its text.
        const content =
          files.find((file) => file.path === path)?.content ?? new Blob([bytes as BlobPart]);
        return { id: `o${opened}`, name: path, size: content.size, content };
      });
      dispatch({ kind: "open-plan", title, plan, files: added });
    }
    opening.setState({
      offer: undefined,
      report: {
        placed: describePlaced(plan),
        left: describeLeft(plan),
        step: changes ? title : undefined,
      },
    });
  }

  return {
    async openFiles(files) {
      if (files.length === 0) return;
      opening.setState({ report: undefined, offer: undefined });
      const [first] = files;
      if (first !== undefined && files.length === 1 && first.content.size > shortLog) {
        const { isLog } = await import("./open-log.ts");
        if (await isLog(first.content).catch(() => false))
          return openWholeLog(new File([first.content], first.path));
      }
      const plan = await look(files);
      if (typeof plan === "string")
        return opening.setState({ report: { placed: [], left: [plan], step: undefined } });
      await apply(
        plan,
        files,
        files.length === 1 ? `Open ${first?.path ?? ""}` : `Open ${files.length} files`,
      );
    },
    async importWorkspaces(files) {
      const plan = await look(files);
      if (typeof plan === "string") return plan;
      if (plan.workspaces.length > 0) {
        await apply(plan, files, "Import a workspace");
        return undefined;
      }
      const [first] = files;
      return files.length === 1
        ? `${first?.path} holds no workspace. Open other files with Open.`
        : `None of the ${files.length} files holds a workspace. Open other files with Open.`;
    },
    async offerPaste(text) {
      if (text.trim() === "") return;
      const before = opening.getState().offer === undefined ? [] : pasted;
      opening.setState({ report: undefined, offer: undefined });
      const plan = await lookAtTexts([text]);
      if (typeof plan === "string" || !isFound(plan)) {
        const left = typeof plan === "string" ? [plan] : describeLeft(plan);
        return opening.setState({ report: { placed: [], left, step: undefined } });
      }
      // A configuration and then its token: neither is lost. Of two for one place the newer one counts.
      const all = before.length === 0 ? plan : await lookAtTexts([text, ...before]);
      const joined =
        typeof all !== "string" && all.left.length === 0 && all.otherTokens.length === 0;
      pasted = joined ? [text, ...before] : [text];
      opening.setState({ offer: joined ? all : plan });
    },
    async acceptOffer() {
      const plan = opening.getState().offer;
      if (plan !== undefined) await apply(plan, [], "Open the pasted text");
    },
    dismiss: () => opening.setState({ report: undefined, offer: undefined }),
  };
}

/**
 * Monaco as far as this page uses it. Only this folder imports it, and only when an editor is first shown: each line
 * below is a part that users would miss; importing the whole would be four times as much.
 */
import * as monaco from "monaco-editor/editor/editor.api.js";
import "monaco-editor/features/bracketMatching/register.js";
import "monaco-editor/features/clipboard/register.js";
import "monaco-editor/features/codeAction/register.js";
import "monaco-editor/features/codicon/register.js";
import "monaco-editor/features/codeEditor/register.js";
import "monaco-editor/features/comment/register.js";
import "monaco-editor/features/contextmenu/register.js";
import "monaco-editor/features/find/register.js";
import "monaco-editor/features/folding/register.js";
import "monaco-editor/features/gotoError/register.js";
import "monaco-editor/features/hover/register.js";
import "monaco-editor/features/indentation/register.js";
import "monaco-editor/features/lineSelection/register.js";
import "monaco-editor/features/linesOperations/register.js";
import "monaco-editor/features/longLinesHelper/register.js";
import "monaco-editor/features/multicursor/register.js";
import "monaco-editor/features/parameterHints/register.js";
import "monaco-editor/features/placeholderText/register.js";
import "monaco-editor/editor/contrib/suggest/browser/suggestController.js";
import "monaco-editor/features/toggleTabFocusMode/register.js";
import "monaco-editor/features/unicodeHighlighter/register.js";
import "monaco-editor/features/wordHighlighter/register.js";
import "monaco-editor/features/wordOperations/register.js";
import "monaco-editor/languages/definitions/yaml/register.js";
import { provideCelCompletion } from "./cel-completion.ts";
import { provideCelHover } from "./cel-hover.ts";
import { registerCel } from "./cel-language.ts";
import { provideCelSignatures } from "./cel-signature.ts";
import { provideFieldHelp } from "./field-help.ts";
import { provideFixes } from "./fixes.ts";
import { defineThemes } from "./themes.ts";

declare global {
  interface Window {
    MonacoEnvironment?: { getWorker(): Worker };
  }
}

self.MonacoEnvironment = {
  getWorker: () =>
    new Worker(new URL("monaco-editor/editor/editor.worker.js", import.meta.url), {
      type: "module",
    }),
};

defineThemes(monaco);
registerCel(monaco);
provideFixes(monaco);
provideCelCompletion(monaco);
provideCelHover(monaco);
provideCelSignatures(monaco);
provideFieldHelp(monaco);

export { monaco };

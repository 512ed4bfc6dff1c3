import type * as Monaco from "monaco-editor/editor/editor.api.js";

export type ThemeName = "claimcheck-light" | "claimcheck-dark";

/** Monaco cannot read custom properties: these are the colours of app/styles/tokens.css once more. */
export function defineThemes(monaco: typeof Monaco): void {
  monaco.editor.defineTheme("claimcheck-light", {
    base: "vs",
    inherit: true,
    rules: [
      { token: "", foreground: "1b1f26" },
      { token: "type", foreground: "1f479f" },
      { token: "string", foreground: "7a4408" },
      { token: "string.yaml", foreground: "7a4408" },
      { token: "number", foreground: "146c3b" },
      { token: "keyword", foreground: "7b2fa3" },
      { token: "comment", foreground: "666d79" },
      { token: "operators", foreground: "59616e" },
      { token: "delimiter", foreground: "59616e" },
    ],
    colors: {
      "editor.background": "#ffffff",
      "editor.foreground": "#1b1f26",
      "editor.placeholder.foreground": "#666d79",
      "editorLineNumber.foreground": "#6b7280",
      "editorLineNumber.activeForeground": "#1b1f26",
      "editor.lineHighlightBackground": "#f6f7f9",
      "editor.lineHighlightBorder": "#00000000",
      "editorIndentGuide.background1": "#eef0f3",
      "editorIndentGuide.activeBackground1": "#c9ced6",
      "editorWidget.background": "#ffffff",
      "editorWidget.border": "#c9ced6",
      "editorHoverWidget.background": "#ffffff",
      "editorHoverWidget.border": "#c9ced6",
      "editorError.foreground": "#b3261e",
      "editorWarning.foreground": "#a46a00",
      "editorInfo.foreground": "#2855c5",
      "editor.selectionBackground": "#cfdcf7",
      "editorCursor.foreground": "#2855c5",
      focusBorder: "#2855c5",
    },
  });
  monaco.editor.defineTheme("claimcheck-dark", {
    base: "vs-dark",
    inherit: true,
    rules: [
      { token: "", foreground: "e6e8ec" },
      { token: "type", foreground: "8fb0ff" },
      { token: "string", foreground: "e8b27a" },
      { token: "string.yaml", foreground: "e8b27a" },
      { token: "number", foreground: "5fcf8d" },
      { token: "keyword", foreground: "d6a2f0" },
      { token: "comment", foreground: "949ba8" },
      { token: "operators", foreground: "a1a8b4" },
      { token: "delimiter", foreground: "a1a8b4" },
    ],
    colors: {
      "editor.background": "#16181d",
      "editor.foreground": "#e6e8ec",
      "editor.placeholder.foreground": "#949ba8",
      "editorLineNumber.foreground": "#8a92a0",
      "editorLineNumber.activeForeground": "#e6e8ec",
      "editor.lineHighlightBackground": "#1b1e24",
      "editor.lineHighlightBorder": "#00000000",
      "editorIndentGuide.background1": "#23262d",
      "editorIndentGuide.activeBackground1": "#3d424d",
      "editorWidget.background": "#1d2026",
      "editorWidget.border": "#3d424d",
      "editorHoverWidget.background": "#1d2026",
      "editorHoverWidget.border": "#3d424d",
      "editorError.foreground": "#ff8d85",
      "editorWarning.foreground": "#ecb64d",
      "editorInfo.foreground": "#8fb0ff",
      "editor.selectionBackground": "#2c4170",
      "editorCursor.foreground": "#8fb0ff",
      focusBorder: "#8fb0ff",
    },
  });
}

/** The theme for what the page shows now: the chosen one, else the system's. */
export function themeInForce(): ThemeName {
  const chosen = document.documentElement.dataset.theme;
  const dark =
    chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  return dark ? "claimcheck-dark" : "claimcheck-light";
}

/** Calls back whenever `themeInForce` may have changed; returns the end of it. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", changed);
  };
}

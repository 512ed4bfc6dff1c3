"use client";

import type * as Monaco from "monaco-editor/editor/editor.api.js";
import { use, useEffect, useRef, useState } from "react";
import type { Diagnostic, Fix } from "@/lib/diagnostics/diagnostic.ts";
import type { OfferedFix } from "@/lib/diagnostics/offered-fixes.ts";
import type { BindingHelp } from "@/lib/editor/binding-context.ts";
import type { CelContext } from "@/lib/editor/cel-places.ts";
import type { Span } from "@/lib/source/span.ts";
import { CoverContext } from "../ui/cover.ts";
import styles from "./code-editor.module.css";

export interface CodeEditorProps {
  /** Names the model: one editor a document. */
  readonly document: string;
  readonly label: string;
  readonly value: string;
  /** `normalized`: the editor changed line ends, and the visitor nothing. */
  readonly onChange: (value: string, normalized?: boolean) => void;
  /**
   * The page has one order of undo and redo for its documents: then the editor's own is not used. Without it, the editor
   * has its own.
   */
  readonly onTravel?: (direction: "undo" | "redo") => void;
  readonly diagnostics: readonly Diagnostic[];
  readonly onFix: (fix: Fix) => void;
  /** Fixes that the page offers elsewhere. */
  readonly otherFixes?: readonly OfferedFix[];
  /** Places that something elsewhere on the page points at. */
  readonly marked?: readonly Span[];
  /** Hears where the cursor is; undefined when the editor loses the focus. */
  readonly onCursor?: (offset: number | undefined) => void;
  /** The expressions in the text: completion and hover know them. */
  readonly cel?: CelContext | undefined;
  /** What is known besides the text of bindings. */
  readonly bindings?: BindingHelp | undefined;
  /** Shows a claim to which "Go to Definition" leads. */
  readonly onClaim?: (name: string) => void;
  /** Shows a field of the configuration to which it leads. */
  readonly onMapping?: (path: string) => void;
  /** A document that fills its place, or one expression that is as high as its text. */
  readonly shape?: "document" | "expression";
  /** Of an expression: what is there while it is empty. */
  readonly placeholder?: string;
  readonly readOnly?: boolean;

  /** A place to go to; a new object goes there again. */
  readonly target?: { readonly span: Span } | undefined;
}

/** After a pause of this length, editor and page must agree. */
const settleMilliseconds = 1000;

const noFixes: readonly OfferedFix[] = [];

type Setup = typeof import("./setup.ts") & typeof import("./create-editor.ts");

/** A YAML editor. Until Monaco has come, and if it never does, a plain text area does its work. */
export function CodeEditor(props: CodeEditorProps) {
  const { document, label, value, onChange, onTravel, diagnostics, onFix } = props;
  const { marked, target, cel, otherFixes = noFixes, bindings } = props;
  // Of one expression: other parts of the page insert claims into it.
  const variable = props.shape === "expression" ? cel?.expressions[0]?.variable : undefined;
  const { shape = "document", placeholder = "", readOnly = false } = props;
  const { texts: covered } = use(CoverContext);
  const host = useRef<HTMLDivElement>(null);
  const [setup, setSetup] = useState<Setup | undefined>();
  const [failed, setFailed] = useState(false);
  const [editor, setEditor] = useState<Monaco.editor.IStandaloneCodeEditor | undefined>();
  const latest = useRef(props);
  latest.current = props;
  // What the editor said and the page has not yet given back. A key press may come before the page has drawn the one
  // before it: a value that is older than the editor's own is no order to change it.
  const said = useRef<string[]>([]);
  /** The next text is from undo or redo: the cursor goes there. */
  const travelled = useRef(false);

  useEffect(() => {
    let left = false;
    Promise.all([import("./setup.ts"), import("./create-editor.ts")]).then(
      ([setup, create]) => !left && setSetup({ ...setup, ...create }),
      () => !left && setFailed(true),
    );
    return () => {
      left = true;
    };
  }, []);

  useEffect(() => {
    if (setup === undefined || host.current === null) return;
    const { value: first } = latest.current;
    const made =
      shape === "expression"
        ? setup.createExpressionEditor(host.current, document, label, first, placeholder)
        : setup.createYamlEditor(host.current, document, label, first, placeholder);
    // Monaco keeps one kind of line end: where it changed the text, spans must be those of the changed one.
    if (made.getValue() !== latest.current.value) latest.current.onChange(made.getValue(), true);
    if (host.current.parentElement?.contains(window.document.activeElement)) made.focus();
    let settle: ReturnType<typeof setTimeout> | undefined;
    const listener = made.onDidChangeModelContent(() => {
      const text = made.getValue();
      if (text === latest.current.value && said.current.length === 0) return;
      said.current = [...said.current, text].slice(-100);
      latest.current.onChange(text);
      clearTimeout(settle);
      settle = setTimeout(() => {
        said.current = [];
        setup.replaceText(made, latest.current.value);
      }, settleMilliseconds);
    });
    const history =
      latest.current.onTravel &&
      setup.routeHistory(host.current, (direction) => {
        travelled.current = true;
        latest.current.onTravel?.(direction);
      });
    const cursor = setup.watchCursor(made, (offset) => latest.current.onCursor?.(offset));
    setup.offerDefinitions(made, (found) => {
      if (found.kind === "claim") latest.current.onClaim?.(found.name);
      else latest.current.onMapping?.(found.path);
    });
    setEditor(made);
    return () => {
      clearTimeout(settle);
      said.current = [];
      history?.();
      cursor();
      listener.dispose();
      setup.disposeEditor(made);
      setEditor(undefined);
    };
  }, [setup, document, label, shape, placeholder]);

  useEffect(() => {
    if (editor === undefined) return;
    if (variable !== undefined)
      return setup?.offerInsertion(editor, {
        document: "expression",
        expression: { name: label, variable },
      });
    if (document !== "configuration" && document !== "bindings") return;
    return setup?.offerInsertion(editor, { document });
  }, [editor, setup, document, label, variable]);

  useEffect(() => {
    if (editor === undefined) return;
    const heard = said.current.indexOf(value);
    said.current = heard === -1 ? [] : said.current.slice(heard + 1);
    if (heard === -1) {
      setup?.replaceText(editor, value, travelled.current);
      // The marks moved with the text. If the same findings come again, as after undo, nothing else would put them back.
      const { diagnostics: found, otherFixes: others = noFixes, onFix: apply } = latest.current;
      setup?.showDiagnostics(editor, found, others, apply);
    }
    travelled.current = false;
  }, [editor, setup, value]);

  useEffect(() => {
    if (editor !== undefined) setup?.setReadOnly(editor, readOnly);
  }, [editor, setup, readOnly]);

  useEffect(() => {
    if (editor !== undefined) setup?.showDiagnostics(editor, diagnostics, otherFixes, onFix);
  }, [editor, setup, diagnostics, otherFixes, onFix]);

  useEffect(() => {
    if (editor !== undefined) setup?.showExpressions(editor, cel);
  }, [editor, setup, cel]);

  useEffect(() => {
    if (editor !== undefined) setup?.showBindingHelp(editor, bindings);
  }, [editor, setup, bindings]);

  useEffect(() => {
    if (editor === undefined) return;
    return setup?.markSpans(editor, marked ?? []);
  }, [editor, setup, marked]);

  useEffect(() => {
    if (editor === undefined || covered.length === 0) return;
    return setup?.coverTexts(editor, covered);
  }, [editor, setup, covered]);

  useEffect(() => {
    if (editor !== undefined && target !== undefined) setup?.goTo(editor, target.span);
  }, [editor, setup, target]);

  return (
    <div className={shape === "expression" ? styles.expression : styles.editor}>
      <div ref={host} className={styles.host} />
      {editor === undefined && (
        <textarea
          className={styles.plain}
          data-history={onTravel && ""}
          aria-label={label}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          placeholder={placeholder}
          {...(shape === "document" ? { wrap: "off" } : { rows: 1 })}
          readOnly={readOnly}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {failed && (
        <p className={styles.failed}>
          The editor could not be loaded. This plain one works too; findings are listed below.
        </p>
      )}
    </div>
  );
}

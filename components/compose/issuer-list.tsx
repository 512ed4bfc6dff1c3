"use client";

import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { catalogue } from "@/lib/catalogue/catalogue.ts";
import type { Answers, CatalogueEntry, Clues } from "@/lib/catalogue/entry.ts";
import { readClues } from "@/lib/catalogue/read-clues.ts";
import { type Recognised, recogniseIssuer } from "@/lib/catalogue/recognise.ts";
import { ways } from "@/lib/catalogue/ways.ts";
import { Disclosure } from "../ui/disclosure.tsx";
import { PasteBox } from "../ui/paste-box.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { useAnalysis } from "../workspace/context.ts";
import type { Choice } from "./choice.ts";
import styles from "./composer-dialog.module.css";
import { searchIssuers } from "./search-issuers.ts";

export interface IssuerListProps {
  readonly chosen: Choice | undefined;
  readonly onChoose: (entry: Choice, known?: Answers) => void;
}

interface Item {
  readonly id: string;
  readonly entry: Choice;
  readonly known?: Answers;
  /** Of a recognised one. Untrusted text. */
  readonly issuer?: string;
}

interface Group {
  readonly title: string;
  readonly items: readonly Item[];
}

/** Search over the catalogue, what the token of the page gives away, and what a paste does. */
export function IssuerList({ chosen, onChoose }: IssuerListProps) {
  const [search, setSearch] = useState("");
  const [active, setActive] = useState(0);
  const [paste, setPaste] = useState("");
  const id = useId();
  const claimsText = useAnalysis(({ token }) => token.claimsText);
  const pasted = useMemo(() => (paste.trim() === "" ? undefined : readClues(paste)), [paste]);
  const groups = useMemo(
    () => listGroups(search, { token: readClaims(claimsText), pasted }),
    [search, claimsText, pasted],
  );
  const items = groups.flatMap((group) => group.items);
  const current = Math.min(active, items.length - 1);

  function press(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive(Math.min(Math.max(current + step, 0), Math.max(items.length - 1, 0)));
    }
    const item = items[current];
    if (event.key === "Enter" && item !== undefined) {
      event.preventDefault();
      onChoose(item.entry, item.known);
    }
  }

  return (
    <div className={styles.catalogue}>
      <input
        className={styles.search}
        type="text"
        role="combobox"
        aria-label="Search issuers"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={items[current] && `${id}-${items[current].id}`}
        aria-autocomplete="list"
        placeholder={`Search ${catalogue.length} issuers`}
        // biome-ignore lint/a11y/noAutofocus: the first thing to do in the dialog that was just opened.
        autoFocus
        spellCheck={false}
        autoComplete="off"
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Issuers"
        className={styles.list}
        // It scrolls, which alone would make it a stop of Tab.
        tabIndex={-1}
      >
        {groups.map(({ title, items: own }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options.
          <div key={title} role="group" aria-label={title}>
            <div className={styles.groupTitle} aria-hidden="true">
              {title}
            </div>
            {own.map((item) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the search field has the focus, and names the active option.
              // biome-ignore lint/a11y/useKeyWithClickEvents: the search field hears the keys.
              <div
                key={item.id}
                id={`${id}-${item.id}`}
                role="option"
                aria-selected={items[current] === item}
                data-chosen={chosen?.id === item.entry.id}
                className={styles.item}
                onClick={() => {
                  setActive(items.indexOf(item));
                  onChoose(item.entry, item.known);
                }}
              >
                <span>{item.entry.title}</span>
                {item.issuer !== undefined && (
                  <span className={styles.itemNote}>
                    <UntrustedText text={item.issuer} limit={80} />
                  </span>
                )}
                {item.entry.kind !== "way" && !item.entry.proved && (
                  <span className={styles.itemNote}>not verified</span>
                )}
              </div>
            ))}
          </div>
        ))}
        {items.length === 0 && (
          <p className={styles.none} role="status">
            No entry has that name. “Any other issuer” takes every issuer with a discovery document.
          </p>
        )}
      </div>
      <div className={styles.paste}>
        <Disclosure title="From a token or discovery document">
          <PasteBox
            label="A token, a discovery document, or an issuer’s URL"
            placeholder="A token, claims, a discovery document, or the issuer’s URL"
            rows={3}
            value={paste}
            onChange={(text) => {
              setPaste(text);
              setActive(0);
              const [first] = recognise(readClues(text));
              if (first !== undefined) onChoose(first.entry, first.answers);
            }}
          />
          <p className={styles.itemNote} role="status">
            {paste.trim() === ""
              ? "Stays in this tab."
              : recognise(pasted).length === 0
                ? "No issuer is recognised in it."
                : "What it says is filled in."}
          </p>
        </Disclosure>
      </div>
    </div>
  );
}

function listGroups(
  search: string,
  seen: { readonly token: Partial<Clues> | undefined; readonly pasted: Partial<Clues> | undefined },
): readonly Group[] {
  const found = searchIssuers(catalogue, search);
  const toItem = (entry: Choice): Item => ({ id: entry.id, entry });
  const isOther = ({ id }: CatalogueEntry) => id === "generic-oidc";
  // Who searches knows what they want: the best is on top.
  if (search.trim() !== "") {
    const all = searchIssuers<Choice>([...catalogue, ...ways], search);
    return all.length === 0 ? [] : [{ title: "Found", items: all.map(toItem) }];
  }
  const known = (title: string, clues: Partial<Clues> | undefined): Group => ({
    title,
    items: recognise(clues)
      .slice(0, 3)
      .map(({ entry, answers }) => ({
        id: `${title.replace(/ /g, "-")}-${entry.id}`,
        entry,
        known: answers,
        issuer: String(clues?.claims?.iss ?? clues?.discovery?.issuer ?? clues?.issuer ?? ""),
      })),
  });
  const group = (title: string, entries: readonly CatalogueEntry[]): Group => ({
    title,
    items: [...entries].sort((a, b) => a.title.localeCompare(b.title, "en")).map(toItem),
  });
  return [
    known("From what was pasted", seen.pasted),
    known("From your token", seen.token),
    group(
      "People",
      found.filter((entry) => entry.kind === "people" && !isOther(entry)),
    ),
    group(
      "Pipelines and machines",
      found.filter(({ kind }) => kind === "workload"),
    ),
    group("Any other", found.filter(isOther)),
    { title: "Without an issuer", items: ways.map(toItem) },
  ].filter(({ items }) => items.length > 0);
}

// Any issuer fits the last entry: it is offered if nothing else fits.
function recognise(clues: Partial<Clues> | undefined): readonly Recognised[] {
  const found = clues === undefined ? [] : recogniseIssuer(clues);
  const named = found.filter(({ entry }) => entry.id !== "generic-oidc");
  return named.length > 0 ? named : found;
}

function readClaims(text: string | undefined): Partial<Clues> | undefined {
  return text === undefined ? undefined : readClues(text);
}

"use client";

import { useEffect, useState } from "react";
import { Button } from "../ui/button.tsx";
import { readLayout, writeLayout } from "./layout-memory.ts";

type Theme = "system" | "light" | "dark";

const next: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const icons = { system: "screen", light: "sun", dark: "moon" } as const;
const names = { system: "as the system", light: "light", dark: "dark" } as const;

/** As the system, light, dark, and round again. */
export function ThemeControl() {
  const [theme, setTheme] = useState<Theme>("system");

  useEffect(() => setTheme(readLayout().theme ?? "system"), []);

  function choose(chosen: Theme) {
    setTheme(chosen);
    writeLayout({ theme: chosen === "system" ? undefined : chosen });
    if (chosen === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
  }

  return (
    <Button
      icon={icons[theme]}
      label={`Theme: ${names[theme]}. Change to ${names[next[theme]]}`}
      onClick={() => choose(next[theme])}
    />
  );
}

"use client";

import { useEffect } from "react";
import { Button } from "../ui/button.tsx";
import { chooseTheme, restoreTheme, type Theme, useLooks } from "./looks.ts";

const next: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const icons = { system: "screen", light: "sun", dark: "moon" } as const;
const names = { system: "as the system", light: "light", dark: "dark" } as const;

/** As the system, light, dark, and round again. */
export function ThemeControl() {
  const theme = useLooks((looks) => looks.theme);
  useEffect(restoreTheme, []);
  return (
    <Button
      icon={icons[theme]}
      label={`Theme: ${names[theme]}. Change to ${names[next[theme]]}`}
      onClick={() => chooseTheme(next[theme])}
    />
  );
}

import { memo } from "react";

/** Outlines on a 16 px grid, in the colour of the text around them. */
const outlines = {
  check: "M3 8.5l3.4 3.4L13 5",
  cross: "M4 4l8 8M12 4l-8 8",
  question: "M5.8 6.2a2.2 2.2 0 1 1 3.3 1.9c-.7.4-1.1.9-1.1 1.7M8 12.3v.1",
  aside: "M2.5 11c.6-4 3-6 6-6h4M9.8 2.2L12.6 5 9.8 7.8",
  dash: "M4 8h8",
  chevron: "M6 4l4 4-4 4",
  down: "M4 6l4 4 4-4",
  up: "M4 10l4-4 4 4",
  copy: "M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z",
  download: "M8 2.5v8M4.8 7.5L8 10.7l3.2-3.2M2.5 13.5h11",
  undo: "M5.5 3L2.5 6l3 3M2.8 6H10a3.5 3.5 0 0 1 0 7H6.5",
  redo: "M10.5 3l3 3-3 3M13.2 6H6a3.5 3.5 0 0 0 0 7h3.5",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  moon: "M13 9.6A5.5 5.5 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6z",
  screen: "M2.5 3.5h11v7.5h-11zM6 13.5h4",
  server: "M3 3h10v4H3zM3 9h10v4H3zM5.5 5v.1M5.5 11v.1",
  plus: "M8 3v10M3 8h10",
  more: "M3.5 8v.1M8 8v.1M12.5 8v.1",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 5v3.2l2 1.3",
  wrench:
    "M10.2 2.7a3.2 3.2 0 0 0-3 4.3l-4.7 4.7 1.8 1.8L9 8.8a3.2 3.2 0 0 0 4.3-3l-1.9 1.2-1.6-1.6z",
  warning: "M8 2.8l5.7 10H2.3zM8 6.5v3M8 11.2v.1",
  info: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM8 7.3v3.5M8 5.2v.1",
  pencil: "M3 13l.6-2.7 7-7 2.1 2.1-7 7z",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2",
  key: "M10.3 2.8a2.9 2.9 0 1 0 .01 0zM8.3 7.7L3 13M4.7 11.3l1.6 1.6",
  search: "M7 2.8a4.2 4.2 0 1 0 .01 0zM10.2 10.2L13.5 13.5",
  book: "M3 3h4a1.5 1.5 0 0 1 1 .5A1.5 1.5 0 0 1 9 3h4v9.5H9.5A1.5 1.5 0 0 0 8 13.5 1.5 1.5 0 0 0 6.5 12.5H3zM8 3.5v10",
} as const;

export type IconName = keyof typeof outlines;

export interface IconProps {
  readonly name: IconName;
  readonly size?: number;
}

/** Decoration beside words: hidden from screen readers. */
export const Icon = memo(function Icon({ name, size = 16 }: IconProps) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={outlines[name]} />
    </svg>
  );
});

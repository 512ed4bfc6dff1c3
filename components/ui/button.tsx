import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import styles from "./button.module.css";
import { Icon, type IconName } from "./icon.tsx";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: "plain" | "soft" | "primary";
  readonly icon?: IconName;
  /** For a button of an icon alone: its name. */
  readonly label?: string;
  readonly children?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button with words, an icon, or both. */
export function Button({ look = "plain", icon, label, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={[styles.button, styles[look], children === undefined && styles.iconOnly, className]
        .filter(Boolean)
        .join(" ")}
      {...(label === undefined ? {} : { "aria-label": label, title: rest.title ?? label })}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

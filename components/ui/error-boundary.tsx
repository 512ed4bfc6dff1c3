"use client";

import { Component, type ReactNode } from "react";
import { Button } from "./button.tsx";
import { describeLoadFailure } from "./load-failure.ts";
import { Notice } from "./notice.tsx";

export interface ErrorBoundaryProps {
  /** Which part of the page this is: "Access". */
  readonly part: string;
  /** Another value gives the part another chance. */
  readonly retryOn: unknown;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly failed: boolean;
  /** What could not be loaded, if that is the reason. */
  readonly loading?: string | undefined;
  readonly retryOn: unknown;
}

/** Keeps a mistake of ours within its part of the page: what the user typed stands in others and stays. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { failed: false, retryOn: this.props.retryOn };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { failed: true, loading: describeLoadFailure(error, navigator.onLine) };
  }

  static getDerivedStateFromProps(
    props: ErrorBoundaryProps,
    state: ErrorBoundaryState,
  ): Partial<ErrorBoundaryState> | null {
    return props.retryOn === state.retryOn ? null : { failed: false, retryOn: props.retryOn };
  }

  override render(): ReactNode {
    const { failed, loading } = this.state;
    if (!failed) return this.props.children;
    if (loading !== undefined)
      return (
        <Notice
          kind="unsure"
          urgent
          actions={
            <Button look="soft" onClick={() => location.reload()}>
              Reload
            </Button>
          }
        >
          {loading}
        </Notice>
      );
    return (
      <Notice
        kind="bad"
        urgent
        actions={
          <Button look="soft" onClick={() => this.setState({ failed: false })}>
            Try again
          </Button>
        }
      >
        {this.props.part} could not be shown, which is our mistake. Nothing that you typed is lost.
      </Notice>
    );
  }
}

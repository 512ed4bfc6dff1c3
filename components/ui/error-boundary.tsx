"use client";

import { Component, type ReactNode } from "react";
import { describeLoadFailure } from "./load-failure.ts";

export interface ErrorBoundaryProps {
  /**
   * What is shown instead of the part that failed. `retry` draws the part again; `loading` says what could not be loaded,
   * if that is the reason.
   */
  readonly fallback: (retry: () => void, loading: string | undefined) => ReactNode;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly failed: boolean;
  readonly loading?: string | undefined;
}

/** Keeps a mistake of ours within its part of the page: what the user typed is in others and stays. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { failed: false };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { failed: true, loading: describeLoadFailure(error, navigator.onLine) };
  }

  readonly retry = () => this.setState({ failed: false });

  override render(): ReactNode {
    const { failed, loading } = this.state;
    return failed ? this.props.fallback(this.retry, loading) : this.props.children;
  }
}

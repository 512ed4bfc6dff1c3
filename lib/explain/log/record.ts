/** One entry of a log: what a program said, without what was put around it. */
export interface LogRecord {
  /** "Unable to authenticate the request", or the whole line if it has no structure. */
  readonly message: string;
  /** The error beside the message. */
  readonly error?: string;
  /** Source file that wrote it, from klog's head: "authentication.go". */
  readonly file?: string;
  /** Name of the process that a journal names: "k3s", "kubelogin". */
  readonly process?: string;
  /** "error", "info", if the form says it. */
  readonly level?: string;
  /** The HTTP status of the answer, if the entry is about one request. */
  readonly status?: string;
  /** Seconds of the day or a time as written, if the form says it. */
  readonly time?: string;
}

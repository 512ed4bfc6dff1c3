import { type Place, verdictPlace } from "./reach.ts";

/** What a group of commands is about; the palette shows them in this order. */
export type CommandGroup =
  | "Start"
  | "Go to"
  | "Configuration"
  | "Token"
  | "Tests"
  | "User and access"
  | "Files"
  | "Server"
  | "Workspaces"
  | "Examples"
  | "View"
  | "Reference";

/** A command that leads to a control of the page. */
export interface PlaceCommand {
  readonly id: string;
  readonly group: CommandGroup;
  readonly title: string;
  readonly place: Place;
}

const tab = (tabs: string, id: string) =>
  `[role="tablist"][aria-label="${tabs}"] [data-tab="${id}"]`;

/** Every control of the page that stays at its place: the palette leads to each. */
export const placeCommands: readonly PlaceCommand[] = [
  {
    id: "configuration",
    group: "Go to",
    title: "Configuration",
    place: { document: "configuration" },
  },
  { id: "bindings", group: "Go to", title: "Role bindings", place: { document: "bindings" } },
  {
    id: "scratch",
    group: "Go to",
    title: "CEL: try an expression",
    place: { document: "scratch" },
  },
  { id: "verdict", group: "Go to", title: "Verdict and what to do", place: verdictPlace },
  { id: "issuer", group: "Go to", title: "Steps of the issuers", place: { view: "issuer" } },
  { id: "signature", group: "Go to", title: "Signature and keys", place: { view: "signature" } },
  { id: "claims", group: "Go to", title: "Claims", place: { view: "claims" } },
  { id: "user", group: "Go to", title: "User", place: { view: "user" } },
  { id: "access", group: "Go to", title: "Access", place: { view: "access" } },
  { id: "files", group: "Go to", title: "Files", place: { view: "files" } },
  {
    id: "findings",
    group: "Configuration",
    title: "Findings and fixes",
    place: { document: "configuration", control: 'section[aria-label="Findings"] button' },
  },
  {
    id: "versions",
    group: "Configuration",
    title: "Versions: which Kubernetes loads this file",
    place: { document: "configuration", control: '[data-place="versions"]' },
  },
  {
    id: "running",
    group: "Configuration",
    title: "Running configuration, reload and replicas",
    place: { document: "configuration", control: '[data-place="running"]' },
  },
  {
    id: "authorities",
    group: "Configuration",
    title: "Certificate authorities",
    place: { document: "configuration", control: '[data-place="authorities"]' },
  },
  {
    id: "gardener",
    group: "Configuration",
    title: "Gardener",
    place: { document: "configuration", control: '[data-place="gardener"]' },
  },
  {
    id: "edit-token",
    group: "Token",
    title: "Paste or edit the token",
    place: { view: "token", control: '[data-place="edit-token"]' },
  },
  {
    id: "example-token",
    group: "Token",
    title: "Token of the example",
    place: { view: "token", control: '[data-place="example-token"]' },
  },
  {
    id: "keep-token",
    group: "Token",
    title: "Keep this token to compare",
    place: { view: "token", control: '[data-place="keep-token"]' },
  },
  {
    id: "get-token",
    group: "Token",
    title: "How to get a token, or only its claims",
    place: { view: "token", control: '[data-place="get-token"]' },
  },
  {
    id: "keys",
    group: "Token",
    title: "Keys: paste or fetch",
    place: { view: "signature", control: '[data-place="keys"]' },
  },
  {
    id: "answers",
    group: "Token",
    title: "Answers of other servers (distributed claims)",
    place: { view: "signature", control: '[data-place="answers"]' },
  },
  {
    id: "claims-table",
    group: "Token",
    title: "Claims as a table or as JSON",
    place: { view: "claims", control: '[data-place="claims"]' },
  },
  {
    id: "keep-test",
    group: "Tests",
    title: "Keep this token as a test",
    place: { view: "token", control: '[data-place="keep-test"]' },
  },
  {
    id: "edit-tests",
    group: "Tests",
    title: "Edit the tests as text",
    place: { control: '[data-place="edit-tests"]' },
  },
  {
    id: "details",
    group: "User and access",
    title: "User: details",
    place: { view: "user", control: tab("User", "details") },
  },
  {
    id: "whoami",
    group: "User and access",
    title: "User: kubectl auth whoami",
    place: { view: "user", control: tab("User", "whoami") },
  },
  {
    id: "subjects",
    group: "User and access",
    title: "User: subjects for a binding",
    place: { view: "user", control: tab("User", "subjects") },
  },
  {
    id: "who-asks",
    group: "User and access",
    title: "Who asks: token, certificate, service account, other ways",
    place: { view: "access", control: '[data-place="who-asks"]' },
  },
  {
    id: "can-i",
    group: "User and access",
    title: "Ask a question: can-i, who can",
    place: { view: "access", control: '[data-place="can-i"]' },
  },
  {
    id: "permissions",
    group: "User and access",
    title: "Permissions by resource; without a token: who can get in",
    place: { view: "access", control: tab("Access", "matrix") },
  },
  {
    id: "grants",
    group: "User and access",
    title: "Bindings of the user",
    place: { view: "access", control: tab("Access", "bindings") },
  },
  {
    id: "near-misses",
    group: "User and access",
    title: "Near misses: bindings that almost name the user",
    place: { view: "access", control: tab("Access", "near-misses") },
  },
  {
    id: "give-access",
    group: "User and access",
    title: "Give access",
    place: { view: "access", control: tab("Access", "grant") },
  },
  {
    id: "risks",
    group: "User and access",
    title: "Risks of the permissions",
    place: { view: "access", control: tab("Access", "risks") },
  },
  {
    id: "can-i-list",
    group: "User and access",
    title: "kubectl auth can-i --list",
    place: { view: "access", control: tab("Access", "list") },
  },
  {
    id: "namespace",
    group: "User and access",
    title: "Namespace",
    place: { view: "access", control: '[data-place="namespace"]' },
  },
  {
    id: "policy-files",
    group: "User and access",
    title: "Files of a cluster: roles and bindings of a dump",
    place: { view: "access", control: '[data-place="policy-files"]' },
  },
  {
    id: "difference",
    group: "User and access",
    title: "Difference to what runs: who would be locked out",
    place: { view: "access", control: 'section[data-place="difference"]' },
  },
  {
    id: "export-options",
    group: "Files",
    title: "Options of the files",
    place: { view: "files", control: '[data-place="export-options"]' },
  },
  {
    id: "review-report",
    group: "Files",
    title: "Report for a reviewer: review.md",
    place: { view: "files", file: "review.md" },
  },
  {
    id: "download",
    group: "Files",
    title: "Download all files as a zip",
    place: { view: "files", control: '[data-place="download-zip"]', late: true },
  },
  {
    id: "clock",
    group: "Server",
    title: "Clock: judge at another moment",
    place: { control: '[data-place="clock"]' },
  },
  {
    id: "server",
    group: "Server",
    title: "Flags of the API server: authorization modes, service-account issuers",
    place: { control: '[data-place="server"]' },
  },
  {
    id: "workspaces",
    group: "Workspaces",
    title: "History of this workspace, import, rename, delete",
    place: { control: '[data-place="workspaces"]' },
  },
];

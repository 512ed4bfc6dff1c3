import { isSeq, parseDocument } from "yaml";
import { formatMinor } from "../../kube/minor.ts";
import { isShallowYaml } from "../../yaml/shallow.ts";
import type { ExportedFile, FileSet } from "../files.ts";
import { findInvisibleInText } from "../invisible.ts";
import type { ExportInput, TestFacts } from "../types.ts";
import { indentBlock, writeYaml } from "../yaml-text.ts";

/**
 * The tests of the workspace as a file that reads the other files of the bundle, and a job for GitHub and for GitLab
 * that runs it. `files` are those of the target and of RBAC.
 */
export function exportTests(
  input: ExportInput & { readonly tests: TestFacts },
  target: string,
  files: readonly ExportedFile[],
): FileSet {
  const list = writeList(input.tests.list);
  if (list === undefined)
    return { files: [], problems: ["The tests are no list in YAML: no file is made of them."] };
  const { configuration, minor, tests } = input;
  const holder = files.find(({ text }) => tests.holdsConfiguration(text));
  const bindings = files.filter(({ path }) => path === "rbac/rbac.yaml");
  const head = writeYaml({
    apiVersion: "claimcheck/v1alpha1",
    kind: "Workspace",
    cluster: { versions: [formatMinor(minor)], target },
    ...(holder === undefined
      ? { configuration }
      : { configurationFrom: { path: `../${holder.path}` } }),
    ...(bindings.length > 0 && {
      bindingsFrom: { paths: bindings.map(({ path }) => `../${path}`) },
    }),
    ...(tests.now !== undefined && { now: tests.now }),
  });
  const text = `# Run it with: claimcheck test ${file}
# Files that a test names by path are not in this folder.
${head}tests:\n${indentBlock(list, 2)}\n`;
  return {
    files: [
      { path: file, language: "yaml", text },
      { path: "tests/ci/github-workflow.yaml", language: "yaml", text: workflow },
      { path: "tests/ci/gitlab-ci.yml", language: "yaml", text: job },
    ],
    problems: [],
  };
}

const file = "tests/login.claimcheck.yaml";

/** The list as it is, or anew with escapes if characters in it cannot be seen; undefined if it is no list. */
function writeList(text: string): string | undefined {
  if (!isShallowYaml(text)) return undefined;
  const document = parseDocument(text, { prettyErrors: false, logLevel: "silent" });
  if (document.errors.length > 0 || !isSeq(document.contents)) return undefined;
  return findInvisibleInText(text) === undefined ? text : writeYaml(document.toJS());
}

// The name without a path could be anybody's package: until its owner names one, the job takes the file beside it.
const packageNote = `# CLAIMCHECK_PACKAGE is the tarball that "npm run package" of Claimcheck writes, kept in the repository, or the
# package with its version in your own registry.
`;

const run = 'npx --yes --package "$CLAIMCHECK_PACKAGE" -- claimcheck test --require-tests';

const workflow = `# Save it as .github/workflows/login-tests.yaml. It runs every *.claimcheck.yaml of the repository and marks what fails.
${packageNote}${writeYaml({
  name: "Login tests",
  on: { pull_request: {}, push: {} },
  permissions: { contents: "read" },
  jobs: {
    logins: {
      "runs-on": "ubuntu-latest",
      env: { CLAIMCHECK_PACKAGE: "./claimcheck.tgz" },
      steps: [
        { uses: "actions/checkout@v4" },
        { uses: "actions/setup-node@v4", with: { "node-version": 24 } },
        { run: `${run} -o github` },
      ],
    },
  },
})}`;

const job = `# Add it to .gitlab-ci.yml. It runs every *.claimcheck.yaml of the repository; the merge request shows what fails.
${packageNote}${writeYaml({
  "login-tests": {
    image: "node:24-bookworm-slim",
    variables: { CLAIMCHECK_PACKAGE: "./claimcheck.tgz" },
    script: [run],
    after_script: [`${run} -o junit > claimcheck.xml`],
    artifacts: { when: "always", reports: { junit: "claimcheck.xml" } },
  },
})}`;

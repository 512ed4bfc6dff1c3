/** What --help prints. */
export const help = `claimcheck: tests for who gets into a Kubernetes cluster. It makes no network requests.

Usage:
  claimcheck test [GLOB…]       run the tests of workspace files (default: **/*.claimcheck.yaml)
  claimcheck validate FILE…     what kube-apiserver says about configurations, and advice
  claimcheck convert FILE       write the AuthenticationConfiguration of a ConfigMap, flags, HCL, …
  claimcheck keys FILE…         what each version makes of the keys in key sets

Options:
  -o, --output FORMAT      text, json, junit, github, sarif, tap, markdown
  --kube-version VERSION   1.37; test takes several
  --fail-on SEVERITY       error (default) or warning
  --select TEXT            only tests with this text in their name
  --require-tests          fail if no test was run
  --no-color               no colors; so does the variable NO_COLOR
  --no-mask                show claim values in messages (default: --mask)

Exit codes: 0 passed, 1 failed, 2 wrong usage or an unreadable file.

Examples:
  claimcheck test
  claimcheck test 'clusters/*/login.claimcheck.yaml' -o junit > report.xml
  claimcheck test --kube-version 1.37 --kube-version 1.38 --select admin
  claimcheck validate authentication-config.yaml --fail-on warning -o github
  claimcheck convert kube-apiserver.service > authentication-config.yaml
`;

/** What --help prints. */
export const help = `claimcheck: tests for who gets into a Kubernetes cluster. It makes no network requests.

Usage:
  claimcheck test [GLOB…]       run the tests of workspace files (default: **/*.claimcheck.yaml),
                                or of a link that the page made
  claimcheck validate FILE…     what kube-apiserver says about configurations, and advice
  claimcheck convert FILE       write the AuthenticationConfiguration of a ConfigMap, flags, HCL, …
  claimcheck keys FILE…         what each version makes of the keys in key sets
  claimcheck explain [FILE]     what a log line means, or what becomes of claims or a token
  claimcheck diff OLD NEW       who gains or loses what, between two files or two versions
  claimcheck review FILE        a report for a reviewer, as Markdown
  claimcheck open [FILE…]       start the page on this machine, with these files in it
  claimcheck answer             one JSON request a line on standard input, one answer a line

Options:
  -o, --output FORMAT      text, json, junit, github, sarif, tap, markdown
  --kube-version VERSION   1.37, or a range 1.34..1.37; may be given several times
  --log FILE               explain: a log line or a client's output; - is standard input
  --claims FILE            explain: claims as JSON, which count as signed
  --token FILE             explain: a JSON Web Token
  --bindings FILE          explain, review: roles and bindings
  --question TEXT          explain: as after kubectl auth can-i
  --tests FILE             diff: a workspace file with tests, bindings and keys for both sides
  --fail-on SEVERITY       error (default) or warning
  --select TEXT            only tests with this text in their name
  --require-tests          fail if no test was run
  --no-color               no colors; so does the variable NO_COLOR
  --no-mask                show claim values in messages (default: --mask)

Exit codes: 0 passed, 1 failed, 2 wrong usage or an unreadable file, 3 access changes (diff).

Examples:
  claimcheck test
  claimcheck test 'clusters/*/login.claimcheck.yaml' -o junit > report.xml
  claimcheck test --kube-version 1.37 --kube-version 1.38 --select admin
  claimcheck validate authentication-config.yaml --fail-on warning -o github
  claimcheck diff old.yaml new.yaml --tests login.claimcheck.yaml -o markdown
  claimcheck diff login.claimcheck.yaml --kube-version 1.37..1.38
  kubectl logs -n kube-system kube-apiserver-cp1 | claimcheck explain authn.yaml --log -
  claimcheck convert kube-apiserver.service > authentication-config.yaml
`;

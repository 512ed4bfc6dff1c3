"use client";

import { useEffect, useMemo, useState } from "react";
import type { AccessView, Grant } from "@/lib/engine/access-view.ts";
import type { PolicyRule } from "@/lib/rbac/types.ts";
import { Button } from "../ui/button.tsx";
import { UntrustedText } from "../ui/untrusted-text.tsx";
import { VerdictMark } from "../ui/verdict-mark.tsx";
import { trials } from "../workspace/background-client.ts";
import { useDispatch, usePointing, useReadInputs } from "../workspace/context.ts";
import { analysisInput, type Inputs } from "../workspace/inputs.ts";
import { type EngineQuestion, useEngineAnswer } from "../workspace/use-engine-answer.ts";
import styles from "./bindings-list.module.css";
import { OriginLink } from "./rule-list.tsx";

/** The bindings that name the one who asks. */
export function BindingsList({ access: { grants, namespace } }: { readonly access: AccessView }) {
  // What holds in another namespace is not among them.
  const place = namespace === undefined ? "for the whole cluster" : `for namespace ${namespace}`;
  if (grants.length === 0)
    return (
      <p className={styles.none}>
        No binding names this user or one of its groups <UntrustedText text={place} limit={200} />.
      </p>
    );
  // Every authenticated user has the default ones: one's own come first and stay apart.
  const own = grants.filter(({ binding }) => binding.origin.kind === "document");
  const standard = grants.filter(({ binding }) => binding.origin.kind === "default");
  return (
    <div className={styles.grants}>
      {own.length === 0 && (
        <p className={styles.none}>
          None of your bindings names this user or one of its groups{" "}
          <UntrustedText text={place} limit={200} />.
        </p>
      )}
      <ul>
        {own.map((grant) => (
          <GrantRow key={grantKey(grant)} grant={grant} />
        ))}
      </ul>
      {standard.length > 0 && (
        <>
          <h3 className={styles.group}>Of all users, by the defaults of Kubernetes</h3>
          <ul>
            {standard.map((grant) => (
              <GrantRow key={grantKey(grant)} grant={grant} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** Role bindings hold in one namespace: looking at the whole cluster does not show them. */
export function OtherNamespaces({ access }: { readonly access: AccessView }) {
  const dispatch = useDispatch();
  // The defaults have bindings in these, which hardly anybody looks for.
  const others = access.namespaces.filter((namespace) => !namespace.startsWith("kube-"));
  if (access.namespace !== undefined || others.length === 0) return null;
  return (
    <div className={styles.namespaces}>
      <span className={styles.none}>There are bindings in single namespaces too. Look into</span>
      {others.slice(0, namespacesShown).map((namespace) => (
        <Button
          key={namespace}
          look="soft"
          onClick={() => dispatch({ kind: "set-namespace", namespace })}
        >
          <UntrustedText text={namespace} limit={100} />
        </Button>
      ))}
      {others.length > namespacesShown && (
        <span className={styles.none}>
          and {(others.length - namespacesShown).toLocaleString("en")} more: choose one above.
        </span>
      )}
    </div>
  );
}

const namespacesShown = 12;

function GrantRow({ grant }: { readonly grant: Grant }) {
  const { point } = usePointing();
  const [open, setOpen] = useState(false);
  const { binding, role, subject, rules } = grant;
  const span = binding.origin.span;
  return (
    <li
      className={styles.grant}
      onPointerEnter={() =>
        span && point({ kind: "place", document: "bindings", spans: [span], claims: [] })
      }
      onPointerLeave={() => point(undefined)}
    >
      <button
        type="button"
        className={styles.grantHead}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <VerdictMark
          mark={role.known ? "good" : "unsure"}
          word={role.known ? "grants" : "unknown role"}
        />
        <span className={styles.grantWords}>
          <strong>
            {role.kind} <UntrustedText text={role.name} limit={200} />
          </strong>
          <span>
            <UntrustedText
              text={
                binding.namespace === ""
                  ? "in the whole cluster"
                  : `in namespace ${binding.namespace}`
              }
              limit={200}
            />
          </span>
          <span className={styles.faint}>
            by {binding.kind} <UntrustedText text={binding.name} limit={200} /> to {subject.kind}{" "}
            <UntrustedText text={subject.name} limit={200} />
          </span>
        </span>
      </button>
      {open && (
        <div className={styles.rules}>
          <p className={styles.faint}>
            Binding
            <OriginLink origin={binding.origin} what="the binding" />
            {role.origin && (
              <>
                , role
                <OriginLink origin={role.origin} what="the role" />
              </>
            )}
          </p>
          {role.known && rules.length > 0 && <KeepGrant grant={grant} />}
          {role.known ? (
            <Rules rules={rules} />
          ) : (
            <p>
              This role was not given, so what it allows is unknown. Add it to the role bindings to
              see.
            </p>
          )}
        </div>
      )}
    </li>
  );
}

/** Adds to the tests that the binding's subject can do what the role gives. */
function KeepGrant({ grant }: { readonly grant: Grant }) {
  const dispatch = useDispatch();
  const readInputs = useReadInputs();
  const [asked, setAsked] = useState<Inputs | undefined>();
  const [said, setSaid] = useState<string | undefined>();
  const { binding, subject, rules } = grant;
  const question = useMemo<EngineQuestion<"test-grant", Inputs> | undefined>(
    () =>
      asked && {
        engine: trials,
        select: () => asked,
        task: (inputs, now) => ({
          kind: "test-grant",
          input: analysisInput(inputs, now),
          grant: { namespace: binding.namespace, subject, rules },
          tests: inputs.tests,
        }),
      },
    [asked, binding.namespace, subject, rules],
  );
  const { answer, failed } = useEngineAnswer(question);
  useEffect(() => {
    if (asked === undefined || (answer === undefined && failed === undefined)) return;
    setAsked(undefined);
    if (answer?.kind === "added") {
      dispatch({ kind: "set-tests", text: answer.text, title: "Keep a binding as a test" });
      setSaid(`Kept as a test: ${answer.name}.`);
    } else setSaid(answer?.reason ?? "The test could not be made. Try it again.");
  }, [asked, answer, failed, dispatch]);
  return (
    <div className={styles.keep}>
      <Button icon="plus" disabled={asked !== undefined} onClick={() => setAsked(readInputs())}>
        Keep this binding as a test
      </Button>
      <p role="status" className={styles.faint}>
        {said !== undefined && <UntrustedText text={said} limit={300} />}
      </p>
    </div>
  );
}

function Rules({ rules }: { readonly rules: readonly PolicyRule[] }) {
  if (rules.length === 0) return <p className={styles.none}>The role has no rules.</p>;
  return (
    <div className={styles.tableScroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Verbs</th>
            <th scope="col">Resources</th>
            <th scope="col">API groups</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the role.
            <tr key={index}>
              <td>
                <Entries of={rule.verbs} />
              </td>
              <td>
                <Entries of={[...rule.resources, ...rule.nonResourceURLs]} />
                {rule.resourceNames.length > 0 && (
                  <>
                    {" "}
                    named <Entries of={rule.resourceNames} />
                  </>
                )}
              </td>
              <td>
                {rule.resources.length === 0 ? (
                  "–"
                ) : (
                  <Entries of={rule.apiGroups.map((group) => (group === "" ? "core" : group))} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Entries({ of }: { readonly of: readonly string[] }) {
  return (
    <code>
      <UntrustedText text={of.join(", ")} limit={600} />
    </code>
  );
}

function grantKey({ binding, subject }: Grant): string {
  return `${binding.kind}/${binding.namespace}/${binding.name}/${subject.kind}/${subject.name}`;
}

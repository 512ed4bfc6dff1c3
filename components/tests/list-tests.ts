import { readTestList } from "@/lib/workspace/tests/read-tests.ts";

/** The tests of a text by name, with their places in the list, which the strip knows them by. */
export function listTests(
  text: string,
): readonly { readonly index: number; readonly name: string }[] {
  return readTestList(text).tests;
}

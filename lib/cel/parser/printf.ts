/**
 * Go's `fmt.Sprintf(format)` without arguments: what cel-go before 0.23 made of a message that quotes a percent sign.
 * Every verb is "(MISSING)". Follows Go fmt/print.go.
 */
export function formatWithoutArguments(format: string): string {
  let text = "";
  let i = 0;
  while (i < format.length) {
    const percent = format.indexOf("%", i);
    if (percent === -1) {
      return text + format.slice(i);
    }
    text += format.slice(i, percent);
    const directive = readDirective(format, percent + 1);
    text += directive.text;
    i = directive.end;
  }
  return text;
}

function readDirective(format: string, start: number): { text: string; end: number } {
  let text = "";
  let i = start;
  let goodIndex = true;
  let afterIndex = false;
  while ("#0+- ".includes(format.charAt(i)) && i < format.length) {
    i++;
  }
  readIndex();
  if (format.charAt(i) === "*") {
    i++;
    text += "%!(BADWIDTH)";
    afterIndex = false;
  } else if (readNumber() && afterIndex) {
    goodIndex = false;
  }
  if (format.charAt(i) === ".") {
    i++;
    goodIndex &&= !afterIndex;
    readIndex();
    if (format.charAt(i) === "*") {
      i++;
      text += "%!(BADPREC)";
      afterIndex = false;
    } else {
      readNumber();
    }
  }
  if (!afterIndex) {
    readIndex();
  }
  const code = format.codePointAt(i);
  if (code === undefined) {
    return { text: `${text}%!(NOVERB)`, end: format.length };
  }
  const verb = String.fromCodePoint(code);
  const end = i + verb.length;
  if (verb === "%") {
    return { text: `${text}%`, end };
  }
  return { text: `${text}%!${verb}(${goodIndex ? "MISSING" : "BADINDEX"})`, end };

  /** `[n]`; none is good, there being no arguments. */
  function readIndex(): void {
    afterIndex = false;
    if (format.charAt(i) !== "[") {
      return;
    }
    goodIndex = false;
    const close = format.indexOf("]", i + 1);
    if (close === -1 || format.length - i < 3) {
      i++;
      return;
    }
    afterIndex = /^[0-9]+$/.test(format.slice(i + 1, close)) && isSmall(format.slice(i + 1, close));
    i = close + 1;
  }

  function readNumber(): boolean {
    const digits = /^[0-9]*/.exec(format.slice(i))?.[0] ?? "";
    // Go gives the whole rest up at a number that is too large.
    i = isSmall(digits) ? i + digits.length : format.length;
    return digits !== "" && isSmall(digits);
  }
}

function isSmall(digits: string): boolean {
  return Number(digits.slice(0, -1)) <= 1e6;
}

/**
 * sort.Slice: sorts in place by `isLess` of two elements. Not stable beyond twelve elements, and equal elements come out
 * in exactly Go's order (pdqsort, sort/zsortfunc.go).
 */
export function sortSlice<T>(elements: T[], isLess: (a: T, b: T) => boolean): void {
  const data: Data = {
    less: (i, j) => isLess(elements[i] as T, elements[j] as T),
    swap: (i, j) => {
      const held = elements[i] as T;
      elements[i] = elements[j] as T;
      elements[j] = held;
    },
  };
  pdqsort(data, 0, elements.length, bitLength(elements.length));
}

interface Data {
  less(i: number, j: number): boolean;
  swap(i: number, j: number): void;
}

interface Counter {
  swaps: number;
}

function pdqsort(data: Data, start: number, stop: number, badPivots: number): void {
  let a = start;
  let b = stop;
  let limit = badPivots;
  let wasBalanced = true;
  let wasPartitioned = true;
  for (;;) {
    const length = b - a;
    if (length <= 12) {
      insertionSort(data, a, b);
      return;
    }
    if (limit === 0) {
      heapSort(data, a, b);
      return;
    }
    if (!wasBalanced) {
      breakPatterns(data, a, b);
      limit--;
    }
    const chosen = choosePivot(data, a, b);
    let pivot = chosen.pivot;
    if (chosen.hint === "decreasing") {
      for (let i = a, j = b - 1; i < j; i++, j--) data.swap(i, j);
      pivot = b - 1 - (pivot - a);
    }
    const maySorted = wasBalanced && wasPartitioned && chosen.hint !== "unknown";
    if (maySorted && partialInsertionSort(data, a, b)) return;
    if (a > 0 && !data.less(a - 1, pivot)) {
      a = partitionEqual(data, a, b, pivot);
      continue;
    }
    const middle = partition(data, a, b, pivot);
    wasPartitioned = middle.alreadyPartitioned;
    const left = middle.pivot - a;
    const right = b - middle.pivot;
    wasBalanced = Math.min(left, right) >= Math.trunc(length / 8);
    if (left < right) {
      pdqsort(data, a, middle.pivot, limit);
      a = middle.pivot + 1;
    } else {
      pdqsort(data, middle.pivot + 1, b, limit);
      b = middle.pivot;
    }
  }
}

function insertionSort(data: Data, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) {
    for (let j = i; j > a && data.less(j, j - 1); j--) data.swap(j, j - 1);
  }
}

function heapSort(data: Data, first: number, stop: number): void {
  const length = stop - first;
  for (let i = Math.trunc((length - 1) / 2); i >= 0; i--) siftDown(data, i, length, first);
  for (let i = length - 1; i >= 0; i--) {
    data.swap(first, first + i);
    siftDown(data, 0, i, first);
  }
}

function siftDown(data: Data, low: number, high: number, first: number): void {
  for (let root = low; ; ) {
    let child = 2 * root + 1;
    if (child >= high) return;
    if (child + 1 < high && data.less(first + child, first + child + 1)) child++;
    if (!data.less(first + root, first + child)) return;
    data.swap(first + root, first + child);
    root = child;
  }
}

function partition(
  data: Data,
  a: number,
  b: number,
  pivot: number,
): { readonly pivot: number; readonly alreadyPartitioned: boolean } {
  data.swap(a, pivot);
  let i = a + 1;
  let j = b - 1;
  for (let alreadyPartitioned = true; ; alreadyPartitioned = false) {
    while (i <= j && data.less(i, a)) i++;
    while (i <= j && !data.less(j, a)) j--;
    if (i > j) {
      data.swap(j, a);
      return { pivot: j, alreadyPartitioned };
    }
    data.swap(i++, j--);
  }
}

function partitionEqual(data: Data, a: number, b: number, pivot: number): number {
  data.swap(a, pivot);
  let i = a + 1;
  let j = b - 1;
  for (;;) {
    while (i <= j && !data.less(a, i)) i++;
    while (i <= j && data.less(a, j)) j--;
    if (i > j) return i;
    data.swap(i++, j--);
  }
}

function partialInsertionSort(data: Data, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < 5; step++) {
    while (i < b && !data.less(i, i - 1)) i++;
    if (i === b) return true;
    if (b - a < 50) return false;
    data.swap(i, i - 1);
    if (i - a >= 2) {
      for (let j = i - 1; j >= 1 && data.less(j, j - 1); j--) data.swap(j, j - 1);
    }
    if (b - i >= 2) {
      for (let j = i + 1; j < b && data.less(j, j - 1); j++) data.swap(j, j - 1);
    }
  }
  return false;
}

function breakPatterns(data: Data, a: number, b: number): void {
  const length = b - a;
  if (length < 8) return;
  const mask = (1n << BigInt(bitLength(length))) - 1n;
  const middle = a + Math.trunc(length / 4) * 2;
  let random = BigInt(length);
  for (let i = middle - 1; i <= middle + 1; i++) {
    random ^= BigInt.asUintN(64, random << 13n);
    random ^= random >> 7n;
    random ^= BigInt.asUintN(64, random << 17n);
    const other = Number(random & mask);
    data.swap(i, a + (other >= length ? other - length : other));
  }
}

function choosePivot(
  data: Data,
  a: number,
  b: number,
): { readonly pivot: number; readonly hint: "increasing" | "decreasing" | "unknown" } {
  const length = b - a;
  const quarter = Math.trunc(length / 4);
  const counter: Counter = { swaps: 0 };
  let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
  if (length >= 50) {
    i = median(data, i - 1, i, i + 1, counter);
    j = median(data, j - 1, j, j + 1, counter);
    k = median(data, k - 1, k, k + 1, counter);
  }
  if (length >= 8) j = median(data, i, j, k, counter);
  if (counter.swaps === 0) return { pivot: j, hint: "increasing" };
  return { pivot: j, hint: counter.swaps === 12 ? "decreasing" : "unknown" };
}

function median(data: Data, a: number, b: number, c: number, counter: Counter): number {
  const [low, high] = orderTwo(data, a, b, counter);
  const [middle] = orderTwo(data, high, c, counter);
  return orderTwo(data, low, middle, counter)[1];
}

function orderTwo(data: Data, a: number, b: number, counter: Counter): readonly [number, number] {
  if (!data.less(b, a)) return [a, b];
  counter.swaps++;
  return [b, a];
}

function bitLength(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log2(value)) + 1;
}

/**
 * The last whole number of a range for which something holds that also holds for all before it.
 * Asks about `log2` of the length of the range.
 * @param last inclusive
 * @returns `first - 1` when it holds for none
 */
export async function lastWhere(
  first: number,
  last: number,
  holds: (number: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [first - 1, last];
  while (low < high) {
    const middle = high - Math.floor((high - low) / 2);
    if (await holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

const TELL_EVERY_MS = 1_000;

/** Says on standard error, once a second at the most, how far something has come. */
export function everySecond(what: string, of?: number): (done: number) => void {
  let last = performance.now();
  return (done) => {
    if (performance.now() - last < TELL_EVERY_MS) return;
    last = performance.now();
    console.error(`${what}: ${String(done)}${of === undefined ? '' : ` of ${String(of)}`}`);
  };
}

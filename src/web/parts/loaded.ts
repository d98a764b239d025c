import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Fault } from '../api/graphql.js';

export interface Loaded<T> {
  /** What was loaded last; kept while it is loaded anew. */
  readonly value: T | null;
  /** Why it could not be loaded, in words. */
  readonly fault: string | null;
  readonly reload: () => void;
}

/** What a screen shows, loaded when it opens and whenever `given` changes. */
export function useLoaded<T>(load: () => Promise<T>, given: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ value: null, fault: null });
  const latest = useRef(0);
  const reload = useCallback(() => {
    const turn = ++latest.current;
    load().then(
      (value) => {
        if (turn === latest.current) setState({ value, fault: null });
      },
      (fault: unknown) => {
        if (!(fault instanceof Fault)) throw fault;
        if (turn === latest.current) setState(({ value }) => ({ value, fault: fault.message }));
      },
    );
  }, given);
  useEffect(() => {
    reload();
    return () => {
      latest.current++;
    };
  }, [reload]);
  return { ...state, reload };
}

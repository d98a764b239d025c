import { useEffect } from 'preact/hooks';
import { createStore, useStore } from '../store.js';
import { Notice } from './notice.js';

const message = createStore<string | null>(null);

/** Says something on the screen that comes of what was done, whether it is open already or opens next. */
export function tellNext(words: string): void {
  message.set(words);
}

/** What was said, until the screen is left. */
export function Flash() {
  const words = useStore(message);
  useEffect(
    () => () => {
      message.set(null);
    },
    [],
  );
  return words === null ? null : (
    <Notice tone="good" alert>
      {words}
    </Notice>
  );
}

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Waiting } from './parts/waiting.js';

/** A part of the page that only some need: brought when it is shown. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let brought: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => brought);
    useEffect(() => {
      if (!brought)
        void load().then((part) => {
          brought = part;
          setPart(() => part);
        });
    }, []);
    return Part ? <Part {...props} /> : <Waiting />;
  };
}

import { useEffect, useRef, useState } from 'preact/hooks';

interface CountdownProps {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly onEnd: () => void;
}

/** Nobody waits for it: after a hundred wrong codes only a reset helps. */
const TOO_LONG_SECONDS = 86_400;

const secondsUntil = (until: number) => Math.max(0, Math.ceil((until - Date.now()) / 1_000));

/** The time left, counted down before the eyes; read aloud once, not every second. */
export function Countdown({ until, onEnd }: CountdownProps) {
  const [left, setLeft] = useState(() => secondsUntil(until));
  const first = useRef(left);
  const end = useRef(onEnd);
  end.current = onEnd;

  useEffect(() => {
    const timer = setInterval(() => {
      const seconds = secondsUntil(until);
      setLeft(seconds);
      if (seconds === 0) {
        clearInterval(timer);
        end.current();
      }
    }, 250);
    return () => {
      clearInterval(timer);
    };
  }, [until]);

  if (left > TOO_LONG_SECONDS) return <span>Only your administrator can help: ask for a reset.</span>;
  return (
    <>
      <span class="countdown" aria-hidden="true">
        Try again in {clockFace(left)}.
      </span>
      <span class="unseen">Try again in {first.current} seconds.</span>
    </>
  );
}

/** `1:05` */
function clockFace(seconds: number): string {
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}

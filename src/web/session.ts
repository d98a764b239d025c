import { send } from './api/graphql.js';
import { SignOutDocument, ViewerDocument, type ViewerQuery } from './api/operations.js';
import { createStore } from './store.js';

export type Viewer = NonNullable<ViewerQuery['viewer']>;

/** How it came that nobody is signed in: it was asked for, the session was over, the account erased, or its password reset. */
type Leaving = 'asked' | 'over' | 'erased' | 'reset';

/** Who is signed in, as far as this window knows. */
export type Session =
  | { readonly status: 'unknown' }
  | { readonly status: 'unreachable' }
  | {
      readonly status: 'out';
      readonly why: Leaving | null;
    }
  | { readonly status: 'in'; readonly viewer: Viewer };

export const session = createStore<Session>({ status: 'unknown' });

/** Whether changes arrive as they happen. */
export const connection = createStore<'live' | 'lost'>('live');

/** Counts the changes of the viewer's second factor that arrived: what shows its history reads it anew. */
export const changes = createStore(0);

/** What windows tell each other: look again, or also that the session has another token. */
const CHANGED = 'changed';
const RENEWED = 'renewed';

/** The windows of this browser share one cookie, so they tell each other. */
const windows = new BroadcastChannel('countersign');
windows.onmessage = ({ data }) => {
  if (data === RENEWED) stopListening();
  void refresh();
};

let stopFollowing: (() => void) | undefined;
let followed: string | undefined;

/** Asks the service who is signed in. */
export async function refresh(): Promise<void> {
  try {
    const { viewer } = await send(ViewerDocument, {});
    if (viewer) signedIn(viewer);
    else over();
  } catch {
    if (session.get().status === 'unknown') session.set({ status: 'unreachable' });
  }
}

/** After a sign-in: the cookie is there. */
export async function arrived(): Promise<void> {
  await refresh();
  windows.postMessage(CHANGED);
}

/** After the session got another token: sockets that were opened with the old one give way to new ones. */
export async function renewed(): Promise<void> {
  stopListening();
  windows.postMessage(RENEWED);
  await refresh();
}

/** The service does not know the session any more. */
export function over(): void {
  const before = session.get().status;
  if (before === 'out') return;
  leave(before === 'in' ? 'over' : null);
}

/** Ends the session, whosever it is, here and in the other windows of this browser. */
export async function signOut(why: 'asked' | 'reset' = 'asked'): Promise<void> {
  await send(SignOutDocument, {});
  leaveEverywhere(why);
}

/** After the service ended the session as it was asked to. */
export function leaveEverywhere(why: Exclude<Leaving, 'over'>): void {
  leave(why);
  windows.postMessage(CHANGED);
}

/** Looks again when the window is looked at again, and when the session's time is up. */
export function watch(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && session.get().status !== 'unknown') void refresh();
  });
  // Not a timer for hours: those stand still while a computer sleeps.
  setInterval(() => {
    const current = session.get();
    if (current.status === 'in' && Date.parse(current.viewer.session.expiresAt) <= Date.now()) void refresh();
  }, 5_000);
}

function signedIn(viewer: Viewer): void {
  session.set({ status: 'in', viewer });
  if (followed === viewer.session.id) return;
  stopFollowing?.();
  followed = viewer.session.id;
  void followChanges(viewer);
}

async function followChanges({ account, session: { id } }: Viewer): Promise<void> {
  const { follow } = await import('./api/live.js');
  if (followed !== id) return;
  stopFollowing = follow(account.id, account.position, {
    changed: () => {
      changes.set(changes.get() + 1);
      void refresh();
    },
    connected: (stands) => {
      connection.set(stands ? 'live' : 'lost');
      if (stands) void refresh();
    },
    refused: () => void refresh(),
  });
}

function leave(why: Leaving | null): void {
  stopListening();
  connection.set('live');
  session.set({ status: 'out', why });
}

function stopListening(): void {
  stopFollowing?.();
  stopFollowing = followed = undefined;
}

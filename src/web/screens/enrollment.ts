import type { StartEnrollmentMutation } from '../api/operations.js';
import { session } from '../session.js';
import { createStore } from '../store.js';

export type Started = Extract<
  StartEnrollmentMutation['startEnrollment'],
  { readonly __typename: 'EnrollmentStarted' }
>;

/**
 * The enrollment this window began, with its secret: in memory alone. It outlives the way
 * back and forth between screens, neither a reload nor
 * signing out, after which one starts again.
 */
export const enrollment = createStore<(Started & { readonly accountId: string }) | null>(null);

session.follow(() => {
  if (session.get().status === 'out') enrollment.set(null);
});

/** Four by four, as it is typed. */
export function inGroups(secret: string): string {
  return secret.replace(/.{4}(?=.)/g, '$& ');
}

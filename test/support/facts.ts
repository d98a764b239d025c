/** The one time of all tests: the middle of a time step, so that small steps stay inside it. */
export const NOW = new Date('2026-03-01T12:00:15.000Z');

/** Where a command comes from when nothing depends on that. */
export const ORIGIN = {
  actor: { kind: 'system' },
  operation: 'test',
  correlationId: 'c',
  causationId: 'c',
} as const;

export const ADA = { username: 'ada', password: 'correct horse battery staple' } as const;
export const GRACE = { username: 'grace', password: 'nanoseconds are eleven inches' } as const;

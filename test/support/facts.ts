/** The one time of all tests: the middle of a time step, so that small steps stay inside it. */
export const NOW = new Date('2026-03-01T12:00:15.000Z');

export const ADA = { username: 'ada', password: 'correct horse battery staple' } as const;
export const GRACE = { username: 'grace', password: 'nanoseconds are eleven inches' } as const;

/** Settings for tests whose people all come from one machine: none of them is to wait until they may register. */
export const CROWDED = { REGISTRATIONS_PER_NETWORK: '100000' } as const;

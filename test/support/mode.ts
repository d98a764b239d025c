/** How the service runs in these tests: on a data folder, or as replicas on servers they share. */
export const MODE = (globalThis as { readonly mode?: 'cluster' }).mode ?? 'embedded';

import { createStore } from '../store.js';

/** The key of an auditor or administrator: in memory alone, so a reload asks for it again. */
export const accessKey = createStore<string | null>(null);

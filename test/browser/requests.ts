import type { Page } from 'playwright-core';

/** Counts the operations of this name that a window sends. */
export function countOf(page: Page, operation: string): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (request.postData()?.includes(`mutation ${operation}(`)) count++;
  });
  return () => count;
}

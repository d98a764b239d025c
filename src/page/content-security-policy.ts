/**
 * What the page may do: run and show what this service serves, and talk to it. Pictures may
 * also be `data:`, as QR codes are. A script that got in from elsewhere would not be run.
 */
export const PAGE_SECURITY_POLICY = [
  "default-src 'none'",
  // Goes without saying after that; those who check policies look for it.
  "object-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

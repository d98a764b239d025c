import type { SecurityHeadersOptions } from '@nestjs/common';

/** Replies are data: a browser that is shown one as a page runs, loads and frames nothing. */
const NOTHING = ["'none'"];

export function securityHeaders(isProduction: boolean): SecurityHeadersOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: NOTHING,
        // Goes without saying after that; those who check policies look for it.
        objectSrc: NOTHING,
        baseUri: NOTHING,
        formAction: NOTHING,
        frameAncestors: NOTHING,
      },
    },
    xFrameOptions: { action: 'deny' },
    // Browsers pass over it where there is no TLS, and `localhost` must not have it in development.
    strictTransportSecurity: isProduction,
  };
}

/** On every reply, besides those: helmet and Nest leave them to the application. */
export const MORE_HEADERS = {
  'cache-control': 'no-store',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()',
} as const;

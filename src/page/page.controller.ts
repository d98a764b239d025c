import { Controller, Get, Logger, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PAGE_SECURITY_POLICY } from './content-security-policy.js';
import { readPageFiles, type PageFile } from './page-files.js';

/** Every address of the page; what it shows there is its own affair. */
const ADDRESSES = [
  '/',
  '/register',
  '/sign-in',
  '/sign-in/code',
  '/reset-password',
  '/settings',
  '/settings/*',
  '/audit',
  '/audit/*',
];

/** A hashed name never means anything else again. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_EACH_TIME = 'no-cache';

/** Serves Account Settings, which then talks to `/graphql` as any other client does. */
@Controller()
export class PageController {
  private readonly logger = new Logger(PageController.name);
  private readonly files = readPageFiles();

  constructor() {
    if (!this.files)
      this.logger.warn('Account Settings was not built, so it is not served: `npm run build` builds it.');
  }

  @Get(ADDRESSES)
  index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    void reply.header('content-security-policy', PAGE_SECURITY_POLICY);
    send(this.files?.index, ASK_EACH_TIME, request, reply);
  }

  @Get('/assets/:name')
  asset(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(this.files?.assets.get(name), FOR_EVER, request, reply);
  }
}

function send(
  file: PageFile | undefined,
  caching: string,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): void {
  if (!file) throw new NotFoundException();
  void reply.header('cache-control', caching).header('etag', file.tag).header('vary', 'accept-encoding');
  if (headers['if-none-match'] === file.tag) {
    void reply.status(304).send();
    return;
  }
  const zipped = /\bgzip\b/.test(headers['accept-encoding'] ?? '') ? file.gzipped : null;
  if (zipped) void reply.header('content-encoding', 'gzip');
  void reply.type(file.type).send(zipped ?? file.body);
}

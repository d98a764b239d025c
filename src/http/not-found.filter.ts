import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** One answer wherever nothing is, or nothing that is yours: without the address, which may hold what was sent. */
@Catch(NotFoundException)
export class NotFoundFilter implements ExceptionFilter {
  catch(_fault: NotFoundException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.code(404).send({ statusCode: 404, message: 'Not Found' });
  }
}

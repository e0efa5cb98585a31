import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const YEAR_SECONDS = 365 * 24 * 3600;
const SELF = ["'self'"];
const NOTHING = ["'none'"];

/** By what the service is reached: HTTPS of its own, or that of what stands before it. */
interface Reach {
  hasTls: boolean;
  publicUrl: string | undefined;
}

/**
 * What browsers may do with answers: nothing but show our own pages. Answers of the API are kept nowhere. The pages bring all
 * that they need; inline styles are the only thing that those of Swagger and Bull Board can't do without.
 */
export async function setSecurityHeaders(app: NestFastifyApplication, { hasTls, publicUrl }: Reach): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: SELF,
        scriptSrc: SELF,
        styleSrc: [...SELF, "'unsafe-inline'"],
        imgSrc: [...SELF, 'data:'],
        fontSrc: [...SELF, 'data:'],
        connectSrc: SELF,
        objectSrc: NOTHING,
        frameSrc: NOTHING,
        frameAncestors: NOTHING,
        baseUri: SELF,
        formAction: SELF,
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    hsts: (hasTls || /^https:/i.test(publicUrl ?? '')) && { maxAge: YEAR_SECONDS, includeSubDomains: false },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (_request, reply, payload, done) => {
      const isPage = /^(text\/html|application\/json|text\/plain)/.test(String(reply.getHeader('content-type') ?? ''));
      if (isPage && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
      done(null, payload);
    });
}
